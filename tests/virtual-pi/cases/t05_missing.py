# What may be missing or vanish: the appliance says so, waits, goes on, and never ends for it.
import time

from pi.appliance import boot_with
from pi.sound import RATE, last_number, silences, without_edges

SHOWN_WITHIN = 3.0  # seconds from a fault to the LED


def record_a_little(pi, seconds=3):
    """Press, wait, press; returns the file."""
    pi.start_take()
    pi.record_on(seconds)
    return pi.stop_take()[1]


def fault_shows(bench, pi, since, what):
    seconds = pi.light.wait_for("fault", since, 30)
    bench.note(f"{what}: the LED says fault after {seconds:.2f} s")
    assert seconds <= SHOWN_WITHIN, f"{what}: fault shown after {seconds:.2f} s"


def fill(pi, left_bytes):
    """Fills the card until so much is left."""
    pi.ok("left=$(stat -f -c '%a*%S' /media/redstart)"
          f" && head -c $((left - {left_bytes})) /dev/zero >>/media/redstart/filler"
          " && sync -f /media/redstart", 120)


def one_counter(wav):
    runs = wav.runs()
    assert len(runs) == 1 and runs[0].kind == "counter", runs[:8]


def test_card_and_microphone_missing_at_boot(bench):
    """Booted without either it says fault, and is armed when both have come."""
    pi = bench.power_on(append="modprobe.blacklist=snd_aloop")
    pi.light.wait_for("fault", pi.machine.powered_at, 240)
    bench.wait_until_booted()
    assert set(pi.status()["faults"]) == {"no-device", "no-storage"}, pi.status()
    pi.ok("modprobe snd-aloop")
    pi.eventually("the microphone found", lambda s: "no-device" not in s["faults"])
    assert pi.light.signals(time.monotonic() - 3)[-1].signal == "fault"
    inserted = time.monotonic()
    pi.machine.insert_card(bench.card())
    seconds = pi.light.wait_for("armed", inserted, 60)
    bench.note(f"armed {seconds:.1f} s after the card was put in")
    pi.play()
    one_counter(pi.wav(record_a_little(pi)))


def test_full_card_ends_the_take(bench):
    """With less than keep_free the take is finished and a fault shown; with room again it is over."""
    pi = bench.board(bench.card("vfat", 64))
    fill(pi, 9_500_000)
    pi.play()
    pi.start_take()
    pi.record_on(2)
    full = time.monotonic()
    fill(pi, 7_000_000)
    fault_shows(bench, pi, full, "full")
    status, _ = pi.eventually("finished", lambda s: s["take"] is None)
    assert status["faults"] == ["storage-full"], status
    one_counter(pi.wav(pi.takes()[-1]))
    assert pi.left_overs() == []
    pi.ok("rm /media/redstart/filler")
    emptied = time.monotonic()
    bench.note(f"with room again: armed after {pi.light.wait_for('armed', emptied):.1f} s")
    one_counter(pi.wav(record_a_little(pi)))


def test_card_without_any_room_keeps_the_take(bench):
    """Where keep_free is 0 and something else takes all the room, the take is kept, and the fault stays."""
    pi = bench.board(bench.card("ext4", 32), storage={"keep_free": "0B"})
    fill(pi, 3_000_000)
    pi.play()
    pi.start_take()
    pi.record_on(3.5)
    full = time.monotonic()
    pi.run("cat /dev/zero >>/media/redstart/filler")
    fault_shows(bench, pi, full, "no room at all")
    status, _ = pi.eventually("finished", lambda s: s["take"] is None)
    assert pi.light.wait_for("fault", time.monotonic()) < 1
    assert pi.status()["faults"] == ["storage-full"], status
    pi.ok("rm /media/redstart/filler")
    pi.armed()
    assert pi.left_overs() == []
    wav = pi.wav(pi.takes()[-1])
    one_counter(wav)
    bench.note(f"{wav.frames / RATE:.2f} s of the take were kept")
    assert wav.frames / RATE > 3
    one_counter(pi.wav(record_a_little(pi)))


