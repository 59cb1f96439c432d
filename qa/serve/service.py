"""What all requests of a server share: the library, the history, and threads for blocking work."""

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from index.errors import LibraryError
from index.settings import HttpSettings
from qa.asking import QuestionAnswering
from qa.earlier import EarlierTurns
from qa.history.conversations import Conversations
from qa.history.opening import History, open_history
from qa.history.shelf import Shelf
from qa.running import Workers
from qa.saved import SavedAsker, SavedQuestions
from qa.serve.callers import Keys, RateLimiter
from qa.serve.metrics import Metrics

logger = logging.getLogger(__name__)

READ_THREADS = 2
"""Threads for reading; few, because each has a connection to the library."""
READ_QUEUE = 200
WRITE_QUEUE = 20
"""Most changes waiting for the library's only writer."""


@dataclass(frozen=True)
class Service:
    """The models and library, loaded once; threads that use them; access control and rate limits."""

    settings: HttpSettings
    answering: QuestionAnswering
    history: History | LibraryError
    keys: Keys
    limiter: RateLimiter
    metrics: Metrics
    earlier: EarlierTurns
    asking: Workers
    reading: Workers
    writing: Workers

    @property
    def conversations(self) -> Conversations:
        """The conversations stored beside the library. Raises LibraryError if they cannot be used."""
        return self._kept.conversations

    @property
    def shelf(self) -> Shelf:
        """The texts that readers store beside conversations. Raises LibraryError if they cannot be used."""
        return self._kept.shelf

    @property
    def saved(self) -> SavedQuestions:
        """The saved questions stored beside the library. Raises LibraryError if they cannot be used."""
        return SavedQuestions(self.answering, self._kept.shelf)

    @property
    def _kept(self) -> History:
        if isinstance(self.history, LibraryError):
            raise LibraryError(self.history.message) from self.history
        return self.history

    def asking_again(self) -> AbstractContextManager[object]:
        """Return a context manager that asks saved questions after each change; it does nothing if their storage cannot
        be used."""
        if isinstance(self.history, LibraryError):
            return nullcontext()
        return SavedAsker(self.saved, self.answering.library)

    def stop(self, wait_s: float) -> bool:
        """Accept no more work; return whether running work ended within `wait_s` seconds."""
        return all([workers.stop(wait_s) for workers in (self.asking, self.reading, self.writing)])


def make_service(answering: QuestionAnswering, settings: HttpSettings, environment: Mapping[str, str]) -> Service:
    """Return the service over `answering`, with the keys of the environment. Raises SettingsError."""
    asking = Workers("ask", settings.workers, settings.queue)
    return Service(
        settings,
        answering,
        _open_history(answering.library.place),
        Keys.load(settings, environment),
        RateLimiter(settings.requests_per_minute),
        Metrics(answering.library.status, lambda: asking.jobs),
        EarlierTurns(answering),
        asking,
        Workers("read", READ_THREADS, READ_QUEUE),
        Workers("write", 1, WRITE_QUEUE),
    )


def _open_history(place: Path | str) -> History | LibraryError:
    """Return the library's history, or why there is none: a read-only library can be asked all the same."""
    try:
        return open_history(place)
    except LibraryError as error:
        logger.warning("%s", error)
        return error


def service_of(request: Request) -> Service:
    """Return the service that answers this request."""
    service: Service = request.app.state.service
    return service
