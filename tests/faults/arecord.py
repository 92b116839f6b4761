# arecord put through the same faults, by the same faulty disk and the same microphone.
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from pathlib import Path

RATE, FRAME = 48000, 8  # S32_LE, stereo: the counter's numbers are whole
SECONDS = 4
WIDE_FRAME = 32  # 8 channels

# In a script's background SIGINT is ignored, and what is started there would heed that.
signal.signal(signal.SIGINT, signal.default_int_handler)


def environment(build, **more):
    return {**os.environ, 'ALSA_CONFIG_PATH': str(build / 'simulated/asound.conf'), **more}


class Take:
    """One take of arecord below a plan of the faulty disk; `during(self)` may do more to it."""

    def __init__(self, build, plan='', during=None, stop=signal.SIGINT, seconds=SECONDS):
        with tempfile.TemporaryDirectory() as name:
            folder, self.build = Path(name).resolve(), build
            self.state, self.sign, trace = (folder / word for word in ('mic', 'sign', 'trace'))
            takes = folder / 'takes'
            takes.mkdir()
            file = takes / 'take.wav'
            self.process = subprocess.Popen(
                ['arecord', '-q', '-D', f'microphone:SOURCE=counter,STATE={self.state}', '-f', 'S32_LE', '-r',
                 str(RATE), '-c', '2', str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                env=environment(build, LD_PRELOAD=str(build / 'tests/faulty_disk/libfaulty_disk.so'), FAULTY_DISK=str(takes),
                                FAULTY_DISK_PLAN=plan.format(sign=self.sign), FAULTY_DISK_TRACE=str(trace)))
            self.begin = time.monotonic()
            if during:
                during(self)
            self.wait_until(seconds)
            self.ended_early = self.process.poll() is not None
            self.process.send_signal(stop)
            self.process.communicate(timeout=20)
            self.code = self.process.returncode
            self.bytes = file.read_bytes() if file.exists() else b''
            self.syncs = sum(line.split()[1] in ('fsync', 'fdatasync')
                             for line in trace.read_text(encoding='utf-8').splitlines())

    def wait_until(self, second):
        try:
            self.process.wait(max(0.0, self.begin + second - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass

    def order(self, *words):
        subprocess.run([self.build / 'redstart-simulate', self.state, *words], check=True, timeout=10)

    def numbers(self):
        at = self.bytes.find(b'data') + 8
        sound = self.bytes[at:at + (len(self.bytes) - at) // FRAME * FRAME] if at >= 8 else b''
        return [first for first, _ in struct.iter_unpack('<II', sound)]

    def left_out(self):
        """Frames that are missing between two others, with nothing in their place."""
        numbers = self.numbers()
        return numbers[-1] + 1 - numbers[0] - len(numbers) if numbers else 0

    def header(self):
        at = self.bytes.find(b'data')
        claimed = struct.unpack_from('<I', self.bytes, at + 4)[0] / FRAME / RATE if at >= 0 else 0
        is_true = abs(claimed - len(self.numbers()) / RATE) < 0.01
        return '' if is_true else f'; the header claims {claimed / 3600:.1f} h'

    def outcome(self):
        if not self.ended_early and self.left_out() > 0:
            return f'{self.left_out()} frames left out, no silence in their place, no mark'
        lost = max(0.0, SECONDS - len(self.numbers()) / RATE)
        how = 'ends with the fault' if self.ended_early else 'goes on'
        return f'{how}: {lost:.1f} of {SECONDS} s lost{self.header()}'


def killed(build):
    return 'killed: ' + Take(build, stop=signal.SIGKILL).outcome().partition(': ')[2]


def power_cut(build):
    return f'{Take(build).syncs} syncs in a take of {SECONDS} s: none of it is safe'


def fails(error):
    return lambda build: Take(build, f'write@8 fail {error}').outcome()


def short(build):
    return Take(build, 'write@8 short').outcome()


def stalls(length):
    def during(take):
        while not take.sign.exists() and take.process.poll() is None:
            time.sleep(0.005)
        take.wait_until(time.monotonic() - take.begin + length)
        take.sign.unlink(missing_ok=True)
    return lambda build: Take(build, 'write@12 stall {sign}', during, seconds=length + 3).outcome()


def overrun(build):
    def during(take):
        take.wait_until(1)
        take.order('overrun')
    return Take(build, during=during).outcome()


def unplugged(build):
    def during(take):
        take.wait_until(1)
        take.order('vanish')
        take.wait_until(1.5)
        take.order('return')
    return Take(build, during=during).outcome()


def second(build, file):
    """Records a second to that file."""
    return subprocess.run(['arecord', '-q', '-D', 'microphone:SOURCE=counter', '-f', 'S32_LE', '-r', str(RATE), '-c',
                           '2', '-d', '1', file], env=environment(build), capture_output=True, timeout=20, check=False)


def no_folder(build):
    return f'ends with exit {second(build, "/nowhere/take.wav").returncode}'


def same_name(build):
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / 'take.wav'
        file.write_bytes(b'an earlier take')
        ended = second(build, file)
        kept = any(one.read_bytes() == b'an earlier take' for one in Path(name).iterdir())
    return f'exit {ended.returncode}; an earlier take of that name is ' + ('kept' if kept else 'written over')


def stopped(build):
    return Take(build).outcome()


def wide(build, *options, paced):
    """What arecord leaves out at the cuts of a take of 8 channels at 192k."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(['arecord', '-q', '-D', f'microphone:SOURCE=counter,PACED={paced}', '-f', 'S32_LE', '-r',
                        '192000', '-c', '8', *options, 'take.wav'],
                       cwd=folder, env=environment(build), capture_output=True, timeout=600, check=True)
        found = sorted(map(ends, Path(folder).iterdir()))
    lost = sum(after[0] - 1 - before[1] for before, after in zip(found, found[1:]))
    return f'{len(found) - 1} cuts: {lost} frames lost at them'


def ends(file):
    """The numbers of its first and its last frame."""
    with open(file, 'rb') as sound:
        begin = sound.read(4096).find(b'data') + 8
        frames = (file.stat().st_size - begin) // WIDE_FRAME
        numbers = []
        for frame in 0, frames - 1:
            sound.seek(begin + frame * WIDE_FRAME)
            numbers.append(struct.unpack('<I', sound.read(4))[0])
    return numbers


def splits(build):
    return wide(build, '-d', '11', '--max-file-time', '1', paced='yes')


def large(build):
    return wide(build, '-d', '752', paced='no')  # 4.3 GiB


def is_installed():
    return shutil.which('arecord') is not None
