"""Who may do what, and how often: keys from the environment, and the rate of one caller."""

import hashlib
import hmac
import math
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from index.errors import SettingsError
from index.messages import Message
from index.settings import HttpSettings

# ---- Who may do what: keys from the environment, one kind for asking, another also for changing articles


LEAST_KEY_CHARS = 16
"""Shorter keys are refused at startup: a guessable key is worse than none, because it is trusted."""
_SEPARATOR = re.compile(r"[,\s]+")


class Role(IntEnum):
    """What a caller may do; a librarian may do everything a reader may."""

    READER = 1
    LIBRARIAN = 2


@dataclass(frozen=True)
class Caller:
    """Who sent a request. `name` identifies the caller in logs without revealing the key."""

    name: str
    role: Role


@dataclass(frozen=True)
class Keys:
    """Digests of the keys a server accepts. Without any, whoever reaches the server may do everything."""

    callers: tuple[tuple[bytes, Caller], ...] = ()

    @classmethod
    def load(cls, settings: HttpSettings, environment: Mapping[str, str] = os.environ) -> "Keys":
        """Return the keys in the environment variables the settings name. Raises SettingsError for a short key."""
        variables = {Role.READER: settings.reader_key_variable, Role.LIBRARIAN: settings.librarian_key_variable}
        return cls(
            tuple(
                (_digest(key), Caller(f"{role.name.lower()}-{_digest(key).hex()[:8]}", role))
                for role, variable in variables.items()
                for key in _read_keys(variable, environment)
            )
        )

    @property
    def are_set(self) -> bool:
        """Whether a key is needed."""
        return bool(self.callers)

    def find(self, authorization: str) -> Caller | None:
        """Return who sends this Authorization header ("Bearer KEY"), or None for a wrong or missing key.

        Takes constant time, however much of a wrong key is right.
        """
        scheme, _, key = authorization.partition(" ")
        given, found = _digest(key.strip()), None
        for digest, caller in self.callers:
            is_same = hmac.compare_digest(digest, given)
            found = caller if is_same and (found is None or caller.role > found.role) else found
        return found if scheme.lower() == "bearer" else None


def _read_keys(variable: str, environment: Mapping[str, str]) -> list[str]:
    keys = [key for key in _SEPARATOR.split(environment.get(variable, "")) if key]
    if any(len(key) < LEAST_KEY_CHARS for key in keys):
        raise SettingsError(Message("serve-key-short", {"variable": variable, "limit": LEAST_KEY_CHARS}))
    return keys


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


# ---- Rate limit per caller


MAX_CALLERS = 10_000
"""Most callers remembered; the one seen longest ago is dropped first, which only resets its count."""
BURST_SHARE = 1 / 6
"""Share of a minute's requests that may come at once."""


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class RateLimiter:
    """Limits requests with a token bucket per caller. Used by the event loop's thread only."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60
        self._burst = max(1.0, per_minute * BURST_SHARE)
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, caller: str) -> int:
        """Count one request; return 0 if it is allowed, else the whole seconds until the next one is."""
        now = self._clock()
        bucket = self._buckets.pop(caller, None) or _Bucket(self._burst, now)
        self._buckets[caller] = bucket
        if len(self._buckets) > MAX_CALLERS:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.filled_at) * self._per_second)
        bucket.filled_at = now
        if bucket.tokens < 1:
            return math.ceil((1 - bucket.tokens) / self._per_second)
        bucket.tokens -= 1
        return 0
