"""The page Streamlit sends before anything is drawn, with this program's name, language and layout."""

import html
import re
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from string import Template
from typing import Any
from urllib.parse import quote

import streamlit as st

from ui.drawing import read_assets
from ui.language.texts import COOKIE, Labels, labels_for

Scope = MutableMapping[str, Any]
Sent = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Sent]]
Send = Callable[[Sent], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

FIRST_SCRIPT = "first_page.js"
"""Inlined into the first page; the Content-Security-Policy allows it by its hash (ui/access/web_guard.py)."""
PAGES = ("chat", "manuscript", "library")
"""The addresses of the pages; the first is at the root too."""
NO_PAGE = re.compile(r"/(_stcore|static|component|media|app|auth|oauth2callback|sign-in|sign-out|~)(/|$)|\.\w+$")
"""Paths that are not pages: Streamlit's other routes, the sign-in pages, files."""
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class FirstPage:
    """An ASGI middleware around Streamlit: it knows which pages exist, and rewrites the first page as this program's
    readers should see it while the scripts load. Streamlit itself would title it "Streamlit", in English, and lay it
    out twice."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or NO_PAGE.search(scope["path"]):
            await self._app(scope, receive, send)
        elif not _is_known(scope["path"]):
            await _send_page(send, 404, _missing_page(_labels(scope)), PAGE_POLICY)
        else:
            plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            await self._app({**scope, "headers": plain}, receive, _Rewriting(send, _labels(scope)))


class _Rewriting:
    """Passes on what Streamlit sends, rewriting an HTML page."""

    def __init__(self, send: Send, labels: Labels) -> None:
        self._send = send
        self._labels = labels
        self._start: Sent | None = None
        self._body = b""

    async def __call__(self, message: Sent) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_rewritten(self._start)

    async def _send_rewritten(self, start: Sent) -> None:
        body = first_page(self._body.decode(), self._labels).encode() if start["status"] == 200 else self._body
        changing = {b"content-length", b"etag", b"last-modified"}
        headers = [pair for pair in start["headers"] if pair[0].lower() not in changing]
        headers += [(b"content-length", str(len(body)).encode()), (b"vary", b"cookie")]
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def first_page(page: str, labels: Labels) -> str:
    """Return Streamlit's first page with the language, the title and the layout of this program."""
    page = page.replace('<html lang="en">', f'<html lang="{labels.language}">', 1)
    page = re.sub(r"<title>.*?</title>", f"<title>{html.escape(labels.product)}</title>", page, count=1)
    page = re.sub(r"(<noscript>).*?(</noscript>)", rf"\g<1>{html.escape(labels.needs_scripts)}\g<2>", page, flags=re.S)
    page = page.replace("<head>", f"<head><script>{read_assets(FIRST_SCRIPT)}</script>", 1)
    return page.replace("</head>", f"<style>{read_assets('first_page.css')}</style></head>", 1)


def _is_known(path: str) -> bool:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return path.strip("/").removeprefix(base).strip("/") in ("", *PAGES)


def _is_html(message: Sent) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])


def _labels(scope: Scope) -> Labels:
    header = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"), "")
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return labels_for(None)
    return labels_for(cookies[COOKIE].value if COOKIE in cookies else None)


def _missing_page(labels: Labels) -> str:
    home = "/" + str(st.get_option("server.baseUrlPath") or "").strip("/")
    texts = {
        "language": labels.language,
        "product": labels.product,
        "title": labels.page_missing,
        "about": labels.page_missing_about,
        "home": quote(home),
        "back": labels.page_missing_home,
    }
    return Template(read_assets("missing_page.html")).substitute(
        {name: html.escape(text) for name, text in texts.items()}, style=read_assets("access/sign_in_page.css")
    )


async def _send_page(send: Send, status: int, page: str, policy: str) -> None:
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", policy.encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page.encode()})
