"""Questions about the library itself are answered from its catalogue, and no others."""

from datetime import date

import pytest

from index.library import Library
from index.settings import Settings
from index.snapshot import Filters
from qa.answer import Answer, Status
from qa.asking import QuestionAnswering, question_answering_over
from qa.catalogue_questions import answer_from_catalogue
from qa.conversation.follow_up import stand_alone
from qa.conversation.turn import Turn
from tests.conftest import add_articles, make_article
from tests.toy_reader import ToyReader

COURT = make_article(
    "court", "沙溪法院判决赔偿五万元，被告当庭表示服判。", title="租车纠纷一审宣判",
    published=date(2023, 3, 8), source="沙溪法院", author="柳一苇",
)  # fmt: skip
SOUP = make_article(
    "soup", "先把莲藕切块，小火炖两个小时。", title="莲藕排骨汤", published=date(2024, 1, 20), source="沙溪晚报",
    author="柳一苇 杜若",
)  # fmt: skip
CUP = make_article(
    "cup", "女子组冠军是罗雁，租车费用由主办方承担。", title="环湖自行车赛落幕", published=date(2024, 5, 2),
    source="沙溪晚报", author="柳一苇",
)  # fmt: skip
NOTE = make_article("note", "食堂周三检修。", title="食堂检修告示")


@pytest.fixture
def asking(library: Library) -> QuestionAnswering:
    add_articles(library, COURT, SOUP, CUP, NOTE)
    return question_answering_over(library, Settings(), ToyReader())


def named(answer: Answer) -> list[str]:
    return [citation.quote.article.id for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "said", "ids"),
    [
        ("一共收了多少篇？", "资料库里共有 4 篇文章，发布于 2023-03-08 至 2024-05-02。", []),
        ("资料库里有多少文章", "资料库里共有 4 篇文章，发布于 2023-03-08 至 2024-05-02。", []),
        ("最新的文章是哪篇？", "资料库里最新的文章发布于 2024-05-02。", ["cup"]),
        ("最早的文章是哪篇", "资料库里最早的文章发布于 2023-03-08。", ["court"]),
        ("沙溪法院最新的文章是什么", "资料库里来自“沙溪法院”最新的文章发布于 2023-03-08。", ["court"]),
        ("2024年有几篇？", "资料库里在 2024-01-01 至 2024-12-31 发布的文章有 2 篇，转载不另算。", ["cup", "soup"]),
        ("2024年3月以来有几篇文章", "资料库里在 2024-03-01 及以后发布的文章有 1 篇，转载不另算。", ["cup"]),
        ("沙溪晚报有几篇", "资料库里来自“沙溪晚报”的文章有 2 篇，转载不另算。", ["cup", "soup"]),
        ("杜若写了几篇？", "资料库里作者是杜若的文章有 1 篇，转载不另算。", ["soup"]),
        ("2024年沙溪法院发了几篇文章？", "资料库里没有在 2024-01-01 至 2024-12-31 发布、来自“沙溪法院”的文章。", []),
        (
            "有哪些来源？",
            "资料库里的文章有 2 个来源：沙溪晚报（2 篇）、沙溪法院（1 篇），另有 1 篇没有注明来源；转载不另算。",
            [],
        ),
        ("谁写的最多？", "写得最多的是柳一苇（3 篇）；只算注明了作者的文章，转载不另算。", []),
        ("哪个来源的文章最多", "文章最多的来源是沙溪晚报（2 篇），转载不另算。", []),
        ("文章的时间范围是什么", "资料库里的文章发布于 2023-03-08 至 2024-05-02。", []),
    ],
)
def test_library_is_told_of(asking: QuestionAnswering, question: str, said: str, ids: list[str]) -> None:
    answer = asking.ask(question)
    assert (answer.status, answer.text.split("\n")[0], named(answer)) == (Status.REPLIED, said, ids)
    assert answer.passages == ()


