"""What docs/security.md says about the running web app, checked on the real one without a browser."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from index.settings import CONFIG_VARIABLE
from tests.conftest import ROOT
from tests.end_to_end.web_server import WebServer, running_server
from ui.access.gate import FILE_NAME, FREE_ATTEMPTS, Passwords

pytestmark = pytest.mark.slow

READER, LIBRARIAN = "reader-password-1", "librarian-password-1"
HEADERS = {
    "content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy",
    "cross-origin-opener-policy", "permissions-policy",
}  # fmt: skip


@dataclass(frozen=True)
class Came:
    """The server's response."""

    status: int
    headers: Message
    text: str

    @property
    def sign_in(self) -> str:
        """The sign-in cookie, '' if there is none."""
        return next((value for value in self.headers.get_all("Set-Cookie", []) if "yinju_sign_in=" in value), "")


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def ask(server: WebServer, path: str, form: str | None = None, **headers: str) -> Came:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(server.address + path, form.encode() if form is not None else None, sent)
    try:
        answer = urllib.request.build_opener(_Staying).open(request, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return Came(answer.status, answer.headers, answer.read().decode("utf-8"))


def sign_in(server: WebServer, password: str, **headers: str) -> Came:
    return ask(server, "/sign-in", urllib.parse.urlencode({"password": password}), **headers)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    folder = tmp_path_factory.mktemp("served")
    passwords = Passwords(folder / "library")
    passwords.set("reader", READER)
    passwords.set("librarian", LIBRARIAN)
    with running_server(folder) as running:
        yield running
    assert "Traceback" not in running.log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 200),
        ("/sign-in", {}, 200),
        ("/_stcore/health", {}, 200),
        ("/_stcore/metrics", {}, 403),
        ("/", {"Host": "evil.example"}, 421),
        ("/", {"Origin": "https://evil.example"}, 403),
        ("/", {f"X-{n}": "y" for n in range(120)}, 431),
    ],
)
def test_every_answer_carries_the_headers(server: WebServer, path: str, headers: dict[str, str], status: int) -> None:
    came = ask(server, path, **headers)
    assert came.status == status
    assert HEADERS - {name.lower() for name in came.headers.keys()} == set()


def test_sign_in_cookie_is_kept_from_scripts_and_from_plain_http_behind_tls(server: WebServer) -> None:
    plain, behind_tls = sign_in(server, READER), sign_in(server, READER, X_Forwarded_Proto="https")
    assert {"HttpOnly", "SameSite=lax"} <= set(plain.sign_in.split("; "))
    assert "Secure" not in plain.sign_in
    assert "Secure" in behind_tls.sign_in.split("; ")


def test_metrics_need_a_sign_in_and_health_says_only_that_the_server_runs(server: WebServer) -> None:
    cookie = sign_in(server, READER).sign_in.split(";")[0]
    assert ask(server, "/_stcore/metrics").status == 403
    assert ask(server, "/_stcore/metrics", Cookie=cookie).status == 200
    assert ask(server, "/_stcore/health").text == "ok"


def test_guesses_are_counted_by_the_address_a_proxy_names(server: WebServer) -> None:
    came = [sign_in(server, "a wrong password", X_Forwarded_For="198.51.100.7").status for _ in range(FREE_ATTEMPTS)]
    assert came == [403] * FREE_ATTEMPTS
    # On a busy machine checking a password may take as long as the first waits; each wrong one doubles them.
    later = (sign_in(server, "a wrong password", X_Forwarded_For="198.51.100.7") for _ in range(10))
    waiting = next(answer for answer in later if answer.status != 403)
    assert (waiting.status, waiting.sign_in) == (429, "")
    assert int(waiting.headers["Retry-After"]) > 0
    assert sign_in(server, LIBRARIAN, X_Forwarded_For="198.51.100.8").status == 303
    folder = server.articles.parent / "library"
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in ("attempts.json", "librarian-attempts.json")}
    assert set(modes.values()) == {0o600}


def test_changed_password_ends_the_sign_ins_made_with_the_old_one(server: WebServer) -> None:
    cookie = sign_in(server, LIBRARIAN).sign_in.split(";")[0]
    assert ask(server, "/_stcore/metrics", Cookie=cookie).status == 200
    environment = {**os.environ, CONFIG_VARIABLE: str(server.articles.parent / "config.toml")}
    for password in ("another-password-2", LIBRARIAN):
        command = [sys.executable, "-m", "yinju", "password", "librarian"]
        subprocess.run(command, cwd=ROOT, env=environment, input=f"{password}\n", text=True, check=True, timeout=60)
        assert ask(server, "/_stcore/metrics", Cookie=cookie).status == 403


@pytest.mark.parametrize("broken", [FILE_NAME, "config.toml"])
def test_file_that_cannot_be_read_lets_nobody_in_and_is_one_sentence(server: WebServer, broken: str) -> None:
    home = server.articles.parent
    file = (home / "library" if broken == FILE_NAME else home) / broken
    before = file.read_text(encoding="utf-8")
    cookie = sign_in(server, READER).sign_in.split(";")[0]
    file.write_text("{ broken", encoding="utf-8")
    try:
        for came in (
            ask(server, "/sign-in"),
            sign_in(server, READER),
            ask(server, "/_stcore/metrics", Cookie=cookie),
        ):
            assert came.status in (500, 503)
            assert came.sign_in == ""
            assert "Traceback" not in came.text and str(file) not in came.text
            assert any("\u4e00" <= sign <= "\u9fff" for sign in came.text)
    finally:
        file.write_text(before, encoding="utf-8")
    deadline = time.monotonic() + 10
    while (came := sign_in(server, READER)).status != 303 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert came.status == 303


def test_nothing_secret_stands_in_the_log(server: WebServer) -> None:
    log = Path(server.log).read_text(encoding="utf-8")
    assert [secret for secret in (READER, LIBRARIAN, "$argon2", "yinju_sign_in") if secret in log] == []
