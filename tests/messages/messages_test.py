#!/usr/bin/env python3
# Holds scripts/messages to what scripts/check asks it: that it finds each Error without a remedy.
"""Usage: messages_test.py PROGRAM CHECKOUT"""
import os
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = sys.argv[2]
MESSAGES = os.path.join(CHECKOUT, "scripts/messages")


def run(*arguments):
    return subprocess.run([MESSAGES, *arguments], capture_output=True, text=True, timeout=60)


class Incomplete(unittest.TestCase):
    def of(self, code):
        """What it says of a checkout with that code in it, and its exit code."""
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, "src/wav"))
            with open(os.path.join(root, "src/wav/a.cpp"), "w", encoding="utf-8") as source:
                source.write("// A file.\n" + code)
            told = run("--incomplete", root)
        return told.returncode, told.stdout

    def test_nothing_is_said_of_what_is_complete(self):
        for code in ('void f() { throw Error(name, "no such file", "ls lists them"); }',
                     'Error f() {\n    return {name, "no such file", "ls lists them", code};\n}',
                     'void f() { throw system_error(name, errno); }',
                     'void f() { throw system_error(name, errno, remedy); }',
                     'void f() { throw Error(name, cause, "it has " + (many ? "many" : "")); }',
                     'void f() { throw error.within(place); }',
                     '// throw Error(name, "no such file");'):
            self.assertEqual(self.of(code), (0, ""), code)

    def test_what_lacks_a_remedy_is_found_with_its_place(self):
        for code in ('void f() { throw Error(name, "no such file"); }',
                     'void f() { throw Error(name, "no such file", ""); }',
                     'void f() { throw Error(name, "no such file", {}, code); }',
                     'void f() { throw Error(name, cause, known ? "ls lists them" : ""); }',
                     'void f() { throw Error(name, cause, known ? "" : "ls lists them"); }',
                     'Error f() {\n    return {name, "no such file", {}, code};\n}',
                     'void f() { const Error error(name, error.what()); }',
                     'void f() { throw system_error(name, errno, ""); }'):
            found, said = self.of(code)
            self.assertEqual(found, 1, code)
            self.assertRegex(said, r"^src/wav/a\.cpp:\d: \w+ LACKS remedy\n", code)

    def test_a_checkout_without_sources_is_refused(self):
        with tempfile.TemporaryDirectory() as empty:
            told = run("--incomplete", empty)
        self.assertEqual(told.returncode, 1)
        self.assertIn("no src in it", told.stderr)


class Listing(unittest.TestCase):
    def test_ends_quietly_when_its_reader_does(self):
        with subprocess.Popen([MESSAGES, CHECKOUT], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as told:
            told.stdout.read(1)
            told.stdout.close()
            self.assertEqual(told.stderr.read(), b"")


unittest.main(argv=sys.argv[:1])
