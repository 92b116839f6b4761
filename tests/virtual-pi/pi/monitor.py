# QEMU's monitor: stops the board, changes its card, tells about its parts.
import json
import socket
import time

PATIENCE = 20  # seconds for QEMU to open its sockets


def connect(path):
    deadline = time.monotonic() + PATIENCE
    while True:
        stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            stream.connect(path)
            return stream
        except OSError:
            stream.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


class Monitor:
    def __init__(self, path):
        self.stream = connect(path).makefile("rw", buffering=1, encoding="utf-8")
        self.stream.readline()  # its greeting
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        """Waits for the answer; events that come before it are of no interest."""
        self.stream.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        while True:
            line = self.stream.readline()
            if not line:
                raise RuntimeError(f"QEMU has gone; {command} was not answered")
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise RuntimeError(f"QEMU refuses {command}: {answer['error']['desc']}")

    def close(self):
        self.stream.close()

    def part(self, kind):
        """Where QEMU keeps the device of a kind ("pl061") among its objects."""
        unattached = "/machine/unattached"
        for part in self.ask("qom-list", path=unattached):
            if part["type"] == f"child<{kind}>":
                return f"{unattached}/{part['name']}"
        raise RuntimeError(f"this board has no {kind}")
