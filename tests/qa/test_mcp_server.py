"""The MCP server as a process, spoken to by the package's own client."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

import qa.__main__ as program
from qa.forms import dossier
from qa.mcp_server import make_mcp_server
from tests.conftest import ROOT
from tests.own_loop import run_in_own_loop
from tests.qa.serve.conftest import QUESTION, TOY_PROGRAM, toy_answering

REFUSED = "水库里有什么鱼？"


def speak(folder: Path, work: Callable[[Client], Awaitable[Any]], command: tuple[str, ...] = TOY_PROGRAM) -> Any:
    """Return what `work` returns; it is given a client of `yinju mcp` over folder/library."""
    server = StdioServerParameters(
        command=sys.executable, args=[*command, "mcp", "--library", str(folder / "library")], cwd=str(ROOT)
    )

    async def run() -> Any:
        async with Client(stdio_client(server)) as client:
            return await work(client)

    return run_in_own_loop(run, 120)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library of the articles that are shipped."""
    folder = tmp_path_factory.mktemp("mcp")
    toy_answering(folder / "library").library.close()
    return folder


def test_agent_asks_opens_what_is_cited_and_searches(folder: Path) -> None:
    async def work(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "check", "dossier", "topics", "search", "open_article"}
        assert all(tool.description and tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
        assert set(tools["ask"].input_schema["required"]) == {"question"}

        answer = (await client.call_tool("ask", {"question": QUESTION})).structured_content
        assert answer is not None and answer["status"] == "answered"
        (citation, *_) = [c for c in answer["citations"] if "2.86公里" in c["quote"]]

        opened = (await client.call_tool("open_article", {"article": citation["article"]})).structured_content
        assert opened is not None
        paragraph = opened["paragraphs"][citation["paragraph"] - 1]
        assert paragraph["number"] == citation["paragraph"]
        assert citation["quote"] in paragraph["text"]
        part = {"article": citation["article"], "first_paragraph": 2, "count": 1}
        (second,) = ((await client.call_tool("open_article", part)).structured_content or {})["paragraphs"]
        assert second == opened["paragraphs"][1]

        checked = (
            await client.call_tool("check", {"text": f"{citation['quote']}火星上发现了大量的液态水。"})
        ).structured_content
        assert checked is not None
        assert [s["finding"] for s in checked["sentences"]] == ["supported", "not-found"]
        assert checked["sentences"][0]["quotes"][0]["article"] == citation["article"]

        found = await client.call_tool("search", {"query": QUESTION, "count": 3, "source": "澜川晚报"})
        passages = (found.structured_content or {})["passages"]
        assert [(p["rank"], p["source"]) for p in passages] == [(n, "澜川晚报") for n in range(1, len(passages) + 1)]
        assert json.loads(found.content[0].text) == found.structured_content  # type: ignore[union-attr]

    speak(folder, work)


def test_refusal_follow_up_and_what_goes_wrong(folder: Path) -> None:
    async def work(client: Client) -> list[tuple[bool, str, Any]]:
        refusal = (await client.call_tool("ask", {"question": REFUSED})).structured_content or {}
        assert (refusal["status"], refusal["citations"]) == ("no_evidence", [])
        assert refusal["reason"]["code"] == "no-evidence"
        asked = {"question": "什么时候开工的？", "history": [QUESTION]}
        answer = (await client.call_tool("ask", asked)).structured_content or {}
        assert "2021年3月" in answer["answer"]
        assert answer["asked"] != asked["question"]
        results = []
        for name, arguments in (
            ("open_article", {"article": "nothing"}),
            ("ask", {"question": QUESTION, "since": "2020年"}),
            ("ask", {"question": QUESTION, "since": "2021-01-02", "until": "2021-01-01"}),
            ("ask", {"question": "桥" * 2001}),
        ):
            result = await client.call_tool(name, arguments)
            text = result.content[0].text  # type: ignore[union-attr]
            results.append((result.is_error, text, (result.structured_content or {}).get("reason")))
        return results

    results = speak(folder, work)
    assert results[:3] == [
        (
            True,
            "资料库里没有编号为 nothing 的文章，编号见引文和检索结果。",
            {"code": "article-unknown", "facts": {"id": "nothing"}},
        ),
        (
            True,
            "'2020年' 不是日期，应写成 2020-03-01 的样子。",
            {"code": "input-rejected", "facts": {"reason": "'2020年' 不是日期，应写成 2020-03-01 的样子"}},
        ),
        (
            True,
            "起始日期 2021-01-02 晚于截止日期 2021-01-01，请改正。",
            {"code": "days-reversed", "facts": {"since": "2021-01-02", "until": "2021-01-01"}},
        ),
    ]
    assert results[3][0] and "question" in results[3][1]


def test_nothing_but_the_protocol_goes_to_standard_output(tmp_path: Path, sample_library: Path) -> None:
    """The real models load, which print what they like; every line of standard output is a JSON-RPC message."""
    shutil.copytree(sample_library, tmp_path / "library")
    begin = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"},
        },
    }  # fmt: skip
    asked = {"name": "ask", "arguments": {"question": QUESTION}}
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": asked}
    messages = [begin, {"jsonrpc": "2.0", "method": "notifications/initialized"}, call]
    command = [sys.executable, "-m", "qa", "mcp", "--library", str(tmp_path / "library")]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        for message in messages:
            process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()
        lines = [process.stdout.readline(), process.stdout.readline()]
        process.stdin.close()
        lines += process.stdout.readlines()
        assert process.wait(60) == 0
    replies = [json.loads(line) for line in lines]
    assert [reply["id"] for reply in replies if "id" in reply] == [1, 2]
    assert replies[-1]["result"]["structuredContent"]["answer"].startswith("大桥全长2.86公里")


