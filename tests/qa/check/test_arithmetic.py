"""Figures worked out: shown with their formula where they follow from figures of the articles, not believed else."""

import pytest

from index.article import Span
from qa.answer import DraftStatement, Passage
from qa.check.arithmetic import find_computation, without_formula
from qa.check.verify import DraftChecker
from tests.conftest import make_article

PORT = "云汀港全年总支出12.6亿元，其中疏浚支出4.2亿元，码头维修支出3.1亿元。"
SCHOOLS = "岚桥镇有小学12所，溪口镇有小学9所。"
SPIRIT = "霜叶酒厂2022年产酒200吨，2023年产酒250吨。"
BEES = "松林合作社有社员400户，其中养蜂户100户。"
AID = "补助标准为每户1200元，共有300户领取。"
BRIDGE, TUNNEL = "望潮大桥全长1640米。", "白鹭隧道全长820米。"


def passages(*texts: str) -> list[Passage]:
    articles = [make_article(str(number), text) for number, text in enumerate(texts)]
    return [Passage(n, 1.0, n, a, (Span(1, 0, len(a.paragraphs[0].text)),)) for n, a in enumerate(articles, 1)]


@pytest.mark.parametrize(
    ("texts", "statement", "shown"),
    [
        ([PORT], "云汀港其余支出为5.3亿元。", "12.6−4.2−3.1＝5.3"),
        ([PORT], "云汀港其余支出为5.3亿元（12.6−4.2−3.1＝5.3）。", "12.6−4.2−3.1＝5.3"),
        ([PORT], "疏浚和码头维修支出合计7.3亿元。", "4.2＋3.1＝7.3"),
        ([SCHOOLS], "岚桥镇的小学比溪口镇多3所。", "12−9＝3"),
        ([SCHOOLS], "溪口镇的小学比岚桥镇少3所。", "12−9＝3"),
        ([SCHOOLS], "两镇共有小学21所。", "12＋9＝21"),
        ([SPIRIT], "霜叶酒厂2023年产酒比2022年增长25%。", "（250−200）÷200＝25%"),
        ([BEES], "养蜂户占松林合作社社员的25%。", "100÷400＝25%"),
        ([AID], "300户共领取补助36万元。", "1200×300＝36万元"),
        ([BRIDGE, TUNNEL], "望潮大桥的全长是白鹭隧道的2倍。", "1640÷820＝2倍"),
        ([BRIDGE, TUNNEL], "望潮大桥与白鹭隧道的长度相差820米。", "1640−820＝820"),
    ],
)
def test_figure_that_follows_is_shown_with_its_formula(texts: list[str], statement: str, shown: str) -> None:
    computed = find_computation(statement, passages(*texts))
    assert computed is not None
    assert computed.shown == shown
    assert [quote.text for quote in computed.quotes] == texts


@pytest.mark.parametrize(
    ("texts", "statement"),
    [
        ([PORT], "疏浚和码头维修支出合计7.4亿元。"),
        ([SCHOOLS], "溪口镇的小学比岚桥镇多3所。"),
        ([SCHOOLS], "两镇共有中学21所。"),
        ([SCHOOLS], "星河县的小学比溪口镇多3所。"),
        ([SCHOOLS], "两镇没有小学21所。"),
        ([SPIRIT], "霜叶酒厂2022年产酒比2023年增加50吨。"),
        ([SPIRIT], "霜叶酒厂2023年产酒比2022年下降25%。"),
        ([BEES], "养蜂户占松林合作社社员的35%。"),
        ([BEES], "松林合作社社员占养蜂户的25%。"),
        ([AID], "300户共领取补助38万元。"),
        ([BRIDGE, TUNNEL], "白鹭隧道的全长是望潮大桥的2倍。"),
        ([BRIDGE, TUNNEL], "白鹭隧道比望潮大桥长820米。"),
    ],
)
def test_figure_that_does_not_follow_is_not_believed(texts: list[str], statement: str) -> None:
    assert find_computation(statement, passages(*texts)) is None


def test_statement_carries_the_programs_formula_and_not_the_models() -> None:
    checker = DraftChecker(passages(PORT))
    draft = DraftStatement("云汀港其余支出为5.3亿元（12.6-4.2-3.1=5.3）。", (), markers=(1,), is_written=True)
    statement = checker.add(draft)
    assert statement is not None
    assert (statement.shown_text, statement.citations) == ("云汀港其余支出为5.3亿元。〔12.6−4.2−3.1＝5.3〕", (1,))


@pytest.mark.parametrize("text", ["全长820米。", "桥宽24米（2023-05-01）。", "电话010-6655。", "A-B=C"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert without_formula(text) == text
