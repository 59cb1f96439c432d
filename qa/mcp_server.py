"""The library as tools for agents, over the Model Context Protocol. The one file that imports its package, `mcp`."""

import os
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Annotated, Literal, ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

from index.errors import YinjuError
from index.messages import Message, say
from qa import json_form
from qa.answer import Form
from qa.asking import QuestionAnswering
from qa.earlier import EarlierTurns
from qa.forms.holdings import topics_to_json
from qa.json_form import answer_to_json, article_to_json, manuscript_to_json, part_of, passage_to_json, reason_to_json
from qa.manuscript import check_manuscript, read_text
from qa.running import AnswerEvent, RunningQuestion, StageBegan, Workers
from qa.scope import read_filters

THREADS = 2
QUEUE = 50
MAX_QUESTION_CHARS = 2000
MAX_PASSAGES = 20
MAX_PARAGRAPHS = 200
MAX_CHECKED_CHARS = 20_000
MAX_ID_CHARS = 100
"""How much of an unknown id an error message repeats."""
INSTRUCTIONS = """Questions in Chinese to a library of Chinese articles. `ask` answers with sentences whose citations
were checked, or says that the articles hold no answer: then do not answer from elsewhere as if they did. `search`
finds passages, `open_article` opens what is cited, `dossier` sums up, or tells what happened when, `topics` what
there is, `check` tells of every sentence of a text whether the articles say so."""
P = ParamSpec("P")
T = TypeVar("T")
READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

QuestionText = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARS, description="In Chinese.")]
Since = Annotated[str, Field(description="Only articles published on this day or later: YYYY-MM-DD.")]
Until = Annotated[str, Field(description="Only articles published on this day or before: YYYY-MM-DD.")]
Source = Annotated[str, Field(description="Only articles of this publisher.")]
TOPIC = "A matter in Chinese, or a question for the form (各县的优良天数); for a summary also an article's id or title."
History = Annotated[list[str], Field(description="Questions asked before, oldest first, for a follow-up.")]


# Agents get the forms of qa/json_form.py without the fields that would only fill their context. `open_article` shows
# where a quote is in its paragraph.


class Held(BaseModel):
    """The main topics of the library, or of one topic how many articles there are, by month or year and by source."""

    topic: str
    topics: list[dict[str, str | int]]
    articles: int = 0
    searched: int = 0
    undated: int = 0
    by_time: list[dict[str, str | int]] = []
    by_source: list[dict[str, str | int]] = []
    newest: list[dict[str, str | None]] = []


class Cited(part_of(json_form.Citation, ("author", "location", "start", "end", "paragraph_text", "also_published"))):  # type: ignore[misc]
    """A checked quote: where it stands, word for word."""


class Near(part_of(json_form.Quoted, ("author", "location", "start", "end", "paragraph_text"))):  # type: ignore[misc]
    """The sentence that comes nearest where there is no answer: no answer itself."""


class Answered(part_of(json_form.Answer, ("question", "statements", "passages", "timings_ms"))):  # type: ignore[misc]
    """An answer with markers like [1], and what they stand for; `status` "no_evidence" where there is none,
    "replied" where the program itself says something, of the library or to a remark."""

    nearest: Near | None
    citations: list[Cited]


class Found(part_of(json_form.Passage, ("score",))):  # type: ignore[misc]
    """A passage of an article."""


class CheckedPart(part_of(json_form.CheckedSentence, ("start", "end", "quotes"))):  # type: ignore[misc]
    """A sentence of the text, and what the articles say of it."""

    quotes: list[Near]


class CheckedText(BaseModel):
    """The sentences of the text, in order."""

    sentences: list[CheckedPart]


class FoundPassages(BaseModel):
    """What a search found, best first."""

    passages: list[Found]


class Opened(part_of(json_form.Article, ("id", "note", "also_published", "paragraphs"))):  # type: ignore[misc]
    """An article and some of its paragraphs; `paragraphs_in_all` says how many there are."""

    article: str
    paragraphs_in_all: int
    paragraphs: list[json_form.Paragraph]


def make_mcp_server(answering: QuestionAnswering) -> MCPServer:
    """Return the server with its six tools; the work is done in threads."""
    server = MCPServer("yinju", title="引据", instructions=INSTRUCTIONS, log_level="WARNING")
    tools = _Tools(answering)
    server.tool(annotations=READ_ONLY)(_telling_failures(tools.ask))
    server.tool(annotations=READ_ONLY)(_telling_failures(tools.dossier))
    server.tool(annotations=READ_ONLY)(_telling_failures(tools.topics))
    server.tool(annotations=READ_ONLY)(_telling_failures(tools.check))
    server.tool(annotations=READ_ONLY)(_telling_failures(tools.search))
    server.tool(annotations=READ_ONLY)(_telling_failures(tools.open_article))
    return server


def serve_stdio(open_answering: Callable[[], QuestionAnswering]) -> None:
    """Serve the program that started this one until it closes the pipe. Nothing else goes to standard output."""
    with _standard_output_to_errors():
        server = make_mcp_server(open_answering())
    server.run("stdio")


