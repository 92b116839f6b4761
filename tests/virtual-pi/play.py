#!/usr/bin/env python3
# A virtual Pi to play with: one that stays on, with its console, its button and its LED.
import os
import select
import signal
import socket
import sys
import termios
import time
import tty

from pi.card import make_card
from pi.machine import Machine
from pi.monitor import Monitor, connect
from pi.wires import Wires

STATE = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
HOME = f"{STATE}/redstart-virtual-pi"
CARD_MEGABYTES = 1024
LEAVE = b"\x1d"  # Ctrl-]

PICTURE = """
   the host                         the virtual Pi (Debian 13, arm64)
   scripts/virtual-pi press  ---->  button, GPIO17 to ground
   scripts/virtual-pi led    <----  LED, GPIO27
   scripts/virtual-pi shell  <--->  console, root without a password
   {card}  the SD card, at /media/redstart
   scripts/virtual-pi off           pulls the plug

   In its console: /usr/local/lib/virtual-pi/play S16_LE & is sound for the microphone,
   redstart status, journalctl -u redstart, redstart info /media/redstart/*/*.wav
"""


def fail(text):
    sys.exit(f"scripts/virtual-pi: {text}")


def running():
    """The process of the board that is on, or None."""
    try:
        with open(f"{HOME}/pid", encoding="ascii") as file:
            pid = int(file.read())
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return pid if b"qemu-system-aarch64" in file.read() else None
    except (OSError, ValueError):
        return None


def wires():
    if not running():
        fail("the board is off; scripts/virtual-pi boot powers it on")
    monitor = Monitor(f"{HOME}/qmp")
    try:
        return Wires(f"{HOME}/qtest", monitor.part("pl061"))
    finally:
        monitor.close()


def boot(image):
    if running():
        fail("the board is on already; scripts/virtual-pi off pulls its plug")
    os.makedirs(HOME, mode=0o700, exist_ok=True)
    card = f"{HOME}/card.img"
    if not os.path.exists(card):
        make_card(card, "vfat", CARD_MEGABYTES)
    machine = Machine(image, HOME, card, new_session=True)
    with open(f"{HOME}/pid", "w", encoding="ascii") as file:
        file.write(str(machine.process.pid))
    print("power is on; this takes half a minute", flush=True)
    seconds = machine.light.wait_for("armed", machine.powered_at, 240)
    print(f"the LED says armed, after {seconds:.0f} s\n{PICTURE.format(card=card)}")


def press(milliseconds="250"):
    board = wires()
    since = time.monotonic()
    board.press(float(milliseconds) / 1000)
    time.sleep(4.5)
    shown = board.light.signals(since)
    print(f"the LED says {', then '.join(s.signal for s in shown) or 'nothing clear yet'}")


def led():
    board = wires()
    print("Enter presses, Ctrl-C ends")
    while True:
        shown = board.light.signals(time.monotonic() - 5)
        light = "(*)" if board.read_light() else "( )"
        print(f"\r{light} {shown[-1].signal if shown else '':12}", end="", flush=True)
        if select.select([sys.stdin], [], [], 0.03)[0]:
            if not sys.stdin.readline():
                return
            board.press()


def off():
    pid = running()
    if not pid:
        fail("the board is off already")
    os.kill(pid, signal.SIGKILL)
    os.unlink(f"{HOME}/pid")
    print(f"the plug is pulled; the card is {HOME}/card.img")


def shell():
    if not running():
        fail("the board is off; scripts/virtual-pi boot powers it on")
    console = connect(f"{HOME}/console")
    print("Ctrl-] leaves the console; Enter shows its prompt", flush=True)
    before = termios.tcgetattr(0) if sys.stdin.isatty() else None
    try:
        if before:
            tty.setraw(0)
        pass_on(console)
    finally:
        if before:
            termios.tcsetattr(0, termios.TCSADRAIN, before)
        console.shutdown(socket.SHUT_RDWR)


def pass_on(console):
    while True:
        for ready in select.select([0, console], [], [])[0]:
            text = os.read(0, 4096) if ready == 0 else console.recv(4096)
            if not text or (ready == 0 and LEAVE in text):
                return
            if ready == 0:
                console.sendall(text)
            else:
                os.write(1, text)


def main():
    commands = {"boot": boot, "press": press, "led": led, "off": off, "shell": shell}
    name, *arguments = sys.argv[1:]
    try:
        commands[name](*arguments)
    except KeyboardInterrupt:
        print()


main()
