"""Access control, before a request's body is read."""

import ipaddress
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from index.messages import Message
from qa.serve.callers import Caller, Role
from qa.serve.problems import ProblemError
from qa.serve.service import Service, service_of

BEARER = HTTPBearer(
    auto_error=False, description="A reader's or a librarian's key: `Authorization: Bearer KEY`.", scheme_name="key"
)
NEEDS_KEY = [Security(BEARER)]
"""Tells OpenAPI that a key is needed; ReaderRoute checks it."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ReaderRoute(APIRoute):
    """A route for callers who may ask."""

    role = Role.READER

    def get_route_handler(self) -> Handler:
        """Return the handler, reached only by permitted callers."""
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            request.state.caller = admit(service_of(request), request, self.role)
            return await answer(request)

        return guarded


class LibrarianRoute(ReaderRoute):
    """A route for callers who may change articles."""

    role = Role.LIBRARIAN


def caller_of(request: Request) -> Caller:
    """Return the admitted caller."""
    caller: Caller = request.state.caller
    return caller


def admit(service: Service, request: Request, role: Role) -> Caller:
    """Return the request's caller. Raises ProblemError 401 or 403 without permission, 429 over the rate limit."""
    if service.keys.are_set:
        caller = service.keys.find(_authorization(request))
        if caller is None:
            _count(service, f"address {_address(request)}")
            problem = ProblemError(401, Message("http-key-missing"))
            problem.headers = {"WWW-Authenticate": 'Bearer realm="yinju"'}
            raise problem
    else:
        caller = Caller(f"address {_address(request)}", Role.LIBRARIAN)
    request.state.caller = caller
    _count(service, caller.name)
    if caller.role < role:
        raise ProblemError(403, Message("http-key-reads-only"))
    return caller


def is_loopback(host: str) -> bool:
    """Return whether a server at this host can be reached from its own machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def refuse_foreign_page(service: Service, request: Request) -> None:
    """Raise ProblemError 403 for what a foreign web page makes a browser send to a server without keys."""
    if not service.keys.are_set:
        _refuse_foreign_page(request, service.settings.origins)


def _refuse_foreign_page(request: Request, origins: Sequence[str]) -> None:
    """Refuse what a foreign web page makes a browser on this machine send; without keys nothing else would.

    Such a page may have its own host name point to 127.0.0.1, so the Host header must name this machine. Pages of the
    `origins` in the settings are admitted.
    """
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    origin = request.headers.get("origin")
    is_own = origin is None or origin in origins or urlsplit(origin).netloc == request.headers.get("host")
    if not is_loopback(host) or not is_own:
        raise ProblemError(403, Message("http-local-only"))


def _count(service: Service, caller: str) -> None:
    wait_s = service.limiter.take(caller)
    if wait_s:
        raise ProblemError(429, Message("http-too-many-requests", {"seconds": wait_s}), retry_after_s=wait_s)


def _authorization(request: Request) -> str:
    """Return the Authorization header, or what stands in for it in the header of Anthropic's clients."""
    key = request.headers.get("x-api-key", "")
    return request.headers.get("authorization") or (f"Bearer {key}" if key else "")


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
