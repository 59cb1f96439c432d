"""Checks on every request to the web app (host, origin, permission to upload) and headers on every response."""

import base64
import hashlib
import ipaddress
import logging
import re
import secrets
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from index.errors import YinjuError
from index.messages import Message
from qa.serve.connections import Sparing
from ui.access.gate import Role, current_settings, gate_of
from ui.access.permission import SIGN_IN_COOKIE, VISITOR_COOKIE, is_library_guarded, is_reading_guarded
from ui.drawing import read_assets
from ui.first_page import FIRST_SCRIPT

Scope = MutableMapping[str, Any]
Sent = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Sent]]
Send = Callable[[Sent], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
VISITOR_COOKIE_S = 365 * 24 * 3600
UPLOAD_PATH = re.compile(r".*/_stcore/upload_file/([^/]+)/")
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
WRONG_HOST = "请在设置 access.hosts 里写上这个网址的主机名。 / Add this host name to the setting access.hosts."
OPEN_TO_ALL = (
    "还没有设置资料员的密码，只能从本机访问；请先运行 yinju password librarian。"
    " / Reached from another machine without a librarian's password set."
)
INNER_PATH = re.compile(r".*/_stcore/(metrics|agent|script-health-check)\b")
"""Where Streamlit exposes its sessions and lets programs control pages: only for readers who may see the page."""
SIGN_PATH = re.compile(r".*/sign-(in|out)/?$")
"""Forms that check the Origin themselves, and answer with a page."""
NO_READING = "需要先登录。 / Please sign in first."
WRONG_ORIGIN = "请求来自别的网站。 / The request comes from another site."
UNREADABLE = "暂时不能用：密码或设置读不出来，服务器的日志里写了原因。 / Not available: the server's log says why."
NO_UPLOAD = "上传需要资料员的密码，请先登录。 / Uploading needs the librarian's password."


def is_this_machine(address: str | None) -> bool:
    """Return whether a server listening on this address can be reached from this machine only."""
    if address in THIS_MACHINE:
        return True
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def content_policy() -> str:
    """Return the Content-Security-Policy: a page may load what this server serves, and run two inline scripts,
    Streamlit's and this program's.

    Streamlit creates its style sheets in the browser, loads its components from blobs, and compiles what its tables
    and charts draw: these three are allowed, scripts from and connections to anywhere else are not.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = [*INLINE_SCRIPT.findall(page), read_assets(FIRST_SCRIPT)]
    own = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: 'unsafe-eval' {own}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


logger = logging.getLogger(__name__)
logger.addFilter(Sparing())  # strangers' requests must not fill the disk


class WebGuard:
    """An ASGI middleware in front of Streamlit."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app
        self._headers = [
            (b"content-security-policy", content_policy().encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it in one sentence."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        send = self._with_headers(scope, send)
        try:
            refusal = _refusal_of(scope)
            if refusal is not None:
                await refuse(scope, send, refusal.status, refusal.sentence)
                return
            if SIGN_PATH.match(scope["path"]):
                await self._app(scope, receive, send)
                return
        except YinjuError as error:  # unreadable passwords or settings: nobody is let in
            logger.error("%s", error)
            await refuse(scope, send, 503, UNREADABLE)
            return
        await self._app(_as_same_origin(scope), receive, send)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def send_more(message: Sent) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message.get("headers", [])}
                added = [pair for pair in self._headers if pair[0] not in present]
                message["headers"] = [*message.get("headers", []), *added, *_visitor_cookie(scope, message)]
            await send(message)

        return send_more


@dataclass(frozen=True)
class _Refusal:
    status: int
    sentence: str


def _refusal_of(scope: Scope) -> _Refusal | None:
    """Return why a request is refused, None if it passes. Raises YinjuError if passwords or settings are unreadable."""
    if not _is_known_host(_header(scope, b"host")):
        return _Refusal(421, WRONG_HOST)
    if not _is_reached_safely(scope):
        return _Refusal(403, OPEN_TO_ALL)
    if not _may_send(scope):
        return _Refusal(403, NO_UPLOAD)
    if not _may_look_inside(scope):
        return _Refusal(403, NO_READING)
    if not SIGN_PATH.match(scope["path"]) and not _is_own_origin(scope):
        return _Refusal(403, WRONG_ORIGIN)
    return None


def _is_known_host(host: str) -> bool:
    """Return whether a request may name this host: another site could point its own name at this machine."""
    name = re.sub(r":\d+$", "", host).strip("[]").lower().rstrip(".")
    if not is_this_machine(st.get_option("server.address")) and not current_settings().access.hosts:
        return True
    return is_this_machine(name) or name in {known.lower() for known in current_settings().access.hosts}


def _is_reached_safely(scope: Scope) -> bool:
    """Return whether the request arrived on a loopback address, or changing the library needs a sign-in."""
    own_address = (scope.get("server") or ("",))[0]
    return is_this_machine(own_address) or is_library_guarded()


def _may_send(scope: Scope) -> bool:
    upload = UPLOAD_PATH.match(scope["path"]) if scope.get("method") in {"PUT", "POST"} else None
    return upload is None or not is_library_guarded() or gate_of(current_settings()).may_upload(upload[1])


def _may_look_inside(scope: Scope) -> bool:
    if not INNER_PATH.match(scope["path"]) or not is_reading_guarded():
        return True
    token = read_cookies(_header(scope, b"cookie")).get(SIGN_IN_COOKIE, "")
    return gate_of(current_settings()).role_of(token) >= Role.READER


def _is_own_origin(scope: Scope) -> bool:
    """Return whether the request comes from a page of this server, or has no Origin: a browser always sends one.

    Checked here, because Streamlit asks a host on the internet for this machine's address before refusing a request.
    """
    origin = _header(scope, b"origin")
    if not origin:
        return True
    try:
        sent, asked = urlsplit(origin), urlsplit(f"//{_header(scope, b'host')}")
        name = sent.hostname or ""
        is_asked = name == asked.hostname and asked.port in (None, sent.port)  # a proxy may leave out the port
    except ValueError:
        return False
    return bool(name) and (is_asked or name in {known.lower() for known in current_settings().access.hosts})


def _as_same_origin(scope: Scope) -> Scope:
    """Return the request so that Streamlit does not check its Origin again, which was checked here."""
    origin = _header(scope, b"origin")
    if not origin:
        return scope
    if scope["type"] == "websocket":  # a provider's cookie is checked against its Origin
        host = urlsplit(origin).netloc.encode("latin-1")
        headers = [(name, host if name == b"host" else value) for name, value in scope["headers"]]
    else:
        headers = [pair for pair in scope["headers"] if pair[0] != b"origin"]
    return {**scope, "headers": headers}


def _visitor_cookie(scope: Scope, message: Sent) -> Iterable[tuple[bytes, bytes]]:
    """Give a browser that opens a page a cookie that identifies it, if it has none."""
    is_page = any(name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])
    if not is_page or VISITOR_COOKIE in read_cookies(_header(scope, b"cookie")):
        return
    flags = "; Secure" if scope.get("scheme") == "https" else ""
    value = f"{VISITOR_COOKIE}={secrets.token_urlsafe(24)}; Path=/; Max-Age={VISITOR_COOKIE_S}; HttpOnly; SameSite=Lax"
    yield b"set-cookie", f"{value}{flags}".encode()


def read_cookies(header: str) -> dict[str, str]:
    """Return the cookies of a request by name; none for a malformed header."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


async def refuse(scope: Scope, send: Send, status: int, sentence: str) -> None:
    """Answer a request with one sentence; close a WebSocket."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode()})


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


# ---- Where the web app may listen: on this machine; elsewhere only if strangers cannot change the library


EVERYWHERE = "0.0.0.0"  # noqa: S104  Streamlit's default, only named in a message here


class ListeningError(YinjuError):
    """The web app must not listen on the given address."""


def check_address(address: str | None) -> None:
    """Raise ListeningError for an address that other machines can reach while anybody may change the library."""
    if not is_this_machine(address) and not is_library_guarded():
        raise ListeningError(Message("web-unguarded", {"address": address or EVERYWHERE}))


def refuse_unguarded_address() -> None:
    """Exit with one sentence if Streamlit was told to listen on such an address."""
    try:
        check_address(st.get_option("server.address"))
    except YinjuError as error:
        sys.exit(str(error))
