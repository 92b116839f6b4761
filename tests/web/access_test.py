# Who may ask redstart-web for what: pairing, password, tokens, names of the host.
import time

from web_program import Program, expect, main, until

HIDDEN = ["/events", "/config", "/doctor", "/phones", "/takes", "/takes/a.wav", "/play/a.wav", "/labels/a.wav",
          "/overview/a.wav", "/report", "/sound", "/nothing", "/page", "/state", "/phones.json", "/admin.sock"]


def without_a_cookie_only_the_page_is_seen(program, page):
    with Program(program, page) as web:
        phone = web.phone()
        for path in ["/", "/session"]:
            expect(path, phone.get(path).status, 200)
        for path in HIDDEN:
            answer = phone.get(path)
            expect(path, (answer.status, answer.headers.get("Location")), (401, None))
            assert "armed" not in answer.body.decode() and web.takes not in answer.body.decode(), answer.body
        for path in ["/order", "/phones/revoke", "/phones/name", "/takes"]:
            expect("POST " + path, phone.post(path, {"command": "start"}).status, 401)


def every_answer_has_the_headers_that_shut_others_out(program, page):
    with Program(program, page) as web:
        for path, status in [("/", 200), ("/session", 200), ("/events", 401), ("/%00", 400)]:
            answer = web.phone().get(path)
            expect(path, answer.status, status)
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
            expect(path, answer.headers["X-Content-Type-Options"], "nosniff")
            expect(path, answer.headers["Referrer-Policy"], "no-referrer")
            expect(path, answer.headers["Cache-Control"], "no-cache" if path == "/" else "no-store")
            expect(path, answer.headers["Access-Control-Allow-Origin"], None)


def the_button_lets_a_phone_in(program, page):
    with Program(program, page) as web:
        held = []
        web.fake_recorder(lambda request: until("the hold", lambda: held) and {"ok": True})
        phone = web.phone()
        asked = phone.post("/pair")
        expect("POST /pair", asked.status, 200)
        expect("its keys", sorted(asked.json()), ["button", "digits", "seconds"])
        assert len(asked.json()["digits"]) == 4 and asked.json()["digits"].isdigit()
        expect("before it", phone.get("/config").status, 401)
        held.append(True)
        answer = phone.get("/pair")
        expect("GET /pair", answer.json(), {"state": "in"})
        cookie = answer.headers["Set-Cookie"]
        for word in ["redstart_phone=", "HttpOnly", "SameSite=Strict", "Max-Age=31536000", "Path=/"]:
            assert word in cookie, cookie
        assert "Secure" not in cookie, cookie
        expect("paired", phone.open_session()["paired"], True)
        expect("phones", [one["this"] for one in phone.get("/phones").json()["phones"]], [True])
        expect("a second cookie", phone.get("/pair").json()["state"], "over")


def the_recorder_is_hung_up_on_when_the_phone_goes(program, page):
    with Program(program, page) as web:
        recorder = web.fake_recorder(lambda request: None)
        phone = web.phone()
        expect("digits", phone.post("/pair").status, 200)
        until("the order is under way", lambda: recorder.open_pairs == 1)
        until("it is given up", lambda: recorder.open_pairs == 0, 30)  # no poll ever came
        expect("afterwards", phone.get("/pair").json()["state"], "over")
        expect("digits again", phone.post("/pair").status, 200)
        until("the order is under way", lambda: recorder.open_pairs == 1)
        connection = phone.connect()
        connection.request("GET", "/pair", headers=phone.headers())
        connection.close()  # in the middle of a poll
        until("it is given up", lambda: recorder.open_pairs == 0, 30)


def a_window_is_over_after_a_minute(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: None)
        phone = web.phone()
        begun = time.monotonic()
        asked = phone.post("/pair").json()
        expect("seconds", asked["seconds"], 60)
        while (state := phone.get("/pair").json())["state"] == "waiting":
            assert time.monotonic() - begun < 75, "it does not end"
        took = time.monotonic() - begun
        expect("state", state["state"], "over")
        assert 58 < took < 70, f"{took} s"
        said = web.command("pair", asked["digits"])
        expect("digits of a window that is over", said.returncode, 1)


