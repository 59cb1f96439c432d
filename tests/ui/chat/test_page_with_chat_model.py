"""The chat through the real page with a chat model, a scripted server on this machine."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import ui.chat.writing
import ui.session
from index.errors import LibraryError
from index.library import Library
from index.messages import Message, say
from qa.chat.write import STOPPED_EARLY
from qa.history.folder import FolderConversations
from tests.qa.chat_server import Reply, chat_server
from tests.ui.conftest import APP, TIMEOUT_S, finish_answer, turns_shown
from ui.chat.answer_view import answer_data
from ui.chat.writing import Writing
from ui.language.texts import ZH

WAIT_S = 20
QUESTION = "8月3日青山镇降雨量是多少毫米？"
PIECES = ("青山镇降雨量", "为52毫米[1]。\n", "**大雨**淹没了", "<b>全部</b>农田[1]。")


@pytest.fixture
def configure(tmp_path: Path, rain_server: Library) -> Callable[..., None]:
    """Return a function that sets a chat model for the app over one article."""

    def add(base_url: str, model: str = "openai:scripted") -> None:
        with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
            config.write(f'[chat]\nmodel = "{model}"\nbase_url = "{base_url}"\nretries = 0\n')

    return add


def ask(app: AppTest, question: str = QUESTION, *, is_waited_for: bool = True) -> None:
    app.run()
    app.chat_input[0].set_value(question).run()
    if is_waited_for:
        finish_answer(app)
    assert not app.exception


def begin(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> Writing:
    """Ask, and return the Writing that the page polls."""
    monkeypatch.setattr(ui.chat.writing, "SOON_S", 0.0)
    ask(app, is_waited_for=False)
    writing = ui.session.open_server().writings.of(app.session_state["conversation"])
    assert writing is not None
    return writing


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def text_of(statement: dict[str, Any]) -> str:
    return "".join(piece["text"] for piece in statement["pieces"])


def untimed(turn: dict[str, Any]) -> dict[str, Any]:
    """Return a turn without what does not depend on the answer: its time, and what this reader has collected."""
    statements = [{name: value for name, value in s.items() if name != "collected"} for s in turn["statements"]]
    return {**turn, "took": "", "statements": statements}


def test_finished_answer_is_drawn_and_kept_as_ask_gives_it(configure: Callable[..., None], app: AppTest) -> None:
    with chat_server(Reply(PIECES)) as server:
        configure(server.address)
        ask(app)
        shared = ui.session.open_server()
        asked = replace(shared.question_answering, chat=shared.chat_models.writer).ask(QUESTION)
        # Each of the two answers asks again for the unsupported statement.
        assert [request["stream"] for request in server.requests] == [True] * 4
    (turn,) = turns_shown(app)
    expected = untimed(answer_data(asked, ZH, is_last=True, may_ask_again=True))
    assert {name: untimed(turn)[name] for name in expected if name != "labels"} == {
        name: value for name, value in expected.items() if name != "labels"
    }
    assert [statement.text for statement in asked.statements if statement.is_supported] == ["青山镇降雨量为52毫米。"]
    (kept,) = ui.session.open_server().conversations.turns(app.session_state["conversation"])
    assert replace(kept.answer, timings=asked.timings) == asked
    assert not app.error


def test_statements_are_checked_on_the_page_while_the_rest_is_written(
    configure: Callable[..., None], app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server(Reply((*PIECES[:3], "<b>全部</b>", *(" ",) * 3000), between_s=0.01)) as server:
        configure(server.address)
        writing = begin(app, monkeypatch)
        wait_until(lambda: len(writing.draft.statements) == 1 and "全部" in "".join(writing.draft.unchecked))
        app.run()
        (turn,) = turns_shown(app)
        assert (turn["status"], turn["state"]) == ("writing", ZH.draft_checked.format(checked=1, supported=1))
        assert [text_of(statement) for statement in turn["statements"]] == ["青山镇降雨量为52毫米。"]
        assert turn["statements"][0]["citations"] == [1]
        assert [card["numbers"] for card in turn["cards"]] == [[1]]
        assert turn["unchecked"] == ["大雨淹没了全部"]
        assert [button.label for button in app.button if button.key == "stop"] == [ZH.stop_writing]
        writing.stop()


def test_stop_keeps_what_was_checked_until_then(
    configure: Callable[..., None], app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server(
        Reply((*PIECES, "路面", *(f"第{place}处很湿" for place in range(3000))), between_s=0.01)
    ) as server:
        configure(server.address)
        writing = begin(app, monkeypatch)
        wait_until(lambda: len(writing.draft.statements) == 2)
        app.run()
        monkeypatch.setattr(ui.chat.writing, "SOON_S", float(WAIT_S))
        app.button(key="stop").click().run()
        assert server.gone.wait(WAIT_S)
    (turn,) = turns_shown(app)
    assert (turn["status"], turn["remark"].startswith(say(STOPPED_EARLY))) == ("answered", True)
    assert [(text_of(item), item["citations"], item["unsupported"]) for item in turn["statements"]] == [
        ("青山镇降雨量为52毫米。", [1], ""),
        ("大雨淹没了全部农田。", [], ZH.unsupported),
    ]
    assert "stop" not in [button.key for button in app.button]
    (kept,) = ui.session.open_server().conversations.turns(app.session_state["conversation"])
    assert kept.statements == ("青山镇降雨量为52毫米。",)


def test_page_reloaded_while_an_answer_is_written_finds_it_again(
    configure: Callable[..., None], app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server(
        Reply((*PIECES, "路面", *(f"第{place}处很湿" for place in range(3000))), between_s=0.01)
    ) as server:
        configure(server.address)
        writing = begin(app, monkeypatch)
        reloaded = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
        reloaded.query_params["conversation"] = app.query_params["conversation"]
        reloaded.run()
        assert [turn["question"] for turn in turns_shown(reloaded)] == [QUESTION]
        assert ui.session.open_server().writings.of(reloaded.session_state["conversation"]) is writing
        writing.stop()


def test_who_asks_on_stops_the_answer_being_written(
    configure: Callable[..., None], app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Reply((*PIECES, "路面", *(f"第{place}处很湿" for place in range(3000))), between_s=0.01)
    with chat_server(slow, Reply(("镇里转移了17户居民[1]。",))) as server:
        configure(server.address)
        writing = begin(app, monkeypatch)
        wait_until(lambda: len(writing.draft.statements) == 2)
        monkeypatch.setattr(ui.chat.writing, "SOON_S", float(WAIT_S))
        app.chat_input[0].set_value("转移了多少户？").run()
        finish_answer(app)
        assert server.gone.wait(WAIT_S)
    first, second = turns_shown(app)
    assert first["remark"].startswith(say(STOPPED_EARLY))
    assert [text_of(statement) for statement in second["statements"]] == ["镇里转移了17户居民。"]
    assert second["notes"] == [ZH.stand_alone.format(question="8月3日青山镇降雨量，转移了多少户？")]


def test_answer_asked_for_again_takes_the_place_of_the_first(configure: Callable[..., None], app: AppTest) -> None:
    with chat_server(Reply(status=500), Reply(("青山镇降雨量为52毫米[1]。",))) as server:
        configure(server.address)
        ask(app)
        assert [turn["remark"] for turn in turns_shown(app)] == ["对话模型出错（HTTP 500），这里给出的是文章原句。"]
        app.session_state["ask_again"] = True  # what the button in the browser does
        app.run()
        finish_answer(app)
    (turn,) = turns_shown(app)
    assert (turn["remark"], text_of(turn["statements"][0])) == ("", "青山镇降雨量为52毫米。")
    (kept,) = ui.session.open_server().conversations.turns(app.session_state["conversation"])
    assert kept.statements == ("青山镇降雨量为52毫米。",)


def test_answer_that_cannot_be_kept_is_one_sentence(
    configure: Callable[..., None], app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise LibraryError("对话存不下来，请检查磁盘。")

    monkeypatch.setattr(FolderConversations, "add", fail)
    with chat_server(Reply(PIECES)) as server:
        configure(server.address)
        ask(app)
    assert [error.value for error in app.error] == ["对话存不下来，请检查磁盘。"]


def test_model_that_is_not_there_gives_the_extractive_answer_with_its_note(
    configure: Callable[..., None], app: AppTest
) -> None:
    with chat_server(Reply()) as server:
        configure(server.address)
    ask(app)
    (turn,) = turns_shown(app)
    assert (turn["status"], turn["remark"]) == ("answered", "对话模型连接不上，这里给出的是文章原句。")
    assert text_of(turn["statements"][0]) == "8月3日，青山镇降雨量为52毫米。"
    assert not app.error


def test_answer_cut_off_in_the_middle_gives_way_to_the_extractive_one(
    configure: Callable[..., None], app: AppTest
) -> None:
    with chat_server(Reply(PIECES, end="close")) as server:
        configure(server.address)
        ask(app)
    (turn,) = turns_shown(app)
    assert turn["remark"] == "对话模型中途断开，这里给出的是文章原句。"
    assert not app.error


def test_refusal_is_shown_where_the_model_finds_no_answer_either(configure: Callable[..., None], app: AppTest) -> None:
    with chat_server(Reply(("资料中没有答案。",))) as server:
        configure(server.address)
        ask(app, "熊猫吃什么？")
        assert len(server.requests) == 2  # the rewritten question, and the answer
    (turn,) = turns_shown(app)
    assert turn["status"] == "no_evidence"
    assert say(Message("chat-agrees")) in turn["remark"]


def test_answer_only_the_model_found_says_so_on_the_page(configure: Callable[..., None], app: AppTest) -> None:
    with chat_server(Reply(PIECES)) as server:
        configure(server.address)
        ask(app, "熊猫吃什么？")
    (turn,) = turns_shown(app)
    assert turn["status"] == "answered"
    assert say(Message("chat-found")) in turn["remark"]
