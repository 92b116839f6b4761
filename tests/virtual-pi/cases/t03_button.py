# The button: what bounces, what is too short, and what is held.
import subprocess
import time

from pi.sound import RATE


def contact(wires, ends_pressed, edges=12, within=0.015):
    """A contact and so many bounces after it, all within that time; returns the time that they took."""
    levels = [ends_pressed ^ bool((edges - i) % 2) for i in range(edges + 1)]
    assert levels[-1] == ends_pressed
    return wires.move(levels, within / (edges + 2))


def until_quick(pi, attempt, limit, tries=10):
    """Tries until the host was quick enough, for it has other work too; what a slow try has started is
    undone. Returns when the good one began, the LED saying armed, and what it took."""
    for _ in range(tries):
        begin = time.monotonic()
        pi.light.wait_for("armed", begin)
        took = attempt()
        if took <= limit:
            return begin, took
        pi.machine.wires.set_button(False)
        pi.run("sleep 0.1; redstart stop")
        pi.armed()
        pi.wipe_card()
    raise AssertionError(f"the host was too slow {tries} times: {took * 1000:.1f} ms")


def orders(pi, since):
    """What the LED has shown since, without what it showed before."""
    return [s.signal for s in pi.light.signals(since)]


def test_twelve_bounces_are_one_press(bench):
    """A contact that bounces 12 times within 15 ms starts one take, and another ends it."""
    pi = bench.board()
    pi.play()
    begin, took = until_quick(pi, lambda: contact(pi.machine.wires, True), 0.015)
    time.sleep(0.1)
    contact(pi.machine.wires, False)
    pi.light.wait_for("recording", begin)
    pi.record_on(3)
    assert pi.status()["state"] == "recording"
    contact(pi.machine.wires, True)
    time.sleep(0.1)
    contact(pi.machine.wires, False)
    pi.light.wait_for("armed", time.monotonic())
    bench.note(f"13 edges in {took * 1000:.1f} ms: one press")
    assert len(pi.takes()) == 1, pi.takes()
    assert orders(pi, begin) == ["armed", "recording", "armed"]


def test_five_milliseconds_are_no_press(bench):
    """A press of 5 ms is shorter than the debounce of 20 ms: nothing happens."""
    pi = bench.board()

    def three_touches():
        slowest = 0
        for _ in range(3):
            slowest = max(slowest, pi.machine.wires.move([True, False], 0.005))
            time.sleep(0.5)  # a touch of its own
        return slowest

    begin, took = until_quick(pi, three_touches, 0.018)
    pi.light.wait_for("armed", time.monotonic())
    bench.note(f"a press of {took * 1000:.1f} ms: none")
    assert pi.status()["state"] == "armed" and pi.takes() == []
    assert orders(pi, begin) == ["armed"]


def test_momentary_records_while_held(bench):
    """In mode momentary a take lasts as long as the button is held."""
    pi = bench.board(button={"mode": "momentary"})
    pi.play()
    begin = time.monotonic()
    pi.press(4)
    held = time.monotonic() - begin
    pi.light.wait_for("armed", time.monotonic())
    wav = pi.wav(pi.takes()[-1])
    bench.note(f"held {held:.2f} s: a take of {wav.frames / RATE:.2f} s")
    assert len(wav.runs()) == 1 and abs(wav.frames / RATE - held) < 0.25


def test_guarded_stops_only_when_held(bench):
    """In mode guarded a press starts, a press marks, a hold of 1.5 s stops."""
    pi = bench.board(button={"mode": "guarded"})
    pi.play()
    pressed, _ = pi.start_take()
    pi.record_on(1)
    pi.press(0.3)
    pi.record_on(2)
    assert pi.status()["state"] == "recording"
    pi.press(2)
    pi.eventually("finished", lambda s: s["take"] is None)
    path = pi.takes()[-1]
    told = pi.ok(f"redstart info '{path}'")
    bench.note(f"a press in the take marked it, a hold of 2 s ended it after {time.monotonic() - pressed:.0f} s")
    assert len(pi.wav(path).runs()) == 1
    assert "mark" in told.lower(), told


def test_long_hold_finishes_the_take_and_powers_off(bench):
    """Held for power_off_hold, the take is finished and the board goes off, without root."""
    card = bench.card("ext4")
    pi = bench.board(card, button={"power_off_hold": "3s", "mode": "guarded"})
    pi.play()
    pi.start_take()
    pi.record_on(3)
    held = time.monotonic()
    pi.machine.wires.set_button(True)
    pi.machine.wait_until_off(120)
    bench.note(f"off {time.monotonic() - held:.0f} s after the button went down")
    listing = subprocess.run(["debugfs", "-R", "ls -l /", card], capture_output=True, text=True,
                             check=True).stdout
    folder = [word for line in listing.splitlines() for word in line.split() if word.startswith("20")]
    files = subprocess.run(["debugfs", "-R", f"ls /{folder[-1]}", card], capture_output=True,
                           text=True, check=True).stdout
    assert ".wav" in files and ".wav.part" not in files, files
