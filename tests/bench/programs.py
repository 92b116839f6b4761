# The command line of each recorder for the same take.
from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    rate: int = 48000
    channels: int = 2
    bits: int = 16

    @property
    def frame_bytes(self):
        return self.channels * self.bits // 8

    @property
    def alsa(self):
        return f"S{self.bits}_LE"

    def seconds_of(self, size):
        return size // (self.rate * self.frame_bytes)

    def __str__(self):
        return f"{self.rate / 1000:g} kHz, {self.channels} ch, {self.alsa}"


class Programs:
    """`redstart` and `limit` are paths; the others are what the machine has."""

    def __init__(self, redstart, limit):
        self.redstart, self.limit = str(redstart), str(limit)

    def commands(self, device, file, shape, seconds, held_back=False):
        """By name; every one records `seconds` of `device` into FILE + its own ending."""
        rate, channels = str(shape.rate), str(shape.channels)
        arecord = ["arecord", "-q", "-D", device, "-f", shape.alsa, "-r", rate, "-c", channels,
                   "-d", str(seconds)]
        wait = ["--no-drop"] if held_back else []
        return {
            "redstart": [self.redstart, "record", "-q", *wait, "-D", device, "-f", shape.alsa,
                         "-r", rate, "-c", channels, "-d", str(seconds), f"{file}.redstart.wav"],
            "arecord": [*arecord, f"{file}.arecord.wav"],
            "arecord 1024": [*arecord, "--period-size=1024", f"{file}.arecord 1024.wav"],
            "sox": ["sox", "-q", "-t", "alsa", "-r", rate, "-c", channels, "-b", str(shape.bits),
                    device, f"{file}.sox.wav", "trim", "0", str(seconds)],
            "ffmpeg": ["ffmpeg", "-nostdin", "-v", "quiet", "-f", "alsa", "-sample_rate", rate,
                       "-channels", channels, "-c:a", f"pcm_s{shape.bits}le", "-i", device,
                       "-t", str(seconds), "-c:a", f"pcm_s{shape.bits}le", f"{file}.ffmpeg.wav"],
            "limit": [self.limit, device, f"{file}.limit.wav", str(seconds), rate, channels,
                      str(shape.bits)],
        }
