# What a WAV file holds, held against the counter that was played (guest/usr/local/lib/virtual-pi/play).
import struct
import sys
from array import array
from collections import namedtuple

RATE = 48000
FORMATS = {  # width of a frame, array's code for it, the first number
    "S16_LE": (4, "I", 1),
    "S32_LE": (8, "Q", 0x5A5A5A5A70000001),
}

# A stretch of equal kind: "silence", or "counter" whose first frame carries number `first`,
# counted from 1 as the player's frames are.
Run = namedtuple("Run", "kind frames first")


class Wav:
    """The format chunk and the data chunk of a whole file. Only plain RIFF."""

    def __init__(self, path):
        with open(path, "rb") as file:
            content = file.read()
        if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
            raise AssertionError(f"{path}: no RIFF/WAVE but {content[:12]!r}")
        self.path, self.data, self.is_complete = path, None, True
        place = 12
        while place + 8 <= len(content):
            name, size = content[place:place + 4], struct.unpack_from("<I", content, place + 4)[0]
            body = content[place + 8:place + 8 + size]
            if name == b"fmt ":
                _, self.channels, self.rate, _, self.frame_bytes, self.bits = \
                    struct.unpack_from("<HHIIHH", body)
            elif name == b"data":
                self.data, self.is_complete = body, len(body) == size
            place += 8 + size + size % 2
        if self.data is None:
            raise AssertionError(f"{path}: no data chunk")

    @property
    def frames(self):
        return len(self.data) // self.frame_bytes

    @property
    def format(self):
        return f"S{self.bits}_LE"

    def runs(self):
        """The whole sound as runs; a frame that is neither silence nor counts up begins a new one."""
        return runs(self.data, self.format)


def runs(data, sample_format):
    width, code, first_number = FORMATS[sample_format]
    assert array(code).itemsize == width
    frames = array(code)
    frames.frombytes(data[:len(data) // width * width])
    if sys.byteorder != "little":
        frames.byteswap()
    result, place = [], 0
    while place < len(frames):
        is_silence = frames[place] == 0
        step = 0 if is_silence else 1
        length = run_length(frames, place, step)
        first = None if is_silence else frames[place] - first_number + 1
        result.append(Run("silence" if is_silence else "counter", length, first))
        place += length
    return result


def run_length(frames, place, step):
    """How many frames from `place` on go up by `step`: block by block, then frame by frame."""
    begin, number = place, frames[place]
    block = 65536
    while block:
        piece = frames[place:place + block]
        expected = array(frames.typecode, range(number, number + len(piece)) if step
                         else [number] * len(piece))
        if piece and piece == expected:
            place += len(piece)
            number += step * len(piece)
        else:
            block //= 4
        if place == len(frames):
            break
    return place - begin


def without_edges(found):
    """Runs without the silence before the first and after the last sound."""
    while found and found[0].kind == "silence":
        found = found[1:]
    while found and found[-1].kind == "silence":
        found = found[:-1]
    return found


def silences(found):
    """Each with the sound on either side of it."""
    return [around for around in zip(found, found[1:], found[2:])
            if [run.kind for run in around] == ["counter", "silence", "counter"]]


def last_number(found):
    run = found[-1]
    return run.first + run.frames - 1
