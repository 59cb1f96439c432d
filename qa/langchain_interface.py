"""The retriever and the whole question answering as LangChain objects; only here are LangChain classes imported."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing, closing
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import ConfigDict, SkipValidation

from index.snapshot import Filters
from qa.asking import QuestionAnswering
from qa.earlier import EarlierTurns
from qa.json_form import answer_to_json, event_to_json, passage_to_json
from qa.running import RunningQuestion, Workers
from qa.scope import read_filters

# ---- The Retriever as a LangChain BaseRetriever; the one file that imports LangChain's retriever classes


class YinjuRetriever(BaseRetriever):
    """Finds passages of a library for LangChain chains.

    Each Document's metadata: article, title, published (YYYY-MM-DD or None), source, author, location, rank, score,
    and spans [[paragraph, start, end], ...] with paragraph numbers from 1 and half-open character offsets.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    question_answering: SkipValidation[QuestionAnswering]
    filters: Filters = Filters()
    k: int = 8

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        passages = self.question_answering.retrieve(query, self.filters, self.k)
        found = map(passage_to_json, passages)
        return [Document(page_content=passage.pop("text"), metadata=passage) for passage in found]


# ---- The whole question answering as a LangChain Runnable: invoke, batch, stream, and the same awaited


Asked = str | Mapping[str, Any]
THREADS = 32
"""Questions at once; most of them wait for a chat model. Any number more wait their turn."""


class AnswerChunk(dict[str, Any]):
    """An answer as `ask --json` prints it, or a piece of one while it comes: {"text"} or {"statement", "citations"}.

    Added up, as LangChain adds up what is streamed, the pieces come to the whole answer, which is the last of them.
    """

    def __add__(self, other: "AnswerChunk") -> "AnswerChunk":
        """Return the later piece: each stands for itself, and the last holds everything."""
        return other


class YinjuAnswering(Runnable[Asked, AnswerChunk]):
    """Answers questions over a library. Safe to share between threads; what is awaited runs in threads.

    The input is a question, or a mapping: "question", and if wanted "history" (the questions asked before, oldest
    first), "since", "until" (YYYY-MM-DD) and "source" (a publisher or several). Raises LibraryError where the library
    cannot be read, LoadError for days that are none.
    """

    def __init__(self, question_answering: QuestionAnswering) -> None:
        self._answering = question_answering
        self._earlier = EarlierTurns(question_answering)
        self._workers = Workers("langchain", THREADS)

    @property
    def OutputType(self) -> type[Any]:  # noqa: N802 - LangChain's name
        """What schemas and graphs show of an answer."""
        return dict[str, Any]

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> AnswerChunk:
        """Return the whole answer."""
        return self._call_with_config(self._ask, input, config, run_type="chain")

    def stream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[AnswerChunk]:
        """Yield a chat model's text as it is written (a draft), statements once they are checked, last the answer."""
        yield from self.transform(iter([input]), config)

    def transform(
        self, input: Iterator[Asked], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[AnswerChunk]:
        """Yield the pieces of the answer to the last question that comes."""
        yield from self._transform_stream_with_config(input, self._stream, config, run_type="chain")

    async def astream(
        self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[AnswerChunk]:
        """Yield what `stream` yields; the work is done in threads."""

        async def once() -> AsyncIterator[Asked]:
            yield input

        async for chunk in self.atransform(once(), config):
            yield chunk

    async def atransform(
        self, input: AsyncIterator[Asked], config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[AnswerChunk]:
        """Yield what `transform` yields; the work is done in threads."""
        async for chunk in self._atransform_stream_with_config(input, self._astream, config, run_type="chain"):
            yield chunk

    def _ask(self, asked: Asked) -> AnswerChunk:
        return AnswerChunk(answer_to_json(self._start(asked).answer()))

    def _stream(self, input: Iterator[Asked]) -> Iterator[AnswerChunk]:
        for asked in input:
            with closing(self._start(asked).follow()) as events:  # a chat model that still writes stops
                yield from map(_chunk, filter(None, map(event_to_json, events)))

    async def _astream(self, input: AsyncIterator[Asked]) -> AsyncIterator[AnswerChunk]:
        async for asked in input:
            async with aclosing(self._start(asked).follow_soon()) as events:
                async for event in events:
                    if event is not None and (sent := event_to_json(event)) is not None:
                        yield _chunk(sent)

    def _start(self, asked: Asked) -> RunningQuestion:
        question, earlier, filters = _read(asked)
        return RunningQuestion(self._workers, lambda cancel: self._earlier.stream(question, filters, earlier, cancel))


def _chunk(sent: tuple[str, dict[str, Any]]) -> AnswerChunk:
    return AnswerChunk(sent[1])


def _read(asked: Asked) -> tuple[str, tuple[str, ...], Filters]:
    """Return the question, the ones before it, and the filters."""
    if isinstance(asked, str):
        return asked, (), Filters()
    filters = read_filters(asked.get("since"), asked.get("until"), asked.get("source"))
    return str(asked["question"]), tuple(asked.get("history") or ()), filters