@pytest.mark.parametrize(
    "question",
    [
        "有多少篇关于租车的文章？",
        "关于租车的报道有几篇",
        "几篇文章提到了租车",
        "有哪些关于租车的文章",
        "哪些文章提到租车",
    ],
)
def test_articles_on_a_topic_are_counted_by_a_stated_measure(asking: QuestionAnswering, question: str) -> None:
    answer = asking.ask(question)
    assert answer.text == (
        "资料库里提到“租车”的文章有 2 篇，转载不另算（标题、来源或作者里有它，或正文有一段含它的每个词，就算一篇）。\n"
        "标题：环湖自行车赛落幕；发布日期：2024年5月2日（2024-05-02）；来源：沙溪晚报；作者：柳一苇[1]\n"
        "标题：租车纠纷一审宣判；发布日期：2023年3月8日（2023-03-08）；来源：沙溪法院；作者：柳一苇[2]"
    )
    (first, second) = answer.citations
    assert (first.quote.paragraph, first.quote.text, second.quote.article.id) == (
        0, "标题：环湖自行车赛落幕；发布日期：2024年5月2日（2024-05-02）；来源：沙溪晚报；作者：柳一苇", "court",
    )  # fmt: skip


def test_topic_nothing_is_on_is_said(asking: QuestionAnswering) -> None:
    assert asking.ask("有多少篇关于火山的文章").text.startswith("资料库里没有提到“火山”的文章（")


OTHERS = """
杜若发表了多少篇论文？ 医院有几篇论文获奖 比赛一共有多少人报名 最新的文章说了什么 最早的桥是哪座 时间是什么
收入有哪些来源 水库里有什么鱼 有什么内容 最新政策是什么 哪些作者获奖了 作者是谁 最近有什么活动 谁写的书最多
关于租车有哪些规定 城南中学有几篇作文入选 文章里说赔了多少 有多少人关于租车投诉 还有几篇？
""".split()


@pytest.mark.parametrize("question", OTHERS)
def test_other_questions_are_left_to_the_articles(asking: QuestionAnswering, question: str) -> None:
    with asking.library.snapshot() as snapshot:
        assert answer_from_catalogue(snapshot, question, Filters(), date(2024, 6, 1)) is None


def test_days_count_from_today(asking: QuestionAnswering) -> None:
    with asking.library.snapshot() as snapshot:
        draft = answer_from_catalogue(snapshot, "去年有几篇文章", Filters(), date(2024, 6, 1))
    assert draft is not None
    assert [quote.article.id for statement in draft.statements for quote in statement.quotes] == ["court"]


def test_filters_hold_for_the_catalogue_too(asking: QuestionAnswering) -> None:
    answer = asking.ask("一共有多少篇文章", Filters(sources=("沙溪法院",)))
    assert answer.text.split("\n")[0] == "资料库里来自“沙溪法院”的文章有 1 篇，转载不另算。"
    assert (named(answer), answer.filters) == (["court"], Filters(sources=("沙溪法院",)))


def test_article_named_can_be_asked_about(asking: QuestionAnswering) -> None:
    newest = Turn(asking.ask("最新的文章是哪篇？"))
    told = stand_alone("它讲了什么？", [newest])
    assert (told.question, told.near, told.is_bound) == ("《环湖自行车赛落幕》这篇报道讲了什么？", ("cup",), True)


@pytest.mark.parametrize(
    ("questions", "asked", "ids"),
    [
        (["2024年有几篇？", "2023年呢？"], "2023年有几篇？", ["court"]),
        (["沙溪晚报有几篇？", "沙溪法院呢？"], "沙溪法院有几篇？", ["court"]),
        (["最早的文章是哪篇？", "最新的呢？"], "最新的文章是哪篇？", ["cup"]),
        (["有多少篇关于莲藕的文章？", "租车呢？"], "有多少篇关于租车的文章？", ["cup", "court"]),
        (["最新的文章是哪篇？", "谁写的？"], "《环湖自行车赛落幕》这篇报道谁写的？", ["cup"]),
    ],
)
def test_library_can_be_asked_on(asking: QuestionAnswering, questions: list[str], asked: str, ids: list[str]) -> None:
    turns: list[Turn] = []
    for question in questions:
        turns.append(Turn(asking.ask(question, history=turns)))
    assert turns[-1].asked == asked
    assert named(turns[-1].answer) == ids
