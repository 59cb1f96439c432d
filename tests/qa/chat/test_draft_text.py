"""A chat model's text cut into statements, whole or while it is still being written."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.chat.prompt import read_markers, split_statements


def cut(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(statement.text, statement.markers) for statement in split_statements(text)]


@pytest.mark.parametrize(
    ("marker", "numbers"),
    [
        ("[1]", (1,)),
        ("【2】", (2,)),
        ("［３］", (3,)),
        ("[1,3]", (1, 3)),
        ("[1、2，4]", (1, 2, 4)),
        ("[1-3]", (1, 2, 3)),
        ("[2–2]", (2,)),
        ("[资料1至资料3]", (1, 2, 3)),
        ("[^2]", (2,)),
        ("[0]", ()),
        ("[1-900]", (1, 900)),
        ("[3-1]", (3, 1)),
    ],
)
def test_markers(marker: str, numbers: tuple[int, ...]) -> None:
    assert read_markers(marker) == numbers
    assert cut(f"大桥全长820米{marker}。") == [("大桥全长820米。", numbers)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲县三十人[1][2]。乙县【3】有五十人。", [("甲县三十人。", (1, 2)), ("乙县有五十人。", (3,))]),
        ("大桥通车。[1] 梨花开了。[2]", [("大桥通车。", (1,)), ("梨花开了。", (2,))]),
        ("大桥通车了[1]。[1]。梨花开了", [("大桥通车了。", (1, 1)), ("梨花开了", ())]),
        ("大桥五月通车[1]，梨花四月开[2]。", [("大桥五月通车，", (1,)), ("梨花四月开。", (2,))]),
        ("其中[1]，大桥通车。", [("其中，大桥通车。", (1,))]),
        (
            "措施包括：\n1. **巡查**河道[1]；\n2、设立岗亭[2]。",
            [("措施包括：巡查河道；", (1,)), ("设立岗亭。", (2,))],
        ),
        ("全长（见资料1）820米。", [("全长820米。", (1,))]),
        ("3.5万人参加。", [("3.5万人参加。", ())]),
        ("大桥通车。大桥通车。", [("大桥通车。", ())]),
        ("<think>也许[9]。</think>大桥<b>通车</b>。", [("大桥通车。", ())]),
        ("<think>没有想完", []),
        ("大桥能走人吗？可以。步行八分钟[1]。", [("可以，步行八分钟。", (1,))]),
        ("否[1]。\n大桥不通车[2]。", [("否，大桥不通车。", (1, 2))]),
        ("有。", []),
        ("有人说：“桥通了吗？”大桥通车。", [("有人说：“桥通了吗？”", ()), ("大桥通车。", ())]),
        ("大桥通车。[1", [("大桥通车。", ())]),
        (
            "| 县 | 学校 | 教师 |\n|---|:-:|--|\n| 甲县 | 12所[1] | 300人 [2] |\n| 乙县 | 学校9所[3] | — |\n以上。",
            [
                ("甲县：学校12所，教师300人", (1, 2)),
                ("乙县：学校9所", (3,)),
                ("以上。", ()),
            ],
        ),
        ("| 项目 | 数值 |\n| - | - |\n| 员工 | 312人 [1] |", [("员工：312人", (1,))]),
        ("## 投资\n---\n**员工情况**\n员工312人[1]。", [("员工312人。", (1,))]),
        (
            "- **甲县**\n  - 学校12所[1]\n  - 医院3所[2]\n- 乙县通车[3]\n",
            [
                ("甲县：学校12所", (1,)),
                ("甲县：医院3所", (2,)),
                ("乙县通车", (3,)),
            ],
        ),
        ("1. 一期工程完工[1]。\n   - 投资三亿元[2]。", [("一期工程完工。", (1,)), ("投资三亿元。", (2,))]),
        ("```json\n大桥通车[1]。\n```", [("大桥通车。", (1,))]),
        ("大桥通车[1]。\n\n参考资料：\n[1] 澄青日报\n- [2] 澄青晚报\n", [("大桥通车。", (1,))]),
        ("消息来源：\n县里说大桥通车[1]。", [("消息来源：县里说大桥通车。", (1,))]),
        ("**注意**：大桥通车[1]。", [("注意：大桥通车。", (1,))]),
        ("[1]。**", []),
        ("", []),
    ],
)
def test_statements(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert cut(text) == expected


@settings(deadline=None)
@given(st.text(alphabet="大桥通车了12[]【】（）资料，。；：！\n-、*^ <think>/|#", max_size=60), st.data())
def test_more_text_changes_no_statement_but_the_last(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    before = split_statements(text[:at])[:-1]
    assert split_statements(text)[: len(before)] == before


@pytest.mark.parametrize("text", ["[1" + " " * 20_000, "[1 " * 7_000, "<think>" * 3_000, "（见" * 7_000, "[" * 20_000])
def test_text_of_a_model_that_is_stuck_is_cut_at_once(text: str) -> None:
    started = time.perf_counter()
    split_statements(text + "。")
    assert time.perf_counter() - started < 2
