#!/usr/bin/env python3
# Six exports of a data set, read back by readers that were written from the formats' own pages.
"""Usage: export_test.py PROGRAM"""
import collections
import csv
import glob
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
import wave

PROGRAM = sys.argv[1]
FORMATS = ("audiofolder", "commonvoice", "kaldi", "ljspeech", "nemo", "webdataset")
RATE = 16000
PARTS = ("train", "test", "validation")


# A data set as `session` leaves it


def sound_of(number, frames):
    return struct.pack(f"<{frames}h", *((number * 7 + i) % 251 - 125 for i in range(frames)))


def write_wav(file, sound):
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(sound)


class DataSet:
    """Takes with texts that are awkward in each of the formats."""

    TEXTS = ["yes", 'she said "no, never"', "a,comma; and 'quotes'", "tab\there\nand a line end",
             "  spaces \u2028 all\u00a0round  ", "größer, 日本語 🎙", "007", "a | b||c", "back\\slash"]

    def __init__(self, folder, speakers=("alice", "bob", "Carol Ann", "dave-1"), each=6):
        self.folder = folder
        self.lines = []
        number = 0
        for speaker in speakers:
            for i in range(each):
                self.add(number, speaker, "yes" if i % 2 else "no, not")
                number += 1
        self.save()

    def add(self, number, speaker, label):
        text = self.TEXTS[number % len(self.TEXTS)]
        name = f"{speaker}_".replace(" ", "_") if speaker else ""
        file = f"{label.replace(', ', '__')}/{name}p{number}.wav"
        sound = sound_of(number, 400 + 10 * number)
        write_wav(os.path.join(self.folder, file), sound)
        self.lines.append({
            "id": f"p{number}", "file": file, "text": text, "label": label, "speaker": speaker,
            "session": "2026-11-27T08:15:00Z", "start": None, "seconds": len(sound) / 2 / RATE,
            "rate": RATE, "channels": 1, "format": "S16_LE", "peak_dbfs": -1, "rms_dbfs": -1,
            "clips": 0, "gaps": 0, "attempts": 1, "sha256": hashlib.sha256(sound).hexdigest()})
        return self.lines[-1]

    def save(self):
        with open(os.path.join(self.folder, "manifest.jsonl"), "w", encoding="utf-8") as out:
            for line in self.lines:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def digests(self):
        return sorted(line["sha256"] for line in self.lines)


def one_line(text):
    return " ".join(text.split())


def digest_of(file):
    """Of the sound of a WAV file, which has to be one for Python's own reader."""
    with wave.open(file, "rb") as sound:
        return hashlib.sha256(sound.readframes(sound.getnframes())).hexdigest()


# The readers: each gives its takes, by part, as dictionaries with what the format can tell


def parts_in(out):
    found = [part for part in PARTS if os.path.isdir(os.path.join(out, part))]
    return found or [""]


def read_audiofolder(out):
    takes = {}
    for part in parts_in(out):
        folder = os.path.join(out, part)
        with open(os.path.join(folder, "metadata.csv"), encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table, strict=True))
        assert rows and list(rows[0])[0] == "file_name", "the column that the format asks for"
        for row in rows:
            assert not os.path.isabs(row["file_name"]) and ".." not in row["file_name"]
        takes[part] = [dict(row, sha256=digest_of(os.path.join(folder, row["file_name"])))
                       for row in rows]
        sounds = [os.path.relpath(file, folder) for file in files_below(folder) if is_sound(file)]
        assert sorted(sounds) == sorted(row["file_name"] for row in rows), "a file without its row"
    return takes


def read_nemo(out):
    takes = {}
    for file in glob.glob(os.path.join(out, "*manifest.json")):
        part = os.path.basename(file)[:-len("manifest.json")].rstrip("_")
        takes[part] = []
        with open(file, encoding="utf-8") as manifest:
            text = manifest.read()
        assert text.endswith("\n") and len(text.splitlines()) == text.count("\n")
        for line in text.splitlines():
            take = json.loads(line)
            assert {"audio_filepath", "duration", "text"} <= take.keys()
            assert os.path.isabs(take["audio_filepath"])
            with wave.open(take["audio_filepath"]) as sound:
                assert abs(sound.getnframes() / sound.getframerate() - take["duration"]) < 1e-6
            take["sha256"] = digest_of(take["audio_filepath"])
            takes[part].append(take)
    return takes


