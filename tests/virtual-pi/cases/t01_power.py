# Power on: what happens before anybody presses anything.
import time


def timestamps(pi):
    """Seconds since the kernel's start at which systemd began, the unit began, and it was ready."""
    text = pi.ok("systemctl show -P UserspaceTimestampMonotonic;"
                 " systemctl show -P ExecMainStartTimestampMonotonic redstart;"
                 " systemctl show -P ActiveEnterTimestampMonotonic redstart")
    return [int(line) / 1e6 for line in text.split()]


def kernel_start(pi):
    """The host's time at which the guest's clock was 0: the answer that came back fastest."""
    best = None
    for _ in range(10):
        asked = time.monotonic()
        uptime = float(pi.ok("read -r up _ </proc/uptime; echo $up"))
        took = time.monotonic() - asked
        if best is None or took < best[0]:
            best = (took, asked + took / 2 - uptime)
    return best[1]


def test_power_on_arms(bench):
    """After power-on the LED says armed; how long that took, and who took it."""
    pi = bench.power_on(bench.card())
    powered = pi.machine.powered_at
    armed = pi.light.wait_for("armed", powered, 240)
    bench.wait_until_booted()
    begin, unit, ready = timestamps(pi)
    seconds = armed - (kernel_start(pi) - powered)
    bench.note(f"kernel start to armed: {seconds:.1f} s; kernel and initramfs {begin:.1f},"
               f" systemd before the unit {unit - begin:.1f}, the unit until ready {ready - unit:.1f}")
    assert begin < unit < ready, (begin, unit, ready)
    assert seconds > unit, f"armed at {seconds}, and the unit was started at {unit}"
    assert pi.status()["state"] == "armed"


def test_runs_without_root(bench):
    """The service's process is the user redstart and holds no capability."""
    pi = bench.board()
    status = pi.ok(f"cat /proc/{pi.pid()}/status")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    user = pi.ok("id -u redstart").strip()
    assert set(fields["Uid"].split()) == {user}, fields["Uid"]
    assert int(fields["CapEff"], 16) == 0 and int(fields["CapPrm"], 16) == 0, fields["CapEff"]
    assert fields["NoNewPrivs"] == "1"
    assert user != "0"
