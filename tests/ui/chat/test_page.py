"""The chat through the real page: only the embedding model is a toy."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.chat.writing
import ui.session
from index.errors import LibraryError
from index.library import Library
from index.sync.sources import sync_paths
from qa.asking import QuestionAnswering
from qa.conversation.turn import Turn
from qa.history.folder import FolderConversations
from tests.ui.conftest import APP, RAIN, TIMEOUT_S, turns_shown
from ui.access.gate import Passwords
from ui.drawing import escape_markdown
from ui.language.texts import ZH

QUESTION = "8月3日青山镇降雨量是多少毫米？"


def suggestions_shown(app: AppTest) -> list[str]:
    return [button.label for button in app.button if (button.key or "").startswith("suggestion-")]


def test_empty_library_says_what_to_do(toy_server: Library, articles_folder: Path, app: AppTest) -> None:
    app.run()
    assert [title.value for title in app.title] == ["资料库还是空的"]
    assert any(escape_markdown(str(articles_folder)) in caption.value for caption in app.caption)
    assert len(app.get("file_uploader")) == 1, "files are dropped on the page itself"
    assert "去资料库" in [link.value for link in app.page_link]
    assert not app.exception


def test_empty_library_tells_a_reader_nothing_of_the_server(
    toy_server: Library, articles_folder: Path, app: AppTest
) -> None:
    Passwords(toy_server.path).set("librarian", "a long password")
    app.run()
    assert "资料管理员加入文章以后，这里就能提问。" in [text.value for text in app.markdown]
    assert not app.get("file_uploader")
    assert not any(str(articles_folder) in text.value for text in (*app.markdown, *app.caption))


def test_page_of_an_empty_library_follows_what_comes_in(
    toy_server: Library, articles_folder: Path, app: AppTest
) -> None:
    app.run()
    (articles_folder / "rain.txt").write_text(RAIN, encoding="utf-8")
    sync_paths(toy_server, [articles_folder])
    app.run()
    assert [title.value for title in app.title] == ["问一问你的文章"]


def suggestions_of(app: AppTest) -> list[str]:
    return [button.label for button in app.button if (button.key or "").startswith("suggestion-")]


def test_question_the_library_answers_is_offered_and_asked_at_a_click(rain_server: Library, app: AppTest) -> None:
    app.run()
    assert [title.value for title in app.title] == ["问一问你的文章"]
    assert "资料库里有 1 篇文章，直接提问即可。" in [caption.value for caption in app.caption]
    assert ui.session.open_server().suggestions.wait() == ("青山镇降雨量为多少毫米？",)
    app.run()
    assert suggestions_of(app) == ["青山镇降雨量为多少毫米？"]
    app.button(key="suggestion-0").click().run()
    (turn,) = turns_shown(app)
    assert (turn["question"], turn["status"]) == ("青山镇降雨量为多少毫米？", "answered")
    assert not app.title


def test_sample_question_is_offered_while_its_article_is_there(
    rain_server: Library, articles_folder: Path, app: AppTest
) -> None:
    (articles_folder / "澜青大桥通车.txt").write_text(
        "大桥通车\n大桥禁止危险品运输车和超过三十吨的货车通行。\n", encoding="utf-8"
    )
    sync_paths(rain_server, [articles_folder])
    app.run()
    assert suggestions_of(app)[0] == "哪些车不能上澜青大桥？"
    (articles_folder / "澜青大桥通车.txt").unlink()
    sync_paths(rain_server, [articles_folder])
    app.run()
    assert "哪些车不能上澜青大桥？" not in suggestions_of(app)


def test_answer_is_shown_with_its_source(rain_server: Library, app: AppTest) -> None:
    app.run()
    app.chat_input[0].set_value(QUESTION).run()
    (turn,) = turns_shown(app)
    assert turn["status"] == "answered"
    statement = turn["statements"][0]
    assert "".join(piece["text"] for piece in statement["pieces"]) == "8月3日，青山镇降雨量为52毫米。"
    assert statement["citations"] == [1]
    (card,) = turn["cards"]
    assert card["title"] == "青山镇大雨通报"
    assert card["meta"] == ["2024-08-04", "青山日报"]
    assert card["numbers"][0] == 1
    assert [piece["text"] for piece in card["paragraphs"][0] if 1 in piece["marks"]] == [
        "8月3日，青山镇降雨量为52毫米。"
    ]


def test_answer_that_takes_longer_is_waited_for_on_the_page(
    rain_server: Library, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui.chat.writing, "SOON_S", 0.0)
    app.run()
    app.chat_input[0].set_value(QUESTION).run()
    app.chat_input[0].set_value("北京大学的校长是谁？").run()
    assert [(turn["question"], turn["status"]) for turn in turns_shown(app)] == [
        (QUESTION, "answered"),
        ("北京大学的校长是谁？", "no_evidence"),
    ]
    assert app.session_state["turns"][0].question == QUESTION


def test_answer_that_cannot_be_kept_is_read_all_the_same(
    rain_server: Library, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise LibraryError("对话存不下来，请检查磁盘。")

    monkeypatch.setattr(FolderConversations, "add", fail)
    app.run()
    app.chat_input[0].set_value(QUESTION).run()
    assert [turn["status"] for turn in turns_shown(app)] == ["answered"]
    assert [error.value for error in app.error] == ["对话存不下来，请检查磁盘。"]


def test_turns_stay_on_the_next_question_and_go_with_a_new_conversation(rain_server: Library, app: AppTest) -> None:
    app.run()
    app.chat_input[0].set_value(QUESTION).run()
    app.chat_input[0].set_value("熊猫吃什么？").run()
    assert [(turn["question"], turn["is_last"]) for turn in turns_shown(app)] == [
        (QUESTION, False),
        ("熊猫吃什么？", True),
    ]
    app.button(key="new").click().run()
    assert turns_shown(app) == []
    assert [title.value for title in app.title] == ["问一问你的文章"]


def test_follow_up_is_asked_as_a_question_that_stands_alone(rain_server: Library, app: AppTest) -> None:
    app.run()
    app.chat_input[0].set_value(QUESTION).run()
    app.chat_input[0].set_value("转移了多少户？").run()
    assert [(turn["question"], turn["notes"]) for turn in turns_shown(app)] == [
        (QUESTION, []),
        ("转移了多少户？", [ZH.stand_alone.format(question="8月3日青山镇降雨量，转移了多少户？")]),
    ]


def test_conversation_is_there_again_after_a_reload(rain_server: Library, app: AppTest) -> None:
    app.run()
    assert app.query_params == {}
    app.chat_input[0].set_value(QUESTION).run()
    app.chat_input[0].set_value("转移了多少户？").run()
    shown = turns_shown(app)
    reloaded = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
    reloaded.query_params["conversation"] = app.query_params["conversation"]
    reloaded.session_state["owner"] = app.session_state["owner"]  # the same browser
    reloaded.run()
    assert turns_shown(reloaded) == shown
    reloaded.button(key="new").click().run()
    assert (turns_shown(reloaded), reloaded.query_params) == ([], {})


def test_conversation_is_shown_whatever_its_id(rain_server: Library, app: AppTest) -> None:
    app.run()
    app.chat_input[0].set_value(QUESTION).run()
    answer = app.session_state["turns"][0]
    ui.session.open_server().conversations.add("_a__b_", Turn(answer))
    app.query_params["conversation"] = "_a__b_"
    app.run()
    assert [turn["question"] for turn in turns_shown(app)] == [QUESTION]
    assert not app.error


def test_address_of_a_conversation_that_is_gone_starts_a_new_one(rain_server: Library, app: AppTest) -> None:
    app.query_params["conversation"] = "gone"
    app.run()
    assert (turns_shown(app), app.query_params, len(app.error)) == ([], {}, 0)
    app.chat_input[0].set_value(QUESTION).run()
    assert app.query_params["conversation"] != ["gone"]


def test_refusal_is_shown_with_its_reason_and_the_nearest_article(rain_server: Library, app: AppTest) -> None:
    app.run()
    app.chat_input[0].set_value("熊猫吃什么？").run()
    (turn,) = turns_shown(app)
    assert turn["status"] == "no_evidence"
    assert "1 篇文章" in turn["refusal"]
    assert (turn["statements"], turn["heading"]) == ([], "最接近的文章")
    assert [(card["title"], card["numbers"]) for card in turn["cards"]] == [("青山镇大雨通报", [])]


def test_article_added_by_another_program_answers_the_next_question(
    rain_server: Library, articles_folder: Path, app: AppTest
) -> None:
    app.run()
    (articles_folder / "tea.txt").write_text(
        "绿水乡春茶开采\n3月9日，绿水乡春茶开采，首日收青叶640公斤。\n", encoding="utf-8"
    )
    sync_paths(rain_server, [articles_folder])
    app.chat_input[0].set_value("绿水乡春茶首日收青叶多少公斤？").run()
    (turn,) = turns_shown(app)
    assert turn["status"] == "answered"
    assert turn["cards"][0]["title"] == "绿水乡春茶开采"


def test_question_of_spaces_gets_one_sentence(rain_server: Library, app: AppTest) -> None:
    app.run()
    app.chat_input[0].set_value(" \n ").run()
    assert [error.value for error in app.error] == ["请输入一个问题。"]
    assert turns_shown(app) == []


def test_long_question_says_how_much_of_it_is_searched(rain_server: Library, app: AppTest) -> None:
    app.run()
    app.chat_input[0].set_value(QUESTION + "雨" * 10_000).run()
    (turn,) = turns_shown(app)
    assert turn["notes"] == ["问题有 10,016 字，只按前 500 字检索。"]


@pytest.mark.parametrize(
    ("raised", "shown"),
    [
        (LibraryError("资料库 *a_b* 读不出来，请检查磁盘。"), "资料库 \\*a\\_b\\* 读不出来，请检查磁盘。"),
        (ZeroDivisionError("secret"), ZH.unexpected_error),
    ],
    ids=["foreseen", "unforeseen"],
)
def test_failed_question_is_one_sentence_and_no_turn(
    rain_server: Library,
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    raised: Exception,
    shown: str,
) -> None:
    def fail(self: QuestionAnswering, *_: object) -> None:
        raise raised

    app.run()
    monkeypatch.setattr(QuestionAnswering, "stream", fail)
    app.chat_input[0].set_value(QUESTION).run()
    assert [error.value for error in app.error] == [shown]
    assert not app.exception
    assert app.session_state["turns"] == []
    monkeypatch.undo()
    app.run()
    assert turns_shown(app) == []


def test_library_that_cannot_be_opened_is_one_sentence_and_is_tried_again(
    rain_server: Library, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = ui.session.open_question_answering

    def fail(settings: object, report: object) -> QuestionAnswering:
        raise LibraryError("资料库路径是一个文件，请换一个路径。")

    monkeypatch.setattr(ui.session, "open_question_answering", fail)
    app.run()
    assert [error.value for error in app.error] == ["资料库路径是一个文件，请换一个路径。"]
    monkeypatch.setattr(ui.session, "open_question_answering", working)
    app.run()
    assert not app.error
    assert [title.value for title in app.title] == ["问一问你的文章"]
