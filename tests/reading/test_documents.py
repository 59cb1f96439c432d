"""The set of known documents is itself right: what it says of a file stands in the file."""

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article, Paragraph
from tests.reading.document_truth import OR, ArticleTruth, Document, load_documents, normal, source_texts
from tests.reading.reading_score import score_results

MIN_PIECE_CHARS = 2
DOCUMENTS = load_documents()


def test_there_are_enough_documents_of_enough_kinds():
    assert len(DOCUMENTS) >= 60
    assert len({document.kind for document in DOCUMENTS}) >= 12
    assert len({document.name for document in DOCUMENTS}) == len(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_what_is_known_of_a_document_stands_in_it(document: Document):
    texts = [normal(text) for text in source_texts(document)]
    missing = [
        line
        for truth in document.articles
        for line in written_lines(truth)
        if not any(stands_in(normal(alternative), texts) for alternative in line.split(OR))
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_no_line_is_both_foreign_and_kept(document: Document):
    for truth in document.articles:
        kept = normal("\n".join(truth.known_pieces))
        assert [line for line in truth.foreign if normal(line) in kept] == []
        assert truth.kept or truth.rows or truth.pairs


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_faultless_reading_has_no_misses(document: Document):
    assert score_results(document, [faultless(truth) for truth in document.articles]).misses == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_reading_that_lost_a_line_and_kept_a_foreign_one_has_misses(document: Document):
    def spoil(article: Article) -> Article:
        foreign = Paragraph(2, "扫码加入读者群，领取新人红包。")
        return replace(article, paragraphs=(*article.paragraphs[:-1], foreign), published=date(1990, 1, 1))

    score = score_results(document, [spoil(faultless(truth)) for truth in document.articles])
    assert score.kept < score.sentences
    assert score.foreign == score.articles
    assert score.right["published"] == 0


def faultless(truth: ArticleTruth) -> Article:
    """Return the article as a careful person would write it down."""
    pairs = [f"{question}\n{answer}" for question, answer in truth.pairs]
    lines = [*truth.facts, *truth.kept, *truth.beside, *(line for line in truth.numbered), *pairs]
    lines += ["；".join(row.pieces) for row in truth.rows]
    text = "\n".join(line.split(OR)[0] for line in lines)
    title = (truth.title or "").split(OR)[0]
    names = (truth.source.split(OR)[0], truth.author.split(OR)[0])
    return Article("a", title, truth.published, *names, "a", (Paragraph(1, text),))


def stands_in(line: str, texts: list[str]) -> bool:
    """Say whether one text holds the line, or, where there are several, whether it is made of pieces of them."""
    if any(line in text for text in texts):
        return True
    while line and len(texts) > 1:
        longest = max((n for n in range(1, len(line) + 1) if any(line[:n] in text for text in texts)), default=0)
        if longest < min(len(line), MIN_PIECE_CHARS):
            return False
        line = line[longest:]
    return not line


def written_lines(truth: ArticleTruth) -> list[str]:
    cells = [cell for row in truth.rows for cell in (*row.cells, *row.heads) if not cell.endswith("%")]
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


def test_a_table_on_one_line_has_no_row_that_can_be_read_alone():
    document = next(document for document in DOCUMENTS if document.name == "值班安排.txt")
    article = faultless(document.articles[0])
    one_line = Paragraph(1, article.paragraphs[0].text.replace("\n", "；"))
    score = score_results(document, [replace(article, paragraphs=(one_line,))])
    assert (score.kept, score.rows, score.headed_rows) == (score.sentences, 4, 0)
