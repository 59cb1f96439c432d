"""Follow-ups, asked by themselves."""

from collections.abc import Sequence
from datetime import date

import pytest

from index.article import Article
from qa.answer import Answer, Citation, Passage, Quote, Statement, Status, Timings
from qa.conversation.follow_up import StandAlone, stand_alone
from qa.conversation.topic import told_topic_only
from qa.conversation.turn import Turn
from tests.conftest import make_article

PORT = make_article(
    "port",
    "临海县县长陆远舟6月3日主持召开港口建设推进会，副县长温小满通报进度。\n"
    "陆远舟提出三点要求。一是工期要保。码头主体9月底前完工。二是安全要严。塔吊每周检查一次，六级风停工。"
    "三是环保要实。施工废水一律沉淀后外排。\n"
    "港口总投资12亿元，设计年吞吐量800万吨，望潮村的42户渔民已经搬迁。",
    title="临海县调度港口建设",
    published=date(2024, 6, 4),
    source="临海发布",
    author="江一帆",
)
LIST = ("一是工期要保。", "二是安全要严。", "三是环保要实。")


def quote(text: str, article: Article = PORT) -> Quote:
    for paragraph in article.paragraphs:
        if text in paragraph.text:
            start = paragraph.text.index(text)
            return Quote(article, paragraph.number, start, start + len(text))
    raise ValueError(text)


def turn(question: str, *texts: str, asked: str = "", short: str = "") -> Turn:
    """A turn answered with these sentences of PORT, or refused with PORT nearest."""
    citations = tuple(Citation(number, quote(text)) for number, text in enumerate(texts, 1))
    highlight = (texts[0].index(short), texts[0].index(short) + len(short)) if short else None
    statements = tuple(Statement(c.quote.text, (c.number,), highlight if c.number == 1 else None) for c in citations)
    status = Status.ANSWERED if texts else Status.NO_EVIDENCE
    passages = (Passage(1, 1.0, 1, PORT, ()),)
    return Turn(Answer(question, status, statements, citations, passages, None, Timings(0, 0, 0), stand_alone=asked))


def asked(question: str, *history: Turn) -> str:
    return stand_alone(question, history).question


INVESTED = turn("临海县港口总投资多少？", "港口总投资12亿元，设计年吞吐量800万吨，望潮村的42户渔民已经搬迁。")
CHAIRED = turn(
    "临海县港口建设推进会是谁主持的？",
    "临海县县长陆远舟6月3日主持召开港口建设推进会，副县长温小满通报进度。",
    short="陆远舟",
)
LISTED = turn("陆远舟提了哪三点要求？", *LIST)


