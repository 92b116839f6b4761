# The measurements: each takes the programs and a folder, and returns name -> figures.
import re
import shutil
import subprocess
from pathlib import Path
from statistics import median

import measure
from counter import lost_frames
from programs import Shape

GIB = 1 << 30
UNPACED = ("redstart", "arecord", "arecord 1024", "sox", "limit")  # ffmpeg takes nothing from null


class Bench:
    def __init__(self, programs, environment, folder, rounds, say):
        self.programs, self.environment, self.folder = programs, environment, folder
        self.rounds, self.say = rounds, say

    def commands(self, *what, names=None, **how):
        commands = self.programs.commands(*what, **how)
        return {name: command for name, command in commands.items()
                if shutil.which(command[0]) and (names is None or name in names)}

    def fresh(self):
        """The path that a run's files begin with; what an earlier run left is gone."""
        for old in self.folder.iterdir():
            old.unlink()
        return self.folder / "take"

    def on_disk(self, size, shape=Shape(), names=None):
        """`null` gives frames as fast as they are read: what is left is the way to the card."""
        rows = {}
        for turn in range(self.rounds):
            for name in self.commands("null", "", shape, 1, names=names or UNPACED):
                file = self.fresh()
                seconds = shape.seconds_of(size)
                command = self.commands("null", file, shape, seconds, held_back=True)[name]
                self.say(f"{size >> 20} MiB, {shape}, round {turn + 1}: {name}")
                run = measure.whole_run(command, self.environment, command_file(command))
                run = {key: value * GIB / size for key, value in run.items()}
                run["cached"] = measure.cached_bytes(command_file(command))
                rows.setdefault(name, []).append(run)
        self.fresh()
        return rows

    def paced(self, shape, seconds, settle=4, names=None):
        """In real time, all side by side, each from a microphone of its own."""
        rows = {}
        for turn in range(self.rounds):
            self.say(f"paced, {shape}, {seconds} s, round {turn + 1}: all side by side")
            commands = self.commands("microphone", self.fresh(), shape, settle + seconds + 60,
                                     names=names)
            figures = measure.side_by_side(commands, self.environment, settle, seconds)
            for name, run in figures.items():
                rows.setdefault(name, []).append(run)
        self.fresh()
        return rows

    def stock(self):
        """ALSA as Debian ships it: neither the simulated board's configuration nor a user's."""
        return {**self.environment, "ALSA_CONFIG_PATH": "", "HOME": str(self.folder),
                "XDG_CONFIG_HOME": ""}

    def memory(self, devices, names, seconds=3000):
        """Memory without the ring in a take of each device, which is cut off; "DEVICE own" is what
        the program has written to."""
        rows = {}
        for name in names:
            run = {}
            for device in devices:
                self.say(f"memory of {name} on {device}")
                command = self.commands(device, self.fresh(), Shape(), seconds,
                                        held_back=True)[name]
                held = measure.memory_in_a_take(command, self.stock(),
                                                Path(command_file(command)))
                run[device], run[device + " own"] = held.resident, held.own
            rows[name] = [run]
        self.fresh()
        return rows

    def widest(self, shape, seconds, names):
        """One after the other, in real time and onto the card; what each lost of the counter."""
        rows = {}
        for name in self.commands("microphone:counter", "", shape, 1, names=names):
            self.say(f"{shape}, {seconds} s onto the card: {name}")
            command = self.commands("microphone:counter", self.fresh(), shape, seconds)[name]
            run = measure.whole_run(command, self.environment, command_file(command))
            run["lost"] = lost_frames(command_file(command), shape.rate * seconds)
            run["core"] = run["cpu"] / seconds
            rows[name] = [run]
        self.fresh()
        return rows

    def counts(self, device, names, short=60, long=600):
        """User instructions (callgrind) of two takes: the slope is a frame, the rest the start."""
        rows = {}
        shape = Shape()
        for name in names:
            self.say(f"instructions of {name} on {device}")
            taken = {}
            for seconds in (short, long):
                command = self.commands(device, self.fresh(), shape, seconds, held_back=True)[name]
                taken[seconds], first = instructions(command, self.stock(), self.folder)
            frame = (taken[long] - taken[short]) / ((long - short) * shape.rate)
            start = first or taken[short] - frame * short * shape.rate
            calls, configuration = calls_to_the_file(
                self.commands(device, self.fresh(), shape, 1, held_back=True)[name],
                self.stock(), self.folder)
            rows[name] = [{"frame": frame, "start": start, "calls": calls,
                           "configuration": configuration}]
        self.fresh()
        return rows


def command_file(command):
    return next(word for word in command if ".wav" in word)


def instructions(command, environment, folder):
    """Of all threads, and of the first alone, which starts the others; None if it is alone."""
    tool = ["valgrind", "--tool=callgrind", "--separate-threads=yes",
            f"--callgrind-out-file={folder}/callgrind"]
    out = subprocess.run([*tool, *command], env={**measure.os.environ, **environment},
                         capture_output=True, text=True, timeout=300, check=False)
    first = folder / "callgrind-01"
    alone = not (folder / "callgrind-02").exists()
    counted = re.search(r"^totals: (\d+)", first.read_text(), re.M) if first.exists() else None
    return (int(re.search(r"Collected : (\d+)", out.stderr)[1]),
            None if alone or not counted else int(counted[1]))


def calls_to_the_file(command, environment, folder):
    """System calls from the start until the take's file is made, which is at its first frame, and
    how many of them opened a file of ALSA's configuration."""
    trace = folder / "calls"
    subprocess.run(["strace", "-f", "-qq", "-o", trace, *command], check=False, timeout=300,
                   env={**measure.os.environ, **environment}, capture_output=True)
    lines = [line for line in trace.read_text().splitlines() if " resumed>" not in line]
    name = command_file(command).rsplit("/", 1)[1]
    calls = next(i for i, line in enumerate(lines) if name in line and "O_CREAT" in line)
    return calls, sum("open" in line and "/usr/share/alsa/" in line for line in lines[:calls])


def middle(rows, figure):
    return {name: median(run[figure] for run in runs) for name, runs in rows.items()}


def ratios(rows, figure, to):
    """Of each round by itself, since the machine's speed drifts; then their median."""
    mine = rows.get("redstart", [])
    theirs = rows.get(to, [])
    pairs = [a[figure] / b[figure] for a, b in zip(mine, theirs) if b[figure]]
    return median(pairs) if pairs else None
