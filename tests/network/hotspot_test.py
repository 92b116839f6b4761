#!/usr/bin/env python3
# When the recorder's own Wi-Fi network begins and ends, by the script that decides it.
"""Usage: hotspot_test.py HOTSPOT

NetworkManager's place is taken by a script that tells what the test says and notes what it is asked to
do. The profile is held against the real nmcli, where there is one.
"""
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

HOTSPOT = os.path.abspath(sys.argv[1])
NMCLI = shutil.which("nmcli")

NETWORK_MANAGER = """#!/bin/sh
case "$*" in
*device) cat "$HERE/devices" ;;
*) echo "$*" >>"$HERE/asked"; [ ! -e "$HERE/refuses" ] ;;
esac
"""
STATIONS = """#!/bin/sh
cat "$HERE/stations"
"""


class Hotspot(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = folder.name
        for name, text in (("nmcli", NETWORK_MANAGER), ("iw", STATIONS)):
            self.put(f"bin/{name}", text)
            os.chmod(self.path(f"bin/{name}"), 0o755)
        os.mkdir(self.path("etc"))
        self.put("stations", "")
        self.devices("wlan0:wifi:disconnected:", "lo:loopback:unmanaged:")

    def path(self, name):
        return os.path.join(self.here, name)

    def put(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def get(self, name):
        if not os.path.exists(self.path(name)):
            return ""
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def devices(self, *lines):
        self.put("devices", "".join(line + "\n" for line in lines))

    def call(self, order):
        environment = dict(os.environ, HERE=self.here, RUNTIME_DIRECTORY=self.path("state"),
                           PATH=self.path("bin") + ":" + os.environ["PATH"],
                           REDSTART_HOTSPOT_PROFILE=self.path("etc/profile"),
                           REDSTART_HOTSPOT_NAMES=self.path("etc/names"))
        return subprocess.run([HOTSPOT, order], env=environment, capture_output=True, text=True,
                              check=False, timeout=30)

    def look(self):
        done = self.call("look")
        self.assertEqual(done.returncode, 0, done.stderr)

    def age(self, name, seconds):
        """As if that had been so for so long."""
        self.put(f"state/{name}", f"{int(self.get(f'state/{name}')) - seconds}\n")

    def asked(self):
        return [line for line in self.get("asked").splitlines() if " load " not in line]

    def test_begins_after_a_minute_without_a_known_network(self):
        self.call("key")
        self.look()
        self.age("alone", 50)
        self.look()
        self.assertEqual(self.asked(), [])
        self.age("alone", 10)
        self.look()
        self.assertEqual(self.asked(), ["connection up redstart-hotspot"])

    def test_a_known_network_by_cable_or_air_is_enough_and_begins_the_minute_anew(self):
        self.call("key")
        for line in ("eth0:ethernet:connected:Wired", "wlan0:wifi:connected:home"):
            self.devices("wlan0:wifi:disconnected:")
            self.look()
            self.age("alone", 100)
            self.devices(line)
            self.look()
            self.devices("wlan0:wifi:disconnected:")
            self.look()
        self.assertEqual(self.asked(), [])

    def test_without_wifi_there_is_nothing_to_begin(self):
        self.call("key")
        for devices in (["eth0:ethernet:disconnected:"], ["wlan0:wifi:unavailable:"]):
            self.devices(*devices)
            self.look()
            self.assertEqual(self.get("state/alone"), "")

    def test_ends_after_ten_minutes_without_a_client_to_look_for_known_networks(self):
        self.call("key")
        self.devices("wlan0:wifi:connected:redstart-hotspot")
        self.look()
        self.age("unused", 599)
        self.put("stations", "Station 02:00:00:00:01:00 (on wlan0)\n")
        self.look()
        self.put("stations", "")
        self.look()
        self.age("unused", 590)
        self.look()
        self.assertEqual(self.asked(), [], "a client began the ten minutes anew")
        self.age("unused", 10)
        self.look()
        self.assertEqual(self.asked(), ["connection down redstart-hotspot"])

    def test_all_names_lead_to_the_recorder_while_it_is_on_and_only_then(self):
        self.call("key")
        self.call("on")
        self.assertEqual(self.get("etc/names"), "address=/#/10.42.0.1\n")
        self.devices("wlan0:wifi:connected:redstart-hotspot")
        self.call("off")
        self.assertFalse(os.path.exists(self.path("etc/names")))
        self.put("refuses", "")
        done = self.call("on")
        self.assertEqual(done.returncode, 1)
        self.assertIn("journalctl -u NetworkManager", done.stderr)
        self.assertFalse(os.path.exists(self.path("etc/names")), "it is not on")

    def test_the_key_is_made_once_and_for_root_alone(self):
        first, again = self.call("key").stdout, self.call("key").stdout
        self.assertEqual(first, again)
        self.assertRegex(first, r"key: +[a-z2-9]{12}\n")
        self.assertEqual(stat.S_IMODE(os.stat(self.path("etc/profile")).st_mode), 0o600)
        os.remove(self.path("etc/profile"))
        self.assertNotEqual(self.call("key").stdout, first)
        self.assertEqual(self.call("on").returncode, 0)

    def test_without_a_profile_it_says_how_to_make_one(self):
        done = self.call("on")
        self.assertEqual(done.returncode, 1)
        self.assertIn("hotspot key makes it", done.stderr)

    @unittest.skipUnless(NMCLI, "NetworkManager is not installed")
    def test_network_manager_reads_the_profile_as_it_is_meant(self):
        self.call("key")
        read = subprocess.run([NMCLI, "--offline", "connection", "modify", "connection.autoconnect", "no"],
                              input=self.get("etc/profile"), capture_output=True, text=True, check=True)
        for line in ("mode=ap", "key-mgmt=wpa-psk", "proto=rsn;", "method=shared", "autoconnect=false"):
            self.assertRegex(read.stdout, rf"(?m)^{re.escape(line)}$")

    def test_wrong_words_are_told(self):
        done = self.call("sideways")
        self.assertEqual(done.returncode, 2)
        self.assertIn("Usage: hotspot", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
