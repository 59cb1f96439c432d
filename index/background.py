"""Work that a server does beside whatever else it does: it looks every so often whether there is something to do."""

import logging
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from index.errors import YinjuError
from index.library import Library

log = logging.getLogger(__name__)


class Background(ABC):
    """A thread that looks for work of one kind, from `start` until `stop` or for the length of a `with` block."""

    def __init__(self, library: Library, work: str, *, look_s: float, retry_s: float, stop_s: float) -> None:
        """`work` says in the log what it does. It looks every `look_s` seconds, after an error only in `retry_s`, and
        is waited for `stop_s` when it is stopped."""
        self._library = library
        self._work = work
        self._look_s, self._retry_s, self._stop_s = look_s, retry_s, stop_s
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def look(self) -> None:
        """Do what there is to do, and leave off where `_stop` is set. A YinjuError is told to `say`."""

    @abstractmethod
    def say(self, error: YinjuError) -> None:
        """Log an error after which it will be tried again."""

    def start(self) -> None:
        """Begin; does nothing where it has begun already."""
        if self._thread is None:
            # A daemon, so that the server stops when told to.
            self._thread = threading.Thread(target=self._run, name=self._work, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End, after what is being done, or without it where that takes long: it is done again then."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(self._stop_s)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                wait_s = self._look_s
                try:
                    self.look()
                except YinjuError as error:
                    wait_s = self._retry_s
                    self.say(error)
                except Exception:  # a fault nobody foresaw must not end it without a word
                    wait_s = self._retry_s
                    log.exception("Unexpected error while %s", self._work)
                self._stop.wait(wait_s)
        finally:
            self._library.close()
