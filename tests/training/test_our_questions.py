"""The questions written for training: what each says, and that those of our own documents are answered there."""

from collections import Counter

import pytest

from training.sources import OUR_QUESTIONS, Row, read_rows


@pytest.fixture(scope="module")
def questions() -> list[Row]:
    return list(read_rows(OUR_QUESTIONS, "questions"))


@pytest.fixture(scope="module")
def documents() -> dict[str, Row]:
    return {row["id"]: row for row in read_rows(OUR_QUESTIONS, "documents")}


def test_near_misses_and_answers_are_about_as_many(questions: list[Row]) -> None:
    share = Counter(row["answerable"] for row in questions)[True] / len(questions)
    assert 0.4 < share < 0.6


def test_no_question_is_asked_twice_of_a_document(questions: list[Row]) -> None:
    asked = Counter((row["doc"], row["question"]) for row in questions)
    assert not [each for each, times in asked.items() if times > 1]


def test_only_what_is_answered_has_quotes(questions: list[Row]) -> None:
    assert all(bool(row.get("quotes")) == row["answerable"] for row in questions)
    assert all(row.get("why") for row in questions if not row["answerable"])


def test_quotes_stand_in_our_own_documents(questions: list[Row], documents: dict[str, Row]) -> None:
    ours = [row for row in questions if row["doc"] in documents]
    assert len(ours) > 1000
    for row in ours:
        text = documents[row["doc"]]["text"]
        assert [quote for quote in row.get("quotes", []) if quote not in text] == [], row["id"]


def test_short_answer_or_each_of_its_parts_stands_in_a_quote(questions: list[Row]) -> None:
    for row in questions:
        quotes, answer = row.get("quotes", []), row.get("short") or ""
        is_whole = not answer or any(answer in quote for quote in quotes)
        parts = [] if is_whole else answer.split("、")
        assert [part for part in parts if not any(part in quote for quote in quotes)] == [], row["id"]
