# What phones see of the recorder and tell it: events, orders, config, doctor.
import contextlib
import os
import sys
import threading
import time

from appliance import Appliance
from web_program import PATIENCE, Program, events_of, expect, main, until

STATUS = {"ok": True, "status": {"state": "armed", "faults": [], "levels_dbfs": [-20.5]}}


def recorder_of(web, listen=False):
    """A real one; ctest names the program and its sound devices."""
    redstart, asound = sys.argv[1:3]
    return Appliance(web, redstart, asound, listen=listen)


def next_status(events, check):
    """The first one that check() takes; others pass by."""
    deadline = time.monotonic() + PATIENCE
    for name, data in events:
        if name == "status" and check(data):
            return data
        assert time.monotonic() < deadline, "no such status came"
    raise AssertionError("the events ended")


def a_take_is_started_marked_split_and_stopped_by_a_phone(program, page):
    with Program(program, page) as web, recorder_of(web):
        phone = web.paired_phone()
        connection, response = phone.stream("/events")
        with contextlib.closing(connection):
            expect("type", response.headers["Content-Type"], "text/event-stream")
            events = events_of(response)
            armed = next_status(events, lambda status: status["state"] == "armed")
            expect("page", sorted(armed["page"]), ["listening", "time_ms"])
            assert abs(armed["page"]["time_ms"] / 1000 - time.time()) < 60
            assert phone.post("/order", {"command": "start"}).json()["file"].startswith(web.takes)
            recording = next_status(events, lambda status: status["state"] == "recording")
            assert recording["take"]["file"].startswith(web.takes)
            for order in [{"command": "mark", "text": "a bird"}, {"command": "split"}]:
                answer = phone.post("/order", order)
                expect(order["command"], (answer.status, answer.json()["ok"]), (200, True))
            stopped = phone.post("/order", {"command": "stop"})
            expect("stop", stopped.status, 200)
            file = stopped.json()["file"]
            next_status(events, lambda status: status["last_take"] == file)
        again = phone.post("/order", {"command": "stop"})
        expect("a stop too many", (again.status, again.json()["ok"]), (409, False))
        keep = phone.post("/order", {"command": "keep", "file": os.path.relpath(file, web.takes)})
        expect("keep", (keep.status, os.path.exists(file[:-4] + ".keep")), (200, True))


def events_go_on_when_the_recorder_returns(program, page):
    with Program(program, page) as web, recorder_of(web) as recorder:
        phone = web.paired_phone()
        connection, response = phone.stream("/events")
        with contextlib.closing(connection):
            events = events_of(response)
            next_status(events, lambda status: status["state"] == "armed")
            recorder.stop()
            for name, data in events:
                if name == "gone":
                    break
            assert data["error"].startswith(web.control + ": "), data
            recorder.start()
            next_status(events, lambda status: status["state"] == "armed")


def all_phones_share_one_follower(program, page):
    with Program(program, page) as web:
        lock = threading.Lock()
        seen = []

        def follow(request):
            with lock:
                seen.append(request)
            return STATUS if request["command"] == "status" else {"ok": True}

        recorder = web.fake_recorder(follow)
        phones = [web.paired_phone(f"127.0.0.{n}") for n in range(2, 7)]
        streams = [phone.stream("/events") for phone in phones]
        for _, response in streams:
            name, data = next(events_of(response))
            expect("event", (name, data["state"]), ("status", "armed"))
        expect("followers", [one for one in recorder.requests if one["command"] == "status"],
               [{"command": "status", "follow": True}])
        for connection, response in streams:
            response.close()
            connection.close()


def a_revoked_phone_hears_no_more(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: STATUS)
        first, second = web.paired_phone(), web.paired_phone("127.0.0.2")
        connection, response = second.stream("/events")
        with contextlib.closing(connection):
            events = events_of(response)
            next(events)
            id_of_second = first.get("/phones").json()["phones"][1]["id"]
            first.post("/phones/revoke", {"id": id_of_second})
            with contextlib.suppress(OSError, Exception):
                for _ in events:
                    pass


def only_the_orders_of_the_page_go_through(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: {"ok": True, "file": "x"})
        phone = web.paired_phone()
        allowed = ["start", "stop", "mark", "split", "keep", "note", "delete", "undelete", "clock"]
        for command in allowed:
            expect(command, phone.post("/order", {"command": command}).status, 200)
        for command in ["toggle", "status", "pair", "config", "doctor", "", "START", None, 1, ["start"]]:
            expect(command, phone.post("/order", {"command": command}).status, 403)
        for body in ["", "{", "[]", "null", '{"command":"stop"} x', "[" * 10000, '{"command":"stop"']:
            expect(body, phone.ask("POST", "/order", body).status, 403)
        expect("what came through", [one["command"] for one in web.recorder.requests], ["pair", *allowed])


def a_recorder_that_is_not_there_is_503(program, page):
    with Program(program, page) as web:
        phone = web.paired_phone()
        answer = phone.post("/order", {"command": "start"})
        expect("order", answer.status, 503)
        assert answer.json()["error"].startswith(web.control + ": the recorder is not there; "), answer.body
        expect("config", phone.get("/config").status, 503)
        connection, response = phone.stream("/events")
        with contextlib.closing(connection):
            name, data = next(events_of(response))
            expect("event", name, "gone")
            assert data["error"].startswith(web.control), data


def a_recorder_that_hangs_is_504_and_holds_up_nobody(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: STATUS if request["command"] == "status" else None)
        phone, other = web.paired_phone(), web.paired_phone("127.0.0.2")
        answers = []
        slow = threading.Thread(target=lambda: answers.append(phone.post("/order", {"command": "stop"})))
        slow.start()
        begun = time.monotonic()
        expect("another phone", other.get("/phones").status, 200)
        assert time.monotonic() - begun < 10
        slow.join(PATIENCE)
        expect("the order", answers[0].status, 504)
        assert 55 < time.monotonic() - begun < PATIENCE


def config_and_doctor_are_the_recorders_answers(program, page):
    config = {"ok": True, "config": [{"key": "rate", "value": 48000}]}
    with Program(program, page) as web:
        web.fake_recorder(lambda request: config if request["command"] == "config" else
                          {"ok": False, "error": "doctor: it has not run; redstart doctor runs it"})
        phone = web.paired_phone()
        expect("config", (phone.get("/config").status, phone.get("/config").json()), (200, config))
        expect("doctor", phone.get("/doctor").status, 409)


if __name__ == "__main__":
    main(globals())
