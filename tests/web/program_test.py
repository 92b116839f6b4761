# How redstart-web is begun, ended and configured: words, web.toml, systemd's socket, TLS, its page.
import contextlib
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys

from web_program import PATIENCE, Program, events_of, expect, main

STATUS = {"ok": True, "status": {"state": "armed", "faults": []}}


def the_page_is_sent_once_and_then_only_asked_for(program, page):
    with Program(program, page) as web:
        phone = web.phone()
        first = phone.get("/")
        expect("type", first.headers["Content-Type"], "text/html; charset=utf-8")
        with open(os.path.join(page, "index.html"), "rb") as file:
            expect("bytes", first.body, file.read())
        again = phone.get("/", **{"If-None-Match": first.headers["ETag"]})
        expect("again", (again.status, again.body), (304, b""))
        head = phone.ask("HEAD", "/")
        expect("HEAD", (head.status, head.body, head.headers["Content-Length"]), (200, b"", str(len(first.body))))


def wrong_words_and_settings_are_told_in_one_line(program, page):
    with Program(program, page) as web:
        def said(*words, toml=None):
            if toml is not None:
                with open(web.folder + "/wrong.toml", "w", encoding="utf-8") as file:
                    file.write(toml)
                words = ("--config", web.folder + "/wrong.toml", "--listen", "127.0.0.1:1x", *words)
            ended = subprocess.run([program, *words], capture_output=True, text=True, timeout=PATIENCE, check=False)
            expect("lines: " + ended.stderr, ended.stderr.count("\n"), 1)
            return ended.returncode, ended.stderr.strip()

        expect("an option", said("--listne", "x"), (2, "redstart-web: --listne: no such option; did you mean --listen?"))
        expect("a command", said("phonse"), (2, "redstart-web: phonse: no such command; did you mean phones?"))
        expect("no digits", said("pair")[0], 2)
        expect("no value", said("--state")[0], 2)
        where = web.folder + "/wrong.toml:1:1: "
        expect("a key", said(toml='liste = "x"\n'),
               (1, f"redstart-web: {where}liste: there is no such key; did you mean listen?"))
        code, text = said(toml="listen = 80\n")
        expect("a type: " + text, (code, "it is no text in quotes" in text), (1, True))
        code, text = said(toml='[tls]\nkey = "x"\n')
        expect("half of TLS: " + text, (code, "a certificate or a key, not both" in text), (1, True))
        code, text = said(toml="")
        expect("an address: " + text, (code, text.startswith("redstart-web: listen 127.0.0.1:1x: ")), (1, True))
        code, text = said("--config", web.config, "--state", web.state, "--listen", f"127.0.0.1:{web.port}")
        expect("a second one: " + text, code, 1)
        code, text = said("pair", "1234", "--state", web.folder + "/nowhere")
        expect("none that runs: " + text, (code, "redstart-web does not answer there" in text), (1, True))
        helped = subprocess.run([program, "--help"], capture_output=True, text=True, timeout=PATIENCE, check=True)
        assert "redstart-web pair DIGITS" in helped.stdout


