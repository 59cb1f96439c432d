"""Makes a library's missing vectors in the background of a server."""

import logging

from index.background import Background
from index.errors import YinjuError
from index.library import Library
from index.messages import Message

logger = logging.getLogger(__name__)

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
