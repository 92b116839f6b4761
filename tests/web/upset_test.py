# What a recorder, a card or a state folder that is out of order does to the page: nothing to its other parts.
import contextlib
import http.client
import json
import os
import signal
import struct
import sys
import threading

from takes_test import put_wav
from web_program import SANITIZED, Program, SoundSocket, events_of, expect, main, until

STATUS = {"ok": True, "status": {"state": "armed", "faults": []}}
DEEP = "[" * 400000 + "]" * 400000
GARBAGE = ['{"ok":"yes"}\n', '{"ok":false,"error":7}\n', '{"ok":false,"error":null}\n', "[]\n", "7\n", "\n", "{\n",
           '{"ok":true,"status":7}\n', '{"error":{}}\n', f'{{"ok":true,"status":{{"a":{DEEP}}}}}\n',
           f'{{"ok":true,"a":{DEEP}}}\n', "x" * 3000000, '{"ok":true,"status":{"state":"\\ud800"}}\n']


def is_well(web):
    expect("the page for another phone", web.phone("127.0.0.77").get("/").status, 200)


def a_recorder_that_answers_garbage_ends_nothing(program, page):
    with Program(program, page) as web:
        phone = web.paired_phone()
        said = [None]
        web.fake_recorder(lambda request: said[0])
        other = web.phone("127.0.0.2")
        for said[0] in GARBAGE:
            head = said[0][:40]
            assert phone.post("/order", {"command": "start"}).status in (200, 409, 502, 503), head
            assert phone.get("/config").status in (200, 409, 502, 503), head
            connection, response = phone.stream("/events")
            with contextlib.closing(connection):
                assert next(events_of(response))[0] in ("gone", "status"), head
            assert other.post("/pair").status in (200, 409), head
            is_well(web)


def an_order_that_is_nested_deeply_is_refused(program, page):
    with Program(program, page) as web:
        recorder = web.fake_recorder(lambda request: {"ok": True})
        phone = web.paired_phone()
        before = len(recorder.requests)
        body = '{"command":"start","notes":' + "[" * 9000 + "]" * 9000 + "}"
        expect("the order", phone.ask("POST", "/order", body).status, 403)
        expect("what the recorder heard", len(recorder.requests), before)


def a_phone_that_asks_for_no_more_than_the_head_does_not_listen(program, page):
    with Program(program, page) as web, contextlib.closing(SoundSocket(web.sound)) as recorder:
        phone = web.paired_phone()
        for path in ["/sound"] * 5 + ["/events"] * 33:
            expect(path, phone.ask("HEAD", path).status, 200)
        connection, response = phone.stream("/sound")
        with contextlib.closing(connection):
            expect("one that listens", response.status, 200)
        until("nobody listens", lambda: recorder.clients == 0)
        connection, response = phone.stream("/events")
        with contextlib.closing(connection):
            expect("one that looks", response.status, 200)


@contextlib.contextmanager
def no_writing(web):
    """Nothing can be kept in the state folder; also for root."""
    path = os.path.join(web.state, "phones.json.new")
    os.mkdir(path)
    yield
    os.rmdir(path)


def a_full_state_folder_keeps_no_phone_that_has_no_cookie(program, page):
    with Program(program, page) as web:
        phone = web.phone()
        with no_writing(web):
            web.command("pair", phone.post("/pair").json()["digits"])
            expect("the phone's state", phone.get("/pair").json()["state"], "over")
        expect("phones", json.loads(web.command("phones", "--json").stdout)["phones"], [])


def a_phone_is_revoked_for_good_once_the_state_folder_has_room(program, page):
    with Program(program, page) as web:
        phone = web.paired_phone()
        revoke = ["phones", "--revoke", phone.get("/phones").json()["phones"][0]["id"]]
        with no_writing(web):
            expect("it is told that it was not kept", web.command(*revoke).returncode, 1)
            expect("and it is out all the same", phone.get("/phones").status, 401)
        expect("it is said again", web.command(*revoke).returncode, 0)
        web.restart()
        expect("and it stays out", phone.get("/phones").status, 401)


def a_full_state_folder_tells_a_phone_that_has_the_password(program, page):
    with Program(program, page) as web:
        expect("set", web.command("password", text="correct horse\n").returncode, 0)
        phone = web.phone()
        with no_writing(web):
            refused = phone.post("/login", {"password": "correct horse"})
            expect("not kept", (refused.status, "phones.json" in refused.json()["error"]), (409, True))
        expect("with room", phone.post("/login", {"password": "correct horse"}).status, 200)


