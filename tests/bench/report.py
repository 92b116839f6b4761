# docs/performance.md from what was measured.
import platform
from pathlib import Path
from statistics import median

import rows as measured
from ten_days import CONSTANT

TEXT = Path(__file__).with_name("performance.md.in")


def spread(runs, figure, unit=1, digits=2):
    values = [run[figure] * unit for run in runs]
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def table(rows, columns):
    """`columns`: (heading, figure, unit, digits)."""
    lines = ["| | " + " | ".join(heading for heading, *_ in columns) + " |",
             "| --- |" + " --- |" * len(columns)]
    for name, runs in rows.items():
        cells = (spread(runs, figure, unit, digits) for _, figure, unit, digits in columns)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def judged(what, value, bound, digits=2):
    if value is None:
        return f"| {what} | not measured | {bound} | |"
    return f"| {what} | {value:.{digits}f} | <= {bound} | {'yes' if value <= bound else '**no**'} |"


def targets(disk, tmpfs, paced, wide, widest, counts, memory, days):
    """Each target of the table beside what was measured."""
    ratio = measured.ratios
    mine = {figure: measured.middle(paced, figure)["redstart"]
            for figure in ("wakeups", "growth")}
    count, held = counts["redstart"][0], memory["redstart"][0]
    return "\n".join([
        "| | measured | target | met |", "| --- | --- | --- | --- |",
        judged("CPU per GiB on the card, of arecord's", ratio(disk, "cpu", "arecord"), 0.25),
        judged("page cache left after 1 GiB, MiB",
               measured.middle(disk, "cached")["redstart"] / (1 << 20), 8),
        judged("CPU per GiB in memory, of arecord's", ratio(tmpfs, "cpu", "arecord"), 0.7),
        judged("CPU, paced 48k stereo, of arecord's", ratio(paced, "core", "arecord"), 0.8),
        judged("the same, of arecord's at 1024 frames", ratio(paced, "core", "arecord 1024"), 0.25),
        judged("wakeups a second while it records", mine["wakeups"], 5, 1),
        judged("CPU, paced 8 channels at 192k S32, of arecord's",
               ratio(wide, "core", "arecord"), 1.0),
        judged("frames lost in a minute of 32 channels at 192k S32 onto the card",
               measured.middle(widest, "lost")["redstart"], 0, 0),
        judged("user instructions a frame, with the levels that warn", count["frame"], 6),
        judged("start-up on `null`, million instructions", count["start"] / 1e6, 2.5, 1),
        judged("start-up on `null`, system calls", count["calls"], 150, 0),
        judged("resident memory without the ring on `null`, MB", held["null"] / 1e6, 4.5, 1),
        judged("the same with ALSA's whole configuration, `plug:null`, MB",
               held["plug:null"] / 1e6, 7.5, 1),
        judged("growth while it records, bytes", mine["growth"], 0, 0),
        judged(f"{days['days']:g} days from the unpaced microphone, frames lost", days["lost"], 0, 0),
        judged("growth of its own memory meanwhile, bytes", days["growth"], CONSTANT, 0)])


def days_in_words(days):
    return (f"{days['frames']} frames in {days['files']} files in {days['minutes']:.1f} minutes: each in its "
            f"place. {days['memory'] / 1e6:.1f} MB of memory of its own with the ring, {days['growth']} bytes more "
            "at the end.")


def machine():
    cpu = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text()
                .splitlines() if line.startswith("model name")), platform.machine())
    return (f"{cpu}, {measured.measure.os.cpu_count()} cores, Linux {platform.release()}, "
            f"load average {measured.measure.os.getloadavg()[1]:.0f}")


def fill(template, page, figures):
    """`figures`: the names that the template wants, each its text."""
    text = template.read_text()
    for name, words in {"machine": machine(), **figures}.items():
        text = text.replace(f"@{name}@", str(words))
    page.write_text(text)


def write(docs, figures):
    fill(TEXT, docs / "performance.md", figures)
