"""Chunks: whole sentences in order, each knowing its place in the paragraphs."""

from hypothesis import given
from hypothesis import strategies as st

from index.article import Chunk, Span
from index.chinese.sentences import split_sentences
from index.store.article_rows import split_chunks
from tests.conftest import make_article


def test_sentences_of_one_paragraph_share_one_span() -> None:
    article = make_article("a", "甲甲。 乙乙。")
    assert split_chunks(article) == [Chunk("a", 0, (Span(1, 0, 7),), "甲甲。 乙乙。")]


def test_chunk_over_two_paragraphs_has_two_spans_and_two_lines() -> None:
    article = make_article("a", "甲甲。\n乙乙。丙丙。")
    assert split_chunks(article) == [Chunk("a", 0, (Span(1, 0, 3), Span(2, 0, 6)), "甲甲。\n乙乙。丙丙。")]


def test_sentence_that_does_not_fit_begins_the_next_chunk() -> None:
    article = make_article("a", "甲甲。乙乙。丙丙。\n丁丁。")
    assert split_chunks(article, max_chars=6) == [
        Chunk("a", 0, (Span(1, 0, 6),), "甲甲。乙乙。"),
        Chunk("a", 1, (Span(1, 6, 9), Span(2, 0, 3)), "丙丙。\n丁丁。"),
    ]


def test_sentence_longer_than_a_chunk_stands_alone() -> None:
    article = make_article("a", "短。" + "长" * 9 + "。短。")
    assert [chunk.text for chunk in split_chunks(article, max_chars=6)] == ["短。", "长" * 9 + "。", "短。"]


def test_article_without_text_has_no_chunk() -> None:
    assert split_chunks(make_article("a", "")) == []
    assert split_chunks(make_article("a", " \u3000 ")) == []


def test_ten_thousand_characters_without_a_full_stop_lose_nothing() -> None:
    chunks = split_chunks(make_article("a", "字" * 10_000))
    assert [len(chunk.text) for chunk in chunks] == [300] * 33 + [100]


@given(st.lists(st.text(alphabet="甲乙。！，（） ", min_size=1, max_size=80), min_size=1, max_size=6))
def test_chunks_hold_every_sentence_once_in_order(lines: list[str]) -> None:
    article = make_article("a", "\n".join(lines))
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    chunks = split_chunks(article, max_chars=20)
    found = [
        (span.paragraph, span.start + sentence.start, span.start + sentence.end)
        for chunk in chunks
        for span in chunk.spans
        for sentence in split_sentences(texts[span.paragraph][span.start : span.end])
    ]
    wanted = [(number, s.start, s.end) for number, text in texts.items() for s in split_sentences(text)]
    assert [texts[p][a:b] for p, a, b in found] == [texts[p][a:b] for p, a, b in wanted]
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))
    for chunk in chunks:
        assert chunk.text == "\n".join(texts[s.paragraph][s.start : s.end] for s in chunk.spans)
