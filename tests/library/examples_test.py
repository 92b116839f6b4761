#!/usr/bin/env python3
# Runs each example on the simulated board, and looks at what it made.
"""Usage: examples_test.py FOLDER_OF_PROGRAMS ASOUND_CONF FOLDER_OF_LIBRARIES"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest
import wave

PROGRAMS, CONF, LIBRARIES = sys.argv[1:4]
ENVIRONMENT = {**os.environ, "ALSA_CONFIG_PATH": CONF, "LD_LIBRARY_PATH": LIBRARIES}
DEADLINE = 120


class Examples(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)

    def run_it(self, name, *words, typed=""):
        done = subprocess.run([f"{PROGRAMS}/{name}", *words], input=typed, text=True, cwd=self.folder,
                              env=ENVIRONMENT, capture_output=True, timeout=DEADLINE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def frames_of(self, name):
        with wave.open(str(self.folder / name)) as file:
            return file.getnframes()

    def test_five_seconds_to_a_file(self):
        self.assertIn("240000 frames, 0 lost", self.run_it("record_five_seconds", "a.wav"))
        self.assertEqual(self.frames_of("a.wav"), 240000)

    def test_five_seconds_in_memory_looked_at_and_saved(self):
        said = self.run_it("five_seconds_in_memory", "a.wav")
        self.assertEqual(len(said.splitlines()[0].split()), 20)
        self.assertEqual(self.frames_of("a.wav"), 220500)

    def test_until_ctrl_c(self):
        with subprocess.Popen([f"{PROGRAMS}/until_ctrl_c"], cwd=self.folder, env=ENVIRONMENT, text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
            program.stdin.write("wren\n")
            program.stdin.flush()
            while "recording" not in program.stdout.readline():
                self.assertIsNone(program.poll())
            program.send_signal(signal.SIGINT)
            self.assertIn("done: wren.wav", program.stdout.read())
            self.assertEqual(program.wait(DEADLINE), 0)
        self.assertGreater(self.frames_of("wren.wav"), 0)

    def test_start_and_stop(self):
        self.assertIn("take_2.wav", self.run_it("start_and_stop", typed="\n\n\n\n"))
        self.assertGreater(self.frames_of("take_1.wav"), 0)
        self.assertGreater(self.frames_of("take_2.wav"), 0)

    def test_start_stop_and_again(self):
        said = self.run_it("start_stop_again")
        self.assertEqual(said.splitlines(), [f"{i}: 4800 frames, stopped" for i in (1, 2, 3)])

    def test_keep_or_drop(self):  # the tone has a peak of -20 dBFS, and so an RMS of -23
        self.assertIn("86 chunks kept, 0 dropped", self.run_it("keep_or_drop", "-30", "2"))
        self.assertEqual(self.frames_of("kept.wav"), 86 * 1024)

    def test_drops_what_is_below(self):
        self.assertIn("0 chunks kept, 86 dropped", self.run_it("keep_or_drop", "-10", "2"))

    def test_file_and_analysis_of_one_microphone(self):
        said = self.run_it("file_and_analysis", "a.wav")
        self.assertIn("240000 frames on the card", said)
        self.assertRegex(said, r"frames heard, peak 327[0-9]")
        self.assertEqual(self.frames_of("a.wav"), 240000)

    def test_levels(self):
        said = self.run_it("print_levels").splitlines()
        self.assertEqual(len(said), 100)
        self.assertRegex(said[-1], r"-20\.[0-9] dBFS")

    def test_capture_by_callback(self):
        self.assertRegex(self.run_it("capture_callback"), r"^24[0-9]{4} frames, 0 lost")

    def play(self, name):
        self.run_it("record_five_seconds", "a.wav")
        self.run_it(name, "a.wav", f"loudspeaker:{self.folder}/heard,no")
        heard = (self.folder / "heard").read_bytes()
        with wave.open(str(self.folder / "a.wav")) as file:
            self.assertEqual(heard, file.readframes(240000))

    def test_play_by_writing(self):
        self.play("play_file")

    def test_play_by_callback(self):
        self.play("play_callback")

    def test_duplex(self):
        self.assertIn("ms from the microphone", self.run_it("duplex", typed="\n"))

    def test_many_threads(self):
        self.assertIn("bytes worked on", self.run_it("many_threads", typed="\n"))

    def test_data_set(self):
        (self.folder / "prompts.csv").write_text("id,text,label\na,yes,yes\n", encoding="utf-8")
        said = self.run_it("data_set", "prompts.csv", "data", typed="\n\n" * 3)
        self.assertIn("1/1  say: yes", said)

    def test_table_of_chunk_sizes(self):
        said = [line.split()[2] for line in self.run_it("chunk_sizes").splitlines()[1:]]
        self.assertEqual(said, ["23.2", "21.3", "46.4", "64.0", "46.4", "11.6"])

    def test_a_recorder_that_is_started_and_stopped_by_the_program(self):
        said = self.run_it("audio_recorder").splitlines()
        self.assertEqual(len(said), 10)
        for name in ("first.wav", "second.wav"):
            self.assertIn(f"{name}: {self.frames_of(name)} frames", "\n".join(said))
        shown = [float(line.split()[0]) for line in said[:4]]
        self.assertEqual(shown, sorted(set(shown)))

    def test_what_is_refused(self):
        said = [line.split(": ")[0] for line in self.run_it("what_is_refused").splitlines()]
        self.assertEqual(said, ["a chunk of 0 (other)", "a rate of 5000 (format)", "33 channels (format)",
                                "no such device (no_device)", "already recording (state)", "not recording (state)",
                                "the same file (exists)"])

    def test_the_same_file_again_and_a_take_whose_recorder_goes(self):
        said = self.run_it("replace_a_take").replace(",", "").split()
        self.assertGreater(int(said[0]), 0)
        self.assertEqual(int(said[3]), self.frames_of("take.wav"))
        self.assertGreater(int(said[3]), 0)

    def test_how_to_use_it_when_no_file_is_named(self):
        for name in ("play_file", "play_callback"):
            done = subprocess.run([f"{PROGRAMS}/{name}"], env=ENVIRONMENT, capture_output=True, text=True,
                                  timeout=DEADLINE, check=False)
            self.assertEqual((done.returncode, done.stderr), (2, f"Usage: {name} FILE [PCM]\n"))

    def test_the_life_of_a_stream(self):
        said = self.run_it("stream_life").splitlines()
        self.assertEqual(said[0], "paused")
        self.assertIn("; ", said[1])
        self.assertEqual(said[2], "thrown out of wait(): half a second is enough")

    def test_the_end_of_a_stream_is_told_on_standard_error(self):
        done = subprocess.run([f"{PROGRAMS}/stream_life"], env=ENVIRONMENT, capture_output=True, text=True,
                              timeout=DEADLINE, check=True)
        self.assertEqual(done.stderr, "the stream has ended: half a second is enough\n")

    def test_list_of_devices(self):
        said = self.run_it("list_devices")
        self.assertRegex(said, r"(?m)^\* .*: .*, 48000 Hz, [0-9]+ channels, [0-9.]+ ms$")

    def test_a_labelled_clip(self):
        self.assertIn("data/train/hello/alice_001.wav: 9600 frames", self.run_it("labelled_clip"))
        self.assertEqual(self.frames_of("data/train/hello/alice_001.wav"), 9600)
        sidecar = (self.folder / "data/train/hello/alice_001.json").read_text(encoding="utf-8")
        self.assertEqual(json.loads(sidecar)["notes"], {"speaker": "alice", "label": "hello"})

    def test_flac_of_a_take(self):
        self.assertRegex(self.run_it("record_flac"), r"100 %\ntake.flac: 96000 frames, SHA-256 [0-9a-f]{64}\n")
        self.assertFalse((self.folder / "take.wav").exists())
        self.assertEqual((self.folder / "take.flac").read_bytes()[:4], b"fLaC")

    def test_takes_by_level(self):
        self.assertEqual(self.run_it("takes_by_level", "-30", "4"), "1 takes\n")
        self.assertGreater(self.frames_of("loud_1.wav"), 0)

    def test_no_take_where_it_is_not_loud(self):
        self.assertEqual(self.run_it("takes_by_level", "-10", "2"), "0 takes\n")


class Sources(unittest.TestCase):
    def test_each_has_fewer_than_forty_lines(self):
        examples = pathlib.Path(__file__).parents[2] / "examples"
        for source in examples.glob("*.cpp"):
            lines = [line for line in source.read_text(encoding="utf-8").splitlines()
                     if line.strip() and not line.strip().startswith("//")]
            self.assertLess(len(lines), 40, source.name)
            self.assertIn(f" {source.stem}", (examples / "CMakeLists.txt").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
