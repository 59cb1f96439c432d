"""How the known documents are read, kind by kind: a change of the reader may not lose what it could do."""

from collections import defaultdict
from functools import cache

import pytest

from tests.reading.document_truth import load_documents
from tests.reading.reading_score import Score, score_document

WHOLE_KINDS = (
    "blog", "court", "encyclopedia", "forum", "government", "html-table", "manual", "markdown", "markdown-table",
    "markup", "news", "old-page", "portal", "qa-page", "text", "text-dates", "text-qa", "text-table", "traditional",
    "wechat",
)  # fmt: skip
"""Kinds of text and pages of which no sentence may be lost, and every row carries its heads."""
FAULTLESS_KINDS = (
    "blog", "html-table", "manual", "markdown", "markdown-table", "markup", "portal", "text", "text-dates", "text-qa",
    "text-table", "traditional", "wechat",
)  # fmt: skip
"""Kinds of which nothing foreign is kept, and title, day, source and author are right wherever they are asked."""


@cache
def scores() -> dict[str, Score]:
    found: dict[str, Score] = defaultdict(Score)
    for document in load_documents():
        if document.kind in WHOLE_KINDS:
            found[document.kind].add(score_document(document))
    return found


@pytest.mark.parametrize("kind", WHOLE_KINDS)
def test_no_sentence_and_no_fact_is_lost(kind: str) -> None:
    score = scores()[kind]
    assert (score.kept, score.headed_rows, score.known_facts) == (score.sentences, score.rows, score.facts), (
        score.misses
    )


@pytest.mark.parametrize("kind", FAULTLESS_KINDS)
def test_nothing_foreign_is_kept_and_what_is_said_of_it_is_right(kind: str) -> None:
    score = scores()[kind]
    assert score.foreign == 0, score.misses
    assert score.right == score.asked or kind == "blog", score.misses


def test_titles_days_and_foreign_lines_of_all_texts_and_pages() -> None:
    total = Score()
    for score in scores().values():
        total.add(score)
    assert total.right["title"] >= 0.99 * total.asked["title"]
    assert total.right["published"] >= 0.97 * total.asked["published"]
    assert total.right["source"] >= 0.95 * total.asked["source"]
    assert total.right["author"] >= 0.90 * total.asked["author"]
    assert total.foreign <= 0.01 * total.indexed
