# Runs commands in the guest, through the port at which its agent listens.
import itertools
import socket
import time

from .monitor import connect


class CommandFailed(RuntimeError):
    pass


class Agent:
    """One command at a time. A command that never ends has to be put in the background there."""

    def __init__(self, path):
        self.stream = connect(path)
        self.numbers = itertools.count(1)
        self.pending = b""

    def close(self):
        self.stream.close()

    def run(self, command, seconds=60):
        """Its exit status and its output."""
        word = f"answer-{id(self):x}-{next(self.numbers)}"
        line = command.replace("\\", "\\\\").replace("\n", "\\n")
        self.stream.sendall(f"{word} {line}\n".encode())
        marker = f"\n{word} ".encode()
        deadline = time.monotonic() + seconds
        while marker not in self.pending or not self.pending.endswith(b"\n"):
            self._receive(command, deadline)
        output, _, status = self.pending.partition(marker)
        self.pending = b""
        return int(status), output.decode(errors="replace")

    def ok(self, command, seconds=60):
        """Its output; it has to succeed."""
        status, output = self.run(command, seconds)
        if status:
            raise CommandFailed(f"{command}: exit status {status}\n{output}")
        return output

    def _receive(self, command, deadline):
        self.stream.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            more = self.stream.recv(65536)
        except socket.timeout as late:
            raise TimeoutError(f"{command}: no answer in time; so far {self.pending[-500:]!r}") from late
        if not more:
            raise ConnectionError(f"{command}: the board has gone")
        self.pending += more

    def wait_for(self, command, seconds=60, every=0.2):
        """Until it succeeds; returns its output."""
        deadline = time.monotonic() + seconds
        while True:
            status, output = self.run(command)
            if status == 0:
                return output
            if time.monotonic() > deadline:
                raise TimeoutError(f"{command}: failed for {seconds} s\n{output}")
            time.sleep(every)