@pytest.mark.parametrize("question", ["", "  ", "那青山县呢？", "他是谁？", "第二条具体是什么？"])
def test_first_question_is_asked_as_typed(question: str) -> None:
    assert stand_alone(question, []) == StandAlone(question)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("临海县港口总投资多少？", "那青山县呢？", "青山县港口总投资多少？"),
        ("临海县港口总投资多少？", "青山县呢", "青山县港口总投资多少？"),
        ("临海县港口总投资多少？", "青山市的呢？", "青山市港口总投资多少？"),
        ("临海县港口总投资多少？", "青山县的吞吐量呢？", "青山县的吞吐量多少？"),
        ("2023年临海县港口吞吐量是多少？", "那2024年呢？", "2024年临海县港口吞吐量是多少？"),
        ("去年临海县港口吞吐量是多少？", "今年呢？", "今年临海县港口吞吐量是多少？"),
        ("临海县港口吞吐量是多少？", "去年呢？", "临海县去年港口吞吐量是多少？"),
        ("满60岁的老人每月补多少钱？", "那80岁呢？", "80岁的老人每月补多少钱？"),
        ("风力不到6级怎么作业？", "那8级呢？", "风力8级怎么作业？"),
        ("临海县最高气温是多少？", "平均呢？", "临海县平均气温是多少？"),
        ("柳市街28号月租多少钱？", "租期呢？", "柳市街28号租期多久？"),
        ("柳市街28号租期多久？", "押金呢？", "柳市街28号租期，押金是多少？"),
        ("港口工程直接损失多少？", "间接损失呢？", "港口工程间接损失多少？"),
        ("港口码头什么时候完工？", "防波堤也是这个时间吗？", "港口防波堤什么时候完工？"),
        ("临海县的书记是谁？", "县长呢？", "临海县的县长是谁？"),
        ("港口有多少工人？", "技术员呢？", "港口有多少技术员？"),
        ("2024年巴黎奥运会有多少运动员？", "东京奥运会呢？", "2024年东京奥运会有多少运动员？"),
        ("谁是北京大学校长？", "清华大学呢？", "谁是清华大学校长？"),
        ("故宫博物院一年接待多少游客？", "国家图书馆呢？", "国家图书馆一年接待多少游客？"),
        ("神舟十五号什么时候发射？", "神舟十六号呢？", "神舟十六号什么时候发射？"),
        ("中国人口有多少？", "印度呢？", "印度人口有多少？"),
        ("亚运会什么时候开幕？", "闭幕呢？", "亚运会什么时候闭幕？"),
    ],
)
def test_one_thing_takes_the_place_of_another_of_its_kind(before: str, question: str, expected: str) -> None:
    assert asked(question, turn(before)) == expected


def test_word_that_means_nearly_the_same_is_replaced() -> None:
    history = [turn("临海县水稻平均亩产多少？")]
    found = stand_alone("玉米呢？", history, lambda word, words: words.index("水稻"))
    assert found.question == "临海县玉米平均亩产多少？"


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        ([CHAIRED], "他还说了什么？", "陆远舟还说了什么？"),
        ([CHAIRED, INVESTED], "他去了哪里？", "陆远舟去了哪里？"),
        ([LISTED], "他家在哪里？", "陆远舟家在哪里？"),
        ([CHAIRED], "这个会议在哪里开的？", "临海县港口建设推进会在哪里开的？"),
        ([INVESTED], "该县有多少人口？", "临海县有多少人口？"),
        ([INVESTED], "这个村搬了多少户？", "望潮村搬了多少户？"),
        ([INVESTED], "当地有多少渔民？", "临海县有多少渔民？"),
        ([INVESTED, turn("青山县港口总投资多少？")], "这两个县的人口分别是多少？", "临海县和青山县的人口分别是多少？"),
    ],
)
def test_what_is_pointed_at_is_named(history: Sequence[Turn], question: str, expected: str) -> None:
    assert asked(question, *history) == expected


def test_person_is_the_one_the_short_answer_names() -> None:
    told = "临海县县长陆远舟6月3日主持召开港口建设推进会，副县长温小满通报进度。"
    reported = turn("会上谁通报了进度？", told, short="温小满")
    assert asked("他是什么职务？", reported) == "温小满是什么职务？"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (INVESTED, "吞吐量多少？", "临海县港口总投资，吞吐量多少？"),
        (INVESTED, "为什么？", "临海县港口总投资，为什么？"),
        (INVESTED, "什么时候的事？", "临海县港口总投资，什么时候的事？"),
        (CHAIRED, "在哪里开的？", "临海县港口建设推进会，在哪里开的？"),
        (CHAIRED, "后来呢？", "临海县港口建设推进会，后来呢？"),
        (turn("临海县港口一共搬了几户渔民？"), "补偿怎么算？", "临海县港口一共搬了渔民，补偿怎么算？"),
        (turn("码头怎么验收？"), "不合格会怎么样？", "码头验收，不合格会怎么样？"),
    ],
)
def test_question_without_a_topic_gets_the_one_before(before: Turn, question: str, expected: str) -> None:
    found = stand_alone(question, [before])
    assert (found.question, found.near) == (expected, ("port",))


