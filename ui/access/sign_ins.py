"""Who is signed in: tokens that only the browser knows, kept as digests in the server's memory."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from ui.access.roles import Role

TOKEN_BYTES = 32
MAX_SIGN_INS = 10_000


@dataclass(frozen=True)
class SignIn:
    """`seal` stands for the password it was opened with: another password ends it."""

    role: Role
    seal: str
    opened: float
    used: float


class SignIns:
    """The open sign-ins; a restart of the server ends them all. Thread-safe."""

    def __init__(self, idle_s: float, longest_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._idle_s = idle_s
        self._longest_s = longest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, SignIn] = {}

    def open(self, role: Role, seal: str) -> str:
        """Return the token of a new sign-in."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._lock:
            now = self._clock()
            self._drop_ended(now)
            self._open[_digest(token)] = SignIn(role, seal, now, now)
        return token

    def use(self, token: str) -> SignIn | None:
        """Return the sign-in of this token and note that it was used; None where it has ended or never was."""
        with self._lock:
            now = self._clock()
            found = self._open.get(_digest(token))
            if found is None or self._has_ended(found, now):
                self._open.pop(_digest(token), None)
                return None
            used = self._open[_digest(token)] = replace(found, used=now)
            return used

    def close(self, token: str) -> None:
        """End the sign-in of this token."""
        with self._lock:
            self._open.pop(_digest(token), None)

    def _has_ended(self, sign_in: SignIn, now: float) -> bool:
        return now - sign_in.used > self._idle_s or now - sign_in.opened > self._longest_s

    def _drop_ended(self, now: float) -> None:
        for digest in [digest for digest, sign_in in self._open.items() if self._has_ended(sign_in, now)]:
            del self._open[digest]
        while len(self._open) >= MAX_SIGN_INS:
            del self._open[next(iter(self._open))]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
