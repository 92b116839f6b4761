#!/usr/bin/env python3
# The page in a real browser, at a real recorder on the simulated board: what a person does with it, from door to file.
"""Usage: page_test.py PAGE PROGRAMS"""
import base64
import hashlib
import json
import os
import sys
import time
import unittest
import urllib.error
import urllib.request
import wave

from browser import chromium, until
from recorder import Recorder, let_in

PAGE, PROGRAMS = (os.path.abspath(path) for path in sys.argv[1:3])
del sys.argv[1:3]

# The file that a link leads to, as the phone would keep it: how long, and the digest of its bytes.
FETCH = """const [css, done] = arguments;
fetch(document.querySelector(css).href).then((response) => response.arrayBuffer()).then((bytes) => {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  done(btoa(text));
}, (error) => done("failed: " + error));"""


@unittest.skipUnless(chromium(), "chromium or chromium-driver is not installed")
class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.recorder = Recorder(PROGRAMS, PAGE)
        cls.addClassCleanup(cls.recorder.close)
        cls.phone = cls.recorder.browser()
        cls.phone.open(cls.recorder.url)
        let_in(cls.recorder, cls.phone)

    def setUp(self):
        self.phone.resize(390, 844)
        self.phone.prefer(dark=False)
        if self.recorder.status().get("state") == "recording":  # a test before this one failed in its take
            self.recorder.order("stop")
        self.go("#now")

    def go(self, view):
        self.phone.run("location.hash = arguments[0]", view)
        self.phone.until(f"return document.querySelector('main').dataset.view === '{view[1:].split('/')[0]}'", view)

    def wait_state(self, word):
        self.phone.until_text("#state-word", f"^{word}$")

    def take(self):
        """A take made by the page's own buttons; its place in the folder."""
        self.wait_state("Armed")
        self.phone.click("#start")
        self.wait_state("Recording")
        self.phone.until_text("#time", "00:00:0[1-9]")
        self.phone.click("#stop")
        self.wait_state("Armed")
        return os.path.relpath(self.recorder.status()["last_take"], self.recorder.takes)

    def test_levels_move_while_nothing_is_recorded(self):
        self.wait_state("Armed")
        self.phone.until("return document.querySelectorAll('.bar').length === 2", "a bar for each channel")
        level = self.phone.run("return Number(document.querySelector('.bar').getAttribute('aria-valuenow'))")
        self.assertAlmostEqual(level, -20, delta=2)
        self.assertTrue(self.phone.shown("#start"))
        self.assertFalse(self.phone.shown("#stop"))
        self.phone.until_text(".meter .value", "\u221220.0")

    def test_a_take_is_started_marked_split_and_stopped_and_comes_home_byte_identical(self):
        self.wait_state("Armed")
        self.phone.click("#start")
        self.wait_state("Recording")
        self.phone.type("#mark-text", "a wren")
        self.phone.click("#mark")
        self.phone.until_text("#said", "Marked")
        self.phone.until("return document.querySelector('#file').textContent.includes('.wav')", "the file's name is shown")
        first = self.phone.text("#file")
        self.phone.click("#split")
        self.phone.until(f"return document.querySelector('#file').textContent !== '{first}'", "another file")
        self.phone.until_text("#safe", "00:00:0[1-9]")
        self.phone.click("#stop")
        self.wait_state("Armed")
        self.go("#takes")
        self.phone.until("return document.querySelectorAll('.take').length >= 2", "both files are in the list")
        marked = os.path.basename(first).removesuffix(".part")
        self.phone.run("document.querySelector(`[data-file$='${arguments[0]}'] a`).click()", marked)
        self.phone.until("return document.querySelector('#downloads a')", "the take is shown")
        self.phone.until("return document.querySelector('main').textContent.includes('a wren')", "its mark is listed")
        self.same_bytes(marked)

    def same_bytes(self, name):
        there = next(os.path.join(folder, name) for folder, _, files in os.walk(self.recorder.takes) if name in files)
        with open(there, "rb") as file:
            wanted = hashlib.sha256(file.read()).hexdigest()
        link = "#downloads a[href*='.wav']"
        self.assertTrue(self.phone.run("return document.querySelector(arguments[0]).hasAttribute('download')", link))
        fetched = base64.b64decode(self.phone.run_async(FETCH, link))
        self.assertEqual(hashlib.sha256(fetched).hexdigest(), wanted)

    def test_a_take_is_kept_noted_deleted_and_had_back(self):
        file = self.take()
        self.go("#take/" + file)
        self.phone.until("return document.querySelector('#note')", "the take is shown")
        self.phone.type("#note", "at the pond")
        self.phone.run("document.querySelector('#note').form.querySelector('button').click()")
        self.phone.until("return document.querySelector('.facts').textContent.includes('at the pond')"
                         " || document.querySelector('main').textContent.includes('Noteat the pond')", "the note is shown")
        self.phone.click("#delete")
        self.phone.until(f"return document.querySelector('[data-file=\"{file}\"].gone')", "it is shown as deleted")
        until(lambda: not os.path.exists(os.path.join(self.recorder.takes, file)), "the name is gone")
        self.assertFalse(self.phone.shown("#fresh"), "nothing new is there")
        self.go("#take/" + file)
        self.phone.until("return document.querySelector('main .undo')", "its own page has it back")
        self.assertFalse(self.phone.run("return document.querySelector('#downloads, #note')"), "and nothing else")
        self.go("#takes")
        self.phone.until(f"return document.querySelector('[data-file=\"{file}\"] .undo')", "so has the list")
        self.phone.click(f"[data-file=\"{file}\"] .undo")
        until(lambda: os.path.exists(os.path.join(self.recorder.takes, file)), "it is back")
        self.phone.until(f"return document.querySelector('[data-file=\"{file}\"]:not(.gone)')", "it is shown as there")
        self.go("#take/" + file)
        self.phone.until("return document.querySelector('#keep')", "the take is shown")
        self.phone.click("#keep")
        self.phone.until_text("#keep", "Really")
        self.phone.click("#keep")
        self.phone.until("return document.querySelector('#keep').disabled", "it is kept")
        self.assertTrue(os.path.exists(os.path.join(self.recorder.takes, file.removesuffix(".wav") + ".keep")))

    def test_a_take_is_played_from_where_its_picture_is_tapped(self):
        file = self.take()
        self.go("#take/" + file)
        self.phone.until("return document.querySelector('.picture') && document.querySelector('.picture').dataset.columns > 0",
                         "waveform and spectrogram are drawn")
        self.phone.click("#wave")  # its middle
        self.phone.until("return !document.querySelector('#sound').paused", "it plays")
        self.phone.until("const s = document.querySelector('#sound'); return s.currentTime > 0.3 * s.duration", "from the middle on")
        self.phone.run("window.sound_before = document.querySelector('#sound'); window.scrollTo(0, 200)")
        self.phone.type("#note", "heard")
        self.phone.run("document.querySelector('#note').form.querySelector('button').click()")
        self.phone.until_text("#said", "Saved")
        self.assertTrue(self.phone.run("return document.querySelector('#sound') === window.sound_before && window.scrollY > 0"),
                        "the sound and the place stay as they are")

    def test_the_page_says_that_the_recorder_is_gone_and_goes_on_when_it_is_back(self):
        self.wait_state("Armed")
        self.recorder.guard.end(self.recorder.appliance)
        self.phone.until_text("#away", "the recorder does not")
        self.wait_state("Away")
        self.assertTrue(self.phone.run("return document.querySelector('#start').disabled"))
        self.recorder.start_appliance()
        self.wait_state("Armed")
        self.assertFalse(self.phone.shown("#away"))
        self.take()

    def test_the_page_says_that_the_connection_is_gone_and_goes_on_when_it_is_back(self):
        self.wait_state("Armed")
        self.recorder.guard.end(self.recorder.web)
        self.phone.until_text("#away", "No connection")
        self.recorder.start_web()
        self.wait_state("Armed")
        self.assertFalse(self.phone.shown("#away"))
        self.take()

    def test_everything_is_reached_by_the_keyboard_alone(self):
        self.wait_state("Armed")
        self.phone.run("document.querySelector('main').focus()")
        self.focus_on("#start")
        self.phone.press("Enter")
        self.wait_state("Recording")
        self.assertEqual(self.phone.run("return document.activeElement.id"), "stop")
        self.focus_on("#mark-text")
        self.phone.press(*"wren", "Enter")
        self.phone.until_text("#said", "Marked")
        self.phone.run("document.querySelector('main').focus()")
        self.focus_on("#stop")
        self.phone.press("Space")
        self.wait_state("Armed")
        self.focus_on("nav a[href='#takes']")
        self.phone.press("Enter")
        self.phone.until("return document.querySelector('main').dataset.view === 'takes'", "the takes")
        self.assertEqual(self.phone.run("return document.activeElement.tagName"), "H1")

    def focus_on(self, css):
        """By the tab key alone, as often as it takes."""
        for _ in range(60):
            if self.phone.run("return document.activeElement === document.querySelector(arguments[0])", css):
                ring = self.phone.run("return getComputedStyle(document.activeElement).outlineStyle")
                self.assertEqual(ring, "solid", "the focus is seen")
                return
            self.phone.press("Tab")
        self.fail(f"the tab key does not lead to {css}")

    def test_no_view_scrolls_sideways_on_a_screen_of_320_pixels_and_targets_are_large(self):
        file = self.take()
        self.phone.resize(320, 568)
        for view in ("#now", "#listen", "#takes", "#take/" + file, "#more", "#steps", "#report", "#settings", "#phones"):
            with self.subTest(view):
                self.go(view)
                self.phone.until("return !document.querySelector('main').textContent.includes('Loading')", "it is loaded")
                wide = self.phone.run("return document.documentElement.scrollWidth")
                self.assertLessEqual(wide, 320)
                small = self.phone.run(SMALL)
                self.assertEqual(small, [])

    def test_stop_is_under_the_thumb_on_a_screen_of_320_by_568(self):
        self.phone.resize(320, 568)
        self.go("#now")
        self.phone.click("#start")
        self.phone.until("return !document.querySelector('#stop').hidden", "it records")
        stop = self.phone.run("const it = document.querySelector('#stop').getBoundingClientRect();"
                              "const at = document.elementFromPoint(it.x + it.width / 2, it.y + it.height / 2);"
                              "return {bottom: it.bottom, is_free: at.id === 'stop',"
                              " nav: document.querySelector('nav').getBoundingClientRect().top}")
        self.assertLessEqual(stop["bottom"], stop["nav"])
        self.assertTrue(stop["is_free"])
        self.phone.click("#stop")
        self.phone.until("return !document.querySelector('#start').hidden", "it stops")

    def test_it_is_dark_where_the_phone_is(self):
        for dark in (False, True):
            self.phone.prefer(dark)
            paper = self.phone.run("return getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)")
            (self.assertLess if dark else self.assertGreater)(sum(paper), 384)

    def test_place_of_a_map_link_goes_into_the_notes_of_the_next_take(self):
        self.phone.run("document.querySelector('details').open = true")
        self.phone.type("#place", "https://www.google.com/maps/@52.5163,13.3777,17z")
        self.phone.run("document.querySelector('#place').form.querySelector('button').click()")
        self.phone.until_text("#place-now", "52.51630,13.37770")
        file = self.take()
        self.go("#take/" + file)
        self.phone.until("return document.querySelector('main').textContent.includes('52.51630,13.37770')", "the place is shown")
        self.phone.run("localStorage.removeItem('place')")

    def test_places_of_all_maps_are_understood(self):
        for link in ("52.5163, 13.3777", "geo:52.5163,13.3777", "https://maps.apple.com/?ll=52.5163,13.3777&q=Gate",
                     "https://www.openstreetmap.org/?mlat=52.5163&mlon=13.3777#map=17/1/2",
                     "https://www.openstreetmap.org/#map=17/52.5163/13.3777",
                     "https://www.google.com/maps/place/Gate/@1,2,17z/data=!3d52.5163!4d13.3777",
                     "https://maps.google.com/?q=52.5163%2C13.3777"):
            self.assertEqual(self.phone.run("return place_of(arguments[0])", link), "52.51630,13.37770", link)
        for link in ("https://maps.app.goo.gl/abc", "91.0, 13.0", "here"):
            self.assertIsNone(self.phone.run("return place_of(arguments[0])", link), link)

    def test_no_script_failed_and_the_policy_refused_nothing(self):
        for view in ("#now", "#takes", "#more", "#phones"):
            self.go(view)
        wrong = [line for line in self.phone.complaints() if "Failed to load resource" not in line]
        self.assertEqual(wrong, [])


