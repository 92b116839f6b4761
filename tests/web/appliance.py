# `redstart run` on the simulated microphone, at the sockets where a Program of web_program.py looks for it.
import contextlib
import json
import os
import socket
import subprocess
import sys

from web_program import PATIENCE, until


class Appliance:
    """Whatever becomes of the test, it ends with it, and its log is printed where the test has failed."""

    def __init__(self, web, redstart, asound, takes=None, audio='device = "microphone"', listen=False):
        self.web, self.process = web, None
        config = os.path.join(web.folder, "redstart.toml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f'[audio]\n{audio}\n[storage]\nfolder = "{takes or web.takes}"\nkeep_free = "1MB"\n'
                       f'[control]\nsocket = "{web.control}"\n' +
                       (f'[listen]\nsocket = "{web.sound}"\n' if listen else ""))
        self.words = [redstart, "run", "--config", config]
        self.environment = {**os.environ, "ALSA_CONFIG_PATH": without_a_space(asound, web.folder)}
        self.log = open(os.path.join(web.folder, "redstart.log"), "w+", encoding="utf-8")
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.words, env=self.environment, stdout=self.log, stderr=self.log,
                                        stdin=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def ask(self, command):
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(PATIENCE)
            control.connect(self.web.control)
            control.sendall(json.dumps({"command": command}).encode() + b"\n")
            with control.makefile() as lines:
                return json.loads(lines.readline())

    def status(self):
        with contextlib.suppress(OSError):
            return self.ask("status")["status"]
        return {}

    def until_armed(self):
        until("the recorder is armed", lambda: self.status().get("state") == "armed")

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.stop()
        if kind:
            self.log.seek(0)
            print(self.log.read(), file=sys.stderr)
        self.log.close()


def without_a_space(asound, folder):
    """The same file by a path that ALSA reads whole: in ALSA_CONFIG_PATH a space ends a name."""
    link = os.path.join(folder, "asound.conf")
    if not os.path.lexists(link):
        os.symlink(os.path.abspath(asound), link)
    return link
