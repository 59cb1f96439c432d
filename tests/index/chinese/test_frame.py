"""What is said to whoever answers is no part of a question."""

import pytest

from index.chinese.asking import without_frame


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("请用一句话告诉我风铃渡大桥花了多少钱，不要超过二十个字", "风铃渡大桥花了多少钱"),
        ("麻烦帮我查一下，羽毛球馆几点关门？谢谢", "羽毛球馆几点关门"),
        ("我想问一下图书证怎么补办", "图书证怎么补办"),
        ("你知道渡口在哪里吗", "渡口在哪里吗"),
        ("简单说一下退课的流程，50字以内", "退课的流程"),
        ("请假条怎么写", "请假条怎么写"),
        ("用一句话概括这篇文章", "用一句话概括这篇文章"),
        ("作文不能少于多少字", "作文不能少于多少字"),
        ("告诉我", "告诉我"),
    ],
)
def test_frame_goes_and_the_question_stays(said: str, asked: str) -> None:
    assert without_frame(said).rstrip("？?") == asked