def test_card_pulled_in_a_take(bench):
    """Pulled out in a take and put back: a fault, then the take goes on in a new file, and it is whole."""
    pull_in_a_take(bench, "vfat")


def test_card_pulled_in_a_take_on_ext4(bench):
    """The same on ext4, whose journal ends with the card and is read again when that is back."""
    pull_in_a_take(bench, "ext4")


def pull_in_a_take(bench, file_system):
    card = bench.card(file_system)
    pi = bench.board(card)
    pi.play()
    pi.start_take()
    pi.record_on(4)
    pulled = time.monotonic()
    pi.machine.pull_card()
    fault_shows(bench, pi, pulled, "card pulled")
    back = time.monotonic()
    pi.machine.insert_card(card)
    seconds = pi.light.wait_for("recording", back, 60)
    pi.record_on(2)
    pi.stop_take()
    assert pi.left_overs() == []
    before, after = (pi.wav(path) for path in sorted(pi.takes()))
    bench.note(f"{file_system}: recording {seconds:.1f} s after it was put back; {before.frames / RATE:.2f} s before it,"
               f" {after.frames / RATE:.2f} s after, runs of {[r.kind for r in after.runs()]}")
    one_counter(before)
    # What was captured while it was away is there, and what of the last second nobody had vouched for
    # a second time; a jerk of the emulator is a gap, as long a silence.
    end = last_number(before.runs())
    assert end - RATE <= after.runs()[0].first <= end + 1
    assert {run.kind for run in after.runs()} <= {"counter", "silence"}
    for last, silence, next_ in silences(after.runs()):
        bench.note(f"{silence.frames} frames of silence for {next_.first - last.first - last.frames} that are missing")
    one_counter(pi.wav(record_a_little(pi)))


def test_switch_that_is_on_at_boot(bench):
    """A switch that is on before card and microphone are there: it records as soon as both have come."""
    pi = bench.power_on(append=f"modprobe.blacklist=snd_aloop {boot_with(button={'mode': 'switch'})}")
    pi.machine.wires.set_button(True)  # before the kernel knows of it
    pi.light.wait_for("fault", pi.machine.powered_at, 240)
    bench.wait_until_booted()
    pi.ok("modprobe snd-aloop")
    pi.eventually("the microphone found", lambda s: "no-device" not in s["faults"])
    pi.play()
    inserted = time.monotonic()
    pi.machine.insert_card(bench.card())
    seconds = pi.light.wait_for("recording", inserted, 60)
    pi.record_on(3)
    pi.machine.wires.set_button(False)
    pi.eventually("finished", lambda s: s["take"] is None)
    wav = pi.wav(pi.takes()[-1])
    bench.note(f"recording {seconds:.1f} s after the card was put in; {wav.frames / RATE:.2f} s until it was off")
    one_counter(wav)
    assert len(pi.takes()) == 1 and wav.frames / RATE > 3
    bench.power_off()  # the configuration of this boot comes back with each start of the service


def test_default_device_that_is_shared(bench):
    """`default` through plug and dsnoop, as Debian has it for a USB microphone: a take bit for bit."""
    pi = bench.board()
    # dsnoop sets the one shape of the loop device, which the player must have too.
    pi.ok("""cat >/etc/asound.conf <<'END'
pcm.!default {
    type plug
    slave.pcm {
        type dsnoop
        ipc_key 7001
        slave { pcm "hw:Loopback,1" format S16_LE rate 48000 channels 2 }
    }
}
END""")
    try:
        pi.configure(audio={"device": "default"})
        pi.armed()
        pi.play()
        wav = pi.wav(record_a_little(pi, 5))
    finally:
        pi.ok("rm /etc/asound.conf")
    bench.note(f"{wav.frames / RATE:.2f} s, {len(wav.runs())} run")
    one_counter(wav)


