"""The evaluation set is sound: every question points at sample articles that hold its answer."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.article import Article, Rejection
from index.load.loader import iter_articles

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "articles"
KINDS = {"fact", "list", "comparison", "date", "metadata", "several", "unanswerable"}
MIN_QUESTIONS = 80
MIN_FOLLOW_UPS = 44
MIN_ANSWERABLE = 90

Row = dict[str, Any]


def read_rows(name: str) -> list[Row]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


QUESTIONS = read_rows("questions.jsonl")
DIALOGUES = read_rows("dialogues.jsonl")
ROWS = QUESTIONS + DIALOGUES
ANSWERABLE = [row for row in ROWS if row["kind"] != "unanswerable"]


@cache
def load_samples() -> tuple[Article | Rejection, ...]:
    files = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    return tuple(item for path in files for item in iter_articles(path, path.relative_to(SAMPLES).as_posix()))


@cache
def texts_by_id() -> dict[str, str]:
    """Everything a reader can be told of each sample: its metadata, one item a line, and its clean paragraphs."""
    texts = {}
    for article in load_samples():
        if isinstance(article, Article):
            published = article.published.isoformat() if article.published else ""
            metadata = [article.title, published, article.source, article.author]
            texts[article.id] = "\n".join([*metadata, *(paragraph.text for paragraph in article.paragraphs)])
    return texts


def missing_facts(row: Row) -> list[list[str]]:
    text = "\n".join(texts_by_id()[article] for article in row["articles"])
    return [spellings for spellings in row["answers"] if not any(spelling in text for spelling in spellings)]


def test_every_sample_is_read_as_an_article() -> None:
    assert [item for item in load_samples() if isinstance(item, Rejection)] == []


def test_ids_are_unique() -> None:
    ids = [row["id"] for row in ROWS]
    assert sorted(ids) == sorted(set(ids))


def test_no_question_is_asked_twice() -> None:
    asked = [(*row.get("history", ()), row["question"]) for row in ROWS]
    assert sorted(asked) == sorted(set(asked))


def test_kinds_are_known() -> None:
    assert {row["kind"] for row in QUESTIONS} == KINDS
    assert {row["kind"] for row in DIALOGUES} == {"follow_up", "unanswerable"}


def test_set_is_large_enough() -> None:
    follow_ups = [row for row in DIALOGUES if row["kind"] == "follow_up" and len(row["history"]) == 1]
    assert len(QUESTIONS) >= MIN_QUESTIONS
    assert len(follow_ups) >= MIN_FOLLOW_UPS
    assert len(ANSWERABLE) >= MIN_ANSWERABLE


def test_every_dialogue_has_an_earlier_question() -> None:
    assert [row["id"] for row in DIALOGUES if not row["history"]] == []


def test_unanswerable_questions_and_only_they_have_no_answers() -> None:
    for row in ROWS:
        is_unanswerable = row["kind"] == "unanswerable"
        assert (row["answers"] == [], row["articles"] == []) == (is_unanswerable, is_unanswerable), row["id"]


def test_every_listed_article_exists_and_every_article_is_asked_about() -> None:
    assert {article for row in ROWS for article in row["articles"]} == set(texts_by_id())


def test_questions_on_several_articles_name_several() -> None:
    assert [row["id"] for row in QUESTIONS if row["kind"] == "several" and len(row["articles"]) < 2] == []


@pytest.mark.parametrize("row", ANSWERABLE, ids=lambda row: row["id"])
def test_every_fact_occurs_in_a_listed_article(row: Row) -> None:
    assert missing_facts(row) == []


def test_suggested_questions_are_six_different_ones_about_the_samples() -> None:
    suggestions = tomllib.loads((ROOT / "ui" / "chat" / "suggestions.toml").read_text(encoding="utf-8"))["suggestions"]
    assert len({suggestion["question"] for suggestion in suggestions}) == len(suggestions) == 6
    assert {suggestion["article"] for suggestion in suggestions} <= set(texts_by_id())
