# The page for phones: its package installed, a phone let in by the button, a take, live sound, and all of it removed.
import hashlib
import http.client
import json
import struct

PACKAGE = "/var/lib/virtual-pi/redstart-web.deb"
ANSWER = "/tmp/answer"


class Told:
    """An answer of the guest as http.client wants it: a socket that has only a file."""

    def __init__(self, path):
        self.path = path

    def makefile(self, _mode):
        return open(self.path, "rb")


class Phone:
    """A phone at the board itself, which has no network: it talks through the guest's shell."""

    def __init__(self, pi):
        self.pi, self.cookies, self.token = pi, {}, ""

    def ask(self, method, path, body=None, seconds=30):
        """Status, headers and as much of the body as came in so many seconds."""
        text = "" if body is None else json.dumps(body)
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", f"Content-Length: {len(text)}",
                 f"X-Redstart-Token: {self.token}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        with open(f"{self.pi.machine.share}/request", "w", encoding="utf-8", newline="") as file:
            file.write("\r\n".join(lines) + "\r\n\r\n" + text)
        self.pi.ok("exec 4<>/dev/tcp/127.0.0.1/80; cat /host/request >&4;"
                   f" timeout {seconds} cat <&4 >{ANSWER}; true", seconds + 60)
        response = http.client.HTTPResponse(Told(self.pi.machine.fetch(ANSWER)), method=method)
        response.begin()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        try:
            return response.status, response.read()
        except http.client.IncompleteRead as cut:
            return response.status, cut.partial

    def json(self, method, path, body=None):
        status, answer = self.ask(method, path, body)
        return status, json.loads(answer)

    def open_session(self):
        self.token = self.json("GET", "/session")[1]["token"]

    def let_in_by_the_button(self):
        """A hold that begins while it is armed; what it recorded is a take like any other."""
        self.open_session()
        status, window = self.json("POST", "/pair", {})
        assert status == 200 and window["button"], window
        with self.pi.machine.wires.held():
            for _ in range(4):
                state = self.json("GET", "/pair")[1]["state"]
                if state != "waiting":
                    break
        assert state == "in", state
        self.open_session()

    def order(self, command, **more):
        status, answer = self.json("POST", "/order", {"command": command, **more})
        assert status == 200 and answer["ok"], answer
        return answer

    def listed(self, path, tries=20):
        """The take of this file once its sidecar is finished."""
        for _ in range(tries):
            takes = self.json("GET", "/takes")[1]["takes"]
            found = next((take for take in takes if path.endswith("/" + take["file"])), None)
            if found and found["marks"]:
                return found
        raise AssertionError(f"{path} is not listed with its mark: {takes}")


def blocks(sound, channels):
    """(position, frames, lost) of each whole block of /sound."""
    at = 0
    while at + 16 <= len(sound):
        position, frames, lost = struct.unpack_from("<QII", sound, at)
        at += 16 + frames * channels * 2
        if at <= len(sound):
            yield position, frames, lost


def install(pi):
    """The page's package, as its documentation has it, and a microphone that hears something."""
    pi.ok(f"dpkg --install {PACKAGE}", 300)
    pi.ok("""sed -i 's|^#folder = .*|folder = "/media/redstart"|' /etc/redstart/web.toml""")
    pi.ok("systemctl restart redstart-web")
    pi.armed(120)
    pi.play()


def test_the_page_from_its_package_to_its_removal(bench):
    """Paired by the button; start, mark, stop, live sound, the file; then not a byte of it is left."""
    pi = bench.board()
    pi.play()
    pi.armed()
    install(pi)
    phone = Phone(pi)
    assert phone.ask("GET", "/")[0] == 200
    assert phone.ask("GET", "/takes")[0] == 401 and phone.ask("GET", "/events", seconds=5)[0] == 401
    phone.let_in_by_the_button()
    pi.armed()

    phone.order("start")
    pi.eventually("recording", lambda s: s["state"] == "recording")
    status, sound = phone.ask("GET", "/sound?rate=48000&channels=2", seconds=8)
    heard = list(blocks(sound, 2))
    assert status == 200 and len(heard) > 10, (status, len(sound))
    for (position, frames, _), (then, _, lost) in zip(heard, heard[1:]):
        assert then == position + frames + lost, "what a busy emulator lost is told"
    phone.order("mark", text="a wren")
    path = phone.order("stop")["file"]
    take = phone.listed(path)
    assert [mark["label"] for mark in take["marks"]] == ["a wren"], take
    status, file = phone.ask("GET", "/takes/" + take["file"], seconds=60)
    assert (status, hashlib.sha256(file).hexdigest()) == (200, pi.ok(f"sha256sum {path}").split()[0])
    assert pi.status()["faults"] == [], pi.status()
    bench.note(f"heard {sum(frames for _, frames, _ in heard)} frames live; the take has {len(file)} bytes; "
               + pi.ok("systemctl show -P MemoryPeak redstart-web").strip() + " bytes of memory at the most")

    pi.ok("systemctl restart redstart-web")
    assert phone.ask("GET", "/takes")[0] == 200, "the phone is still let in"
    pi.ok("dpkg --purge redstart-web", 120)
    assert pi.run("exec 4<>/dev/tcp/127.0.0.1/80")[0] != 0, "somebody still answers"
    left = pi.ok("find / -xdev -name '*redstart-web*' ! -path '/var/lib/virtual-pi/*' ! -path '/var/lib/dpkg/*'"
                 " ! -path '/var/lib/systemd/*'")
    assert left == "", left
    assert pi.run("ls -l /proc/[0-9]*/exe 2>/dev/null | grep redstart-web")[0] != 0, "it still runs"
    pi.armed(60)
    assert pi.status()["listeners"] is None
