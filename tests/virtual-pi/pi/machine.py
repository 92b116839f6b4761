# The board itself: QEMU with its sockets in a folder, from power-on until its plug is pulled.
import os
import shutil
import subprocess
import time

from .agent import Agent
from .monitor import Monitor
from .wires import Wires

SLOT = "slot"


def network(port):
    """None, or one in which the guest reaches nobody, and the host its port 80 at this port of its own."""
    if port is None:
        return ["-nic", "none"]
    return ["-netdev", f"user,id=net,restrict=on,ipv6=off,hostfwd=tcp:127.0.0.1:{port}-:80",
            "-device", "virtio-net-pci,netdev=net,romfile="]


def qemu_command(image, folder, share, card, append, port):
    with open(f"{image}/hardware", encoding="ascii") as file:
        hardware = file.read().split()
    drive = "if=none,id=card" + (f",format=raw,cache=writeback,file={card}" if card else "")
    return [
        "qemu-system-aarch64", "-M", "virt,gic-version=3", "-cpu", "cortex-a72", *hardware,
        "-accel", "tcg,thread=multi", "-display", "none", "-monitor", "none",
        "-no-reboot", "-kernel", f"{image}/kernel", "-initrd", f"{image}/initramfs",
        "-dtb", f"{image}/board.dtb",
        "-append", f"console=ttyAMA0 quiet loglevel=4 systemd.show_status=no {append}",
        "-drive", f"if=none,id=root,format=raw,file={image}/root.img,snapshot=on",
        "-device", "virtio-blk-pci,drive=root",
        "-device", "sdhci-pci", "-drive", drive, "-device", f"sd-card,drive=card,id={SLOT}",
        "-device", "virtio-rng-pci", "-device", "virtio-serial-pci",
        "-chardev", f"socket,id=agent,path={folder}/agent,server=on,wait=off",
        "-device", "virtserialport,chardev=agent,name=agent",
        "-virtfs", f"local,path={share},mount_tag=host,security_model=none",
        "-chardev", f"socket,id=console,path={folder}/console,server=on,wait=off,"
                    f"logfile={folder}/console.log",
        "-serial", "chardev:console",
        "-qtest", f"unix:{folder}/qtest,server=on,wait=off", "-qtest-log", "/dev/null",
        "-qmp", f"unix:{folder}/qmp,server=on,wait=off", *network(port),
    ]


class Machine:
    """Powered from its construction on. `folder` takes sockets, logs and what the guest hands out;
    `port` is where the host finds the guest's port 80, for which the guest has to plug_in()."""

    def __init__(self, image, folder, card=None, append="", new_session=False, port=None):
        self.folder = folder
        self.share = f"{folder}/share"
        for name in ("agent", "console", "qtest", "qmp"):
            if os.path.exists(f"{folder}/{name}"):
                os.unlink(f"{folder}/{name}")
        os.makedirs(self.share, exist_ok=True)
        self.powered_at = time.monotonic()
        with open(f"{folder}/qemu.log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(qemu_command(image, folder, self.share, card, append, port),
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=new_session)
        try:
            self.monitor = Monitor(f"{folder}/qmp")
            self.wires = Wires(f"{folder}/qtest", self.monitor.part("pl061"))
            self.agent = Agent(f"{folder}/agent")
        except BaseException as error:
            self.pull_plug()
            with open(f"{folder}/qemu.log", encoding="utf-8") as log:
                raise RuntimeError(f"QEMU does not start: {error}\n{log.read()}") from error

    @property
    def light(self):
        return self.wires.light

    def is_on(self):
        return self.process.poll() is None

    def wait_until_off(self, seconds):
        self.process.wait(seconds)

    def pull_plug(self):
        if self.is_on():
            self.process.kill()
        self.process.wait()

    def plug_in(self):
        """The guest takes the address to which QEMU forwards; nothing in it asks for one by itself."""
        self.agent.ok("cd /sys/class/net && for nic in [!l]*; do :; done; ip='/usr/local/lib/virtual-pi/busybox ip';"
                      " $ip address add 10.0.2.15/24 dev $nic && $ip link set $nic up")

    def insert_card(self, path):
        self.monitor.ask("blockdev-change-medium", id=SLOT, filename=path, format="raw")

    def pull_card(self):
        """As by a hand: nobody is asked. What the card had taken stays in its file."""
        self.monitor.ask("eject", id=SLOT, force=True)

    def freeze(self):
        self.monitor.ask("stop")

    def go_on(self):
        self.monitor.ask("cont")

    def fetch(self, guest_path, name=None):
        """A copy of a file of the guest, on the host."""
        name = name or os.path.basename(guest_path)
        self.agent.ok(f"cp -- '{guest_path}' '/host/{name}'", 300)
        return f"{self.share}/{name}"

    def empty_share(self):
        for name in os.listdir(self.share):
            path = f"{self.share}/{name}"
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
