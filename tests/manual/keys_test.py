#!/usr/bin/env python3
# Holds what the manuals say of the configuration's keys to the table of keys in the program.
"""Usage: keys_test.py CONFIG_KEYS_JSON CHECKOUT"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, CHECKOUT = sys.argv[1:3]
MADE = ("docs/configuration.md", "docs/man/redstart.toml.5", "board/system/redstart.toml")
PROFILE = "board/rpi/redstart.toml"


def table():
    profile = os.path.join(CHECKOUT, PROFILE)
    said = subprocess.run([PROGRAM, profile], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(said.stdout)


def key_of(tables, table_name, key_name):
    keys = next(table["keys"] for table in tables if table["name"] == table_name)
    return next(key for key in keys if key["name"] == key_name)


def keys_script(*arguments):
    script = os.path.join(CHECKOUT, "scripts/keys")
    return subprocess.run([script, *arguments], capture_output=True, text=True, timeout=60)


class Manuals(unittest.TestCase):
    def test_are_as_the_table_of_keys_has_them(self):
        said = keys_script("--check", "--program", PROGRAM, CHECKOUT)
        self.assertEqual((said.returncode, said.stdout, said.stderr), (0, "", ""))


    def test_have_no_line_that_groff_would_break_at(self):
        with open(os.path.join(CHECKOUT, MADE[1]), encoding="utf-8") as page:
            self.assertNotRegex(page.read(), re.compile("^ ", re.MULTILINE))


class Keys(unittest.TestCase):
    """The script, on files of its own and with a table that is not the program's."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="redstart-keys-")
        self.addCleanup(shutil.rmtree, self.folder)
        for name in (*MADE, PROFILE):
            os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
            shutil.copy(os.path.join(CHECKOUT, name), self.path(name))

    def path(self, name):
        return os.path.join(self.folder, name)

    def text(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def keys(self, tables, *arguments):
        program = self.path("table")
        with open(program, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\ncat <<'END'\n{json.dumps(tables)}\nEND\n")
        os.chmod(program, 0o755)
        return keys_script(*arguments, "--program", program, self.folder)

    def test_tells_each_file_that_a_changed_default_makes_stale_and_writes_it(self):
        tables = table()
        key_of(tables, "storage", "sync_every").update(built_in='"7s"', delivered='"7s"')
        before = [self.text(name) for name in MADE]
        said = self.keys(tables, "--check")
        self.assertEqual(said.returncode, 1)
        for name in MADE:
            self.assertIn(f"--- {name}", said.stdout)
        self.assertEqual(before, [self.text(name) for name in MADE])
        self.assertEqual(self.keys(tables).stdout.split(), list(MADE))
        self.assertEqual(self.keys(tables, "--check").returncode, 0)
        for name, line in zip(MADE, ('sync_every = "7s"', ".It Sy sync_every No = Qq 7s",
                                     '#sync_every = "7s"')):
            self.assertIn(f"\n{line}\n", self.text(name))

    def test_tells_each_file_that_a_changed_meaning_makes_stale(self):
        tables = table()
        key_of(tables, "audio", "ring")["meaning"] = "Changed."
        said = self.keys(tables, "--check")
        self.assertEqual(said.returncode, 1)
        for name in MADE:
            self.assertIn(f"--- {name}", said.stdout)

    def test_leaves_alone_what_stands_around_what_it_makes(self):
        tables = table()
        for number, name in enumerate(MADE):
            with self.subTest(name):
                text = self.text(name)
                head, end = text.splitlines()[0], text.splitlines()[-1]
                for one in tables[1:]:
                    del one["keys"][1:]
                self.assertEqual(self.keys(tables).returncode, 0)
                self.assertTrue(self.text(name).startswith(head + "\n"))
                if number < 2:
                    self.assertTrue(self.text(name).endswith(end + "\n"))

    def test_says_so_where_the_lines_are_gone_that_it_writes_between(self):
        os.truncate(self.path(MADE[0]), 0)
        said = self.keys(table())
        self.assertEqual(said.returncode, 1)
        self.assertIn("put them back", said.stderr)


class Readme(unittest.TestCase):
    def test_says_the_truth_of_the_defaults_of_its_keys(self):
        with open(os.path.join(CHECKOUT, "README.md"), encoding="utf-8") as file:
            rows = re.findall(r"^\| `\[(\w+)\] (.*?)` \| (.*?) \|", file.read(), re.MULTILINE)
        self.assertGreaterEqual(len(rows), 9)
        tables = table()
        for table_name, names, defaults in rows:
            names = names.replace("`", "").split(", ")
            said = [default.strip('`"') for default in defaults.split(", ")]
            true = [key_of(tables, table_name, name)["built_in"].strip('"') for name in names]
            self.assertEqual(said, true, names)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
