"""The word of the thing a question asks for."""

import pytest

from qa.question import find_focus, share_held


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("救援船往哪个方向开走了？", ("方向",)),
        ("清水河的水位如何？", ("水位",)),
        ("水厂停止了什么供应？", ("供应",)),
        ("比赛在哪些城市举行？", ("城市",)),
        ("会议的主题是什么？", ("主题",)),
        ("谁主持了会议？", ()),
        ("大桥什么时候通车？", ()),
        ("", ()),
    ],
)
def test_thing_asked_for(question: str, focus: tuple[str, ...]) -> None:
    assert find_focus(question) == focus


def test_share_of_the_words_that_a_text_holds() -> None:
    assert share_held(("水位", "河道"), "水位回落。") == 0.5
    assert share_held((), "水位回落。") == 0.0
