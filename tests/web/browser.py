# A headless Chromium, steered by the WebDriver protocol itself: no library is needed.
"""https://www.w3.org/TR/webdriver2/ is the contract; what is used of it stands below."""
import base64
import json
import os
import re
import shutil
import time
import urllib.error
import urllib.request

PATIENCE = 30  # seconds
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's name for a reference
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": "\ue00d", "Right": "\ue014", "Shift": "\ue008"}


def chromium():
    return shutil.which("chromium") and shutil.which("chromedriver")


class Refused(Exception):
    """What the driver answers, by its word."""


class Browser:
    """One window; its profile lies in `folder`."""

    def __init__(self, guard, folder, width=390, height=844, dark=False):
        self.log = os.path.join(folder, "chromedriver.log")
        with open(self.log, "w", encoding="utf-8") as log:
            self.driver = guard.start(["chromedriver", "--port=0"], stdout=log, stderr=log)
        self.guard = guard
        self.url = f"http://127.0.0.1:{self.port()}"
        self.session = None
        self.session = self.call("POST", "session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": shutil.which("chromium"), "args": arguments(folder)}}}})["sessionId"]
        self.resize(width, height)
        self.prefer(dark)

    def port(self):
        def told():
            with open(self.log, encoding="utf-8") as log:
                return re.search(r"successfully on port (\d+)", log.read())
        return int(until(told, "chromedriver says its port")[1])

    def call(self, method, path, body=None):
        where = f"{self.url}/session/{self.session}/{path}".rstrip("/") if self.session else f"{self.url}/{path}"
        data = None if method != "POST" else json.dumps(body or {}).encode()
        request = urllib.request.Request(where, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=100) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise Refused(f"{value['error']}: {value['message'].splitlines()[0]}") from None

    def devtools(self, command, **parameters):
        return self.call("POST", "goog/cdp/execute", {"cmd": command, "params": parameters})

    def resize(self, width, height):
        """A phone's window, narrower than a desktop lets one be."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2,
                      mobile=True)

    def prefer(self, dark):
        self.devtools("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def open(self, url):
        self.call("POST", "url", {"url": url})

    def run(self, script, *arguments_of_it):
        """The value of a script's body, which may `return`."""
        return self.call("POST", "execute/sync", {"script": script, "args": list(arguments_of_it)})

    def run_async(self, script, *arguments_of_it):
        """Likewise; its last argument is what it calls with its value."""
        return self.call("POST", "execute/async", {"script": script, "args": list(arguments_of_it)})

    def find(self, css):
        return self.call("POST", "element", {"using": "css selector", "value": css})[ELEMENT]

    def click(self, css):
        """As a finger does, which first brings it into the middle: what is covered is no target."""
        self.run("document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", css)
        self.call("POST", f"element/{self.find(css)}/click")

    def type(self, css, text):
        self.call("POST", f"element/{self.find(css)}/value", {"text": text})

    def press(self, *names):
        """Keys for whatever has the focus."""
        events = [{"type": kind, "value": KEYS.get(name, name)} for name in names for kind in ("keyDown", "keyUp")]
        self.call("POST", "actions", {"actions": [{"type": "key", "id": "keys", "actions": events}]})

    def text(self, css):
        return self.run("const node = document.querySelector(arguments[0]); return node && node.textContent", css)

    def shown(self, css):
        return self.run("const node = document.querySelector(arguments[0]);"
                        "return Boolean(node && node.getClientRects().length)", css)

    def until(self, condition, what):
        """Until a script's body is true; its value."""
        return until(lambda: self.run(condition), f"{what} ({condition})")

    def until_text(self, css, pattern):
        return until(lambda: re.search(pattern, self.text(css) or ""), f"{css} says {pattern}",
                     lambda: self.text("body"))

    def picture(self, file):
        with open(file, "wb") as png:
            png.write(base64.b64decode(self.devtools("Page.captureScreenshot", format="png")["data"]))

    def complaints(self):
        """What the page told its console as an error since the last time: script errors, refused by CSP."""
        return [entry["message"] for entry in self.call("POST", "se/log", {"type": "browser"})
                if entry["level"] == "SEVERE"]

    def close(self):
        try:
            self.call("DELETE", "")
        except (Refused, OSError):
            pass
        self.guard.end(self.driver)


def arguments(folder):
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    return ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--mute-audio",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--autoplay-policy=user-gesture-required", "--hide-scrollbars", "--force-color-profile=srgb",
            f"--user-data-dir={os.path.join(folder, 'profile')}", *sandbox]


def until(condition, what, seen=lambda: ""):
    """Polls with a deadline."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {PATIENCE} s: {what}\n{seen()}")
        time.sleep(0.05)
    return value