def a_full_state_folder_lets_phones_look_on(program, page):
    with Program(program, page) as web:
        phone = web.paired_phone()
        expect("exit code", web.stop(), 0)
        path = os.path.join(web.state, "phones.json")
        with open(path, encoding="utf-8") as file:
            phones = json.load(file)
        phones["phones"][0]["seen"] -= 10 * 86400
        with open(path, "w", encoding="utf-8") as file:
            json.dump(phones, file)
        web.start()
        with no_writing(web):
            expect("the first look of the day", phone.get("/phones").status, 200)


def peers(port):
    """The ports of those that the kernel has a connection of `port` to, in any state but its wait."""
    with open("/proc/net/tcp", encoding="utf-8") as lines:
        rows = [line.split() for line in lines][1:]
    return {int(row[2].split(":")[1], 16) for row in rows if int(row[1].split(":")[1], 16) == port and row[3] != "06"}


def a_phone_that_asks_anew_gets_the_cookie_that_was_decided_meanwhile(program, page):
    with Program(program, page) as web:
        for turn in range(3):
            phone = web.phone(f"127.0.0.{turn + 2}")
            digits = phone.post("/pair").json()["digits"]
            with contextlib.closing(phone.connect()) as poll:
                poll.request("GET", "/pair", headers=phone.headers())
                mine = poll.sock.getsockname()[1]
                until("the poll is there", lambda: mine in peers(web.port))
            until("it is hung up on", lambda: mine not in peers(web.port))
            expect("pair", web.command("pair", digits).returncode, 0)
            expect("the phone's state", phone.get("/pair").json()["state"], "in")


def hang(web, plan, ask):
    """While `ask` waits for a card that hangs, all that is not about takes is answered."""
    print(plan, file=sys.stderr)
    waiting = threading.Thread(target=ask, daemon=True)
    waiting.start()
    until("the card hangs", lambda: os.path.exists(web.hangs))
    phone = web.hang_phone
    expect("an order", phone.post("/order", {"command": "start"}).status, 200)
    connection, response = phone.stream("/events")
    with contextlib.closing(connection):
        events = events_of(response)
        expect("events", [next(events)[0] for _ in range(3)], ["status"] * 3)
    is_well(web)
    os.unlink(web.hangs)
    waiting.join()


@contextlib.contextmanager
def on_a_card_that_hangs(program, page, plan):
    """A page whose card hangs in what `plan` names as long as there is the file web.hangs."""
    library = os.path.join(os.path.dirname(program), "tests", "faulty_disk", "libfaulty_disk.so")
    if not os.path.exists(library) or SANITIZED:
        sys.exit(77)
    with Program(program, page) as web:
        web.stop()
        put_wav(os.path.join(web.takes, "20261121T081500Z_pi_0001.wav"), 20)
        web.hangs = os.path.join(web.folder, "hangs")
        web.environment |= {"LD_PRELOAD": library, "FAULTY_DISK": web.takes,
                            "FAULTY_DISK_PLAN": f"{plan} stall {web.hangs}"}
        web.start()
        web.fake_recorder(lambda request: [STATUS] * 9 if request["command"] == "status" else {"ok": True})
        web.hang_phone = web.paired_phone()
        try:
            yield web
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(web.hangs)


def hung(program, page, plan, path):
    with on_a_card_that_hangs(program, page, plan) as web:
        phone, got = web.phone("127.0.0.9"), []
        phone.cookies |= web.hang_phone.cookies
        hang(web, plan, lambda: got.append(phone.get(path).status))
        expect("what waited is answered", got, [200])


def a_card_that_hangs_holds_up_nothing_but_takes(program, page):
    take = "20261121T081500Z_pi_0001.wav"
    for plan, path in [("list@1", "/takes"), ("open:.wav@1", "/takes"), ("lookup:.wav@1", "/takes"),
                       ("read:.wav@1", "/takes"), ("open:.wav@1", f"/takes/{take}"), ("read:.wav@3", f"/takes/{take}"),
                       ("read:.wav@9", f"/play/{take}"), ("read:.wav@1", f"/labels/{take}"),
                       ("open:.wav@1", "/report")]:
        hung(program, page, plan, path)


