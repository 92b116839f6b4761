# The wires to the board's GPIO chip: a button that the host presses, an LED that it sees.
import queue
import threading
import time
from contextlib import contextmanager

from .light import Light
from .monitor import connect

BUTTON, LED = 0, 4  # offsets of the lines on the emulated chip
DATA = 0x9030000 + 0x3FC  # the PL061's data register, all lines


class Wires:
    """Edges of the LED carry the host's time (time.monotonic) at which QEMU told of them."""

    def __init__(self, qtest, device):
        self.device = device
        self.stream = connect(qtest)
        self.answers = queue.Queue()
        self.light = Light()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.command(f"irq_intercept_out {device}")
        self.light.edge(self.read_light(), time.monotonic())
        self.set_button(False)

    def _read(self):
        try:
            for line in self.stream.makefile("r", encoding="ascii"):
                word = line.split()
                if word and word[0] == "IRQ":
                    if int(word[2]) == LED:
                        self.light.edge(word[1] == "raise", time.monotonic())
                else:
                    self.answers.put(line)
        except (OSError, ValueError):
            pass
        self.answers.put(None)

    def command(self, text):
        self.stream.sendall(f"{text}\n".encode())
        answer = self.answers.get(timeout=30)
        if answer is None or not answer.startswith("OK"):
            raise RuntimeError(f"QEMU answers {answer!r} to {text!r}")
        return answer

    def read_light(self):
        return int(self.command(f"readb {DATA:#x}").split()[1], 16) >> LED & 1 == 1

    def set_button(self, pressed):
        level = 0 if pressed else 1  # a button to ground, with a pull-up
        self.command(f"set_irq_in {self.device} unnamed-gpio-in {BUTTON} {level}")

    def move(self, levels, apart=0.001):
        """Pressed or released, each so much after the one before; returns how long it took."""
        begin = due = time.monotonic()
        for pressed in levels:
            while time.monotonic() < due:  # sleeping is too coarse for a millisecond
                pass
            self.set_button(pressed)
            due += apart
        return time.monotonic() - begin

    @contextmanager
    def held(self):
        self.set_button(True)
        try:
            yield
        finally:
            self.set_button(False)

    def press(self, seconds=0.1):
        with self.held():
            time.sleep(seconds)
