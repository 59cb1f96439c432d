"""The set of known documents is itself right: what it says of a file stands in the file."""

import pytest

from tests.reading.document_truth import OR, ArticleTruth, Document, load_documents, normal, source_text

DOCUMENTS = load_documents()


def test_there_are_enough_documents_of_enough_kinds():
    assert len(DOCUMENTS) >= 60
    assert len({document.kind for document in DOCUMENTS}) >= 12
    assert len({document.name for document in DOCUMENTS}) == len(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_what_is_known_of_a_document_stands_in_it(document: Document):
    source = normal(source_text(document))
    missing = [
        line
        for truth in document.articles
        for line in written_lines(truth)
        if not any(normal(a) in source for a in line.split(OR))
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_no_line_is_both_foreign_and_kept(document: Document):
    for truth in document.articles:
        kept = normal("\n".join(truth.known_pieces))
        assert [line for line in truth.foreign if normal(line) in kept] == []
        assert truth.kept or truth.rows or truth.pairs


def written_lines(truth: ArticleTruth) -> list[str]:
    cells = [cell for row in truth.rows for cell in (*row.cells, *(head.split("（")[0] for head in row.heads))]
    numbered = [line.split(" ", 1)[1] for line in truth.numbered]
    pairs = [part for pair in truth.pairs for part in pair]
    facts = [part for fact in truth.facts for part in fact.split("：", 1)]
    return [
        *truth.kept,
        *truth.beside,
        *numbered,
        *cells,
        *pairs,
        *facts,
        *truth.foreign,
        *(truth.title or "").split("\n")[:1],
    ]
