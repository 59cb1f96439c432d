"""Reading a question: the kind of answer, the topic words, and any text a person may type."""

import pytest

from index.chinese.asking import AnswerKind
from qa.question import MAX_QUESTION_CHARS, read_question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("谁主持了会议？", AnswerKind.PERSON),
        ("哪位副县长带队检查？", AnswerKind.PERSON),
        ("大桥什么时候通车？", AnswerKind.TIME),
        ("图书馆几点闭馆？", AnswerKind.TIME),
        ("工程要修多久？", AnswerKind.TIME),
        ("大桥投资多少钱？", AnswerKind.AMOUNT),
        ("修了几座桥？", AnswerKind.AMOUNT),
        ("梨花节在哪里举行？", AnswerKind.PLACE),
        ("哪个县修了大桥？", AnswerKind.PLACE),
        ("为什么封路？", AnswerKind.REASON),
        ("怎么办借书证？", AnswerKind.MANNER),
        ("有哪些便民措施？", AnswerKind.LIST),
        ("三项要求是什么？", AnswerKind.LIST),
        ("会议主要内容是什么？", AnswerKind.LIST),
        ("澄青大桥", AnswerKind.OTHER),
        ("", AnswerKind.OTHER),
        ("誰主持了會議？", AnswerKind.PERSON),
        ("大橋什麼時候通車？", AnswerKind.TIME),
    ],
)
def test_kind_of_answer_wanted(question: str, kind: AnswerKind) -> None:
    assert read_question(question).kind is kind


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("提出了哪三项要求？", 3),
        ("哪两个方面？", 2),
        ("12条措施是什么？", 12),
        ("有哪12条措施？", 12),
        ("哪十二条措施？", 12),
        ("哪十项要求？", 10),
        ("有哪些要求？", 0),
        ("谁出席了三个会议？", 0),
    ],
)
def test_number_of_items_asked_for(question: str, count: int) -> None:
    assert read_question(question).item_count == count


def test_words_are_topic_words_folded_and_distinct() -> None:
    question = read_question("請問ＡＢ大橋和ＡＢ大橋？")
    assert question.folded == "请问ab大桥和ab大桥？"
    assert question.words == ("ab", "大桥")
    assert question.is_traditional


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("热费哪天交？", "热费 交"),
        ("图书馆星期几不开门？", "图书馆星期 不开门"),
        ("大桥什么时候通车", "大桥 通车"),
        ("调度会是哪天开的？", "调度会 开"),
        ("哪吒庙多高？", "哪吒庙"),
    ],
)
def test_question_words_make_no_topic_words_with_their_neighbours(question: str, other: str) -> None:
    assert read_question(question).words == read_question(other).words


def test_pieces_stand_between_question_words_and_signs() -> None:
    assert read_question("“散乱污”在2020年PM2.5下降了多少？").pieces == ("散乱污", "在2020年pm2.5下降了")


def test_question_of_question_words_alone_has_no_topic_but_a_day_is_one() -> None:
    assert read_question("哪位？").words == read_question("要不要").words == ()
    assert read_question("4月3日有什么").words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  大桥\n\t什么时候 通车  ", "大桥 什么时候 通车"),
        ("大\u200b桥\x00\ufeff", "大桥"),
        ("\ud800大桥\udfff", "大桥"),
        ("😀", "😀"),
        ("👨\u200d👩\u200d👧", "👨👩👧"),
        ("\u3000\u200b\n", ""),
        ("？", "？"),
        ('"大桥" AND NEAR(*) %', '"大桥" AND NEAR(*) %'),
    ],
)
def test_any_text_is_accepted(typed: str, shown: str) -> None:
    assert read_question(typed).text == shown


def test_long_text_is_read_by_its_beginning() -> None:
    question = read_question("桥" * 10_000)
    assert (len(question.text), question.text) == (MAX_QUESTION_CHARS, "桥" * MAX_QUESTION_CHARS)
