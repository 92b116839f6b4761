#!/usr/bin/env python3
# A finger on the lines of an emulated board: runs QEMU, shows its console, and does what it asks.
#
# finger.py QEMU [ARGUMENT...]: adds the console, a qtest and a QMP socket to the command line. The
# guest asks on its console with a line "finger: REQUEST" and reads a line in answer:
#   move L L ...  the button is pressed (1) or released (0), each a millisecond after the one before
#   light         1 or 0: what the LED's line shows
#   exit CODE     what finger.py exits with when QEMU ends
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "virtual-pi"))

from pi.monitor import Monitor
from pi.wires import Wires


def main():
    exit_code = 1
    with tempfile.TemporaryDirectory() as folder:
        qtest, monitor = f"{folder}/qtest", f"{folder}/qmp"
        board = subprocess.Popen(
            [*sys.argv[1:], "-display", "none", "-serial", "stdio", "-monitor", "none",
             "-qtest", f"unix:{qtest},server=on,wait=off", "-qtest-log", "/dev/null",
             "-qmp", f"unix:{monitor},server=on,wait=off"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            wires = Wires(qtest, Monitor(monitor).part("pl061"))
            for raw in board.stdout:
                text = raw.decode(errors="replace").rstrip()
                head, _, request = text.partition("finger: ")
                if not request:
                    print(text, flush=True)
                    continue
                verb, *words = request.split()
                answer = None
                if verb == "move":
                    wires.move([word == "1" for word in words])
                    answer = "done"
                elif verb == "light":
                    answer = str(int(wires.read_light()))
                elif verb == "exit":
                    exit_code = int(words[0])
                if answer:
                    board.stdin.write(answer.encode() + b"\n")
                    board.stdin.flush()
        finally:
            board.kill()
            board.wait()
    sys.exit(exit_code)


main()
