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

PATIENCE = 30  # seconds, unless a browser is told others
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's name for a reference
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": "\ue00d", "Right": "\ue014", "Shift": "\ue008"}


def chromium():
    return shutil.which("chromium") and shutil.which("chromedriver")


class Refused(Exception):
    """What the driver answers, by its word."""


class Browser:
    """One window; its profile lies in `folder`."""

    def __init__(self, guard, folder, width=390, height=844, dark=False, patience=PATIENCE):
        self.patience = patience
        self.log = os.path.join(folder, "chromedriver.log")
        self.guard = guard
        self.driver, port = until(self.start_driver, "chromedriver serves", self.told, patience)
        self.url = f"http://127.0.0.1:{port}"
        self.session = None
        self.session = self.call("POST", "session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": shutil.which("chromium"), "args": arguments(folder)}}}})["sessionId"]
        self.resize(width, height)
        self.prefer(dark)

    def start_driver(self):
        """The driver and its port; None where it has ended at once: it takes a port that is free by IPv6, and
        where that is not free by IPv4, as on a busy machine, it gives up."""
        with open(self.log, "w", encoding="utf-8") as log:
            driver = self.guard.start(["chromedriver", "--port=0"], stdout=log, stderr=log)
        until(lambda: self.port() or driver.poll() is not None, "chromedriver says its port", self.told, self.patience)
        return self.port() and (driver, self.port())

    def told(self):
        with open(self.log, encoding="utf-8") as log:
            return log.read()

    def port(self):
        found = re.search(r"successfully on port (\d+)", self.told())
        return found and int(found[1])

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
        return until(lambda: self.run(condition), f"{what} ({condition})", patience=self.patience)

    def until_text(self, css, pattern):
        return until(lambda: re.search(pattern, self.text(css) or ""), f"{css} says {pattern}",
                     lambda: self.text("body"), self.patience)

    def keep_downloads(self, folder):
        """What a click on a link loads down goes there, as into a phone's own folder."""
        self.devtools("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder)

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


def until(condition, what, seen=lambda: "", patience=PATIENCE):
    """Polls with a deadline."""
    deadline = time.monotonic() + patience
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience} s: {what}\n{seen()}")
        time.sleep(0.05)
    return value
