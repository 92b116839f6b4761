# What the protocols of scripts/bench --latency say: when a block came, how old it was, when it sounded.
from dataclasses import dataclass, field
from statistics import median

RATE = 48000


@dataclass
class Protocol:
    """What a program printed; times in nanoseconds of CLOCK_MONOTONIC_RAW."""
    opening: int = 0
    underruns: int = 0
    promised: int = 0
    blocks: list = field(default_factory=list)  # (number of its first frame, time)
    told: list = field(default_factory=list)    # (time, frames)


def protocol_of(text):
    found = Protocol()
    for line in text.splitlines():
        word, *numbers = line.split()
        numbers = [int(number) for number in numbers]
        if word == "block":
            found.blocks.append(tuple(numbers))
        elif word == "told":
            found.told.append(tuple(numbers))
        else:
            setattr(found, word, numbers[0])
    return found


def milliseconds(frames):
    return frames * 1000 / RATE


def first_block(run):
    """From the order to open until the program has, or is asked for, its first block."""
    return [(run.blocks[0][1] - run.opening) / 1e6]


def ages(run, microphone_start):
    """How old the oldest frame of each block was when the program got it."""
    return [(when - microphone_start) / 1e6 - milliseconds(number) for number, when in run.blocks]


class Loudspeaker:
    """What it was given, and when it began to sound, again after each break."""

    def __init__(self, sound, starts):
        """`sound`: the frames' numbers, of which 0 is silence; `starts`: (time, the frame that sounded then)."""
        self.starts = starts
        self.breaks = len({frame for _, frame in starts}) - 1
        self.place_of = {number: place for place, number in enumerate(sound) if number != 0}

    def sounds_at(self, number):
        """In milliseconds; None where it was never given the frame of that number."""
        place = self.place_of.get(number)
        before = [start for start in self.starts if place is not None and start[1] <= place]
        return before[-1][0] / 1e6 + milliseconds(place - before[-1][1]) if before else None


def waits(run, loudspeaker):
    """From where the program had to give a block until its first frame sounded."""
    return [sounds - when / 1e6 for number, when in run.blocks
            if (sounds := loudspeaker.sounds_at(number)) is not None]


def ways(run, microphone_start, loudspeaker):
    """From the microphone to the loudspeaker, of each block's first frame."""
    return [sounds - microphone_start / 1e6 - milliseconds(number) for number, _ in run.blocks
            if (sounds := loudspeaker.sounds_at(number)) is not None]


def staleness(run, microphone_start):
    """How far the count that the program was told was behind what the microphone had delivered by then."""
    return [(when - microphone_start) / 1e6 - milliseconds(frames) for when, frames in run.told]


def settled(figures):
    """Without the first tenth, while buffers fill."""
    return figures[len(figures) // 10:]


def cell(rounds):
    """The median of the rounds' medians, and the worst of all."""
    return f"{median(map(median, rounds)):.2f} ({max(map(max, rounds)):.2f})" if rounds else ""


def ratio(mine, theirs):
    """Round by round, then the median of these."""
    if not mine or not theirs or min(map(median, theirs)) <= 0:
        return ""
    return f"{median(median(a) / median(b) for a, b in zip(mine, theirs)):.2f}"


class Table:
    """Row -> library -> for each round all figures of it; and how often the sound broke off in all rounds."""

    def __init__(self, libraries):
        self.libraries = libraries
        self.rows, self.breaks = {}, {}

    def add(self, row, library, found):
        self.rows.setdefault(row, {}).setdefault(library, []).append(found)

    def add_breaks(self, row, library, count):
        counts = self.breaks.setdefault(row, {})
        counts[library] = counts.get(library, 0) + count

    def text(self):
        others = self.libraries[1:]
        head = ["milliseconds", *self.libraries, *(f"of {name}'s" for name in others), "breaks"]
        lines = ["| " + " | ".join(head) + " |", "| --- |" + " --- |" * (len(head) - 1)]
        for row, of in self.rows.items():
            cells = [row, *(cell(of.get(name)) for name in self.libraries),
                     *(ratio(of.get(self.libraries[0]), of.get(name)) for name in others),
                     ", ".join(str(count) for count in self.breaks.get(row, {}).values())]
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines)
