"""What is exported of answers, before any format: headings, statements, numbered notes."""

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article, Paragraph
from index.messages import sentence
from index.snapshot import Filters
from qa.answer import Answer, Citation, Quote, Statement, Status, Timings
from qa.asking import QuestionAnswering
from qa.export import ExportedStatement, ExportedTurn, export_answers, file_name, note_text
from tests.qa.conftest import BRIDGE, PEAR

DAY = date(2026, 11, 22)
TIMINGS = Timings(1, 1, 2)


def cite(number: int, article: Article, paragraph: int, text: str) -> Citation:
    texts = {p.number: p.text for p in article.paragraphs}
    start = texts[paragraph].index(text)
    return Citation(number, Quote(article, paragraph, start, start + len(text)))


def answered(*pairs: tuple[Statement, Citation | None]) -> Answer:
    statements = tuple(statement for statement, _ in pairs)
    citations = tuple(citation for _, citation in pairs if citation is not None)
    return Answer("问？", Status.ANSWERED, statements, citations, (), None, TIMINGS)


LENGTH = cite(1, BRIDGE, 1, "澄青大桥5月1日正式通车，全长820米。")
TWICE = answered(
    (Statement(LENGTH.quote.text, (1,), (16, 20), before="大桥", after="注"), LENGTH),
    (Statement("没有依据的话。", (), is_supported=False), None),
    (Statement(LENGTH.quote.text, (1, 2)), cite(2, PEAR, 2, "今年预计接待游客三万人。")),
)


def test_notes_are_numbered_through_the_document_and_unsupported_statements_left_out() -> None:
    document = export_answers([TWICE, TWICE], DAY, title=" 大桥\n的事 ")
    assert (document.title, document.about) == ("大桥 的事", "由引据于 2026-11-22 导出。每条脚注都是原文里的一句。")
    text = LENGTH.quote.text
    assert [turn.statements for turn in document.turns] == [
        (ExportedStatement(text, (1,), (16, 20), "〔大桥〕", "〔注〕"), ExportedStatement(text, (1, 2))),
        (ExportedStatement(text, (3,), (16, 20), "〔大桥〕", "〔注〕"), ExportedStatement(text, (3, 4))),
    ]
    assert (
        document.notes
        == (
            "《澄青大桥通车》，澄青日报，2020-05-01，第 1 段：“澄青大桥5月1日正式通车，全长820米。”",
            "《梨花节开幕》，石渡发布，2021-04-02，第 2 段：“今年预计接待游客三万人。”",
        )
        * 2
    )


def test_every_citation_of_a_real_answer_is_a_note_with_its_verbatim_quote(answering: QuestionAnswering) -> None:
    answers = [
        answering.ask(text) for text in ("澄青大桥全长多少米？", "水库里有什么鱼？", "澄青大桥通车这篇文章的作者是谁？")
    ]
    document = export_answers(answers, DAY)
    quotes = [citation.quote.text for answer in answers for citation in answer.citations]
    assert len(document.notes) == len(quotes) > 1
    assert all(quote in note for quote, note in zip(quotes, document.notes, strict=True))
    assert document.title == f"{answers[0].question}等 3 个问题"
    assert document.turns[1] == ExportedTurn("水库里有什么鱼？", (), (ExportedStatement(answers[1].text),))
    assert "，文章信息：“作者：林小雨”" in document.notes[-1]


def test_remarks_say_how_the_question_was_asked() -> None:
    answer = replace(
        TWICE, stand_alone="澄青大桥多长？", filters=Filters(until=DAY, sources=("甲报",)), notes=(sentence("注。"),)
    )
    assert export_answers([answer], DAY).turns[0].remarks == (
        "按这个问题检索：澄青大桥多长？", "只检索了在 2026-11-22 及以前发布、来自“甲报”的文章。", "注。",
    )  # fmt: skip
    assert export_answers([answer], DAY, language="en").turns[0].remarks == (
        "Searched as: 澄青大桥多长？", "Searched only articles published on or before 2026-11-22, by 甲报.", "注。",
    )  # fmt: skip


def test_note_of_a_bare_article_says_what_is_not_known_and_where_it_is_on_the_web() -> None:
    article = Article("a/b.txt", "", None, "", "", "https://example.com/1", (Paragraph(1, "下雨。\r\n转晴。"),))
    assert note_text(Quote(article, 1, 0, 8)) == (
        "〔首句〕下雨，来源不详，日期不详，第 1 段：“下雨。\n转晴。” https://example.com/1"
    )


def test_what_cannot_be_seen_and_would_turn_the_text_is_left_out() -> None:
    article = Article("a", "题\u202e\x00目\n二", None, "报\x1b", "", "", (Paragraph(1, "雨\u2066停\x07了。"),))
    assert note_text(Quote(article, 1, 0, 6)) == "《题目 二》，报，日期不详，第 1 段：“雨停了。”"


@pytest.mark.parametrize(
    ("count", "given", "title"),
    [
        (1, "", "问？"),
        (1, "问？", "问？"),
        (2, "问？", "问？等 2 个问题"),
        (2, "问", "问等 2 个问题"),
        (2, "大桥", "大桥"),
    ],
)
def test_title_is_given_or_the_first_question_with_how_many_there_are(count: int, given: str, title: str) -> None:
    assert export_answers([TWICE] * count, DAY, title=given).title == title


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("大桥多长？", "大桥多长？.md"),
        ('../a\\b:c*"<>|?', "a b c.md"),
        ("...", "yinju.md"),
        ("", "yinju.md"),
        ("长" * 100, "长" * 60 + ".md"),
    ],
)
def test_file_name_is_one_any_system_takes(title: str, name: str) -> None:
    assert file_name(title, ".md") == name
