"""Background work of a server, which checks periodically for something to do."""

import logging
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from index.errors import YinjuError
from index.library import Library

log = logging.getLogger(__name__)


class Background(ABC):
    """A thread that checks for one kind of work, from `start` until `stop` or during a `with` block."""

    def __init__(self, library: Library, work: str, *, look_s: float, retry_s: float, stop_s: float) -> None:
        """`work` names it in the log. It checks every `look_s` seconds, after an error after `retry_s`; `stop` waits
        `stop_s` for it."""
        self._library = library
        self._work = work
        self._look_s, self._retry_s, self._stop_s = look_s, retry_s, stop_s
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def look(self) -> None:
        """Do the pending work, ending early if `_stop` is set. A YinjuError is passed to `say`."""

    @abstractmethod
    def say(self, error: YinjuError) -> None:
        """Log an error; the work will be retried."""

    def start(self) -> None:
        """Start, unless already started."""
        if self._thread is None:
            # A daemon, so that the server can stop.
            self._thread = threading.Thread(target=self._run, name=self._work, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop after the current work, or without waiting if it takes long; it is then redone at the next start."""
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
                except Exception:  # an unforeseen error must not end it silently
                    wait_s = self._retry_s
                    log.exception("Unexpected error while %s", self._work)
                self._stop.wait(wait_s)
        finally:
            self._library.close()
