# What an LED says, from the times at which it turned on and off (README.md).
import threading
import time
from collections import namedtuple

# A signal and the time at which it was first to be seen.
Shown = namedtuple("Shown", "signal since")

# Edges come from a slow, emulated board: each bound lies far from its neighbours' true lengths.
SOLID = 1.0  # s of light: more than an even blink has
BLIP = 0.35  # s of light at most in a blip (60 ms) and a flicker (100 ms)
FLICKER_PAUSE = 0.45  # s of dark at most within a flicker (100 ms)
BLIP_PAUSE = 1.2  # s of dark at least between blips (1.94 s)
OFF = 3.0  # s of dark: nothing is said


def pulse_signal(light, dark):
    """What one pulse says by itself: light for so long, then dark for so long."""
    if light >= SOLID:
        return "recording"
    if light >= BLIP:
        return "starting" if dark >= 0.3 else None
    if dark <= FLICKER_PAUSE:
        return "fault"
    return "armed" if dark >= BLIP_PAUSE else None


def pulses(edges, now):
    """(rise, light, dark, is_over) of each; what is not over may get longer."""
    for i, (rise, is_on) in enumerate(edges):
        if is_on:
            fall = edges[i + 1][0] if i + 1 < len(edges) else now
            end = edges[i + 2][0] if i + 2 < len(edges) else now
            yield rise, fall - rise, end - fall, i + 2 < len(edges)


def signals(edges, now, since=float("-inf")):
    """All that was shown, in order. A blinking signal takes two pulses to be believed, and one that
    began before `since` tells nothing but that the light was solid."""
    shown, last = [], None
    for rise, light, dark, is_over in pulses(edges, now):
        signal = pulse_signal(light, dark)
        is_blink = signal != "recording"
        undecided = not is_over and (dark == 0 or dark < BLIP_PAUSE)
        if is_blink and (undecided or rise <= since):
            signal = None
        this = Shown(signal, last.since if last and last.signal == signal else rise)
        believed = signal and (not is_blink or last and last.signal == signal)
        if believed and not (shown and shown[-1].signal == signal):
            shown.append(this)
        if dark >= OFF:
            shown.append(Shown("off", rise + light))
        last = this
    if edges and not any(on for _, on in edges) and now - edges[0][0] >= OFF:
        shown.append(Shown("off", edges[0][0]))
    return shown


class Light:
    """Thread-safe: one thread tells of edges, others look."""

    def __init__(self):
        self.edges = []
        self.changed = threading.Condition()

    def edge(self, is_on, when):
        with self.changed:
            if not self.edges or self.edges[-1][1] != is_on:
                self.edges.append((when, is_on))
            self.changed.notify_all()

    def edges_since(self, since):
        """With the edge before it, so that a light that shone already is seen."""
        with self.changed:
            before = [edge for edge in self.edges if edge[0] < since][-1:]
            return [(since, on) for _, on in before] + [e for e in self.edges if e[0] >= since]

    def signals(self, since):
        return signals(self.edges_since(since), time.monotonic(), since)

    def wait_for(self, signal, since=None, seconds=30):
        """Seconds from `since` (now) to the first moment at which the signal was to be seen."""
        since = time.monotonic() if since is None else since
        deadline = time.monotonic() + seconds
        while True:
            shown = self.signals(since)
            for each in shown:
                if each.signal == signal:
                    return each.since - since
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"the LED never said {signal!r} within {seconds} s but"
                    f" {[s.signal for s in shown]}; edges {self._tail(since)}")
            with self.changed:
                self.changed.wait(0.1)

    def _tail(self, since):
        return [f"{when - since:.3f}{'+' if on else '-'}" for when, on in self.edges_since(since)[-12:]]