# Buttons, links and fields that a thumb would miss: lower than 40 pixels; links within a line of text are text.
SMALL = """return [...document.querySelectorAll("button, select, input, nav a, .take, .menu a, .button, summary")]
  .filter((node) => node.getClientRects().length && node.getBoundingClientRect().height < 40)
  .map((node) => node.outerHTML.slice(0, 80));"""


@unittest.skipUnless(chromium(), "chromium or chromium-driver is not installed")
class Door(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.recorder = Recorder(PROGRAMS, PAGE)
        cls.addClassCleanup(cls.recorder.close)

    def test_who_is_not_let_in_sees_the_door_and_nothing_of_the_recorder(self):
        phone = self.recorder.browser()
        phone.open(self.recorder.url + "#takes")
        phone.until("return document.querySelector('#ask')", "the door is there")
        self.assertFalse(phone.shown("nav"))
        self.assertEqual(phone.text("#state-word"), "Not known")
        self.assertNotIn("tone", phone.text("body"))
        for path in ("events", "takes", "config", "phones"):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(self.recorder.url + path, timeout=10)
            self.assertIn(refused.exception.code, (401, 403))
        phone.close()

    def test_a_phone_that_is_revoked_stands_before_the_door_again(self):
        phone = self.recorder.paired_browser("#phones")
        phone.until("return document.querySelector('#phones .danger')", "this phone is listed")
        phone.click("#phones .danger")
        phone.until_text("#phones .danger", "Really")
        phone.click("#phones .danger")
        phone.until("return document.querySelector('#ask')", "the door is there")
        phone.close()

    def test_a_phone_that_is_revoked_at_the_recorder_is_told_so(self):
        phone = self.recorder.paired_browser("#now")
        phone.until_text("#state-word", "Armed")
        self.revoke_the_last()
        phone.until("return document.querySelector('#ask')", "the door is there")
        phone.until_text("#said", "not let in any more")
        self.assertFalse(phone.shown("#away"), "the connection is not what is gone")
        phone.click("#ask")
        digits = phone.until_text("#digits", r"^\d{4}$")[0]
        self.assertEqual(phone.text("#said"), "", "an error goes with its cause")
        self.assertIn("sudo redstart-web pair", phone.text("main"), "a key of a terminal cannot be held")
        self.assertNotIn("Hold the recorder's button", phone.text("main"))
        self.assertEqual(self.recorder.pair(digits).returncode, 0)
        phone.until("return document.querySelector('main').dataset.view === 'steps'", "the phone is in again")
        self.revoke_the_last()
        phone.close()

    def revoke_the_last(self):
        words = ("phones", "--state", self.recorder.path("state"))
        last = json.loads(self.recorder.run(*words, "--json", name="redstart-web").stdout)["phones"][-1]["id"]
        self.assertEqual(self.recorder.run(*words, "--revoke", last, name="redstart-web").returncode, 0)


@unittest.skipUnless(chromium(), "chromium or chromium-driver is not installed")
class Button(unittest.TestCase):
    """At a recorder whose button can be held: Enter at its terminal presses, the next one lets go."""

    @classmethod
    def setUpClass(cls):
        cls.recorder = Recorder(PROGRAMS, PAGE, button="guarded")
        cls.addClassCleanup(cls.recorder.close)

    def takes(self):
        return sorted(os.path.join(folder, name) for folder, _, names in os.walk(self.recorder.takes)
                      for name in names if name.endswith(".wav"))

    def wait_state(self, word):
        return until(lambda: (status := self.recorder.status()).get("state") == word and status, f"it is {word}")

    def test_a_hold_lets_the_phone_in_and_the_take_that_it_began_is_kept(self):
        phone = self.recorder.browser()
        phone.open(self.recorder.url)
        phone.until("return document.querySelector('#ask')", "the door is there")
        phone.click("#ask")
        phone.until_text("#digits", r"^\d{4}$")
        begin = time.monotonic()
        self.recorder.enter()
        file = self.wait_state("recording")["take"]["file"].removesuffix(".part")
        self.assertTrue(phone.shown("#digits"), "not every press lets a phone in")
        phone.until("return document.querySelector('main').dataset.view === 'steps'", "the page goes on by itself")
        self.assertGreaterEqual(time.monotonic() - begin, 5)
        self.assertTrue(phone.shown("nav"))
        self.assertEqual(self.wait_state("armed")["last_take"], file, "ended by the hold, not by the hand that lets go")
        self.recorder.enter()
        self.assertEqual(self.takes(), [file])
        verified = self.recorder.run("verify", file)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        self.assertAlmostEqual(self.seconds(file), 5, delta=1)
        self.begins_a_take_with_the_next_press(file)
        self.is_listed(phone, file)
        phone.close()

    def begins_a_take_with_the_next_press(self, first):
        """So the Enter before it has let go."""
        self.recorder.enter()
        self.wait_state("recording")
        self.recorder.enter()
        self.recorder.order("stop")
        self.wait_state("armed")
        self.assertEqual(len(self.takes()), 2)
        self.assertIn(first, self.takes())

    def is_listed(self, phone, file):
        phone.run("location.hash = '#takes'")
        phone.until(f"return document.querySelector('[data-file=\"{os.path.relpath(file, self.recorder.takes)}\"]')",
                    "the take is in the phone's list")

    def seconds(self, file):
        with wave.open(file) as wav:
            return wav.getnframes() / wav.getframerate()


if __name__ == "__main__":
    unittest.main()
