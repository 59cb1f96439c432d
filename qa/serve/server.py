"""The application, its routes, and running it until it is told to stop; the one file that imports uvicorn."""

import asyncio
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, cast

import h11
import uvicorn
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from index.errors import SettingsError
from index.messages import Message
from index.settings import HttpSettings
from index.sync.vector_maker import VectorMaker
from qa.asking import QuestionAnswering
from qa.serve import (
    anthropic_routes,
    article_routes,
    ask_routes,
    collection_routes,
    dify_routes,
    form_routes,
    manuscript_routes,
    openai_routes,
    operation_routes,
    responses_routes,
    saved_routes,
)
from qa.serve.browsers import PlainMethods, with_origins
from qa.serve.envelope import HEAD_BYTES, Envelope
from qa.serve.guard import is_loopback
from qa.serve.problems import Addresses, install_problem_handlers
from qa.serve.request_log import start_logging
from qa.serve.schemas import ArticleRecord, Problem
from qa.serve.service import Service, make_service

# ---- The application: its routes, and what OpenAPI says of it


VERSION = "1"
DESCRIPTION = """Questions to a library of Chinese articles. Every sentence of an answer names the exact sentence of the
article it comes from; where the articles do not hold the answer, it says so.

Errors are `application/problem+json` (RFC 9457); `detail` is one sentence for the person who asked,
`reason` the same as a code with its facts. Every response
carries `X-Request-Id`, the one that was sent or a new one; the log holds it too.
"""


def make_application(service: Service) -> ASGIApp:
    """Return the ASGI application that answers with `service`; the service ends with it. Raises SettingsError."""
    app = FastAPI(
        title="引据 Yinju",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_name_operation,
        lifespan=_lifespan,
    )
    app.state.service = service
    install_problem_handlers(app)
    for router in (
        ask_routes.router,
        form_routes.router,
        manuscript_routes.router,
        saved_routes.router,
        collection_routes.router,
        openai_routes.router,
        responses_routes.router,
        anthropic_routes.router,
        dify_routes.router,
        article_routes.router,
        article_routes.librarian_router,
        operation_routes.open_router,
        operation_routes.router,
    ):
        app.include_router(router)
    app.openapi = lambda: _describe(app)  # type: ignore[method-assign]
    return with_origins(Envelope(PlainMethods(app, Addresses(app)), service), service)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    service: Service = app.state.service
    service.stop(wait_s=0)


def _name_operation(route: APIRoute) -> str:
    return route.name


def _describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description; problems are described as they are sent, not as the framework's own errors."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for model in (Problem, ArticleRecord):
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= schema.pop("$defs", {}) | {model.__name__: schema}
        app.openapi_schema = document
    return app.openapi_schema


# ---- Runs the application until it is told to stop. The one file that imports uvicorn


logger = logging.getLogger(__name__)

BACKLOG = 512
"""Connections that wait to be accepted."""
IDLE_S = 30
"""A connection that asks nothing for this long is closed."""
HEAD_S = 10.0
"""Address and headers of a request have to be there within this time of their first byte, or of connecting."""
BODY_S = 30.0
BODY_BYTES_PER_S = 10_000
"""A body has BODY_S to come, and a second more for each so many bytes of it that came: an upload over a slow line is
waited for, one that trickles is not."""
MAX_CONNECTIONS = 1000
SPARE_FILES = 200
"""Of the files this process may open, those that are not for connections: a server that cannot accept any spins."""
MAX_OF_ADDRESS = 250
"""Where a proxy stands in front all clients have its address: what is idle makes room before anybody is refused."""
LAST_WAIT_S = 5.0
"""How long threads may take to notice that nobody waits for them any more."""


class Connections:
    """The open connections, in all and by address. Used by the event loop's thread only."""

    def __init__(self, most: int, most_of_address: int) -> None:
        self._most = most
        self._most_of_address = most_of_address
        self._open: dict[str, dict[BoundedConnection, None]] = {}
        self._count = 0

    def admit(self, connection: "BoundedConnection") -> bool:
        """Count a connection; return whether there was room, once one that asks nothing was closed for it."""
        own = self._open.setdefault(connection.address, {})
        own[connection] = None
        self._count += 1
        if len(own) > self._most_of_address and not self._make_room(own, connection):
            return False
        everybody = max(self._open.values(), key=len)  # who has the most gives way first
        return self._count <= self._most or self._make_room(everybody, connection)

    def forget(self, connection: "BoundedConnection") -> None:
        """Count a connection no more."""
        own = self._open.get(connection.address, {})
        if connection in own:
            del own[connection]
            self._count -= 1
        if not own:
            self._open.pop(connection.address, None)

    def _make_room(self, among: dict["BoundedConnection", None], new: "BoundedConnection") -> bool:
        idle = next((item for item in among if item is not new and item.is_idle), None)
        if idle is not None:
            self.forget(idle)
            idle.end()
        return idle is not None