def test_missing_package_is_said_with_what_installs_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delitem(sys.modules, "qa.mcp_server", raising=False)
    for name in ("mcp", "mcp.server"):
        monkeypatch.setitem(sys.modules, name, None)
    assert program.main(["mcp", "--library", str(tmp_path)]) == 1
    assert capsys.readouterr() == ("", "MCP 服务需要 mcp，请先运行：pip install mcp\n")


def test_over_http_for_this_machine_only(folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}/mcp"
    command = [sys.executable, *TOY_PROGRAM, "mcp", "--library", str(folder / "library"), "--http", str(port)]

    async def work() -> str:
        async with Client(address) as client:
            answer = await client.call_tool("ask", {"question": QUESTION})
            return str((answer.structured_content or {})["answer"])

    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    foreign = httpx.post(address, json={}, headers={"Host": "attacker.example"})
                    break
                except httpx.ConnectError:
                    assert time.monotonic() < deadline and process.poll() is None
                    time.sleep(0.1)
            answer = run_in_own_loop(work, 60)
        finally:
            process.terminate()
    assert foreign.status_code in (403, 421)
    assert "2.86公里" in answer


def test_dossier_tells_how_far_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier, "TELL_S", -1.0)  # at every article
    answering = toy_answering(folder / "library")
    told: list[tuple[float, float | None, str | None]] = []

    async def hear(done: float, total: float | None, message: str | None) -> None:
        told.append((done, total, message))

    async def run() -> Any:
        async with Client(make_mcp_server(answering)) as client:
            tool = next(tool for tool in (await client.list_tools()).tools if tool.name == "dossier")
            assert set(tool.input_schema["required"]) == {"topic", "form"}
            asked = {"topic": "澜青大桥", "form": "timeline"}
            return (await client.call_tool("dossier", asked, progress_callback=hear)).structured_content

    answer = run_in_own_loop(run, 60)
    answering.library.close()
    assert answer["form"] == "timeline" and answer["citations"]
    assert told and all(total and done < total and message for done, total, message in told)
