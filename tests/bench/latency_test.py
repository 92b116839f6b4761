#!/usr/bin/env python3
# Holds scripts/bench --latency to time lines whose latency is known, and runs its programs.
"""Usage: latency_test.py BUILD"""
import sys
import tempfile
import unittest
from pathlib import Path

import latency
import time_lines

BUILD = Path(sys.argv[1])
SECOND = 1_000_000_000
CHUNK, SECONDS = 256, 0.5


def protocol(**words):
    return time_lines.Protocol(**words)


class Reckoning(unittest.TestCase):
    def near(self, found, expected):
        self.assertEqual(len(found), len(expected), found)
        for one, other in zip(found, expected):
            self.assertAlmostEqual(one, other, places=3)

    def test_what_is_printed_is_read(self):
        found = time_lines.protocol_of("opening 5\nblock 0 7\nblock 48 9\ntold 11 96\nunderruns 2\npromised 3\n")
        self.assertEqual(found, protocol(opening=5, blocks=[(0, 7), (48, 9)], told=[(11, 96)], underruns=2, promised=3))

    def test_the_first_block_counts_from_the_order_to_open(self):
        self.near(time_lines.first_block(protocol(opening=SECOND, blocks=[(0, SECOND + 2_500_000), (1, 0)])), [2.5])

    def test_a_block_is_as_old_as_its_first_frame(self):
        run = protocol(blocks=[(0, SECOND + 2_000_000), (48, SECOND + 2_500_000)])
        self.near(time_lines.ages(run, SECOND), [2.0, 1.5])

    def test_a_count_is_as_stale_as_what_it_lacks(self):
        self.near(time_lines.staleness(protocol(told=[(SECOND + 10_000_000, 432)]), SECOND), [1.0])

    def test_a_block_sounds_when_the_loudspeaker_gets_to_its_place(self):
        loudspeaker = time_lines.Loudspeaker([0] * 48 + list(range(1, 97)), [(SECOND, 0)])
        run = protocol(blocks=[(1, SECOND - 1_000_000), (49, SECOND)])
        self.near(time_lines.waits(run, loudspeaker), [2.0, 2.0])
        self.assertEqual(loudspeaker.breaks, 0)

    def test_after_a_break_places_count_from_the_new_start(self):
        loudspeaker = time_lines.Loudspeaker(list(range(1, 97)), [(SECOND, 0), (2 * SECOND, 48)])
        run = protocol(blocks=[(1, SECOND), (49, 2 * SECOND - 3_000_000)])
        self.near(time_lines.waits(run, loudspeaker), [0.0, 3.0])
        self.assertEqual(loudspeaker.breaks, 1)

    def test_a_start_that_played_nothing_is_no_break(self):
        self.assertEqual(time_lines.Loudspeaker([1, 2], [(SECOND, 0), (SECOND + 5, 0)]).breaks, 0)

    def test_a_block_that_never_sounded_has_no_figure(self):
        self.near(time_lines.waits(protocol(blocks=[(7, 0)]), time_lines.Loudspeaker([1, 2], [(SECOND, 0)])), [])

    def test_the_way_is_from_the_frame_heard_to_the_frame_that_sounds(self):
        loudspeaker = time_lines.Loudspeaker([0] * 96 + list(range(1, 49)), [(SECOND + 5_000_000, 0)])
        self.near(time_lines.ways(protocol(blocks=[(1, 0)]), SECOND, loudspeaker), [5.0 + 2.0 - 1 / 48])

    def test_cells_and_ratios_are_of_the_rounds(self):
        mine, theirs = [[1, 2, 3], [2, 2, 9], [4, 4, 4]], [[4, 4], [2, 2], [2, 2]]
        self.assertEqual(time_lines.cell(mine), "2.00 (9.00)")
        self.assertEqual(time_lines.ratio(mine, theirs), "1.00")
        self.assertEqual(time_lines.ratio(mine, []), "")


class Programs(unittest.TestCase):
    def figures(self, program, mode):
        with tempfile.TemporaryDirectory() as folder:
            devices = latency.Devices(BUILD / "simulated" / "asound.conf", Path(folder))
            found = latency.run(program, mode, CHUNK, 4, SECONDS, devices)
            numbers = [number for number, _ in found.blocks]
            self.assertEqual(numbers, sorted(numbers))
            return latency.figures(found, mode, devices)[0]

    def each(self, modes):
        for library, program in latency.libraries(BUILD).items():
            for mode in modes:
                if mode in latency.CALLS_ONLY.get(library, latency.MODES):
                    with self.subTest(library=library, mode=mode):
                        yield self.figures(program, mode)

    def test_redstart_is_among_the_libraries(self):
        self.assertIn("Redstart", latency.libraries(BUILD))
        if "PortAudio" not in latency.libraries(BUILD):
            print("PortAudio is not here: its program was not tried", file=sys.stderr)

    def test_no_block_is_younger_than_its_sound(self):
        for found in self.each(("read", "call")):
            self.assertEqual(len(found["first"]), 1)
            self.assertEqual(len(found["age"]), 84)  # of 93 blocks
            self.assertGreaterEqual(min(found["age"]), time_lines.milliseconds(CHUNK))

    def test_nothing_sounds_before_it_was_given(self):
        for found in self.each(("write", "fill")):
            self.assertGreater(len(found["wait"]), 0)
            self.assertGreater(min(found["wait"]), 0)

    def test_nothing_sounds_before_it_was_heard(self):
        for found in self.each(("duplex",)):
            self.assertGreater(len(found["way"]), 0)
            self.assertGreater(min(found["way"]), 0)

    def test_a_count_is_asked_for_every_half_second(self):
        for found in self.each(("ask",)):
            self.assertEqual(len(found["stale"]), 1)

    def test_a_timed_take_is_no_shorter_than_its_sound(self):
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as takes:
            devices = latency.Devices(BUILD / "simulated" / "asound.conf", Path(folder))
            programs = latency.libraries(BUILD)
            table = latency.takes(BUILD / "redstart", programs.get("PortAudio"), 1, devices, Path(takes),
                                  lambda words: None, lengths=(0.1,))
            for late in table.rows["a take of 0.1 s is longer by"].values():
                self.assertGreater(late[0][0], 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
