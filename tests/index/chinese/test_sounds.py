"""Characters that one may be typed for."""

import pytest

from index.chinese.sounds import sound_alike


@pytest.mark.parametrize(("left", "right"), [("秒", "妙"), ("雨", "语"), ("山", "三"), ("宁", "林"), ("那", "纳")])
def test_alike(left: str, right: str) -> None:
    assert sound_alike(left, right)


@pytest.mark.parametrize(("left", "right"), [("江", "月"), ("一", "二"), ("东", "西"), ("a", "a"), ("县", "市")])
def test_not_alike(left: str, right: str) -> None:
    assert not sound_alike(left, right)
