"""The web app watches its folder: what is dropped there can be asked about without further action."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.session
from index.library import Library
from index.settings import CONFIG_VARIABLE
from tests.ui.conftest import RAIN, close_server

PATIENCE_S = 20


@pytest.fixture
def watching(toy_server: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The toy server with the default setting, which watches the folder."""
    config = tmp_path / "watching.toml"
    config.write_text('[library]\nfolder = "library"\narticles = "articles"\n', encoding="utf-8")
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))
    return toy_server


def articles_after_a_while(library: Library, expected: int) -> int:
    deadline = time.monotonic() + PATIENCE_S
    while library.status().articles != expected and time.monotonic() < deadline:
        time.sleep(0.02)
    return library.status().articles


def test_file_dropped_into_the_folder_is_taken_in(watching: Library, articles_folder: Path, app: AppTest) -> None:
    app.run()
    assert not app.exception
    watcher = ui.session.open_server().watcher
    assert watcher.state.is_watching
    (articles_folder / "rain.txt").write_text(RAIN, encoding="utf-8")
    assert articles_after_a_while(watching, 1) == 1
    close_server()
    assert not watcher.state.is_watching


def test_folder_is_not_followed_where_the_settings_say_so(rain_server: Library, app: AppTest) -> None:
    app.run()
    assert not ui.session.open_server().watcher.state.is_watching
