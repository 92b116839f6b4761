# Finds the tests, runs those that were named, each with a time limit, and tells how it went.
import argparse
import importlib
import os
import pkgutil
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback

from .bench import Bench, Skipped

SECOND_TRIES = 2  # at most in one run: what is a defect, and no busy host, fails more often
LIMIT = 240  # seconds for a test, unless it says another; with --all ten times as much


def find_tests(package):
    """Functions test_* of all modules, in the order of the files and of the lines in them."""
    found = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        contents = importlib.import_module(f"{package.__name__}.{module}")
        for name, thing in vars(contents).items():
            if name.startswith("test_") and callable(thing):
                found[name] = thing
    return found


def first_line(test):
    return (test.__doc__ or "").strip().splitlines()[0] if test.__doc__ else ""


def choose(tests, words):
    """Those whose name contains one of the words; all without a word."""
    chosen = {name: test for name, test in tests.items()
              if not words or any(word in name for word in words)}
    for word in words:
        if not any(word in name for name in chosen):
            sys.exit(f"scripts/virtual-pi: no test is named {word}; --list shows them")
    return chosen


def too_late(*_):
    raise TimeoutError("the test's time is up")


def evidence(bench):
    """What the board itself says, to find the cause."""
    pi = bench.appliance
    if not pi or not pi.machine.is_on():
        return "the board is off"
    try:
        pi.machine.agent.close()
        pi.machine.agent = type(pi.machine.agent)(f"{pi.machine.folder}/agent")
        pi.run, pi.ok = pi.machine.agent.run, pi.machine.agent.ok
        return "\n".join([pi.log(), pi.run("dmesg | tail -n 25", 20)[1],
                          pi.run("redstart status --json; mount | grep redstart", 20)[1]])
    except Exception as error:  # whatever it is, the test's own error matters more
        return f"the board does not answer: {error}"


def run_one(name, test, bench):
    """Its name, how it went (ok, skipped or FAILED), its seconds and notes."""
    print(f"\n== {name}: {first_line(test)}", flush=True)
    bench.notes = []
    limit = getattr(test, "limit", LIMIT) * (10 if bench.everything else 1)
    begin = time.monotonic()
    signal.signal(signal.SIGALRM, too_late)
    signal.alarm(limit)
    try:
        test(bench)
        signal.alarm(0)
        went = "ok"
    except Skipped as why:
        signal.alarm(0)
        bench.note(f"skipped: {why}")
        went = "skipped"
    except Exception:
        signal.alarm(0)
        traceback.print_exc(file=sys.stdout)
        signal.alarm(60)
        try:
            print("-- the board:\n" + evidence(bench), flush=True)
        except TimeoutError:
            print("-- the board does not answer", flush=True)
        signal.alarm(0)
        bench.power_off()  # whatever state it is in, the next test begins with a fresh one
        went = "FAILED"
    seconds = time.monotonic() - begin
    print(f"== {name}: {went} after {seconds:.0f} s", flush=True)
    return name, went, seconds, list(bench.notes)


def run_again(name, test, bench):
    """The second try of a test that has failed, which its result does not hide; .ci/run counts them."""
    with open(os.environ.get("REDSTART_SECOND_TRIES") or os.devnull, "a", encoding="utf-8") as tries:
        tries.write(f"virtual-pi.{name}\n")
    name, went, seconds, notes = run_one(name, test, bench)
    return name, went, seconds, ["FAILED at first: see above"] + notes


def print_table(results):
    print("\n" + "-" * 72)
    for name, went, seconds, notes in results:
        print(f"{went:7} {seconds:6.0f} s  {name}")
        for note in notes:
            print(f"{'':19}{note}")
    count = {went: sum(result[1] == went for result in results) for went in ("skipped", "FAILED")}
    print(f"{len(results)} tests, {count['FAILED']} failed, {count['skipped']} skipped,"
          f" {sum(result[2] for result in results):.0f} s")


def parse(arguments):
    parser = argparse.ArgumentParser(prog="scripts/virtual-pi test", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="tests whose name contains it; all without")
    parser.add_argument("--all", action="store_true", dest="everything",
                        help="every cut and the long runs, not a sample: about an hour")
    parser.add_argument("--list", action="store_true", help="only names what there is")
    parser.add_argument("--seed", type=int, help="for what is random; the one that failed is in its log")
    parser.add_argument("--again", action="store_true",
                        help="try what has failed once more, and say so: a busy host emulates in jerks")
    parser.add_argument("--keep", action="store_true", help="keep consoles, cards and takes, and say where")
    parser.add_argument("--image", required=True, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(package, arguments):
    options = parse(arguments)
    tests = choose(find_tests(package), options.names)
    if options.list:
        for name, test in tests.items():
            print(f"{name:40} {first_line(test)}")
        return 0
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    folder = tempfile.mkdtemp(prefix="redstart-virtual-pi.", dir=os.environ.get("TMPDIR", "/var/tmp"))
    print(f"virtual Pi: {len(tests)} tests, --seed {seed}", flush=True)
    bench = Bench(options.image, folder, options.everything, seed)
    results = []
    second_tries = SECOND_TRIES if options.again else 0
    try:
        for name, test in tests.items():
            result = run_one(name, test, bench)
            if result[1] == "FAILED" and second_tries:
                second_tries -= 1
                result = run_again(name, test, bench)
            results.append(result)
    finally:
        bench.power_off()
        if options.keep:
            print(f"kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print_table(results)
    return 1 if any(result[1] == "FAILED" for result in results) else 0
