# Press, press: the take holds what was played, and the LED says what is.
import time

from pi.sound import RATE, Run


def check_sound(wav, sample_format):
    """Nothing but the counter, without a hole."""
    runs = wav.runs()
    assert wav.format == sample_format and wav.rate == RATE and wav.channels == 2, vars(wav)
    assert wav.is_complete
    assert len(runs) == 1 and runs[0].kind == "counter", runs[:10]
    return runs[0]


def record_ten_seconds(bench, sample_format):
    pi = bench.board(audio={"format": sample_format})
    pi.play(sample_format)
    begin = time.monotonic()
    pi.light.wait_for("armed", begin)
    pressed, lit = pi.start_take()
    assert pi.status()["state"] == "recording"
    pi.record_on(10)
    released, path = pi.stop_take()
    dark = released + pi.light.wait_for("armed", released)
    assert pi.status()["state"] == "armed" and pi.left_overs() == []
    shown = [s.signal for s in pi.light.signals(begin)]
    assert shown == ["armed", "recording", "armed"], shown

    run = check_sound(pi.wav(path), sample_format)
    asked = released - pressed
    bench.note(f"{sample_format}: {run.frames} frames bit for bit, {run.frames / RATE:.3f} s between"
               f" presses {asked:.3f} s apart; lit after {lit - pressed:.2f} s,"
               f" armed again after {dark - released:.2f} s")
    assert abs(run.frames / RATE - asked) < 0.25, (run.frames / RATE, asked)


def test_press_press_is_a_take_bit_for_bit_in_16_bits(bench):
    """10 s between two presses are a finished WAV of S16_LE, as it was played."""
    record_ten_seconds(bench, "S16_LE")


def test_press_press_is_a_take_bit_for_bit_in_32_bits(bench):
    """10 s between two presses are a finished WAV of S32_LE, as it was played."""
    record_ten_seconds(bench, "S32_LE")
