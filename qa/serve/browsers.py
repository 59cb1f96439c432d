"""What browsers and connection checks need: HEAD, OPTIONS and CORS."""

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
        allow_methods=METHODS,
        allow_headers=(ANY,),  # clients send others beside the key
        expose_headers=EXPOSED,
        allow_private_network=True,
    )
