"""Which articles count as reprints, which do not, and what the search for them costs. All texts are written here."""

import random
from datetime import date

import pytest

from index.chinese.folding import fold_text
from index.reprints import (
    MAX_CANDIDATES,
    MAX_HOLDERS,
    MIN_CHARS,
    SHINGLE_KEYS,
    Copy,
    choose_original,
    comparable_text,
    find_candidates,
    fingerprint,
    is_reprint,
)

STORY = [
    "青溪县图书馆新馆9月3日正式开放，首日接待读者2140人次。",
    "新馆位于城东的月湖公园旁，建筑面积1.2万平方米，设座位860个，藏书31万册。",
    "馆长沈怀瑾介绍，新馆把一楼整层留给了儿童，书架高度不超过1.1米，孩子伸手就能拿到书。",
    "二楼设有地方文献室，收藏了县里各乡镇的族谱、碑拓和老地图，读者凭身份证即可查阅。",
    "三楼的自习区每天开放到22时，周末延长半小时，照明和插座都按读者的建议重新布置过。",
    "家住附近的退休教师陆先生说，以前借书要坐四站公交车，如今散步十分钟就到了。",
    "为方便农村读者，图书馆还在12个乡镇设了还书箱，每周二、周五由专车收回。",
    "据了解，新馆今年还将举办46场讲座，内容包括家谱整理、农技培训和儿童阅读指导。",
]
ARTICLE = "".join(STORY)

MARKET = (
    "截至{day}收盘，云岭股份报收于{price}元，{way}{percent}%，换手率{turnover}%，成交量{volume}万手，成交额{amount}万元。"
    "资金流向方面，主力资金净流出{main}万元，游资资金净流入{hot}万元，散户资金净流入{retail}万元。"
    "云岭股份主要从事高原果蔬的种植、冷藏和销售，在三个县建有基地，产品销往二十多个城市。"
    "公司今年一季度营业收入4.36亿元，同比增长7.2%，归属于股东的净利润5120万元，同比增长3.9%。"
    "该股最近90天内共有5家机构给出评级，其中买入评级4家，增持评级1家。"
)
MONDAY = MARKET.format(
    day="8月7日", price="12.69", way="下跌", percent="0.78", turnover="0.9", volume="3.06", amount="3896.65",
    main="301.34", hot="148.69", retail="152.65",
)  # fmt: skip
TUESDAY = MARKET.format(
    day="8月8日", price="12.79", way="上涨", percent="0.79", turnover="0.88", volume="3.01", amount="3839.81",
    main="50.12", hot="175.49", retail="226.03",
)  # fmt: skip

NOTICE = (
    "{name}接受审查调查。据南江省纪委监委消息：{post}{name}涉嫌严重违纪违法，目前正接受南江省纪委监委纪律审查和监察调查。"
    "日前，有关部门已就此事向社会公布举报电话，欢迎干部群众如实反映情况，提供线索。"
)
WEATHER = (
    "市气象台今天17时发布：今天夜间{sky}，{wind}级，最低气温{low}℃；明天白天{sky}，最高气温{high}℃。"
    "明天相对湿度{wet}%，{day}前后气温变化较大，请老人和儿童注意增减衣服，出行留意路况。"
)


def folded(text: str) -> str:
    return fold_text(text)


