# SD cards as image files: made on the host, put into the board's slot.
import subprocess

LABEL = "REDSTART"
FORMATTERS = {  # the label comes next
    "vfat": ["mkfs.vfat", "-n"],
    "exfat": ["mkfs.exfat", "-L"],
    "ext4": ["mke2fs", "-q", "-F", "-t", "ext4", "-L"],
    "f2fs": ["mkfs.f2fs", "-q", "-f", "-l"],
}


def make_card(path, file_system, megabytes=256, label=LABEL):
    """An SD card's size is a power of two; the file is as large as what is written to it."""
    with open(path, "wb") as file:
        file.truncate(megabytes << 20)
    done = subprocess.run([*FORMATTERS[file_system], label, path], capture_output=True, text=True,
                          check=False, env={"PATH": "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"})
    if done.returncode:
        raise RuntimeError(f"{' '.join(done.args)}: {done.stdout}{done.stderr}")
    return path


def copy_card(path, to):
    subprocess.run(["cp", "--sparse=always", "--reflink=auto", path, to], check=True)
    return to
