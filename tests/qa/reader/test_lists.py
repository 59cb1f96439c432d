"""Lists are answered whole, and only the list that was asked for."""

import pytest

from index.article import Article, Paragraph
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.lists import find_list, find_names_announced, put_kinds_first

PLAN = (
    "会议提出三项任务。一是清淤要早。各镇五月底前完工。二是巡查要勤。每天两次。三是物资要足。沙袋备齐。",
    "石渡镇：一是成立专班。书记任组长。二是实施两项新办法。夜间巡河；雨天停工。三是加强宣传。",
)
ARTICLE = Article("a", "防汛", None, "", "", "", tuple(Paragraph(n, text) for n, text in enumerate(PLAN, 1)))


def _scored(paragraph: int, sentence: str) -> Scored:
    start = PLAN[paragraph - 1].index(sentence)
    return Scored(Candidate(ARTICLE, paragraph, start, start + len(sentence), 0), 1.0)


def _weights(*words: str) -> WordWeights:
    return WordWeights(dict.fromkeys(words, 1 / len(words)))


def test_whole_enumeration_when_its_lead_is_asked_for() -> None:
    question = read_question("会议提出了哪三项任务？")
    quotes = find_list(question, _weights("会议", "提出", "三项", "任务"), [_scored(1, "二是巡查要勤。")])
    assert [quote.text for quote in quotes] == ["一是清淤要早。", "二是巡查要勤。", "三是物资要足。"]


def test_one_item_when_its_head_is_asked_for() -> None:
    question = read_question("石渡镇实施了哪两项新办法？")
    quotes = find_list(question, _weights("实施", "两项", "办法", "石渡"), [_scored(2, "二是实施两项新办法。")])
    assert [quote.text for quote in quotes] == ["二是实施两项新办法。", "夜间巡河；雨天停工。"]


def test_no_list_where_nothing_fits() -> None:
    question = read_question("水库有哪些鱼？")
    assert find_list(question, _weights("水库", "鱼"), [_scored(1, "二是巡查要勤。")]) == ()


ROWERS = ("浅塘一队 蒲江月", "芦湾队 戚远帆", "石矶队 汤问渠", "浅塘二队 阮知夏")
ROWING = Article(
    "rowing", "赛艇节落幕", None, "", "", "",
    (
        Paragraph(1, "10月2日，浅塘镇赛艇节在南湖举行，选出四名优秀舵手。"),
        Paragraph(2, "\n".join(ROWERS)),
        Paragraph(3, "比赛在下午四点结束。"),
    ),
)  # fmt: skip


def test_block_of_lines_is_the_list_its_sentence_announces() -> None:
    lead = Scored(Candidate(ROWING, 1, 0, len(ROWING.paragraphs[0].text), 0), 1.0)
    weights = WordWeights({"优秀": 0.5, "舵手": 0.5})
    quotes = find_list(read_question("优秀舵手有哪些人？"), weights, [lead])
    assert tuple(quote.text for quote in quotes) == ROWERS
    assert find_list(read_question("优秀舵手怎么样？"), weights, [lead]) == ()


def test_one_item_where_the_answer_stands_behind_its_head() -> None:
    question = read_question("会议提出的巡查有哪些安排？")
    quotes = find_list(question, _weights("会议", "提出", "巡查", "安排"), [_scored(1, "每天两次。")])
    assert [quote.text for quote in quotes] == ["二是巡查要勤。", "每天两次。"]


STEPS = (
    "用料：藕一节，米醋两勺。",
    "1. 藕去皮切片，泡清水。",
    "2. 水开下藕焯一分钟。",
    "3. 爆香姜片，大火快炒。",
    "4. 淋醋出锅。",
)
DISH = Article("dish", "醋溜藕片", None, "", "", "", tuple(Paragraph(n, text) for n, text in enumerate(STEPS, 1)))


def test_how_is_answered_by_all_steps_though_nothing_announces_them() -> None:
    scored = [Scored(Candidate(DISH, n, 0, len(STEPS[n - 1]), 0), score) for n, score in ((2, 1.0), (5, 0.8))]
    quotes = find_list(read_question("醋溜藕片怎么做？"), WordWeights({"醋溜": 0.5, "藕片": 0.5}), scored)
    assert [quote.text for quote in quotes] == list(STEPS[1:])
    assert find_list(read_question("醋溜藕片怎么做？"), WordWeights({"醋溜": 0.5, "藕片": 0.5}), scored[:1]) == ()


