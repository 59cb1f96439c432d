"""The chat through the real page with a chat model: the model is a server on this machine that says what it is told."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

import ui.session
from index.errors import LibraryError
from index.library import Library
from qa.answer import Answer
from tests.qa.chat_server import Reply, chat_server
from tests.ui.conftest import turns_shown
from ui.answer_view import answer_data
from ui.labels import ZH
from ui.plain_text import escape_markdown

QUESTION = "8月3日青山镇降雨量是多少毫米？"
PIECES = ("青山镇降雨量", "为52毫米[1]。\n", "**大雨**淹没了", "<b>全部</b>农田[1]。")


@pytest.fixture
def configure(tmp_path: Path, rain_server: Library) -> Callable[..., None]:
    """Name a chat model in the settings of the app over one article."""

    def add(base_url: str, model: str = "openai:scripted") -> None:
        with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
            config.write(f'[chat]\nmodel = "{model}"\nbase_url = "{base_url}"\nretries = 0\n')

    return add


def ask(app: AppTest, question: str = QUESTION) -> None:
    app.run()
    app.chat_input[0].set_value(question).run()
    assert not app.exception


def untimed(turn: dict[str, object]) -> dict[str, object]:
    return {**turn, "took": ""}


def test_finished_answer_is_drawn_and_kept_as_ask_gives_it(configure: Callable[..., None], app: AppTest) -> None:
    with chat_server(Reply(PIECES)) as server:
        configure(server.address)
        ask(app)
        asked = ui.session.open_server().question_answering.ask(QUESTION)
        assert [request["stream"] for request in server.requests] == [True, True]
    assert [untimed(turn) for turn in turns_shown(app)] == [untimed(answer_data(asked, ZH, is_last=True))]
    assert [statement.text for statement in asked.statements if statement.is_supported] == ["青山镇降雨量为52毫米。"]
    (kept,) = ui.session.open_server().conversations.turns(app.session_state["conversation"])
    assert replace(kept.answer, timings=asked.timings) == asked
    assert (len(app.text), len(app.error)) == (0, 0)


def test_text_is_shown_as_it_arrives_and_never_as_markup(
    configure: Callable[..., None], app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[str, str]] = []
    for name in ("text", "caption"):
        monkeypatch.setattr(DeltaGenerator, name, recorded(name, drawn))
    with chat_server(Reply(PIECES)) as server:
        configure(server.address)
        ask(app)
    assert [body for name, body in drawn if name == "text"] == [
        "".join(PIECES[: count + 1]) for count in range(len(PIECES))
    ]
    states = list(dict.fromkeys(body for name, body in drawn if name == "caption" and "草稿" in body))
    assert states == [
        ZH.draft,
        ZH.draft_checked.format(checked=1, supported=1),
        ZH.draft_checked.format(checked=2, supported=1),
    ]


def recorded(name: str, drawn: list[tuple[str, str]]) -> Callable[..., DeltaGenerator]:
    """Return the element's own method, which also notes what it is given."""
    draw = getattr(DeltaGenerator, name)

    def record(self: DeltaGenerator, body: str, **options: Any) -> DeltaGenerator:
        drawn.append((name, body))
        return draw(self, body, **options)

    return record


def test_draft_stands_on_the_page_until_the_answer_is_kept(
    configure: Callable[..., None], app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(answer: Answer) -> None:
        raise LibraryError("对话存不下来，请检查磁盘。")

    monkeypatch.setattr(ui.session, "keep_turn", fail)
    with chat_server(Reply(PIECES)) as server:
        configure(server.address)
        ask(app)
    assert [text.value for text in app.text] == ["".join(PIECES)]
    assert [error.value for error in app.error] == ["对话存不下来，请检查磁盘。"]
    # A last turn fills the window: the draft would stand below it, out of sight.
    assert [(turn["status"], turn["is_last"]) for turn in turns_shown(app)] == [("pending", False)]


def test_reader_who_stops_hangs_up(
    configure: Callable[..., None], app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(self: DeltaGenerator, body: str) -> None:
        raise StopException  # what Streamlit raises at the next element once the reader has stopped the page

    monkeypatch.setattr(DeltaGenerator, "text", stop)
    with chat_server(Reply(("雨",) * 2000, between_s=0.01)) as server:
        configure(server.address)
        ask(app)
        assert server.gone.wait(10)
    assert (app.session_state["turns"], len(app.error)) == ([], 0)


def test_model_that_is_not_there_gives_the_extractive_answer_with_its_note(
    configure: Callable[..., None], app: AppTest
) -> None:
    with chat_server(Reply()) as server:
        configure(server.address)
    ask(app)
    (turn,) = turns_shown(app)
    assert (turn["status"], turn["notes"]) == ("answered", ["对话模型连接不上，这里给出的是文章原句。"])
    assert "".join(piece["text"] for piece in turn["statements"][0]["pieces"]) == "8月3日，青山镇降雨量为52毫米。"
    assert (len(app.text), len(app.error)) == (0, 0)


def test_answer_cut_off_in_the_middle_gives_way_to_the_extractive_one(
    configure: Callable[..., None], app: AppTest
) -> None:
    with chat_server(Reply(PIECES, end="close")) as server:
        configure(server.address)
        ask(app)
    (turn,) = turns_shown(app)
    assert turn["notes"] == ["对话模型中途断开，这里给出的是文章原句。"]
    assert (len(app.text), len(app.error)) == (0, 0)


def test_refusal_is_shown_without_asking_the_model(configure: Callable[..., None], app: AppTest) -> None:
    with chat_server(Reply(PIECES)) as server:
        configure(server.address)
        ask(app, "熊猫吃什么？")
        assert server.requests == []
    assert [turn["status"] for turn in turns_shown(app)] == ["no_evidence"]


def test_missing_package_is_one_sentence(
    configure: Callable[..., None], app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "langchain_deepseek", None)
    configure("", model="deepseek:chat")
    app.run()
    assert [error.value for error in app.error] == [
        escape_markdown("对话模型 deepseek:chat 需要 langchain-deepseek，请先运行：pip install langchain-deepseek")
    ]
    assert not app.exception


def test_unusable_model_name_is_one_sentence(configure: Callable[..., None], app: AppTest) -> None:
    configure("", model="nobody:chat")
    app.run()
    (error,) = app.error
    assert error.value.startswith(escape_markdown("对话模型 'nobody:chat' 无法使用（"))
    assert not app.exception
