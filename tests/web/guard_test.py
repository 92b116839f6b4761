#!/usr/bin/env python3
# A test that is killed leaves none of its programs behind, nor what these have started.
import os
import signal
import subprocess
import sys
import tempfile
import unittest

from browser import until
from guard import members

HERE = os.path.dirname(os.path.abspath(__file__))
# A program whose child goes into a process group of its own, as a browser does.
TEST = """import sys, tempfile, time
from guard import Guard
guard = Guard()
folder = tempfile.mkdtemp(dir=sys.argv[1])
guard.tell("folder", folder)
program = guard.start([sys.executable, "-c", "import os, time\\nif os.fork() == 0: os.setpgid(0, 0)\\ntime.sleep(600)"])
print(program.pid, folder, flush=True)
time.sleep(600)
"""


class AKilledTest(unittest.TestCase):
    def leaves_nothing_after(self, how):
        with tempfile.TemporaryDirectory() as folder:
            test = subprocess.Popen([sys.executable, "-c", TEST, folder], cwd=HERE, stdout=subprocess.PIPE, text=True)
            session, its_folder = test.stdout.readline().split()
            until(lambda: len(list(members(int(session)))) == 2, "the program and its child run")
            os.kill(test.pid, how)
            test.wait()
            test.stdout.close()
            until(lambda: not list(members(int(session))), "both have ended")
            until(lambda: not os.path.exists(its_folder), "the folder is gone")

    def test_leaves_nothing_when_it_is_killed(self):
        self.leaves_nothing_after(signal.SIGKILL)

    def test_leaves_nothing_when_it_is_asked_to_end(self):
        self.leaves_nothing_after(signal.SIGTERM)


if __name__ == "__main__":
    unittest.main()
