# Power cuts at every flush: what the card was told is logged, and each state that it had promised to
# keep is looked at as a card of its own.
import glob
import os

from pi.appliance import FOLDER, toml
from pi.card import copy_card, make_card
from pi.fat import Fat
from pi.sound import last_number
from pi.sound import Wav
from pi.write_log import flushes, read_log, replay

MEGABYTES = 32
LOG_MEGABYTES = 64
OPTIONS = {"vfat": "uid=redstart,gid=redstart,fmask=0137,dmask=0027", "ext4": "defaults"}
# What systemd-mount does before it mounts. Of one file under two names fsck.fat empties one.
CHECK = {"vfat": "fsck.fat -a $card >/run/look/check; test $? -le 1", "ext4": "true"}
LOOK = "/run/look"  # where the guest looks at a card that was cut


def insert_logged(pi, card, file_system):
    """The card lies under dm-log-writes, whose log is a disk in the guest's memory."""
    pi.ok("systemctl stop redstart")
    pi.machine.pull_card()
    pi.machine.agent.wait_for(f"! mountpoint -q {FOLDER} && ! test -b /dev/mmcblk0")
    pi.machine.insert_card(card)
    pi.card = None
    pi.machine.agent.wait_for("test -b /dev/mmcblk0")
    pi.ok(f"modprobe -a dm-log-writes brd rd_nr=1 rd_size={LOG_MEGABYTES * 1024} 2>/dev/null ||"
          f" {{ modprobe dm-log-writes && modprobe brd rd_nr=1 rd_size={LOG_MEGABYTES * 1024}; }}")
    pi.ok("dd if=/dev/zero of=/dev/ram0 bs=1M count=1 status=none; dmsetup create logged --table"
          ' "0 $(blockdev --getsz /dev/mmcblk0) log-writes /dev/mmcblk0 /dev/ram0"')
    pi.ok(f"mkdir -p {FOLDER}; mount -t {file_system} -o {OPTIONS[file_system]} /dev/mapper/logged"
          f" {FOLDER} && chown redstart:redstart {FOLDER}")


def take_log(pi):
    """The log, once all that was written has come out of the guest's memory."""
    pi.ok(f"systemctl stop redstart; umount {FOLDER}; dmsetup remove logged;"
          " dd if=/dev/ram0 of=/host/log bs=1M status=none; rmmod brd", 120)
    return f"{pi.machine.share}/log"


def on_card(pi):
    return pi.status()["take"]["frames_on_card"]


def record_and_log(pi, card, file_system):
    """A take with two splits and a mark; returns the log and what the recorder had said was safe:
    a mark in the log for each."""
    insert_logged(pi, card, file_system)
    pi.configure()
    pi.armed()
    pi.play()
    pi.start_take()
    for order in ("split", "mark owl", "split"):
        pi.record_on(2)
        pi.ok(f"dmsetup message logged 0 mark safe:$(redstart status --json |"
              " sed 's/.*\"frames_on_card\":\\([0-9]*\\).*/\\1/')")
        pi.ok(f"redstart {order}")
    pi.record_on(2)
    pi.stop_take()
    pi.ok("dmsetup message logged 0 mark finished")
    pi.stop_playing()
    return read_log(take_log(pi))


