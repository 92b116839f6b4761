#!/usr/bin/env python3
# Holds scripts/check --figures to made-up houses whose figures are known: lengths, arrows, circles, rooms.
"""Usage: figures_test.py PROGRAM CHECKOUT"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = sys.argv[2]
FIGURES = os.path.join(CHECKOUT, "scripts/lib/figures.py")

SEVEN_LINES = """Answer ask(int first,
           int second) noexcept {
    for (int i = 0; i < first; ++i) {
        if (i == second) return {i};
    }
    return {};
}
"""
FLOORS = """# room(old FLOOR 3 SOURCES a.cpp)
room(base FLOOR 1 SOURCES a.cpp b${two}.cpp
    USES Threads::Threads)
room(wav FLOOR 2 SOURCES a.cpp USES base)
room(deck FLOOR 2 SOURCES a.cpp USES base)
room(app FLOOR 7 SOURCES a.cpp USES deck)
"""
TINY = {"src/CMakeLists.txt": FLOORS, "src/base/a.cpp": "int a;\n", "README.md": "# Tiny\n"}
SMALL_ROOMS = {f"src/room_{i}/a.cpp": "int a;\n" for i in range(8)}


def run(files, *arguments):
    """What is said of a checkout with these files in it, and the exit code."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return subprocess.run([FIGURES, *arguments, root], capture_output=True, text=True, timeout=60)


class House(unittest.TestCase):
    def row(self, name, files):
        """What follows that name in the table, with the lines of notes below it."""
        told = run({**TINY, **files})
        self.assertEqual((told.returncode, told.stderr), (0, ""))
        found = re.search(rf"^ *{re.escape(name)} {{2,}}(.*(?:\n {{57}}.*)*)", told.stdout, re.MULTILINE)
        self.assertTrue(found, f"no row {name} in\n{told.stdout}")
        return " ".join(found[1].split())


class Functions(House):
    def longest(self, code):
        return self.all_of(code)[1]

    def all_of(self, code):
        """How many there are, and the longest one's lines and place."""
        told = run({**TINY, "src/wav/a.cpp": "// A file.\n" + code})
        self.assertEqual((told.returncode, told.stderr), (0, ""), code)
        counted = re.search(r"^functions +(\d+)", told.stdout, re.MULTILINE)
        longest = re.search(r"^functions.*(?:\n  lines p.*){2}\n  lines max +(\d+) +<= 59 +(\S+)", told.stdout,
                            re.MULTILINE)
        return int(counted[1]), longest and (int(longest[1]), longest[2])

    def test_one_is_as_long_as_from_its_type_to_its_last_brace(self):
        self.assertEqual(self.all_of(SEVEN_LINES), (1, (7, "src/wav/a.cpp:2")))

    def test_each_is_found_whatever_stands_around_it(self):
        for count, code in (
                (1, "namespace redstart {\nnamespace {\n\n" + SEVEN_LINES + "} // namespace\n}\n"),
                (2, "class A final : public B<int(int)> {\npublic:\n    A() : B(1), a_{2} {}\nprivate:\n" + SEVEN_LINES
                    + "    std::array<int, f() + 1> a_{};\n    int b_ = 1;\n};\n"),
                (2, "std::array<A, 2> rows = {A{1, \"}\"}, A{2, \"{\"}};\n\nA::A(A b = {})\n    : a_{1}, b_(\n        2) {}\n"
                    + SEVEN_LINES),
                (2, "enum class A : int { one, two };\nbool operator==(A, B) { return '{' == 1'000; }\n" + SEVEN_LINES),
                (1, "#define OPEN {\n/* { */ // {\nconst char* raw = R\"x({\")x\";\n" + SEVEN_LINES),
                (1, "int undefined(int a = 1);\nextern \"C\" {\n" + SEVEN_LINES + "}\n")):
            found = self.all_of(code)
            self.assertEqual((found[0], found[1][0]), (count, 7), code)

    def test_what_ends_in_words_is_one_too(self):
        for words in ("const", "override", "noexcept(true)", "-> std::vector<int>", "noexcept REDSTART_NONBLOCKING",
                      "const&", "try"):
            self.assertEqual(self.all_of(f"int f() {words} {{\n    g();\n}}\n"), (1, (3, "src/wav/a.cpp:2")), words)

    def test_the_handlers_belong_to_it(self):
        self.assertEqual(self.all_of("int f() try {\n} catch (const A&) {\n} catch (...) {\n    g();\n}\n"),
                         (1, (5, "src/wav/a.cpp:2")))

    def test_a_lambda_in_one_belongs_to_it_and_one_in_a_table_counts(self):
        self.assertEqual(self.all_of("void f() {\n    g([] {\n        h();\n    });\n}\n"), (1, (5, "src/wav/a.cpp:2")))
        self.assertEqual(self.all_of("const std::array rows = {\n    Row{1, [](int a) -> int {\n        return a;\n"
                                     "    }},\n    Row{2, [] { return 1; }}};\n"), (2, (3, "src/wav/a.cpp:3")))

    def test_one_of_60_lines_is_missed(self):
        for size, mark in ((59, ""), (60, "   MISSED")):
            told = run({**TINY, "src/wav/a.cpp": "void f() {\n" + "    g();\n" * (size - 2) + "}\n"})
            self.assertRegex(told.stdout, rf"\n  lines max +{size} +<= 59   src/wav/a\.cpp:1{mark}\n")

    def test_brackets_that_do_not_match_are_an_error(self):
        told = run({**TINY, "src/wav/a.cpp": "void f() {\n"})
        self.assertEqual(told.returncode, 1)
        self.assertIn("src/wav/a.cpp: its braces do not match", told.stderr)


