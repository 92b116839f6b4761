# Runs test programs, each test as a process of its own, and adds up what they recorded.
import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

SUMS = ('injected', 'frames_lost', 'files_lost')  # of several tests; of any other figure the highest


@dataclass
class Result:
    passed: int = 0
    failed: list = field(default_factory=list)   # (test, what it said)
    skipped: list = field(default_factory=list)  # (test, why)
    figures: dict = field(default_factory=dict)  # the numbers that the tests recorded

    def add(self, told):
        test, code, case, said = told
        if code != 0:
            self.failed.append((test, said))
        elif case['result'] == 'SKIPPED':
            self.skipped.append((test, said.partition('Skipped\n')[2].splitlines()[0]))
        else:
            self.passed += 1
            for name, text in case.items():
                if isinstance(text, str) and text.isdigit():
                    self.add_figure(name, int(text))

    def add_figure(self, name, value):
        old = self.figures.get(name, 0)
        self.figures[name] = old + value if name in SUMS else max(old, value)


def list_tests(program, tests):
    told = subprocess.run([program, '--gtest_list_tests', '--gtest_filter=' + tests], capture_output=True, text=True,
                          timeout=60, check=True).stdout
    names, suite = [], ''
    for line in told.splitlines():
        word = line.split('#')[0].rstrip()
        if word.endswith('.'):
            suite = word
        elif word.startswith('  '):
            names.append(suite + word.strip())
    return names


def run_one(program, test, environment):
    with tempfile.NamedTemporaryFile(suffix='.json') as report:
        ended = subprocess.run([program, '--gtest_filter=' + test, '--gtest_output=json:' + report.name],
                               env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, errors='replace', timeout=3600, check=False)
        try:
            suites = json.loads(Path(report.name).read_text(encoding='utf-8'))['testsuites']
        except ValueError:  # it did not come to its end
            return test, ended.returncode or 1, {}, ended.stdout
    return test, ended.returncode, suites[0]['testsuite'][0], ended.stdout


def run(build, tests, environment, side_by_side):
    """`tests` is "PROGRAM FILTER", or several of them, with ", " between them."""
    found = []
    result = Result()
    for one in tests.split(', '):
        program, chosen = one.split(' ')
        if (build / program).exists():
            listed = list_tests(build / program, chosen)
            found += [(build / program, test) for test in listed]
            if not listed:
                result.failed.append((one, 'there is no such test'))
    with ThreadPoolExecutor(side_by_side) as pool:
        for told in pool.map(lambda one: run_one(*one, environment), found):
            result.add(told)
    if not found and not result.failed:
        result.failed.append((tests, 'there is no such test'))
    return result
