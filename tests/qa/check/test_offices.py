"""Which post somebody holds: a deputy is not the head, and one person's post is not another's."""

import pytest

from qa.check.claim import read_claim
from qa.check.offices import is_office_otherwise

BOARD = "县剧团副团长白露致辞，团长田禾宣布开演，名誉团长高蓓到场。"


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("县剧团团长白露致辞。", BOARD),
        ("宣布开演的是副团长田禾。", BOARD),
        ("团长高蓓到场。", BOARD),
        ("馆长陆鸣说，展品已经运到。", "副馆长陆鸣说，展品已经运到。"),
        ("坐诊的是主任医师何青。", "副主任医师何青周四坐诊。"),
        ("总经理何青签了合同。", "厂长何青签了合同。"),
    ],
)
def test_another_post_is_found(statement: str, quote: str) -> None:
    assert is_office_otherwise(read_claim(statement), [read_claim(quote)])


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("副团长白露先致辞，团长田禾再宣布开演。", BOARD),
        ("白露是副团长，不是团长。", "副团长白露致辞。"),
        ("剧团的团长到场。", BOARD),
        ("团长与副团长都到了。", "正副团长都到了。"),
        ("水泵厂厂长职务由何青担任。", "免去白露副厂长职务，任命何青为厂长。"),
    ],
)
def test_the_same_post_is_not(statement: str, quote: str) -> None:
    assert not is_office_otherwise(read_claim(statement), [read_claim(quote)])
