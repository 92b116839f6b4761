# Memory: as much after half an hour of takes as at its beginning.
import time

from pi.appliance import FOLDER


def resident(pi):
    """KiB of the process, all and its own (anonymous)."""
    text = pi.ok(f"grep -E '^(VmRSS|RssAnon):' /proc/{pi.pid()}/status")
    fields = dict(line.split(":") for line in text.splitlines())
    return int(fields["VmRSS"].split()[0]), int(fields["RssAnon"].split()[0])


def take(pi, seconds):
    """A take, and its sidecar: the digest is made once there is time for it."""
    pi.start_take()
    pi.record_on(seconds)
    pi.stop_take()
    pi.machine.agent.wait_for(f"test -z \"$(find {FOLDER} -name '*.json.part')\"")


def test_memory_does_not_grow_with_takes(bench):
    """The service's resident memory does not grow with takes: 30 minutes of them with --all."""
    pi = bench.board(bench.card("vfat", 1024))
    pi.play()
    begin = time.monotonic()
    series = []
    while len(series) < 12 or time.monotonic() - begin < (1800 if bench.everything else 60):
        take(pi, 20 if bench.everything else 2)
        series.append(resident(pi))
    steps = [f"{all_kb} ({own_kb}) after {i + 1}" for i, (all_kb, own_kb) in enumerate(series)
             if i == 0 or series[i] != series[i - 1]]
    bench.note(f"{len(series)} takes in {time.monotonic() - begin:.0f} s; kB in all (its own): "
               + ", ".join(steps))
    # The first takes may touch a few pages of the heap that were not needed before; then there are
    # no more.
    assert series[-1][0] - series[0][0] <= 32, series
    assert series[-1] == series[len(series) * 2 // 3], series
