# A real browser on the host at the page of the board: let in by a hold of its button, a take, live sound, both restarts.
"""It takes minutes and a Chromium: only with REDSTART_LONG=1, and where chromium and chromium-driver are installed;
else it is skipped, and the table says why. No other test's board has a network."""
import hashlib
import os
import re
import sys
import tempfile
import time

from pi.bench import Skipped

from .t09_page import install

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../web"))
from browser import Browser, chromium, until  # noqa: E402  what steers Chromium lies with the page's tests
from guard import Guard  # noqa: E402
from web_program import free_port  # noqa: E402

PATIENCE = 120  # seconds: two emulated cores, and a browser beside them
LISTEN = 60  # seconds

# The first bar's level while nothing is touched; what the state was called since WATCH.
LEVEL = "const bar = document.querySelector('.bar'); return bar && Number(bar.getAttribute('aria-valuenow'))"
WATCH = """const word = document.querySelector("#state-word");
window.words = [];
new MutationObserver(() => window.words.push(word.textContent)).observe(word, { childList: true, characterData: true, subtree: true });"""
SOUND = """const number = (id) => Number(document.querySelector("#" + id).textContent.replace(/[^0-9]/g, ""));
return { received: number("received"), lost: number("sound-lost"), breaks: number("breaks"),
  rate: app.player.sent ? app.player.sent.rate : 0, state: app.player.condition(),
  pauses: app.player.pauses, skipped: app.player.skipped };"""


def wait_state(phone, word):
    phone.until_text("#state-word", f"^{word}$")


def go(phone, view):
    phone.run("location.hash = arguments[0]", view)
    phone.until(f"return document.querySelector('main').dataset.view === '{view[1:].split('/')[0]}'", view)


def levels_move(phone):
    """How long it took until the bar stood at three places."""
    begin, seen = time.monotonic(), set()

    def has_moved():
        seen.add(phone.run(LEVEL))
        return len(seen - {None}) >= 3
    until(has_moved, "the levels move", lambda: f"{seen}", PATIENCE)
    return time.monotonic() - begin


def let_in(pi, phone):
    """By the button's hold, which a person ends when the page goes on; the take that it began, and its seconds."""
    phone.click("#ask")
    phone.until_text("#digits", r"^\d{4}$")
    with pi.machine.wires.held():
        pressed = time.monotonic()
        phone.until("return document.querySelector('main').dataset.view === 'steps'", "the page goes on by itself")
        held = time.monotonic() - pressed
    assert held >= 5, held
    take, = pi.takes()
    assert pi.armed()[0]["last_take"] == take, "the hold has ended the take, and it is kept"
    return take, held


def record(pi, phone):
    """Started, marked and stopped by the page's own buttons; the file on the card."""
    go(phone, "#now")
    wait_state(phone, "Armed")
    phone.click("#start")
    wait_state(phone, "Recording")
    phone.type("#mark-text", "a wren")
    phone.click("#mark")
    phone.until_text("#said", "Marked")
    pi.record_on(3)
    phone.click("#stop")
    wait_state(phone, "Armed")
    return pi.status()["last_take"]


def bring_home(phone, path, folder):
    """The file that the phone has after a tap on its link, and how long that took."""
    phone.keep_downloads(folder)
    go(phone, "#take/" + path.removeprefix("/media/redstart/"))
    phone.until("return document.querySelector('main').textContent.includes('a wren')", "the take with its mark")
    begin = time.monotonic()
    phone.click("#downloads a[href*='.wav']")
    home = os.path.join(folder, os.path.basename(path))
    until(lambda: os.path.exists(home), "the file is loaded down", lambda: f"{os.listdir(folder)}", PATIENCE)
    with open(home, "rb") as file:
        return file.read(), time.monotonic() - begin


def listen(phone, seconds):
    """The counter goes on, and whatever of the stream did not come is told as lost."""
    go(phone, "#listen")
    phone.until("return document.querySelector('#ear')", "the button to listen")
    phone.click("#ear")
    phone.until("return app.player && app.player.condition() === 'on'", "sound comes")
    begin, first = time.monotonic(), phone.run(SOUND)
    last = first
    while time.monotonic() - begin < seconds:
        before = last["received"]
        until(lambda: phone.run(SOUND)["received"] > before, "the counter goes on", lambda: f"{last}", 20)
        last = phone.run(SOUND)
    passed = time.monotonic() - begin
    phone.click("#ear")
    received, lost = last["received"] - first["received"], last["lost"] - first["lost"]
    assert last["breaks"] == 0, ("what is missing is told", last)
    assert abs((received + lost) / last["rate"] - passed) < 5, (first, last, passed)
    return (f"live sound for {passed:.0f} s: {received} frames at {last['rate']} Hz, {lost} told as lost, no break, "
            f"{last['pauses']} pauses, {last['skipped']:.1f} s left out to keep up")


def survives_a_restart(pi, phone, service):
    """The page tells that it is away, comes back without a touch, and the phone is still in."""
    go(phone, "#now")
    wait_state(phone, "Armed")
    phone.run(WATCH)
    begin = time.monotonic()
    pi.ok(f"systemctl restart {service}", 120)
    phone.until("return window.words.includes('Away')", "the page has told of it")
    wait_state(phone, "Armed")
    took = time.monotonic() - begin
    assert not phone.shown("#away") and phone.shown("#start")
    levels_move(phone)
    return took


def test_a_browser_at_the_boards_page(bench):
    """Chromium, through a network: let in by the button, levels, a take that comes home, live sound, two restarts."""
    if os.environ.get("REDSTART_LONG") != "1":
        raise Skipped("it takes minutes; REDSTART_LONG=1 runs it")
    if not chromium():
        raise Skipped("chromium or chromium-driver is not installed")
    port, card = free_port(), bench.card()
    pi = bench.power_on(card, port=port)
    bench.note(f"booted in {bench.wait_until_booted(600):.0f} s")
    bench.board(card)
    pi.machine.plug_in()
    install(pi)
    guard = Guard()
    try:
        use(bench, pi, guard, f"http://127.0.0.1:{port}/")
    finally:
        guard.close()
    bench.power_off()  # and its network with it


def use(bench, pi, guard, url):
    phone = Browser(guard, tempfile.mkdtemp(dir=bench.folder), patience=PATIENCE)
    begin = time.monotonic()
    phone.open(url)
    phone.until("return document.querySelector('#ask')", "the door is there")
    door = time.monotonic() - begin
    held_take, held = let_in(pi, phone)
    bench.note(f"the door after {door:.1f} s; let in {held:.1f} s after the press began")
    go(phone, "#now")
    moved = levels_move(phone)

    path = record(pi, phone)
    assert sorted([held_take, path]) == sorted(pi.takes())
    file, took = bring_home(phone, path, tempfile.mkdtemp(dir=bench.folder))
    there = pi.ok(f"sha256sum '{path}'").split()[0]
    assert hashlib.sha256(file).hexdigest() == there
    bench.note(f"levels moved within {moved:.1f} s; {len(file)} bytes came home in {took:.1f} s, SHA-256 {there[:16]}...")

    bench.note(listen(phone, LISTEN))
    for service in ("redstart-web", "redstart"):
        took = survives_a_restart(pi, phone, service)
        bench.note(f"armed again on the page {took:.1f} s after systemctl restart {service} was typed")
    wrong = [line for line in phone.complaints() if not re.search("Failed to load resource|net::ERR", line)]
    assert not wrong, wrong
    assert pi.status()["faults"] == [], pi.status()


test_a_browser_at_the_boards_page.limit = 1500
