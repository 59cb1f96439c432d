"""A server's connections: how many, and how long a request may take to arrive; the one file that imports uvicorn."""

import asyncio
import logging
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from index.errors import SettingsError
from index.messages import Message
from index.settings import HttpSettings

HEAD_BYTES = 64 * 1024
"""Largest address and headers of a request."""
MAX_HEADERS = 100
BACKLOG = 512
"""Most connections waiting to be accepted."""
IDLE_S = 30
"""A connection without a request for this long is closed."""
HEAD_S = 10.0
"""Address and headers of a request must arrive within this time of their first byte, or of connecting."""
BODY_S = 30.0
BODY_BYTES_PER_S = 10_000
"""A body has BODY_S to arrive, and another second for each so many bytes received: slow uploads are allowed, trickling
ones are not."""
MAX_CONNECTIONS = 1000
SPARE_FILES = 200
"""Open files of this process reserved for other uses than connections: a server that cannot accept any spins."""
LOGS_OF_SOCKETS = ("uvicorn.error", "asyncio")
"""Loggers that report invalid requests, or that no connection can be accepted."""
MAX_OF_ADDRESS = 250
"""Most connections per address. Behind a proxy all clients share its address, so idle ones are closed before any is
refused."""


class Connections:
    """The open connections, in total and by address. Used by the event loop's thread only."""

    def __init__(self, most: int, most_of_address: int) -> None:
        self._most = most
        self._most_of_address = most_of_address
        self._open: dict[str, dict[BoundedConnection, None]] = {}
        self._count = 0

    def admit(self, connection: "BoundedConnection") -> bool:
        """Count a connection, closing an idle one if there is no room; return whether there was room."""
        own = self._open.setdefault(connection.address, {})
        own[connection] = None
        self._count += 1
        if len(own) > self._most_of_address and not self._make_room(own, connection):
            return False
        everybody = max(self._open.values(), key=len)  # the address with most connections gives way first
        return self._count <= self._most or self._make_room(everybody, connection)

    def forget(self, connection: "BoundedConnection") -> None:
        """Stop counting a connection."""
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
    """A connection with time limits for requests, one of a limited number."""

    def __init__(self, connections: Connections, **of_server: Any) -> None:
        super().__init__(**of_server)
        self._all = connections
        self._timer: asyncio.TimerHandle | None = None
        self._part: object = None
        """What is awaited: IDLE for a head, SEND_BODY for a body, None for nothing."""
        self._since = 0.0
        self._received = 0
        self.address = ""

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered or received."""
        return self.cycle is None or self.cycle.response_complete

    def end(self) -> None:
        """Close the connection."""
        if not self.transport.is_closing():
            self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, or end at once if there are too many."""
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

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the socket to the WebSocket protocol; from here on its acceptor counts it."""
        self._all.forget(self)
        super().handle_websocket_upgrade(event)

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
        """Wait for the head or the body being received; between requests uvicorn's own timeout applies."""
        state = self.conn.their_state
        if state is h11.IDLE:
            has_begun = bool(self.conn.trailing_data[0]) or not is_new
            self._wait_for(h11.IDLE if self.is_idle and has_begun else None)
        else:
            self._wait_for(h11.SEND_BODY if state is h11.SEND_BODY and not self.is_idle else None)

    def _wait_for(self, part: object) -> None:
        if part is self._part and part is not None:
            return  # its timeout is already running
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._part, self._since, self._received = part, self.loop.time(), 0
        if part is not None:
            self._timer = self.loop.call_later(HEAD_S if part is h11.IDLE else BODY_S, self._is_late)

    def _is_late(self) -> None:
        if self._part is h11.SEND_BODY:
            if self.flow.read_paused:  # the server has not consumed the received data yet
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


# ---- Limiting the log of what strangers send


LIKE_LINES = 20
LIKE_S = 60.0
"""The period in which only so many warnings and errors of one kind are written; the rest are counted."""
MAX_KINDS = 1000
MAX_KIND_CHARS = 300


class Sparing(logging.Filter):
    """Limits how often warnings and errors of one kind are logged: what strangers send must not fill the disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write the record; the first of a new period says how many were suppressed."""
        if record.levelno < logging.WARNING:
            return True
        kind = record.name, str(record.msg)[:MAX_KIND_CHARS]
        with self._lock:
            now = self._clock()
            since, count = self._seen.get(kind, (now, 0))
            if now - since > LIKE_S:
                if count > LIKE_LINES:
                    record.msg, record.args = f"{record.getMessage()} (and {count - LIKE_LINES} more like it)", ()
                since, count = now, 0
            if len(self._seen) > MAX_KINDS:
                self._seen.clear()
            self._seen[kind] = since, count + 1
            return count < LIKE_LINES


# ---- uvicorn with these limits


def make_config(application: ASGIApp, settings: HttpSettings) -> uvicorn.Config:
    """Return uvicorn's configuration with these limits."""
    return uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        http=_bounded(SPARE_FILES),
        ws="none",
        server_header=False,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=settings.stop_s,
        h11_max_incomplete_event_size=HEAD_BYTES,
    )


def is_head_too_large(scope: Scope) -> bool:
    """Return whether address and headers exceed the limits; a head that arrives in one piece passes h11's limit."""
    size = len(scope.get("raw_path", b"")) + len(scope["query_string"])
    size += sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    return size > HEAD_BYTES or len(scope["headers"]) > MAX_HEADERS


def _bounded(spare_files: int) -> Any:
    """Return a factory for connections that share one count."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    most = MAX_CONNECTIONS if files == resource.RLIM_INFINITY else min(MAX_CONNECTIONS, max(16, files - spare_files))
    return partial(BoundedConnection, Connections(most, min(most, MAX_OF_ADDRESS)))


def limit_connections(receive: object, *, sockets: int, socket_bytes: int) -> bool:
    """Apply these limits to a uvicorn server started by other code; return whether that was possible.

    `receive` is what an application gets with its lifespan, which uvicorn starts after reading its settings and before
    it listens. `sockets` is how many WebSockets the application admits, `socket_bytes` the longest message of one. Also
    limits repeated warnings.
    """
    config = getattr(getattr(receive, "__self__", None), "config", None)
    if not isinstance(config, uvicorn.Config):
        return False
    config.http_protocol_class = _bounded(SPARE_FILES + sockets)
    config.h11_max_incomplete_event_size = HEAD_BYTES
    config.ws_max_size = socket_bytes
    sparing = Sparing()
    for name in LOGS_OF_SOCKETS:
        logging.getLogger(name).addFilter(sparing)
    return True


class Server(uvicorn.Server):
    """uvicorn's server that exits normally after a stop signal instead of raising the signal again."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        previous = {name: signal.signal(name, self.handle_exit) for name in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for name, handler in previous.items():
                signal.signal(name, handler)


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
        listener.listen(BACKLOG)  # from here on callers wait instead of being refused
        return listener
    except OSError as error:
        if listener is not None:
            listener.close()
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else Message("address-unknown")
        raise SettingsError(
            Message("serve-address-taken", {"address": f"{settings.host}:{settings.port}", "reason": reason})
        ) from error
