"""Group an article's sentences into chunks, each embedded as one vector and found as one passage."""

from collections.abc import Iterator

from index.article import Article, Chunk, Span
from index.chinese.sentences import split_sentences

CHUNK_CHARS = 280
"""Maximum characters of a chunk. Set by measurement: docs/retrieval.md."""


CHUNKING_VERSION = 2
"""Increased when split_chunks or split_sentences change their results: libraries then need a rebuild."""


def split_chunks(article: Article, *, max_chars: int = CHUNK_CHARS) -> list[Chunk]:
    """Return the chunks of `article` in order: consecutive whole sentences, at most `max_chars` characters.

    Chunks do not overlap; a sentence longer than `max_chars` is a chunk of its own. Adjacent sentences of one
    paragraph share one Span, so a chunk that covers two paragraphs has two.
    """
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    chunks: list[Chunk] = []
    spans: list[Span] = []
    length = 0
    for span, joins in _sentence_spans(article):
        size = span.end - span.start
        if spans and length + size > max_chars:
            chunks.append(_make_chunk(article.id, len(chunks), spans, texts))
            spans, length, joins = [], 0, False
        if joins and spans:
            spans[-1] = Span(span.paragraph, spans[-1].start, span.end)
        else:
            spans.append(span)
        length += size
    if spans:
        chunks.append(_make_chunk(article.id, len(chunks), spans, texts))
    return chunks


def _sentence_spans(article: Article) -> Iterator[tuple[Span, bool]]:
    """Yield each sentence and whether it follows another sentence of the same paragraph."""
    for paragraph in article.paragraphs:
        for place, sentence in enumerate(split_sentences(paragraph.text)):
            yield Span(paragraph.number, sentence.start, sentence.end), place > 0


def _make_chunk(article_id: str, ordinal: int, spans: list[Span], texts: dict[int, str]) -> Chunk:
    text = "\n".join(texts[span.paragraph][span.start : span.end] for span in spans)
    return Chunk(article_id, ordinal, tuple(spans), text)
