# From the box to the first file: the README's lines, as they stand there.
CONFIG = "/boot/firmware/config.txt"


def test_from_the_box_to_the_first_file(bench):
    """board rpi --apply, systemctl status, status, a press, and the take read by a user of the group."""
    pi = bench.board()
    pi.ok(f"mkdir -p /boot/firmware && [ ! -e {CONFIG} ] || rm -f {CONFIG}*;"
          f" printf 'dtparam=audio=on\\ndtoverlay=vc4-kms-v3d\\n' >{CONFIG}")
    told = pi.ok("redstart board rpi --apply")
    assert f"{CONFIG}: written" in told and "sudo reboot" in told, told
    text = pi.ok(f"cat {CONFIG}")
    assert "\ndtparam=audio=off\n" in text and "\ndtoverlay=vc4-kms-v3d,noaudio\n" in text, text
    assert pi.ok(f"cat {CONFIG}.before-redstart") == "dtparam=audio=on\ndtoverlay=vc4-kms-v3d\n"
    assert "nothing to change" in pi.ok("redstart board rpi --apply")

    assert "Active: active (running)" in pi.ok("systemctl --no-pager status redstart")
    pi.play()
    pi.armed()
    shown = pi.ok("redstart status || [ $? = 3 ]")
    for row in ("state", "faults", "folder", "last take", "clock", "version"):
        assert f"\n{row} " in f"\n{shown}", (row, shown)
    pi.start_take()
    pi.record_on(3)
    _, path = pi.stop_take()
    assert pi.status()["last_take"] == path

    pi.ok("systemd-sysusers --inline 'u visitor -' 'm visitor redstart'")
    pi.ok(f"runuser -u visitor -- sh -c 'cat {path} >/dev/null'")
    assert "ok" in pi.ok(f"redstart verify {path}")
    assert '"takes": 1' in pi.ok(f"redstart report --json $(dirname {path})").replace('"takes":1', '"takes": 1')
