# How late sound is in Redstart's streams, beside PortAudio and miniaudio on the same simulated devices.
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from array import array
from pathlib import Path

import report
import time_lines
from time_lines import RATE, Loudspeaker, Table, settled

ROOT = Path(__file__).resolve().parents[2]
CHUNKS = (64, 256, 1024, 4096)
STARTED_AT = 48  # where simulated_state.hpp has it, in bytes
MICROPHONE, LOUDSPEAKER = "bench_microphone", "bench_loudspeaker"


class Devices:
    """A microphone and a loudspeaker of one run's own."""

    def __init__(self, asound, folder):
        self.folder = folder
        self.configuration = folder / "asound.conf"
        board = folder / "board.conf"  # a name without a space, which ALSA takes for the end of a name
        board.symlink_to(asound.resolve())
        self.configuration.write_text(f"""<{board}>
pcm.{MICROPHONE} {{ type redstart_microphone source "long-counter" state "{folder}/microphone" }}
pcm.{LOUDSPEAKER} {{ type redstart_loudspeaker file "{folder}/sound" state "{folder}/loudspeaker" }}
""", encoding="ascii")

    def microphone_start(self):
        """When, in nanoseconds."""
        state = (self.folder / "microphone").read_bytes()
        return int.from_bytes(state[STARTED_AT:STARTED_AT + 8], "little")

    def loudspeaker(self):
        numbers = array("I")
        numbers.frombytes((self.folder / "sound").read_bytes())
        lines = (self.folder / "loudspeaker.starts").read_text().splitlines()
        return Loudspeaker(numbers, [tuple(map(int, line.split())) for line in lines])

    def clear(self):
        for name in ("microphone", "loudspeaker", "loudspeaker.starts", "sound", "sound.format"):
            (self.folder / name).unlink(missing_ok=True)
        for take in self.folder.glob("take*"):
            take.unlink()

    def environment(self):
        return {**os.environ, "ALSA_CONFIG_PATH": str(self.configuration), "LC_ALL": "C"}


