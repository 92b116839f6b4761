#!/usr/bin/env python3
# Prints the figures of the house: how long files and functions are, and what rooms and files know of each other.
"""Usage: scripts/check --figures [--strict] [CHECKOUT]
       scripts/lib/figures.py --floors [CHECKOUT]

  --strict  exit 1 where a bound is missed
  --floors  only the floor of each room, from src/CMakeLists.txt: ROOM=FLOOR ROOM=FLOOR ...
"""
import math
import pathlib
import re
import signal
import sys

MOST_FILE_LINES = 250
MOST_NINE_IN_TEN_LINES = 19
MOST_FUNCTION_LINES = 59
MOST_SHARE = 14  # per cent of all lines of src
MOST_README_LINES = 120
LOOP = {'event/loop', 'event/fd_event', 'event/timer'}  # a loop, and what registers in it

# Functions, without a compiler: clang-format's layout is no condition, but brackets have to match.

TOKEN = re.compile(
    r'//(?:\\\n|[^\n])*|/\*.*?\*/'
    r'|R"(?P<mark>[^()\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"  # not the ' of 1'000
    r'|^[ \t]*#(?:\\\n|[^\n])*',  # the preprocessor's
    re.DOTALL | re.MULTILINE)
SPECIFIERS = r'\s*(?:(?:mutable|constexpr|noexcept)\s*)*(?:->[^={};]*)?'
LAMBDA = re.compile(r'(?<![\w\])])\[[^\[\]]*\]\s*(?:\((?:[^()]|\([^()]*\))*\))?' + SPECIFIERS + r'\{')
ACCESS = re.compile(r'\s*(?:(?:public|private|protected)\s*:(?!:)\s*)*')
TYPE = re.compile(r'(?:(?:typedef|static|const|constexpr|inline)\s+)*(?:class|struct|union|enum)\b'
                  r'(?:[^()=:]|::)*(?::[^=]*)?$')
NAMESPACE = re.compile(r'(?:inline\s+)?namespace\b|extern\s*"\s*"$')
FUNCTION = re.compile(r'\)\s*(?:(?:const|noexcept|override|final|try|[A-Z_]{2,}|&&?|\(\))\s*)*'
                      r'(?:->.*|requires\b.*|:(?!:).*[)}])?$', re.DOTALL)  # `f() : a_{} {`, not `f() : a_{`
HANDLER = re.compile(r'\s*catch\s*\([^()]*\)\s*\{')


def blank(text):
    return re.sub(r'[^\n]', ' ', text)


def without_comments(text):
    return TOKEN.sub(lambda found: blank(found[0]) if found[0][0] == '/' else found[0], text)


def bare(text):
    """Each line and each bracket of the code in its place, and of a string the quotes."""
    def plain(found):
        token = found[0]
        return f'"{blank(token[2:])}"' if token[0] in '"R' else blank(token)
    return TOKEN.sub(plain, text)


def without_groups(text, opening, closing):
    """The text without what is inside such brackets; the outer ones stay."""
    kept, depth = [], 0
    for letter in text:
        depth -= letter == closing
        if depth == 0:
            kept.append(letter)
        depth += letter == opening
    return ''.join(kept)


def without_template(head):
    while re.match(r'\s*template\s*<', head):
        depth = 0
        for i in range(head.index('<'), len(head)):
            depth += (head[i] == '<') - (head[i] == '>' and head[i - 1] != '-')
            if depth == 0:
                break
        head = head[i + 1:]
    return head


def kind_of(head):
    """What a brace behind that opens: 'scope', 'function' or 'value'."""
    head = without_template(without_groups(without_groups(head[ACCESS.match(head).end():], '(', ')'), '{', '}'))
    head = re.sub(r'\[\[.*?\]\]|\b(?:alignas|decltype|explicit|__attribute__)\s*\(\)', ' ', head)
    head = re.sub(r'\boperator\s*[^\s\w(]+', 'operator', head).strip()
    if NAMESPACE.match(head) or TYPE.match(head):
        return 'scope'
    return 'function' if '=' not in head and FUNCTION.search(head) else 'value'


def closing_brace(text, opening):
    depth = 0
    for brace in re.compile('[{}]').finditer(text, opening):
        depth += 1 if brace[0] == '{' else -1
        if depth == 0:
            return brace.start()
    raise ValueError('its braces do not match')


def lambdas(text, begin, opening, end):
    """Those of a value; what is in one of them belongs to it."""
    for found in LAMBDA.finditer(text, begin, end):
        if found.end() > opening:
            opening = closing_brace(text, found.end() - 1)
            yield found.start(), opening


