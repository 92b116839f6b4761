#!/usr/bin/env python3
# Makes the pictures of docs/page.md: a recording as a phone shows it, and a take with waveform and spectrogram.
"""Usage: looks_test.py PAGE PROGRAMS [FOLDER]; without FOLDER the pictures go nowhere, and are only held to be some"""
import math
import os
import random
import struct
import sys
import tempfile
import unittest
import wave

from browser import chromium
from recorder import Recorder

PAGE, PROGRAMS = (os.path.abspath(path) for path in sys.argv[1:3])
FOLDER = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 and not sys.argv[3].startswith("-") else None
del sys.argv[1:4 if FOLDER else 3]
RATE = 48000


def song(file, seconds=4):
    """Something like a bird over a quiet wood: whistles that glide, in stereo, with noise."""
    chance = random.Random(4)
    with wave.open(file, "wb") as sound:
        sound.setparams((2, 2, RATE, 0, "NONE", ""))
        phase, frames = 0.0, bytearray()
        for n in range(seconds * RATE):
            t = n / RATE
            note = t % 0.5
            phase += 2 * math.pi * (3200 + 1700 * math.sin(9 * t) + 3000 * note) / RATE
            loud = max(0.0, math.sin(math.pi * note / 0.34)) if note < 0.34 else 0.0
            bird = 0.33 * loud * math.sin(phase)
            wood = chance.gauss(0, 0.006)
            frames += struct.pack("<hh", int(32767 * (bird + wood)), int(32767 * (0.45 * bird + chance.gauss(0, 0.006))))
        sound.writeframes(frames)
    return file


@unittest.skipUnless(chromium(), "chromium or chromium-driver is not installed")
class Looks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = FOLDER or tempfile.mkdtemp()
        sounds = tempfile.mkdtemp()
        cls.recorder = Recorder(PROGRAMS, PAGE, device=f"microphone:{song(os.path.join(sounds, 'song.wav'))}")
        cls.addClassCleanup(cls.recorder.close)
        cls.recorder.guard.tell("folder", sounds)
        if not FOLDER:
            cls.recorder.guard.tell("folder", cls.folder)
        cls.phone = cls.recorder.paired_browser("#now", height=780)

    def picture(self, name):
        file = os.path.join(self.folder, name)
        self.phone.picture(file)
        with open(file, "rb") as png:
            head = png.read(24)
        self.assertEqual(struct.unpack(">II", head[16:24]), (780, 1560))
        self.assertGreater(os.path.getsize(file), 20000)

    def test_a_recording_and_a_take_look_like_an_instrument(self):
        self.phone.until_text("#state-word", "^Armed$")
        self.phone.click("#start")
        self.phone.until_text("#time", "00:00:0[3-9]")
        self.phone.type("#mark-text", "redstart on the roof")
        self.phone.click("#mark")
        self.phone.until_text("#time", "00:00:(0[7-9]|[1-5])")
        self.phone.run("document.querySelector('#said').textContent = ''; document.activeElement.blur(); scrollTo(0, 0)")
        self.picture("page-recording.png")
        self.phone.until_text("#time", "00:00:(1[2-9]|[2-5])")
        self.phone.click("#stop")
        self.phone.until_text("#state-word", "^Armed$")
        file = os.path.relpath(self.recorder.status()["last_take"], self.recorder.takes)
        self.phone.run("location.hash = arguments[0]", "#take/" + file)
        self.phone.until("const p = document.querySelector('.picture'); return p && p.dataset.columns > 0", "it is drawn")
        self.phone.run("document.querySelector('#said').textContent = ''; document.activeElement.blur(); scrollTo(0, 0)")
        self.picture("page-take.png")


if __name__ == "__main__":
    unittest.main()
