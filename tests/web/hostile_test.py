# What a hostile neighbour in the network tries, and that the page is there for others all the while.
import contextlib
import http.client
import os
import signal
import socket
import time

from web_program import PATIENCE, Program, events_of, expect, main, until

STATUS = {"ok": True, "status": {"state": "armed", "faults": []}}


def raw(web, data, patience=PATIENCE, address="127.0.0.1"):
    """What comes back until the server hangs up, or has said nothing for a second after its answer."""
    with socket.create_connection(("127.0.0.1", web.port), patience, source_address=(address, 0)) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(data)
        got = b""
        with contextlib.suppress(OSError):
            while chunk := connection.recv(65536):
                got += chunk
                connection.settimeout(1)
        return got


def status_of(got):
    return int(got.split(b" ")[1]) if got.startswith(b"HTTP/1.") else None


def is_well(web, address="127.0.0.77"):
    expect("the page for another phone", web.phone(address).get("/").status, 200)


def is_served(web, address):
    """False while it is hung up on, for too many come from that address."""
    with contextlib.suppress(ConnectionError, http.client.HTTPException):
        is_well(web, address)
        return True
    return False


def path_tricks_lead_nowhere(program, page):
    tricks = ["/../etc/passwd", "/..%2fetc/passwd", "/%2e%2e/etc/passwd", "/%2e%2e%2fetc%2fpasswd", "//etc/passwd",
              "/./index.html", "/takes/../../etc/passwd", "/takes/%2e%2e/%2e%2e/etc/passwd", "/takes//etc/passwd",
              "/takes/..%5c..%5cetc", "/\\..\\etc", "/%00", "/style.css%00.html", "/%", "/%2", "/%zz", "/%ff%fe",
              "/%c0%ae%c0%ae/etc/passwd", "/%0d%0aSet-Cookie:x=y", "/takes/a%0ab", "/%7f", "*", "http://evil/",
              "index.html", "?", "/?a=%00", "/?%", "/?a=%0d%0ax", "/index.html", "/page/index.html", "/script.js/",
              "/style.css/..", "/;/", "/takes/.", "/labels/%2e", "/play/..", "/overview/%2e%2e%2f"]
    with Program(program, page) as web:
        phone = web.paired_phone()
        cookie = "; ".join(f"{name}={value}" for name, value in phone.cookies.items())
        for trick in tricks:
            got = raw(web, f"GET {trick} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
                      "Connection: close\r\n\r\n".encode("latin-1"))
            assert status_of(got) in (400, 404, None) or trick == "/;/", f"{trick}: {got[:100]}"
            assert b"root:" not in got and b"Location" not in got and b"x=y" not in got, f"{trick}: {got}"
        is_well(web)


