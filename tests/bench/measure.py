# Runs a program and reads from /proc what it cost: CPU time, wakeups, memory, page cache.
import contextlib
import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

LONGEST_RUN = 300  # seconds
TICK = os.sysconf("SC_CLK_TCK")

# In a script's background SIGINT is ignored, and what is started there would heed that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass
class Snapshot:
    """What the kernel has counted of one process up to now."""
    at: float
    cpu: float      # seconds
    wakeups: int    # voluntary context switches of all its threads
    resident: int   # bytes
    locked: int     # bytes: the ring


def fields(path):
    return dict(line.split(":", 1) for line in Path(path).read_text().splitlines() if ":" in line)


@contextlib.contextmanager
def alsa_configuration(file):
    """A name for that file that has no space in it, which ALSA takes for the end of a name."""
    with tempfile.TemporaryDirectory(prefix="redstart-alsa-") as folder:
        link = Path(folder, "asound.conf")
        link.symlink_to(Path(file).resolve())
        yield str(link)


def snapshot(pid):
    cpu = wakeups = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        cpu += int((task / "schedstat").read_text().split()[0])
        wakeups += int(fields(task / "status")["voluntary_ctxt_switches"])
    status = fields(f"/proc/{pid}/status")
    kb = {key: int(status[key].split()[0]) * 1024 for key in ("VmRSS", "VmLck")}
    return Snapshot(time.monotonic(), cpu / 1e9, wakeups, kb["VmRSS"], kb["VmLck"])


def start(command, environment):
    return subprocess.Popen(command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@dataclass
class Memory:
    """Bytes without the ring."""
    resident: int
    own: int  # in no file: heap, stacks, variables; of files others map the same pages


def memory_in_a_take(command, environment, file, size=1 << 20):
    """Of a recorder that is stopped in the middle of its take."""
    process = start(command, environment)
    try:
        deadline = time.monotonic() + LONGEST_RUN
        while not any(part.stat().st_size >= size for part in file.parent.glob(file.name + "*")):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} recorded nothing")
            time.sleep(0.001)
        process.send_signal(signal.SIGSTOP)
        kb = {**fields(f"/proc/{process.pid}/status"),
              **fields(f"/proc/{process.pid}/smaps_rollup")}
        ring = int(kb["VmLck"].split()[0])
        return Memory(*((int(kb[what].split()[0]) - ring) * 1024
                        for what in ("Rss", "Anonymous")))
    finally:
        process.kill()
        process.wait()


def stop(process):
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def kernel_cpu():
    """Seconds that the kernel's own threads have worked: writeback, the journal, the block layer."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if rest[1] == "2":
            ticks += int(rest[11]) + int(rest[12])
    return ticks / TICK


def end_of(process, step):
    deadline = time.monotonic() + LONGEST_RUN
    while time.monotonic() < deadline:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            return status, usage
        time.sleep(0.01)
    process.kill()
    process.wait()
    raise RuntimeError(f"{step[0]} did not end in {LONGEST_RUN} s")


def whole_run(command, environment, file):
    """CPU seconds until all of it is on the card: the program's, sync(1)'s and the kernel's."""
    os.sync()
    kernel = kernel_cpu()
    cpu = 0.0
    for step in (command, ["sync", file]):
        process = start(step, environment)
        status, usage = end_of(process, step)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1, 255):
            raise RuntimeError(f"{step[0]} ended with {process.returncode}")
        cpu += usage.ru_utime + usage.ru_stime
    return {"cpu": cpu + kernel_cpu() - kernel, "process": cpu}


def cached_bytes(file):
    out = subprocess.run(["fincore", "--bytes", "--raw", "--noheadings", "--output", "RES", file],
                         capture_output=True, text=True, check=True)
    return int(out.stdout.split()[0])


def side_by_side(commands, environment, settle, seconds):
    """All of them at once for so long; what each cost a second, once it has settled."""
    running = {name: start(command, environment) for name, command in commands.items()}
    try:
        time.sleep(settle)
        before = {name: snapshot(p.pid) for name, p in running.items() if p.poll() is None}
        time.sleep(seconds)
        after = {name: snapshot(running[name].pid) for name in before}
    finally:
        for process in running.values():
            stop(process)
    result = {}
    for name, end in after.items():
        begin = before[name]
        span = end.at - begin.at
        result[name] = {"core": (end.cpu - begin.cpu) / span,
                        "wakeups": (end.wakeups - begin.wakeups) / span,
                        "memory": end.resident - end.locked,
                        "growth": end.resident - begin.resident}
    return result