def test_carried_topic_stays_over_several_turns() -> None:
    second = turn("吞吐量多少？", asked="临海县港口总投资，吞吐量多少？")
    assert asked("渔民呢？", INVESTED, second) != "渔民呢？"
    assert asked("什么时候完工？", INVESTED, second) == "临海县港口总投资，什么时候完工？"


@pytest.mark.parametrize(
    "question",
    [
        "青山县的梨花节什么时候开幕？",
        "博物馆周末几点关门？",
        "“五个到位”的内容是什么？",
        "《青山日报》是哪年创刊的？",
        "社区食堂一餐收多少钱？",
        "澄江大桥全长多少米？",
    ],
)
def test_new_topic_does_not_drag_the_old_one_along(question: str) -> None:
    for before in (INVESTED, CHAIRED, LISTED):
        assert asked(question, before) == question


def test_new_topic_without_a_name_falls_back_on_the_old_one() -> None:
    found = stand_alone("博物馆周末几点关门？", [INVESTED])
    assert found.otherwise is not None
    assert found.otherwise.question == "临海县港口总投资，博物馆周末几点关门？"


def test_topic_is_searched_inside_its_articles_before_a_refusal() -> None:
    found = stand_alone("吞吐量多少？", [INVESTED]).otherwise
    assert found is not None
    assert (found.question, found.shortened, found.near, found.is_bound) == (
        "临海县港口总投资，吞吐量多少？", "吞吐量多少？", ("port",), True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "head", "first"),
    [
        ("第二条具体是什么？", "二是安全要严", "二是安全要严。"),
        ("第3点怎么说的？", "三是环保要实", "三是环保要实。"),
        ("那首条呢？", "一是工期要保", "一是工期要保。"),
        ("最后一项的内容是什么", "三是环保要实", "三是环保要实。"),
        ("第二個要求是什么？", "二是安全要严", "二是安全要严。"),
    ],
)
def test_item_of_a_list_is_answered_with_what_stands_under_it(question: str, head: str, first: str) -> None:
    found = stand_alone(question, [LISTED])
    assert (found.question, found.near, found.is_bound) == (f"“{head}”具体是什么？", ("port",), True)
    assert (found.item[0].text, len(found.item)) == (first, 2)


def test_item_after_item_is_of_the_same_list() -> None:
    second = turn("第二条具体是什么？", "塔吊每周检查一次，六级风停工。", asked="“二是安全要严”具体是什么？")
    assert asked("那第三条呢？", LISTED, second) == "“三是环保要实”具体是什么？"


def test_question_about_an_item_is_asked_of_its_article() -> None:
    found = stand_alone("第二条里多久检查一次？", [LISTED])
    assert (found.question, found.is_bound, found.item) == ("“二是安全要严”里多久检查一次？", True, ())


@pytest.mark.parametrize("question", ["第九条具体是什么？", "第二届港口节什么时候办？", "第一书记是谁？"])
def test_what_is_no_item_of_the_list_is_asked_as_any_other(question: str) -> None:
    assert stand_alone(question, [LISTED]).item == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("这篇报道是谁写的？", "《临海县调度港口建设》这篇报道是谁写的？"),
        ("那篇文章是什么时候发布的？", "《临海县调度港口建设》这篇报道是什么时候发布的？"),
        ("作者是谁？", "《临海县调度港口建设》这篇报道作者是谁？"),
        ("登在哪家报纸上？", "《临海县调度港口建设》这篇报道登在哪家报纸上？"),
    ],
)
def test_question_about_the_article_is_bound_to_it(question: str, expected: str) -> None:
    found = stand_alone(question, [INVESTED])
    assert (found.question, found.near, found.is_bound) == (expected, ("port",), True)


def test_more_is_not_what_was_told() -> None:
    for question in ("还有呢？", "他还说了什么？", "还有什么要求？"):
        assert stand_alone(question, [CHAIRED, LISTED]).told[-3:] == tuple(quote(text) for text in LIST)
    assert asked("还有呢？", LISTED) == "除此之外，陆远舟提了哪三点要求？"


