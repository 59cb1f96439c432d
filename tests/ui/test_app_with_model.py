"""The page over the sample articles with everything real."""

import gc
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.session
from index.settings import CONFIG_VARIABLE
from tests.conftest import ROOT
from tests.ui.conftest import close_server, finish_sync, turns_shown
from ui.drawing import escape_markdown

pytestmark = [pytest.mark.model, pytest.mark.slow]

SUGGESTIONS = tomllib.loads((ROOT / "ui/chat/suggestions.toml").read_text(encoding="utf-8"))["suggestions"]


@pytest.fixture
def sample_server(tmp_path: Path, sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shutil.copytree(sample_library, tmp_path / "library")
    config = tmp_path / "config.toml"
    config.write_text(
        f"[library]\nfolder = \"library\"\narticles = '{ROOT / 'articles'}'\nwatch = false\n", encoding="utf-8"
    )
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))
    close_server()
    yield
    close_server()


def test_suggested_question_is_answered_from_its_article(sample_server: None, app: AppTest) -> None:
    app.run().switch_page("library/page.py").run()
    app.button(key="sync").click().run()
    assert finish_sync(app).error is None
    app.switch_page("chat/page.py").run()
    offered = [button.label for button in app.button if (button.key or "").startswith("suggestion-")]
    assert offered == [escape_markdown(suggestion["question"]) for suggestion in SUGGESTIONS]
    app.button(key="suggestion-0").click().run()
    (turn,) = turns_shown(app)
    assert turn["status"] == "answered"
    assert turn["cards"][0]["title"] == title_of(SUGGESTIONS[0]["article"])
    assert not app.exception


def test_what_is_loaded_once_is_left_out_of_every_garbage_collection(sample_server: None, app: AppTest) -> None:
    gc.unfreeze()
    app.run()
    assert gc.get_freeze_count() > 10 * len(gc.get_objects())
    served = tomllib.loads((ROOT / "ui" / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert served["runner"]["postScriptGC"] is False


def title_of(article_id: str) -> str:
    with ui.session.open_server().question_answering.library.snapshot() as snapshot:
        article = snapshot.article(article_id)
    assert article is not None
    return article.title