def both_ways(one: str, other: str) -> bool:
    answer = is_reprint(folded(one), folded(other))
    assert is_reprint(folded(other), folded(one)) is answer
    return answer


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param("".join(STORY), id="equal"),
        pytest.param("本报讯（记者 何雨桐 通讯员 段明）" + ARTICLE + "（责任编辑：孙萍）", id="another byline"),
        pytest.param("一座县城图书馆的新家：" + "".join(STORY[1:]), id="another first line"),
        pytest.param("".join(STORY[:-1]) + "（来源：青溪融媒，摄影 罗小川）", id="another last line"),
        pytest.param("".join(STORY[1:-1]), id="first and last line missing"),
        pytest.param("".join(STORY[:3] + STORY[5:]), id="a paragraph left out"),
        pytest.param(
            "编者按：县城的公共文化空间值得更多关注，本版今天起推出一组报道。\n" + ARTICLE, id="editor's note"
        ),
        pytest.param("青溪县图书馆新馆开放\n" + ARTICLE, id="title added"),
        pytest.param(ARTICLE.replace("，", " , ").replace("。", "． "), id="other punctuation and spaces"),
        pytest.param(ARTICLE.translate({c: c + 0xFEE0 for c in range(0x30, 0x3A)}), id="full-width digits"),
        pytest.param(ARTICLE.replace("12个", "十二个").replace("1.2万平方米", "12000平方米"), id="numbers in words"),
        pytest.param(ARTICLE.replace("沈怀瑾", "沈怀瑾（shěn huái jǐn）"), id="pinyin"),
        pytest.param(ARTICLE.replace("介绍", "表示").replace("据了解", "记者获悉"), id="other verbs"),
        pytest.param(
            "青溪縣圖書館新館9月3日正式開放，首日接待讀者2140人次。" + "".join(STORY[1:]), id="a traditional sentence"
        ),
    ],
)
def test_edited_copy_is_reprint(copy: str) -> None:
    assert both_ways(ARTICLE, copy)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(MONDAY, TUESDAY, id="market close of two days"),
        pytest.param(
            NOTICE.format(name="贺启明", post="平川市原副市长"),
            NOTICE.format(name="邱志远", post="平川市原副市长"),
            id="same notice, another name",
        ),
        pytest.param(
            WEATHER.format(sky="晴", wind="2", low="17", high="29", wet="40", day="周三"),
            WEATHER.format(sky="晴", wind="3", low="14", high="24", wet="55", day="周三"),
            id="weather of two days",
        ),
        pytest.param(
            "第2023088期开奖号码为03、08、15、21、27、30，特别号码11，本期销售额3亿元，一等奖开出5注，每注奖金约720万元，"
            "奖池滚存至12亿元，下期将于本周四晚开奖，请购彩者理性投注，量力而行。",
            "第2023089期开奖号码为01、09、14、22、25、33，特别号码06，本期销售额3亿元，一等奖开出9注，每注奖金约610万元，"
            "奖池滚存至12亿元，下期将于本周四晚开奖，请购彩者理性投注，量力而行。",
            id="lottery of two days",
        ),
        pytest.param(
            ARTICLE + "青溪县文化馆也将迁入。",
            ARTICLE.replace("青溪", "白石") + "白石县文化馆也将迁入。",
            id="another county",
        ),
        pytest.param(ARTICLE, ARTICLE.replace("沈怀瑾", "邱志远").replace("陆先生", "贺先生"), id="other people"),
        pytest.param(ARTICLE, ARTICLE.replace("2140", "2410"), id="one other figure"),
        pytest.param("".join(STORY[:4]), ARTICLE + ARTICLE[::-1], id="a small part of a longer article"),
        pytest.param(
            "".join(STORY[:4])
            + "随后的三天里，志愿者为读者整理了近万册图书。开馆典礼邀请了省内多家兄弟馆的同行参加。" * 2,
            "".join(STORY[:4]) + "记者还走访了邻县的两家书店，那里的经营者正为房租发愁。店主说，网上卖书便宜得多。" * 2,
            id="same beginning, another story",
        ),
    ],
)
def test_look_alike_is_not_reprint(one: str, other: str) -> None:
    assert not both_ways(one, other)


def test_disclaimer_shared_by_many_does_not_make_reprints() -> None:
    disclaimer = "以上内容由系统根据公开信息整理，仅供参考，不构成投资建议，投资有风险，投资需谨慎。" * 8
    one = (
        "云岭股份今天上午召开董事会，审议通过了在南坡新建冷库的议案，预计明年秋天投产，可多存苹果两万吨。" + disclaimer
    )
    other = "青溪农商行宣布下调个人住房贷款利率，新办理的客户从下个月起执行，老客户可到网点申请重新定价。" + disclaimer
    assert not both_ways(one, other)


def test_body_printed_twice_aligns_with_itself() -> None:
    assert both_ways(ARTICLE * 2, ARTICLE * 2 + "（责任编辑：孙萍）")
    assert both_ways("记者何雨桐报道，" + ARTICLE * 2, ARTICLE * 2)


def test_copy_full_of_slips_is_reprint_though_some_fall_on_numbers() -> None:
    chance = random.Random(6)
    retyped = ARTICLE.replace("860", "86")
    slips = "".join(c if c.isdigit() or chance.random() > 0.06 else chance.choice(["", "天"]) for c in retyped)
    assert both_ways(ARTICLE, slips)
    assert not both_ways(ARTICLE, retyped)


def test_article_of_notices_only_is_compared_whole() -> None:
    notice = "版权所有，转载请注明来源。" * 6
    assert both_ways(notice, notice + "\n")


