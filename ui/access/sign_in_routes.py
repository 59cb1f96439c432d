"""Signing in and out: a plain page of its own, which can set a cookie that no script can read."""

import html
import logging
import re
from string import Template
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from index.errors import YinjuError
from ui.access.gate import current_settings, gate_of
from ui.access.permission import SIGN_IN_COOKIE, is_reading_guarded
from ui.access.web_guard import WebGuard
from ui.access.web_limits import WebLimits
from ui.drawing import address_of, read_assets
from ui.first_page import PAGE_POLICY, FirstPage
from ui.language.texts import COOKIE as LANGUAGE_COOKIE
from ui.language.texts import Labels, duration, labels_for

logger = logging.getLogger(__name__)

SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
MAX_FORM_BYTES = 8192


def guards() -> list[Middleware]:
    """Return the middleware in front of Streamlit."""
    return [Middleware(WebGuard), Middleware(WebLimits), Middleware(FirstPage)]


def sign_in_routes() -> list[Route]:
    """Return the routes that Streamlit does not serve."""
    return [
        Route(address_of(SIGN_IN), _show_form, methods=["GET"]),
        Route(address_of(SIGN_IN), _sign_in, methods=["POST"]),
        Route(address_of(SIGN_OUT), _sign_out, methods=["POST"]),
    ]


async def _show_form(request: Request) -> Response:
    return _form(request, "")


async def _sign_in(request: Request) -> Response:
    """Check the password; give the browser a token, or the form again with one sentence."""
    labels = _labels(request)
    if not _is_from_here(request):
        return _form(request, labels.sign_in_elsewhere, 403)
    password = await _read_password(request)
    try:
        gate = gate_of(current_settings())
        # Hashing is slow: in a thread, so that other requests go on.
        result = await run_in_threadpool(gate.sign_in, password, request.client.host if request.client else "")
    except YinjuError as error:  # whoever signs in need not know where the server keeps its files
        logger.error("%s", error)
        return _form(request, labels.sign_in_unavailable, 500)
    if result.token:
        response = RedirectResponse(_return_address(request), 303)
        response.set_cookie(
            SIGN_IN_COOKIE, result.token, httponly=True, samesite="lax", secure=request.url.scheme == "https"
        )
        return response
    if result.wait_s:
        sentence = labels.sign_in_wait.format(wait=duration(labels, result.wait_s))
        return _form(request, sentence, 429, {"Retry-After": str(round(result.wait_s) + 1)})
    return _form(request, labels.sign_in_wrong, 403)


async def _sign_out(request: Request) -> Response:
    if _is_from_here(request):
        gate_of(current_settings()).sign_ins.close(request.cookies.get(SIGN_IN_COOKIE, ""))
    response = RedirectResponse(address_of("/"), 303)
    if _is_from_here(request):
        response.delete_cookie(SIGN_IN_COOKIE)
    return response


async def _read_password(request: Request) -> str:
    """Return the form's password; '' if the request is longer than a form can be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            return ""
    return parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]


def _is_from_here(request: Request) -> bool:
    """Return whether a page of this server sent the form; a browser always names the origin."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _return_address(request: Request) -> str:
    """Return the page of this site to go back to after signing in; the first page if none is named."""
    named = request.query_params.get("next", "")
    is_path = re.fullmatch(r"/(?![/\\])[^\\\x00-\x20]*", named)
    is_sign_page = urlsplit(named).path.rstrip("/") in (address_of(SIGN_IN), address_of(SIGN_OUT)) if is_path else True
    return address_of("/") if is_sign_page else named


def _labels(request: Request) -> Labels:
    return labels_for(request.cookies.get(LANGUAGE_COOKIE))


def _form(request: Request, error: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    labels = _labels(request)
    sentence = f'<p class="error" id="error" role="alert">{html.escape(error)}</p>' if error else ""
    texts = {
        "language": labels.language,
        "title": labels.sign_in,
        "product": labels.product,
        "intro": labels.sign_in_intro,
        "password": labels.sign_in_field,
        "submit": labels.sign_in,
        "back": labels.sign_in_back,
        "action": f"{address_of(SIGN_IN)}?{urlencode({'next': _return_address(request)})}",
        "home": _return_address(request),
        "hidden": " hidden" if is_reading_guarded() else "",  # there is nothing to go back to
    }
    page = Template(read_assets("access/sign_in_page.html")).substitute(
        {name: html.escape(text) for name, text in texts.items()},
        style=read_assets("access/sign_in_page.css"),
        error=sentence,
        described=' aria-invalid="true" aria-describedby="error"' if error else "",
    )
    policy = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(page, status, {**policy, **(headers or {})})
