#!/usr/bin/env python3
# Holds man page and bash completion to what the program's own --help says.
"""Usage: manual_test.py PROGRAM CHECKOUT"""
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, CHECKOUT = sys.argv[1:3]
COMPLETION = os.path.join(CHECKOUT, "docs/completion/redstart.bash")
PAGES = [os.path.join(CHECKOUT, "docs/man", name) for name in ("redstart.1", "redstart.toml.5")]
PATIENCE = 20  # seconds


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def help_of(*command):
    return run(PROGRAM, *command, "--help").stdout


def commands():
    listed = help_of().split("Subcommands:")[1]
    return re.findall(r"^  (\w+)", listed, re.MULTILINE)


def options_of(*command):
    """The options of a command, each as a list of its spellings."""
    lines = re.findall(r"^  (-[-\w,]+)", help_of(*command), re.MULTILINE)
    return [line.split(",") for line in lines]


def macro(option):
    return "Fl Fl " + option[2:] if option.startswith("--") else "Fl " + option[1:]


class ManPage(unittest.TestCase):
    def setUp(self):
        with open(PAGES[0], encoding="utf-8") as page:
            self.page = page.read()

    def item_of(self, command):
        """What stands below the item of a command, up to the next command or section."""
        found = re.search(rf"^\.It Cm {command}\b.*?(?=^\.It Cm|^\.S[hs] )", self.page,
                          re.MULTILINE | re.DOTALL)
        self.assertTrue(found, f"redstart.1 has no item for {command}")
        return found.group()

    def test_names_each_command_and_each_of_its_options(self):
        self.assertGreater(len(commands()), 10)
        asking = macro("--socket"), macro("--config")  # explained once, above all that ask
        for command in commands():
            item = self.item_of(command)
            for spellings in options_of(command):
                for option in spellings:
                    text = self.page if option in ("-h", "--help") else item
                    if macro(option) in asking and command not in ("run", "plan"):
                        text = self.page
                    self.assertRegex(text, re.escape(macro(option)) + r"\b", f"{command} {option}")

    def test_is_without_a_fault(self):
        if not shutil.which("mandoc"):
            self.skipTest("mandoc is not installed: nobody judges the markup")
        for page in PAGES:
            self.assertEqual(run("mandoc", "-T", "lint", "-W", "warning", page).stdout, "")


class Completion(unittest.TestCase):
    @staticmethod
    def bash(script):
        return run("bash", "-c", f"set -eu; . '{COMPLETION}'; {script}")

    def test_knows_each_command_and_each_of_its_options(self):
        offered = self.bash("echo $_redstart_commands").stdout.split()
        self.assertEqual(sorted(offered), sorted(commands()))
        for command in [(), *((name,) for name in commands())]:
            offered = self.bash(f"_redstart_options '{''.join(command)}'").stdout.split()
            expected = [option for spellings in options_of(*command) for option in spellings]
            self.assertEqual(sorted(offered), sorted(expected), command)

    def test_offers_at_the_tab_key_what_fits(self):
        for typed, expected in [
            ("redstart st", "start   status  stop"),
            ("redstart rec", "redstart record "),
            ("redstart record --du", "redstart record --duration "),
            ("redstart record -f FL", "redstart record -f FLOAT_LE "),
            ("redstart record --format=FL", "redstart record --format=FLOAT_LE "),
            ("redstart record -D def", "redstart record -D default "),
            ("redstart run --config docs/wi", "redstart run --config docs/wiring.svg "),
            ("redstart info docs/wi", "redstart info docs/wiring.svg "),
        ]:
            terminal = Terminal()
            self.addCleanup(terminal.close)
            self.assertIn(expected, terminal.shown_after(typed + "\t\t", expected), typed)


class OtherShells(unittest.TestCase):
    """Their completion asks the program that is called redstart: here the one under test."""

    def setUp(self):
        self.bin = tempfile.TemporaryDirectory()
        self.addCleanup(self.bin.cleanup)
        os.symlink(os.path.abspath(PROGRAM), os.path.join(self.bin.name, "redstart"))

    def shell(self, name, *arguments):
        if not shutil.which(name):
            self.skipTest(f"{name} is not installed")
        path = self.bin.name + ":" + os.environ["PATH"]
        ended = subprocess.run([name, *arguments], capture_output=True, text=True, cwd=CHECKOUT,
                               timeout=60, env=dict(os.environ, PATH=path, HOME=self.bin.name),
                               check=False)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        return [line.split("\t")[0] for line in ended.stdout.splitlines()]

    def test_fish_offers_commands_options_and_files(self):
        for typed, expected in [("redstart sta", ["start", "status"]),
                                ("redstart repair --a", ["--apply"]),
                                ("redstart record -D def", ["default"]),
                                ("redstart play --device def", ["default"]),
                                ("redstart info docs/wi", ["docs/wiring.svg"])]:
            offered = self.shell("fish", "-N", "-c", "source docs/completion/redstart.fish;"
                                 f' complete -C "{typed}"')
            self.assertEqual(offered, expected, typed)

    def test_zsh_offers_commands_options_and_files(self):
        stand_ins = ("compadd() { print -l -- $found }; _describe() { print -l -- $found };"
                     " _files() { print files };")
        for state, expected in [("CURRENT=2; words=(redstart)", "start:"),
                                ("CURRENT=3; PREFIX=-; words=(redstart repair)", "--apply"),
                                ("CURRENT=4; PREFIX=; words=(redstart record -D '')", "default"),
                                ("CURRENT=3; PREFIX=x; words=(redstart repair x)", "files")]:
            offered = self.shell("zsh", "-f", "-c", f"{stand_ins} {state}; . docs/completion/_redstart")
            self.assertTrue(any(line.startswith(expected) for line in offered), offered)


class Terminal:
    """A bash at a terminal, with the completion in it, until close()."""

    def __init__(self):
        self.shown = ""
        pid, self.fd = pty.fork()
        if pid == 0:
            os.chdir(CHECKOUT)
            os.environ.update(TERM="dumb", PS1="ready> ", INPUTRC="/dev/null")
            os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
        self.pid = pid
        self.write(f". '{COMPLETION}'; echo so${{x}}urced\n")
        self.wait_for("sourced")

    def close(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)

    def write(self, text):
        os.write(self.fd, text.encode())

    def wait_for(self, text):
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown and time.monotonic() < deadline:
            if select.select([self.fd], [], [], 0.1)[0]:
                self.shown += os.read(self.fd, 65536).decode().replace("\a", "")
        return self.shown

    def shown_after(self, keys, expected):
        self.shown = ""
        self.write(keys)
        return self.wait_for(expected)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