def spans(text):
    """Where each function begins, with its type or template, and where its last brace is."""
    head = at = depth = 0
    while mark := re.compile('[;{}]').search(text, at):
        at = mark.end()
        kind = kind_of(text[head:mark.start()]) if mark[0] == '{' else ''
        if kind in ('function', 'value'):
            end = closing_brace(text, mark.start())
            at = end + 1
            if kind == 'value':
                yield from lambdas(text, head, mark.start(), end)
                if re.compile(r'\s*[\w#~\[]').match(text, at):  # no value ends so; better loud than wrong
                    raise ValueError(f'line {text.count(chr(10), 0, at)}: what ends there?')
                continue
            while handler := HANDLER.match(text, at):
                end = closing_brace(text, handler.end() - 1)
                at = end + 1
            yield ACCESS.match(text, head).end(), end
        depth += (kind == 'scope') - (mark[0] == '}')
        head = at
    if depth:
        raise ValueError('its braces do not match')


def functions(text):
    """The lines of each, and the line where it begins."""
    text = bare(text)
    for begin, end in spans(text):
        yield text.count('\n', begin, end) + 1, text.count('\n', 0, begin) + 1


# Rooms and files

def floors(root):
    """Of each room, from the calls room(NAME FLOOR n ...); none where they do not say it."""
    listed = re.sub(r'#[^\n]*', '', (root / 'src/CMakeLists.txt').read_text(encoding='utf-8'))
    calls = re.findall(r'\broom\(\s*(\w+)\s([^()]*)\)', listed)
    found = {name: re.search(r'\bFLOOR\s+(\d+)', rest) for name, rest in calls}
    return {name: int(floor[1]) for name, floor in found.items() if floor}


class House:
    """The C++ of a checkout, each file's text read once."""

    def __init__(self, root):
        self.root = root
        paths = [path for top in ('src', 'include') for path in root.glob(f'{top}/**/*.[ch]pp')]
        self.texts = {str(path.relative_to(root)): path.read_text(encoding='utf-8') for path in sorted(paths)}
        if not any(name.startswith('src/') for name in self.texts):
            sys.exit(f'scripts/check: {root}: no src in it; name a checkout')

    def of(self, *tops):
        return {name: text for name, text in self.texts.items() if name.startswith(tops)}

    def includes(self, name):
        """The files of the house that it includes."""
        text = without_comments(self.texts[name])
        for quoted, public in re.findall(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]*)"|<(redstart/[^>]*)>)', text, re.M):
            yield f'include/{public}' if public else f'src/{quoted}'


def lines(text):
    return text.count('\n') + (not text.endswith('\n') and text != '')


def room_of(name):
    return name.split('/')[1] if name.startswith('src/') else ''


def rooms(house):
    """Of each room its files and lines, largest first."""
    found = {}
    for name, text in house.of('src/').items():
        files, total = found.get(room_of(name), (0, 0))
        found[room_of(name)] = files + 1, total + lines(text)
    return sorted(found.items(), key=lambda room: -room[1][1])


def arrows_up(house, floor):
    """Each #include of a room that is not on a lower floor, or that has none."""
    for name in house.texts:
        for other in house.includes(name):
            room, below = room_of(name), room_of(other)
            if below and below != room and floor.get(below, math.inf) >= floor.get(room, 0):
                yield f'{name} -> {other[4:]}'


def unit_of(name):
    """A header and its source are one: `wav/file`, `redstart/format`."""
    return re.sub(r'^(src|include)/|\.[ch]pp$', '', name)


def circles(house):
    """The sets of units that reach each other, each sorted."""
    known = {}
    for name in house.texts:
        known.setdefault(unit_of(name), set()).update(unit_of(other) for other in house.includes(name))
    reached = {}
    for unit in known:
        seen, waiting = set(), [unit]
        while waiting:
            fresh = known.get(waiting.pop(), set()) - seen
            seen |= fresh
            waiting += fresh
        reached[unit] = seen - {unit}
    found = {frozenset({unit} | {other for other in reached[unit] if unit in reached.get(other, ())})
             for unit in known}
    return sorted(sorted(circle) for circle in found if len(circle) > 1)


def deck_includes_of_wav(house):
    deck = house.of('src/deck/') or house.of('src/take/')  # its old name
    return [f'{name} -> {other[4:]}' for name in deck for other in house.includes(name)
            if other.startswith('src/wav/')]


def files_with(house, regex):
    return [name for name, text in house.of('src/').items() if re.search(regex, without_comments(text))]


def questions_of_state(house):
    """Each `state_ ==` beside the table: the other files of the room that has a state_table.cpp."""
    tables = [name for name in house.texts if re.fullmatch(r'src/\w+/state_table\.cpp', name)]
    for name, text in house.of(*(table.removesuffix('state_table.cpp') for table in tables)).items() if tables else ():
        if unit_of(name) not in map(unit_of, tables):
            for number, line in enumerate(without_comments(text).split('\n'), 1):
                yield from [f'{name}:{number}'] * len(re.findall(r'\bstate_ *[!=]=|[!=]= *state_\b', line))


