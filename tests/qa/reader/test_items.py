"""One item of a numbered text, whole and alone, or how many there are."""

import pytest

from index.article import Article, Paragraph
from index.chinese.items import tells_count
from qa.answer import Passage
from qa.question import WordWeights, read_question
from qa.reader.items import answer_by_count, answer_by_item

RULES = (
    "第一章 总则",
    "第一条 划船须穿救生衣。",
    "第二条 下列人员不得划船：\n（一）饮酒的；\n（二）未满十岁的。",
    "雨天停航。",
    "第二章 收费",
    "第三条 按第二条规定退票的，全额退款。",
)
ARTICLE = Article("boats", "月湖划船规则", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(RULES, 1)))
PASSAGES = [Passage(1, 1.0, 1, ARTICLE, ())]
WEIGHTS = WordWeights({"月湖": 0.4, "划船": 0.4, "规则": 0.2})


def _item(text: str) -> list[str] | str | None:
    draft = answer_by_item(read_question(text), WEIGHTS, PASSAGES)
    if draft is None:
        return None
    return draft.refusal.code if draft.refusal else [statement.text for statement in draft.statements]


def test_item_is_given_with_all_that_stands_under_it() -> None:
    assert _item("月湖划船规则第二条是什么") == [RULES[2], RULES[3]]


def test_item_asked_for_alone_is_that_of_the_only_numbered_text() -> None:
    other = Article("fish", "钓鱼须知", None, "", "", "", (Paragraph(1, "东岸可以钓鱼。"),))
    passages = [Passage(1, 1.0, 1, other, ()), Passage(2, 0.5, 1, ARTICLE, ())]
    draft = answer_by_item(read_question("第三条讲了什么"), WordWeights({}), passages)
    assert draft is not None and [statement.text for statement in draft.statements] == [RULES[5]]


def test_item_inside_an_item_is_given_alone() -> None:
    assert _item("月湖划船规则第二条第（二）项") == ["（二）未满十岁的。"]
    assert _item("月湖划船规则第二条第二款") == ["雨天停航。"]


def test_chapter_ends_where_the_next_begins() -> None:
    assert _item("月湖划船规则第一章") == list(RULES[:4])
    assert _item("月湖划船规则第二章") == list(RULES[4:])


HOUSE = (
    "一、开放\n每天八点开放。",
    "二、借用\n第一条 借船须押身份证。\n第二条 归还不得迟于六点：\n一、救生衣；\n二、船桨。",
    "三、停车\n停车免费。",
)


def test_item_ends_where_the_next_heading_over_it_begins() -> None:
    article = Article("house", "船屋", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(HOUSE, 1)))
    asked = read_question("船屋第二条说什么")
    draft = answer_by_item(asked, WordWeights({"船屋": 1.0}), [Passage(1, 1.0, 1, article, ())])
    assert draft is not None
    assert [statement.text for statement in draft.statements] == [HOUSE[1][HOUSE[1].index("第二条") :]]


def test_item_that_a_text_lacks_is_named() -> None:
    assert _item("月湖划船规则第七条") == "item-missing"


def test_list_inside_an_article_is_no_text_with_articles() -> None:
    texts = (
        "第一条 划船者在码头登记。",
        "第二条 划船登记应当提交：\n（一）身份证；\n（二）押金。",
        "第三条 每船限四人。",
    )
    article = Article("row", "月湖划船办法", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(texts, 1)))
    draft = answer_by_item(
        read_question("划船登记第三条"), WordWeights({"划船": 0.6, "登记": 0.4}), [Passage(1, 1.0, 1, article, ())]
    )
    assert draft is not None and [statement.text for statement in draft.statements] == [texts[2]]


def test_question_for_no_item_is_left_alone() -> None:
    assert _item("月湖划船规则第三届大会") is None


def test_what_a_question_wants_to_choose_from_is_not_counted() -> None:
    assert answer_by_count(read_question("月湖划船能用哪几种办法付款"), WEIGHTS, PASSAGES) is None


@pytest.mark.parametrize(
    ("counted", "text", "is_told"),
    [
        ("条", "规则共三十一条。", True),
        ("个步骤", "办理分4个步骤。", True),
        ("条", "第三条划船须穿救生衣。", False),
        ("", "共三条。", False),
    ],
)
def test_sentence_may_tell_itself_how_many_items_there_are(counted: str, text: str, is_told: bool) -> None:
    assert tells_count(counted, text) is is_told


def test_items_are_counted_and_shown() -> None:
    draft = answer_by_count(read_question("月湖划船规则有几条"), WEIGHTS, PASSAGES)
    assert draft is not None
    assert [statement.before for statement in draft.statements] == ["共3条", "", ""]
    assert draft.statements[2].text == RULES[5]