class Rooms(House):
    def test_an_arrow_up_or_to_the_side_is_counted_and_named(self):
        self.assertEqual(self.row("arrows up", {"src/app/a.cpp": '#include "base/a.hpp"\n#include "app/a.hpp"\n'}), "0 0")
        self.assertEqual(self.row("arrows up", {"src/base/b.cpp": '#include "wav/a.hpp"\n'}),
                         "1 0 src/base/b.cpp -> wav/a.hpp MISSED")
        self.assertEqual(self.row("arrows up", {"src/deck/b.cpp": '#include "wav/a.hpp"\n'}),
                         "1 0 src/deck/b.cpp -> wav/a.hpp MISSED")
        self.assertEqual(self.row("arrows up", {"include/redstart/b.hpp": '#include "base/a.hpp"\n'}),
                         "1 0 include/redstart/b.hpp -> base/a.hpp MISSED")

    def test_a_room_without_a_floor_has_arrows_up(self):
        self.assertEqual(self.row("arrows up", {"src/new/a.cpp": '#include "base/a.hpp"\n'})[:3], "1 0")

    def test_a_comment_includes_nothing(self):
        self.assertEqual(self.row("arrows up", {"src/base/b.cpp": '// #include "wav/a.hpp"\n/*\n#include "wav/a.hpp"\n*/\n'}),
                         "0 0")

    def test_without_floors_the_arrows_are_not_known(self):
        self.assertEqual(self.row("arrows up", {"src/CMakeLists.txt": "room(base SOURCES a.cpp)\n"}),
                         "? 0 no FLOOR in src/CMakeLists.txt MISSED")

    def test_floors_are_told_as_words(self):
        self.assertEqual(run(TINY, "--floors").stdout, "base=1 wav=2 deck=2 app=7\n")

    def test_the_largest_has_its_share_of_the_lines(self):
        self.assertEqual(self.row("largest room, of all lines of src", {**SMALL_ROOMS, "src/base/b.cpp": "int b;\n"}),
                         "20.0 <= 14 % base MISSED")
        self.assertEqual(self.row("largest room, of all lines of src", SMALL_ROOMS)[:4], "11.1")

    def test_files_and_lines_are_those_of_the_room(self):
        self.assertEqual(self.row("base", {"src/base/b.hpp": "int b;\n" * 3, "src/wav/a.cpp": "int a;\n" * 4}),
                         "1 2 4 50.0%")

    def test_an_include_of_wav_in_the_deck_is_named(self):
        for deck in ("deck", "take"):
            self.assertEqual(self.row("includes of wav in deck", {f"src/{deck}/b.hpp": '#include "wav/a.hpp"\n'}),
                             f"1 0 src/{deck}/b.hpp -> wav/a.hpp MISSED")

    def test_a_state_is_asked_for_in_its_table_only(self):
        table = {"src/station/state_table.cpp": "bool a = state_ == one;\n", "src/wav/a.cpp": "bool a = state_ == one;\n"}
        row = "state_ == beside the state table"
        self.assertEqual(self.row(row, table), "0 0")
        self.assertEqual(self.row(row, {**table, "src/station/b.cpp": "// state_ == a\nbool a = state_ != one;\n"}),
                         "1 0 src/station/b.cpp:2 MISSED")


