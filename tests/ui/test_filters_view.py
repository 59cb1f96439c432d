"""Filters through the real page: only the embedding model is a toy."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from index.library import Library
from index.snapshot import Filters
from index.sync.sources import sync_paths
from tests.ui.conftest import turns_shown
from ui.filters_view import current_filters

QUESTION = "8月3日青山镇降雨量是多少毫米？"
TEA = "绿水乡春茶开采\n发布时间：2023-03-10　来源：绿水报\n3月9日，绿水乡春茶开采，首日收青叶640公斤。\n"


@pytest.fixture
def two_articles(rain_server: Library, articles_folder: Path) -> Library:
    """One article from 青山日报 in 2024 and one from 绿水报 in 2023."""
    (articles_folder / "tea.txt").write_text(TEA, encoding="utf-8")
    sync_paths(rain_server, [articles_folder])
    return rain_server


def field(app: AppTest, kind: str, name: str) -> Any:
    (found,) = [widget for widget in getattr(app, kind) if widget.key.startswith(name)]
    return found


def chips(app: AppTest) -> list[str]:
    return [button.label for button in app.button if (button.key or "").startswith("chip-")]


def captions(app: AppTest) -> list[str]:
    return [caption.value for caption in app.caption]


def ask(app: AppTest) -> dict[str, object]:
    return turns_shown(app.chat_input[0].set_value(QUESTION).run())[-1]


def test_question_is_held_to_dates_and_says_so(two_articles: Library, app: AppTest) -> None:
    app.run()
    field(app, "date_input", "filter_until").set_value(date(2023, 12, 31)).run()
    assert chips(app) == ["在 2023\\-12\\-31 及以前发布"]
    assert "符合条件的文章有 1 篇" in captions(app)
    turn = ask(app)
    assert turn["status"] == "no_evidence"
    assert turn["notes"] == ["只检索了在 2023-12-31 及以前发布的文章。"]
    assert "已检索在 2023-12-31 及以前发布的 1 篇文章" in str(turn["refusal"])
    app.button(key="chip-0").click().run()
    assert chips(app) == []
    turn = ask(app)
    assert (turn["status"], turn["notes"]) == ("answered", [])


def test_question_is_held_to_sources_each_taken_off_by_its_chip(two_articles: Library, app: AppTest) -> None:
    app.run()
    assert field(app, "multiselect", "filter_sources").options == ["绿水报", "青山日报"]
    field(app, "multiselect", "filter_sources").set_value(["绿水报", "青山日报"]).run()
    assert chips(app) == ["绿水报", "青山日报"]
    app.button(key="chip-1").click().run()
    assert (chips(app), field(app, "multiselect", "filter_sources").value) == (["绿水报"], ["绿水报"])
    turn = ask(app)
    assert (turn["status"], turn["notes"]) == ("no_evidence", ["只检索了来自“绿水报”的文章。"])
    app.button(key="clear_filters").click().run()
    assert (chips(app), ask(app)["status"]) == ([], "answered")


def test_filters_no_article_passes_are_said_before_and_after_asking(two_articles: Library, app: AppTest) -> None:
    app.run()
    field(app, "multiselect", "filter_sources").set_value(["青山日报"]).run()
    field(app, "date_input", "filter_until").set_value(date(2024, 1, 1)).run()
    assert "没有文章符合这些条件，请放宽或清除。" in captions(app)
    assert ask(app)["refusal"] == "资料库里没有在 2024-01-01 及以前发布、来自“青山日报”的文章，请放宽或去掉筛选条件。"


def test_dates_in_the_wrong_order_are_put_in_the_right_one(
    two_articles: Library, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.run()
    field(app, "date_input", "filter_since").set_value(date(2024, 8, 4)).run()
    field(app, "date_input", "filter_until").set_value(date(2024, 1, 1)).run()
    assert chips(app) == ["在 2024\\-01\\-01 至 2024\\-08\\-04 发布"]
    assert ask(app)["status"] == "answered"


def test_filters_stay_over_a_visit_to_the_library(two_articles: Library, app: AppTest) -> None:
    app.run()
    field(app, "multiselect", "filter_sources").set_value(["绿水报"]).run()
    app.switch_page("library/page.py").run()
    app.switch_page("chat/page.py").run()
    assert chips(app) == ["绿水报"]
    assert ask(app)["status"] == "no_evidence"


def test_source_that_is_gone_stays_chosen_until_it_is_taken_off(
    two_articles: Library, articles_folder: Path, app: AppTest
) -> None:
    app.run()
    field(app, "multiselect", "filter_sources").set_value(["绿水报"]).run()
    (articles_folder / "tea.txt").unlink()
    sync_paths(two_articles, [articles_folder])
    app.run()
    assert chips(app) == ["绿水报"]
    assert not app.exception and not app.error
    app.button(key="chip-0").click().run()
    assert field(app, "multiselect", "filter_sources").options == ["青山日报"]


def test_empty_library_has_nothing_to_choose_from(toy_server: Library, app: AppTest) -> None:
    app.run()
    assert (list(app.date_input), list(app.multiselect)) == ([], [])


def test_session_without_choices_filters_nothing() -> None:
    assert current_filters() == Filters()