def run(program, mode, chunk, latency, seconds, devices):
    """Its Protocol. A program that fails, or whose protocol is not whole, is an error."""
    devices.clear()
    output = devices.folder / "take.wav" if mode == "ask" else LOUDSPEAKER
    command = [program, mode, str(chunk), str(latency), str(seconds), MICROPHONE, str(output)]
    done = subprocess.run(command, env=devices.environment(), capture_output=True, text=True,
                          timeout=60 + 10 * seconds, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-500:]}")
    found = time_lines.protocol_of(done.stdout)
    expected = (0, int(2 * seconds)) if mode == "ask" else (int(seconds * RATE) // chunk, 0)
    if (len(found.blocks), len(found.told)) != expected:
        raise RuntimeError(f"{' '.join(command)}: {len(found.blocks)} blocks and {len(found.told)} answers, "
                           f"not {expected[0]} and {expected[1]}")
    return found


def figures(found, mode, devices):
    """What is measured -> all that was found in one run, in milliseconds; and how often the sound broke off."""
    if mode == "ask":
        return {"stale": time_lines.staleness(found, devices.microphone_start())}, 0
    if mode in ("read", "call"):
        ages = time_lines.ages(found, devices.microphone_start())
        return {"first": time_lines.first_block(found), "age": settled(ages)}, 0
    loudspeaker = devices.loudspeaker()
    if mode == "duplex":
        ways = time_lines.ways(found, devices.microphone_start(), loudspeaker)
        return {"way": settled(ways)}, loudspeaker.breaks
    return {"wait": settled(time_lines.waits(found, loudspeaker))}, loudspeaker.breaks


MODES = {
    "read": {"first": "first block, read", "age": "oldest frame of a block, read"},
    "call": {"first": "first block, callback", "age": "oldest frame of a block, callback",
             "told": "the library's own word of the age"},
    "write": {"wait": "until a block sounds, write", "told": "the library's own word of the wait"},
    "fill": {"wait": "until a block sounds, callback"},
    "duplex": {"way": "microphone to loudspeaker", "told": "the library's own word of the way"},
    "ask": {"stale": "a count of frames behind the microphone"},
}
PLAYS = ("write", "fill", "duplex")
ASKED_AT = 1024   # the chunk of the counts
TOLD_AT = 256     # the chunk of what the libraries promise
CALLS_ONLY = {"miniaudio": ("call", "fill", "duplex", "ask")}


# What the libraries do not have in common: of the chunks that are asked for, Redstart and PortAudio hold four and six,
# miniaudio in a duplex about half.
OTHERWISE = (("write", 64, 6), ("fill", 64, 6), ("duplex", 64, 6), ("duplex", 256, 2), ("duplex", 1024, 2))


def note(table, programs, mode, chunk, asked, seconds, devices):
    """One run of each library, for which Redstart is asked for so many chunks and the others for four."""
    words = "" if asked == 4 else f", Redstart asked for {asked}"
    for library, program in programs.items():
        if mode not in CALLS_ONLY.get(library, MODES):
            continue
        latency = asked if library == "Redstart" else 4
        found = run(program, mode, chunk, latency, max(seconds, 40 * chunk / RATE), devices)
        values, breaks = figures(found, mode, devices)
        if found.promised > 0 and (chunk, asked) == (TOLD_AT, 4):
            values["told"] = [found.promised / 1e6]
        for figure, row in ((figure, row) for figure, row in MODES[mode].items() if figure in values):
            table.add(f"{row}, {chunk}{words}", library, values[figure])
            if figure in ("wait", "way"):
                table.add_breaks(f"{row}, {chunk}{words}", library, breaks)


def streams(programs, rounds, seconds, devices, say, chunks=CHUNKS):
    """`programs`: library -> its program, Redstart's first. The libraries take turns in each round."""
    table = Table(list(programs))
    for turn in range(rounds):
        for mode in MODES:
            say(f"streams, round {turn + 1} of {rounds}: {mode}")
            for chunk in (ASKED_AT,) if mode == "ask" else chunks:
                note(table, programs, mode, chunk, 4, seconds, devices)
            for _, chunk, asked in (row for row in OTHERWISE if row[0] == mode and row[1] in chunks):
                note(table, programs, mode, chunk, asked, seconds, devices)
    return table


def wall(command, environment):
    """Seconds until it is over."""
    began = time.monotonic()
    subprocess.run(command, env=environment, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=60)
    return time.monotonic() - began


def take_commands(redstart, portaudio, seconds, folder):
    """Name -> what records so long; arecord's -d takes whole seconds only, its -s frames."""
    shape = ["-D", MICROPHONE, "-f", "S16_LE", "-r", str(RATE), "-c", "2"]
    length = ["-d", str(int(seconds))] if seconds == int(seconds) else ["-s", str(int(seconds * RATE))]
    commands = {"redstart record -d": [redstart, "record", "-q", *shape, "-d", f"{seconds}s", f"{folder}/take.wav"]}
    if shutil.which("arecord"):
        commands["arecord"] = ["arecord", "-q", *shape, *length, f"{folder}/take-a.wav"]
    if portaudio:
        commands["PortAudio, read and written"] = [portaudio, "take", "1024", "4", str(seconds), MICROPHONE,
                                                   f"{folder}/take-p.raw"]
    return commands


def takes(redstart, portaudio, rounds, devices, folder, say, lengths=(0.1, 1, 5)):
    """How much longer than its sound a program of a timed take runs, in milliseconds."""
    table = Table(list(take_commands(redstart, portaudio, 1, folder)))
    for turn in range(rounds):
        say(f"timed takes in {folder}, round {turn + 1} of {rounds}")
        for seconds in lengths:
            for name, command in take_commands(redstart, portaudio, seconds, folder).items():
                devices.clear()
                late = (wall(command, devices.environment()) - seconds) * 1000
                table.add(f"a take of {seconds:g} s is longer by", name, [late])
                for take in folder.glob("take*"):
                    take.unlink()
    return table


def libraries(build):
    found = {"Redstart": "latency_redstart", "PortAudio": "latency_portaudio", "miniaudio": "latency_miniaudio"}
    return {name: str(build / program) for name, program in found.items() if (build / program).exists()}


def measure_all(build, rounds, seconds, card, say):
    """Name in latency.md.in -> text."""
    programs = libraries(build)
    with tempfile.TemporaryDirectory(prefix="redstart-bench-") as own, \
            tempfile.TemporaryDirectory(prefix="redstart-bench-", dir=card) as on_card, \
            tempfile.TemporaryDirectory(prefix="redstart-bench-", dir="/dev/shm") as in_memory:
        devices = Devices(build / "simulated" / "asound.conf", Path(own))
        both = [takes(build / "redstart", programs.get("PortAudio"), rounds, devices, Path(folder), say).text()
                for folder in (in_memory, on_card)]
        return {"memory": both[0], "card": both[1], "rounds": str(rounds),
                "streams": streams(programs, rounds, seconds, devices, say).text()}


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench --latency")
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    words = measure_all(options.build, 1 if options.quick else options.rounds, 1 if options.quick else 2,
                        options.folder, lambda text: print(f"bench: {text}", file=sys.stderr, flush=True))
    print("\n\n".join((words["streams"], words["memory"], words["card"])))
    if not options.quick:
        report.fill(Path(__file__).with_name("latency.md.in"), ROOT / "docs" / "latency.md", words)


if __name__ == "__main__":
    main()
