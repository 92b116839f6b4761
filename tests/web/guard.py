# Ends every process that a test started, also when the test itself is killed.
"""A guard is a process of its own that waits for the end of a pipe. Whoever holds the other end and dies,
in whatever way, wakes it, and it ends the sessions it was told of: each program of a test is started as
the leader of its own session, which its children cannot lose by changing their process group."""
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def members(session):
    """The processes of a session that have not ended."""
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as stat:
                state, _, _, of = stat.read().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(of) == session and state not in "ZX":
            yield int(process)


def end_session(session, patience=10):
    """Kills all of it, again and again: a process may have made another one meanwhile."""
    deadline = time.monotonic() + patience
    while (left := list(members(session))) and time.monotonic() < deadline:
        for process in left:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.02)
    return not left


def watch():
    """The guard itself: lines "session 123" and "folder /tmp/x" until the pipe ends."""
    os.setsid()
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    told = [line.rstrip("\n").split(" ", 1) for line in sys.stdin]
    for kind, what in told:
        if kind == "session":
            end_session(int(what))
    for kind, what in told:
        if kind == "folder":
            shutil.rmtree(what, ignore_errors=True)


class Guard:
    """Starts programs that do not outlive this process."""

    def __init__(self):
        self.guard = subprocess.Popen([sys.executable, os.path.abspath(__file__)], stdin=subprocess.PIPE,
                                      text=True)

    def tell(self, kind, what):
        self.guard.stdin.write(f"{kind} {what}\n")
        self.guard.stdin.flush()

    def start(self, words, **options):
        """The kernel kills it with this process; the guard kills what it has started by then."""
        options.setdefault("stdin", subprocess.DEVNULL)
        program = subprocess.Popen(words, start_new_session=True, preexec_fn=die_with_parent, **options)
        self.tell("session", program.pid)
        return program

    def end(self, program):
        end_session(program.pid)
        program.wait()

    def close(self):
        """Everything that is left ends now."""
        self.guard.stdin.close()
        self.guard.wait()


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    watch()