def one_phone_waits_at_a_time(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: None)
        first, second = web.phone(), web.phone("127.0.0.2")
        expect("the first", first.post("/pair").status, 200)
        refused = second.post("/pair")
        expect("the second", refused.status, 409)
        assert "another phone" in refused.json()["error"], refused.body
        expect("and sees no news", second.get("/pair").json()["state"], "over")


def the_recorder_refuses_the_fourth_window_of_an_hour(program, page):
    why = "pairing: phones have waited for a hold three times within an hour; try again in 59 minutes"
    with Program(program, page) as web:
        web.fake_recorder(lambda request: {"ok": False, "error": why})
        refused = web.phone().post("/pair")
        expect("POST /pair", (refused.status, refused.json()["error"]), (409, why))


def without_a_button_the_digits_let_in(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: {"ok": False, "error": "button: none is configured; use the digits"})
        phone = web.phone()
        asked = phone.post("/pair").json()
        expect("button", asked["button"], False)
        said = web.command("pair", asked["digits"])
        expect("pair", (said.returncode, said.stdout), (0, "the phone is let in\n"))
        expect("state", phone.get("/pair").json()["state"], "in")
        expect("paired", phone.open_session()["paired"], True)


def without_a_button_three_windows_an_hour_are_opened(program, page):
    with Program(program, page) as web:
        phone = web.phone()  # and there is no recorder at all
        for _ in range(3):
            expect("a window", phone.post("/pair").status, 200)
        refused = phone.post("/pair")
        expect("the fourth", refused.status, 409)
        assert "three times" in refused.json()["error"], refused.body


def guessed_digits_end_the_window(program, page):
    with Program(program, page) as web:
        phone = web.phone()
        digits = phone.post("/pair").json()["digits"]
        wrong = f"{(int(digits) + 1) % 10000:04}"
        for _ in range(3):
            said = web.command("pair", wrong)
            expect("a wrong guess", said.returncode, 1)
            assert said.stderr.startswith("redstart-web: digits: "), said.stderr
        expect("then the right ones", web.command("pair", digits).returncode, 1)
        expect("the phone", phone.get("/pair").json()["state"], "over")


def guessed_passwords_are_slowed_down(program, page):
    with Program(program, page) as web:
        expect("none", web.phone().post("/login", {"password": "x"}).status, 403)
        said = web.command("password", text="correct horse\n")
        expect("password: " + said.stderr, said.returncode, 0)
        phone = web.phone()
        expect("session", phone.open_session()["password"], True)
        for _ in range(5):
            expect("a guess", phone.post("/login", {"password": "wrong horse"}).status, 403)
        expect("the right one after five", phone.post("/login", {"password": "correct horse"}).status, 403)
        other = web.phone("127.0.0.9")
        expect("from elsewhere", other.post("/login", {"password": "correct horse"}).status, 200)
        expect("paired", other.open_session()["paired"], True)
        for last in range(10, 13):
            for _ in range(5):
                web.phone(f"127.0.0.{last}").post("/login", {"password": "wrong"})
        late = web.phone("127.0.0.20")
        expect("after twenty of all", late.post("/login", {"password": "correct horse"}).status, 403)


def a_password_is_kept_as_a_hash_and_taken_away(program, page):
    with Program(program, page) as web:
        expect("too short", web.command("password", text="short\n").returncode, 1)
        expect("set", web.command("password", text="correct horse\n").returncode, 0)
        with open(web.state + "/password", encoding="utf-8") as file:
            kept = file.read()
        assert kept.startswith("$argon2id$") and "horse" not in kept, kept
        expect("removed", web.command("password", "--remove").returncode, 0)
        expect("login", web.phone().post("/login", {"password": "correct horse"}).status, 403)