def test_short_text_is_reprint_only_when_equal() -> None:
    short = "青溪县图书馆新馆9月3日正式开放，首日接待读者2140人次。"
    assert both_ways(short, short.replace("，", " ").replace("9", "９"))
    assert not both_ways(short, short.replace("2140", "2141"))
    assert not both_ways(short, "记者获悉，" + short)


@pytest.mark.parametrize("text", ["", "  \n", "！！！", "\u200b"])
def test_text_without_a_letter_has_no_keys_and_is_no_reprint(text: str) -> None:
    assert fingerprint(text) == ()
    assert find_candidates((), {}.__getitem__) == []
    assert not is_reprint(text, text)


def test_lone_surrogates_and_rare_characters_are_hashed() -> None:
    text = "𠮷\ud800镕䶮" * 40
    assert len(fingerprint(text)) > 1
    assert is_reprint(text, text)


def test_comparable_text_keeps_letters_and_separate_numbers() -> None:
    assert (
        comparable_text("沈怀瑾（shěn huái jǐn）说：PM2.5 降到 1,200，3、8 和 15。") == "沈怀瑾说pm2·5降到1200·3·8和15"
    )


def test_fingerprint_is_the_same_everywhere_and_fits_sqlite() -> None:
    keys = fingerprint(folded(ARTICLE))
    assert len(keys) == SHINGLE_KEYS + 1
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert keys[:3] == (9034348816367867940, 167679968205185309, 264986414243400100)


def test_short_text_has_one_key() -> None:
    assert len(fingerprint("字" * (MIN_CHARS - 1))) == 1


class Shelf:
    """The caller's table: rows filed under their keys, and how many rows were read."""

    def __init__(self) -> None:
        self.rows: dict[int, list[int]] = {}
        self.read = 0

    def file(self, row: int, text: str) -> None:
        for key in set(fingerprint(folded(text))):
            self.rows.setdefault(key, []).append(row)

    def holders(self, key: int) -> list[int]:
        found = self.rows.get(key, [])[: MAX_HOLDERS + 1]
        self.read += len(found)
        return found

    def candidates(self, text: str) -> list[int]:
        self.read = 0
        return find_candidates(fingerprint(folded(text)), self.holders)


def test_candidates_are_ranked_by_keys_in_common() -> None:
    shelf = Shelf()
    shelf.file(7, "".join(STORY[:5]))
    shelf.file(3, ARTICLE)
    shelf.file(9, MONDAY)
    assert shelf.candidates("编者按：值得一读。" + ARTICLE) == [3, 7]


def test_equal_text_comes_first() -> None:
    shelf = Shelf()
    shelf.file(1, ARTICLE + "完")
    shelf.file(2, ARTICLE)
    assert shelf.candidates(ARTICLE)[0] == 2


def test_template_of_thousands_is_read_and_compared_within_bounds() -> None:
    chance = random.Random(3)
    shelf = Shelf()
    closes = [
        MARKET.format(
            day=f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日", way=chance.choice(["上涨", "下跌"]),
            price=f"{chance.uniform(3, 90):.2f}", percent=f"{chance.uniform(0, 9):.2f}",
            turnover=f"{chance.uniform(0, 9):.2f}", volume=f"{chance.uniform(1, 99):.2f}",
            amount=f"{chance.uniform(100, 9999):.2f}", main=f"{chance.uniform(1, 999):.2f}",
            hot=f"{chance.uniform(1, 999):.2f}", retail=f"{chance.uniform(1, 999):.2f}",
        )
        for _ in range(1500)
    ]  # fmt: skip
    for row, text in enumerate(closes):
        shelf.file(row, text)
    assert len(shelf.candidates(MONDAY)) <= MAX_CANDIDATES
    assert shelf.read <= (SHINGLE_KEYS + 1) * (MAX_HOLDERS + 1)
    reprint = "本报讯 " + closes[700] + "（完）"
    found = shelf.candidates(reprint)
    assert found[0] == 700
    assert is_reprint(folded(reprint), folded(closes[700]))


def test_original_is_the_earliest_then_longest_then_first_by_id() -> None:
    early = Copy("c", date(2023, 8, 1), 700)
    late = Copy("a", date(2023, 8, 2), 900)
    undated = Copy("b", None, 2000)
    assert choose_original([undated, late, early]) == early
    assert choose_original([undated, late]) == late
    longer = Copy("d", date(2023, 8, 1), 701)
    assert choose_original([early, longer]) == longer
    twin = Copy("b", date(2023, 8, 1), 701)
    assert choose_original([longer, twin]) == twin


def test_choosing_among_none_is_an_error() -> None:
    with pytest.raises(ValueError):
        choose_original([])