COMMON_VOICE = ["client_id", "path", "sentence", "up_votes", "down_votes", "age", "gender",
                "accents", "variant", "locale", "segment"]


def read_commonvoice(out):
    tables = {}
    for file in glob.glob(os.path.join(out, "*.tsv")):
        with open(file, encoding="utf-8", newline="") as table:
            reader = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
            rows = list(reader)
        assert reader.fieldnames == COMMON_VOICE
        for row in rows:
            assert None not in row and None not in row.values(), "as many cells as columns"
            int(row["up_votes"]), int(row["down_votes"])
            assert "/" not in row["path"]
            row.update(text=row["sentence"], speaker=row["client_id"],
                       sha256=digest_of(os.path.join(out, "clips", row["path"])))
        tables[os.path.basename(file)[:-4]] = rows
    validated = tables.pop("validated")
    assert sorted(row["path"] for row in validated) == sorted(os.listdir(os.path.join(out, "clips")))
    if not tables:
        return {"": validated}
    tables["validation"] = tables.pop("dev")
    together = [row for rows in tables.values() for row in rows]
    assert sorted(map(str, together)) == sorted(map(str, validated))
    return tables


def read_ljspeech(out):
    takes = {}
    for part in parts_in(out):
        folder = os.path.join(out, part)
        takes[part] = []
        with open(os.path.join(folder, "metadata.csv"), encoding="utf-8", newline="\n") as table:
            text = table.read()
        assert text.endswith("\n") and len(text.splitlines()) == text.count("\n")
        for line in text.splitlines():
            name, raw, normalised = line.split("|")  # three fields, no header, no quoting
            assert raw == normalised
            takes[part].append({"text": raw, "name": name,
                                "sha256": digest_of(os.path.join(folder, "wavs", name + ".wav"))})
        names = [take["name"] + ".wav" for take in takes[part]]
        assert sorted(names) == sorted(os.listdir(os.path.join(folder, "wavs")))
    return takes


def kaldi_table(file):
    """Key and the rest; sorted by bytes, no key twice, no empty line, one space between words."""
    with open(file, "rb") as table:
        data = table.read()
    assert data.endswith(b"\n")
    lines = data[:-1].split(b"\n")
    assert lines == sorted(lines), file + " is not sorted in the C locale"
    pairs = [line.decode().split(" ", 1) for line in lines]
    keys = [pair[0].encode() for pair in pairs]
    assert keys == sorted(set(keys)), file
    for line in lines:
        # what utils/validate_text.pl refuses: other white space than the space between words
        assert line.decode().split() == line.decode().split(" "), line
    return dict(pairs)


def read_kaldi(out):
    takes = {}
    for part in parts_in(out):
        folder = os.path.join(out, part)
        names = ("wav.scp", "text", "utt2spk", "spk2utt")
        scp, text, utt2spk, spk2utt = (kaldi_table(os.path.join(folder, name)) for name in names)
        assert scp.keys() == text.keys() == utt2spk.keys()
        lines = [f"{utt} {speaker}" for utt, speaker in utt2spk.items()]
        by_speaker = sorted(lines, key=lambda line: (line.split(" ")[1].encode(), line.encode()))
        assert lines == by_speaker, "sorted by utterance has to be sorted by speaker"
        back = {utt: speaker for speaker, utts in spk2utt.items() for utt in utts.split(" ")}
        assert back == utt2spk
        for utt, speaker in utt2spk.items():
            assert utt.startswith(speaker)
            assert os.path.isabs(scp[utt])
        takes[part] = [{"text": text[utt], "speaker": utt2spk[utt], "sha256": digest_of(scp[utt])}
                       for utt in scp]
    return takes


