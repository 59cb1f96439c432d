"""The JSON that scripts depend on."""

import json
from dataclasses import replace
from datetime import date

import pytest

from index.article import Reprint
from qa.asking import QuestionAnswering
from qa.json_form import answer_to_json, article_to_json, event_to_json, passage_to_json, shown_location
from qa.running import TextWritten
from qa.scope import make_filters
from tests.qa.conftest import BRIDGE

ANSWER_KEYS = [
    "question", "asked", "status", "answer", "reason", "note", "notes", "form", "nearest", "statements", "citations",
    "passages",
    "timings_ms",
]  # fmt: skip
CITATION_KEYS = {
    "number", "article", "title", "published", "source", "location", "paragraph", "start", "end", "quote",
    "paragraph_text",
}  # fmt: skip


def test_keys_and_values_of_an_answer(answering: QuestionAnswering) -> None:
    answer = json.loads(json.dumps(answer_to_json(answering.ask("澄青大桥全长多少米？")), ensure_ascii=False))
    assert list(answer) == ANSWER_KEYS
    assert (answer["question"], answer["status"]) == ("澄青大桥全长多少米？", "answered")
    assert answer["reason"] is None
    statement = answer["statements"][0]
    assert (statement["text"], statement["citations"]) == ("澄青大桥5月1日正式通车，全长820米。", [1])
    citation = answer["citations"][0]
    assert citation.keys() >= CITATION_KEYS
    assert {key: citation[key] for key in CITATION_KEYS} == {
        "number": 1, "article": "bridge", "title": "澄青大桥通车", "published": "2020-05-01", "source": "澄青日报",
        "location": "bridge", "paragraph": 1, "start": 0, "end": 20, "quote": "澄青大桥5月1日正式通车，全长820米。",
        "paragraph_text": BRIDGE.paragraphs[0].text,
    }  # fmt: skip
    passage = answer["passages"][0]
    assert passage.keys() >= {"rank", "score", "article", "title", "text"}
    assert (passage["rank"], passage["article"], passage["title"]) == (1, "bridge", "澄青大桥通车")
    assert passage["text"] == "\n".join(paragraph.text for paragraph in BRIDGE.paragraphs)
    assert answer["timings_ms"].keys() == {"retrieve", "read", "total"}


def test_every_citation_is_verbatim_and_every_statement_cites(answering: QuestionAnswering) -> None:
    for question in ("澄青大桥全长多少米？", "梨花节的主会场设在哪里？", "梨花节有哪些活动？"):
        answer = answer_to_json(answering.ask(question))
        numbers = [citation["number"] for citation in answer["citations"]]
        assert numbers == list(range(1, len(numbers) + 1))
        for citation in answer["citations"]:
            assert citation["paragraph_text"][citation["start"] : citation["end"]] == citation["quote"]
        for statement in answer["statements"]:
            assert statement["citations"]
            assert set(statement["citations"]) <= set(numbers)
        marked = "".join(s["text"] + "".join(f"[{n}]" for n in s["citations"]) for s in answer["statements"])
        assert answer["answer"] == marked or answer["status"] == "no_evidence"


def test_refusal_has_the_same_keys(answering: QuestionAnswering) -> None:
    answer = answer_to_json(answering.ask("水库里有什么鱼？"))
    assert list(answer) == ANSWER_KEYS
    assert (answer["status"], answer["statements"], answer["citations"]) == ("no_evidence", [], [])
    assert answer["answer"] == "这些文章里没有找到能回答这个问题的依据（已检索 3 篇文章）。"
    assert answer["reason"] == {
        "code": "no-evidence", "facts": {"searched": {"code": "searched", "facts": {"count": 3}}},
    }  # fmt: skip


def test_reason_of_a_question_under_filters_holds_them_as_values(answering: QuestionAnswering) -> None:
    filters = make_filters(date(1999, 1, 1), date(1999, 12, 31), ["澄青日报"])
    answer = json.loads(json.dumps(answer_to_json(answering.ask("澄青大桥全长多少米？", filters))))
    scope = {
        "code": "filters",
        "facts": {
            "parts": [
                {"code": "published-between", "facts": {"since": "1999-01-01", "until": "1999-12-31"}},
                {"code": "from-sources", "facts": {"sources": [{"code": "source", "facts": {"name": "澄青日报"}}]}},
            ]
        },
    }
    assert answer["reason"] == {"code": "no-article-fits", "facts": {"scope": scope}}


def test_article_without_a_date_has_null(answering: QuestionAnswering) -> None:
    passages = answer_to_json(answering.ask("图书馆周末开到晚上几点？"))["passages"]
    assert [p["published"] for p in passages if p["article"] == "opening"] == [None]


def test_events_end_in_the_answer_and_their_statements_are_its(answering: QuestionAnswering) -> None:
    events = [event_to_json(event) for event in answering.stream("澄青大桥全长多少米？")]
    kinds = [kind for kind, _ in events]
    answer = events[-1][1]
    assert (kinds[-1], set(kinds[:-1])) == ("answer", {"statement"})
    assert [value["statement"] for _, value in events[:-1]] == answer["statements"]
    assert [citation for _, value in events[:-1] for citation in value["citations"]] == answer["citations"]
    assert event_to_json(TextWritten("大桥")) == ("text", {"text": "大桥"})


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/srv/资料/雨.txt", "雨.txt"),
        ("/srv/资料/", "资料"),
        ("C:\\资料\\雨.txt", "雨.txt"),
        ("d:/资料/雨.txt", "雨.txt"),
        ("\\\\server\\share\\雨.txt", "雨.txt"),
        ("~/资料/雨.txt", "雨.txt"),
        ("file:///srv/资料/雨.txt", "雨.txt"),
        ("https://example.org/a/b.html", "https://example.org/a/b.html"),
        ("渡槽/1 号#a?", "渡槽/1 号#a?"),
        ("桥:1", "桥:1"),
        ("", ""),
    ],
)
def test_no_path_of_this_machine_is_told(location: str, shown: str) -> None:
    assert shown_location(location) == shown


def test_paths_stay_out_of_answers_passages_articles_and_reprints(answering: QuestionAnswering) -> None:
    folder = "/srv/secret-place"
    answer = answering.ask("澄青大桥全长多少米？")
    quote = answer.citations[0].quote
    article = replace(
        quote.article,
        location=f"{folder}/bridge.txt",
        reprints=(Reprint("again", "", None, "", f"{folder}/again.txt"),),
    )
    cited = replace(answer.citations[0], quote=replace(quote, article=article))
    passage = replace(answer.passages[0], article=article)
    told = [
        answer_to_json(replace(answer, citations=(cited,), passages=(passage,), nearest=cited.quote)),
        passage_to_json(passage),
        article_to_json(article),
    ]
    text = json.dumps(told, ensure_ascii=False)
    assert folder not in text
    assert text.count('"bridge.txt"') == 4  # the citation, the nearest sentence, the passage, the article
    assert text.count('"again.txt"') == 2
