"""The pages of a web server whose library is on Milvus, with and without the folder on this machine."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.session
from index.library import Library
from index.opening import open_library
from index.settings import CONFIG_VARIABLE, LibrarySettings, Settings
from index.sync.sources import SyncRules, sync_paths
from qa.asking import QuestionAnswering, question_answering_over
from qa.history.opening import open_history
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader
from tests.ui.conftest import RAIN, close_server, turns_shown
from ui.language.texts import ZH
from ui.library.articles import TEXT
from ui.library.overview import FIGURES, HEALTH, LIST, VIEW

OpenServer = Callable[..., Library]
TEA = "绿水乡春茶开采\n发布时间：2024-03-10　来源：绿水新闻\n3月9日，绿水乡春茶开采，收青叶640公斤。\n"


@pytest.fixture
def open_server(
    milvus_lite: None, tmp_path: Path, articles_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> OpenServer:
    """Return a function that opens the app as on a machine with the library's folder, or on one that only asks."""
    place = f"milvus+file:{tmp_path}/milvus.db/news"
    (articles_folder / "rain.txt").write_text(RAIN, encoding="utf-8")
    (articles_folder / "tea.txt").write_text(TEA, encoding="utf-8")
    syncing = open_library(LibrarySettings(folder=tmp_path / "library"), ToyEmbedder(), place)
    sync_paths(syncing, [articles_folder])

    def make(*, has_folder: bool) -> Library:
        articles, home = ("articles", "library") if has_folder else ("elsewhere", "home")
        config = tmp_path / "config.toml"
        config.write_text(f'[library]\nfolder = "{home}"\nmilvus = "{place}"\narticles = "{articles}"\nwatch = true\n')
        monkeypatch.setenv(CONFIG_VARIABLE, str(config))
        settings = LibrarySettings(folder=tmp_path / home)
        library = open_library(settings, ToyEmbedder(), place, may_change=has_folder)

        def open_toy(settings: Settings, report: object) -> QuestionAnswering:
            return question_answering_over(library, settings, ToyReader())

        monkeypatch.setattr(ui.session, "open_question_answering", open_toy)
        close_server()
        return library

    return make


@pytest.fixture(autouse=True)
def closed_server() -> Iterator[None]:
    yield
    close_server()


def open_page(app: AppTest, view: str = LIST) -> AppTest:
    app.run().switch_page("library/page.py")
    app.session_state[VIEW] = view
    return app.run()


def test_empty_server_that_only_asks_sends_nobody_to_a_folder(
    open_server: OpenServer, app: AppTest, articles_folder: Path
) -> None:
    library = open_server(has_folder=True)
    for file in articles_folder.iterdir():
        file.unlink()
    sync_paths(library, [articles_folder], rules=SyncRules(may_remove_most=True))
    library.close()
    open_server(has_folder=False)
    app.run()
    assert ZH.empty_elsewhere in [text.value for text in app.markdown]
    assert not app.code


def test_server_that_only_asks_lists_the_articles_and_says_why_it_changes_none(
    open_server: OpenServer, app: AppTest
) -> None:
    open_server(has_folder=False)
    open_page(app)
    assert not app.exception and not app.error
    assert [warning.value for warning in app.warning if "文件夹" in warning.value] == []
    assert list(app.dataframe[0].value["id"]) == ["rain.txt", "tea.txt"]
    assert list(app.dataframe[0].value["state"]) == ["可以回答", "可以回答"]
    assert any(ZH.asks_only in caption.value and caption.value.startswith("2 篇") for caption in app.caption)
    assert list(app.get("button_group")[0].options) == [ZH.tab_articles, ZH.tab_figures]
    assert {button.key for button in app.button} & {"sync", "withdraw", "reinstate", "rebuild"} == set()
    app.text_input(key=TEXT).set_value("青叶").run()
    assert list(app.dataframe[0].value["id"]) == ["tea.txt"]


def test_server_that_only_asks_follows_no_folder(open_server: OpenServer, app: AppTest) -> None:
    open_server(has_folder=False)
    open_page(app, FIGURES)
    assert not app.exception and not app.error
    assert not ui.session.open_server().watcher.state.is_watching
    assert ui.session.open_server().watcher.state.error is None


def test_server_with_the_folder_can_do_everything(open_server: OpenServer, app: AppTest) -> None:
    open_server(has_folder=True)
    for view in (LIST, FIGURES, HEALTH):
        open_page(app, view)
        assert not app.exception and not app.error, view
    app.button(key="check").click().run()
    assert ZH.check_whole in [success.value for success in app.success]
    assert {"sync", "check"} <= {button.key for button in app.button}


def test_conversation_is_kept_where_other_servers_find_it(open_server: OpenServer, app: AppTest) -> None:
    library = open_server(has_folder=False)
    app.run()
    app.chat_input[0].set_value("8月3日青山镇降雨量是多少毫米？").run()
    assert turns_shown(app)[-1]["status"] == "answered"
    id = app.session_state["conversation"]
    elsewhere = open_history(library.place).conversations
    assert [turn.question for turn in elsewhere.turns(id)] == ["8月3日青山镇降雨量是多少毫米？"]
    assert not (library.path / "history.sqlite3").exists()
