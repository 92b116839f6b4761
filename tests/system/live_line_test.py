#!/usr/bin/env python3
# What record, run and status --follow show in a real terminal (tmux): one line, whatever its width.
"""Usage: live_line_test.py PROGRAM SIMULATED_CONF"""
import os
import re
import shutil
import shlex
import subprocess
import sys
import tempfile
import time
import unittest
import wave

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "web"))
from guard import members  # noqa: E402: it lies beside the tests of the page

PROGRAM, CONF = (os.path.abspath(path) for path in sys.argv[1:3])
TYPED = shlex.quote(PROGRAM)
PATIENCE = 30  # seconds
WIDTHS = (30, 40, 80, 120, 200)


def has_run(line):
    """For two seconds or more: a busy machine may miss any one of them."""
    return re.search(r"00:00:0[2-9]|00:00:[1-5]|00:0[1-9]:", line)


class Terminal:
    """A shell in a tmux of its own."""

    def __init__(self, folder, columns):
        asound = os.path.join(folder, "asound.conf")
        if not os.path.lexists(asound):
            os.symlink(CONF, asound)  # ALSA takes a space in the variable for the end of a path
        self.tmux = ["tmux", "-S", os.path.join(tempfile.mkdtemp(dir=folder), "s"), "-f", "/dev/null"]
        self.session = int(self.call("new-session", "-d", "-P", "-F", "#{pane_pid}", "-x", str(columns),
                                     "-y", "20", "-c", folder,
                                     "env", f"ALSA_CONFIG_PATH={asound}", "PS1=$ ", "sh"))
        self.call("set-option", "-g", "window-size", "manual")

    def call(self, *words):
        return subprocess.run([*self.tmux, *words], capture_output=True, text=True, check=True,
                              timeout=PATIENCE).stdout

    def type(self, line):
        self.call("send-keys", "-l", line)
        self.call("send-keys", "Enter")

    def interrupt(self):
        self.call("send-keys", "C-c")

    def resize(self, columns):
        self.call("resize-window", "-x", str(columns))

    def screen(self):
        return [line for line in self.call("capture-pane", "-p").splitlines() if line.strip()]

    def until(self, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition(screen := self.screen()):
            if time.monotonic() > deadline:
                raise AssertionError("\n".join(screen))
            time.sleep(0.05)
        return screen

    def close(self):
        """When it returns nothing that ran in it writes to the folder any more."""
        subprocess.run([*self.tmux, "kill-server"], capture_output=True, check=False)
        deadline = time.monotonic() + PATIENCE
        while any(members(self.session)):
            if time.monotonic() > deadline:
                raise AssertionError("a terminal was closed, and what ran in it goes on")
            time.sleep(0.02)


def live(screen):
    """The lines that are drawn over and over."""
    return [line for line in screen
            if re.search(r"^( LED \(.\) )?(recording|armed)( |$)", line) and "from microphone" not in line
            and not re.match(r"recording \S+\.wav: ", line) and not re.match(r"recording \S*$", line)]


@unittest.skipUnless(shutil.which("tmux"), "tmux is not installed")
class LiveLine(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def terminal(self, columns):
        terminal = Terminal(self.folder.name, columns)
        self.addCleanup(terminal.close)
        return terminal

    def one_line(self, screen, columns):
        shown = live(screen)
        self.assertEqual(len(shown), 1, "\n".join(screen))
        self.assertLess(len(shown[0]), columns)
        self.assertEqual(screen[-1], shown[0], "\n".join(screen))
        return shown[0]

    def record(self, columns, name="x.wav", device="microphone:tone"):
        terminal = self.terminal(columns)
        terminal.type(f"clear; exec {TYPED} record -D {device} -d 1:00:00 {name}")
        terminal.until(lambda screen: any(has_run(line) for line in live(screen)))
        return terminal

    def test_record_shows_one_line_in_a_window_of_each_width(self):
        for columns in WIDTHS:
            with self.subTest(columns):
                terminal = Terminal(self.folder.name, columns)
                try:
                    terminal.type(f"clear; {TYPED} record -D microphone:tone -d 1:00:00 x{columns}.wav")
                    screen = terminal.until(
                        lambda now: any(has_run(line) for line in live(now)))
                    line = self.one_line(screen, columns)
                    self.assertTrue(line.startswith("recording  00:0"), line)
                    if columns >= 80:
                        self.assertRegex(line, r"-00:5\d:\d\d +-20\.0 ")
                        self.assertIn("0 clipped  0 lost", line)
                    if columns >= 120:
                        self.assertIn("Ctrl-C stops", line)
                    terminal.interrupt()
                    whole = "".join(terminal.until(lambda now: "clipped" in "".join(now)
                                                   and "peak" in "".join(now)))
                    self.assertRegex(whole, r"x\d+\.wav: \d+\.\d s, peak -20\.0 dBFS, 0 clipped, 0 lost")
                finally:
                    terminal.close()

    def clipping(self):
        """A microphone at full scale, ten times a second for a hundredth."""
        file = os.path.join(self.folder.name, "clipping.wav")
        with wave.open(file, "wb") as sound:
            sound.setparams((2, 2, 48000, 0, "NONE", ""))
            loud, soft = b"\xff\x7f\xff\x7f", b"\x00\x10\x00\xf0"
            sound.writeframes((loud * 480 + soft * 4320) * 10)
        return f"microphone:{file}"

    def test_a_clip_is_shown_in_a_window_of_each_width(self):
        for columns in WIDTHS:
            with self.subTest(columns):
                terminal = self.record(columns, f"x{columns}.wav", self.clipping())
                # The word stands there for as long as the last look saw a clip.
                word = "CLIP" if columns >= 40 else ""
                line = self.one_line(
                    terminal.until(lambda now: live(now) and word in live(now)[-1]), columns)
                if columns >= 80:
                    self.assertRegex(line, r"[1-9]\d* clipped")

    def test_the_word_recording_stands_in_at_most_two_other_lines_of_a_take(self):
        for command in ("record -D microphone:tone -d 2 x.wav", "record -D microphone:tone -d 2",
                        "run --press-for 2s --config c.toml"):
            with self.subTest(command):
                self.configure()
                terminal = self.terminal(200)
                terminal.type(f"clear; {TYPED} {command}; echo over | tr a-z A-Z")
                screen = terminal.until(lambda now: "OVER" in now)
                said = [line for line in screen if "recording" in line and PROGRAM not in line]
                others = [line for line in said if line not in live(screen)]
                self.assertGreaterEqual(len(said), 1, "\n".join(screen))
                self.assertLessEqual(len(others), 2, "\n".join(screen))

    def test_a_resize_never_leaves_a_second_line(self):
        terminal = self.record(200, "a_name_that_is_long_" * 8 + ".wav")
        for columns in (120, 40, 30, 80, 200, 60):
            terminal.resize(columns)
            screen = terminal.until(lambda now: len(live(now)) == 1 and len(live(now)[0]) < columns)
            self.one_line(screen, columns)

    def configure(self):
        config = os.path.join(self.folder.name, "c.toml")
        takes = os.path.join(self.folder.name, "takes")
        os.makedirs(takes, exist_ok=True)
        with open(config, "w", encoding="utf-8") as file:
            file.write(f'[audio]\ndevice = "microphone:tone"\n[button]\nline = "terminal"\n'
                       f'[led]\nline = "terminal"\n[storage]\nfolder = "{takes}"\n'
                       f'[control]\nsocket = "{self.folder.name}/c.sock"\n')
        return config

    def test_status_follow_and_run_show_one_line_too(self):
        config = self.configure()
        terminal = self.terminal(80)
        terminal.type(f"clear; exec {TYPED} run --config {config}")
        terminal.until(lambda now: any("armed" in line for line in live(now)))
        terminal.call("send-keys", "Enter")
        screen = terminal.until(lambda now: any(has_run(line) for line in live(now)))
        self.assertIn("-20.0", self.one_line(screen, 80))
        for columns in (40, 120, 30):
            terminal.resize(columns)
            screen = terminal.until(lambda now: len(live(now)) == 1 and len(live(now)[0]) < columns)
            self.one_line(screen, columns)
        terminal = self.terminal(80)
        terminal.type(f"clear; exec {TYPED} status --follow --socket {self.folder.name}/c.sock")
        for columns in (80, 40, 30):
            terminal.resize(columns)
            screen = terminal.until(lambda now: len(live(now)) == 1 and len(live(now)[0]) < columns
                                    and re.search(r"recording +\d\d:\d\d:\d\d", live(now)[0]))
            self.one_line(screen, columns)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
