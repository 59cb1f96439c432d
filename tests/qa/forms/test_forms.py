"""Answers of more than one fact over invented articles: what stands in them, in which order, and what never does."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.library import Library
from index.messages import say
from index.settings import Settings
from qa.answer import Answer, Form, Mark, Status
from qa.asking import QuestionAnswering, question_answering_over
from qa.conversation.turn import Turn
from qa.forms.dossier import lines_of
from qa.forms.posts import _people
from qa.forms.request import FormRequest, read_request
from qa.running import StageBegan
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader

APPOINTED = "榆溪市人大常委会2021年4月6日决定，任命沈知远为榆溪市水务局局长，免去罗启明的榆溪市水务局局长职务。"
ARTICLES = (
    make_article(
        "names", APPOINTED, title="榆溪市人大常委会任免名单", published=date(2021, 4, 7), source="榆溪日报"
    ),
    make_article(
        "pipes",
        "榆溪市水务局局长沈知远介绍，今年计划改造管网80公里。",
        title="榆溪改造老管网",
        published=date(2022, 3, 2),
        source="榆溪日报",
    ),
    make_article(
        "pottery",
        "桐岭县第二小学校长沈知远说，学校新开了陶艺课。",
        title="桐岭县第二小学开陶艺课",
        published=date(2022, 5, 6),
        source="桐岭教育",
    ),
    make_article(
        "elected",
        "2023年9月，沈知远当选榆溪市副市长，不再担任榆溪市水务局局长。",
        title="榆溪市选出新副市长",
        published=date(2023, 9, 12),
        source="榆溪晚报",
    ),
    make_article(
        "old-rule",
        "第一条 遛犬须用犬绳，绳长不超过2米。\n第二条 本办法自2019年5月1日起施行。",
        title="榆溪市养犬管理办法（试行）",
        published=date(2019, 4, 20),
    ),
    make_article(
        "new-rule",
        "第一条 遛犬须用犬绳，绳长不超过1.5米。\n"
        "第二条 本办法自2022年7月1日起施行，《榆溪市养犬管理办法（试行）》同时废止。",
        title="榆溪市养犬管理办法",
        published=date(2022, 6, 1),
    ),
    make_article(
        "ferry-1",
        "2022年3月8日，白沙渡轮改建工程动工。\n渡轮计划于2022年10月1日复航。",
        title="白沙渡轮改建动工",
        published=date(2022, 3, 9),
        source="榆溪日报",
    ),
    make_article(
        "ferry-2",
        "白沙渡轮昨天复航，票价两元。\n工程3月8日开工，历时七个月。",
        title="白沙渡轮复航",
        published=date(2022, 10, 16),
        source="桐岭晚报",
    ),
    make_article(
        "ferry-other",
        "2022年5月2日，红石渡轮停航检修。",
        title="红石渡轮停航",
        published=date(2022, 5, 3),
        source="榆溪日报",
    ),
    make_article("ferry-undated", "白沙渡轮6月3日吊装船体。", title="白沙渡轮吊装"),
    make_article(
        "tea-1",
        "桐岭县农业农村局介绍，2022年全县春茶产量为1.2万吨。",
        title="桐岭县春茶增产",
        published=date(2022, 6, 1),
        source="桐岭日报",
    ),
    make_article(
        "tea-2",
        "榆溪日报讯 桐岭县2022年春茶产量12600吨，比上年增加800吨。",
        title="桐岭春茶丰收",
        published=date(2022, 6, 9),
        source="榆溪日报",
    ),
    make_article(
        "tea-3",
        "2022年云墟县春茶产量达到3000吨。油茶产量为900吨。",
        title="云墟县春茶开采",
        published=date(2022, 6, 3),
        source="云墟发布",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuestionAnswering]:
    library = Library.open(tmp_path_factory.mktemp("forms") / "library", ToyEmbedder())
    add_articles(library, *ARTICLES)
    yield question_answering_over(library, Settings(), ToyReader())
    library.close()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("任命柳知秋为水务局局长。", "柳知秋"),
        ("任命李有为为水务局局长。", "李有为"),
        ("韦一鸣任水务局局长。", "韦一鸣"),
    ],
)
def test_name_ends_where_its_verb_begins(said: str, name: str) -> None:
    (line,) = lines_of(make_article("a", said, title="任免名单"))
    assert _people(line, "局长") == [name]


BOTH = {"松台中学": "660分", "松台一中": "675分"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "2023年各校录取分数线：松台中学660分，松台一中675分，东岭中学628分。",
            {"松台中学": "660分", "松台一中": "675分"},
        ),
        (
            "2023年松台中学、东岭中学和松台一中的录取分数线分别为660分、628分和675分。",
            {"松台中学": "660分", "松台一中": "675分"},
        ),
        ("2023年松台中学等校的录取分数线分别为660分、628分和675分。", {}),
        ("2023年松台中学录取分数线为660分，松台一中录取分数线为675分。", {"松台中学": "660分", "松台一中": "675分"}),
    ],
)
def test_figure_of_a_list_is_its_own_items(said: str, expected: dict[str, str], tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", ToyEmbedder())
    add_articles(library, make_article("a", said, title="中考分数线", published=date(2023, 7, 11)))
    asking = question_answering_over(library, Settings(), ToyReader())
    answer = asking.in_form(Form.TABLE, "松台中学和松台一中的录取分数线")
    entries = [statement.entry for statement in answer.statements if statement.entry is not None]
    assert {entry.subject: entry.shown for entry in entries} == expected
    assert len(entries) == len(expected)
    library.close()


def test_later_article_is_not_left_out_of_a_summary_for_naming_the_same_matter(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", ToyEmbedder())
    begun, done = "6月1日，苏岭县引水工程动工。", "苏岭县引水工程昨天通水，惠及1.8万户。"
    add_articles(
        library,
        make_article("a", begun, title="苏岭县引水工程动工", published=date(2021, 6, 2)),
        make_article("b", done, title="苏岭县引水工程通水", published=date(2021, 10, 29)),
    )
    answer = question_answering_over(library, Settings(), ToyReader()).in_form(Form.BRIEF, "苏岭县引水工程")
    assert texts(answer) == [begun, done]
    library.close()


def test_figures_of_another_year_do_not_contradict_and_are_not_left_out(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", ToyEmbedder())
    before, now = (
        "柳坪村民宿集群去年接待游客2.3万人次，收入610万元。",
        "柳坪村民宿集群2022年接待游客3.1万人次，收入835万元。",
    )
    add_articles(
        library,
        make_article("a", before, title="柳坪村民宿集群", published=date(2022, 2, 9), source="村报"),
        make_article("b", now, title="柳坪村民宿集群年报", published=date(2023, 1, 19), source="县报"),
    )
    asking = question_answering_over(library, Settings(), ToyReader())
    told = asking.in_form(Form.TIMELINE, "柳坪村民宿集群").statements
    assert {statement.text for statement in told} == {before, now}
    assert not any(Mark.DIFFERS in statement.entry.marks for statement in told if statement.entry is not None)
    assert texts(asking.in_form(Form.BRIEF, "柳坪村民宿")) == [before, now]
    figures = [statement.entry for statement in asking.ask("柳坪村民宿集群历年接待游客人次").statements]
    assert [(entry.shown, Mark.PLANNED in entry.marks) for entry in figures if entry is not None] == [
        ("2.3万人次", False),
        ("3.1万人次", False),
    ]
    library.close()


def test_figures_by_year_of_one_place_are_its_own(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", ToyEmbedder())
    add_articles(
        library,
        make_article(
            "a",
            "2022年，北河市常住人口412.6万人，南江市常住人口655万人。",
            title="人口公布",
            published=date(2023, 3, 1),
        ),
        make_article(
            "b",
            "2021年末，北河市常住人口410.1万人。南江市常住人口为649.3万人。",
            title="人口公布",
            published=date(2022, 3, 1),
        ),
    )
    answer = question_answering_over(library, Settings(), ToyReader()).ask("历年北河市的常住人口")
    shown = [statement.entry.shown for statement in answer.statements if statement.entry is not None]
    assert shown == ["410.1万人", "412.6万人"]
    library.close()


def texts(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("这篇讲了什么？", FormRequest(Form.BRIEF, "", is_sure=False)),
        ("请概括《渡轮复航》的要点", FormRequest(Form.BRIEF, "《渡轮复航》")),
        ("帮我梳理一下白沙渡轮的改建经过", FormRequest(Form.TIMELINE, "白沙渡轮的改建")),
        ("白沙渡轮的时间线", FormRequest(Form.TIMELINE, "白沙渡轮")),
        ("各县的春茶产量", FormRequest(Form.TABLE, "", "春茶产量", "县", is_sure=False)),
        ("桐岭县历年春茶产量", FormRequest(Form.TABLE, "桐岭县", "春茶产量", "年", is_sure=False)),
        ("沈知远的履历", FormRequest(Form.POSTS, "沈知远")),
        ("谁先后担任榆溪市水务局局长？", FormRequest(Form.POSTS, "榆溪市水务局局长", asks_holders=True)),
        ("青岚县和禾阳县的PM2.5浓度分别是多少？", None),
        ("事情的经过是怎样的？", None),
        ("《鳄鱼泪》主要内容是什么？", None),
        ("总结会议召开当天，国务院通报了哪个口岸？", None),
        ("石渡县每年定向培养多少名村医？", None),
        ("他说了什么？", None),
    ],
)
def test_form_is_recognised_by_its_words_only(question: str, expected: FormRequest | None) -> None:
    assert read_request(question, date(2024, 1, 1)) == expected


def test_timeline_merges_marks_and_leaves_out_the_look_alike(asking: QuestionAnswering) -> None:
    answer = asking.ask("梳理一下白沙渡轮的时间线")
    assert (answer.status, answer.form) == (Status.ANSWERED, Form.TIMELINE)
    entries = [(s.text, s.entry and s.entry.since, s.entry and s.entry.articles) for s in answer.statements]
    assert entries[0] == ("2022年3月8日，白沙渡轮改建工程动工。", date(2022, 3, 8), 2)
    assert answer.statements[0].after == "2 篇刊发，最早 2022年3月9日 榆溪日报"
    planned = next(s for s in answer.statements if s.text == "渡轮计划于2022年10月1日复航。")
    assert planned.entry is not None and Mark.PLANNED in planned.entry.marks
    sailed = next(s for s in answer.statements if "昨天复航" in s.text)
    assert sailed.entry is not None and sailed.entry.since == date(2022, 10, 15)
    assert sailed.after == "榆溪日报，2022年3月9日说是2022年10月1日"
    assert not any("红石" in text for text in texts(answer))
    assert "有 1 篇没有注明日期" in answer.note
    undated = next(s for s in answer.statements if "吊装" in s.text)
    assert undated.entry is not None and undated.entry.since is None


def test_table_shows_conflicts_beside_each_other_in_one_unit(asking: QuestionAnswering) -> None:
    answer = asking.ask("各县的春茶产量")
    assert answer.form is Form.TABLE
    told = [(s.entry.subject, s.entry.value, s.entry.unit, s.entry.shown) for s in answer.statements if s.entry]
    assert told == [
        ("云墟县", 3000.0, "吨", "3000吨"),
        ("桐岭县", 12000.0, "吨", "1.2万吨"),
        ("桐岭县", 12600.0, "吨", "12600吨"),
    ]
    marks = [s.entry.marks for s in answer.statements if s.entry]
    assert marks == [(), (Mark.DIFFERS,), (Mark.DIFFERS,)]
    assert "没有取平均" in answer.note


def test_posts_tell_kinds_apart_and_that_a_name_may_be_two_peoples(asking: QuestionAnswering) -> None:
    answer = asking.ask("沈知远的履历")
    told = {(s.entry.aspect, s.entry.marks) for s in answer.statements if s.entry}
    assert told == {
        ("榆溪市水务局局长", (Mark.APPOINTED,)),
        ("榆溪市水务局局长", (Mark.NAMED,)),
        ("榆溪市水务局局长", (Mark.REMOVED,)),
        ("榆溪市副市长", (Mark.ELECTED,)),
        ("桐岭县第二小学校长", (Mark.NAMED,)),
    }
    assert "可能不止一人" in answer.note


def test_rule_is_in_force_as_of_the_day_asked_about(asking: QuestionAnswering) -> None:
    def marks(question: str) -> dict[str, Mark]:
        return {s.entry.subject: s.entry.marks[0] for s in asking.ask(question).statements if s.entry}

    new, old = "榆溪市养犬管理办法", "榆溪市养犬管理办法（试行）"
    assert marks("现在养犬是怎么规定的？") == {new: Mark.IN_FORCE, old: Mark.ENDED}
    assert marks("截至2021年，榆溪市养犬管理办法怎么规定的？") == {old: Mark.IN_FORCE, new: Mark.NOT_YET}


def test_brief_of_the_article_before_the_reader(asking: QuestionAnswering) -> None:
    before = asking.ask("白沙渡轮票价多少？")
    answer = asking.ask("这篇讲了什么？", history=[Turn(before)])
    assert answer.form is Form.BRIEF
    assert texts(answer)[0] == "白沙渡轮昨天复航，票价两元。"
    assert answer.statements[0].before == "桐岭晚报，2022年10月16日"


def test_every_line_is_verbatim_and_cited(asking: QuestionAnswering) -> None:
    for question in ("白沙渡轮的时间线", "各县的春茶产量", "沈知远的履历", "现在养犬是怎么规定的？"):
        answer = asking.ask(question)
        quotes = {citation.number: citation.quote.text for citation in answer.citations}
        for statement in answer.statements:
            assert statement.text == "".join(quotes[number] for number in statement.citations)


@pytest.mark.parametrize("question", ["梳理月球基地的建设经过", "概括月球基地的要点", "谷雨生的履历"])
def test_topic_of_which_there_is_nothing_gets_a_sentence(asking: QuestionAnswering, question: str) -> None:
    answer = asking.ask(question)
    assert (answer.status, answer.statements) == (Status.NO_EVIDENCE, ())
    assert answer.refusal is not None and answer.refusal.code == "form-nothing"


def test_commands_take_an_article_or_a_topic(asking: QuestionAnswering) -> None:
    assert texts(asking.in_form(Form.BRIEF, "pottery")) == ["桐岭县第二小学校长沈知远说，学校新开了陶艺课。"]
    assert asking.in_form(Form.TIMELINE, "白沙渡轮").form is Form.TIMELINE
    assert len(asking.in_form(Form.TABLE, "桐岭县的春茶产量").statements) == 2


@pytest.fixture(scope="module")
def other_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuestionAnswering]:
    library = Library.open(tmp_path_factory.mktemp("other") / "library", ToyEmbedder())
    add_articles(
        library,
        make_article(
            "bridge",
            "4月10日零时起，芦苇大桥封闭维修。\n7路公交车4月10日起绕行。\n12日5时，第一根旧拉索拆下。",
            title="芦苇大桥封闭维修",
            published=date(2023, 4, 20),
        ),
        make_article(
            "bus",
            "3月5日，7路公交车开通，终点芦苇大桥南。\n头班车6时。",
            title="芦苇大桥公交专线开通",
            published=date(2023, 3, 6),
        ),
        make_article(
            "case",
            "（2023）芦01民初118号案件2月13日立案。\n《渡口协议》一方要求赔偿86万元。\n法庭听取了双方的意见。",
            title="渡口协议案立案",
            published=date(2023, 2, 15),
        ),
        make_article(
            "case-2", "昨天，渡口协议案一审宣判，被告赔52万元。", title="渡口协议案宣判", published=date(2023, 7, 21)
        ),
        make_article("hawks", "2022赛季苍鹰队进球45个。", title="苍鹰队盘点", published=date(2022, 12, 2)),
        make_article(
            "hawks-won", "昨天苍鹰队1比0胜海狮队。", title="海狮队输给苍鹰队", published=date(2023, 11, 12)
        ),
        make_article(
            "seals", "2023赛季海狮队进球22个。", title="苍鹰队对手海狮队降级", published=date(2023, 11, 12)
        ),
        make_article("hawks-2", "2023赛季苍鹰队进球61个。", title="苍鹰队夺冠", published=date(2023, 11, 5)),
        make_article(
            "head",
            "3月1日，文化局宣布，韦一鸣任江州市图书馆馆长。",
            title="韦一鸣任江州市图书馆馆长",
            published=date(2019, 3, 2),
        ),
        make_article(
            "head-2",
            "8月18日，免去韦一鸣的江州市图书馆馆长职务，任命舒瑾为江州市图书馆馆长。\n韦一鸣将出任江州市文化馆馆长。",
            title="江州市图书馆换馆长",
            published=date(2023, 8, 19),
        ),
        make_article(
            "rule-1", "第一条 违者处50元罚款。\n第二条 本规定自2018年5月1日起施行。", title="江州市车棚管理规定",
            published=date(2018, 3, 20),
        ),
        make_article(
            "rule-2",
            "第一条 违者处100元罚款。\n第二条 本规定自2020年8月1日起施行。"
            "2018年5月1日起施行的《江州市车棚管理规定》同时废止。",
            title="江州市车棚管理规定（2020年修订）",
            published=date(2020, 6, 30),
        ),
    )  # fmt: skip
    yield question_answering_over(library, Settings(), ToyReader())
    library.close()


def test_timeline_of_a_bridge_has_no_days_of_a_bus_line(other_world: QuestionAnswering) -> None:
    said = texts(other_world.ask("芦苇大桥的来龙去脉"))
    assert said == ["4月10日零时起，芦苇大桥封闭维修。", "12日5时，第一根旧拉索拆下。"]


def test_summary_keeps_the_bracket_a_line_begins_with(other_world: QuestionAnswering) -> None:
    said = texts(other_world.in_form(Form.BRIEF, "case"))
    assert said[:2] == ["（2023）芦01民初118号案件2月13日立案。", "《渡口协议》一方要求赔偿86万元。"]


def test_figures_by_season_are_those_of_the_team_asked_about(other_world: QuestionAnswering) -> None:
    answer = other_world.ask("苍鹰队各赛季的进球是多少")
    told = [(s.entry.since, s.entry.until, s.entry.value) for s in answer.statements if s.entry]
    assert told == [(date(2022, 1, 1), date(2022, 12, 31), 45.0), (date(2023, 1, 1), date(2023, 12, 31), 61.0)]


def test_holders_are_those_of_the_post_and_not_of_one_that_ends_alike(other_world: QuestionAnswering) -> None:
    answer = other_world.ask("江州市图书馆历任馆长")
    told = [(s.entry.subject, s.entry.marks[0]) for s in answer.statements if s.entry]
    assert told == [("韦一鸣", Mark.APPOINTED), ("韦一鸣", Mark.REMOVED), ("舒瑾", Mark.APPOINTED)]


def test_rule_holds_from_its_own_day_and_not_from_that_of_the_one_it_ends(other_world: QuestionAnswering) -> None:
    answer = other_world.ask("截至2021年底，车棚管理的规定")
    first = answer.statements[0]
    assert first.before == "有效；江州市车棚管理规定（2020年修订）"
    assert first.entry is not None and first.entry.since == date(2020, 8, 1)


def test_question_for_a_form_says_first_that_articles_are_gone_through(asking: QuestionAnswering) -> None:
    events = list(asking.stream("梳理白沙渡轮的经过"))
    assert isinstance(events[0], StageBegan)
    assert say(events[0].stage) == "正在翻阅有关的文章…"
    assert not any(isinstance(event, StageBegan) for event in asking.stream("白沙渡轮票价多少？"))


def test_cancelled_question_ends_with_what_was_read(asking: QuestionAnswering) -> None:
    cancel = threading.Event()
    cancel.set()
    answer = asking.in_form(Form.TIMELINE, "白沙渡轮", cancel=cancel)
    assert (answer.status, answer.statements) == (Status.NO_EVIDENCE, ())
