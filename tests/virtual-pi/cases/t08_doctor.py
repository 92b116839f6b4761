# doctor, whole: beside the service, and with the board to itself.
import json

FEW_SECONDS = "redstart doctor --json --card-for 12s"


def results(text):
    answer = json.loads(text)
    return answer["verdict"], {check["name"]: check["result"] for check in answer["checks"]}


def test_doctor_beside_the_service_leaves_it_alone_and_says_go(bench):
    """While the service records, doctor asks it: go, and the take goes on without a frame lost."""
    pi = bench.board()
    pi.play()
    pi.start_take()
    status, text = pi.run(FEW_SECONDS, seconds=120)
    verdict, checks = results(text)
    assert (status, verdict) == (0, "go"), text
    assert checks["device"] == "ok" and checks["folder"] == "ok", text
    assert pi.status()["take"]["frames_lost"] == 0
    pi.stop_take()


def test_doctor_tries_the_whole_board_once_the_service_has_stopped(bench):
    """Microphone, card, button and LED are tried; each has a result that it can have here."""
    pi = bench.board()
    pi.play()
    pi.armed()
    pi.ok("systemctl stop redstart")
    status, text = pi.run(FEW_SECONDS, seconds=180)
    verdict, checks = results(text)
    bench.note(f"doctor says {verdict}: {checks}")
    for name in ("device", "sound", "folder", "space", "card", "button", "led"):
        assert checks[name] in ("ok", "warn"), text
    assert checks["service"] == "ok", text
    assert status == (0 if verdict == "go" else 1), text
    pi.ok("systemctl start redstart")
    pi.armed()
