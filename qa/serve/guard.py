"""Who may pass: looked at before a request's body is read."""

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
"""Tells OpenAPI that a key is needed; GuardedRoute is what sees to it."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ReaderRoute(APIRoute):
    """A route for whoever may ask."""

    role = Role.READER

    def get_route_handler(self) -> Handler:
        """Return the handler, which is not reached by who may not pass."""
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            request.state.caller = admit(service_of(request), request, self.role)
            return await answer(request)

        return guarded


class LibrarianRoute(ReaderRoute):
    """A route for who may change articles."""

    role = Role.LIBRARIAN


def caller_of(request: Request) -> Caller:
    """Return who was let in."""
    caller: Caller = request.state.caller
    return caller


def admit(service: Service, request: Request, role: Role) -> Caller:
    """Return who sends the request. Raises ProblemError 401, 403 or 429 for who may not, or not now."""
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
    """Return whether a server at this host is reached from its own machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def refuse_foreign_page(service: Service, request: Request) -> None:
    """Raise ProblemError 403 for what a web page of somebody else's makes a browser send to a server without keys."""
    if not service.keys.are_set:
        _refuse_foreign_page(request, service.settings.origins)


def _refuse_foreign_page(request: Request, origins: Sequence[str]) -> None:
    """Refuse what a web page of somebody else's makes a browser on this machine send: without keys nothing else would.

    Such a page may have its own name point at 127.0.0.1, so the name asked for must be this machine's. Pages of the
    `origins` that the settings name are let in.
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
    """Return the key as the Authorization header has it; clients of Anthropic's form send it in one of their own."""
    key = request.headers.get("x-api-key", "")
    return request.headers.get("authorization") or (f"Bearer {key}" if key else "")


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