def test_microphone_vanishes_in_a_take(bench):
    """Unplugged in a take and plugged in again: a fault, the same take, silence for the time between."""
    pi = bench.board()
    pi.play()
    pressed, _ = pi.start_take()
    pi.record_on(3)
    gone = time.monotonic()
    pi.ok("echo snd_aloop.0 >/sys/bus/platform/drivers/snd_aloop/unbind")
    fault_shows(bench, pi, gone, "microphone gone")
    assert pi.status()["faults"] == ["no-device"]
    time.sleep(2)  # what is to be a silence of that length
    pi.ok("echo snd_aloop.0 >/sys/bus/platform/drivers/snd_aloop/bind")
    back = time.monotonic()
    seconds = pi.light.wait_for("recording", back, 40)
    pi.play()
    pi.record_on(3)
    stopped, path = pi.stop_take()
    wav = pi.wav(path)
    runs = without_edges(wav.runs())
    bench.note(f"recording again {seconds:.1f} s after it was back; runs of"
               f" {[(r.kind, round(r.frames / RATE, 2)) for r in runs]}")
    assert [r.kind for r in runs] == ["counter", "silence", "counter"], runs
    assert abs(wav.frames / RATE - (stopped - pressed)) < 0.5, (wav.frames / RATE, stopped - pressed)
    assert "gap" in pi.ok(f"redstart info '{path}'")


def seconds_of_a_program(pi):
    began = time.monotonic()
    pi.ok("redstart --version")
    return time.monotonic() - began


def test_killed_in_a_take(bench):
    """After kill -9 it is back, the take is completed, and at most a second and a chunk are lost."""
    pi = bench.board()
    pi.play()
    start = seconds_of_a_program(pi)
    pi.start_take()
    pi.record_on(3.5)
    before = pi.pid()
    heard = pi.played()
    killed = time.monotonic()
    pi.ok(f"kill -9 {before}")
    while pi.machine.wires.read_light() and time.monotonic() < killed + 20:
        time.sleep(0.02)
    solid = time.monotonic() - killed
    seconds = pi.light.wait_for("armed", killed, 60)
    assert pi.pid() != before and pi.left_overs() == []
    wav = pi.wav(pi.takes()[-1])
    one_counter(wav)
    lost = heard - last_number(wav.runs())
    bench.note(f"the LED stayed solid for {solid:.2f} s after the kill, armed after {seconds:.1f} s;"
               f" {lost / RATE:.3f} s are lost; a program takes {start:.2f} s to start here")
    # Nobody holds the line until the program has started again, and takes the LED first. How long
    # a start takes is the emulated processor's, and of a Raspberry Pi a fiftieth of it.
    assert solid <= SHOWN_WITHIN + start
    assert lost <= RATE + 1024
    one_counter(pi.wav(record_a_little(pi)))


def test_clock_a_year_behind_that_jumps(bench):
    """With a clock that was never set takes carry no date, and a jump in a take costs no frame."""
    pi = bench.board()
    pi.play()
    now = pi.ok("date -u +%Y-%m-%dT%H:%M:%S").strip()
    try:
        pi.ok("date -u -s '-1 year'")
        pi.ok("systemctl restart redstart")
        pi.eventually("aware", lambda s: s["faults"] == ["clock-unset"])
        pi.light.wait_for("armed", time.monotonic())
        pressed, _ = pi.start_take()
        pi.record_on(2)
        pi.ok("date -u -s '+1 year'")
        pi.eventually("aware of the time", lambda s: s["faults"] == [])
        pi.record_on(2)
        stopped, path = pi.stop_take()
    finally:
        pi.ok(f"year=$(date -u +%Y); [ $year = {now[:4]} ] || date -u -s {now}")
    wav = pi.wav(path)
    one_counter(wav)
    assert path.rsplit("/", 1)[1].startswith("boot-"), path
    assert abs(wav.frames / RATE - (stopped - pressed)) < 0.25
    dated = record_a_little(pi)
    bench.note(f"{path.rsplit('/', 1)[1]} before, {dated.rsplit('/', 1)[1]} after the clock was set")
    assert dated.rsplit("/", 1)[1].startswith(now[:10].replace("-", "")), dated
