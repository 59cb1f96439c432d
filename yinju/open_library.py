"""An open library, for programs: one object to ask, fill and read it."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType

from index.article import Article
from index.library import Library, LibraryStatus
from index.opening import place_of
from index.settings import load_settings
from index.snapshot import Filters
from index.sync.sources import SyncRules, SyncSummary, sync_paths
from qa.answer import Answer, Passage
from qa.asking import QuestionAnswering, open_question_answering
from qa.earlier import EarlierTurns
from qa.langchain_interface import YinjuAnswering, YinjuRetriever
from qa.scope import read_filters

Day = date | str
"""A day; as text, YYYY-MM-DD."""


class OpenLibrary:
    """A library with the models that answer from it. Created by `yinju.open`; safe to share between threads.

    Every method raises YinjuError, with a one-sentence message, if the library cannot be read or changed, or a day is
    invalid.
    """

    def __init__(self, answering: QuestionAnswering) -> None:
        self._answering = answering
        self._earlier = EarlierTurns(answering)

    @property
    def _library(self) -> Library:
        return self._answering.library

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        since: Day | None = None,
        until: Day | None = None,
        sources: Sequence[str] = (),
    ) -> Answer:
        """Return the checked answer, or a refusal with its reason: `answer.text`, `.statements`, `.citations`.

        `history` are the earlier questions, oldest first, for understanding a follow-up. `since` and `until` (both
        inclusive) and `sources` limit the search to articles published then and by these.
        """
        return self._earlier.ask(question, _filters(since, until, sources), history)

    def retrieve(
        self,
        question: str,
        *,
        k: int = 8,
        since: Day | None = None,
        until: Day | None = None,
        sources: Sequence[str] = (),
    ) -> list[Passage]:
        """Return up to `k` passages that may contain the answer, best first, without running the reader model."""
        return self._answering.retrieve(question, _filters(since, until, sources), k)

    def sync(self, *paths: Path | str, may_remove_most: bool = False) -> SyncSummary:
        """Make the library match these files and folders; articles from elsewhere stay.

        If one is empty or has far fewer articles than before, nothing is removed, as its disk may be unavailable, and
        the summary's `withheld` says so. `may_remove_most` removes them anyway.
        """
        return sync_paths(self._library, [Path(path) for path in paths], rules=SyncRules(may_remove_most))

    def articles(self) -> Iterator[Article]:
        """Yield every article, most recently published first, without those removed meanwhile."""
        with self._library.snapshot() as snapshot:
            ids = [summary.id for summary in snapshot.articles()]
        for id in ids:
            if (article := self.article(id)) is not None:
                yield article

    def article(self, id: str) -> Article | None:
        """Return the article with this id, or None."""
        with self._library.snapshot() as snapshot:
            return snapshot.article(id)

    def remove(self, *ids: str) -> list[str]:
        """Withdraw these articles from the answers, for later syncs too; return the ids that existed."""
        return self._library.change(lambda writer: writer.withdraw_articles(list(ids)))

    def reinstate(self, *ids: str) -> list[str]:
        """Put withdrawn articles back; return the ids that could be restored."""
        return self._library.change(lambda writer: writer.reinstate_articles(list(ids)))

    def status(self) -> LibraryStatus:
        """Return the current counts, version, model and size."""
        return self._library.status()

    def retriever(
        self, *, k: int = 8, since: Day | None = None, until: Day | None = None, sources: Sequence[str] = ()
    ) -> YinjuRetriever:
        """Return a LangChain retriever, which gives the passages as Documents."""
        filters = _filters(since, until, sources)
        return YinjuRetriever(question_answering=self._answering, filters=filters, k=k)

    def runnable(self) -> YinjuAnswering:
        """Return a LangChain Runnable for the whole question answering: a question in, the answer as JSON out."""
        return YinjuAnswering(self._answering)

    def close(self) -> None:
        """Close the library; nothing is lost if this is not called."""
        self._library.close()

    def __enter__(self) -> "OpenLibrary":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_library(path: Path | str | None, config: Path | str | None) -> OpenLibrary:
    """See `yinju.open`."""
    settings = load_settings(None if config is None else Path(config))
    place = None if path is None else place_of(settings.library, path)
    return OpenLibrary(open_question_answering(settings, place))


def _filters(since: Day | None, until: Day | None, sources: Sequence[str]) -> Filters:
    first, last = (str(day) if day else None for day in (since, until))
    return read_filters(first, last, sources)
