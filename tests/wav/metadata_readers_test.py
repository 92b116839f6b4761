#!/usr/bin/env python3
# Holds a take's metadata against exiftool, ffprobe, MediaInfo and sndfile-info, as docs/metadata.md says.
"""Usage: metadata_readers_test.py PROGRAM CHECKOUT ASOUND_CONF [--write]

Records a take, reads it by each of the programs, and makes a table of reader by chunk; exit 1 with both tables where
docs/metadata.md has another one (--write puts this one there), 77 where a reader is missing.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROGRAM, CHECKOUT, ASOUND = sys.argv[1:4]
PAGE = pathlib.Path(CHECKOUT) / "docs/metadata.md"
NOTES = {"project": "Dawn chorus", "place": "North pond", "artist": "A. Wren", "note": "two pairs",
         "position": "52.5,13.4", "tracks": "treetop,meadow"}
READERS = {
    "exiftool": ["exiftool", "-a", "-G1", "-ee", "-api", "largefilesupport=1"],
    "ffprobe": ["ffprobe", "-v", "error", "-show_format", "-show_chapters", "-show_streams"],
    "MediaInfo": ["mediainfo", "-f"],
    "sndfile-info": ["sndfile-info", "--broadcast", "--instrument"],
    "redstart info": [PROGRAM, "info"],
}
# What each reader would have to print of the chunk.
CHUNKS = {
    "bext": lambda text, facts: facts["reference"] in text,
    "loudness": lambda text, facts: facts["loudness"] in text,
    "iXML": lambda text, facts: "treetop" in text,
    "LIST INFO": lambda text, facts: "A. Wren" in text,
    "GUANO": lambda text, facts: "52.5 13.4" in text.replace("LOCATION_GPS: 52.5 13.4", ""),
}


def run(words):
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=60)
    return done.stdout + done.stderr


def missing():
    return [words[0] for words in READERS.values() if not shutil.which(words[0])]


def record(folder):
    take = folder / "a.wav"
    asound = folder / "asound.conf"
    asound.symlink_to(ASOUND)  # ALSA takes a space in the variable for the end of a path
    notes = [word for key, text in NOTES.items() for word in ("--note", f"{key}={text}")]
    subprocess.run([PROGRAM, "record", "-q", "-D", "microphone", "-d", "2", *notes, take], check=True,
                   env={**os.environ, "ALSA_CONFIG_PATH": str(asound)}, timeout=60)
    return take


def table(take):
    bext = json.loads(run([PROGRAM, "info", "--json", take]))[0]["metadata"]["bext"]
    facts = {"reference": bext["reference"], "loudness": bext.get("loudness_lufs", "not measured")}
    lines = ["| | " + " | ".join(CHUNKS) + " |", "| --- |" + " --- |" * len(CHUNKS)]
    for reader, words in READERS.items():
        text = run([*words, take])
        if reader == "sndfile-info":
            text += run(["sndfile-info", take])
        lines.append(f"| {reader} | " + " | ".join("yes" if CHUNKS[name](text, facts) else "-" for name in CHUNKS) + " |")
    return "\n".join(lines) + "\n"


def main():
    if absent := missing():
        print("not here:", ", ".join(absent))
        return 77
    with tempfile.TemporaryDirectory() as folder:
        made = table(record(pathlib.Path(folder)))
    page = PAGE.read_text()
    head, mark, there = page.partition("where nothing of it shows.\n\n")
    if "--write" in sys.argv:
        PAGE.write_text(head + mark + made)
    elif there != made:
        print("docs/metadata.md has:", there, "made was:", made, sep="\n")
        return 1
    return 0


sys.exit(main())
