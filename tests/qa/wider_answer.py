"""Prints, as JSON, which surfaces tell of a field that is added to the words of an answer, and to nothing else.

In a process of its own: `qa.answer` is imported as if its source had `added: str = "also told"` in every class of
WORDS. The library is that of the tests: three articles, toy models.
"""

import ast
import asyncio
import contextlib
import importlib.util
import io
import json
import sys
import tempfile
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
WORDS = ("Answer", "Statement", "Citation", "Passage", "Timings")
QUESTION = "澄青大桥全长多少米？"
KEY = {"YINJU_READER_KEY": "a-key-of-the-tests"}


def widen_answer() -> None:
    """Import qa.answer with one more field in each word."""
    spec = importlib.util.find_spec("qa.answer")
    assert spec is not None and spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name in WORDS]
    assert len(classes) == len(WORDS)
    for node in classes:
        node.body += ast.parse('added: str = "also told"').body
    module = sys.modules["qa.answer"] = types.ModuleType("qa.answer")
    exec(compile(ast.fix_missing_locations(tree), spec.origin, "exec"), module.__dict__)


def words_that_tell(answer: Any) -> list[str]:
    """Return the words whose added field stands in an answer's JSON, as far as the JSON holds them."""
    parts = {
        "Answer": answer,
        "Statement": (answer.get("statements") or [None])[0],
        "Citation": (answer.get("citations") or [None])[0],
        "Passage": (answer.get("passages") or [None])[0],
        "Timings": answer.get("timings_ms", answer.get("timings")),
    }
    return sorted(name for name, part in parts.items() if part is not None and part.get("added") == "also told")


def surfaces(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each surface with the words it tells the added field of."""
    from starlette.testclient import TestClient

    import qa.__main__ as program
    from index.library import Library
    from index.settings import HttpSettings, Settings
    from qa.asking import question_answering_over
    from qa.history.conversations import read_answer, write_answer
    from qa.langchain_interface import YinjuAnswering, YinjuRetriever
    from qa.serve.server import make_application
    from qa.serve.service import make_service
    from tests.conftest import add_articles
    from tests.qa.conftest import BRIDGE, OPENING, PEAR
    from tests.toy_embedder import ToyEmbedder
    from tests.toy_reader import ToyReader

    library = Library.open(folder / "library", ToyEmbedder())
    add_articles(library, BRIDGE, PEAR, OPENING)
    answering = question_answering_over(library, Settings(), ToyReader())
    program.open_question_answering = lambda *_: answering  # type: ignore[assignment]

    with contextlib.redirect_stdout(io.StringIO()) as printed:
        program.main(["ask", QUESTION, "--json", "--library", str(folder / "library")])
    yield "ask --json", words_that_tell(json.loads(printed.getvalue()))

    (folder / "questions.jsonl").write_text(json.dumps({"id": 1, "question": QUESTION}), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        program.main(["batch", str(folder / "questions.jsonl"), "--output", str(folder / "answers.jsonl"),
                      "--library", str(folder / "library")])  # fmt: skip
    yield "batch", words_that_tell(json.loads((folder / "answers.jsonl").read_text(encoding="utf-8")))

    yield "LangChain", words_that_tell(YinjuAnswering(answering).invoke(QUESTION))
    (document, *_) = YinjuRetriever(question_answering=answering).invoke(QUESTION)
    yield "LangChain's Document", ["Passage"] * (document.metadata["added"] == "also told")

    answer = answering.ask(QUESTION)
    record, articles = json.loads(json.dumps(write_answer(answer)))
    assert read_answer(record, articles) == answer
    yield "kept history", words_that_tell(record)

    application = make_application(make_service(answering, HttpSettings(), KEY))
    headers = {"Authorization": f"Bearer {KEY['YINJU_READER_KEY']}"}
    with TestClient(application, "http://127.0.0.1", headers=headers) as client:
        conversation = client.post("/conversations").json()["id"]
        asked = {"question": QUESTION, "conversation": conversation}
        yield "POST /ask", words_that_tell(client.post("/ask", json=asked).json())
        yield "GET /conversations", words_that_tell(client.get(f"/conversations/{conversation}").json()["turns"][0])
        events = client.post("/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"}).text
        told = [json.loads(line[6:]) for line in events.splitlines() if line.startswith("data: ")]
        yield "event answer", words_that_tell(told[-1])
        checked = {"statements": [told[0]["statement"]], "citations": told[0]["citations"]}
        yield "event statement", words_that_tell(checked)
        chat = {"messages": [{"role": "user", "content": QUESTION}]}
        yield "OpenAI's form", words_that_tell(client.post("/v1/chat/completions", json=chat).json()["yinju"])
        schemas = client.get("/openapi.json").json()["components"]["schemas"]
        yield "OpenAPI", sorted(name for name in WORDS if "added" in schemas[name]["properties"])
    with contextlib.suppress(ModuleNotFoundError):
        yield "MCP", asyncio.run(_asked_by_an_agent(answering))
    library.close()


async def _asked_by_an_agent(answering: Any) -> list[str]:
    from mcp import Client

    from qa.mcp_server import make_mcp_server

    async with Client(make_mcp_server(answering)) as client:
        answered = (await client.call_tool("ask", {"question": QUESTION})).structured_content or {}
        found = (await client.call_tool("search", {"query": QUESTION})).structured_content or {}
    return words_that_tell({**answered, **found})


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    widen_answer()
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(dict(surfaces(Path(name)))))  # noqa: T201