def broken_requests_are_refused(program, page):
    host = b"Host: localhost\r\n"
    requests = {
        b"GET / HTTP/1.1\r\n\r\n": (400, 403), b"GET / HTTP/1.0\r\n\r\n": (400, 403),
        b"GET / HTTP/1.1\r\n" + host + b"Host: evil.example\r\n\r\n": (400, 403),
        b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n": (400, 403, None),
        b"GET / HTTP/9.9\r\n" + host + b"\r\n": (400, 505, None), b"GET /\r\n\r\n": (400, 403, 505, None),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n": (400, 403, None), b"\0\0\0\0\r\n\r\n": (400, 403, 405, None),
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n": (400, 403, 505, None), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n": (400, 403, 405, 505, None),
        b"POST /pair HTTP/1.1\r\n" + host + b"Content-Length: -1\r\n\r\n": (400, 413, None),
        b"POST /pair HTTP/1.1\r\n" + host + b"Content-Length: 99999999999999999999999\r\n\r\n": (400, 413, None),
        b"POST /pair HTTP/1.1\r\n" + host + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab": (400, 403, None),
        b"POST /pair HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n": (400, None),
        b"POST /pair HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n": (400, 413, None),
        b"POST /pair HTTP/1.1\r\n" + host + b"Transfer-Encoding: gzip\r\n\r\n": (400, 403, 501, None)}
    with Program(program, page) as web:
        for request, allowed in requests.items():
            status = status_of(raw(web, request))
            assert status in allowed, f"{request}: {status}"
        for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "x" * 5000]:
            status = status_of(raw(web, f"{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()))
            assert status in (400, 405, 431, 413, 414, None), f"{method}: {status}"
        is_well(web)


def oversized_requests_are_refused(program, page):
    with Program(program, page) as web:
        for request in [b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100000 + b"\r\n\r\n",
                        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"a: b\r\n" * 20000 + b"\r\n",
                        b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"a=b; " * 20000 + b"\r\n\r\n",
                        b"GET /?" + b"a&" * 50000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"]:
            status = status_of(raw(web, request))
            assert status in (400, 413, 414, 431, None), f"{request[:40]}: {status}"
        for size in [20001, 10**9]:
            got = raw(web, b"POST /pair HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % size + b"a" * 100000)
            expect(f"a body of {size}", status_of(got), 413)
        chunks = (b"2000\r\n" + b"a" * 8192 + b"\r\n") * 5 + b"0\r\n\r\n"
        got = raw(web, b"POST /pair HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
        expect("a body in chunks", status_of(got), 413)
        is_well(web)
        web.expect_little_memory()


def slow_writers_are_hung_up_on(program, page):
    with Program(program, page) as web:
        begun = time.monotonic()
        slow = [socket.create_connection(("127.0.0.1", web.port), PATIENCE, source_address=("127.0.0.3", 0))
                for _ in range(10)]
        open_ones, at = set(range(10)), 0
        request = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 1000
        while open_ones:
            assert time.monotonic() - begun < 60, "they are still open"
            for one in list(open_ones):
                slow[one].settimeout(0.02)
                try:
                    slow[one].sendall(request[at:at + 1])
                    if slow[one].recv(1) == b"":
                        open_ones.discard(one)
                except TimeoutError:
                    pass
                except OSError:
                    open_ones.discard(one)
            at += 1
        assert time.monotonic() - begun > 10
        is_well(web)


def who_goes_before_the_request_is_whole_keeps_no_place(program, page):
    beginnings = [b"GET / HT", b"GET / HTTP/1.1\r\nHost: loc",
                  b"POST /pair HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc"]
    with Program(program, page) as web:
        is_well(web)
        before = len(os.listdir(f"/proc/{web.process.pid}/fd"))
        web.process.send_signal(signal.SIGSTOP)  # so that it finds the bytes and their end at once
        for data in beginnings * 7:
            with socket.create_connection(("127.0.0.1", web.port), PATIENCE) as one:
                one.sendall(data)
        web.process.send_signal(signal.SIGCONT)
        is_well(web)
        until("their places are free", lambda: len(os.listdir(f"/proc/{web.process.pid}/fd")) <= before, 12)


def a_phone_that_asks_and_is_refused_does_not_fill_the_log(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: {"ok": False, "error": "pairing: three an hour; ask again later"})
        phone = web.phone()
        for _ in range(50):
            expect("it is refused", phone.post("/pair").status, 409)
        log = web.said()
        assert log.count("three an hour") in (1, 2), log  # two, where 50 take a minute
        assert all(line.startswith("redstart-web: ") for line in log.splitlines()), log


def a_reader_of_events_that_stops_is_hung_up_on(program, page):
    status = {"ok": True, "status": {"state": "armed", "padding": "x" * 4000}}
    with Program(program, page) as web:
        web.fake_recorder(lambda request: [status] * 3000 if request["command"] == "status" else {"ok": True})
        phone = web.paired_phone()
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            slow.connect(("127.0.0.1", web.port))
            cookie = phone.headers()["Cookie"]
            slow.sendall(f"GET /events HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
            def is_closed():
                with open("/proc/net/tcp", encoding="utf-8") as lines:
                    mine = f"{slow.getsockname()[1]:04X}"
                    return not any(line.split()[2].endswith(":" + mine) and line.split()[3] == "01" for line in lines)
            until("it is hung up on", is_closed, 90)
        web.expect_little_memory()
        is_well(web)


def a_thousand_connections_leave_room_for_a_phone(program, page):
    with Program(program, page) as web:
        crowd = []
        for _ in range(1000):
            one = socket.socket()
            one.settimeout(PATIENCE)
            one.bind(("127.0.0.66", 0))
            with contextlib.suppress(OSError):
                one.connect(("127.0.0.1", web.port))
                one.sendall(b"GET / HTTP/1.1\r\n")
            crowd.append(one)
        is_well(web)
        web.expect_little_memory()
        for one in crowd:
            one.close()
        until("the crowd's places are free again", lambda: is_served(web, "127.0.0.66"))


def connections_beyond_the_limit_wait_until_one_ends(program, page):
    with Program(program, page) as web:
        crowd = [socket.create_connection(("127.0.0.1", web.port), PATIENCE, source_address=(f"127.0.1.{n}", 0))
                 for n in range(1, 101)]
        begun = time.monotonic()
        is_well(web)  # once those that say nothing are hung up on
        assert time.monotonic() - begun < 55
        for one in crowd:
            one.close()


def a_phone_that_comes_and_goes_leaves_nothing(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: STATUS)
        phone = web.paired_phone()
        for _ in range(30):
            connection, response = phone.stream("/events")
            with contextlib.closing(connection):
                next(events_of(response))
                response.close()
        before = web.memory_kb()
        for _ in range(200):
            connection, response = phone.stream("/events")
            with contextlib.closing(connection):
                next(events_of(response))
                response.close()
        web.expect_little_memory(300, more_than=before)


def cookies_and_tokens_that_are_guessed_let_nobody_in(program, page):
    with Program(program, page) as web:
        phone = web.paired_phone()
        right = phone.cookies["redstart_phone"]
        stranger = web.phone("127.0.0.4")
        for guess in ["", "x", right[:-1], right + "A", right.swapcase(), right[::-1], "A" * 43, "%00", "'", "a" * 5000]:
            stranger.cookies["redstart_phone"] = guess
            expect(f"cookie {guess[:20]}", stranger.get("/phones").status, 401)
        session = web.phone("127.0.0.5")
        session.cookies["redstart_session"] = "x" * 22
        expect("a session of one's own making", session.post("/pair").status, 403)


def the_digits_of_a_window_are_told_to_nobody_else(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: None)
        phone, other = web.phone(), web.phone("127.0.0.2")
        digits = phone.post("/pair").json()["digits"]
        for answer in [other.post("/pair"), other.get("/pair"), other.get("/session"), other.get("/")]:
            assert digits.encode() not in answer.body, answer.body
        assert digits not in web.said()


if __name__ == "__main__":
    main(globals())
