# How many frames of the counting microphone a take has lost: frame n is the number n in channel 0.
import array
import struct

BLOCK_FRAMES = 1 << 16


def data_of(take):
    """(first byte, bytes, channels) of the sound, from the chunks in front of it."""
    at, channels = 12, 0
    while True:
        take.seek(at)
        name, size = struct.unpack("<4sI", take.read(8))
        if name == b"fmt ":
            channels = struct.unpack("<HH", take.read(4))[1]
        if name == b"data":
            return at + 8, size, channels
        at += 8 + size + size % 2


def lost_frames(file, wanted, from_zero=True):
    """Of an S32_LE take of so many frames: numbers up to the last one that are not in it; those before
    its first one too, but where the microphone counted before the take began."""
    heard, first, last = 0, 0, -1
    with open(file, "rb") as take:
        start, left, channels = data_of(take)
        take.seek(start)
        while left > 0:
            block = take.read(min(left, 4 * channels * BLOCK_FRAMES))
            if not block:
                break
            left -= len(block)
            numbers = array.array("I", block)[::channels]
            if not from_zero and heard == 0:
                first, last = numbers[0], numbers[0] - 1
            if numbers == array.array("I", range(last + 1, last + 1 + len(numbers))):
                heard += len(numbers)
                last = numbers[-1]
                continue
            for number in numbers:
                if number > last:  # silence carries none
                    heard, last = heard + 1, number
    return max(wanted, last + 1 - first) - heard