def test_traditional_follow_up_is_understood() -> None:
    assert asked("那麼青山縣呢？", INVESTED) == "青山县港口总投资多少？"


@pytest.mark.parametrize("question", ["？", "呢", "那呢？", "第", "他", "😀", "的" * 500, "那" * 500 + "呢", "\x00"])
def test_any_text_is_accepted(question: str) -> None:
    assert isinstance(stand_alone(question, [INVESTED, CHAIRED, LISTED]), StandAlone)


def test_short_name_means_what_a_title_has_in_full() -> None:
    history = [turn("云山水库坝高多少？")]
    found = stand_alone("双桥呢？", history, is_named={"双桥水库"}.__contains__)
    assert found.question == "双桥水库坝高多少？"
    assert stand_alone("双桥呢？", history, is_named=lambda _: False).question != found.question


def test_two_things_asked_in_turn_are_compared_with_what_stands_before_both() -> None:
    first = turn("首饰盒红木款多少钱？")
    second = turn("胡桃木款呢？", asked="首饰盒胡桃木款多少钱？")
    assert asked("哪个更贵？", first, second) == "首饰盒红木款和胡桃木款哪个更贵？"


LEASE = make_article("lease", "鹭湾菜场的摊位押金3000元，退租后十天内退还。", title="鹭湾菜场摊位租约")


def test_question_goes_on_from_the_turn_that_speaks_of_what_it_says() -> None:
    told = "鹭湾菜场的摊位押金3000元，退租后十天内退还。"
    citation = Citation(1, quote(told, LEASE))
    rented = Turn(
        Answer(
            "鹭湾菜场摊位押金多少？",
            Status.ANSWERED,
            (Statement(told, (1,), None),),
            (citation,),
            (),
            None,
            Timings(0, 0, 0),
        )
    )
    assert stand_alone("那什么时候退？", [rented, INVESTED]).near == ("lease",)
    assert stand_alone("那押金什么时候退？", [rented, INVESTED]).question == "鹭湾菜场摊位押金什么时候退？"
    assert stand_alone("那什么时候完工？", [rented, INVESTED]).near == ("port",), "the last turn comes first"


def test_thing_is_what_the_last_question_that_named_one_was_about() -> None:
    charged = turn("收费吗？", asked="收费吗？")
    assert asked("它几点开门？", turn("望潮码头在哪里？"), charged) == "望潮码头几点开门？"


def test_name_that_is_the_whole_short_answer_is_taken_whole() -> None:
    doctor = make_article("doctor", "院长欧阳河，正畸医生荀若舟每周六坐诊。", title="青禾口腔须知")
    text = doctor.paragraphs[0].text
    start = text.index("荀若舟")
    statement = Statement(text, (1,), (start, start + 3))
    answer = Answer(
        "青禾口腔的正畸医生是谁？",
        Status.ANSWERED,
        (statement,),
        (Citation(1, quote(text, doctor)),),
        (),
        None,
        Timings(0, 0, 0),
    )
    assert asked("她哪天在？", Turn(answer)) == "荀若舟哪天在？"


def test_somebody_of_whom_every_place_has_one_is_not_asked_for_alone() -> None:
    found: StandAlone | None = stand_alone("客服几点下班？", [INVESTED])
    while found is not None:
        assert found.near == ("port",)
        found = found.otherwise


def test_topic_that_is_no_longer_told_of_is_left() -> None:
    fishers = turn("渔民多少户？", LIST[2], asked="塔吊检查，渔民多少户？")
    assert told_topic_only("塔吊检查，船主多少户？", fishers) == "船主多少户？"
    assert told_topic_only("起重机检查，渔民多少户？", fishers) == "起重机检查，渔民多少户？", "the topic was replaced"
    assert told_topic_only("塔吊检查，船主多少户？", turn("渔民多少户？", asked="塔吊检查，渔民多少户？")) == (
        "塔吊检查，船主多少户？"
    ), "without an answer nothing is known to be left"
