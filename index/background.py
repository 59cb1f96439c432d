"""Background work of a server, which checks periodically for something to do: making a library's missing vectors."""

import logging
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from index.errors import YinjuError
from index.library import Library
from index.messages import Message

logger = logging.getLogger(__name__)


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
                    logger.exception("Unexpected error while %s", self._work)
                self._stop.wait(wait_s)
        finally:
            self._library.close()


LOOK_S = 1.0
"""How often it checks for work."""
STOP_S = 5.0
RETRY_S = 30.0
"""After an error."""


class VectorMaker(Background):
    """A thread that makes missing vectors, from `start` until `stop` or during a `with` block; it does nothing if the
    library is changed elsewhere.

    Vectors are committed as they are made: a server may be killed at any moment.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(library, "making vectors", look_s=LOOK_S, retry_s=RETRY_S, stop_s=STOP_S)
        self._said: Message | None = None

    def start(self) -> None:
        """Start, unless already started or the library is changed elsewhere."""
        if self._library.is_changeable:
            super().start()

    def look(self) -> None:
        """Make the missing vectors."""
        self._library.make_vectors(should_stop=self._stop.is_set)
        self._said = None

    def say(self, error: YinjuError) -> None:
        """Log a repeated error only once."""
        if error.message != self._said:
            logger.warning("%s", error)
        self._said = error.message
