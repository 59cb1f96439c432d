"""Sentences end where a reader would end them, and every span is a span of the text given."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chinese.sentences import MAX_SENTENCE_CHARS, split_sentences


def pieces(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("桥通车了。路也修好了！谁修的？", ["桥通车了。", "路也修好了！", "谁修的？"]),
        ("没有句号的一段话", ["没有句号的一段话"]),
        ("", []),
        (" \u3000\n\t ", []),
        ("。", ["。"]),
        ("  前后有空白。  又一句。 ", ["前后有空白。", "又一句。"]),
        ("他说：“桥通车了。”大家鼓掌。", ["他说：“桥通车了。”", "大家鼓掌。"]),
        ("真的吗？！是的。", ["真的吗？！", "是的。"]),
        ("等一等……再走。", ["等一等……", "再走。"]),
        ("单个省略号…不断开。", ["单个省略号…不断开。"]),
        ("全长3.5公里，投资1.2亿元。", ["全长3.5公里，投资1.2亿元。"]),
        ("It opened. Then it rained.", ["It opened.", "Then it rained."]),
        ("捐款的是John W. Smith先生。他来过。", ["捐款的是John W. Smith先生。", "他来过。"]),
        ("专辑《出发！北岸》上市了。卖得很好。", ["专辑《出发！北岸》上市了。", "卖得很好。"]),
        ("他读了《谁的桥？》。很喜欢。", ["他读了《谁的桥？》。", "很喜欢。"]),
        ("第一项；第二项。", ["第一项；第二项。"]),
    ],
)
def test_sentences_of_one_paragraph(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize("opening, closing", ["（）", "()"])
def test_short_remark_in_brackets_stays_in_its_sentence(opening: str, closing: str) -> None:
    text = "大桥（当地人说：好！真好）昨天通车。".replace("（", opening).replace("）", closing)
    assert pieces(text) == [text]


def test_bracket_that_is_never_closed_does_not_swallow_the_text() -> None:
    assert pieces("大桥（又名澄桥。昨天通车。今天检修。") == ["大桥（又名澄桥。", "昨天通车。", "今天检修。"]


def test_long_run_without_full_stop_is_cut_at_its_last_comma() -> None:
    text = "甲" * 250 + "，" + "乙" * 120
    assert pieces(text) == ["甲" * 250 + "，", "乙" * 120]


def test_semicolon_is_preferred_to_a_later_comma() -> None:
    text = "甲" * 150 + "；" + "乙" * 100 + "，" + "丙" * 120
    assert pieces(text) == ["甲" * 150 + "；", "乙" * 100 + "，" + "丙" * 120]


def test_ten_thousand_characters_without_any_mark_are_cut_at_the_limit() -> None:
    assert [len(piece) for piece in pieces("字" * 10_000)] == [MAX_SENTENCE_CHARS] * 33 + [100]


@given(st.text(alphabet="甲乙丙。！？；，：“”（）() \n\u3000….A1", max_size=700))
def test_spans_are_in_order_trimmed_and_lose_only_white_space(text: str) -> None:
    sentences = split_sentences(text)
    assert all(0 < s.end - s.start <= MAX_SENTENCE_CHARS for s in sentences)
    assert all(a.end <= b.start for a, b in pairwise(sentences))
    assert all(piece == piece.strip() for piece in pieces(text))
    assert "".join("".join(pieces(text)).split()) == "".join(text.split())
