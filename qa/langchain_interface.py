"""The retriever and the whole question answering as LangChain objects; the one file that imports these classes."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import aclosing, closing
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import ConfigDict, PrivateAttr, SkipValidation

from index.snapshot import Filters
from qa.answer import Answer, Citation, Statement, iso
from qa.asking import QuestionAnswering
from qa.chat.rewriting import is_foreign
from qa.earlier import EarlierTurns
from qa.json_form import answer_to_json, event_to_json, passage_to_json, shown_location
from qa.running import AnswerFinished, RunningQuestion, SentText, StatementChecked, Workers
from qa.scope import read_filters

# ---- The Retriever as a LangChain BaseRetriever


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


# ---- The whole question answering as a LangChain Runnable: invoke, batch, stream, and their async forms


Asked = str | Mapping[str, Any]
THREADS = 32
"""Questions at once; most of them wait for a chat model. Any number can be queued."""


class AnswerChunk(dict[str, Any]):
    """An answer as printed by `ask --json`, or a streamed piece of one: {"text"} or {"statement", "citations"}.

    Adding up the pieces, as LangChain does with streamed chunks, gives the last one, which is the whole answer.
    """

    def __add__(self, other: "AnswerChunk") -> "AnswerChunk":
        """Return the later piece: the last one contains everything."""
        return other


class YinjuAnswering(Runnable[Asked, AnswerChunk]):
    """Answers questions over a library. Safe to share between threads; async calls run in threads.

    The input is a question or a mapping with "question" and optionally "history" (earlier questions, oldest first),
    "since", "until" (YYYY-MM-DD) and "source" (one publisher or several). Raises LibraryError if the library cannot
    be read, LoadError for invalid days.
    """

    def __init__(self, question_answering: QuestionAnswering) -> None:
        self._answering = question_answering
        self._earlier = EarlierTurns(question_answering)
        self._workers = Workers("langchain", THREADS)

    @property
    def OutputType(self) -> type[Any]:  # noqa: N802 - LangChain's name
        """The type of an answer shown in schemas and graphs."""
        return dict[str, Any]

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> AnswerChunk:
        """Return the whole answer."""
        return self._call_with_config(self._ask, input, config, run_type="chain")

    def stream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[AnswerChunk]:
        """Yield a chat model's draft as it is written, statements once they are checked, and last the answer."""
        yield from self.transform(iter([input]), config)

    def transform(
        self, input: Iterator[Asked], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[AnswerChunk]:
        """Yield the pieces of the answer to the last question in `input`."""
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


# ---- The same as a chat model: messages in, a message with citations out


class YinjuChatModel(BaseChatModel):
    """Answers the last human message over a library, as a follow-up to the human messages before it.

    The reply is one text block whose `annotations` are LangChain citations: `cited_text`, `title`, `url` if the article
    has one, the statement's span in the text, and in `extras` number, article and paragraph. `response_metadata` has
    the `status` and any `note`. Only checked sentences are streamed.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    question_answering: SkipValidation[QuestionAnswering]
    filters: Filters = Filters()
    _earlier: EarlierTurns = PrivateAttr()
    _workers: Workers = PrivateAttr()

    def model_post_init(self, context: Any) -> None:
        """Create what all questions share."""
        self._earlier = EarlierTurns(self.question_answering)
        self._workers = Workers("langchain", THREADS)

    @property
    def _llm_type(self) -> str:
        return "yinju"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        answer = self._start(messages).answer()
        cited = {citation.number: citation for citation in answer.citations}
        block = _text_block(answer.text, _annotations(answer.statements, answer.text, cited))
        message = AIMessage(content=[block], response_metadata=_facts_of(answer))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        sent = SentText(is_foreign(_questions_of(messages)[-1]))
        cited: dict[int, Citation] = {}
        with closing(self._start(messages).follow()) as events:  # a chat model that still writes stops
            for event in events:
                if isinstance(event, StatementChecked):
                    cited |= {citation.number: citation for citation in event.citations}
                    at = len(sent.text)
                    if text := sent.add(event.statement):
                        yield self._chunk(text, _annotations([event.statement], text, cited, at), run_manager)
                elif isinstance(event, AnswerFinished):
                    at = len(sent.text)
                    text = sent.finish(event.answer.text)
                    cited = {citation.number: citation for citation in event.answer.citations}
                    notes = _annotations(event.answer.statements, text, cited, at) if text else []
                    yield self._chunk(text, notes, run_manager, _facts_of(event.answer))

    def _chunk(
        self,
        text: str,
        annotations: list[dict[str, Any]],
        run_manager: CallbackManagerForLLMRun | None,
        facts: dict[str, Any] | None = None,
    ) -> ChatGenerationChunk:
        message = AIMessageChunk(content=[_text_block(text, annotations) | {"index": 0}], response_metadata=facts or {})
        chunk = ChatGenerationChunk(message=message)
        if run_manager is not None:
            run_manager.on_llm_new_token(text, chunk=chunk)
        return chunk

    def _start(self, messages: list[BaseMessage]) -> RunningQuestion:
        *earlier, question = _questions_of(messages)
        return RunningQuestion(
            self._workers, lambda cancel: self._earlier.stream(question, self.filters, earlier, cancel)
        )


def _questions_of(messages: list[BaseMessage]) -> list[str]:
    """Return the human messages, oldest first. Raises ValueError if there are none."""
    questions = [str(message.text) for message in messages if message.type == "human"]
    if not questions:
        raise ValueError("no human message: there is no question")
    return questions


def _facts_of(answer: Answer) -> dict[str, Any]:
    return {"status": answer.status.value, "note": answer.note, "model_name": "yinju"}


def _text_block(text: str, annotations: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "text", "text": text, "annotations": annotations}


def _annotations(
    statements: Iterable[Statement], text: str, cited: Mapping[int, Citation], offset: int = 0
) -> list[dict[str, Any]]:
    """Return LangChain citations for the statements in a text that begins at `offset` of the whole."""
    notes, at = [], 0
    for statement in statements:
        found = text.find(statement.marked_text, at) if statement.is_supported else -1
        if found >= 0:
            at = found + len(statement.marked_text)
            notes += [_citation(cited[number], offset + found, offset + at) for number in statement.citations]
    return notes


def _citation(citation: Citation, start: int, end: int) -> dict[str, Any]:
    article = citation.quote.article
    location = shown_location(article.location)
    facts = {
        "number": citation.number,
        "article": article.id,
        "paragraph": citation.quote.paragraph,
        "source": article.source,
        "published": iso(article.published),
    }
    place = {"title": article.face, "start_index": start, "end_index": end}
    url = {"url": location} if location.startswith(("http://", "https://")) else {}
    return {"type": "citation", "cited_text": citation.quote.text, **place, **url, "extras": facts}
