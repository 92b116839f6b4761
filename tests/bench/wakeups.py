# How late the capture thread wakes on a machine that is busy with everything else, as a histogram.
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measure

AT_ONCE = 4  # takes of each kind, for more wakeups in the same time
SPIN = "while True: pass"
WRITE = """
import os, sys
while True:
    fd = os.open(sys.argv[1], os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    for _ in range(64): os.write(fd, bytes(1 << 20))
    os.fsync(fd)
    os.close(fd)
"""


def busy(folder):
    """Twice as many that only reckon as there are cores, and two that write and sync."""
    reckoners = [[sys.executable, "-c", SPIN] for _ in range(2 * (os.cpu_count() or 1))]
    writers = [[sys.executable, "-c", WRITE, str(folder / f"load{i}")] for i in range(2)]
    return [measure.start(command, {}) for command in reckoners + writers]


def may_be_urgent():
    return subprocess.run(["chrt", "--fifo", "50", "true"], capture_output=True, check=False).returncode == 0


def recorders(redstart, folder, seconds):
    """(kind, file of its lateness, command)"""
    shape = ["-f", "S16_LE", "-r", "48000", "-c", "2", "-d", str(seconds)]
    plainly = ["setpriv", "--bounding-set=-sys_nice", "prlimit", "--rtprio=0"] if may_be_urgent() else []
    kinds = {"redstart, SCHED_FIFO": [redstart, "record", "-q"]} if plainly else {}
    kinds["redstart"] = [*plainly, redstart, "record", "-q"]
    if shutil.which("arecord"):
        kinds["arecord"] = [*plainly, "arecord", "-q"]
    for number, (kind, command) in enumerate(kinds.items()):
        for i in range(AT_ONCE):
            name = folder / f"{number}-{i}"
            device = f"microphone:SOURCE=counter,LATENESS={name}.late"
            yield kind, f"{name}.late", [*command, "-D", device, *shape, f"{name}.wav"]


def read(file):
    with open(file, encoding="ascii") as lines:
        return {int(power): int(count) for power, count in (line.split() for line in lines)}


def histogram(redstart, environment, folder, seconds, say):
    """Kind of recorder -> {microseconds, a power of two: wakeups no later than that}."""
    say(f"wakeups under load, {seconds} s")
    load = busy(folder)
    found = {}
    try:
        time.sleep(1)
        running = [(kind, file, measure.start(command, environment))
                   for kind, file, command in recorders(redstart, folder, seconds)]
        for kind, file, process in running:
            process.wait(seconds + 60)
            counts = found.setdefault(kind, {})
            for power, count in read(file).items():
                counts[power] = counts.get(power, 0) + count
    finally:
        for process in load:
            process.kill()
            process.wait()
        for old in folder.iterdir():
            old.unlink()
    return found


def words(microseconds):
    if microseconds < 1000:
        return f"{microseconds} us"
    return f"{microseconds >> 10} ms" if microseconds < 1000000 else f"{microseconds >> 20} s"


def table(found):
    powers = sorted({power for counts in found.values() for power in counts})
    lines = ["| woke no later than | " + " | ".join(found) + " |", "| --- |" + " --- |" * len(found)]
    lines += [f"| {words(power)} | " + " | ".join(str(counts.get(power, "")) for counts in found.values()) + " |"
              for power in powers]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench --wakeups")
    parser.add_argument("--program", required=True)
    parser.add_argument("--asound", required=True)
    parser.add_argument("--folder")
    options = parser.parse_args()
    with measure.alsa_configuration(options.asound) as asound, \
            tempfile.TemporaryDirectory(prefix="redstart-bench-", dir=options.folder) as folder:
        print(table(histogram(options.program, {"ALSA_CONFIG_PATH": asound}, Path(folder), 60,
                              lambda words: print(f"bench: {words}", file=sys.stderr, flush=True))))


if __name__ == "__main__":
    main()