def read_webdataset(out):
    takes = collections.defaultdict(list)
    for shard in sorted(os.listdir(out)):
        stem, number = shard[:-4].rsplit("-", 1)
        assert shard.endswith(".tar") and len(number) == 6
        part = "" if stem == "takes" else stem
        samples = collections.OrderedDict()
        before = None
        with tarfile.open(os.path.join(out, shard), "r:", encoding="utf-8") as archive:
            for member in archive:
                assert member.isreg() and "/" not in member.name
                key, kind = member.name.split(".", 1)
                # members of a sample lie side by side
                assert key == before or key not in samples, "a key in two places"
                before = key
                assert kind not in samples.setdefault(key, {})
                samples[key][kind] = archive.extractfile(member).read()
        for key, sample in samples.items():
            assert sample.keys() == {"wav", "json"}, sample.keys()
            take = json.loads(sample["json"])
            with tempfile.NamedTemporaryFile() as file:
                file.write(sample["wav"])
                file.flush()
                assert digest_of(file.name) == take["sha256"]
            takes[part].append(dict(take, key=key))
    keys = [take["key"] for part in takes.values() for take in part]
    assert len(keys) == len(set(keys))
    return dict(takes)


READ = {"audiofolder": read_audiofolder, "commonvoice": read_commonvoice, "kaldi": read_kaldi,
        "ljspeech": read_ljspeech, "nemo": read_nemo, "webdataset": read_webdataset}


def is_sound(file):
    return file.endswith((".wav", ".flac"))


def files_below(folder):
    return [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]


def tree(folder):
    """Every file below a folder with its bytes, and the folder's own name out of the paths."""
    found = {}
    for file in files_below(folder):
        with open(file, "rb") as data:
            content = data.read().replace(os.fsencode(folder), b"OUT")
        found[os.path.relpath(file, folder)] = hashlib.sha256(content).hexdigest()
    return found


