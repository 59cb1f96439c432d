"""Every example of docs/http.md runs as it stands, but for the address and the embedding model."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.qa.serve.conftest import KEYS, TOY_PROGRAM, RunningServer, running, toy_answering

PAGE = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
FACT = "2.86公里"


def blocks(language: str) -> list[str]:
    """Return the page's examples in this language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[RunningServer]:
    with running(toy_answering(folder / "library")) as started:
        yield started


def run(command: list[str], server: RunningServer, folder: Path) -> str:
    """Return what a command prints that is told the server's keys; fail where it fails."""
    environment = {**os.environ, **KEYS, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(server: RunningServer, folder: Path) -> None:
    def curl(script: str) -> str:
        adapted = script.replace("http://127.0.0.1:8080", server.address).replace("/tmp/", f"{folder}/")
        return run(["bash", "-euc", adapted.replace("curl ", "curl --fail-with-body -w '\\n' ")], server, folder)

    filtered, follow_up, events, records, articles = map(curl, blocks("sh"))
    assert FACT in json.loads(filtered)["answer"]
    assert "2021年3月" in json.loads(follow_up)["answer"]
    assert events.rstrip().splitlines()[-2] == "event: answer"
    assert FACT in json.loads(records)["records"][0]["content"]
    put, file, upload, listed, read, deleted = articles.split("\n")[:6]
    assert [json.loads(put)["id"], json.loads(file)["title"]] == ["songxi-1", "松溪渡槽通水"]
    assert json.loads(upload)["added"] == ["songxi.txt"]
    assert json.loads(listed)["total"] == 3
    assert (json.loads(read)["published"], deleted) == ("2024-05-01", "")


def test_clients(server: RunningServer, folder: Path) -> None:
    official, langchain, _ = (block.replace("http://127.0.0.1:8080", server.address) for block in blocks("python"))
    for script in (official, langchain):
        printed = run([sys.executable, "-c", script], server, folder)
        assert FACT in printed
        assert "\n[1] 《" in printed


def test_mcp(server: RunningServer, folder: Path) -> None:
    script = blocks("python")[2]
    toy = [*TOY_PROGRAM, "mcp", "--library", str(folder / "library")]
    assert '["-m", "qa", "mcp"]' in script
    assert FACT in run([sys.executable, "-c", script.replace('["-m", "qa", "mcp"]', repr(toy))], server, folder)
    (config,) = blocks("json")
    assert json.loads(config)["mcpServers"]["yinju"]["args"] == ["-m", "qa", "mcp"]


def test_every_setting_and_address_the_page_names_is_there(server: RunningServer) -> None:
    with server.client() as client:
        paths = client.get("/openapi.json").json()["paths"]
    named = set(re.findall(r"`(?:GET|POST|PUT|DELETE) (/[^`]*)`", PAGE))
    assert {path for path in named if path != "/openapi.json"} == set(paths) - {"/v1/models/{id}"}
