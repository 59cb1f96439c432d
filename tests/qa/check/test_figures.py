"""Bounds of amounts: what is about as much is not more, and what is the most is not the least."""

import pytest

from qa.check.claim import read_claim
from qa.check.flaws import Ground, find_signs


def signs(statement: str, quote: str) -> frozenset[str]:
    return find_signs(read_claim(statement), Ground((read_claim(quote),), "", (None,))).found


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("水渠长度超过300米。", "水渠长约300米。"),
        ("展厅面积在500平方米以上。", "展厅面积近500平方米。"),
        ("车速超过80公里。", "车速不到80公里。"),
    ],
)
def test_more_than_about_as_much_is_found(statement: str, quote: str) -> None:
    assert "bound-exceeded" in signs(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("水渠长度不超过300米。", "水渠长至多300米。"),
        ("水渠长300米左右。", "水渠长约300米。"),
        ("展厅面积超过500平方米。", "展厅面积500多平方米。"),
        ("如果超过80公里就罚款。", "车速不到80公里。"),
    ],
)
def test_what_is_no_more_is_not(statement: str, quote: str) -> None:
    assert "bound-exceeded" not in signs(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote", "is_missed"),
    [
        ("到会的船主不到二百人。", "二百余名船主到会。", True),
        ("展柜占了将近一半。", "展柜占一半以上。", True),
        ("镇里组织近百名船工培训。", "镇里组织上百名船工培训。", True),
        ("到会的船主近二百人。", "到会的船主不足二百人。", False),
        ("到会的船主不少于二百人。", "二百余名船主到会。", False),
        ("附近二百人到会。", "二百余名船主到会。", False),
    ],
)
def test_what_is_more_is_not_told_to_fall_short(statement: str, quote: str, is_missed: bool) -> None:
    assert ("bound-missed" in signs(statement, quote)) is is_missed


def test_all_there_is_is_neither_more_nor_less() -> None:
    assert "bound-exceeded" in signs("书院的琴师超过11人。", "书院琴师共11人。")
    assert "bound-missed" in signs("渡船的座位不到96个。", "渡船的座位只有96个。")
    assert "bound-exceeded" not in signs("书院的琴师超过11人。", "书院琴师11人以上。")


def test_the_most_is_not_the_least() -> None:
    assert "bound-of-another" in signs("每队至少八人。", "每队限八人。")
    assert "bound-of-another" in signs("做一套书柜最多三千元。", "书柜三千元起。")
    assert "bound-of-another" not in signs("每队至多八人。", "每队限八人。")


def test_rounded_amount_lies_on_the_side_that_its_bound_says() -> None:
    assert signs("清水占比超过七成。", "清水占比68%。") & {"amount-unknown", "amount-rival"}
    assert not signs("清水占比近七成。", "清水占比68%。") & {"amount-unknown", "amount-rival"}


def test_an_average_is_not_told_of_each() -> None:
    quote = "补贴由镇财政发到船主，每艘平均9000元。"
    assert "average-dropped" in signs("每艘渔船的补贴是9000元。", quote)
    assert "average-dropped" not in signs("渔船的补贴平均每艘9000元。", quote)
    assert "average-dropped" not in signs("每艘渔船的补贴大约9000元。", quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("收到通知后7天内可以申诉。", "可在收到通知后7日内申诉。"),
        ("他已登台四回。", "他已登台四次。"),
        ("剧团两度停演。", "剧团停演了两次。"),
        ("膝盖缝了3针。", "膝盖缝了三针。"),
        ("船程一个半小时。", "船程90分钟。"),
        ("粮食和织布是镇上的两大产业。", "镇上有粮食、织布两个产业。"),
        ("周五大降温。", "周五气温大降。"),
        ("顾小满2000年进入县里的游泳队。", "顾小满1999年学成，翌年进入县里的游泳队。"),
    ],
)
def test_figures_written_otherwise_are_the_same(statement: str, quote: str) -> None:
    assert not signs(statement, quote) & {"amount-unknown", "amount-rival", "count-unknown"}