def look_at(pi, image, file_system):
    """Checks that card and starts Redstart on it, as the next boot would, and returns its takes, in order."""
    os.replace(image, f"{pi.machine.share}/cut.img")
    # A sound device that is never there: only what an earlier life left is looked after.
    config = {"audio": {"device": "hw:CARD=none"}, "control": {"socket": f"{LOOK}/socket"},
              "storage": {"folder": f"{LOOK}/card", "keep_free": "1MB"}}
    # A new name for each: the loop device of the one before may still be open, and would be taken again.
    pi.ok(f"""mkdir -p {LOOK}/card && chown redstart {LOOK} && cat >{LOOK}/redstart.toml <<'END'
{toml(config)}END
card=$(mktemp {LOOK}/card.img.XXXXXX) && cp --sparse=always /host/cut.img $card
{CHECK[file_system]} && mount -o loop,{OPTIONS[file_system]} $card {LOOK}/card && rm $card
setpriv --reuid=redstart --regid=redstart --clear-groups redstart run --config {LOOK}/redstart.toml 2>{LOOK}/log & recorder=$!
until redstart status --json --socket {LOOK}/socket 2>/dev/null | grep -q no-device; do sleep 0.1; done
for i in $(seq 200); do find {LOOK}/card -name '*.json.part' | grep -q . || break; sleep 0.1; done
kill $recorder; wait $recorder
cd {LOOK}/card && find . -name '*.part' | while read -r part; do
  cmp -s "$part" "${{part%.part}}" || echo "$part"; done >/host/left # on FAT: one file, two names
rm -rf /host/cut; mkdir /host/cut; find . -name '*.wav' -size +0 -exec cp {{}} /host/cut/ \\; ; cd / && umount {LOOK}/card""", 120)
    left = open(f"{pi.machine.share}/left", encoding="utf-8").read().split()
    return left, sorted(glob.glob(f"{pi.machine.share}/cut/*.wav"))


def frames_in_order(files, where):
    """The frames of a take: each file is whole, true to the microphone, and follows the one before."""
    total, end = 0, None
    for file in files:
        wav = Wav(file)
        found = wav.runs()
        assert wav.is_complete and len(found) == 1 and found[0].kind == "counter", f"{where}: {found[:5]}"
        assert end is None or found[0].first == end + 1, f"{where}: {file} begins with {found[0].first}"
        end = last_number(found)
        total += wav.frames
    return total


def promised(entries):
    """What the recorder had said to be on the card, by the end of these entries; and whether it had
    said that the take is finished."""
    tags = [entry.tag for entry in entries if entry.tag]
    safe = [int(tag.removeprefix("safe:")) for tag in tags if tag.startswith("safe:")]
    return max(safe, default=0), "finished" in tags


def cuts_of(bench, file_system):
    pi = bench.board()
    card = make_card(f"{bench.folder}/logged-{file_system}.img", file_system, MEGABYTES, "LOGGED")
    before = copy_card(card, f"{bench.folder}/before-{file_system}.img")
    entries = record_and_log(pi, card, file_system)
    places = flushes(entries) + [len(entries)]  # the last: the card was unmounted
    every = 1 if bench.everything else max(1, len(places) // 6)
    least, looked_at, whole = 0, 0, None
    done = 0
    for i, place in enumerate(places):
        replay(before, entries[done:place])
        done = place
        if file_system == "vfat":
            assert Fat(before).broken_folders() == [], f"cut after write {place} of {len(entries)}"
        if i % every and place != places[-1]:
            continue
        left, files = look_at(pi, copy_card(before, f"{bench.folder}/cut.img"), file_system)
        where = f"{file_system}, cut after write {place} of {len(entries)}"
        assert not left, f"{where}: {left}\n{pi.run(f'cat {LOOK}/log {LOOK}/check; dmesg | grep -i fat | tail')[1]}"
        frames = frames_in_order(files, where)
        safe, finished = promised(entries[:place])
        assert frames >= max(safe, least), f"{where}: {frames} frames, {max(safe, least)} were safe"
        least, looked_at, whole = frames, looked_at + 1, (finished, len(files), frames)
    assert whole and whole[0] and whole[1] == 3, whole
    bench.note(f"{file_system}: {len(entries)} writes, {len(places)} flushes, {looked_at} of them cut"
               f" and looked at: none of {whole[2]} frames lost that was safe, 3 files at the end")


def test_power_is_cut_at_every_flush_on_ext4(bench):
    """A take with two splits and a mark on ext4: whatever flush is the last, all that was safe is there."""
    cuts_of(bench, "ext4")


def test_power_is_cut_at_every_flush_on_vfat(bench):
    """The same on vfat."""
    cuts_of(bench, "vfat")


test_power_is_cut_at_every_flush_on_ext4.limit = 600
test_power_is_cut_at_every_flush_on_vfat.limit = 600
