# Requests mutated at random against the real program: 5 s of them, with REDSTART_LONG=1 ten minutes.
"""REDSTART_SEED repeats what each of the senders sends; in which order it arrives is the machine's."""
import collections
import contextlib
import json
import os
import random
import re
import socket
import struct
import threading
import time

from hostile_test import is_well
from takes_test import put_wav
from web_program import SANITIZED, Program, SoundSocket, expect, main, until

LONG = os.environ.get("REDSTART_LONG") == "1"
SECONDS = 600 if LONG else 5
SEED = int(os.environ.get("REDSTART_SEED", time.time_ns() // 1000 if LONG else 20261121))
SENDERS, ADDRESSES = 40, [f"127.0.2.{n}" for n in range(1, 9)]  # eight of 24 and 64 that are kept

SECRET = "Unmistakable"  # in names of takes, their notes and all that the recorder says
TAKES = [f"20261121T08{n}500Z_{SECRET}_000{n}.wav" for n in range(3)]
STATUS = {"ok": True, "status": {"state": "armed", "faults": [], "last_take": SECRET}}
STRANGER = "Stranger"  # in each order of one who may give none
ORDERS = ["start", "stop", "mark", "split", "keep", "note", "delete", "undelete", "clock"]
QUESTIONS = ["pair", "status", "config", "doctor"]  # what the page asks the recorder by itself
STATUSES = {100, 200, 202, 206, 304, 400, 401, 403, 404, 405, 409, 413, 414, 415, 416, 431, 501, 502, 503, 504, 505}
RESPONSE = re.compile(rb"HTTP/1\.1 (\d{3}) [A-Z]")

GETS = ["/", "/style.css", "/script.js", "/session", "/pair", "/events", "/takes", "/takes?count=2&before=" + TAKES[2],
        f"/takes/{TAKES[0]}", f"/takes/{TAKES[1]}?download", f"/takes/{TAKES[0][:-4]}.json", f"/play/{TAKES[0]}",
        f"/labels/{TAKES[0]}?download", f"/overview/{TAKES[1]}", "/report?from=2026-11-20&to=2026-11-22T10:00:00",
        "/sound?rate=16000&channels=1", "/config", "/doctor", "/phones"]
BODIES = [("/pair", {}), ("/login", {"password": "a wrong one"}), ("/phones/name", {"name": "mine"}),
          ("/phones/revoke", {"id": "AAAAAAAA"}),
          *(("/order", {"command": command, "file": TAKES[0], "text": "a wren", "unix_ms": 1795248000000,
                        "error_ms": 20, "notes": {"place": "a wood"}}) for command in ORDERS)]
RANGES = ["0-", "-1", "0-0", "100-70000", "-0", "5-2", "99999999999999999999-", "0-18446744073709551615", "-99999999999",
          "0-1,5-9", "1-2,", "x", "-", "", "0-" * 900, "9223372036854775807-9223372036854775808"]
NUMBERS = [b"0", b"-1", b"1", b"65536", b"2147483648", b"4294967295", b"9223372036854775807", b"18446744073709551616",
           b"1" * 400, b"1e309", b"0x10", b"+7", b"007", b" 3"]
PIECES = [b"\0", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b" ", b"\t", b":", b"%", b"%00", b"%2e%2e/", b"../", b"?", b"&", b"=",
          b"\xff", b"\xc0\xae", b"\xed\xa0\x80", b"{", b"[" * 3000, b'"', b"\\u0000", b"A" * 300, b"A" * 17000, b"a: b\r\n" * 40]
LINES = ["Expect: 100-continue", "Connection: Upgrade\r\nUpgrade: h2c", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip",
         "Content-Length: 5", "Content-Length: 99999999999", "Content-Length: -5", "Host: evil.example", "Host: [::1]:80",
         "Origin: http://evil.example", "Origin: null", "Cookie: redstart_phone=A; redstart_session=B", "If-None-Match: *",
         'If-Range: "x"', " folded", "X", ": x", "Accept-Encoding: gzip;q=\xff", "X-Redstart-Token: 0", "Connection: x, close"]
VALUES = [None, True, 0, -1, 2**63, 2**70, 1e308, "", "x" * 5000, "\0", "\ud800", "\r\nevil: 1", [], {}, [[[[[]]]]], "pair",
          "toggle", "start", {"command": "start"}, "../../etc/passwd", "/etc/passwd"]


def restructured(rng, value):
    """A JSON value of which one part is another, has gone, or is there twice."""
    if isinstance(value, dict) and value and rng.random() < 0.8:
        key, out = rng.choice(list(value)), dict(value)
        what = rng.randrange(4)
        if what == 0:
            del out[key]
        elif what == 1:
            out[rng.choice(["command", "file", "", "\0", "follow", "digits"])] = rng.choice(VALUES)
        else:
            out[key] = restructured(rng, out[key])
        return out
    return rng.choice([rng.choice(VALUES), [value, value], {"command": value}])


def well_formed(rng, headers):
    """The parts of a request that a browser might have made: method, target, headers, body."""
    headers = list(headers)
    if rng.random() < 0.55:
        target, body = rng.choice(GETS), b""
        if rng.random() < 0.3:
            headers.append("Range: bytes=" + rng.choice(RANGES))
        return ["HEAD" if rng.random() < 0.1 else "GET", target, headers, body]
    target, value = rng.choice(BODIES)
    if target == "/order" and not any(SECRET in line for line in headers):
        value = {**value, "text": STRANGER, "notes": {"place": STRANGER}, "file": STRANGER}
    if rng.random() < 0.5:
        value = restructured(rng, value)
    return ["POST", target, headers, json.dumps(value).encode()]


def bytes_of(rng, method, target, headers, body):
    """As it is sent; now and then with a length that lies, or in chunks."""
    headers = [*headers]
    how = rng.random()
    if body and how < 0.1:
        headers.append(f"Content-Length: {rng.choice([0, 1, len(body) - 1, len(body) + 1, 19999, 20001, 10**9, 2**64])}")
    elif body and how < 0.25:
        headers.append("Transfer-Encoding: chunked")
        size = rng.randrange(1, len(body) + 1)
        chunks = [body[at:at + size] for at in range(0, len(body), size)]
        body = b"".join(b"%x%s\r\n%s\r\n" % (len(chunk), rng.choice([b"", b"", b";x=y", b" ", b"0"]), chunk) for chunk in chunks)
        body += rng.choice([b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b"", b"0\r\n", b"ffffffffffffffff\r\n", b"zz\r\n"])
    elif body:
        headers.append(f"Content-Length: {len(body)}")
    if rng.random() < 0.15:
        headers.insert(rng.randrange(len(headers) + 1), rng.choice(LINES))
    if rng.random() < 0.05:
        method = rng.choice(["PUT", "DELETE", "OPTIONS", "CONNECT", "get", "", "POST", "GET", "HEAD", "X" * 3000])
    version = "HTTP/1.1" if rng.random() < 0.96 else rng.choice(["HTTP/1.0", "HTTP/2.0", "HTTP/1.999", "http/1.1", "", "RTSP/1.0"])
    return f"{method} {target} {version}\r\n{''.join(f'{line}{chr(13)}{chr(10)}' for line in headers)}\r\n".encode("latin-1") + body


def mutated(rng, data):
    """One change of its bytes or lines."""
    at, to = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    what = rng.randrange(9)
    if what == 0 and at < len(data):
        return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1:]
    if what == 1:
        return data[:at] + rng.choice(PIECES) + data[at:]
    if what == 2:
        return data[:at]
    if what == 3:
        return data[:at] + data[min(to, at + 40):]
    if what == 4:
        return data[:to] + data[at:to] + data[to:]
    if what == 5:
        return data[:at] + rng.randbytes(rng.randrange(1, 20)) + data[at:]
    lines = data.split(b"\r\n")
    line = rng.randrange(len(lines))
    if what == 6:
        lines.insert(rng.randrange(len(lines)), lines[line])
    elif what == 7:
        rng.shuffle(lines)
    else:
        numbers = list(re.finditer(rb"\d+", data))
        if numbers:
            one = rng.choice(numbers)
            return data[:one.start()] + rng.choice(NUMBERS) + data[one.end():]
    return b"\r\n".join(lines)


def is_whole(got):
    """Whether one whole answer is there, as far as its headers tell."""
    head, end, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)", head)
    return end and not head.startswith(b"HTTP/1.1 100") and (
        len(body) >= int(length[1]) if length else body.endswith(b"0\r\n\r\n"))


