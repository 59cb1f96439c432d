"""The list of conversations through the real page: only the embedding model is a toy."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

import ui.session
from index.library import Library
from qa.asking import QuestionAnswering
from qa.conversation.turn import Turn
from qa.history.conversations import PAGE_ROWS, ConversationSummary
from tests.ui.conftest import APP, TIMEOUT_S, close_server, turns_shown
from ui.conversations.sidebar import group_by_day
from ui.language.texts import EN, ZH

RAIN_QUESTION = "8月3日青山镇降雨量是多少毫米？"
PANDA_QUESTION = "熊猫吃什么？"


def reader(owner: str) -> AppTest:
    """Return the page in another window of this reader's browser."""
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
    app.session_state["owner"] = owner
    return app.run()


def ask(app: AppTest, question: str) -> AppTest:
    return app.chat_input[0].set_value(question).run()


def listed(app: AppTest) -> list[str]:
    return [button.label for button in app.sidebar.button if (button.key or "").startswith("open-")]


def id_of(app: AppTest) -> str:
    named = app.query_params["conversation"]
    return named if isinstance(named, str) else named[0]


@pytest.fixture
def two_conversations(rain_server: Library) -> AppTest:
    """A reader's page after a conversation about rain and one about pandas, which is open."""
    app = ask(reader("me"), RAIN_QUESTION)
    app.button(key="new").click().run()
    return ask(app, PANDA_QUESTION)


def test_conversations_are_listed_the_last_first_and_open_at_a_click(two_conversations: AppTest) -> None:
    app = two_conversations
    assert listed(app) == [PANDA_QUESTION, RAIN_QUESTION]
    panda = id_of(app)
    next(b for b in app.sidebar.button if b.label == RAIN_QUESTION).click().run()
    assert [turn["question"] for turn in turns_shown(app)] == [RAIN_QUESTION]
    assert id_of(app) != panda
    ask(app, "转移了多少户？")
    assert listed(app) == [RAIN_QUESTION, PANDA_QUESTION]
    assert not app.exception


def test_conversations_of_another_reader_are_not_listed(two_conversations: AppTest) -> None:
    stranger = reader("you")
    assert listed(stranger) == []
    assert ZH.none_yet in [caption.value for caption in stranger.sidebar.caption]
    assert listed(reader("me")) == [PANDA_QUESTION, RAIN_QUESTION]


def test_conversations_are_there_after_a_restart(two_conversations: AppTest) -> None:
    close_server()
    app = reader("me")
    assert listed(app) == [PANDA_QUESTION, RAIN_QUESTION]
    next(b for b in app.sidebar.button if b.label == RAIN_QUESTION).click().run()
    assert [turn["question"] for turn in turns_shown(app)] == [RAIN_QUESTION]


def test_session_without_cookies_has_its_own_list(rain_server: Library) -> None:
    first, second = (AppTest.from_file(str(APP), default_timeout=TIMEOUT_S).run() for _ in range(2))
    assert (listed(ask(first, RAIN_QUESTION)), listed(second.run())) == ([RAIN_QUESTION], [])


def test_address_opens_another_readers_conversation_and_going_on_makes_a_copy(two_conversations: AppTest) -> None:
    theirs = id_of(two_conversations)
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
    app.session_state["owner"] = "you"
    app.query_params["conversation"] = theirs
    app.run()
    assert [(turn["question"], turn["can_rate"]) for turn in turns_shown(app)] == [(PANDA_QUESTION, False)]
    assert ZH.of_another in [caption.value for caption in app.caption]
    ask(app, RAIN_QUESTION)
    assert [(turn["question"], turn["can_rate"]) for turn in turns_shown(app)] == [
        (PANDA_QUESTION, True),
        (RAIN_QUESTION, True),
    ]
    assert id_of(app) != theirs
    assert (listed(app), listed(reader("me"))) == ([PANDA_QUESTION], [PANDA_QUESTION, RAIN_QUESTION])
    conversations = ui.session.open_server().conversations
    assert [turn.question for turn in conversations.turns(theirs)] == [PANDA_QUESTION]