def a_report_that_takes_long_is_there_when_it_is_asked_for_again(program, page):
    with on_a_card_that_hangs(program, page, "open:.wav@1") as web:
        phone = web.hang_phone
        expect("in half a minute", phone.get("/report").status, 504)
        expect("another one meanwhile", phone.get("/report?from=2026-11-20").status, 503)
        os.unlink(web.hangs)
        report = phone.get("/report")
        expect("asked for again", (report.status, report.json()["takes"]), (200, 1))


def a_program_that_ends_while_a_phone_asks_ends_in_peace(program, page):
    with Program(program, page) as web:
        phone = web.paired_phone()
        put_wav(os.path.join(web.takes, "20261121T081500Z_pi_0001.wav"), 20)
        for method, path in [("POST", "/pair"), ("GET", "/events"), ("GET", "/takes"), ("GET", "/play/20261121T081500Z_pi_0001.wav")]:
            with contextlib.closing(phone.connect()) as connection:
                connection.connect()
                until("it is there", lambda: connection.sock.getsockname()[1] in peers(web.port))
                web.process.send_signal(signal.SIGSTOP)  # so that it finds both at once
                connection.request(method, path, "{}" if method == "POST" else None, phone.headers())
                web.process.send_signal(signal.SIGTERM)
                web.process.send_signal(signal.SIGCONT)
                expect(f"exit code behind {path}", web.process.wait(20), 0)
            web.start()


def wav_head(channels=2, rate=48000, align=4, bits=16, data=0xFFFFFFF0, magic=b"RIFF"):
    return (magic + struct.pack("<I", 0xFFFFFFFF) + b"WAVEfmt " + struct.pack(
        "<IHHIIHH", 16, 1, channels, rate, 0xFFFFFFFF, align, bits) + b"data" + struct.pack("<I", data))


HEADS = [wav_head(0), wav_head(rate=0), wav_head(align=0), wav_head(65535, align=65535 * 2 % 65536),
         wav_head(32767, align=65534), wav_head(1, 0xFFFFFFFF, 2), wav_head(1, 1, 2), wav_head(1, 3072001, 1, 8),
         wav_head(bits=0), wav_head(bits=65535), wav_head(magic=b"RF64"), b"RIFF", b"", b"fLaC" + b"\xff" * 100]


def hostile_folder(web):
    """Their names; each head with a gigabyte behind it that takes no room."""
    names = []
    for n, head in enumerate(HEADS):
        names.append(f"h{n}.flac" if head.startswith(b"fLaC") else f"h{n}.wav")
        with open(os.path.join(web.takes, names[-1]), "wb") as file:
            file.write(head)
            file.truncate(1 << 30 if len(head) > 10 else len(head))
    outside = os.path.join(web.folder, "secret.wav")
    put_wav(outside)
    with open(os.path.join(web.folder, "secret.json"), "w", encoding="utf-8") as file:
        json.dump({"redstart": 1, "format": "S16_LE", "rate": 48000, "channels": 2, "notes": {"note": "SECRET"}}, file)
    os.symlink(outside, os.path.join(web.takes, "link.wav"))
    os.symlink(web.folder, os.path.join(web.takes, "up"))
    os.symlink(os.path.join(web.folder, "secret.json"), os.path.join(web.takes, "h0.json"))
    os.mkfifo(os.path.join(web.takes, "h1.json"))
    with open(os.path.join(web.takes, "h2.json"), "wb") as file:
        file.truncate(1 << 30)
    with open(os.path.join(web.takes, "h3.json"), "w", encoding="utf-8") as file:
        file.write(DEEP)
    os.mkdir(os.path.join(web.takes, "h4.json"))
    return names + ["link.wav", "up/secret.wav", "h0.json", "h1.json", "up/secret.json"]


def files_that_lie_are_answered_in_little_memory(program, page):
    with Program(program, page) as web:
        names = hostile_folder(web)
        phone = web.paired_phone()
        answer = phone.get("/takes")
        expect("takes", len(answer.json()["takes"]), len(HEADS))
        assert b"SECRET" not in answer.body and b"secret" not in answer.body, answer.body
        for name in names:
            for kind in ["takes", "play", "labels", "overview"]:
                with contextlib.suppress(http.client.IncompleteRead):  # what turns out to be no sound
                    answer = phone.get(f"/{kind}/{name}", Range="bytes=100-70000")
                    assert answer.status in (200, 202, 206, 404, 409, 415, 416, 503), (kind, name, answer.status)
                    assert "h" == name[0] and name != "h0.json" or answer.status == 404, (kind, name, answer.status)
        is_well(web)
        web.expect_little_memory()


if __name__ == "__main__":
    main(globals())
