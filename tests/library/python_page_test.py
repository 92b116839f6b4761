#!/usr/bin/env python3
# Holds docs/python.md to what is there: each row of its tables to an example or command and to tests that exist.
"""Usage: python_page_test.py PROGRAM SOURCE_FOLDER"""
import pathlib
import re
import subprocess
import sys
import unittest

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
PAGE = (SOURCE / "docs/python.md").read_text(encoding="utf-8")
ROWS = 71  # what people do with PyAudio: nothing of it goes from the page unseen


def cells_below(head):
    """The rows of all tables with this first line, each a list of its cells."""
    for table in PAGE.split(head + "\n")[1:]:
        for line in table.split("\n\n")[0].splitlines()[1:]:
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def lines_of_code(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    return len([line for line in lines if line.strip() and not line.strip().startswith("//")])


def tests_there_are():
    texts = {file: file.read_text(encoding="utf-8") for file in (SOURCE / "tests").rglob("*_test.*")}
    found = {f"{room}.{name}" for text in texts.values()
             for room, name in re.findall(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", text, re.M)}
    examples = texts[SOURCE / "tests/library/examples_test.py"]
    found.update(re.findall(r"^    def (test_\w+)", examples, re.M))
    found.update(re.findall(r"add_test\(NAME (\S+)", (SOURCE / "tests/CMakeLists.txt").read_text(encoding="utf-8")))
    return found


class PythonPage(unittest.TestCase):
    def features(self):
        return list(cells_below("| feature | how | test |"))

    def test_has_every_row(self):
        self.assertEqual(len(self.features()), ROWS)

    def test_each_row_names_an_example_or_a_command(self):
        for feature, how, _ in self.features():
            self.assertRegex(how, r"`examples/\w+\.cpp`|`redstart \w+", feature)

    def test_each_row_names_tests_that_exist(self):
        there = tests_there_are()
        for feature, _, tests in self.features():
            names = re.findall(r"`([^`]+)`", tests)
            self.assertTrue(names, feature)
            self.assertEqual([name for name in names if name not in there], [], feature)

    def test_each_example_exists_and_has_fewer_than_forty_lines(self):
        for name in set(re.findall(r"examples/\w+\.cpp", PAGE)):
            self.assertLess(lines_of_code(SOURCE / name), 40, name)

    def test_each_example_is_on_the_page(self):
        for file in (SOURCE / "examples").glob("*.cpp"):
            self.assertIn(f"`examples/{file.name}`", PAGE)

    def test_no_program_is_longer_than_the_script_and_the_lengths_are_true(self):
        rows = list(cells_below("| script | its lines | as a command | as a program | its lines |"))
        self.assertGreaterEqual(len(rows), 5)
        for script, theirs, _, program, ours in rows:
            self.assertEqual(lines_of_code(SOURCE / program.strip("`")), int(ours), script)
            self.assertLessEqual(int(ours), int(theirs or ours), script)

    def test_each_option_of_a_command_is_one(self):
        for words in re.findall(r"`redstart (\w[^`]*)`", PAGE):
            words = words.split("|")[0].replace("\\", "").split()
            usage = subprocess.run([PROGRAM, words[0], "--help"], capture_output=True, text=True, check=True).stdout
            for option in (word for word in words[1:] if re.match(r"-\w|--\w", word)):
                self.assertRegex(usage, rf"(?m)(^|[\s,]){option}\b", " ".join(words))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