def phones_are_listed_named_and_revoked(program, page):
    with Program(program, page) as web:
        first, second = web.paired_phone(), web.paired_phone("127.0.0.2")
        expect("name", second.post("/phones/name", {"name": "Ana's"}).status, 200)
        expect("no name", second.post("/phones/name", {"name": "a\nb"}).status, 409)
        listed = first.get("/phones").json()["phones"]
        expect("names", [one["name"] for one in listed], ["iPhone", "Ana's"])
        expect("which is this", [one["this"] for one in listed], [True, False])
        said = web.command("phones")
        expect("redstart-web phones", said.returncode, 0)
        assert "Ana's" in said.stdout and listed[1]["id"] in said.stdout, said.stdout
        expect("revoke", first.post("/phones/revoke", {"id": listed[1]["id"]}).status, 200)
        expect("the revoked", second.get("/phones").status, 401)
        said = web.command("phones", "--revoke", listed[0]["id"], "--json")
        expect("revoked at the recorder", (said.returncode, said.stdout), (0, '{"phones":[]}\n'))
        expect("the last", first.get("/phones").status, 401)
        expect("one that is none", web.command("phones", "--revoke", "none").returncode, 1)


def a_phone_that_only_looks_is_seen_as_long_as_it_does(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: {"ok": True})
        looking, asking = web.paired_phone(), web.paired_phone("127.0.0.2")
        connection, _ = looking.stream("/events")
        seen = lambda: asking.get("/phones").json()["phones"][0]["seen"]
        first = seen()
        until("it is seen later", lambda: seen() > first)
        connection.close()


def a_phone_stays_let_in_over_a_restart_and_its_cookie_is_nowhere(program, page):
    with Program(program, page) as web:
        phone = web.paired_phone()
        web.restart()
        expect("phones", phone.get("/phones").status, 200)
        expect("its token too", phone.post("/phones/name", {"name": "mine"}).status, 200)
        with open(web.state + "/phones.json", encoding="utf-8") as file:
            assert phone.cookies["redstart_phone"] not in file.read()


def a_post_without_its_token_is_refused(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: {"ok": True})
        phone, other = web.paired_phone(), web.phone()
        for token in [None, "", "x", other.token, phone.token[:-1]]:
            answer = phone.post("/order", {"command": "start"}, **{"X-Redstart-Token": token})
            expect(f"token {token}", answer.status, 403)
        expect("the right one", phone.post("/order", {"command": "start"}).status, 200)
        expect("requests", [one["command"] for one in web.recorder.requests], ["pair", "start"])


def a_page_of_another_site_can_do_nothing(program, page):
    with Program(program, page) as web:
        phone = web.paired_phone()
        for origin in ["http://evil.example", "null", f"https://{phone.host}", "http://127.0.0.1"]:
            expect(origin, phone.post("/phones/name", {"name": "x"}, Origin=origin).status, 403)
            expect(origin, phone.get("/phones", Origin=origin).status, 403)
        expect("the page itself", phone.get("/phones", Origin=f"http://{phone.host}").status, 200)


def only_our_names_are_answered(program, page):
    import socket
    name = socket.gethostname().split(".")[0]
    with Program(program, page, toml='[access]\nnames = ["tree.example"]\n') as web:
        ours = ["localhost", "127.0.0.1", "192.168.4.1:80", "[fe80::1]", "[::1]:8080", name, name + ".local",
                name.upper() + ".LOCAL:8080", "tree.example", f"localhost:{web.port}"]
        others = ["evil.example", "tree.example.evil", "localhost.evil.example", "127.0.0.1.evil.example", "", " ",
                  "localhost:80:80", "localhost:port", "a" * 300, "[::1", "127.0.0.1@evil.example"]
        phone = web.phone()
        for host in ours:
            expect(host, phone.get("/session", Host=host).status, 200)
        for host in others:
            answer = phone.get("/", Host=host)
            assert answer.status in (400, 403), f"{host}: {answer.status}"


def reading_is_open_only_where_it_is_configured(program, page):
    with Program(program, page, toml="[access]\nreading = true\n") as web:
        web.fake_recorder(lambda request: {"ok": True, "config": []})
        phone = web.phone()
        expect("session", phone.open_session()["reading"], True)
        expect("config", phone.get("/config").status, 200)
        expect("phones", phone.get("/phones").status, 401)
        expect("order", phone.post("/order", {"command": "stop"}).status, 401)
        expect("unknown", phone.get("/nothing").status, 404)


if __name__ == "__main__":
    main(globals())