def test_conversation_is_renamed_in_its_row(two_conversations: AppTest) -> None:
    app = two_conversations
    id = id_of(app)
    app.menu_button(key=f"actions-{id}").click("重命名").run()
    app.text_input(key=f"title-{id}").set_value("大熊猫 *的* 事").run()
    assert listed(app) == ["大熊猫 \\*的\\* 事", RAIN_QUESTION]
    assert listed(reader("me")) == ["大熊猫 \\*的\\* 事", RAIN_QUESTION]
    app.menu_button(key=f"actions-{id}").click("重命名").run()
    app.button(key=f"save-{id}").click().run()
    assert listed(app)[0] == "大熊猫 \\*的\\* 事"


def test_deleted_conversation_leaves_the_page_and_comes_back(two_conversations: AppTest) -> None:
    app = two_conversations
    id = id_of(app)
    app.menu_button(key=f"actions-{id}").click("删除").run()
    assert (listed(app), turns_shown(app), app.query_params) == ([RAIN_QUESTION], [], {})
    assert listed(reader("me")) == [RAIN_QUESTION]
    app.button(key="undo").click().run()
    assert listed(app) == [PANDA_QUESTION, RAIN_QUESTION]
    assert [button.key for button in app.button if button.key == "undo"] == []


def test_long_list_is_searched_and_paged(rain_server: Library) -> None:
    answering: QuestionAnswering = ui.session.open_server().question_answering
    conversations = ui.session.open_server().conversations
    rain, panda = Turn(answering.ask(RAIN_QUESTION)), Turn(answering.ask(PANDA_QUESTION))
    for _ in range(PAGE_ROWS + 3):
        conversations.add(conversations.start(), panda, "me")
    conversations.add(conversations.start(), rain, "me")
    app = reader("me")
    assert listed(app) == [RAIN_QUESTION] + [PANDA_QUESTION] * (PAGE_ROWS - 1)
    app.button(key="more_conversations").click().run()
    assert len(listed(app)) == PAGE_ROWS + 4
    assert [button.key for button in app.button if button.key == "more_conversations"] == []
    search = app.text_input(key="conversation_search")
    search.set_value("52毫米").run()
    assert listed(app) == [RAIN_QUESTION]
    app.text_input(key="conversation_search").set_value("没有的*词").run()
    assert listed(app) == []
    assert "没有对话含有“没有的\\*词”。" in [caption.value for caption in app.sidebar.caption]
    app.text_input(key="conversation_search").set_value("").run()
    assert len(listed(app)) == PAGE_ROWS + 4


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def summary(before: timedelta) -> ConversationSummary:
    moment = (NOON - before).isoformat()
    return ConversationSummary(str(before), "题", 1, moment, moment)


def test_days_are_counted_where_the_reader_is() -> None:
    ages = [timedelta(hours=-1), timedelta(hours=13), timedelta(hours=35), timedelta(days=6), timedelta(days=30)]
    rows = [summary(age) for age in ages]

    def grouped(zone: str) -> dict[str, list[int]]:
        groups = group_by_day(rows, NOON, zone, ZH)
        return {heading: [rows.index(row) for row in group] for heading, group in groups.items()}

    assert grouped("") == {"今天": [0], "昨天": [1, 2], "过去 7 天": [3], "更早": [4]}
    assert grouped("no/zone") == grouped("")
    assert grouped("Asia/Shanghai") == {"今天": [0, 1], "昨天": [2], "过去 7 天": [3], "更早": [4]}
    assert grouped("Pacific/Auckland") == {"今天": [0], "昨天": [1], "过去 7 天": [2, 3], "更早": [4]}
    assert list(group_by_day(rows[:2], NOON, "", EN)) == ["Today", "Yesterday"]