class Fuzzer:
    """Senders on threads of their own; the first thing that is not right ends them all."""

    def __init__(self, web, phone):
        self.web, self.cookie = web, phone.cookies["redstart_phone"]
        session = f"redstart_session={phone.cookies['redstart_session']}"
        pair = f"Cookie: {session}; redstart_phone={self.cookie}"
        token = f"X-Redstart-Token: {phone.token}"
        self.strangers = [[], [pair], [f"Cookie: {session}", token], [f"Cookie: {session}"], [token],
                          [f"Cookie: {session}; redstart_phone={self.cookie[::-1]}", token],
                          [pair, f"X-Redstart-Token: {phone.token[::-1]}"]]
        self.of_phone = [pair, token, "X-Of: " + SECRET]
        self.may_order, self.over, self.failures, self.lock = False, False, [], threading.Lock()
        self.sent, self.statuses = 0, collections.Counter()

    def headers(self, rng):
        host = [f"Host: {rng.choice(['localhost', '127.0.0.1', f'127.0.0.1:{self.web.port}'])}"]
        more = ["Connection: close"] if rng.random() < 0.7 else []
        who = self.of_phone if self.may_order and rng.random() < 0.6 else rng.choice(self.strangers)
        return host + who + more

    def data(self, rng):
        """Of one who asks: what is cut runs into what comes behind it, headers and all."""
        headers, data, count = self.headers(rng), b"", rng.choice([1] * 8 + [2, 5])
        for _ in range(count):
            one = bytes_of(rng, *well_formed(rng, headers))
            for _ in range(rng.choice([0, 0, 1, 1, 2, 4])):
                one = mutated(rng, one)
            data += one
        with self.lock:
            self.sent += count
        return data

    def send(self, rng):
        while not self.over:
            data = b""
            try:
                if rng.random() < 0.002:
                    self.crowd(rng)
                data = self.data(rng)
                self.judge(data, self.talk(rng, data))
            except Exception as error:
                self.failures.append(f"{error!r} of {data[:3000]!r}")

    def crowd(self, rng):
        """More connections than are kept of an address, which say nothing."""
        with contextlib.ExitStack() as all_of_them, contextlib.suppress(OSError):
            address = rng.choice(ADDRESSES)
            for _ in range(30):
                all_of_them.enter_context(socket.create_connection(("127.0.0.1", self.web.port), 5, (address, 0)))

    def talk(self, rng, data):
        """What came back."""
        got, how = b"", rng.random()
        with contextlib.suppress(OSError), \
                socket.create_connection(("127.0.0.1", self.web.port), 60, (rng.choice(ADDRESSES), 0)) as one:
            pieces = [data]
            if how < 0.2:
                size = rng.choice([1, 7, 100, 1000]) if len(data) < 1000 else 1000
                pieces = [data[at:at + size] for at in range(0, len(data), size)]
            if rng.random() < 0.1:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            for piece in pieces:
                one.sendall(piece)
                if len(pieces) > 1 and rng.random() < 0.05:
                    time.sleep(0.01)
            if 0.2 < how < 0.3:
                one.shutdown(socket.SHUT_WR)
            if 0.3 < how < 0.35:
                return got
            one.settimeout(rng.choice([0.1, 0.1, 1]))  # then it is a stream, or waits for more of us
            until_when = time.monotonic() + 3
            while time.monotonic() < until_when and not is_whole(got) and (more := one.recv(65536)):
                got += more
        return got

    def judge(self, data, got):
        statuses = [int(status) for status in RESPONSE.findall(got)]
        with self.lock:
            self.statuses.update(statuses or ["none"])
        assert not got or RESPONSE.match(got), f"an answer that is none: {got[:300]!r}"
        assert STATUSES >= set(statuses), f"{statuses}: {got[:600]!r}"
        assert self.cookie.encode() in data or SECRET.encode() not in got, f"told to a stranger: {got[:3000]!r}"

    def look(self, seconds):
        """The program is well as long as they send."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(1)
            expect("what was not right", self.failures[:1], [])
            expect("redstart-web ended by itself", self.web.process.poll(), None)
            begun = time.monotonic()
            is_well(self.web)
            assert time.monotonic() - begun < 30, "another phone waits too long"
            until("little memory", lambda: SANITIZED or self.web.memory_kb() < 36000, 5)  # a password's hash takes 16 MB

    def run(self, seconds):
        senders = [threading.Thread(target=self.send, args=(random.Random(f"{SEED}/{n}/{self.may_order}"),), daemon=True)
                   for n in range(SENDERS)]
        self.over = False
        for sender in senders:
            sender.start()
        try:
            self.look(seconds)
        finally:
            self.over = True
            for sender in senders:
                sender.join()
        expect("what was not right", self.failures[:1], [])


def is_quick():
    return time.monotonic() % 2 < 1


def answer_of(request):
    """What the recorder says: to one that wants in no, and now and then to an order."""
    if request["command"] == "pair":
        return {"ok": False, "error": "pairing: refused; ask again"}
    if request["command"] == "status":
        return [STATUS] * 3
    return {"ok": is_quick(), "error": SECRET, "file": SECRET, "config": [SECRET]}


def count_of(web, what):
    return len(os.listdir(f"/proc/{web.process.pid}/{what}"))


def try_corpus(phone):
    """Each request as it is before it is mutated: none of them is refused for its form."""
    for path in GETS:
        connection, response = phone.stream(path)
        with contextlib.closing(connection):
            assert response.status in (200, 202, 409), (path, response.status)
    for path, body in BODIES:
        assert phone.post(path, body).status in (200, 403 if path == "/login" else 409), path


def put_takes(web):
    for name in TAKES:
        put_wav(os.path.join(web.takes, name), 0.2)
        with open(os.path.join(web.takes, name[:-4] + ".json"), "w", encoding="utf-8") as file:
            json.dump({"redstart": 1, "format": "S16_LE", "rate": 48000, "channels": 2, "notes": {"note": SECRET}}, file)


def heard(recorder):
    return [request for request in recorder.requests if request["command"] not in QUESTIONS]


def requests_mutated_at_random_end_nothing(program, page):
    print(f"REDSTART_SEED={SEED}", flush=True)
    with Program(program, page) as web, contextlib.closing(SoundSocket(web.sound)):
        put_takes(web)
        web.command("password", text="a right one\n")
        recorder = web.fake_recorder(lambda request: None)
        phone = web.paired_phone()
        descriptors, threads = count_of(web, "fd"), count_of(web, "task") + 1  # the card's, from the first look on
        recorder.answer = answer_of
        try_corpus(phone)
        recorder.answer = lambda request: answer_of(request) if request["command"] != "pair" or is_quick() else None
        orders = len(heard(recorder))
        fuzzer = Fuzzer(web, phone)
        fuzzer.run(SECONDS * 0.3)
        expect("what strangers ordered", heard(recorder)[orders:], [])
        fuzzer.may_order = True
        fuzzer.run(SECONDS * 0.7)
        print(f"{fuzzer.sent} requests, {dict(fuzzer.statuses.most_common())}, {len(heard(recorder)) - orders} orders,"
              f" {web.memory_kb()} kB, {os.path.getsize(web.log.name)} bytes of log", flush=True)
        for request in heard(recorder):
            assert request["command"] in ORDERS and STRANGER not in json.dumps(request), request
        assert len(heard(recorder)) > orders, "no order came through: it tries nothing"
        until("no descriptor is left", lambda: count_of(web, "fd") <= descriptors)
        until("no thread is left", lambda: count_of(web, "task") <= threads)
        expect("the phone is still let in", phone.get("/takes").status, 200)
        is_well(web)
        web.expect_little_memory()
        assert os.path.getsize(web.log.name) < 10000 + 200 * SECONDS, web.said()[-3000:]


if __name__ == "__main__":
    main(globals())
