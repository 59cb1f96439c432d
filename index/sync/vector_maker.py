"""Makes the vectors that a library still awaits, beside whatever else a server does."""

import logging

from index.background import Background
from index.errors import YinjuError
from index.library import Library
from index.messages import Message

logger = logging.getLogger(__name__)

LOOK_S = 1.0
"""How often it looks whether there is something to do."""
STOP_S = 5.0
RETRY_S = 30.0
"""After an error."""


class VectorMaker(Background):
    """A thread that makes awaited vectors, from `start` until `stop` or for the length of a `with` block; none where
    the library is changed elsewhere.

    What it has made is committed as it goes: a server may be killed at any moment.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(library, "making vectors", look_s=LOOK_S, retry_s=RETRY_S, stop_s=STOP_S)
        self._said: Message | None = None

    def start(self) -> None:
        """Begin; does nothing where it has begun already, or the library is changed elsewhere."""
        if self._library.is_changeable:
            super().start()

    def look(self) -> None:
        """Make what is awaited."""
        self._library.make_vectors(should_stop=self._stop.is_set)
        self._said = None

    def say(self, error: YinjuError) -> None:
        """Log the error once, however often it is tried."""
        if error.message != self._said:
            logger.warning("%s", error)
        self._said = error.message
