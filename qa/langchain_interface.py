"""The retriever and the whole question answering as LangChain objects; only here are LangChain classes imported."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import ConfigDict, SkipValidation

from index.snapshot import Filters
from qa.asking import QuestionAnswering
from qa.earlier import EarlierTurns
from qa.json_form import answer_to_json, event_to_json, passage_facts
from qa.running import AnswerFinished
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
        return [Document(page_content=p.text, metadata=passage_facts(p)) for p in passages]


# ---- The whole question answering as a LangChain Runnable: invoke, batch, stream, and the same awaited


Asked = str | Mapping[str, Any]


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
        question, earlier, filters = _read(asked)
        answer = self._answering.ask(question, filters, self._earlier.turns(earlier, filters))
        self._earlier.remember((*earlier, question), filters, answer)
        return AnswerChunk(answer_to_json(answer))

    def _stream(self, input: Iterator[Asked]) -> Iterator[AnswerChunk]:
        for asked in input:
            yield from self._pieces(asked, threading.Event())

    async def _astream(self, input: AsyncIterator[Asked]) -> AsyncIterator[AnswerChunk]:
        async for asked in input:
            cancel = threading.Event()
            pieces = self._pieces(asked, cancel)
            try:
                while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
                    yield piece
            finally:
                cancel.set()  # a chat model that is still writing stops

    def _pieces(self, asked: Asked, cancel: threading.Event) -> Iterator[AnswerChunk]:
        question, earlier, filters = _read(asked)
        turns = self._earlier.turns(earlier, filters)
        for event in self._answering.stream(question, filters, turns, cancel):
            if isinstance(event, AnswerFinished):
                self._earlier.remember((*earlier, question), filters, event.answer)
            yield AnswerChunk(event_to_json(event)[1])


def _read(asked: Asked) -> tuple[str, tuple[str, ...], Filters]:
    """Return the question, the ones before it, and the filters."""
    if isinstance(asked, str):
        return asked, (), Filters()
    filters = read_filters(asked.get("since"), asked.get("until"), asked.get("source"))
    return str(asked["question"]), tuple(asked.get("history") or ()), filters
