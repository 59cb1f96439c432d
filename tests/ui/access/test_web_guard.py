"""What the guard in front of Streamlit lets through; the app behind it only says hello."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.settings import CONFIG_VARIABLE
from tests.own_loop import run_in_own_loop
from ui.access.gate import Passwords, current_settings, gate_of
from ui.access.web_guard import AsgiApp, Message, Receive, Scope, Send, WebGuard, content_policy, is_this_machine

UPLOAD = "/_stcore/upload_file/session-1/file-1"


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    kind = scope.get("kind", b"text/html; charset=utf-8")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
    await send({"type": "http.response.body", "body": b"hello"})


def pass_through(app: AsgiApp = hello, **changes: Any) -> list[Message]:
    """Send one request through the guard; return the response."""
    headers = [
        (name.encode(), value.encode()) for name, value in changes.pop("headers", {"host": "127.0.0.1:1"}).items()
    ]
    scope = {"type": "http", "method": "GET", "path": "/", "server": ("127.0.0.1", 1), "headers": headers, **changes}
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    run_in_own_loop(lambda: WebGuard(app)(scope, receive, send))
    return sent


def cookies(sent: list[Message]) -> list[str]:
    return [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]


@pytest.fixture
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Passwords]:
    def write(access: str) -> Passwords:
        config = tmp_path / "config.toml"
        config.write_text(f'[library]\nfolder = "library"\n[access]\n{access}\n', encoding="utf-8")
        monkeypatch.setenv(CONFIG_VARIABLE, str(config))
        return Passwords(tmp_path / "library")

    return write


def test_answer_is_passed_on_with_the_headers(configure: Callable[[str], Passwords]) -> None:
    configure("")
    start, body = pass_through()
    headers = dict(start["headers"])
    assert (start["status"], body["body"]) == (200, b"hello")
    assert headers[b"content-security-policy"].decode() == content_policy()
    assert headers[b"x-frame-options"] == b"DENY"


def test_policy_names_the_two_scripts_written_into_the_first_page() -> None:
    policy = dict(part.split(" ", 1) for part in content_policy().split("; "))
    assert policy["script-src"].count("'sha256-") == 2
    assert "'unsafe-inline'" not in policy["script-src"]
    assert (policy["object-src"], policy["frame-src"], policy["connect-src"]) == ("'none'", "'none'", "'self'")


def test_browser_that_opens_a_page_gets_one_cookie_that_stands_for_it(configure: Callable[[str], Passwords]) -> None:
    configure("")
    (cookie,) = cookies(pass_through())
    assert cookie.startswith("yinju_visitor=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" in cookies(pass_through(scheme="https"))[0]
    known = {"host": "127.0.0.1", "cookie": "a=b; yinju_visitor=known"}
    assert cookies(pass_through(headers=known)) == []
    assert cookies(pass_through(kind=b"application/json")) == []


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("yinju.example.org", 200),
        ("YINJU.example.org:443", 200),
        ("localhost:8501", 200),
        ("[::1]:8501", 200),
        ("evil.example", 421),
        ("yinju.example.org.evil.example", 421),
        ("", 421),
    ],
)
def test_only_hosts_of_the_settings_and_this_machine_are_answered(
    configure: Callable[[str], Passwords], host: str, status: int
) -> None:
    configure('hosts = ["yinju.example.org"]')
    assert pass_through(headers={"host": host})[0]["status"] == status
    (first, *_) = pass_through(type="websocket", headers={"host": host})
    assert (first["type"] == "websocket.accept") == (status == 200)


def test_open_app_reached_on_another_address_refuses(configure: Callable[[str], Passwords]) -> None:
    """However it was started: another ASGI server does not know where it may listen."""
    passwords = configure("")
    elsewhere = {"server": ("192.0.2.1", 80), "headers": {"host": "192.0.2.1"}}
    assert pass_through(**elsewhere)[0]["status"] == 403
    passwords.set("librarian", "a long password")
    assert pass_through(**elsewhere)[0]["status"] == 200


def test_files_are_taken_from_sessions_that_may_change_the_library_only(configure: Callable[[str], Passwords]) -> None:
    passwords = configure("")
    assert pass_through(method="PUT", path=UPLOAD)[0]["status"] == 200
    passwords.set("librarian", "a long password")
    assert pass_through(method="PUT", path=UPLOAD)[0]["status"] == 403
    assert pass_through(method="PUT", path=f"/base{UPLOAD}")[0]["status"] == 403
    gate_of(current_settings()).let_upload("session-1")
    assert pass_through(method="PUT", path=UPLOAD)[0]["status"] == 200


@pytest.mark.parametrize(
    ("address", "is_here"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), (None, False)]
)
def test_addresses_of_this_machine(address: str | None, is_here: bool) -> None:
    assert is_this_machine(address) == is_here


INNER = ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/base/_stcore/metrics"]


@pytest.mark.parametrize("path", INNER)
def test_what_streamlit_tells_of_its_sessions_needs_what_the_page_needs(
    configure: Callable[[str], Passwords], path: str
) -> None:
    passwords = configure("")
    assert pass_through(path=path)[0]["status"] == 200
    passwords.set("reader", "a long password")
    assert pass_through(path=path)[0]["status"] == 403
    assert pass_through(path="/_stcore/health")[0]["status"] == 200
    token = gate_of(current_settings()).sign_in("a long password", "192.0.2.1").token
    headers = {"host": "127.0.0.1:1", "cookie": f"yinju_sign_in={token}"}
    assert pass_through(path=path, headers=headers)[0]["status"] == 200


def test_with_a_provider_alone_nobody_is_told_of_sessions_where_readers_sign_in(
    configure: Callable[[str], Passwords], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Secrets(dict[str, object]):
        def load_if_toml_exists(self) -> bool:
            return True

    monkeypatch.setattr("streamlit.secrets", Secrets(auth={"client_id": "x"}))
    configure("")
    assert pass_through(path=INNER[0])[0]["status"] == 200
    configure('readers = ["*"]')
    assert pass_through(path=INNER[0])[0]["status"] == 403


@pytest.mark.parametrize(
    ("origin", "host", "is_let_in"),
    [
        ("http://127.0.0.1:1", "127.0.0.1:1", True),
        ("https://yinju.example.org", "yinju.example.org", True),
        ("https://yinju.example.org:8443", "yinju.example.org", True),
        ("https://other.example.org", "127.0.0.1:1", True),
        ("http://127.0.0.1:3000", "127.0.0.1:1", False),
        ("https://evil.example", "127.0.0.1:1", False),
        ("https://evil.example:bad", "127.0.0.1:1", False),
        ("null", "127.0.0.1:1", False),
    ],
)
def test_foreign_origins_are_refused_before_streamlit_sees_them(
    configure: Callable[[str], Passwords], origin: str, host: str, is_let_in: bool
) -> None:
    configure('hosts = ["yinju.example.org", "other.example.org"]')
    headers = {"host": host, "origin": origin}
    assert pass_through(headers=headers)[0]["status"] == (200 if is_let_in else 403)
    (first, *_) = pass_through(type="websocket", headers=headers)
    assert (first["type"] == "websocket.accept") == is_let_in


def test_streamlit_is_asked_as_by_a_page_of_its_own(configure: Callable[[str], Passwords]) -> None:
    configure('hosts = ["yinju.example.org"]')
    seen: list[dict[bytes, bytes]] = []

    async def look(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(dict(scope["headers"]))
        await hello(scope, receive, send)

    origin = {"host": "yinju.example.org", "origin": "https://yinju.example.org:8443"}
    pass_through(look, headers=origin)
    pass_through(look, type="websocket", headers=origin)
    assert seen == [
        {b"host": b"yinju.example.org"},
        {b"host": b"yinju.example.org:8443", b"origin": b"https://yinju.example.org:8443"},
    ]
