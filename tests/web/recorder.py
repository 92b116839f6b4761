# A recorder on the simulated board with its page: `redstart run` and `redstart-web` in a folder of their own.
import json
import os
import pty
import subprocess
import tempfile
import urllib.request

from appliance import without_a_space
from browser import Browser, until
from guard import Guard
from web_program import free_port


class Recorder:
    """Both programs as a user runs them; whatever becomes of the test, they end with it."""

    def __init__(self, programs, page, device="microphone:tone", audio="", listen=False, button=""):
        self.programs, self.page = programs, page
        self.guard = Guard()
        self.folder = tempfile.mkdtemp(prefix="redstart-page-")
        self.guard.tell("folder", self.folder)
        self.takes = self.path("takes")
        os.mkdir(self.takes)
        with open(self.path("redstart.toml"), "w", encoding="utf-8") as file:
            file.write(self.configuration(device, audio, listen, button))
        self.hand, self.terminal = pty.openpty() if button else (None, subprocess.DEVNULL)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.appliance = self.web = None
        self.start_appliance()
        self.start_web()

    def path(self, name):
        return os.path.join(self.folder, name)

    def configuration(self, device, audio, listen, button):
        sound = f'[listen]\nsocket = "{self.path("sound.sock")}"\n' if listen else ""
        return (f'[audio]\ndevice = "{device}"\n{audio}\n'
                f'[storage]\nfolder = "{self.takes}"\nkeep_free = "1MB"\n'
                f'[control]\nsocket = "{self.path("control.sock")}"\n{sound}'
                + (f'[button]\nline = "terminal"\nmode = "{button}"\n' if button else ""))

    def environment(self):
        asound = os.path.join(self.programs, "simulated", "asound.conf")
        return {**os.environ, "ALSA_CONFIG_PATH": without_a_space(asound, self.folder)}

    def program(self, name):
        return os.path.join(self.programs, name)

    def start_appliance(self):
        with open(self.path("run.log"), "a", encoding="utf-8") as log:
            self.appliance = self.guard.start([self.program("redstart"), "run", "--config", self.path("redstart.toml")],
                                              env=self.environment(), stdin=self.terminal, stdout=log, stderr=log)
        until(lambda: self.status().get("state") in ("armed", "recording"), "the recorder is armed",
              lambda: self.log("run.log"))

    def start_web(self):
        os.makedirs(self.path("state"), exist_ok=True)
        with open(self.path("web.log"), "a", encoding="utf-8") as log:
            self.web = self.guard.start(
                [self.program("redstart-web"), "--listen", f"127.0.0.1:{self.port}", "--socket", self.path("control.sock"),
                 "--sound", self.path("sound.sock"), "--folder", self.takes, "--state", self.path("state"),
                 "--page", self.page], env=self.environment(), stdout=log, stderr=log)
        until(self.answers, "the page is served", lambda: self.log("web.log"))

    def answers(self):
        try:
            with urllib.request.urlopen(self.url, timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def log(self, name):
        with open(self.path(name), encoding="utf-8", errors="replace") as log:
            return log.read()

    def run(self, *words, name="redstart"):
        return subprocess.run([self.program(name), *words], env=self.environment(), capture_output=True, text=True,
                              timeout=60, check=False)

    def order(self, command, *words):
        """What a user gets who types `redstart start`, `redstart mark Wren` ..."""
        done = self.run(command, "--socket", self.path("control.sock"), *words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def status(self):
        done = self.run("status", "--socket", self.path("control.sock"), "--json")
        return json.loads(done.stdout) if done.stdout else {}

    def record(self, seconds, *marks):
        """A finished take of at least so long, by the command line; its path."""
        self.order("start")
        rate = self.status()["rate"]
        for mark in marks:
            self.order("mark", mark)
        until(lambda: (self.status()["take"] or {}).get("frames", 0) >= seconds * rate, "the take is long enough")
        return self.order("stop")

    def enter(self):
        """At the terminal of a recorder that has a button: one presses it, the next lets it go."""
        os.write(self.hand, b"\n")

    def pair(self, digits):
        return self.run("pair", digits, "--state", self.path("state"), name="redstart-web")

    def browser(self, **options):
        return Browser(self.guard, tempfile.mkdtemp(dir=self.folder), **options)

    def paired_browser(self, view="#now", **options):
        """A phone that asked at the door and was let in at the recorder."""
        phone = self.browser(**options)
        phone.open(self.url)
        let_in(self, phone)
        phone.run("location.hash = arguments[0]", view)
        return phone

    def close(self):
        self.guard.close()
        if self.hand is not None:
            os.close(self.hand)
            os.close(self.terminal)


def let_in(recorder, phone):
    phone.until("return document.querySelector('#ask')", "the door is there")
    phone.click("#ask")
    digits = phone.until_text("#digits", r"^\d{4}$")[0]
    done = recorder.pair(digits)
    assert done.returncode == 0, done.stdout + done.stderr
    phone.until("return document.querySelector('main').dataset.view === 'steps'", "the phone is in")
