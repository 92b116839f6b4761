# docs/reliability.md: tables of what was measured, and what was not.
import re

HEAD = '''# What faults cost

Each line is a fault that was made on purpose, how often, and what was lost by it. `scripts/faults` makes this page from
the results of the tests, which fail where a figure is not what Redstart promises. arecord, in the last column, meets
the same fault once, on the same faulty disk and the same microphone. That microphone counts its frames, so each one
that is missing is known.
'''

COLUMNS = '''
| injected | how often | frames lost | files lost | arecord |
| --- | --- | --- | --- | --- |
'''

TAIL = '''
## How to read it

- A **frame lost** is one that was captured (where the power was cut: synced) and is in no file. A **file lost** is one
  that does not open, or is in pieces. Where "how often" counts tests, these assert what the line says, and count
  nothing.
- "as long a silence, marked": the frames were lost on the way to the recorder. Each gap is counted, and silence of its
  length keeps the time line true.
- The power cuts of the first tables are made from a trace of all writes and syncs
  ([tests/faulty_disk](../tests/faulty_disk/README.md)).
- Not on this page: what a real card loses of what it has acknowledged, and what a fuzzer makes of files, requests and
  records ([tests/fuzz](../tests/fuzz/README.md)).
- arecord drops the period that is not yet full at each stop: of its losses that much is not the fault's.

To repeat it: `scripts/faults`, half an hour on two cores, and 6 GB of disk. `scripts/faults NAME...` makes some of the
faults again; `--quick` tries every tenth place, leaves out what is slow, and does not write this page.
'''

NOT_RUN = '''
## VIRTUAL

Not run for this page: `COMMAND`, and its log given to `scripts/faults OPTION`.
'''


def row(case, result, beside):
    if result.passed == 0:
        return f'| {case.injected} | not run: {result.skipped[0][1]} | | | {beside} |'
    times = result.figures['injected'] if case.is_counted else f'{result.passed} test{"s" * (result.passed > 1)}'
    lost, files = (text.format(**result.figures) for text in (case.lost, case.files))
    return f'| {case.injected} | {times} | {lost} | {files} | {beside} |'


def part(name, rows):
    return f'\n## {name}\n' + COLUMNS + '\n'.join(rows) + '\n'


def not_run(name, command, option):
    return NOT_RUN.replace('VIRTUAL', name).replace('COMMAND', command).replace('OPTION', option)


def of_virtual_pi(log):
    """The table at the end of a log of `scripts/virtual-pi test`."""
    if log is None:
        return not_run('On a whole emulated board', 'scripts/virtual-pi test --all', '--virtual-pi LOG')
    said = log.read_text(encoding='utf-8', errors='replace')
    injected = dict(reversed(re.findall(r'^== (test_\w+): (.*)$', said, re.M)))  # the first of each
    lines = said.rpartition('-' * 72)[2].splitlines()
    rows = []
    for line in lines:
        if found := re.match(r'(ok|FAILED) +(\d+) s  (test_\w+)', line):
            rows.append([found[3], found[1], []])
        elif rows and line.startswith(' ' * 18):
            rows[-1][2].append(line.strip())
    table = ''.join(f'| {injected_by(injected, name)} | {how} | {"; ".join(notes)} |\n' for name, how, notes in rows)
    return ('\n## On a whole emulated board\n\nIts kernel, its file systems, its plug ([virtual-pi.md](virtual-pi.md)).'
            '\n\n| what | | measured |\n| --- | --- | --- |\n' + table)


def injected_by(injected, name):
    return f'{injected[name].rstrip(".")} (`{name}`)' if name in injected else f'`{name}`'


def of_systemd(log):
    """What a log of tests/deploy/run says of a service that hangs or is killed."""
    if log is None:
        return not_run('Under a systemd that is up', 'tests/deploy/run', '--deploy LOG')
    said = re.findall(r'^deploy: ok: (.*)$', log.read_text(encoding='utf-8', errors='replace'), re.M)
    chosen = [line for line in said if re.search('hung|killed|next life', line)]
    return ('\n## Under a systemd that is up\n\nThe unit with `WatchdogSec=2s` (`tests/deploy/run`):\n\n' +
            ''.join(f'- {line}\n' for line in chosen))


def page(parts, virtual_pi, deploy):
    return HEAD + ''.join(part(*one) for one in parts) + of_systemd(deploy) + of_virtual_pi(virtual_pi) + TAIL
