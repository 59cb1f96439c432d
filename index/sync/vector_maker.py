"""Makes the vectors that a library still awaits, beside whatever else a server does."""

import logging
import threading
from types import TracebackType

from index.errors import YinjuError
from index.library import Library
from index.messages import Message

logger = logging.getLogger(__name__)

LOOK_S = 1.0
"""How often it looks whether there is something to do."""
STOP_S = 5.0
RETRY_S = 30.0
"""After an error."""


class VectorMaker:
    """A thread that makes awaited vectors, from `start` until `stop` or for the length of a `with` block.

    What it has made is committed as it goes: a server may be killed at any moment.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; does nothing where it has begun already, or the library is changed elsewhere."""
        if self._thread is None and self._library.is_changeable:
            # A daemon, so that the server stops when told to.
            self._thread = threading.Thread(target=self._run, name="vectors", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End, after the batch that is being made, or without it where that takes long: it is made again then."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(STOP_S)

    def __enter__(self) -> "VectorMaker":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _run(self) -> None:
        said: Message | None = None
        try:
            while not self._stop.is_set():
                wait_s = LOOK_S
                try:
                    self._library.make_vectors(should_stop=self._stop.is_set)
                    said = None
                except YinjuError as error:
                    wait_s = RETRY_S
                    if error.message != said:  # said once, however often it is tried
                        logger.warning("%s", error)
                    said = error.message
                except Exception:  # a fault nobody foresaw must not end it without a word
                    wait_s = RETRY_S
                    logger.exception("Unexpected error while making vectors")
                self._stop.wait(wait_s)
        finally:
            self._library.close()