LEAFLET = (
    "忘记服药的，想起来时补服。",
    "【注意事项】",
    "1. 服药期间不得操作机器。",
    "2. 肾功能不全者减量。",
    "3. 做皮试前停药五天。",
)


def test_list_beside_the_answer_is_not_taken_for_its_steps() -> None:
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(LEAFLET, 1))
    article = Article("leaflet", "舒敏片说明书", None, "", "", "", paragraphs)
    scored = [Scored(Candidate(article, n, 0, len(LEAFLET[n - 1]), 0), score) for n, score in ((1, 1.0), (3, 0.2))]
    assert find_list(read_question("舒敏片忘记服药怎么办？"), WordWeights({"舒敏": 0.5, "服药": 0.5}), scored) == ()


def test_parts_of_a_notice_are_no_steps_but_steps_with_names_are() -> None:
    notice = "一、时间：周五。\n二、费用：每人九元。\n三、内容：划船。\n四、不去的交请假条。"
    steps = "一、准备：洗净双手。\n二、操作：压住伤口。\n三、收尾：包好纱布。\n四、不适的去医院。"
    lists = []
    for text, asked in ((notice, "划船怎么请假"), (steps, "止血怎么操作")):
        article = Article("a", "划船与止血操作", None, "", "", "", (Paragraph(1, "步骤如下。"), Paragraph(2, text)))
        starts = [text.index("四、"), text.index("二、")]
        scored = [Scored(Candidate(article, 2, at, at + 8, 0), 1.0 - at / 100) for at in starts]
        weights = WordWeights({"划船": 0.5, "止血": 0.5})
        lists.append(len(find_list(read_question(asked), weights, scored)))
    assert lists == [0, 4]


VISITS = "\n".join(
    (
        "现将有关事项告知如下。",
        "一、探望时段\n每天下午三点起。",
        "二、登记办法\n在门厅登记，领取胸牌。\n胸牌丢失的交十元。",
        "三、停车\n停在后院。",
    )
)


def test_parts_of_a_notice_with_headings_are_no_steps() -> None:
    article = Article("a", "老年公寓探望须知", None, "", "", "", (Paragraph(1, VISITS),))
    starts = [VISITS.index(text) for text in ("胸牌丢失", "在门厅")]
    scored = [Scored(Candidate(article, 1, at, at + 9, 0), 1.0 - n / 10) for n, at in enumerate(starts)]
    assert find_list(read_question("探望胸牌丢了怎么办"), WordWeights({"探望": 0.6, "胸牌": 0.4}), scored) == ()


DISHES = ("凉拌面\n用料：细面、黄瓜。\n面煮熟过冷水。拌上黄瓜丝。", "葱油饼\n面团醒半小时。\n擀开抹油，烙到两面金黄。")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("葱油饼怎么做", ["面团醒半小时。", "擀开抹油，烙到两面金黄。"]),
        ("凉拌面的做法", ["用料：细面、黄瓜。", "面煮熟过冷水。", "拌上黄瓜丝。"]),
        ("葱油饼怎么卖", []),
    ],
)
def test_how_is_answered_by_the_text_below_the_heading_that_is_asked_about(asked: str, told: list[str]) -> None:
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(DISHES, 1))
    article = Article("a", "家里的面食", None, "", "", "", paragraphs)
    best = Scored(Candidate(article, 2, 4, 11, 0), 1.0)
    quotes = find_list(read_question(asked), WordWeights({"葱油": 0.5, "凉拌": 0.5}), [best])
    assert [quote.text for quote in quotes] == told


PROGRAMME = "近期演出\n3月1日：越剧\n4月2日：话剧\n5月3日：评弹"


def test_lines_below_a_heading_are_the_list_that_it_names() -> None:
    article = Article("stage", "剧院", None, "", "", "", (Paragraph(1, "剧院在桥边。"), Paragraph(2, PROGRAMME)))
    best = Scored(Candidate(article, 2, 5, 11, 0), 1.0)
    weights = WordWeights({"近期": 0.5, "演出": 0.5})
    quotes = find_list(read_question("近期有哪些演出"), weights, [best])
    assert [quote.text for quote in quotes] == PROGRAMME.split("\n")[1:]
    names = Article("names", "剧院", None, "", "", "", (Paragraph(1, "剧院在桥边。"), Paragraph(2, "越剧\n话剧\n评弹")))
    best = Scored(Candidate(names, 2, 0, 2, 0), 1.0)
    assert find_list(read_question("近期有哪些演出"), weights, [best]) == ()