# The table

def percentile(sorted_values, per_cent):
    return sorted_values[max(0, math.ceil(len(sorted_values) * per_cent / 100) - 1)]


class Table:
    """Rows of a figure, its bound and a note; a bound is missed also where the figure is not known."""

    def __init__(self):
        self.missed = 0
        print(f'{"":38}{"figure":>8}{"bound":>8}')

    def row(self, name, figure, most=None, notes=(), unit=''):
        is_missed = most is not None and (figure == '?' or figure > most)
        self.missed += is_missed
        bound = '' if most is None else f'<= {most}' if most else '0'
        shown = f'{figure:.1f}' if isinstance(figure, float) else str(figure)
        note = ' '.join(notes[:1]) + ('   MISSED' if is_missed else '')
        print(f'{name:38}{shown:>8}{bound:>8}{unit:3}{note}'.rstrip())
        for more in notes[1:]:
            print(f'{"":57}{more}')


def lengths(table, house):
    files = sorted((lines(text), name) for name, text in house.texts.items())
    sizes = [size for size, _ in files]
    table.row('files', len(files))
    table.row('  lines p50', percentile(sizes, 50))
    table.row('  lines p90', percentile(sizes, 90))
    longest = [f'{size} {name}' for size, name in reversed(files) if size > MOST_FILE_LINES or size == sizes[-1]]
    table.row('  lines max', sizes[-1], MOST_FILE_LINES, longest)
    found = []
    for name, text in house.of('src/').items():
        try:
            found += [(length, f'{name}:{begin}') for length, begin in functions(text)]
        except ValueError as error:
            sys.exit(f'scripts/check: {name}: {error}; scripts/lib/figures.py has to learn what is new in it')
    sizes = [size for size, _ in sorted(found)]
    table.row('functions', len(found))
    if found:
        table.row('  lines p90', percentile(sizes, 90), MOST_NINE_IN_TEN_LINES)
        table.row('  lines p99', percentile(sizes, 99))
        table.row('  lines max', sizes[-1], MOST_FUNCTION_LINES, [max(found)[1]])


def show(house):
    table = Table()
    lengths(table, house)
    floor = floors(house.root)
    arrows = list(arrows_up(house, floor)) if floor else []
    table.row('arrows up', len(arrows) if floor else '?', 0, arrows if floor else ['no FLOOR in src/CMakeLists.txt'])
    found = circles(house)
    others = [' '.join(circle) for circle in found if not set(circle) <= LOOP]
    table.row("circles, without the event loop's", len(others), 0, others)
    table.row("files in the event loop's circle", max([len(c) for c in found if set(c) <= LOOP], default=0), 3)
    by_size = rooms(house)
    total = sum(size for _, (_, size) in by_size)
    table.row('largest room, of all lines of src', by_size[0][1][1] * 100 / total, MOST_SHARE, [by_size[0][0]], ' %')
    wav = deck_includes_of_wav(house)
    table.row('includes of wav in deck', len(wav), 0, wav)
    spelled = files_with(house, r'"[^"\n]*\.wav\.part')
    table.row('files that spell .wav.part', len(spelled), 1, spelled)
    asked = list(questions_of_state(house))
    table.row('state_ == beside the state table', len(asked), 0, asked)
    readme = house.root / 'README.md'
    said = readme.read_text(encoding='utf-8') if readme.exists() else ''
    table.row('lines of README.md', lines(said), MOST_README_LINES)
    print(f'\n{"room":16}{"floor":>6}{"files":>7}{"lines":>7}{"share":>8}')
    for room, (files, size) in sorted(by_size, key=lambda room: (-floor.get(room[0], 0), room[0])):
        print(f'{room:16}{floor.get(room, "?"):>6}{files:>7}{size:>7}{size * 100 / total:>7.1f}%')
    print(f'{"all of src":16}{"":>6}{len(house.of("src/")):>7}{total:>7}')
    return table.missed


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # as any filter ends: `| head` is no fault
    options = [word for word in sys.argv[1:] if word.startswith('-')]
    folders = [pathlib.Path(word) for word in sys.argv[1:] if not word.startswith('-')]
    if options not in ([], ['--strict'], ['--floors']) or len(folders) > 1:
        sys.exit(__doc__)
    root = folders[0] if folders else pathlib.Path(__file__).resolve().parents[2]
    if options == ['--floors']:
        print(' '.join(f'{room}={floor}' for room, floor in floors(root).items()))
        return
    missed = show(House(root))
    sys.exit(1 if missed and options else 0)


main()
