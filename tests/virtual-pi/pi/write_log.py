# What a card was told, write for write: the log of the kernel's dm-log-writes, and cards made from it.
import struct
from collections import namedtuple

SECTOR = 512
MAGIC = 0x6A736677736872
FLUSH, FUA, DISCARD, MARK = 1, 2, 4, 8

# `place` and `length` in bytes on the card; `data` None for a discard; `tag` of a mark.
Entry = namedtuple("Entry", "flags place length data tag")


def read_log(path):
    """All entries, in the order in which the card had them: what was written between two flushes
    stands before the second, which is when the card has promised to keep it."""
    with open(path, "rb") as file:
        magic, version, count, sector = struct.unpack("<QQQI", file.read(28))
        assert (magic, version) == (MAGIC, 1), f"{path}: no log of dm-log-writes: {magic:x}, {version}"
        entries, place = [], sector
        for _ in range(count):
            file.seek(place)
            head = file.read(sector)
            begin, sectors, flags, tag_length = struct.unpack_from("<QQQQ", head)
            place += sector
            data = None
            if not flags & DISCARD:
                data = file.read(sectors * sector)
                place += sectors * sector
            tag = head[32:32 + tag_length].decode() if flags & MARK else None
            entries.append(Entry(flags, begin * SECTOR, sectors * sector, data, tag))
    return entries


def flushes(entries):
    """The numbers of entries after which a cut leaves a card that has all it had promised."""
    return [i + 1 for i, entry in enumerate(entries) if entry.flags & (FLUSH | FUA)]


def replay(image, entries):
    """Writes the entries to an image of the card as it was before the first of them."""
    with open(image, "r+b") as file:
        for entry in entries:
            if entry.length and not entry.flags & MARK:
                file.seek(entry.place)
                file.write(entry.data if entry.data is not None else bytes(entry.length))
