"""What browsers and checks of a connection send beside requests: HEAD, OPTIONS, and the origin of a page."""

import re

from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as SentMessage

from index.errors import SettingsError
from index.messages import Message
from qa.serve.problems import Addresses
from qa.serve.service import Service

ANY = "*"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
EXPOSED = ("X-Request-Id", "Retry-After")
_ORIGIN = re.compile(r"https?://[^/\s?#@]+")


class PlainMethods:
    """ASGI middleware around the routes: HEAD is a GET whose body is not sent, OPTIONS says what an address takes."""

    def __init__(self, app: ASGIApp, addresses: Addresses) -> None:
        self._app = app
        self._addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. OPTIONS needs no key: nothing of the library is told."""
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
    """Return the application as pages of the settings' origins may use it; as it is where there are none.

    Raises SettingsError for what is no origin, and for every page at once where there are no keys.
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
        allow_methods=METHODS,
        allow_headers=(ANY,),  # clients send their own beside the key
        expose_headers=EXPOSED,
        allow_private_network=True,
    )
