"""Who comes first is served first: how many questions are read at one time."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Admission:
    """Lets `places` threads through at a time and the others in the order they came. Safe to share between threads.

    Questions that are all worked on together are all answered late, and as locks wake whom they like, some far later
    than others: with twenty people asking at once the slowest waited 5.3 s, and 2.7 s in order (docs/web.md).
    """

    def __init__(self, places: int) -> None:
        """`places` from 1 up."""
        self._lock = threading.Lock()
        self._free = places
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place, waiting for one where none is free. A thread that holds one must not ask for another."""
        self._come_in()
        try:
            yield
        finally:
            self._leave()

    def _come_in(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            called = threading.Event()
            self._waiting.append(called)
        try:
            called.wait()
        except BaseException:  # Ctrl+C: a place that was passed on meanwhile goes to the next
            with self._lock:
                was_called = called not in self._waiting
                if not was_called:
                    self._waiting.remove(called)
            if was_called:
                self._leave()
            raise

    def _leave(self) -> None:
        """Pass the place on to who waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
