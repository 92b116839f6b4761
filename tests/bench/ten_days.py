# Days of sound from the unpaced simulated microphone: every frame in its place, memory constant.
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import alsa_configuration, fields

RATE, FRAME_BYTES, FILE_SECONDS = 48000, 4, 1200
FILE_BYTES = RATE * FRAME_BYTES * FILE_SECONDS
FILES_AT_ONCE = 4        # finished ones that wait, and the one that grows
LONGEST_FILE = 600       # seconds
SETTLED = 2              # files after which memory has to stay what it is
CONSTANT = 16384         # bytes; a few pages that are touched for the first time. A leak of one byte
                         # in each chunk of 512 frames is 112500 in each file


class Lost(Exception):
    """A file that is not what it has to be, or a recorder that ended; says which and why."""


class Days:
    """A take in files of 20 minutes; each is held to the microphone's count and then removed."""

    def __init__(self, program, checker, asound, folder, days, say):
        self.checker, self.folder, self.say = checker, Path(folder), say
        self.seconds = round(days * 86400)
        self.files = self.frames = self.begun_at = 0
        self.memory = []  # at the end of each file
        self.command = [program, "record", "--no-drop", "-q", "-D", "microphone:long-counter,PACED=no",
                        "-f", "S16_LE", "-r", str(RATE), "-c", "2", "-d", str(self.seconds),
                        "--max-file-time", str(FILE_SECONDS), str(self.name(1))]
        self.environment = {**os.environ, "ALSA_CONFIG_PATH": asound, "LC_ALL": "C"}

    def name(self, number):
        return self.folder / ("take.wav" if number == 1 else f"take_{number:03d}.wav")

    def run(self):
        """The figures of it; throws Lost, and leaves the files as they are."""
        self.begun_at = time.monotonic()
        recorder = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL,
                                    stderr=subprocess.PIPE, text=True)
        try:
            while self.next_file(recorder):
                self.check()
        finally:
            recorder.kill()
            words = recorder.communicate()[1].strip()
        if recorder.returncode != 0:
            raise Lost(words or f"redstart record ended with {recorder.returncode}")
        return self.figures(words)

    def next_file(self, recorder):
        """Waits until it is finished; false where the take is over and there is none any more."""
        deadline = time.monotonic() + LONGEST_FILE
        while time.monotonic() < deadline:
            over = recorder.poll() is not None
            if self.name(self.files + 1).exists():
                self.look_at(recorder)
                return True
            if over:
                return False
            recorder.send_signal(signal.SIGCONT)
            time.sleep(0.02)
        raise Lost(f"{self.name(self.files + 1)}: it is not finished within {LONGEST_FILE} s")

    def look_at(self, recorder):
        """Its memory; and it has to wait where the check cannot follow."""
        ahead = self.name(self.files + FILES_AT_ONCE - 1).exists()
        recorder.send_signal(signal.SIGSTOP if ahead else signal.SIGCONT)
        try:
            memory = fields(f"/proc/{recorder.pid}/smaps_rollup")["Anonymous"]  # pages of files come and go
            self.memory.append(int(memory.split()[0]) * 1024)
        except (OSError, KeyError):
            pass  # it has ended meanwhile

    def check(self):
        file = self.name(self.files + 1)
        run = subprocess.run([self.checker, str(self.frames), str(file)], capture_output=True,
                             text=True, check=False)
        if run.returncode != 0:
            raise Lost(run.stderr.strip())
        self.files += 1
        self.frames += int(run.stdout)
        file.unlink()
        self.tell()

    def tell(self):
        done = self.frames / RATE / self.seconds
        took = time.monotonic() - self.begun_at
        words = (f"{self.frames / RATE / 86400:.2f} of {self.seconds / 86400:g} days, "
                 f"{self.frames * FRAME_BYTES / took / 1e6:.0f} MB/s, "
                 f"{took / done * (1 - done) / 60:.1f} min left, "
                 f"{self.memory[-1] / 1e6 if self.memory else 0:.2f} MB of memory")
        self.say(words, self.files * FILE_SECONDS % 43200 == 0 or done >= 1)

    def figures(self, words):
        if words:
            raise Lost(f"redstart record says: {words}")
        if self.frames != self.seconds * RATE:
            raise Lost(f"{self.folder}: {self.frames} frames instead of {self.seconds * RATE}")
        left = [str(path) for path in self.folder.iterdir()]
        if left:
            raise Lost(f"{left[0]}: it is left")
        settled = self.memory[SETTLED:-1]  # at the end it does what it never did before
        half = len(settled) // 2
        early, late = max(settled[:half], default=0), max(settled[half:], default=0)
        return {"days": self.seconds / 86400, "files": self.files, "frames": self.frames,
                "minutes": (time.monotonic() - self.begun_at) / 60,
                "memory": early, "growth": max(0, late - early), "lost": 0}


def place_for_takes(folder=None):
    """In memory where there is room, for no card lives for ever; None where there is none."""
    for place in [folder] if folder else ["/dev/shm", tempfile.gettempdir()]:
        if os.path.isdir(place) and shutil.disk_usage(place).free > (FILES_AT_ONCE + 1) * FILE_BYTES:
            return place
    return None


def measure(program, checker, asound, folder, days, say):
    """The figures; where something is lost the files are kept, and Lost tells of them."""
    place = place_for_takes(folder)
    if place is None:
        raise Lost(f"{folder or '/dev/shm'}: less than {(FILES_AT_ONCE + 1) * FILE_BYTES >> 20} MiB free")
    own = tempfile.mkdtemp(prefix="redstart-days-", dir=place)
    try:
        with alsa_configuration(asound) as configuration:
            figures = Days(program, checker, configuration, own, days, say).run()
    except KeyboardInterrupt:
        shutil.rmtree(own)
        raise
    except Lost as lost:
        raise Lost(f"{lost}; what is there is kept in {own}") from None
    os.rmdir(own)
    return figures


def say(words, is_mile_stone=True):
    """One line that changes, on a terminal; else the milestones."""
    if sys.stderr.isatty():
        print(f"\r\033[Kbench: {words}", end="\n" if is_mile_stone else "", file=sys.stderr, flush=True)
    elif is_mile_stone:
        print(f"bench: {words}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench --days")
    parser.add_argument("--program", required=True)
    parser.add_argument("--asound", type=Path, required=True)
    parser.add_argument("--folder")
    parser.add_argument("--days", type=float, default=10)
    options = parser.parse_args()
    try:
        figures = measure(options.program, options.asound.parent / "long_counter", options.asound,
                          options.folder, options.days, say)
    except Lost as lost:
        sys.exit(f"bench: {lost}")
    print(f"{figures['frames']} frames in {figures['files']} files, each in its place, in "
          f"{figures['minutes']:.1f} minutes; {figures['memory'] / 1e6:.2f} MB of memory in the first half, "
          f"{figures['growth']} bytes more in the second")
    sys.exit(figures["growth"] > CONSTANT)


if __name__ == "__main__":
    main()