class Export(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.mkdtemp(prefix="redstart-export-")
        self.addCleanup(shutil.rmtree, self.place)
        self.folder = os.path.join(self.place, "set")
        self.out = os.path.join(self.place, "out")
        os.mkdir(self.folder)

    def export(self, form, *more, out=None):
        return subprocess.run([PROGRAM, "export", self.folder, "--as", form, "--to",
                               out or self.out, *more], capture_output=True, text=True, timeout=100)

    def read(self, form, *more):
        ended = self.export(form, *more)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        takes = READ[form](self.out)
        self.assertEqual(os.listdir(self.place), sorted(os.listdir(self.place)))
        self.assertFalse(os.path.exists(self.out + ".part"))
        self.assertFalse(os.path.exists(os.path.join(self.out, ".redstart-export")))
        self.said = ended.stdout + ended.stderr
        shutil.rmtree(self.out)
        return takes

    def refused(self, form, *more, code=1):
        ended = self.export(form, *more)
        self.assertEqual(ended.returncode, code, ended.stderr)
        self.assertEqual(ended.stdout, "")
        lines = ended.stderr.splitlines()
        self.assertEqual(len(lines), 1, ended.stderr)
        self.assertTrue(lines[0].startswith("redstart: "), lines)
        self.assertFalse(os.path.exists(self.out))
        self.assertFalse(os.path.exists(self.out + ".part"))
        return lines[0]


class ReadersFromTheDocumentation(Export):
    def test_find_every_take_with_its_text_speaker_and_sound(self):
        data = DataSet(self.folder)
        texts = {line["sha256"]: one_line(line["text"]) for line in data.lines}
        for form in FORMATS:
            with self.subTest(form):
                takes = self.read(form)[""]
                self.assertEqual(sorted(take["sha256"] for take in takes), data.digests())
                for take in takes:
                    text = texts[take["sha256"]]
                    if form == "ljspeech":
                        text = one_line(text.replace("|", " "))
                    self.assertEqual(take["text"], text)
                if form == "ljspeech":
                    self.assertIn("no place for speakers", self.said)
                    self.assertIn("texts with a |", self.said)
                    continue
                speakers = collections.Counter(take["speaker"] for take in takes)
                self.assertEqual(sorted(speakers.values()), [6, 6, 6, 6])
                if form not in ("kaldi",):  # which has its own ids of speakers
                    self.assertEqual(set(speakers), {"alice", "bob", "Carol Ann", "dave-1"})

    def test_find_no_speaker_in_two_parts_and_the_same_seed_gives_the_same_bytes(self):
        speakers = [f"speaker{i}" for i in range(10)]
        data = DataSet(self.folder, speakers, each=3)
        speaker_of = {line["sha256"]: line["speaker"] for line in data.lines}
        for form in FORMATS:
            with self.subTest(form):
                takes = self.read(form, "--split", "80/10/10", "--seed", "7")
                self.assertEqual(set(takes), set(PARTS))
                heard = [{speaker_of[take["sha256"]] for take in takes[part]} for part in PARTS]
                self.assertEqual(sum(map(len, heard)), len(set().union(*heard)))
                self.assertEqual([len(part) for part in heard], [8, 1, 1])
                self.assertEqual(sorted(take["sha256"] for part in PARTS for take in takes[part]),
                                 data.digests())
                trees = []
                for seed in ("7", "7", "8"):
                    self.assertEqual(self.export(form, "--split", "80/10/10", "--seed",
                                                 seed).returncode, 0)
                    trees.append(tree(self.out))
                    shutil.rmtree(self.out)
                self.assertEqual(trees[0], trees[1])
                self.assertNotEqual(trees[0], trees[2])

    def test_find_takes_of_any_folder_by_their_notes(self):
        write_wav(os.path.join(self.folder, "a/one.wav"), sound_of(1, 500))
        write_wav(os.path.join(self.folder, "b/one.WAV"), sound_of(2, 500))
        for name, speaker in (("a/one", "ann"), ("b/one", "ben")):
            with open(os.path.join(self.folder, name + ".json"), "w", encoding="utf-8") as sidecar:
                json.dump({"redstart": 1, "format": "S16_LE", "rate": RATE, "channels": 1,
                           "frames": 500, "notes": {"speaker": speaker, "text": "good " + speaker,
                                                    "gender": "none", "locale": "en"}}, sidecar)
        for folder in (self.folder, self.folder + "/", os.path.join(self.folder, ".")):
            self.folder = folder
            for form in FORMATS:
                with self.subTest(form):
                    takes = self.read(form)[""] if form != "webdataset" else None
                    if takes is None:
                        self.assertEqual(self.export(form).returncode, 0)
                        shutil.rmtree(self.out)
                        continue
                    self.assertEqual(sorted(take["text"] for take in takes),
                                     ["good ann", "good ben"])
                    if form == "commonvoice":
                        self.assertEqual({(take["locale"], take["gender"]) for take in takes},
                                         {("en", "none")})

    def test_find_takes_without_a_speaker_in_kaldi_each_its_own(self):
        data = DataSet(self.folder, ("alice", ""), each=4)
        takes = self.read("kaldi")[""]
        self.assertEqual(len({take["speaker"] for take in takes}), 5)
        self.assertEqual(sorted(take["sha256"] for take in takes), data.digests())

    def test_find_shards_of_the_size_that_was_asked_for(self):
        DataSet(self.folder)
        self.assertEqual(self.export("webdataset", "--shard-size", "8kB").returncode, 0)
        shards = sorted(os.listdir(self.out))
        self.assertGreater(len(shards), 3)
        self.assertEqual(shards[0], "takes-000000.tar")
        self.assertEqual(sum(map(len, read_webdataset(self.out).values())), 24)

    def test_find_names_beyond_ascii(self):
        data = DataSet(self.folder, ("Zoë", "日本"), each=2)
        for form in FORMATS:
            with self.subTest(form):
                takes = self.read(form)[""]
                self.assertEqual(sorted(take["sha256"] for take in takes), data.digests())
                if form == "webdataset":
                    self.assertEqual(takes[0]["key"], "Zoë_p0")


class Takes(Export):
    def test_are_hard_links_or_copies_that_keep_their_bytes(self):
        DataSet(self.folder)
        for more, links in (((), 2), (("--copy",), 1)):
            ended = self.export("nemo", *more)
            self.assertEqual(ended.returncode, 0, ended.stderr)
            self.assertIn("hard links" if links == 2 else "copies", ended.stdout)
            sounds = [file for file in files_below(self.out) if is_sound(file)]
            self.assertEqual(len(sounds), 24)
            self.assertEqual({os.stat(file).st_nlink for file in sounds}, {links})
            shutil.rmtree(self.out)

    def test_that_are_replaced_count_in_their_newest_version_only(self):
        data = DataSet(self.folder, ("alice",), each=3)
        for _ in range(2):
            again = data.add(len(data.lines), "alice", "yes")
            again["replaces"] = data.lines[-2]["file"]
        data.save()
        takes = self.read("audiofolder")[""]
        wanted = [line["sha256"] for line in (data.lines[0], data.lines[1], data.lines[4])]
        self.assertEqual([take["sha256"] for take in takes], wanted)

    def test_with_gaps_refuse_the_whole_unless_asked_for(self):
        data = DataSet(self.folder)
        for line in data.lines[3:16]:
            line["gaps"] = 2
        data.save()
        said = self.refused("nemo")
        self.assertIn("13 of 24 takes cannot be exported", said)
        self.assertIn(data.lines[3]["file"] + " (line 4): 2 gaps", said)
        self.assertIn("--with-gaps", said)
        self.assertEqual(said.count(": 2 gaps"), 10)
        self.assertEqual(len(self.read("nemo", "--with-gaps")[""]), 24)

    def test_that_lack_two_things_are_one_take(self):
        data = DataSet(self.folder)
        data.lines[3].update(gaps=1, text="")
        data.save()
        said = self.refused("nemo")
        self.assertIn("1 of 24 takes", said)
        self.assertIn("(line 4): no text and 1 gap;", said)

    def test_that_are_missing_changed_cut_off_or_no_sound_refuse_the_whole(self):
        data = DataSet(self.folder)
        files = [os.path.join(self.folder, line["file"]) for line in data.lines]
        os.unlink(files[0])
        said = self.refused("kaldi")
        self.assertIn(data.lines[0]["file"] + " (line 1): no such file", said)
        write_wav(files[0], sound_of(0, 400))

        write_wav(files[1], sound_of(99, 410))
        said = self.refused("kaldi")
        self.assertIn(data.lines[1]["file"] + " (line 2): its sound is not what was recorded", said)
        write_wav(files[1], sound_of(1, 410))

        with open(files[2], "r+b") as sound:
            sound.truncate(500)
        self.assertIn("(line 3): it is cut off", self.refused("kaldi"))
        with open(files[2], "wb") as sound:
            sound.write(b"Hello, this is a letter.")
        self.assertIn("(line 3): no WAV file", self.refused("kaldi"))
        write_wav(files[2], sound_of(2, 420))
        self.assertEqual(len(self.read("kaldi")[""]), 24)

    def test_without_a_text_refuse_the_formats_that_need_one(self):
        data = DataSet(self.folder)
        data.lines[5]["text"] = " \t\n"
        data.save()
        for form in FORMATS:
            with self.subTest(form):
                if form in ("audiofolder", "webdataset"):
                    self.assertEqual(len(self.read(form)[""]), 24)
                else:
                    self.assertIn("(line 6): no text", self.refused(form))


class FlacTakes(Export):
    def setUp(self):
        super().setUp()
        self.data = DataSet(self.folder, ("alice", "it's bob"), each=3)
        for line in self.data.lines[:5]:
            file = os.path.join(self.folder, line["file"])
            made = subprocess.run([PROGRAM, "convert", "--to", "flac", file], capture_output=True,
                                  text=True, timeout=100)
            if "libflac" in made.stderr.lower():
                self.skipTest(made.stderr)
            self.assertEqual(made.returncode, 0, made.stderr)
            if os.path.exists(file):
                os.unlink(file)
            line["file"] = line["file"][:-4] + ".flac"
        self.data.save()

    def test_keep_their_ending_and_their_bytes(self):
        wanted = sorted(tree(self.folder).values())
        for form in ("audiofolder", "commonvoice", "kaldi", "nemo"):
            with self.subTest(form):
                ended = self.export(form)
                self.assertEqual(ended.returncode, 0, ended.stderr)
                sounds = [file for file in files_below(self.out) if is_sound(file)]
                self.assertEqual(sum(file.endswith(".flac") for file in sounds), 5)
                self.assertTrue({tree(self.out)[os.path.relpath(file, self.out)]
                                 for file in sounds} <= set(wanted))
                shutil.rmtree(self.out)
        self.assertEqual(self.export("webdataset").returncode, 0)
        with tarfile.open(os.path.join(self.out, "takes-000000.tar")) as archive:
            self.assertEqual(sum(name.endswith(".flac") for name in archive.getnames()), 5)

    def test_are_told_to_kaldi_with_the_command_that_decodes_them(self):
        self.out = os.path.join(self.place, "it's out")
        self.assertEqual(self.export("kaldi").returncode, 0)
        digests = []
        for utt, source in kaldi_table(os.path.join(self.out, "wav.scp")).items():
            if not source.endswith("|"):
                digests.append(digest_of(source))
                continue
            self.assertTrue(source.startswith("flac -c -d -s '") and source.endswith("' |"), utt)
            if not shutil.which("flac"):
                self.skipTest("flac is not installed: nobody runs the command")
            decoded = subprocess.run(["sh", "-c", source[:-1]], capture_output=True, check=True)
            with tempfile.NamedTemporaryFile() as file:
                file.write(decoded.stdout)
                file.flush()
                digests.append(digest_of(file.name))
        self.assertEqual(sorted(digests), self.data.digests())

    def test_are_refused_where_the_format_has_wav(self):
        said = self.refused("ljspeech")
        self.assertIn("5 of 6 takes", said)
        self.assertIn("redstart convert", said)

    def test_that_are_damaged_refuse_the_whole(self):
        file = os.path.join(self.folder, self.data.lines[1]["file"])
        with open(file, "r+b") as sound:
            sound.seek(-20, os.SEEK_END)
            byte = sound.read(1)[0]
            sound.seek(-20, os.SEEK_END)
            sound.write(bytes([byte ^ 0x55]))
        said = self.refused("nemo")
        self.assertIn("1 of 6 takes", said)
        self.assertIn("(line 2): ", said)

    def test_of_the_sound_of_another_take_refuse_the_whole(self):
        self.data.lines[2]["sha256"] = self.data.lines[0]["sha256"]
        self.data.save()
        self.assertIn("(line 3): its sound is not what was recorded", self.refused("nemo"))


class HostileManifests(Export):
    def test_are_refused_with_the_number_of_the_line(self):
        data = DataSet(self.folder, ("alice",), each=3)
        outside = os.path.join(self.place, "outside.wav")
        write_wav(outside, sound_of(9, 500))
        os.symlink(outside, os.path.join(self.folder, "link.wav"))
        os.symlink(self.place, os.path.join(self.folder, "way"))
        os.mkfifo(os.path.join(self.folder, "pipe.wav"))
        os.mkdir(os.path.join(self.folder, "folder.wav"))
        for file in ("../outside.wav", "yes/../../outside.wav", "..", outside, "/", "a//b.wav",
                     "./a.wav", "a\tb.wav", "a\nb.wav", "a\0b.wav", "a\x1b[2J.wav", "link.wav",
                     "way/outside.wav", "pipe.wav", "folder.wav", "manifest.jsonl", 'no"ne.wav',
                     "x" * 300 + ".wav", data.lines[0]["file"], "yes/", 5, None, ["a"]):
            with self.subTest(file):
                data.lines[1]["file"] = file
                data.save()
                said = self.refused("webdataset")
                self.assertRegex(said, r"manifest\.jsonl:[123]: |\(line 2\)")
                self.assertTrue(said.isprintable())

    def test_of_no_json_or_a_megabyte_are_refused_with_the_number_of_the_line(self):
        data = DataSet(self.folder, ("alice",), each=3)
        data.lines[2]["text"] = "x" * 1_000_000
        data.save()
        self.assertIn("manifest.jsonl:3: its texts are longer", self.refused("nemo"))
        with open(os.path.join(self.folder, "manifest.jsonl"), "r+b") as manifest:
            good = manifest.read().split(b"\n")[0]
            for bad in (b"{", b"[" * 100_000, b'"a"', b'{"file": "\xff.wav"}', b"\0", b"null"):
                manifest.seek(0)
                manifest.truncate()
                manifest.write(good + b"\n\n" + bad + b"\n")
                manifest.flush()
                said = self.refused("nemo")
                self.assertIn("manifest.jsonl:3: ", said)

    def test_that_replace_themselves_or_name_a_take_twice_are_refused(self):
        data = DataSet(self.folder, ("alice",), each=3)
        data.lines[1]["replaces"] = data.lines[1]["file"]
        data.save()
        self.assertIn("manifest.jsonl:2: it replaces itself", self.refused("nemo"))
        data.lines[1]["replaces"] = data.lines[0]["file"]
        data.lines[0]["replaces"] = data.lines[1]["file"]  # and the first is not replaced back
        data.save()
        self.assertEqual(len(self.read("nemo")[""]), 2)
        data.lines[2]["file"] = data.lines[1]["file"]
        data.save()
        self.assertIn("manifest.jsonl:3: line 2 names the same file", self.refused("nemo"))

    def test_whose_values_are_of_other_types_are_not_believed(self):
        data = DataSet(self.folder, ("alice",), each=3)
        data.lines[1].update(seconds="long", rate=-5, channels=1e300, format=[], clips={})
        data.save()
        self.assertEqual(len(self.read("nemo")[""]), 3)


class Splits(Export):
    def test_of_fewer_speakers_than_parts_put_all_in_train_and_say_so(self):
        DataSet(self.folder, ("alice", "bob"))
        takes = self.read("nemo", "--split", "80/10/10")
        self.assertEqual({part: len(all) for part, all in takes.items()}, {"train": 12})
        self.assertIn("2 speakers for 3 parts: all are in train; --by-take", self.said)
        takes = self.read("nemo", "--split", "80/10/10", "--by-take")
        self.assertEqual([len(takes[part]) for part in PARTS], [10, 1, 1])

    def test_of_no_known_speaker_are_by_take_and_say_so(self):
        DataSet(self.folder, ("",), each=20)
        takes = self.read("nemo", "--split", "80/10/10")
        self.assertEqual([len(takes[part]) for part in PARTS], [16, 2, 2])
        self.assertIn("no speaker is known", self.said)

    def test_have_the_parts_that_have_a_share(self):
        DataSet(self.folder, [f"s{i}" for i in range(10)], each=2)
        for shares, parts in (("80/20", {"train": 16, "test": 4}),
                              ("1/0/1", {"train": 10, "validation": 10})):
            takes = self.read("nemo", "--split", shares)
            self.assertEqual({part: len(all) for part, all in takes.items()}, parts)
        for shares in ("80", "", "a/b", "80/10/5/5", "0/0", "-1/2", "80/", "/", "1.5/2"):
            self.refused("nemo", "--split", shares, code=2)


class Target(Export):
    def test_may_be_an_empty_folder_and_nothing_else(self):
        DataSet(self.folder, ("alice",), each=2)
        os.mkdir(self.out)
        self.assertEqual(self.export("nemo").returncode, 0)
        before = tree(self.out)
        self.assertIn("not empty", self.export("nemo").stderr)
        self.assertEqual(tree(self.out), before)
        for make in (lambda out: open(out, "w").close(), lambda out: os.symlink(self.place, out)):
            out = os.path.join(self.place, "other")
            make(out)
            ended = self.export("nemo", out=out)
            self.assertEqual(ended.returncode, 1)
            self.assertIn("a file or a link", ended.stderr)
            os.unlink(out)

    def test_is_named_after_folder_and_format_where_none_is_named(self):
        DataSet(self.folder, ("alice",), each=2)
        for folder in (self.folder, self.folder + "/"):
            ended = subprocess.run([PROGRAM, "export", folder, "--as", "nemo"],
                                   capture_output=True, text=True, timeout=100)
            self.assertEqual(ended.returncode, 0, ended.stderr)
            self.assertTrue(ended.stdout.startswith(self.folder + "-nemo: 2 takes"), ended.stdout)
            shutil.rmtree(self.folder + "-nemo")

    def test_is_not_within_the_folder_of_the_takes(self):
        DataSet(self.folder, ("alice",), each=2)
        for inside in (os.path.join(self.folder, "out"), self.folder,
                       os.path.join(self.place, "x/../set/out")):
            ended = self.export("nemo", out=inside)
            self.assertEqual(ended.returncode, 1, ended.stdout)
        self.assertEqual(sorted(os.listdir(self.folder)), ["manifest.jsonl", "no__not", "yes"])

    def test_of_an_export_that_was_killed_goes_and_anything_else_stays(self):
        DataSet(self.folder, ("alice",), each=2)
        part = self.out + ".part"
        os.makedirs(os.path.join(part, "audio"))
        precious = os.path.join(part, "audio/precious.wav")
        with open(precious, "w", encoding="utf-8") as file:
            file.write("mine")
        ended = self.export("nemo")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("no export left it", ended.stderr)
        self.assertTrue(os.path.exists(precious))
        with open(os.path.join(part, ".redstart-export"), "w", encoding="utf-8") as marker:
            marker.write("An export of redstart that is not finished.\n")
        os.symlink("/", os.path.join(part, "audio/link"))
        ended = self.export("nemo")
        self.assertEqual(ended.returncode, 1)
        self.assertTrue(os.path.lexists(os.path.join(part, "audio/link")))
        os.unlink(os.path.join(part, "audio/link"))
        ended = self.export("nemo")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("left by an export that was cut off; removed", ended.stderr)
        self.assertEqual(sorted(os.listdir(self.out)), ["audio", "manifest.json"])

    def test_is_whole_or_not_there_after_a_kill_at_any_time(self):
        data = DataSet(self.folder, each=40)
        begun = finished = 0
        before = time.monotonic()
        self.assertEqual(self.export("kaldi", "--copy").returncode, 0)
        whole = time.monotonic() - before
        shutil.rmtree(self.out)
        for step in range(1, 26):
            program = subprocess.Popen([PROGRAM, "export", self.folder, "--as", "kaldi", "--copy",
                                        "--to", self.out], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                program.wait(timeout=whole * step / 22)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
            begun += os.path.exists(self.out + ".part")
            if os.path.exists(self.out):
                finished += 1
                takes = read_kaldi(self.out)[""]
                self.assertEqual(sorted(take["sha256"] for take in takes), data.digests())
                shutil.rmtree(self.out)
        ended = self.export("kaldi")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(sorted(os.listdir(self.place)), ["out", "set"])
        print(f"killed 25 times: {begun} parts left, {finished} whole", file=sys.stderr)


class Stops(Export):
    def setUp(self):
        super().setUp()
        data = DataSet(self.folder, speakers=("alice",), each=2)
        data.lines[-1]["sha256"] = ""
        data.save()
        self.long = os.path.join(self.folder, data.lines[-1]["file"])
        with open(self.long, "r+b") as wav:  # 3 GB of silence, which take no room here
            wav.truncate(3_000_000_000)
            for at, value in ((4, 3_000_000_000 - 8), (40, 3_000_000_000 - 44)):
                wav.seek(at)
                wav.write(struct.pack("<I", value))

    def test_leave_nothing_also_within_a_long_take(self):
        for form, more in (("webdataset", ()), ("audiofolder", ("--copy",))):
            out = os.path.join(self.place, form)
            export = subprocess.Popen(
                [PROGRAM, "export", self.folder, "--as", form, "--to", out, *more],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            deadline = time.monotonic() + 60
            while not self.is_copying(out) and time.monotonic() < deadline:
                time.sleep(0.001)
            export.send_signal(2)
            said = export.communicate(timeout=60)
            self.assertEqual(export.returncode, 1, said)
            self.assertEqual(said[1], "redstart: export: stopped, and nothing of it is left; "
                                      "start it again to make it anew\n")
            self.assertEqual(glob.glob(out + "*"), [])
            self.assertEqual(os.path.getsize(self.long), 3_000_000_000)

    @staticmethod
    def is_copying(out):
        return any(os.path.getsize(file) > 1_000_000
                   for file in glob.glob(out + ".part/**/*.*", recursive=True))


class LargeSets(Export):
    def test_of_ten_thousand_takes_are_exported(self):
        lines = []
        sound = sound_of(1, 100)
        first = os.path.join(self.folder, "t0/x0.wav")
        write_wav(first, sound)
        for i in range(10_000):
            file = f"t{i % 100}/x{i}.wav"
            if i:
                os.makedirs(os.path.join(self.folder, f"t{i % 100}"), exist_ok=True)
                os.link(first, os.path.join(self.folder, file))
            lines.append({"file": file, "text": f"text {i}", "speaker": f"s{i % 50}",
                          "sha256": hashlib.sha256(sound).hexdigest()})
        with open(os.path.join(self.folder, "manifest.jsonl"), "w", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in lines)
        ended = self.export("kaldi", "--split", "80/10/10")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("10000 takes", ended.stdout)
        self.assertEqual(sum(map(len, read_kaldi(self.out).values())), 10_000)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[2:], verbosity=2)
