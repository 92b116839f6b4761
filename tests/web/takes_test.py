# What phones see and hear of takes, from the real program.
import contextlib
import http.client
import os
import struct
import subprocess
import threading
import urllib.parse
import wave

from orders_test import STATUS, recorder_of
from web_program import IDLE_PATIENCE, SOUND_RATE as RATE, Program, SoundSocket, events_of, expect, main, until

ROUTES = ["/takes", "/takes/x.wav", "/takes/x.json", "/play/x.wav", "/labels/x.wav", "/overview/x.wav",
          "/report", "/sound"]


def put_wav(path, seconds=1.0, rate=RATE, channels=2):
    with wave.open(path, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(range(256)) * (int(seconds * rate) * channels * 2 // 256))


def read_block(response):
    head = response.read(16)
    position, frames, lost = struct.unpack("<QII", head)
    size = int(response.headers["X-Redstart-Channels"]) * 2 * frames
    return position, frames, lost, response.read(size)


def without_a_cookie_no_take_is_seen_or_heard(program, page):
    with Program(program, page) as web:
        put_wav(os.path.join(web.takes, "x.wav"))
        stranger = web.phone()
        for route in ROUTES:
            answer = stranger.get(route)
            expect(route, answer.status, 401)
            assert b"x.wav" not in answer.body, answer.body
    with Program(program, page, toml="[access]\nreading = true\n") as web:
        put_wav(os.path.join(web.takes, "x.wav"))
        stranger = web.phone()
        expect("reading is open", stranger.get("/takes/x.wav").status, 200)
        expect("and listening is not", stranger.get("/sound").status, 401)


def a_take_of_the_recorder_is_listed_played_drawn_and_taken_home(program, page):
    with Program(program, page) as web, recorder_of(web):
        phone = web.paired_phone()
        until("armed", lambda: phone.post("/order", {"command": "start", "notes": {"note": "a wood"}}).status == 200)
        listed = until("it is listed", lambda: phone.get("/takes").json()["takes"])[0]
        expect("recording", (listed["recording"], listed["file"][-9:]), (True, ".wav.part"))
        growing = "/play/" + urllib.parse.quote(listed["file"])
        until("it plays while it is recorded", lambda: len(phone.get(growing).body) > 40000)
        expect("a mark", phone.post("/order", {"command": "mark", "text": "a wren"}).status, 200)
        path = phone.post("/order", {"command": "stop"}).json()["file"]
        place = urllib.parse.quote(os.path.relpath(path, web.takes))
        take = until("its sidecar is finished", lambda: next(
            (t for t in phone.get("/takes").json()["takes"]
             if not t["recording"] and phone.get(f"/takes/{place[:-4]}.json").status == 200), None))
        expect("file", take["file"], os.path.relpath(path, web.takes))
        expect("note and mark", (take["note"], take["marks"][0]["label"]), ("a wood", "a wren"))
        with open(path, "rb") as file:
            whole = file.read()
        expect("the download", phone.get(f"/takes/{place}?download").body == whole, True)
        parts = [phone.get(f"/takes/{place}", Range=f"bytes={at}-{at + 9999}").body
                 for at in range(0, len(whole), 10000)]
        expect("its parts", b"".join(parts) == whole, True)
        played = phone.get(f"/play/{place}").body
        expect("what is played", played[44:] == whole[4096:4096 + len(played) - 44], True)
        expect("labels", phone.get(f"/labels/{place}").body.decode().split("\t")[2], "a wren\n")
        drawn = until("its overview", lambda: (a := phone.get(f"/overview/{place}")).status == 200 and a,
                      IDLE_PATIENCE)
        columns, bands, frames = struct.unpack("<IIQ", drawn.body[:16])
        expect("its shape", (columns, bands, len(drawn.body)), (1000, 64, 16 + 1000 * 66))
        expect("its frames", frames / take["rate"], take["seconds"])
        expect("held to its digest", phone.get("/takes").json()["takes"][0]["verified"], True)
        report = until("a report", lambda: (a := phone.get("/report")).status == 200 and a, IDLE_PATIENCE).json()
        expect("the report", (report["takes"], report["files"][0]["file"]), (1, take["file"]))


def ten_thousand_takes_need_two_megabytes(program, page):
    with Program(program, page) as web:
        phone = web.paired_phone()
        put_wav(os.path.join(web.takes, "20250101T000000Z_pi_0001.wav"))
        phone.get("/takes")
        before = web.memory_kb()
        for day in range(1, 21):
            folder = os.path.join(web.takes, f"2026-11-{day:02}")
            os.mkdir(folder)
            for n in range(500):
                name = f"202611{day:02}T{n // 60:02}{n % 60:02}00Z_pi_{n:04}.wav"
                with open(os.path.join(folder, name), "wb"):
                    pass
        seen, before_name = 0, ""
        while before_name is not None:
            answer = phone.get(f"/takes?count=100&before={urllib.parse.quote(before_name)}").json()
            seen += len(answer["takes"])
            before_name = answer["next"]
        expect("takes", seen, 10001)
        web.expect_little_memory(2048, more_than=before)


def four_phones_listen_and_the_fifth_is_refused(program, page):
    with Program(program, page) as web, contextlib.closing(SoundSocket(web.sound)) as recorder, \
            contextlib.ExitStack() as all_of_them:
        phone = web.paired_phone()
        for rate, channels in [(48000, 2), (24000, 2), (16000, 1), (48000, 1)]:
            connection, response = phone.stream(f"/sound?rate={rate}&channels={channels}")
            all_of_them.enter_context(contextlib.closing(connection))
            expect("headers", (response.headers["X-Redstart-Rate"], response.headers["X-Redstart-Channels"]),
                   (str(rate), str(channels)))
            position, frames, lost, _ = read_block(response)
            for _ in range(20):
                at, count, lost, sound = read_block(response)
                expect("goes on without a break", (at, lost), (position + frames, 0))
                position, frames = at, count
            if (rate, channels) == (48000, 2):
                counted = [n for n, _ in struct.iter_unpack("<hh", sound)]
                expect("frame for frame", counted, [n % 30000 for n in range(at, at + count)])
        expect("the fifth", phone.get("/sound").status, 503)
        expect("connections to the recorder", recorder.clients, 1)


def ten_phones_of_which_four_listen_take_at_most_6_mb(program, page):
    with Program(program, page) as web, contextlib.closing(SoundSocket(web.sound)), \
            contextlib.ExitStack() as all_of_them:
        web.fake_recorder(lambda request: [STATUS] * 50 if request["command"] == "status" else {"ok": True})
        phones = [web.paired_phone(f"127.0.0.{n}") for n in range(2, 12)]
        for phone in phones:
            connection, response = phone.stream("/events")
            all_of_them.enter_context(contextlib.closing(connection))
            next(events_of(response))
        listening = []
        for phone in phones[:4]:
            connection, response = phone.stream("/sound")
            all_of_them.enter_context(contextlib.closing(connection))
            listening.append(response)
        most = 0
        for _ in range(300):  # three seconds of sound
            for response in listening:
                expect("lost", read_block(response)[2], 0)
            most = max(most, web.memory_kb())
        print(f"{most} kB at the most")
        assert most <= 6144, f"{most} kB"


def a_listener_that_is_slow_loses_sound_and_is_told(program, page):
    with Program(program, page) as web, contextlib.closing(SoundSocket(web.sound, pace=20)):
        phone = web.paired_phone()
        slow_connection, slow = phone.stream("/sound")
        quick_connection, quick = phone.stream("/sound?rate=16000&channels=1")
        with contextlib.closing(slow_connection), contextlib.closing(quick_connection):
            read_block(slow)
            end = 0
            while end < 16000 * 120:  # two minutes of sound, which the slow one does not read
                position, frames, lost, _ = read_block(quick)
                expect("the quick one loses nothing", lost, 0)
                end = position + frames
            expected, told = None, 0
            while told == 0:
                position, frames, lost, _ = read_block(slow)
                if expected is not None:
                    expect("what is told is what is missing", position - expected, lost)
                expected, told = position + frames, lost
            web.expect_little_memory(16384)


def what_is_heard_live_is_what_is_recorded_and_returns_with_the_recorder(program, page):
    with Program(program, page) as web, recorder_of(web, listen=True) as recorder:
        phone = web.paired_phone()
        until("there is sound", lambda: phone.stream("/sound")[1].status == 200)
        connection, response = phone.stream("/sound")
        with contextlib.closing(connection):
            heard, end = b"", None
            until("it is armed", lambda: phone.post("/order", {"command": "start"}).status == 200)
            stopped = []

            def stop_later():
                until("a take of a second", lambda: phone.get("/takes").json()["takes"][0]["seconds"] > 1)
                stopped.append(phone.post("/order", {"command": "stop"}).json()["file"])

            stopping = threading.Thread(target=stop_later)
            stopping.start()
            more = 0
            while more < RATE // 2:  # goes on for half a second behind the take's end
                position, frames, lost, sound = read_block(response)
                expect("goes on without a break", (position, lost), (end or position, 0))
                heard, end = heard + sound, position + frames
                more += frames if stopped else 0
            stopping.join()
            with open(stopped[0], "rb") as file:
                take = file.read()[4096:]
            take = take[:len(take) // 4096 * 4096 - 4096]  # without what may follow the sound
            assert len(take) > RATE and take in heard, (len(take), len(heard))
            recorder.stop()
            recorder.start()
            until("it is heard again", lambda: read_block(response)[0] < end)


def a_revoked_phone_does_not_listen_on(program, page):
    with Program(program, page) as web, contextlib.closing(SoundSocket(web.sound)) as recorder:
        phone = web.paired_phone()
        connection, response = phone.stream("/sound")
        with contextlib.closing(connection):
            read_block(response)
            ids = [p["id"] for p in phone.get("/phones").json()["phones"]]
            expect("revoke", phone.post("/phones/revoke", {"id": ids[0]}).status, 200)
            with contextlib.suppress(OSError, struct.error, http.client.HTTPException):
                while True:
                    read_block(response)
            until("nobody listens", lambda: recorder.clients == 0)


if __name__ == "__main__":
    main(globals())
