"""How long a stranger waits between wrong passwords."""

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

FREE_ATTEMPTS = 3
"""Wrong passwords an address may send before it waits: a person mistypes."""
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 900.0
FREE_ATTEMPTS_IN_TOTAL = 30
LONGEST_WAIT_IN_TOTAL_S = 20.0
"""Somebody who tries from many addresses slows everybody down, but must not lock the librarian out."""
FORGOTTEN_AFTER_S = 3600.0
MAX_ADDRESSES = 10_000
EVERYBODY = ""


@dataclass
class _Record:
    wrong: int = 0
    last: float = 0.0
    wait_s: float = 0.0


class AttemptLimit:
    """Counts wrong passwords per address and in total; each one past the free ones doubles the wait. Thread-safe.

    An address that has sent a right password is held by its own count only: strangers cannot lock it out.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._records: dict[str, _Record] = {}
        self._known: set[str] = set()

    def take(self, address: str) -> float:
        """Return 0 and count a wrong attempt in advance, or the seconds `address` still has to wait.

        Counted before the password is checked, so that a hundred requests at once are a hundred attempts.
        """
        with self._lock:
            now = self._clock()
            self._forget(now)
            network = _network(address)
            keys = (network,) if network in self._known else (EVERYBODY, network)
            left = max(self._left(key, now) for key in keys)
            if left > 0:
                return left
            for key in keys:
                self._count(self._records.setdefault(key, _Record()), key, now)
            return 0.0

    def succeeded(self, address: str) -> None:
        """Take back what `take` counted, and what this address did wrong before."""
        with self._lock:
            network = _network(address)
            self._records.pop(network, None)
            everybody = self._records.get(EVERYBODY)
            if everybody is not None and network not in self._known:
                everybody.wrong -= 1
                everybody.wait_s = _wait_s(everybody.wrong, EVERYBODY)
            if len(self._known) < MAX_ADDRESSES:
                self._known.add(network)

    def _left(self, key: str, now: float) -> float:
        record = self._records.get(key)
        return max(0.0, record.last + record.wait_s - now) if record else 0.0

    def _count(self, record: _Record, key: str, now: float) -> None:
        record.wrong += 1
        record.last = now
        record.wait_s = _wait_s(record.wrong, key)

    def _forget(self, now: float) -> None:
        for key in [key for key, record in self._records.items() if now - record.last > FORGOTTEN_AFTER_S]:
            del self._records[key]
        while len(self._records) > MAX_ADDRESSES:  # the oldest first; the count of everybody stays
            del self._records[next(key for key in self._records if key != EVERYBODY)]


def _wait_s(wrong: int, key: str) -> float:
    free, longest = (
        (FREE_ATTEMPTS_IN_TOTAL, LONGEST_WAIT_IN_TOTAL_S) if key == EVERYBODY else (FREE_ATTEMPTS, LONGEST_WAIT_S)
    )
    if wrong < free:
        return 0.0
    return float(min(longest, FIRST_WAIT_S * 2 ** min(wrong - free, 20)))


def _network(address: str) -> str:
    """Return what counts as one address: of IPv6 the half that a household or an office is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address or "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
