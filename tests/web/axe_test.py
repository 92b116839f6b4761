#!/usr/bin/env python3
# Every view of the page, light and dark, held to the rules of axe-core for people who see or hear little.
"""Usage: axe_test.py PAGE PROGRAMS

axe-core comes from npm, once, into ~/.cache/redstart; without it the test is skipped aloud."""
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

from browser import chromium
from recorder import Recorder, let_in

PAGE, PROGRAMS = (os.path.abspath(path) for path in sys.argv[1:3])
del sys.argv[1:3]
VERSION = "4.14.1"
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "redstart", "npm")

RUN = """const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations", "incomplete"] }).then((found) => done({
  passes: found.passes.length,
  wrong: found.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + ": " + node.html.slice(0, 120) + " " + node.failureSummary)),
}));"""


def axe():
    """The script's text; nothing where npm cannot be reached."""
    file = os.path.join(CACHE, f"axe-core-{VERSION}.js")
    if not os.path.exists(file):
        fetch(file)
    if not os.path.exists(file):
        return None
    with open(file, encoding="utf-8") as script:
        return script.read()


def fetch(file):
    if not shutil.which("npm"):
        return
    os.makedirs(CACHE, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        try:
            subprocess.run(["npm", "pack", f"axe-core@{VERSION}"], cwd=folder, check=True, capture_output=True, timeout=60)
        except (subprocess.SubprocessError, OSError):
            return
        with tarfile.open(os.path.join(folder, f"axe-core-{VERSION}.tgz")) as package:
            script = package.extractfile("package/axe.min.js").read()
        whole = os.path.join(folder, "axe.js")
        with open(whole, "wb") as target:
            target.write(script)
        os.replace(whole, file)


@unittest.skipUnless(chromium(), "chromium or chromium-driver is not installed")
class Axe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.axe = axe()
        if not cls.axe:
            raise unittest.SkipTest(f"axe-core {VERSION} is not in {CACHE}, and npm does not give it")
        cls.recorder = Recorder(PROGRAMS, PAGE)
        cls.addClassCleanup(cls.recorder.close)
        cls.file = os.path.relpath(cls.recorder.record(1.5, "a wren"), cls.recorder.takes)
        cls.phone = cls.recorder.browser()

    def finds_nothing(self, what):
        """Light and dark: colours are what most findings are about."""
        for dark in (False, True):
            with self.subTest(f"{what}, {'dark' if dark else 'light'}"):
                self.phone.prefer(dark)
                found = self.phone.run_async(RUN)
                self.assertEqual(found["wrong"], [])
                self.assertGreater(found["passes"], 10)

    def go(self, view):
        self.phone.run("location.hash = arguments[0]", view)
        self.phone.until(f"const main = document.querySelector('main'); return main.dataset.view === '{view[1:].split('/')[0]}'"
                         " && !main.textContent.includes('Loading')", view)

    def test_no_view_has_a_finding(self):
        self.phone.open(self.recorder.url)
        self.phone.run(self.axe)
        self.phone.until("return document.querySelector('#ask')", "the door is there")
        self.finds_nothing("the door")
        let_in(self.recorder, self.phone)
        self.finds_nothing("the first steps")
        for view in ("#now", "#listen", "#takes", "#take/" + self.file, "#more", "#report", "#settings", "#phones"):
            self.go(view)
            self.finds_nothing(view)
        self.go("#now")
        self.phone.click("#start")
        self.phone.until_text("#state-word", "^Recording$")
        self.finds_nothing("now, in a take")
        self.phone.click("#stop")


if __name__ == "__main__":
    unittest.main()
