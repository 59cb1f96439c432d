"""The statements written for training the checker: what each says of its quote."""

from collections import Counter

import pytest

from training.sources import OUR_CLAIMS, OUR_QUESTIONS, Row, read_rows


@pytest.fixture(scope="module")
def claims() -> list[Row]:
    return list(read_rows(OUR_CLAIMS, "claims"))


def test_true_and_false_statements_are_about_as_many(claims: list[Row]) -> None:
    share = sum(row["label"] for row in claims) / len(claims)
    assert 0.4 < share < 0.6


def test_a_statement_has_one_label_for_a_quote(claims: list[Row]) -> None:
    assert max(Counter((row["statement"], row["quote"]) for row in claims).values()) == 1


def test_kind_tells_whether_a_statement_is_true(claims: list[Row]) -> None:
    assert [row["id"] for row in claims if row["kind"].startswith("true") != bool(row["label"])] == []


def test_every_kind_of_falsehood_is_there_many_times(claims: list[Row]) -> None:
    kinds = Counter(row["kind"] for row in claims if not row["label"])
    assert len(kinds) >= 20
    assert min(kinds.values()) >= 50


def test_quotes_stand_in_our_own_documents(claims: list[Row]) -> None:
    documents = [*read_rows(OUR_QUESTIONS, "documents"), *read_rows(OUR_CLAIMS, "documents")]
    texts = {row["id"]: row["text"] for row in documents}
    ours = [row for row in claims if row["doc"] in texts]
    assert len(ours) > 20_000
    assert [row["id"] for row in ours if row["quote"] not in texts[row["doc"]]] == []
