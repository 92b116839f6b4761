# The plug is pulled in a take: many cuts from one boot, all checked after the next.
import hashlib
import random
import time
from collections import namedtuple

from pi.card import copy_card
from pi.sound import RATE, last_number, without_edges

SYNC_EVERY, CHUNK = RATE, 1024
FILE_SYSTEMS = ("vfat", "exfat", "ext4", "f2fs")

# A card as the cut left it; frames that the microphone had delivered by then, at least and at most.
Cut = namedtuple("Cut", "file_system image at_least at_most take finished")


def cut(pi, card, image):
    """Copies the card while the board stands still, which is what a pulled plug would have left."""
    asked = time.monotonic()
    at_least = pi.played()
    pi.machine.freeze()
    took = time.monotonic() - asked
    try:
        copy_card(card, image)
    finally:
        pi.machine.go_on()
    return at_least, at_least + round(took * RATE) + RATE // 250  # the loop's clock ticks every 4 ms


def finished_take(pi):
    """A short one that is over, and its digest: no later cut may harm it."""
    pi.start_take()
    pi.record_on(2)
    _, path = pi.stop_take()
    return path, hashlib.sha256(open(pi.machine.fetch(path), "rb").read()).hexdigest()


def cuts_of_one_take(bench, pi, file_system, count, chance):
    card = bench.card(file_system)
    pi.insert(card)
    pi.armed()
    pi.play()
    finished = finished_take(pi)
    pi.start_take()
    part = pi.status()["take"]["file"]
    cuts = []
    for i in range(count):
        time.sleep(chance.uniform(0.2, 3.2))
        image = f"{bench.folder}/cut-{file_system}-{i}.img"
        cuts.append(Cut(file_system, image, *cut(pi, card, image), part, finished))
    pi.stop_take()
    pi.stop_playing()
    return cuts


def check(bench, pi, one):
    """Starts the service on the card as the cut left it; returns frames lost, at least and at most."""
    pi.ok("systemctl stop redstart")
    pi.insert(one.image)
    pi.ok("systemctl start redstart")
    pi.armed()
    assert pi.left_overs() == [], f"{one.image}: {pi.left_overs()}\n{pi.log(20)}"
    path, digest = one.finished
    kept = hashlib.sha256(open(pi.machine.fetch(path), "rb").read()).hexdigest()
    assert kept == digest, f"{one.image}: {path} was finished before and has changed"
    wav = pi.wav(one.take.removesuffix(".part"))
    runs = wav.runs()
    assert wav.is_complete and len(runs) == 1 and runs[0].kind == "counter", f"{one.image}: {runs[:5]}"
    pi.machine.empty_share()
    end = last_number(runs)
    return one.at_least - end, one.at_most - end


def test_plug_pulled_in_a_take(bench):
    """Cut at random moments on vfat and another (--all: exfat, ext4 and f2fs): every take is there, true, and a second short at most."""
    count = 20 if bench.everything else 3
    chance = random.Random(bench.seed)
    file_systems = FILE_SYSTEMS if bench.everything else (FILE_SYSTEMS[0], chance.choice(FILE_SYSTEMS[1:]))
    pi = bench.board()
    cuts = [cut for fs in file_systems for cut in cuts_of_one_take(bench, pi, fs, count, chance)]
    pi = bench.power_on()  # the last of the cuts
    bench.wait_until_booted()
    pi.configure()
    worst, failed = {}, []
    for one in cuts:
        at_least, at_most = check(bench, pi, one)
        worst[one.file_system] = max(worst.get(one.file_system, (0, 0)), (at_least, at_most))
        if at_least > SYNC_EVERY + CHUNK:
            failed.append(f"{one.image}: {at_least / RATE:.3f} s are missing")
    for file_system, (at_least, at_most) in worst.items():
        bench.note(f"{file_system}: {count} cuts, at worst {at_least / RATE:.3f} to"
                   f" {at_most / RATE:.3f} s were missing (at most {(SYNC_EVERY + CHUNK) / RATE:.3f})")
    assert not failed, failed


test_plug_pulled_in_a_take.limit = 900
