"""Questions offered on the empty chat: found once per version of the library, not once per reader."""

import logging
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from index.article import Article
from index.errors import YinjuError
from index.snapshot import Snapshot
from qa.answer import Answer
from qa.asking import QuestionAnswering
from qa.forms.holdings import MainTopic, find_topics
from qa.suggest import suggest_questions

log = logging.getLogger(__name__)

SAMPLES = Path(__file__).parent / "suggestions.toml"
MAX_SUGGESTIONS = 6
MAX_ARTICLES_READ = 60
"""The newest articles: readers may not have heard of what is new."""
MAX_NEWEST = 3
PAUSE_S = 0.2
"""Waited before each question tried, and while readers are being answered: they come first."""


class Suggestions:
    """The questions to offer. Safe to share between sessions."""

    def __init__(self, answering: QuestionAnswering, is_busy: Callable[[], bool] = lambda: False) -> None:
        """`is_busy` returns whether somebody is being answered."""
        self._answering = answering
        self._is_busy = is_busy
        self._lock = threading.Lock()
        self._version = -1
        self._is_closed = False
        self._questions: tuple[str, ...] = ()
        self._topics: tuple[MainTopic, ...] = ()
        self._newest: tuple[Article, ...] = ()
        self._thread: threading.Thread | None = None

    @property
    def questions(self) -> tuple[str, ...]:
        """Questions known to have an answer; if the library has changed, a search for more begins."""
        self._follow_library()
        return self._questions

    @property
    def topics(self) -> tuple[MainTopic, ...]:
        """The main topics found so far in the library's version that `questions` last saw."""
        return self._topics

    @property
    def newest(self) -> tuple[Article, ...]:
        """The newest articles, read once per version: finding them scans the whole library."""
        self._follow_library()
        return self._newest

    @property
    def is_searching(self) -> bool:
        """True while more questions may be found."""
        self._follow_library()
        return self._thread is not None and self._thread.is_alive()

    def close(self) -> None:
        """End the search."""
        with self._lock:
            self._is_closed = True
        self.wait()

    def _follow_library(self) -> None:
        with self._answering.library.snapshot() as snapshot, self._lock:
            if snapshot.version == self._version or self._is_closed:
                return
            self._version = snapshot.version
            self._questions = tuple(_sample_questions(snapshot))
            self._topics = ()
            self._newest = tuple(_newest(snapshot, MAX_NEWEST))
            self._thread = threading.Thread(target=self._search, args=(snapshot.version,), daemon=True)
            self._thread.start()

    def wait(self) -> tuple[str, ...]:
        """Return the questions once the search has ended."""
        if self._thread is not None:
            self._thread.join()
        return self._questions

    def _search(self, version: int) -> None:
        try:
            self._find_topics(version)
            for question in islice(self._found(), MAX_SUGGESTIONS):
                with self._lock:
                    if self._is_closed or self._version != version or len(self._questions) >= MAX_SUGGESTIONS:
                        return
                    if question not in self._questions:
                        self._questions += (question,)
        except YinjuError as error:
            log.warning("No questions to suggest: %s", error)
        except Exception:
            log.exception("Unexpected error while looking for questions to suggest")

    def _find_topics(self, version: int) -> None:
        with self._answering.library.snapshot() as snapshot:
            for topic in find_topics(snapshot):
                with self._lock:
                    if self._is_closed or self._version != version:
                        return
                    self._topics += (topic,)

    def _found(self) -> Iterator[str]:
        if len(self._questions) >= MAX_SUGGESTIONS:
            return iter(())
        with self._answering.library.snapshot() as snapshot:
            articles = _newest(snapshot, MAX_ARTICLES_READ)
        return suggest_questions(articles, self._ask_when_idle, MAX_SUGGESTIONS)

    def _ask_when_idle(self, question: str) -> Answer:
        time.sleep(PAUSE_S)
        while self._is_busy() and not self._is_closed:
            time.sleep(PAUSE_S)
        return self._answering.ask(question)


def _sample_questions(snapshot: Snapshot) -> list[str]:
    """Return the questions written for those sample articles that are in the library."""
    samples = tomllib.loads(SAMPLES.read_text(encoding="utf-8"))["suggestions"]
    return [item["question"] for item in samples if snapshot.article(item["article"]) is not None]


def _newest(snapshot: Snapshot, count: int) -> list[Article]:
    summaries = islice(snapshot.articles(), count)
    return [article for summary in summaries if (article := snapshot.article(summary.id)) is not None]