def serve_http(open_answering: Callable[[], QuestionAnswering], port: int) -> None:
    """Serve at http://127.0.0.1:PORT/mcp, to this machine only because there are no keys."""
    make_mcp_server(open_answering()).run("streamable-http", host="127.0.0.1", port=port)


@contextmanager
def _standard_output_to_errors() -> Iterator[None]:
    """Redirect what libraries print while loading to standard error, even from native code."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def _telling_failures(tool: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T | CallToolResult]]:
    """Return the tool with known errors reported as results: a sentence, and a code with its facts."""

    @wraps(tool)
    async def tell(*args: P.args, **kwargs: P.kwargs) -> T | CallToolResult:
        try:
            return await tool(*args, **kwargs)
        except YinjuError as error:
            said = [TextContent(type="text", text=str(error))]
            facts = {"reason": reason_to_json(error.message)}
            return CallToolResult(content=list(said), structured_content=facts, is_error=True)

    return tell


class _Tools:
    """The tools; the names and descriptions of their parameters are what an agent sees."""

    def __init__(self, answering: QuestionAnswering) -> None:
        self._answering = answering
        self._earlier = EarlierTurns(answering)
        self._workers = Workers("mcp", THREADS, QUEUE)

    async def ask(
        self,
        question: QuestionText,
        history: History = [],  # noqa: B006 - read only; an agent sees the default
        since: Since = "",
        until: Until = "",
        source: Source = "",
    ) -> Answered:
        """Answer a question from the articles. Every sentence is tied to the exact sentence of an article."""

        filters = read_filters(since, until, source)
        asked = RunningQuestion(self._workers, lambda cancel: self._earlier.stream(question, filters, history, cancel))
        return Answered(**answer_to_json(await asked.answer_soon()))

    async def dossier(
        self,
        topic: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARS, description=TOPIC)],
        form: Literal["brief", "timeline", "table", "posts", "in_force"],
        context: Context,
        since: Since = "",
        until: Until = "",
        source: Source = "",
    ) -> Answered:
        """Sum up articles, tell what happened when, put figures side by side, tell who held which post, or which rules
        are in force, all in cited sentences."""
        filters = read_filters(since, until, source)

        def stream(cancel: threading.Event) -> Iterator[AnswerEvent]:
            return self._answering.stream_form(Form(form), topic, filters, cancel)

        asked = RunningQuestion(self._workers, stream)
        async for event in asked.follow_soon():
            if isinstance(event, StageBegan) and event.total:
                await context.report_progress(event.done, event.total, say(event.stage))
        return Answered(**answer_to_json(await asked.answer_soon()))

    async def topics(
        self,
        topic: Annotated[str, Field(max_length=MAX_QUESTION_CHARS, description="A topic in Chinese; '' for all.")] = "",
    ) -> Held:
        """Tell the library's main topics, or of one topic how many articles there are by time and source."""

        def work() -> Held:
            with self._answering.library.snapshot() as snapshot:
                return Held(**{"topic": "", "topics": []} | topics_to_json(snapshot, topic.strip()))

        return await self._workers.run(work)

    async def check(
        self,
        text: Annotated[str, Field(min_length=1, max_length=MAX_CHECKED_CHARS, description="In Chinese.")],
    ) -> CheckedText:
        """Check a text: every sentence with the sentences of articles that support or contradict it, or not found."""

        def work() -> CheckedText:
            checked = manuscript_to_json(check_manuscript(self._answering, read_text(text)))
            return CheckedText(sentences=[CheckedPart(**sentence) for sentence in checked["sentences"]])

        return await self._workers.run(work)

    async def search(
        self,
        query: QuestionText,
        count: Annotated[int, Field(ge=1, le=MAX_PASSAGES)] = 8,
        since: Since = "",
        until: Until = "",
        source: Source = "",
    ) -> FoundPassages:
        """Find the passages nearest to a query, best first, without answering."""

        def work() -> FoundPassages:
            passages = self._answering.retrieve(query, read_filters(since, until, source), count)
            return FoundPassages(passages=[Found.model_validate(passage_to_json(passage)) for passage in passages])

        return await self._workers.run(work)

    async def open_article(
        self,
        article: Annotated[str, Field(description="The id, as in citations and passages.")],
        first_paragraph: Annotated[int, Field(ge=1)] = 1,
        count: Annotated[int, Field(ge=1, le=MAX_PARAGRAPHS)] = 50,
    ) -> Opened:
        """Open an article: its title, date and source, and `count` of its paragraphs from the first one wanted."""

        def work() -> Opened:
            with self._answering.library.snapshot() as snapshot:
                found = snapshot.article(article)
            if found is None:
                raise YinjuError(Message("article-unknown", {"id": article[:MAX_ID_CHARS]}))
            whole = article_to_json(found)
            paragraphs = whole["paragraphs"]
            part = paragraphs[first_paragraph - 1 : first_paragraph - 1 + count]
            facts = {**whole, "article": found.id, "paragraphs_in_all": len(paragraphs), "paragraphs": part}
            return Opened(**facts)

        return await self._workers.run(work)
