"""Recognise what a page prints twice: the whole body, the body without its first paragraph, or line by line."""

import re
from collections.abc import Sequence

from index.chinese.sentences import split_sentences
from index.clean.lines import Line

_NOT_TEXT = re.compile(r"[\W_]+")
_CONTENTS = re.compile(r"[【\[]?目\s{0,4}[录錄次][】\]]?")
_ENTRY_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2}){0,2}[.、．\s]\s*(?=\D)")
_PAGE = re.compile(r"(?:\s|[.．…·]{2,})[.．…·\s]*\d{1,4}$")
_MIN_ENTRIES = 2
_MAX_ENTRY_CHARS = 60
_MIN_LINE_CHARS = 10
"""A shorter line (一、, 服务内容) may rightly occur twice; it is dropped only with repeated neighbours."""
_MIN_RUN = 2
_MIN_SINGLE_CHARS = 30
"""A single repeated sentence counts as printed twice from this length on, two in a row at any length."""


def drop_repeated(lines: list[Line]) -> list[Line]:
    """Return `lines` without those that repeat an earlier line (ignoring spaces and punctuation)."""
    keys = ["" if line.row else _NOT_TEXT.sub("", line.text) for line in lines]
    seen: set[str] = set()
    repeated = []
    for place, key in enumerate(keys):
        at_once = place > 0 and len(key) > 1 and key == keys[place - 1]
        repeated.append(at_once or (len(key) >= _MIN_LINE_CHARS and key in seen))
        seen.add(key)
    if not any(repeated):
        return lines
    first = {key: place for place, key in reversed(list(enumerate(keys)))}
    for place, key in enumerate(keys):
        if repeated[place] or len(key) >= _MIN_LINE_CHARS or first[key] == place:
            continue
        before = place == 0 or repeated[place - 1]
        after = place + 1 == len(keys) or repeated[place + 1]
        repeated[place] = before and after
    return [line for line, gone in zip(lines, repeated, strict=True) if not gone]


def contents_of(lines: Sequence[Line]) -> frozenset[int]:
    """Return the numbers of the lines of a table of contents: below 目录, at least two that each name a line further
    down, perhaps with their numbers and pages."""
    later = {line.text: n for n, line in enumerate(lines)}
    found: set[int] = set()
    for start, line in enumerate(lines):
        if not _CONTENTS.fullmatch(line.text):
            continue
        end = start + 1
        while end < len(lines) and not lines[end].row and len(lines[end].text) <= _MAX_ENTRY_CHARS:
            entry = _PAGE.sub("", lines[end].text)
            if max(later.get(entry, 0), later.get(_ENTRY_NUMBER.sub("", entry), 0)) <= end:
                break
            end += 1
        found |= set(range(start, end)) if end > start + _MIN_ENTRIES else set()
    return frozenset(found)


def drop_repeated_sentences(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Return the paragraphs without runs of sentences that repeat earlier ones, and those sentences."""
    if sum(map(len, paragraphs)) < 2 * _MIN_SINGLE_CHARS:
        return paragraphs, []
    pieces = [_sentences(text) for text in paragraphs]
    keys = [_NOT_TEXT.sub("", piece) for sentences in pieces for piece in sentences]
    gone = _repeated_runs(keys)
    if not any(gone):
        return paragraphs, []
    removed = [
        piece for piece, is_gone in zip((p for sentences in pieces for p in sentences), gone, strict=True) if is_gone
    ]
    kept, place = [], 0
    for sentences in pieces:
        text = "".join(piece for i, piece in enumerate(sentences) if not gone[place + i])
        place += len(sentences)
        if text.strip():
            kept.append(text.strip())
    return kept, removed


def _sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with the white space after it, so that joining them restores the text."""
    starts = [sentence.start for sentence in split_sentences(text)]
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def _repeated_runs(keys: list[str]) -> list[bool]:
    """Return for each sentence whether it belongs to a run that repeats an earlier one."""
    first: dict[str, int] = {}
    earlier = []
    for place, key in enumerate(keys):
        earlier.append(first.get(key, -1) if key else -1)
        if key:
            first.setdefault(key, place)
    gone = [False] * len(keys)
    place = 0
    while place < len(keys):
        if earlier[place] < 0:
            place += 1
            continue
        end = place + 1
        while end < len(keys) and earlier[end] > earlier[end - 1] >= 0:
            end += 1
        chars = sum(len(key) for key in keys[place:end])
        if (end - place >= _MIN_RUN and chars >= 20) or chars >= _MIN_SINGLE_CHARS:
            gone[place:end] = [True] * (end - place)
        place = end
    return gone
