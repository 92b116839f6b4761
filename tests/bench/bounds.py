# Holds a take to its bounds: instructions of a frame and of the start, system calls, memory, and the program's size.
import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import alsa_configuration
from programs import Programs
from rows import Bench

# On x86-64, a fifth or more above what was measured: another compiler or C library may count otherwise,
# a mistake costs more than that.
# Of a frame about five are the measure of its sound: peak, mean, power, clips, in 16-bit stereo.
# Memory is what the program has written to, without the ring: of the pages of files the kernel maps as many as it
# likes.
BOUNDS = {"frame": 6, "start": 1.8e6, "calls": 150, "configuration": 0, "memory": 600, "size": 2400}
# What a frame costs is the difference of two long takes, over which threads share their work differently each time:
# one pair alone gave from -0.06 to 0.40.
PAIRS = 5
WORDS = {"frame": "instructions a frame", "start": "instructions to start",
         "calls": "system calls to the first frame",
         "configuration": "files of ALSA's configuration that it reads",
         "memory": "kB of memory of its own, without the ring",
         "size": "kB of the program, stripped"}


def stripped_size(program, folder):
    stripped = Path(folder, "stripped")
    subprocess.run(["strip", "-o", stripped, program], check=True)
    size = stripped.stat().st_size
    stripped.unlink()
    return size


def main():
    parser = argparse.ArgumentParser(description="Holds Redstart to its bounds.")
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--limit", type=Path, required=True)
    parser.add_argument("--asound", type=Path, required=True)
    options = parser.parse_args()
    with alsa_configuration(options.asound) as asound, \
            tempfile.TemporaryDirectory(prefix="redstart-bench-") as folder:
        bench = Bench(Programs(options.program, options.limit),
                      {"ALSA_CONFIG_PATH": asound}, Path(folder), 1,
                      lambda words: print(f"bench: {words}", file=sys.stderr, flush=True))
        rows = [bench.counts("null", ["redstart"])["redstart"][0] for _ in range(PAIRS)]
        memory = bench.memory(["null"], ["redstart"])["redstart"][0]["null own"]
        size = stripped_size(options.program, folder)
    found = {what: statistics.median(row[what] for row in rows) for what in rows[0]}
    found |= {"memory": memory / 1000, "size": size / 1000}
    frames = sorted(row["frame"] for row in rows)
    print(f"instructions a frame of {PAIRS} pairs of takes: {frames[0]:.2f} to {frames[-1]:.2f}")
    if frames[-1] <= 0:
        sys.exit("instructions a frame: nothing was counted; is the longer take longer?")
    for what, bound in BOUNDS.items():
        verdict = "ok" if found[what] <= bound else "TOO MANY"
        print(f"{WORDS[what]}: {found[what]:.2f}, at most {bound:g}: {verdict}")
    sys.exit(any(found[what] > bound for what, bound in BOUNDS.items()))


if __name__ == "__main__":
    main()