def the_manual_names_what_the_help_names(program, page):
    root = os.path.dirname(os.path.dirname(os.path.dirname(page)))
    helped = subprocess.run([program, "--help"], capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
    names = {word.strip(",") for word in helped.replace("[", " ").replace("]", " ").split() if word.startswith("--")}
    assert len(names) > 10, names
    with open(os.path.join(root, "docs/man/redstart-web.1"), encoding="utf-8") as file:
        manual = file.read()
    with open(os.path.join(root, "docs/completion/redstart-web.bash"), encoding="utf-8") as file:
        completion = file.read()
    for name in names:
        assert name[1:] in manual, f"the man page lacks {name}"
        assert name in completion, f"the completion lacks {name}"


def it_ends_while_phones_look_and_wait(program, page):
    with Program(program, page) as web:
        web.fake_recorder(lambda request: STATUS if request["command"] == "status" else None)
        waiting = web.phone()
        waiting.post("/pair")
        web.command("pair", "none")
        poll = waiting.connect()
        poll.request("GET", "/pair", headers=waiting.headers())
        with open(web.config, "w", encoding="utf-8") as file:
            file.write("[access]\nreading = true\n")
        web.restart()  # in the middle of the poll
        poll.close()
        streams = [web.phone(f"127.0.0.{n}").stream("/events") for n in range(2, 6)]
        for _, response in streams:
            next(events_of(response))
        expect("exit code", web.stop(), 0)
        for connection, response in streams:
            response.close()
            connection.close()


def systemds_socket_is_taken_over(program, page):
    with Program(program, page) as web:
        web.stop()
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen(64)
            web.port = listening.getsockname()[1]
            words = [word for word in web.words if word != "--listen" and not word.startswith("127.0.0.1:")]

            # The shell, which knows its own number before it becomes the program, puts it in place.
            fd = listening.fileno()
            web.process = subprocess.Popen(
                ["bash", "-c", f'exec 3<&{fd}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "bash", *words], stderr=web.log,
                pass_fds=[fd])
        expect("the page", web.phone().get("/").status, 200)


def tls_is_served_with_the_users_certificate(program, page):
    with Program(program, page) as web:
        web.stop()
        if not shutil.which("openssl"):
            print("no openssl here, which makes the certificate: skipped")
            web.start()
            sys.exit(77)
        made = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                               "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                               "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", web.folder + "/key", "-out",
                               web.folder + "/cert"], capture_output=True, check=False)
        if made.returncode != 0:
            print("openssl makes no certificate here: skipped")
            web.start()
            sys.exit(77)
        with open(web.config, "w", encoding="utf-8") as file:
            file.write(f'[tls]\ncertificate = "{web.folder}/cert"\nkey = "{web.folder}/key"\n')
        web.start()
        context = ssl.create_default_context(cafile=web.folder + "/cert")

        def ask(path):
            connection = http.client.HTTPSConnection("127.0.0.1", web.port, timeout=PATIENCE, context=context)
            with contextlib.closing(connection):
                connection.request("GET", path)
                response = connection.getresponse()
                return response.status, response.headers, response.read()

        status, headers, _ = ask("/session")
        expect("session", status, 200)
        assert headers["Set-Cookie"].endswith("; Secure"), headers["Set-Cookie"]
        plain = socket.create_connection(("127.0.0.1", web.port), PATIENCE)
        with plain:
            plain.sendall(b"GET /session HTTP/1.1\r\nHost: localhost\r\n\r\n")
            with contextlib.suppress(OSError):
                assert b"token" not in plain.recv(4096)


def its_unit_is_hardened_and_has_no_fault(program, page):
    root = os.path.dirname(os.path.dirname(os.path.dirname(page)))
    if subprocess.run(["systemd-analyze", "--version"], capture_output=True, check=False).returncode != 0:
        sys.exit(77)
    with Program(program, page) as web:
        for unit in ["redstart-web.service", "redstart-web.socket"]:
            with open(f"{root}/board/web/{unit}", encoding="utf-8") as file:
                text = file.read().replace("ExecStart=/usr/bin/redstart-web", f'ExecStart="{program}"')
            with open(f"{web.folder}/{unit}", "w", encoding="utf-8") as file:
                file.write(text)
        units = [f"{web.folder}/redstart-web.service", f"{web.folder}/redstart-web.socket"]
        said = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False)
        expect("verify", (said.returncode, said.stdout + said.stderr), (0, ""))
        said = subprocess.run(["systemd-analyze", "security", "--no-pager", "--offline=yes", "--threshold=15", units[0]],
                              capture_output=True, text=True, check=False)
        expect("exposure above 1.5: " + said.stdout[-200:], said.returncode, 0)


if __name__ == "__main__":
    main(globals())
