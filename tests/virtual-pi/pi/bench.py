# The bench that tests work at: boards that are booted when a test wants one, cards, and scratch space.
import os
import time

from .appliance import Appliance
from .card import make_card
from .machine import Machine

BOOT_SECONDS = 240  # a busy host emulates slowly


class Skipped(Exception):
    """Raised by a test that cannot or shall not run here; it says why, and the table shows it."""


class Bench:
    def __init__(self, image, folder, everything, seed):
        self.image, self.folder, self.everything, self.seed = image, folder, everything, seed
        self.appliance = None
        self.boots = 0
        self.cards = 0
        self.everyday_card = None
        self.notes = []

    def note(self, text):
        """A figure that a test has measured: shown now, and again in the table."""
        self.notes.append(text)
        print(f"    {text}", flush=True)

    def card(self, file_system="vfat", megabytes=256):
        """A new card, formatted and empty."""
        self.cards += 1
        return make_card(f"{self.folder}/card-{self.cards}-{file_system}.img", file_system, megabytes)

    def power_on(self, card=None, append="", port=None):
        """Off first, if it is on: the plug is pulled. Returns at once; nothing has booted yet. With
        a port it has a network (see Machine); no other board has one."""
        self.power_off()
        self.boots += 1
        folder = f"{self.folder}/boot-{self.boots}"
        os.makedirs(folder)
        self.appliance = Appliance(Machine(self.image, folder, card, append, port=port), card)
        return self.appliance

    def wait_until_booted(self, seconds=BOOT_SECONDS):
        begin = time.monotonic()
        self.appliance.machine.agent.ok(
            "until systemctl is-active -q multi-user.target; do sleep 0.3; done;"
            " mountpoint -q /host || mount /host", seconds)
        return time.monotonic() - begin

    def power_off(self):
        if self.appliance:
            self.appliance.machine.pull_plug()
        self.appliance = None

    def board(self, card=None, **configuration):
        """A board that is up, with this configuration, a microphone, a card (an empty one, if none
        is named), and armed."""
        if not self.appliance or not self.appliance.machine.is_on():
            self.everyday_card = self.card()
            self.power_on(card or self.everyday_card)
            self.wait_until_booted()
        pi = self.appliance
        pi.machine.wires.set_button(False)
        pi.stop_playing()
        pi.ok("test -d /proc/asound/Loopback || modprobe snd-aloop")
        pi.machine.empty_share()
        pi.configure(**configuration)
        self.provide_card(pi, card)
        pi.armed()
        return pi

    def provide_card(self, pi, card):
        if card and pi.card != card:
            pi.insert(card)
        elif not card and (pi.card != self.everyday_card or not pi.has_card()):
            self.everyday_card = self.card()
            pi.insert(self.everyday_card)
        elif not card:
            pi.wipe_card()
