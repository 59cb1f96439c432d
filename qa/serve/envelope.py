"""What surrounds every request: its id, size limit, log line, a response whatever happens inside, and what browsers
ask for."""

import re
import time
from dataclasses import dataclass, field

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as SentMessage

from index.errors import SettingsError
from index.messages import Message
from qa.serve.connections import HEAD_BYTES, MAX_HEADERS, is_head_too_large
from qa.serve.guard import refuse_foreign_page
from qa.serve.problems import ID_HEADER, Addresses, ProblemError, begin_request, problem_of, problem_response
from qa.serve.request_log import note_request
from qa.serve.service import Service

MIB = 1024 * 1024
MAX_QUESTION_BYTES = 2 * MIB
"""Largest question with the conversation before it; uploads have their own limit in the settings."""
UPLOAD_MARGIN_BYTES = 64 * 1024
"""What a form adds around the files."""
INTERNAL_STATUS = 500
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SAFE_HEADERS = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))


class Envelope:
    """ASGI middleware, the outermost."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = dict(scope["headers"]).get(ID_HEADER.encode(), b"").decode("latin-1")
        exchange = _Exchange(scope, send, begin_request(sent))
        try:
            refuse_foreign_page(self._service, Request(scope))  # for every address, even without a key
            _check_head(scope)
            limited = _limit_body(scope, receive, self._most_bytes(scope))
            await self._app(scope, limited, exchange.send)
        except Exception as error:  # noqa: BLE001 - the last resort: unexpected errors are logged and answered here
            if not exchange.status:
                await problem_response(problem_of(error))(scope, receive, exchange.send)
            elif exchange.status != INTERNAL_STATUS:  # otherwise the application answered and logged it
                problem_of(error)
        finally:
            self._note(exchange)

    def _most_bytes(self, scope: Scope) -> int:
        is_upload = scope["method"] == "PUT" or scope["path"] == "/uploads"
        return self._service.settings.max_upload_mb * MIB + UPLOAD_MARGIN_BYTES if is_upload else MAX_QUESTION_BYTES

    def _note(self, exchange: "_Exchange") -> None:
        scope, seconds = exchange.scope, time.perf_counter() - exchange.started
        route = getattr(scope.get("route"), "path", "")
        self._service.metrics.count_request(_method(scope), route, exchange.status, seconds)
        caller = scope.get("state", {}).get("caller")
        note_request(
            method=scope["method"],
            path=scope["path"],
            status=exchange.status,
            ms=round(seconds * 1000, 1),
            caller=caller.name if caller else (scope.get("client") or ["unknown"])[0],
        )


@dataclass
class _Exchange:
    """One request and the state of its response; status 0 while there is none."""

    scope: Scope
    forward: Send
    id: str
    started: float = field(default_factory=time.perf_counter)
    status: int = 0

    async def send(self, message: SentMessage) -> None:
        """Pass the response on with the request's id."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [pair for pair in message.get("headers", ()) if pair[0] != ID_HEADER.encode()]
            known = {name for name, _ in headers}
            extra = [pair for pair in SAFE_HEADERS if pair[0] not in known]
            message["headers"] = [*headers, *extra, (ID_HEADER.encode(), self.id.encode())]
        await self.forward(message)


def _method(scope: Scope) -> str:
    """Return the method, or "other" for an invented one, which would add a metrics series."""
    method: str = scope["method"]
    return method if method in METHODS else "other"


def _check_head(scope: Scope) -> None:
    """Raise ProblemError 431 if the head is too long."""
    if is_head_too_large(scope):
        raise ProblemError(431, Message("http-head-too-large", {"limit": HEAD_BYTES // 1024, "count": MAX_HEADERS}))


def _limit_body(scope: Scope, receive: Receive, most: int) -> Receive:
    """Return a `receive` that raises ProblemError 413 once more than `most` bytes arrived or are announced, and 400 if
    the client left early: nobody receives that, but it is not the server's fault."""
    announced = dict(scope["headers"]).get(b"content-length", b"")
    taken, is_whole = 0, False

    async def limited() -> SentMessage:
        nonlocal taken, is_whole
        if announced.isdigit() and int(announced) > most:
            raise _too_large(most)
        message = await receive()
        if message["type"] == "http.disconnect" and not is_whole:
            raise ProblemError(400, Message("http-unreadable"))
        is_whole = is_whole or not message.get("more_body", False)
        taken += len(message.get("body", b""))
        if taken > most:
            raise _too_large(most)
        return message

    return limited


def _too_large(most: int) -> ProblemError:
    return ProblemError(413, Message("http-too-large", {"limit": most // MIB}))


# ---- What browsers and connection checks need: HEAD, OPTIONS and CORS


ANY = "*"
_ROUTE_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
EXPOSED = ("X-Request-Id", "Retry-After")
_ORIGIN = re.compile(r"https?://[^/\s?#@]+")


class PlainMethods:
    """ASGI middleware around the routes: HEAD is a GET without the body, OPTIONS lists an address's methods."""

    def __init__(self, app: ASGIApp, addresses: Addresses) -> None:
        self._app = app
        self._addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. OPTIONS needs no key, as it reveals nothing about the library."""
        method = scope.get("method")
        if method == "OPTIONS" and (allowed := self._addresses.methods(scope["path"])):
            await Response(status_code=204, headers={"Allow": ", ".join(allowed)})(scope, receive, send)
        elif method == "HEAD":
            await self._head(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_head(message: SentMessage) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, send_head)
        finally:
            scope.update({name: asked[name] for name in ("route", "state") if name in asked})  # for the log


def with_origins(app: ASGIApp, service: Service) -> ASGIApp:
    """Return the application with CORS for the settings' origins; unchanged if there are none.

    Raises SettingsError for an invalid origin, and for the origin * without keys.
    """
    origins = service.settings.origins
    for origin in origins:
        if origin != ANY and not _ORIGIN.fullmatch(origin):
            raise SettingsError(Message("serve-origin", {"origin": repr(origin)}))
    if ANY in origins and not service.keys.are_set:
        raise SettingsError(Message("serve-origins-need-keys", {"reader": service.settings.reader_key_variable}))
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=_ROUTE_METHODS,
        allow_headers=(ANY,),  # clients send others beside the key
        expose_headers=EXPOSED,
        allow_private_network=True,
    )
