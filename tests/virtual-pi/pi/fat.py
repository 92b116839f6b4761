# Reads the folders of a FAT card as an image, and finds what turns it read-only and fsck.fat leaves.
import struct

ENTRY = 32
FOLDER, LABEL, LONG_NAME = 0x10, 0x08, 0x0F  # attributes


class Fat:
    """FAT16, and FAT32, whose root lies among the clusters. No card is small enough for FAT12."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.bytes = file.read()
        sector, per_cluster, reserved, fats, root_entries = struct.unpack_from("<HBHBH", self.bytes, 11)
        fat_sectors = struct.unpack_from("<H", self.bytes, 22)[0]
        self.is_32 = fat_sectors == 0
        if self.is_32:
            fat_sectors = struct.unpack_from("<I", self.bytes, 36)[0]
        self.fat = reserved * sector
        self.root = self.fat + fats * fat_sectors * sector
        self.data = self.root + root_entries * ENTRY
        self.cluster_bytes = per_cluster * sector

    def next(self, cluster):
        code, width = ("<I", 4) if self.is_32 else ("<H", 2)
        return struct.unpack_from(code, self.bytes, self.fat + cluster * width)[0] & 0x0FFFFFFF

    def folder(self, cluster):
        """The bytes of a folder; 0 is the root of FAT16."""
        if cluster == 0:
            return self.bytes[self.root:self.data]
        result, last = b"", 0x0FFFFFF8 if self.is_32 else 0xFFF8
        while 2 <= cluster < last:
            place = self.data + (cluster - 2) * self.cluster_bytes
            result += self.bytes[place:place + self.cluster_bytes]
            cluster = self.next(cluster)
        return result

    def entries(self, folder):
        """Short entries up to the end of the folder, as (name, attributes, first cluster)."""
        for place in range(0, len(folder), ENTRY):
            if folder[place] == 0:
                return
            attributes = folder[place + 11]
            if folder[place] != 0xE5 and attributes != LONG_NAME and not attributes & LABEL:
                high, low = struct.unpack_from("<H4xH", folder, place + 20)
                yield folder[place:place + 11], attributes, low | (high << 16 if self.is_32 else 0)

    def broken_folders(self, cluster=None, name="/"):
        """Those that have an entry behind their end: Linux calls that an error, and writes no more."""
        if cluster is None:
            cluster = struct.unpack_from("<I", self.bytes, 44)[0] if self.is_32 else 0
        folder = self.folder(cluster)
        ends = [folder[place] == 0 for place in range(0, len(folder), ENTRY)]
        broken = [name] if True in ends and not all(ends[ends.index(True):]) else []
        for short, attributes, first in self.entries(folder):
            if attributes & FOLDER and short[:1] != b".":
                broken += self.broken_folders(first, name + short.decode("latin1").strip() + "/")
        return broken