class BoundedConnection(H11Protocol):
    """A connection whose requests must come within their time, one of so many."""

    def __init__(self, connections: Connections, **of_server: Any) -> None:
        super().__init__(**of_server)
        self._all = connections
        self._timer: asyncio.TimerHandle | None = None
        self._part: object = None
        """What is waited for: IDLE stands for a head, SEND_BODY for a body, None for nothing."""
        self._since = 0.0
        self._received = 0
        self.address = ""

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered, nor its body on its way."""
        return self.cycle is None or self.cycle.response_complete

    def end(self) -> None:
        """Close the connection."""
        if not self.transport.is_closing():
            self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, or end at once where there are too many."""
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        if self._all.admit(self):
            self._wait_for(h11.IDLE)
        else:
            self.end()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._all.forget(self)
        self._wait_for(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        is_new = self._part is None
        self._received += len(data)
        super().data_received(data)
        if not self.transport.is_closing():
            self._look(is_new=is_new)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._look(is_new=True)

    def _look(self, *, is_new: bool) -> None:
        """Wait for the head or the body that is on its way; between requests uvicorn's own time counts."""
        state = self.conn.their_state
        if state is h11.IDLE:
            has_begun = bool(self.conn.trailing_data[0]) or not is_new
            self._wait_for(h11.IDLE if self.is_idle and has_begun else None)
        else:
            self._wait_for(h11.SEND_BODY if state is h11.SEND_BODY and not self.is_idle else None)

    def _wait_for(self, part: object) -> None:
        if part is self._part and part is not None:
            return  # its time is running
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._part, self._since, self._received = part, self.loop.time(), 0
        if part is not None:
            self._timer = self.loop.call_later(HEAD_S if part is h11.IDLE else BODY_S, self._is_late)

    def _is_late(self) -> None:
        if self._part is h11.SEND_BODY:
            if self.flow.read_paused:  # the server has not taken what came yet
                self._since = self.loop.time()
            allowed_s = BODY_S + self._received / BODY_BYTES_PER_S
            if (left_s := self._since + allowed_s - self.loop.time()) > 0:
                self._timer = self.loop.call_later(max(left_s, 1.0), self._is_late)
                return
        if not self.transport.is_closing():
            if self.cycle is None or not self.cycle.response_started or self.is_idle:
                self.transport.write(TOO_SLOW)
            self.transport.close()


TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


def make_config(application: ASGIApp, settings: HttpSettings) -> uvicorn.Config:
    """Return how the server runs, with its limits."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    most = MAX_CONNECTIONS if files == resource.RLIM_INFINITY else min(MAX_CONNECTIONS, max(16, files - SPARE_FILES))
    return uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        http=cast(Any, partial(BoundedConnection, Connections(most, min(most, MAX_OF_ADDRESS)))),
        ws="none",
        server_header=False,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=settings.stop_s,
        h11_max_incomplete_event_size=HEAD_BYTES,
    )


class _Server(uvicorn.Server):
    """uvicorn's server; told to stop by a signal it ends in order, instead of dying of the signal afterwards."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        previous = {name: signal.signal(name, self.handle_exit) for name in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for name, handler in previous.items():
                signal.signal(name, handler)


def serve(answering: QuestionAnswering, settings: HttpSettings) -> None:
    """Answer over HTTP until SIGTERM or SIGINT, then finish what is running, at most `settings.stop_s` seconds.

    Says on standard output where it can be reached. Raises SettingsError where the address cannot be used, or is
    beyond this machine and there are no keys.
    """
    service = make_service(answering, settings, os.environ)
    if not service.keys.are_set and not is_loopback(settings.host):
        raise SettingsError(
            Message(
                "serve-key-missing",
                {
                    "host": settings.host,
                    "reader": settings.reader_key_variable,
                    "librarian": settings.librarian_key_variable,
                },
            )
        )
    with listen(settings) as listener:
        start_logging(settings)
        config = make_config(make_application(service), settings)
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"http://{host}:{listener.getsockname()[1]}", flush=True)  # noqa: T201 - what a script waits for
        with VectorMaker(answering.library), service.asking_again():
            _Server(config).run(sockets=[listener])
    if not service.stop(LAST_WAIT_S):
        logger.warning("work is still running; it is left undone, which the library stands")
        sys.stderr.flush()
        os._exit(0)


def listen(settings: HttpSettings) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one. Raises SettingsError."""
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)  # from here on callers wait to be let in, and are not turned away
        return listener
    except OSError as error:
        if listener is not None:
            listener.close()
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else Message("address-unknown")
        raise SettingsError(
            Message("serve-address-taken", {"address": f"{settings.host}:{settings.port}", "reason": reason})
        ) from error