KINDS = ("月湖船票有三种优惠。", "月湖船票分单程票和往返票两种。", "月湖船票分五级。")


def test_sentence_that_counts_the_kinds_stands_first_where_they_are_asked_for() -> None:
    article = Article("fares", "船票", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(KINDS, 1)))
    scored = [Scored(Candidate(article, n, 0, len(t), 0), 1.0 / n) for n, t in enumerate(KINDS, 1)]
    weights = WordWeights({"船票": 1.0})
    assert put_kinds_first(read_question("船票有哪几种"), weights, scored)[0].candidate.text == KINDS[1]
    assert put_kinds_first(read_question("船票分哪几级"), weights, scored) == scored
    assert put_kinds_first(read_question("船票有哪些优惠"), weights, scored) == scored


SINGERS = ("南埠村 蒲若青", "渔场社区 邱月临", "中心小学 万俟舒")
CHOSEN = ("芦汀村 祝远山", "镇粮站 时小满")
SINGING = Article(
    "singing", "芦汀镇民歌赛收官", None, "", "", "",
    (
        Paragraph(1, "6月8日，民歌赛在文化广场收官，41名歌手登台，评出金嗓奖三名。"),
        Paragraph(2, "\n".join((*SINGERS, "另有两名歌手入选县民歌队，名单如下：", *CHOSEN, "文字：钟离安"))),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("芦汀镇民歌赛谁得了金嗓奖", SINGERS),
        ("民歌赛金嗓奖有哪些人？", SINGERS),
        ("谁入选了县民歌队", CHOSEN),
        ("县民歌队入选名单", CHOSEN),
        ("民歌赛评委有谁", ()),
        ("芦汀镇民歌赛银嗓奖有哪些人", ()),
        ("民歌赛金嗓奖发多少钱", ()),
    ],
)
def test_names_below_the_sentence_that_announces_them(asked: str, names: tuple[str, ...]) -> None:
    best = Scored(Candidate(SINGING, 2, 0, len(SINGERS[0]), 0), 1.0)
    assert tuple(quote.text for quote in find_names_announced(read_question(asked), [best])) == names


LANTERNS = (
    "灯节的起源，乡里说法不一。县志说是谢水神。老人说是为夜归的船引路。",
    "灯油的用料也有两种说法。一说用桐油。一说用菜籽油。",
)


@pytest.mark.parametrize(
    ("asked", "words", "told"),
    [
        ("灯节的起源有哪些说法", ("灯节", "起源", "说法"), LANTERNS[0]),
        ("灯油的用料有哪些说法", ("灯油", "用料", "说法"), LANTERNS[1]),
        ("灯节的起源是什么", ("灯节", "起源"), ""),
        ("灯会的门票有哪些说法", ("灯会", "门票", "说法"), ""),
    ],
)
def test_views_that_a_sentence_announces_follow_it(asked: str, words: tuple[str, ...], told: str) -> None:
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(LANTERNS, 1))
    article = Article("lanterns", "河灯", None, "", "", "", paragraphs)
    best = Scored(Candidate(article, 2, 0, LANTERNS[1].index("。") + 1, 0), 1.0)
    quotes = find_list(read_question(asked), _weights(*words), [best])
    assert "".join(quote.text for quote in quotes) == told


CHOSEN = "上岛志愿者录取名单：\n正式：\n柏一帆\n卢季青\n递补：\n温如岫"


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("志愿者递补是谁", ("温如岫",)),
        ("志愿者正式录取了哪些人", ("柏一帆", "卢季青")),
        ("裁判递补是谁", ()),
    ],
)
def test_one_name_below_its_label_and_the_heading_above_both(asked: str, names: tuple[str, ...]) -> None:
    article = Article("chosen", "鹤岛公告", None, "", "", "", (Paragraph(1, CHOSEN),))
    best = Scored(Candidate(article, 1, CHOSEN.index("柏"), CHOSEN.index("卢"), 0), 1.0)
    assert tuple(quote.text for quote in find_names_announced(read_question(asked), [best])) == names
