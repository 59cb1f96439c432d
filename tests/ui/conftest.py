"""Shared fixtures of the screen's tests."""

import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

import ui.chat.writing
import ui.session
from index.library import Library
from index.settings import CONFIG_VARIABLE, Settings
from index.sync.sources import sync_paths
from qa.asking import QuestionAnswering, question_answering_over
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader
from ui.library.sync_job import SyncState

APP = Path(__file__).parents[2] / "ui" / "app.py"
RAIN = "青山镇大雨通报\n发布时间：2024-08-04　来源：青山日报\n8月3日，青山镇降雨量为52毫米。镇里当晚转移了17户居民。\n"
TIMEOUT_S = 60


@pytest.fixture(scope="session", autouse=True)
def packages_scanned_once() -> Iterator[None]:
    """Cache the metadata of all installed packages, which every AppTest reads to find Streamlit components."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make password hashing cheap: the program's own parameters take a tenth of a second on four cores."""
    quick = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("ui.access.gate.PasswordHasher", quick)


@pytest.fixture
def articles_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


def close_server() -> None:
    """Drop what is shared, so that the next session loads it again."""
    if (server := ui.session._slot().server) is not None:
        server.watcher.stop()
        server.vectors.stop()
        server.suggestions.close()
        server.next_questions.close()
        server.saved_asker.stop()
        server.writings.close()
    ui.session._slot.clear()


@pytest.fixture
def toy_server(tmp_path: Path, articles_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """The library the app opens: everything real but the embedding model."""
    config = tmp_path / "config.toml"
    config.write_text('[library]\nfolder = "library"\narticles = "articles"\nwatch = false\n', encoding="utf-8")
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))
    library = Library.open(tmp_path / "library", ToyEmbedder())

    def open_toy(settings: Settings, report: Callable[[str, float], None]) -> QuestionAnswering:
        return question_answering_over(library, settings, ToyReader())

    monkeypatch.setattr(ui.session, "open_question_answering", open_toy)
    monkeypatch.setattr(ui.chat.writing, "SOON_S", TIMEOUT_S / 2)  # one run is enough, however busy the machine
    close_server()
    yield library
    close_server()
    library.close()


@pytest.fixture
def rain_server(toy_server: Library, articles_folder: Path) -> Library:
    """A library of one article."""
    (articles_folder / "rain.txt").write_text(RAIN, encoding="utf-8")
    sync_paths(toy_server, [articles_folder])
    return toy_server


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)


def turns_shown(app: AppTest) -> list[dict[str, Any]]:
    """Return the data that the browser draws for every turn on the page, top to bottom."""
    return [json.loads(node.proto.json) for node in app.get("bidi_component") if "question" in node.proto.json]


def finish_answer(app: AppTest) -> None:
    """Wait for the answer that a chat model writes, and redraw the page, as the page does by itself."""
    writing = ui.session.open_server().writings.of(app.session_state["conversation"])
    if writing is not None:
        assert writing.wait(TIMEOUT_S)
        app.run()


def finish_sync(app: AppTest) -> SyncState:
    """Wait for the running sync, redraw the page and return the result."""
    state = ui.session.open_server().sync_job.wait()
    app.run()
    return state
