"""The newest or the first of the dated lines of one article."""

import pytest

from index.article import Article, Paragraph
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.several import find_dated_line
from qa.reader.short_answer import find_short_answer

LINES = ("2024年3月1日：越剧《断桥》", "2024年6月2日：话剧《茶馆》", "2024年5月3日：评弹专场")
ARTICLE = Article("stage", "月湖剧院演出", None, "", "", "", (Paragraph(1, "\n".join(LINES)),))
BEST = Scored(Candidate(ARTICLE, 1, 0, len(LINES[0]), 0), 1.0)
WEIGHTS = WordWeights({"剧院": 0.5, "演出": 0.5})


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("月湖剧院最近一次演出是什么", LINES[1]),
        ("月湖剧院最早的演出是什么", LINES[0]),
        ("月湖剧院有什么演出", None),
    ],
)
def test_dated_line_that_is_newest_or_first(question: str, line: str | None) -> None:
    found, _ = find_dated_line(read_question(question), WEIGHTS, [BEST])
    assert [item.candidate.text for item in found] == ([line] if line else [])


def test_heading_of_the_dated_lines_stands_for_them() -> None:
    text = "大事记\n2011年4月3日：剧院落成\n2016年9月20日：评弹厅开放"
    article = Article("years", "月湖剧院", None, "", "", "", (Paragraph(1, "剧院在桥边。"), Paragraph(2, text)))
    for start, end, expected in ((0, 3, ["2016年9月20日：评弹厅开放"]), (None, None, [])):
        place = Candidate(article, 2, start, end, 0) if start is not None else Candidate(article, 1, 0, 6, 0)
        weights = WordWeights({"剧院": 0.5, "大事": 0.5})
        found, _ = find_dated_line(read_question("剧院最近一件大事是什么"), weights, [Scored(place, 1.0)])
        assert [item.candidate.text for item in found] == expected


def test_newest_line_is_not_newest_where_its_article_states_a_later_day() -> None:
    lines = (Paragraph(1, "月湖剧院2024年9月5日演出昆曲。"), Paragraph(2, "\n".join(LINES)))
    article = Article("stage", "月湖剧院演出", None, "", "", "", lines)
    best = [Scored(Candidate(article, 2, 0, len(LINES[0]), 0), 1.0)]
    assert find_dated_line(read_question("剧院最近一次演出是什么"), WEIGHTS, best) == ([], "")
    (first,), _ = find_dated_line(read_question("剧院最早的演出是什么"), WEIGHTS, best)
    assert first.candidate.text == LINES[0]


def test_dated_lines_tell_nothing_of_what_their_article_does_not_name() -> None:
    weights = WordWeights({"歌舞团": 0.7, "演出": 0.3})
    assert find_dated_line(read_question("歌舞团最近一次演出是什么"), weights, [BEST]) == ([], "")


PHONES = "电话：东站031-6650011，西站031-6650022，投诉031-6650033。"


@pytest.mark.parametrize(
    ("question", "short"),
    [("西站电话是多少", "031-6650022"), ("东站的电话号码是多少", "031-6650011"), ("电话是多少", "031-6650033")],
)
def test_number_beside_the_thing_named_is_the_short_answer(question: str, short: str) -> None:
    article = Article("phones", "渡口", None, "", "", "", (Paragraph(1, PHONES),))
    last = PHONES.index("031-6650033")
    scored = Scored(Candidate(article, 1, 0, len(PHONES), 0), 1.0, (last, last + len("031-6650033")))
    span = find_short_answer(read_question(question), scored)
    assert span is not None and PHONES[slice(*span)] == short
