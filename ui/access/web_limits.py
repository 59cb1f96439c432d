"""Limits around the whole web app: how many pages may be open at once, and how long a request may take to arrive."""

import logging
from collections import Counter

from starlette.requests import ClientDisconnect

from qa.serve.connections import is_head_too_large, limit_connections
from ui.access.gate import network_of
from ui.access.web_guard import AsgiApp, Receive, Scope, Send, is_this_machine, refuse

logger = logging.getLogger(__name__)

MAX_PAGES = 500
"""An open page costs a WebSocket, and a session in this process's memory."""
MAX_PAGES_OF_ADDRESS = 100
"""As many as an office behind one address has. Not applied to loopback: a proxy may hide the real addresses."""
MAX_MESSAGE_BYTES = 8 * 1024 * 1024
"""Of one message from a page: what is typed into it. Files come as separate requests."""
TRY_AGAIN_LATER = 1013
HEAD_TOO_LARGE = "请求的网址和请求头太长。 / The address and headers of the request are too long."


class OpenPages:
    """The open pages, in total and by address. Used by the event loop's thread only."""

    def __init__(self, most: int = MAX_PAGES, most_of_address: int = MAX_PAGES_OF_ADDRESS) -> None:
        self._most = most
        self._most_of_address = most_of_address
        self._open: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Count a page of this address; return False, without counting it, if there is no room for it."""
        network = network_of(address)
        is_bounded = not is_this_machine(address)
        if self._open.total() >= self._most or (is_bounded and self._open[network] >= self._most_of_address):
            return False
        self._open[network] += 1
        return True

    def leave(self, address: str) -> None:
        """Stop counting a page of this address."""
        network = network_of(address)
        self._open[network] -= 1
        if self._open[network] <= 0:
            del self._open[network]


class WebLimits:
    """An ASGI middleware, behind the guard."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app
        self._pages = OpenPages()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what there is room for."""
        if scope["type"] == "lifespan":
            if not limit_connections(receive, sockets=MAX_PAGES, socket_bytes=MAX_MESSAGE_BYTES):
                logger.warning("connections are neither counted nor timed: this is not uvicorn's lifespan")
            await self._app(scope, receive, send)
        elif is_head_too_large(scope):
            await refuse(scope, send, 431, HEAD_TOO_LARGE)
        elif scope["type"] == "websocket":
            await self._open_page(scope, receive, send)
        else:
            try:
                await self._app(scope, receive, send)
            except ClientDisconnect:  # an upload that the browser aborted is not an error
                logger.info("a request was given up while it came")

    async def _open_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("",))[0]
        if not self._pages.enter(address):
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._pages.leave(address)
