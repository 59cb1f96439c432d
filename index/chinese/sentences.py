"""Split a paragraph into sentences."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.article import Sentence

MAX_SENTENCE_CHARS = 300
"""Longer runs without a full stop are cut at a weaker mark, so that a citation stays readable (our choice)."""

MAX_REMARK_CHARS = 60
"""A bracket not closed within this many characters is a typo, not a remark or a title."""
_MAX_KEPT_CHARS = 4000

_BRACKETS = (("（(", "）)"), ("《〈", "》〉"))
_CLOSERS = "”’」』）)】\"'"  # never 》: a title does not end a sentence
_END = re.compile(rf"\n|(?:[。！？!?]+|…{{2,}}|\.{{3,}}(?=\s|$)|(?<=[A-Za-z]{{2}})\.(?=\s+[A-Z]))[{_CLOSERS}]*")
_WEAK_MARKS = ("；;", "，,：:、", " \u3000")


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of one paragraph in order, as non-empty spans without surrounding white space."""
    return _split_kept(text) if len(text) <= _MAX_KEPT_CHARS else _split(text)


def _split(text: str) -> tuple[Sentence, ...]:
    sentences: list[Sentence] = []
    start = 0
    brackets = [marks for marks in _BRACKETS if any(opener in text for opener in marks[0])]
    for match in _END.finditer(text):
        if match.group() != "\n" and _inside_brackets(text, start, match.end(), brackets):
            continue
        sentences.extend(_bounded(text, start, match.end()))
        start = match.end()
    sentences.extend(_bounded(text, start, len(text)))
    return tuple(sentences)


_split_kept = lru_cache(maxsize=512)(_split)
"""Cached: reading an article needs a paragraph's sentences several times."""


def _inside_brackets(text: str, start: int, end: int, brackets: Sequence[tuple[str, str]]) -> bool:
    """Return whether a short bracketed remark or a title is still open: （他说：好！） and 《出发！》 belong to the
    sentence around them."""
    return any(_is_open(text, start, end, *marks) for marks in brackets)


def _is_open(text: str, start: int, end: int, openers: str, closers: str) -> bool:
    opened = max(text.rfind(mark, start, end) for mark in openers)
    if opened <= max(text.rfind(mark, start, end) for mark in closers):
        return False
    return any(text.find(mark, end, opened + MAX_REMARK_CHARS) != -1 for mark in closers)


def _bounded(text: str, start: int, end: int) -> list[Sentence]:
    """Return the trimmed span, cut into several if it is longer than MAX_SENTENCE_CHARS."""
    spans: list[Sentence] = []
    while end - start > MAX_SENTENCE_CHARS:
        cut = _weak_cut(text, start, start + MAX_SENTENCE_CHARS)
        _append_trimmed(spans, text, start, cut)
        start = cut
    _append_trimmed(spans, text, start, end)
    return spans


def _weak_cut(text: str, start: int, limit: int) -> int:
    """Return where to cut before `limit`: after the last ；, else the last ，, else a space, else at `limit`."""
    least = start + MAX_SENTENCE_CHARS // 3
    for marks in _WEAK_MARKS:
        cut = max(text.rfind(mark, least, limit) for mark in marks)
        if cut != -1:
            return cut + 1
    return limit


def _append_trimmed(spans: list[Sentence], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Sentence(start, end))
