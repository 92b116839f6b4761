# What ten phones cost, of which four listen: CPU and memory of redstart and redstart-web, and the frames lost.
import argparse
import contextlib
import http.client
import socket
import sys
import threading
import time
from pathlib import Path

import measure
from counter import lost_frames

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "web"))
from appliance import Appliance  # noqa: E402: it lies beside the tests of the page
from web_program import Program, events_of  # noqa: E402: it lies beside the tests of the page

RATE, CHANNELS, PHONES, LISTENERS = 192000, 8, 10, 4
ALONE = 60  # seconds at most that the recorder, and then both without a phone, are looked at beside it


def appliance(options, web, folder, listen):
    recorder = Appliance(web, options.redstart, options.asound, takes=folder, listen=listen,
                         audio=f'device = "microphone:long-counter"\nformat = "S32_LE"\nrate = {RATE}\n'
                               f'channels = {CHANNELS}')
    recorder.until_armed()
    return recorder


class Phones:
    """Ten that read events, of which four listen; what each of those has lost is counted."""

    def __init__(self, phones):
        self.connections, self.lost, self.frames, self.events = [], [0] * LISTENERS, [0] * LISTENERS, 0
        self.is_over, self.breaks = False, 0
        for phone in phones:
            self.read(phone, "/events", self.follow)
        for number, phone in enumerate(phones[:LISTENERS]):
            self.read(phone, "/sound?rate=48000&channels=2", lambda body, n=number: self.listen(body, n))

    def read(self, phone, path, how):
        connection, response = phone.stream(path)
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {response.read()!r}")
        self.connections.append(connection)
        threading.Thread(target=self.until_over, args=(how, response), daemon=True).start()

    def until_over(self, how, response):
        with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
            how(response)
        self.breaks += not self.is_over

    def follow(self, response):
        for _ in events_of(response):
            self.events += 1

    def listen(self, response, number):
        while head := response.read(16):
            frames, lost = int.from_bytes(head[8:12], "little"), int.from_bytes(head[12:16], "little")
            response.read(frames * 4)
            self.frames[number] += frames
            self.lost[number] += lost

    def end(self):
        self.is_over = True
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)


def cost(processes, seconds):
    """Of each: share of one core in per cent, and the most kB of memory without the ring."""
    before = [measure.snapshot(process.pid) for process in processes]
    most = [0] * len(processes)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for number, process in enumerate(processes):
            now = measure.snapshot(process.pid)
            most[number] = max(most[number], now.resident - now.locked)
        time.sleep(1)
    after = [measure.snapshot(process.pid) for process in processes]
    shares = [100 * (b.cpu - a.cpu) / (b.at - a.at) for a, b in zip(before, after)]
    return [(round(share, 2), kb // 1024) for share, kb in zip(shares, most)]


def run(options, web, folder, say):
    someone = web.fake_recorder(lambda request: {"ok": True})  # holds the button for each of them
    paired = [web.paired_phone(f"127.0.0.{n}") for n in range(2, 2 + PHONES)]
    someone.close()
    web.recorder = None
    rows, alone = {}, min(ALONE, options.seconds)
    with appliance(options, web, folder, listen=False) as recorder:
        say(f"the recorder alone, {alone} s")
        recorder.ask("start")
        rows["recorder alone, nobody can listen"] = cost([recorder.process], alone)
        recorder.ask("stop")
    with appliance(options, web, folder, listen=True) as recorder:
        recorder.ask("start")
        say(f"both without a phone, {alone} s")
        rows["both, no phone"] = cost([recorder.process, web.process], alone)
        recorder.ask("stop")
        recorder.ask("start")
        phones = Phones(paired)
        say(f"{PHONES} phones, of which {LISTENERS} listen, {options.seconds} s")
        rows[f"{PHONES} phones, {LISTENERS} listen"] = cost([recorder.process, web.process], options.seconds)
        phones.end()
        take = recorder.status()["take"]
        file = recorder.ask("stop")["file"]
    return rows, phones, take, file


def table(rows):
    lines = ["| | redstart, % of a core | kB without the ring | redstart-web, % of a core | kB |",
             "| --- | --- | --- | --- | --- |"]
    for name, costs in rows.items():
        figures = [str(figure) for pair in costs for figure in pair]
        lines.append("| " + " | ".join([name, *figures, *[""] * (4 - len(figures))]) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("redstart", "web", "page", "asound"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--folder", default="/var/tmp")
    options = parser.parse_args()
    say = lambda text: print(f"bench: {text}", file=sys.stderr, flush=True)
    with Program(options.web, options.page) as web:
        folder = Path(options.folder, Path(web.folder).name)
        folder.mkdir()
        try:
            rows, phones, take, file = run(options, web, folder, say)
            say("comparing the frames of the take")
            lost = lost_frames(file, 0, from_zero=False)
        finally:
            for old in sorted(folder.rglob("*"), reverse=True):
                old.rmdir() if old.is_dir() else old.unlink()
            folder.rmdir()
    print(table(rows))
    print(f"frames lost by the take: {lost}, as it says itself: {take['frames_lost']}")
    print(f"frames heard by each listener: {phones.frames}, lost by each: {phones.lost}")
    print(f"events: {phones.events}, connections that broke: {phones.breaks}")
    return 1 if lost or take["frames_lost"] or phones.breaks else 0


if __name__ == "__main__":
    sys.exit(main())
