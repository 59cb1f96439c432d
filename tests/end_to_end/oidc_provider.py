"""A small OpenID Connect provider on this machine: it signs everybody in as the configured address."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "yinju", "a secret of the provider's"
TOKEN_S = 3600


@dataclass
class Provider:
    """A running provider. `email` is who signs in next; `issued_ago_s` makes the token that old."""

    address: str
    key: RSAKey
    email: str = "nobody@example.org"
    issued_ago_s: int = 0
    nonces: dict[str, str] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def approve(self, query: dict[str, str]) -> str:
        """Return the redirect back to the app, with a code."""
        code = f"code-{len(self.nonces)}"
        self.nonces[code] = query["nonce"]
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        issued = int(time.time()) - self.issued_ago_s
        claims = {
            "iss": self.address,
            "sub": self.email,
            "aud": CLIENT_ID,
            "email": self.email,
            "email_verified": True,
            "nonce": self.nonces.pop(form["code"]),
            "iat": issued,
            "exp": int(time.time()) + TOKEN_S,
        }
        signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        return {"access_token": "unused", "token_type": "Bearer", "expires_in": TOKEN_S, "id_token": signed}


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Yield a provider that listens on a free port."""
    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_address[1]}", key)
    server.provider = provider  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        place = urlsplit(self.path)
        if place.path == "/authorize":
            query = {name: values[0] for name, values in parse_qs(place.query).items()}
            self.send_response(302)
            self.send_header("Location", provider.approve(query))
            self.end_headers()
        elif place.path == "/keys":
            self._answer({"keys": [provider.key.as_dict(private=False)]})
        else:
            self._answer(provider.discovery())

    def do_POST(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(provider.token({name: values[0] for name, values in parse_qs(body).items()}))

    def log_message(self, *args: object) -> None:
        """Log nothing."""

    def _answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
