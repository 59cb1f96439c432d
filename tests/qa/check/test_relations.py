"""What came first, what is more, who says it, what it is and what not: patterns as data, each with examples."""

import tomllib

import pytest

from index.chinese.statements import Respelling, read_respellings
from qa.check.claim import read_claim
from qa.check.flaws import Ground, find_signs
from qa.check.relations import restate
from tests.conftest import ROOT

RELATIONS = tomllib.loads((ROOT / "index/chinese/statements/relations.toml").read_text(encoding="utf-8"))
SOURCE = RELATIONS["source"]
TURNED = ("order", "days", "comparison", "contrast")
EXAMPLES = {
    **{
        f"{t}-turned": (RELATIONS[t]["turned"], RELATIONS[t]["kept"])
        for t in ("order", "days", "comparison", "contrast")
    },
    "less-by-figures": (RELATIONS["comparison"]["turned_by_figures"], RELATIONS["comparison"]["kept_by_figures"]),
    "day-of-another": (RELATIONS["dated"]["turned"], RELATIONS["dated"]["kept"]),
    "period-cut": (RELATIONS["dated"]["cut"], RELATIONS["dated"]["kept_cut"]),
    "source-dropped": (SOURCE["dropped"], SOURCE["kept_dropped"]),
    "source-other": (SOURCE["other"], SOURCE["kept_other"]),
    "duty-of-another": (RELATIONS["duty"]["turned"], RELATIONS["duty"]["kept"]),
}
"""By sign, the pairs of statement and quote that it must find and those it must not."""


def signs(statement: str, quote: str) -> frozenset[str]:
    return find_signs(read_claim(statement), Ground((read_claim(quote),), "", (None,))).found


@pytest.mark.parametrize("sign", EXAMPLES)
def test_examples_of_the_data(sign: str) -> None:
    wrong, same = EXAMPLES[sign]
    assert [pair for pair in wrong if sign not in signs(*pair)] == []
    assert [pair for pair in same if sign in signs(*pair)] == []


@pytest.mark.parametrize("each", read_respellings(), ids=lambda each: each.into)
def test_examples_of_respellings(each: Respelling) -> None:
    assert [text for text in each.found if not each.pattern.search(text)] == []
    assert [text for text in each.not_found if each.pattern.search(text)] == []


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("晚上十点半闭馆", "22时30分闭馆"),
        ("下午3:20开会", "15时20分开会"),
        ("昨晚10点闭馆", "昨晚10点闭馆"),
        ("三点建议", "三点建议"),
    ],
)
def test_times_of_day_are_spelt_one_way(written: str, spelt: str) -> None:
    assert read_claim(written).text == spelt


LAMPS = "甲灯于3月4日点亮，乙灯于5月6日点亮。"
FEES = "申请人预交仲裁费，被申请人承担鉴定费。"


@pytest.mark.parametrize(
    ("statement", "quote", "sign"),
    [
        ("甲灯于3月6日点亮。", LAMPS, "date-mixed"),
        ("申请人承担鉴定费。", FEES, "of-the-next"),
        ("闭馆时间为22点。", "闭馆时间为22点半。", "time-cut"),
        ("店长批准500元以上的退款。", "店长批准500元以下的退款，500元以上的退款由经理批准。", "bound-of-another"),
        ("泳池扩建馆舍。", "泳池拟扩建馆舍。", "reserve-cut"),
        ("白露是冰场的总教练。", "白露是冰场的陪练，总经理田禾主持仪式。", "office-invented"),
        ("周岚推荐林溪参赛。", "林溪推荐周岚参赛。", "swapped-back"),
        ("评分下降，导致主厨离职。", "主厨离职后，评分下降。", "cause-turned"),
    ],
)
def test_what_relates_parts_is_found(statement: str, quote: str, sign: str) -> None:
    assert sign in signs(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("甲灯3月4日点亮。", LAMPS),
        ("鉴定费由被申请人承担。", FEES),
        ("闭馆时间为22点多。", "闭馆时间为22点半。"),
        ("调研从8月15日持续到16日。", "调研于8月15至16日进行。"),
    ],
)
def test_what_says_the_same_has_no_sign(statement: str, quote: str) -> None:
    assert not signs(statement, quote) & {"date-mixed", "of-the-next", "time-cut", "amount-unknown"}


def test_comparison_from_the_other_side_is_read_in_the_quotes_words() -> None:
    quote = read_claim("乙店的评分低于甲店。")
    assert restate(read_claim("甲店的评分比乙店高。"), [quote]).clauses == quote.clauses
    assert restate(read_claim("甲店的评分比乙店低。"), [quote]).text == "甲店的评分比乙店低。"