class Circles(House):
    def test_header_and_source_are_read_as_one(self):
        self.assertEqual(self.row("circles, without the event loop's",
                                  {"src/wav/a.hpp": '#include "wav/b.hpp"\n', "src/wav/b.hpp": "",
                                   "src/wav/b.cpp": '#include "wav/b.hpp"\n#include "wav/c.hpp"\n',
                                   "src/wav/c.hpp": '#include "wav/a.hpp"\n'}), "1 0 wav/a wav/b wav/c MISSED")

    def test_a_chain_is_none(self):
        self.assertEqual(self.row("circles, without the event loop's",
                                  {"src/wav/a.cpp": '#include "wav/a.hpp"\n#include "wav/b.hpp"\n', "src/wav/a.hpp": "",
                                   "src/wav/b.hpp": '#include <redstart/c.hpp>\n', "include/redstart/c.hpp": ""}), "0 0")

    def test_only_the_event_loop_may_have_one(self):
        loop = {"src/event/loop.cpp": '#include "event/timer.hpp"\n', "src/event/timer.hpp": '#include "event/loop.hpp"\n'}
        self.assertEqual(self.row("circles, without the event loop's", loop), "0 0")
        more = {**loop, "src/event/timer.cpp": '#include "event/a.hpp"\n', "src/event/a.hpp": '#include "event/loop.hpp"\n'}
        self.assertEqual(self.row("circles, without the event loop's", more),
                         "1 0 event/a event/loop event/timer MISSED")


class Endings(House):
    def test_a_file_that_spells_one_in_a_comment_does_not_count(self):
        self.assertEqual(self.row("files that spell .wav.part",
                                  {"src/wav/a.cpp": '// NAME.wav.part\nauto a = ".wav.part";\n',
                                   "src/wav/b.cpp": '// "NAME.wav.part"\n'}), "1 <= 1 src/wav/a.cpp")


class Bounds(unittest.TestCase):
    held = {**TINY, **SMALL_ROOMS, "src/CMakeLists.txt": "".join(
        f"room(room_{i} FLOOR 1)\n" for i in range(8)) + "room(base FLOOR 1)\n"}

    def test_strict_fails_where_one_is_missed_and_only_there(self):
        missed = {**self.held, "README.md": "a\n" * 121}
        self.assertEqual(run(self.held, "--strict").returncode, 0)
        self.assertEqual(run(missed, "--strict").returncode, 1)
        told = run(missed)
        self.assertEqual(told.returncode, 0)
        self.assertRegex(told.stdout, r"lines of README.md +121 +<= 120 +MISSED\n")

    def test_a_file_of_251_lines_is_named(self):
        told = run({**self.held, "include/redstart/a.hpp": "\n" * 251})
        self.assertRegex(told.stdout, r"lines max +251 +<= 250 +251 include/redstart/a.hpp +MISSED\n")

    def test_a_checkout_without_sources_is_refused(self):
        told = run({})
        self.assertEqual(told.returncode, 1)
        self.assertIn("no src in it", told.stderr)


unittest.main(argv=sys.argv[:1])
