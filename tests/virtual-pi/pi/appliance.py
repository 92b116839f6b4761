# Redstart on the virtual Pi, as its user meets it: configuration, button, LED, takes, and a microphone.
import base64
import json
import time

from .sound import RATE, Wav

FOLDER = "/media/redstart"
MICROPHONE = "hw:CARD=Loopback,DEV=1"
DEFAULTS = {
    "audio": {"device": MICROPHONE},
    "button": {"line": "GPIO17"},
    "led": {"line": "GPIO27"},
    "storage": {"folder": FOLDER, "keep_free": "8MB"},
}
CONFIGURATION = "/etc/redstart/redstart.toml"
PLAYER_STATUS = "/proc/asound/Loopback/pcm0p/sub0/status"


def toml(sections):
    lines = []
    for section, keys in sections.items():
        lines.append(f"[{section}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def configuration(**sections):
    """The base configuration with these keys on top."""
    return toml({name: {**keys, **sections.get(name, {})} for name, keys in DEFAULTS.items()})


def boot_with(**sections):
    """A word for the kernel's command line that gives the board this configuration before the service starts."""
    return "virtual-pi.configuration=" + base64.b64encode(configuration(**sections).encode()).decode()


class Appliance:
    def __init__(self, machine, card):
        self.machine, self.card = machine, card
        self.run, self.ok = machine.agent.run, machine.agent.ok
        self.light = machine.light

    # The service

    def configure(self, **sections):
        """The service is started anew with the base configuration and these keys on top."""
        self.ok(f"cat >{CONFIGURATION} <<'END'\n{configuration(**sections)}END\nsystemctl restart redstart")

    def status(self):
        return json.loads(self.ok("redstart status --json || [ $? = 3 ]"))

    def eventually(self, what, condition, seconds=30, every=0.2):
        """Asks for the status until the condition holds for it; returns it and the seconds it took."""
        begin = time.monotonic()
        while True:
            status = self.status()
            if condition(status):
                return status, time.monotonic() - begin
            if time.monotonic() - begin > seconds:
                raise AssertionError(f"not {what} within {seconds} s: {status}")
            time.sleep(every)

    def record_on(self, seconds):
        """Waits until the take has so many seconds more than now: the guest's, however slow the host is."""
        goal = self.status()["take"]["frames"] + seconds * RATE
        self.eventually(f"{seconds} s longer", lambda s: s["take"] and s["take"]["frames"] >= goal, 60 + 5 * seconds)

    def armed(self, seconds=40):
        return self.eventually("armed", lambda s: s["state"] == "armed" and not s["faults"], seconds)

    def pid(self):
        return int(self.ok("systemctl show -P MainPID redstart"))

    def log(self, lines=60):
        return self.run(f"journalctl -q --no-pager -o short-monotonic -b -n {lines} -u redstart")[1]

    # The button

    def press(self, seconds=0.1):
        """Returns the host's time of its first edge."""
        now = time.monotonic()
        self.machine.wires.press(seconds)
        return now

    def start_take(self, seconds=20):
        """Presses, and waits for the LED; returns the time of the press and of the light. The button
        is let go when it was obeyed: a short press may fall into a pause of a busy host."""
        with self.machine.wires.held():
            pressed = time.monotonic()
            return pressed, pressed + self.light.wait_for("recording", pressed, seconds)

    def stop_take(self, seconds=30):
        """Presses, and waits until it is finished; returns the time of the press and the file."""
        with self.machine.wires.held():
            pressed = time.monotonic()
            self.eventually("finished", lambda s: s["take"] is None, seconds)
        return pressed, self.takes()[-1]

    # The microphone, which hears what is played

    def play(self, sample_format="S16_LE"):
        """Begins to play the counter; when it returns, the microphone hears it."""
        self.stop_playing()
        self.ok("systemd-run -q --collect --unit=player --property=Nice=-15"
                f" /usr/local/lib/virtual-pi/play {sample_format}")
        begin = time.monotonic()
        while self.played() < RATE // 4:
            if time.monotonic() - begin > 20:
                raise AssertionError("the player does not play: " +
                                     self.run("journalctl -q -n 20 -u player")[1])
            time.sleep(0.05)

    def stop_playing(self):
        self.run("systemctl stop player 2>/dev/null; systemctl reset-failed player 2>/dev/null")

    def played(self):
        """The number of the newest frame that the player has handed to the microphone."""
        text = self.ok(f"mapfile -t s <{PLAYER_STATUS}; printf '%s\\n' \"${{s[@]}}\"")
        found = [line.split(":")[1] for line in text.splitlines() if line.startswith("hw_ptr")]
        return int(found[0]) if found else 0

    # The card

    def insert(self, card):
        """Any card that is there is pulled first; returns when the new one can be written to."""
        self.machine.pull_card()
        self.machine.agent.wait_for(f"! mountpoint -q {FOLDER} && ! test -b /dev/mmcblk0")
        self.machine.insert_card(card)
        self.card = card
        self.wait_for_card()

    def has_card(self):
        return self.run(f"mountpoint -q {FOLDER} && test -b /dev/mmcblk0")[0] == 0

    def wipe_card(self):
        self.ok(f"find {FOLDER} -mindepth 1 -delete")

    def wait_for_card(self, seconds=40):
        self.machine.agent.wait_for(
            f"mountpoint -q {FOLDER} && setpriv --reuid=redstart --regid=redstart --clear-groups"
            f" test -w {FOLDER}", seconds)

    def takes(self, ending=".wav"):
        found = self.ok(f"find {FOLDER} -name '*{ending}' -printf '%T@ %p\\n' | sort -n")
        return [line.split(" ", 1)[1] for line in found.splitlines()]

    def left_overs(self):
        return self.takes(".wav.part")

    def wav(self, path, name=None):
        return Wav(self.machine.fetch(path, name))
