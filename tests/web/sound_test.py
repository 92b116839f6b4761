#!/usr/bin/env python3
# Live sound without a break, and a place in a take of two hours found at once, in a real browser.
"""Usage: sound_test.py PAGE PROGRAMS; with REDSTART_LONG=1 it listens for a minute instead of 10 s"""
import os
import struct
import sys
import time
import unittest

from browser import chromium, until
from recorder import Recorder

PAGE, PROGRAMS = (os.path.abspath(path) for path in sys.argv[1:3])
del sys.argv[1:3]
SECONDS = 60 if os.environ.get("REDSTART_LONG") == "1" else 10
TWO_HOURS = 2 * 3600

SUMS = """const read = (id) => Number((document.querySelector("#" + id) || { textContent: "0" }).textContent.replace(/[^0-9.]/g, ""));
return { frames: read("received"), lost: read("sound-lost"), breaks: read("breaks"), behind: read("behind"),
  rate: app.player && app.player.sent ? app.player.sent.rate : 0, state: app.player ? app.player.condition() : "off",
  heard: app.player ? app.player.heard : 0, pauses: app.player ? app.player.pauses : 0 };"""


@unittest.skipUnless(chromium(), "chromium or chromium-driver is not installed")
class LiveSound(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.recorder = Recorder(PROGRAMS, PAGE, listen=True)
        cls.addClassCleanup(cls.recorder.close)
        if not os.path.exists(cls.recorder.path("sound.sock")):
            raise unittest.SkipTest("this redstart has no [listen] socket")
        cls.phone = cls.recorder.paired_browser("#listen")

    def tearDown(self):
        if self.sums()["state"] != "off":
            self.phone.click("#ear")

    def sums(self):
        return self.phone.run(SUMS)

    def test_its_counter_runs_without_a_break_and_it_is_less_than_two_seconds_late(self):
        self.phone.until("return document.querySelector('#ear')", "the button to listen")
        self.phone.click("#ear")
        until(lambda: self.sums()["state"] == "on", "sound comes", lambda: self.phone.text("main"))
        begin, first, latest = time.monotonic(), self.sums(), 0
        while time.monotonic() - begin < SECONDS:
            time.sleep(0.5)
            now = self.sums()
            self.assertEqual((now["lost"], now["breaks"], now["state"]), (0, 0, "on"))
            self.assertLess(now["behind"], 2)
            latest = max(latest, now["behind"])
        passed = time.monotonic() - begin
        print(f"live sound for {passed:.1f} s: {now['frames'] - first['frames']} frames at {now['rate']} Hz, {now['lost']} lost,"
              f" {now['breaks']} breaks, {now['pauses']} pauses, at most {latest} s waiting to sound", flush=True)
        self.assertEqual(now["rate"], 24000)
        self.assertAlmostEqual((now["frames"] - first["frames"]) / now["rate"], passed, delta=1)
        self.assertGreater(now["heard"], 0.8 * passed)
        self.phone.click("#ear")
        self.assertEqual(self.sums()["state"], "off")

    def test_it_comes_again_when_the_recorder_was_away(self):
        self.phone.until("return document.querySelector('#ear')", "the button to listen")
        self.phone.click("#ear")
        until(lambda: self.sums()["state"] == "on", "sound comes")
        self.recorder.guard.end(self.recorder.appliance)
        until(lambda: self.sums()["state"] == "again", "it tells that it is gone")
        self.recorder.start_appliance()
        until(lambda: self.sums()["state"] == "on", "sound comes again", lambda: self.phone.text("main"))
        self.assertEqual(self.sums()["breaks"], 0)


@unittest.skipUnless(chromium(), "chromium or chromium-driver is not installed")
class LongTake(unittest.TestCase):
    """A take of a second whose file is made two hours long, sparse, with a mark of sound at 1:30."""

    @classmethod
    def setUpClass(cls):
        cls.recorder = Recorder(PROGRAMS, PAGE)
        cls.addClassCleanup(cls.recorder.close)
        path = cls.recorder.record(1)
        make_long(path, TWO_HOURS)
        cls.file = os.path.relpath(path, cls.recorder.takes)
        cls.phone = cls.recorder.paired_browser("#take/" + cls.file)

    def test_a_place_in_it_is_found_at_once(self):
        self.phone.until("return document.querySelector('#seek')", "the slider")
        self.assertAlmostEqual(float(self.phone.run("return document.querySelector('#seek').max")), TWO_HOURS, delta=1)
        begin = time.monotonic()
        self.phone.run("const s = document.querySelector('#seek'); s.value = 5400; s.dispatchEvent(new Event('input'));")
        self.phone.click("#play")
        self.phone.until("const s = document.querySelector('#sound'); return s.currentTime > 5400.3 && s.currentTime < 5460",
                         "it plays from there")
        self.assertLess(time.monotonic() - begin, 10)
        self.assertRegex(self.phone.text(".play .number"), r"^01:30:0\d$")

    def test_what_plays_there_is_what_lies_there(self):
        there = self.phone.run_async(RANGE, self.file, 44 + 5400 * 48000 * 4 - 4, 4 + len(CALL))
        self.assertEqual(bytes(there), bytes(4) + CALL)


CALL = struct.pack("<8h", 1000, -1000, 2000, -2000, 3000, -3000, 4000, -4000)  # four frames at 1:30:00

RANGE = """const [file, from, count, done] = arguments;
fetch("play/" + file, { headers: { Range: `bytes=${from}-${from + count - 1}` } }).then((response) => response.arrayBuffer())
  .then((bytes) => done([...new Uint8Array(bytes)]));"""


def make_long(path, seconds):
    """The sizes in its header are those of a longer file, which has a hole for sound; no sidecar contradicts."""
    with open(path, "r+b") as file:
        head = file.read(65536)
        data = head.index(b"data", 12)
        rate, = struct.unpack_from("<I", head, head.index(b"fmt ") + 12)
        frame, = struct.unpack_from("<H", head, head.index(b"fmt ") + 20)
        size = seconds * rate * frame
        file.seek(data + 4)
        file.write(struct.pack("<I", size))
        file.seek(4)
        file.write(struct.pack("<I", data + size))
        file.truncate(data + 8 + size)
        file.seek(data + 8 + 5400 * rate * frame)
        file.write(CALL)
    sidecar = path.removesuffix(".wav") + ".json"
    until(lambda: os.path.exists(sidecar), "its sidecar is made")
    os.remove(sidecar)


if __name__ == "__main__":
    unittest.main()
