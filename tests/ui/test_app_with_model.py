"""The page over the sample articles with everything real."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.session
from index.settings import CONFIG_VARIABLE, PROJECT_ROOT
from tests.ui.conftest import finish_sync, turns_shown

pytestmark = [pytest.mark.model, pytest.mark.slow]

SUGGESTIONS = tomllib.loads((PROJECT_ROOT / "ui" / "suggestions.toml").read_text(encoding="utf-8"))["suggestions"]


@pytest.fixture
def sample_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    config = tmp_path / "config.toml"
    config.write_text(f"[library]\nfolder = \"library\"\narticles = '{PROJECT_ROOT / 'articles'}'\n", encoding="utf-8")
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))
    ui.session.close_server()
    yield
    ui.session.close_server()


def test_every_suggested_question_is_answered_from_its_article(sample_server: None, app: AppTest) -> None:
    app.run().switch_page("library_page.py").run()
    app.button(key="sync").click().run()
    finish_sync(app)
    app.switch_page("chat_page.py").run()
    assert [button.label for button in app.button] == [suggestion["question"] for suggestion in SUGGESTIONS]
    titles = titles_by_id()
    for number, suggestion in enumerate(SUGGESTIONS):
        if number == 0:
            app.button(key="suggestion-0").click().run()
        else:
            app.chat_input[0].set_value(suggestion["question"]).run()
        turn = turns_shown(app)[number]
        assert turn["status"] == "answered", suggestion["question"]
        assert titles[suggestion["article"]] in [card["title"] for card in turn["cards"]], suggestion["question"]
    assert not app.exception


def titles_by_id() -> dict[str, str]:
    with ui.session.open_server().question_answering.library.snapshot() as snapshot:
        return {article.id: article.title for article in snapshot.articles()}
