"""A real server on this machine over a real library; only the embedding model is the toy one."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from index.library import Library
from index.messages import message_from_json, say
from index.settings import HttpSettings, Settings
from index.sync.sources import sync_paths
from qa.asking import QuestionAnswering, question_answering_over
from qa.serve.connections import listen, make_config
from qa.serve.server import make_application
from qa.serve.service import Service, make_service
from tests.conftest import ROOT
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader

READER_KEY = "reader-key-of-the-tests"
LIBRARIAN_KEY = "librarian-key-of-the-tests"
KEYS = {"YINJU_READER_KEY": READER_KEY, "YINJU_LIBRARIAN_KEY": LIBRARIAN_KEY}
SETTINGS = replace(HttpSettings(), port=0, requests_per_minute=1_000_000)
START_S = 20
TOY_PROGRAM = (str(Path(__file__).with_name("toy_server.py")),)
"""`python -m qa` with the toy embedder."""
QUESTION = "澜青大桥全长多少公里？"
"""Answered by the articles that are shipped."""


@dataclass(frozen=True)
class RunningServer:
    """A server that is up, and what it works with."""

    address: str
    service: Service

    def client(self, key: str = "", **options: Any) -> httpx.Client:
        """Return a client that sends `key`, or none."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(base_url=self.address, headers=headers, timeout=30, **options)


@dataclass(frozen=True)
class RealServer:
    """`yinju serve` in a process of its own."""

    address: str
    library: Path
    log: Path
    process: subprocess.Popen[str]


@contextmanager
def running(
    answering: QuestionAnswering, environment: Mapping[str, str] = KEYS, settings: HttpSettings = SETTINGS
) -> Iterator[RunningServer]:
    """Give a server in a thread of its own, on a free port of 127.0.0.1; stop it in order at the end."""
    service = make_service(answering, settings, environment)
    with listen(settings) as listener:
        server = uvicorn.Server(make_config(make_application(service), settings))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        deadline = time.monotonic() + START_S
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            yield RunningServer(f"http://127.0.0.1:{listener.getsockname()[1]}", service)
        finally:
            server.should_exit = True
            thread.join()
            service.stop(START_S)


def toy_answering(folder: Path, settings: Settings | None = None) -> QuestionAnswering:
    """Return question answering over the articles that are shipped, in a new library in `folder`."""
    library = Library.open(folder, ToyEmbedder())
    sync_paths(library, [ROOT / "articles"])
    return question_answering_over(library, settings or Settings(), ToyReader())


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> QuestionAnswering:
    """Question answering over the articles that are shipped."""
    return toy_answering(tmp_path_factory.mktemp("serve") / "library")


@pytest.fixture(scope="session")
def server(samples: QuestionAnswering) -> Iterator[RunningServer]:
    """A server with a reader's and a librarian's key."""
    with running(samples) as started:
        yield started


@pytest.fixture
def reader(server: RunningServer) -> Iterator[httpx.Client]:
    """A client with the reader's key."""
    with server.client(READER_KEY) as client:
        yield client


@pytest.fixture
def librarian(server: RunningServer) -> Iterator[httpx.Client]:
    """A client with the librarian's key."""
    with server.client(LIBRARIAN_KEY) as client:
        yield client


def problem(response: httpx.Response) -> tuple[int, str]:
    """Return a problem's status and sentence, once it is seen to be one as RFC 9457 describes it."""
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["request_id"] == response.headers["x-request-id"]
    assert body["type"].startswith("urn:yinju:problem:")
    assert body["error"]["message"] == body["detail"]
    assert say(message_from_json({**body["reason"], "text": "another code"})) == body["detail"]
    assert "Traceback" not in response.text
    return response.status_code, body["detail"]


@pytest.fixture(scope="session")
def real_server(tmp_path_factory: pytest.TempPathFactory, sample_library: Path) -> Iterator[RealServer]:
    """`yinju serve` with the real models over the articles that are shipped, in a process of its own."""
    folder = tmp_path_factory.mktemp("real")
    shutil.copytree(sample_library, folder / "library")
    with started(folder) as process:
        yield process


@contextmanager
def started(folder: Path, program: Sequence[str] = ("-m", "qa"), **variables: str) -> Iterator[RealServer]:
    """Give `yinju serve` on a free port over folder/library; its log goes to a file beside. It is killed in the
    end if it still runs."""
    log = folder / "log.txt"
    command = [sys.executable, *program, "serve", "--port", "0", "--library", str(folder / "library")]
    environment = {**os.environ, **variables}
    with log.open("wb") as errors:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), log.read_text(encoding="utf-8")
            yield RealServer(address, folder / "library", log, process)
        finally:
            process.kill()
            process.wait(START_S)
            if process.stdout is not None:
                process.stdout.close()
