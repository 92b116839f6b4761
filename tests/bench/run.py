# Measures Redstart beside arecord, sox, ffmpeg and the least that is possible, and writes it down.
import argparse
import sys
import tempfile
from pathlib import Path

import plot
import report
import ten_days
import wakeups
from measure import alsa_configuration
from programs import Programs, Shape
from rows import GIB, Bench, middle

ROOT = Path(__file__).resolve().parents[2]
REASONS = Path(__file__).with_name("reasons.md")
WIDE = Shape(192000, 8, 32)
WIDEST = Shape(192000, 32, 32)
FEW = ("redstart", "arecord", "limit")


def say(words):
    print(f"bench: {words}", file=sys.stderr, flush=True)


def growth_plots(bench, seconds):
    """How the CPU time of a take of 48k stereo grows with one of its sides; name -> SVG."""
    def series(shapes, size_of):
        lines = {}
        for x, shape in shapes:
            size = size_of(x, shape)
            for name, cpu in middle(bench.on_disk(size, shape, FEW), "cpu").items():
                lines.setdefault(name, []).append((x, max(cpu, 1e-3) * size / GIB))
        return lines

    def whole(x, shape):
        return shape.rate * shape.frame_bytes * seconds

    unit = f"CPU seconds for {seconds // 60} minutes"
    return {
        "channels": plot.plot("Cost by channels (48 kHz, S16_LE)", "channels", unit, series(
            [(n, Shape(channels=n)) for n in (1, 2, 4, 8, 16, 32)], whole)),
        "rate": plot.plot("Cost by rate (stereo, S16_LE)", "kHz", unit, series(
            [(r // 1000, Shape(rate=r)) for r in (16000, 48000, 96000, 192000)], whole)),
        "duration": plot.plot("Cost by duration (48 kHz, stereo, S16_LE)", "minutes", "CPU seconds",
                              series([(m, Shape()) for m in (5, 20, 80)],
                                     lambda m, shape: shape.rate * shape.frame_bytes * 60 * m)),
    }


def measure_days(options):
    days = 0.1 if options.quick else 10
    checker = options.asound.parent / "long_counter"
    return ten_days.measure(options.program, checker, options.asound, None, days, ten_days.say)


def measure_wakeups(bench, quick):
    found = wakeups.histogram(bench.programs.redstart, bench.environment, bench.folder,
                              5 if quick else 60, say)
    return wakeups.table(found)


def measure_in_memory(bench, size):
    """Onto a file system in memory: what is left is the programs' work and a copy."""
    with tempfile.TemporaryDirectory(prefix="redstart-bench-", dir="/dev/shm") as folder:
        memory = Bench(bench.programs, bench.environment, Path(folder), bench.rounds, bench.say)
        return memory.on_disk(size, names=FEW)


def measure_all(bench, quick, days):
    size = GIB // 8 if quick else GIB
    disk = bench.on_disk(size)
    tmpfs = measure_in_memory(bench, size)
    paced = bench.paced(Shape(), 5 if quick else 30)
    wide = bench.paced(WIDE, 5 if quick else 20, names=FEW)
    widest = bench.widest(WIDEST, 5 if quick else 60, ("redstart", "arecord"))
    counts = bench.counts("null", ("redstart", "arecord", "limit"))
    memory = bench.memory(("null", "plug:null"), FEW)
    cost = [("CPU s per GiB", "cpu", 1, 2), ("of it its own", "process", 1, 2),
            ("MiB left in the page cache", "cached", 1 / (1 << 20), 1)]
    live = [("% of a core", "core", 100, 3), ("wakeups/s", "wakeups", 1, 1),
            ("MB without the ring", "memory", 1e-6, 1), ("growth, bytes", "growth", 1, 0)]
    whole = [("frames lost", "lost", 1, 0), ("% of a core, the kernel's included", "core", 100, 1)]
    started = [("instructions a frame", "frame", 1, 2), ("million to start", "start", 1e-6, 1),
               ("system calls to the first frame", "calls", 1, 0),
               ("files of ALSA's configuration read", "configuration", 1, 0)]
    held = [("`null`, MB", "null", 1e-6, 1), ("of it its own", "null own", 1e-6, 2),
            ("`plug:null`, MB", "plug:null", 1e-6, 1), ("of it its own", "plug:null own", 1e-6, 2)]
    return {"rounds": bench.rounds, "reasons": REASONS.read_text().strip(),
            "targets": report.targets(disk, tmpfs, paced, wide, widest, counts, memory, days),
            "days": report.days_in_words(days), "wakeups": measure_wakeups(bench, quick),
            "disk": report.table(disk, cost), "tmpfs": report.table(tmpfs, cost[:1]), "paced": report.table(paced, live),
            "wide": report.table(wide, live), "widest": report.table(widest, whole),
            "counts": report.table(counts, started),
            "memory": report.table(memory, held)}


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench",
                                     description="Measures what a recording costs.")
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--limit", type=Path, required=True)
    parser.add_argument("--asound", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with alsa_configuration(options.asound) as asound, \
            tempfile.TemporaryDirectory(prefix="redstart-bench-", dir=options.folder) as folder:
        environment = {"ALSA_CONFIG_PATH": asound, "LC_ALL": "C"}
        bench = Bench(Programs(options.program, options.limit), environment, Path(folder),
                      1 if options.quick else options.rounds, say)
        figures = measure_all(bench, options.quick, measure_days(options))
        print(figures["targets"])
        if options.quick:
            return
        docs = ROOT / "docs"
        report.write(docs, figures)
        bench.rounds = 1
        for name, svg in growth_plots(bench, 600).items():
            (docs / f"performance-{name}.svg").write_text(svg)
    say("docs/performance.md and its plots are written")


if __name__ == "__main__":
    main()
