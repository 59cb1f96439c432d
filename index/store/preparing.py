"""Derive what is stored for articles; for many of them in a second process, while this one reads."""

import logging
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import TypeAlias

from index.article import Article
from index.chinese.words import use_dictionary, user_dictionary
from index.progress import core_count
from index.store.article_rows import PreparedChunk, prepare_chunks
from index.store.reprint_plan import Fingerprint, fingerprint_of

logger = logging.getLogger(__name__)

AT_ONCE = 16
"""Articles sent to the other process together: each message costs a wait for the GIL."""
PATIENCE_S = 30.0
"""An answer takes a tenth of a second; a process silent for this long is abandoned."""
END_S = 5.0

_Derived: TypeAlias = tuple[Fingerprint, list[PreparedChunk]]


@dataclass(frozen=True)
class _Begun:
    """An article as it was when its preparation began; one corrected since is prepared anew."""

    article: Article
    derived: _Derived | None = None


class Preparer:
    """Gives articles' fingerprints and chunks, the same whether made by another process or this one.

    Not thread-safe. Without `start` everything is made here. The other process opens no file and writes nothing. It
    ends with this one; if it dies, or the machine has one core, this one works alone.
    """

    def __init__(self) -> None:
        self._begun: dict[str, _Begun] = {}
        self._waiting: dict[str, Article] = {}
        self._given: tuple[str, ...] = ()
        """What the other process is working on. It gets no more until it has answered, so that the two cannot block on
        each other's writes."""
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Connection | None = None

    def start(self) -> None:
        """Let another process prepare what is passed to `begin` from now on; no effect with only one core."""
        if self._process is not None or core_count() == 1:
            return
        ours, theirs = Pipe()
        with theirs:
            handle = theirs.fileno()
            program = (
                f"import sys; sys.path[:] = {sys.path!r}; from index.store.preparing import serve; serve({handle})"
            )
            try:
                self._process = subprocess.Popen(  # noqa: S603 - this same interpreter
                    [sys.executable, "-c", program], pass_fds=[handle], start_new_session=True,
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )  # fmt: skip
            except OSError:  # out of memory or processes: only slower without it
                logger.debug("No other process prepares articles", exc_info=True)
                ours.close()
                return
        self._channel = ours
        self._send(user_dictionary())

    def begin(self, article: Article) -> None:
        """Announce that the article will be needed; cheap, and without effect before `start`."""
        if self._channel is None:
            return
        self._waiting[article.id] = article
        if self._given and self._channel.poll():
            self._receive()
        self._give()

    def fingerprint(self, article: Article) -> Fingerprint:
        """Return the fingerprint by which the article is compared with others."""
        derived = self._take(article)
        return derived[0] if derived else fingerprint_of(article)

    def chunks(self, article: Article) -> list[PreparedChunk]:
        """Return the article's chunks, in order."""
        derived = self._take(article)
        return derived[1] if derived else prepare_chunks(article)

    def forget(self) -> None:
        """Forget what was begun, once it is stored."""
        self._begun = {id: begun for id, begun in self._begun.items() if id in self._given}
        self._waiting.clear()

    def stop(self) -> None:
        """End the other process."""
        self._begun, self._waiting, self._given = {}, {}, ()
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            try:
                self._process.wait(END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _take(self, article: Article) -> _Derived | None:
        """Return what the other process made of this very article, None if it has not begun it."""
        while article.id in self._given:
            self._receive()
        self._waiting.pop(article.id, None)
        self._give()
        begun = self._begun.get(article.id)
        return begun.derived if begun is not None and begun.article == article else None

    def _give(self) -> None:
        if self._given or not self._waiting:
            return
        # The last ones, as this process begins with the first if it gets to them before the other.
        self._given = tuple(self._waiting)[-AT_ONCE:]
        articles = [self._waiting.pop(id) for id in self._given]
        self._begun.update((article.id, _Begun(article)) for article in articles)
        self._send([replace(article, removed=()) for article in articles])

    def _send(self, what: object) -> None:
        try:
            if self._channel is not None:
                self._channel.send(what)
        except OSError:
            self.stop()

    def _receive(self) -> None:
        """Wait for the other process's results for what it was given."""
        try:
            if self._channel is None or not self._channel.poll(PATIENCE_S):
                raise EOFError
            made: list[_Derived] = self._channel.recv()
        except (EOFError, OSError):
            self.stop()
            return
        for id, derived in zip(self._given, made, strict=True):
            self._begun[id] = replace(self._begun[id], derived=derived)
        self._given = ()


def serve(handle: int) -> None:
    """Prepare what comes through this handle until its other end closes; run in a Preparer's process."""
    with Connection(handle) as channel:
        try:
            use_dictionary(channel.recv())
            while True:
                articles: list[Article] = channel.recv()
                channel.send([(fingerprint_of(article), prepare_chunks(article)) for article in articles])
        except (EOFError, OSError):
            os._exit(0)
