"""The library as tools for agents, over the Model Context Protocol. The one file that imports its package, `mcp`."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from index.errors import YinjuError
from qa import json_form
from qa.asking import QuestionAnswering
from qa.earlier import EarlierTurns
from qa.json_form import answer_to_json, article_to_json, part_of, passage_to_json
from qa.running import RunningQuestion, TooBusyError, Workers
from qa.scope import read_filters

THREADS = 2
QUEUE = 50
MAX_QUESTION_CHARS = 2000
MAX_PASSAGES = 20
MAX_PARAGRAPHS = 200
INSTRUCTIONS = """Questions in Chinese to a library of Chinese articles. `ask` answers with sentences whose citations
were checked, or says that the articles hold no answer: then do not answer from elsewhere as if they did. `search`
finds passages, `open_article` opens what is cited."""
READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

QuestionText = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARS, description="In Chinese.")]
Since = Annotated[str, Field(description="Only articles published on this day or later: YYYY-MM-DD.")]
Until = Annotated[str, Field(description="Only articles published on this day or before: YYYY-MM-DD.")]
Source = Annotated[str, Field(description="Only articles of this publisher.")]
History = Annotated[list[str], Field(description="Questions asked before, oldest first, for a follow-up.")]


# Of what is told everywhere (qa/json_form.py) agents get all but what they have no use for and would only fill their
# context. Where a quote lies in its paragraph they can ask `open_article`.


class Cited(part_of(json_form.Citation, ("author", "location", "start", "end", "paragraph_text", "also_published"))):  # type: ignore[misc]
    """A checked quote: where it stands, word for word."""


class Answered(part_of(json_form.Answer, ("question", "statements", "passages", "timings_ms"))):  # type: ignore[misc]
    """An answer with markers like [1], and what they stand for; `status` "no_evidence" where there is none."""

    citations: list[Cited]


class Found(part_of(json_form.Passage, ("score",))):  # type: ignore[misc]
    """A passage of an article."""


class FoundPassages(BaseModel):
    """What a search found, best first."""

    passages: list[Found]


class Opened(part_of(json_form.Article, ("id", "note", "also_published", "paragraphs"))):  # type: ignore[misc]
    """An article and some of its paragraphs; `paragraphs_in_all` says how many there are."""

    article: str
    paragraphs_in_all: int
    paragraphs: list[json_form.Paragraph]


def make_mcp_server(answering: QuestionAnswering) -> MCPServer:
    """Return the server with its three tools; the work is done in threads."""
    server = MCPServer("yinju", title="引据", instructions=INSTRUCTIONS, log_level="WARNING")
    tools = _Tools(answering)
    server.tool(annotations=READ_ONLY)(tools.ask)
    server.tool(annotations=READ_ONLY)(tools.search)
    server.tool(annotations=READ_ONLY)(tools.open_article)
    return server


def serve_stdio(open_answering: Callable[[], QuestionAnswering]) -> None:
    """Speak with the program that started this one, until it closes the pipe. Nothing else goes to standard output."""
    with _standard_output_to_errors():
        server = make_mcp_server(open_answering())
    server.run("stdio")


def serve_http(open_answering: Callable[[], QuestionAnswering], port: int) -> None:
    """Answer at http://127.0.0.1:PORT/mcp: there are no keys, so to this machine only."""
    make_mcp_server(open_answering()).run("streamable-http", host="127.0.0.1", port=port)


@contextmanager
def _standard_output_to_errors() -> Iterator[None]:
    """Send what libraries print while they load to standard error, whatever level they print from."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


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

        with _said_to_agent():
            filters = read_filters(since, until, source)
            asked = RunningQuestion(
                self._workers, lambda cancel: self._earlier.stream(question, filters, history, cancel)
            )
            return Answered(**answer_to_json(await asked.answer_soon()))

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

        with _said_to_agent():
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
                raise ToolError(f"资料库里没有编号为 {article[:100]} 的文章，编号见引文和检索结果。")
            whole = article_to_json(found)
            paragraphs = whole["paragraphs"]
            part = paragraphs[first_paragraph - 1 : first_paragraph - 1 + count]
            facts = {**whole, "article": found.id, "paragraphs_in_all": len(paragraphs), "paragraphs": part}
            return Opened(**facts)

        with _said_to_agent():
            return await self._workers.run(work)


@contextmanager
def _said_to_agent() -> Iterator[None]:
    """Say to the agent in a sentence what is known to go wrong."""
    try:
        yield
    except TooBusyError as error:
        raise ToolError("正在回答的问题太多，请稍后再问。") from error
    except YinjuError as error:
        raise ToolError(str(error)) from error
