# redstart-web as the tests run it: a folder and a port of its own, and phones that ask it.
"""Standard library alone. A Phone is a browser without a screen: it keeps cookies and sends the token."""
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

SOUND_RATE = 48000  # of SoundSocket
PATIENCE = 90  # seconds; above the 60 of an order and of a window, for a machine that is busy is slow
IDLE_PATIENCE = 240  # for what works only while nobody else does: overviews and reports
SANITIZED = "REDSTART_SANITIZED" in os.environ  # such a program has a heap of its own


def until(what, check, patience=PATIENCE):
    """Polls until check() gives something true, which is returned."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        result = check()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {patience} s")


def expect(what, got, wanted):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r}, not {wanted!r}")


class Answer:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body

    def json(self):
        return json.loads(self.body)


class Phone:
    """Each has an address of its own in 127.0.0.0/8, so that limits per address see several."""

    def __init__(self, port, address="127.0.0.1", host=None):
        self.port, self.address, self.host = port, address, host or f"127.0.0.1:{port}"
        self.cookies, self.token = {}, ""

    def connect(self, patience=PATIENCE):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience,
                                          source_address=(self.address, 0))

    def headers(self, more=None):
        headers = {"Host": self.host, "X-Redstart-Token": self.token, "User-Agent": "test (iPhone)"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers.update(more or {})
        return {name: value for name, value in headers.items() if value is not None}

    def ask(self, method, path, body=None, headers=None):
        with contextlib.closing(self.connect()) as connection:
            connection.request(method, path, body, self.headers(headers))
            response = connection.getresponse()
            answer = Answer(response, response.read())
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, json.dumps(body or {}), headers)

    def open_session(self):
        session = self.get("/session").json()
        self.token = session["token"]
        return session

    def stream(self, path):
        """A connection and the response whose body goes on."""
        connection = self.connect()
        connection.request("GET", path, headers=self.headers())
        return connection, connection.getresponse()


def events_of(response):
    """Name and data of each event, as they come."""
    name, data = None, None
    for raw in response:
        line = raw.decode().rstrip("\n")
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            data = json.loads(line[6:])
        elif not line and name:
            yield name, data
            name, data = None, None


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class FakeRecorder:
    """A control socket of the test's own, for what a real recorder cannot be made to do. Each line is
    answered by what `answer(request)` gives: an object, a text as it is, a list of them, or None for
    silence."""

    def __init__(self, path, answer):
        self.path, self.answer = path, answer
        self.requests, self.open_pairs = [], 0
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(path)
        self.socket.listen(16)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with contextlib.suppress(OSError):
            self.talk(client)

    def talk(self, client):
        with client, client.makefile("rw") as lines:
            is_pair = False
            try:
                for line in lines:
                    request = json.loads(line)
                    self.requests.append(request)
                    if request["command"] == "pair":
                        is_pair = True
                        self.open_pairs += 1
                    answers = self.answer(request)
                    for answer in [] if answers is None else answers if isinstance(answers, list) else [answers]:
                        lines.write(answer if isinstance(answer, str) else json.dumps(answer) + "\n")
                        lines.flush()
            except OSError:
                pass
            if is_pair:
                self.open_pairs -= 1

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        os.unlink(self.path)


class SoundSocket:
    """The recorder's sound socket, made by the test: counts up in every frame, as fast as real time."""

    def __init__(self, path, pace=1.0):
        self.pace, self.clients, self.over = pace, 0, False
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.bind(path)
        self.socket.listen(8)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.socket.accept()
                self.clients += 1
                threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        hello = {"rate": SOUND_RATE, "channels": 2, "format": "S16_LE"}
        with client, contextlib.suppress(OSError):
            client.send(json.dumps(hello).encode())
            begin, at, count = time.monotonic(), 0, 480
            while not self.over:
                frames = b"".join(struct.pack("<hh", n % 30000, -(n % 30000)) for n in range(at, at + count))
                client.send(struct.pack("<QII", at, count, 0) + frames)
                at += count
                time.sleep(max(0, begin + at / SOUND_RATE / self.pace - time.monotonic()))
        self.clients -= 1

    def close(self):
        self.over = True
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


class Program:
    """redstart-web, serving; everything of it ends with it."""

    def __init__(self, program, page, *more, toml="", environment=None):
        self.program = program
        self.environment = {**os.environ, **(environment or {})}
        self.folder = tempfile.mkdtemp(prefix="rsw")
        self.control = os.path.join(self.folder, "control.sock")
        self.state = os.path.join(self.folder, "state")
        self.takes = os.path.join(self.folder, "takes")
        self.sound = os.path.join(self.folder, "sound.sock")
        self.config = os.path.join(self.folder, "web.toml")
        os.mkdir(self.takes)
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(toml)
        self.port = free_port()
        self.recorder = None
        self.log = open(os.path.join(self.folder, "log"), "w+", encoding="utf-8")
        self.words = [program, "--config", self.config, "--listen", f"127.0.0.1:{self.port}", "--socket",
                      self.control, "--state", self.state, "--folder", self.takes, "--page", page,
                      "--sound", self.sound, *more]
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.words, stderr=self.log, env=self.environment)
        until("redstart-web listens", self.listens)

    def listens(self):
        if self.process.poll() is not None:
            raise AssertionError(f"redstart-web ended by itself: {self.said()}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def restart(self):
        expect("exit code", self.stop(), 0)
        self.start()

    def command(self, *words, text=""):
        return subprocess.run([self.program, *words, "--config", self.config, "--state", self.state], input=text,
                              capture_output=True, text=True, timeout=PATIENCE, check=False)

    def fake_recorder(self, answer):
        self.recorder = FakeRecorder(self.control, answer)
        return self.recorder

    def phone(self, address="127.0.0.1", **more):
        phone = Phone(self.port, address, **more)
        phone.open_session()
        return phone

    def paired_phone(self, address="127.0.0.1"):
        """Let in by its digits, as one does at the recorder, or by a recorder of the test's that said yes."""
        phone = self.phone(address)
        self.command("pair", phone.post("/pair").json()["digits"])
        expect("the phone's state", phone.get("/pair").json()["state"], "in")
        phone.open_session()
        return phone

    def memory_kb(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))

    def expect_little_memory(self, most_kb=20000, more_than=0):
        """That it has at most so much, `more_than` it had before; a sanitizer's own is nobody's fault."""
        grown = self.memory_kb() - more_than
        assert SANITIZED or grown <= most_kb, f"{grown} kB, not {most_kb} at the most"

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        code = self.stop()
        if self.recorder:
            self.recorder.close()
        if kind:
            print(self.said(), file=sys.stderr)
        self.log.close()
        shutil.rmtree(self.folder)
        if not kind:
            expect("exit code of redstart-web", code, 0)


def main(tests):
    """tests/web/SOME_test.py PROGRAM PAGE NAME: runs the test of that name."""
    program, page, name = sys.argv[1:4]
    sys.argv[1:] = sys.argv[4:]
    tests[name](program, page)
