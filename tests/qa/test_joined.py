"""Things that a question may ask for together or each, and answers to both from two articles."""

from pathlib import Path

import pytest

from index.embed.embedder import Embedder
from index.library import Library
from index.settings import Settings
from index.sync.sources import sync_paths
from qa.asking import QuestionAnswering, load_reader_model, question_answering_over
from qa.joined import perhaps_joined, tell_of_all


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("2021年广州和深圳的快递量", ["2021年广州的快递量", "2021年深圳的快递量"]),
        ("青灯赛的开始和结束时间是什么时候", ["青灯赛的开始时间是什么时候", "青灯赛的结束时间是什么时候"]),
        ("上半年贵州和云南工业增长了多少", ["上半年贵州工业增长了多少", "上半年云南工业增长了多少"]),
        ("全市羽毛球赛男单和女单冠军是谁", ["全市羽毛球赛男单冠军是谁", "全市羽毛球赛女单冠军是谁"]),
        ("A区和B区停车费多少", ["A区停车费多少", "B区停车费多少"]),
        ("Lumen和Glow7的发布时间", ["Lumen的发布时间", "Glow7的发布时间"]),
        ("BBL和NLA2021-2022赛季总冠军", ["BBL2021-2022赛季总冠军", "NLA2021-2022赛季总冠军"]),
        ("白榆县、青岚县和禾阳县的粮食产量", ["白榆县的粮食产量", "青岚县的粮食产量", "禾阳县的粮食产量"]),
        ("3号线西延段与7号线的总投资", ["3号线西延段的总投资", "7号线的总投资"]),
        ("白榆村书记和青岚村会计是谁", ["白榆村书记是谁", "青岚村会计是谁"]),
        ("写生比赛和书法比赛的时间", ["写生比赛的时间", "书法比赛的时间"]),
        ("白榆路小学和云梯中学的校长是谁？", ["白榆路小学的校长是谁？", "云梯中学的校长是谁？"]),
        ("早班和夜班几点", ["早班几点", "夜班几点"]),
        ("白榆路小学有多少老师和学生", ["白榆路小学有多少老师", "白榆路小学有多少学生"]),
        ("写生比赛的地点以及作品数量", ["写生比赛的地点", "写生比赛的作品数量"]),
        ("借款案原告和被告的律师是谁", ["借款案原告的律师是谁", "借款案被告的律师是谁"]),
        ("决赛的裁判长和记录员", ["决赛的裁判长", "决赛的记录员"]),
        ("Nova 3和Glow X的续航", ["Nova 3的续航", "Glow X的续航"]),
        ("青窑和白渡2024年营收", ["青窑2024年营收", "白渡2024年营收"]),
        ("白渡售后电话和上班时间", ["白渡售后电话", "白渡上班时间"]),
        ("青窑董事长和白渡CEO是谁", ["青窑董事长是谁", "白渡CEO是谁"]),
        ("Nova 3的price和重量", ["Nova 3的price", "Nova 3的重量"]),
        ("饮用水规定和大型活动管理办法什么时候施行", ["饮用水规定什么时候施行", "大型活动管理办法什么时候施行"]),
        ("拔牙和洗牙多少钱", ["拔牙多少钱", "洗牙多少钱"]),
        ("体检和面试在哪里进行", ["体检在哪里进行", "面试在哪里进行"]),
        ("户籍大厅和税务窗口在几楼", ["户籍大厅在几楼", "税务窗口在几楼"]),
        ("教育和体育局搬到哪了", ["教育搬到哪了", "体育局搬到哪了"]),
    ],
)
def test_perhaps_joined(question: str, each: list[str]) -> None:
    joined = perhaps_joined(question)
    assert joined is not None
    assert list(joined.questions) == each


@pytest.mark.parametrize(
    "question",
    [
        "澄青大桥全长多少米",
        "青窑塔和白渡塔哪个先建",
        "发票和收据有哪些区别",
        "王青和刘桂一共罚了多少钱",
        "《步行与地图》讲了几章",
        "张青和谁办的书店",
        "广州和平区有多少网格员",
        "哪家公司对老码头进行改造和扩建",
        "谁遭到殴打和威胁",
        "白渡镇的会计什么时候接受审查和调查",
        "哪个国家拦阻和攻击了渔船",
        "甲县和乙县昨天开了会。谁主持的",
        "和",
        "",
    ],
)
def test_not_joined(question: str) -> None:
    assert perhaps_joined(question) is None


@pytest.mark.parametrize(
    ("texts", "is_told"),
    [
        (["写生比赛5月1日举行，书法比赛5月2日举行。"], True),
        (["5月1日举行写生比赛，5月2日举行书法比赛。"], True),
        (["写生比赛5月1日举行。", "书法比赛5月2日举行。"], False),
        (["写生比赛5月1日举行，参加者多于书法比赛。"], False),
        (["写生比赛5月1日举行。"], False),
        (["写生比赛与书法比赛5月1日举行。"], True),
        (["绘画比赛和书法比赛5月1日举行。"], True),
        ([], False),
    ],
)
def test_tell_of_all(texts: list[str], is_told: bool) -> None:
    joined = perhaps_joined("写生比赛和书法比赛是什么时候")
    assert joined is not None and tell_of_all(joined, texts) is is_told


OPERA = "渔歌剧社排练厅迁址\n2024-03-05 望舟晚报\n渔歌剧社的排练厅3月1日起迁到望舟文化宫二楼，咨询电话0570-6130028。\n"
MUSEUM = "盐业馆恢复开放\n2024-04-11 望舟晚报\n望舟盐业馆在盐仓巷12号恢复开放，咨询电话0570-6241190，周一闭馆。\n"
FIRM = "青窑盐业公司年报发布\n2024-04-20 望舟晚报\n青窑盐业公司2023年营收3.2亿元，研究开发费用1200万元。\n"


@pytest.fixture(scope="module")
def answering(bundled_embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> QuestionAnswering:
    folder = tmp_path_factory.mktemp("joined")
    library = Library.open(folder / "library", bundled_embedder)
    for name, text in (("opera", OPERA), ("museum", MUSEUM), ("firm", FIRM)):
        Path(folder / f"{name}.txt").write_text(text, encoding="utf-8")
    sync_paths(library, [folder / f"{name}.txt" for name in ("opera", "museum", "firm")])
    return question_answering_over(library, Settings(), load_reader_model(Settings()))


def test_each_is_answered_from_its_own_article(answering: QuestionAnswering) -> None:
    answer = answering.ask("渔歌剧社和盐业馆的电话是多少")
    assert "6130028" in answer.text and "6241190" in answer.text


def test_an_answer_that_tells_of_both_is_left_alone(answering: QuestionAnswering) -> None:
    answer = answering.ask("青窑盐业公司的研究和开发费用是多少")
    assert len(answer.statements) == 1 and "1200万元" in answer.text
    assert not answer.notes


def test_one_that_is_in_no_article_is_said_to_be_missing(answering: QuestionAnswering) -> None:
    answer = answering.ask("盐业馆和灯塔馆在哪条巷子")
    assert "盐仓巷12号" in answer.text
    assert [note.code for note in answer.notes] == ["parts-unanswered"]


def test_no_mark_on_one_of_two_answers(answering: QuestionAnswering) -> None:
    answer = answering.ask("青窑盐业公司营收多少，研究开发费用多少")
    assert [statement.short_answer for statement in answer.statements] == [None]
