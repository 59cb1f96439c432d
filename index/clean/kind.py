"""Distinguish a page copied from the web from a plain document: only the former has furniture around its text."""

import re
from collections.abc import Sequence

from index.clean.furniture import (
    cut_tail_widget,
    find_inline_adverts,
    is_breadcrumb,
    is_furniture,
    is_notice,
    is_page_furniture,
    is_related_heading,
    is_statement,
    notice_start,
)
from index.clean.lines import Line

_TAIL_CHARS = 260
_FEW_LINES = 3
_WALL_CHARS = 400
_MAX_WIDGET_CHARS = 24
_MIN_LIKELY_LINES = 2
_MIN_REPEATED_CHARS = 8
_MIN_REPEATED_SENTENCES = 2
_MIN_REPEATED_ALONE = 30
_MIN_REPEATED_SHARE = 0.2
_SENTENCE = re.compile(r"[^。！？]+[。！？]")
_NOT_TEXT = re.compile(r"[\W_]+")
_SCRAPED = re.compile(
    r"^【?原?标\s{0,4}题】?\s*[:：]"
    r"|^[\[［【(（]?[\s\d\-:：/.年月日]{8,40}[\]］】)）]?\s*[，,]?\s*正\s?文\s*[:：]"
    r"|^来\s?源\s*[:：].{2,20}正\s?文|^正\s?文\s*[:：]"
)
_STATEMENTS = re.compile(r"[。！？]")


def is_copied_page(lines: Sequence[Line]) -> bool:
    """Return whether a text's lines show signs that only web pages have.

    A breadcrumb, a row of buttons, counters, a copyright line, a publisher's notice, an advert, a label from a scraper
    (原标题：, 正文：), missing line breaks, or the whole body printed twice. A word that a menu might contain (首页) is
    no evidence alone.
    """
    if not lines:
        return False
    texts = [line.text for line in lines if not line.row]
    if any(_SCRAPED.match(text) for text in texts[:8]) or any(map(_is_sure_furniture, texts)):
        return True
    if len(texts) <= _FEW_LINES and max(map(len, texts), default=0) > _WALL_CHARS:
        return True  # a scraper lost its line breaks
    if any(find_inline_adverts(text) for text in texts):
        return True
    if sum(_is_likely_furniture(text) for text in texts if len(text) <= _MAX_WIDGET_CHARS) >= _MIN_LIKELY_LINES:
        return True
    return _has_scraped_tail(texts) or _is_printed_twice(texts)


def _is_sure_furniture(text: str) -> bool:
    if is_breadcrumb(text) or is_page_furniture(text):
        return True
    return len(text) <= 400 and (is_statement(text) or is_notice(text[:_TAIL_CHARS]))


def _is_likely_furniture(text: str) -> bool:
    return is_related_heading(text) or (is_furniture(text) and re.search(r"[\u4e00-\u9fff]", text) is not None)


def _has_scraped_tail(texts: Sequence[str]) -> bool:
    """Return whether the last words are a widget or a notice glued to the text."""
    for text in texts[-2:]:
        tail = text[-_TAIL_CHARS:]
        last = _STATEMENTS.split(tail.rstrip("。！？"))[-1]
        if cut_tail_widget(text) != text or notice_start(last) is not None:
            return True
    return False


def _is_printed_twice(texts: Sequence[str]) -> bool:
    """Return whether so many sentences occur twice that no author wrote the text so."""
    seen: set[str] = set()
    repeated = repeated_chars = chars = 0
    for text in texts:
        for sentence in _SENTENCE.findall(text):
            key = _NOT_TEXT.sub("", sentence)
            chars += len(key)
            if len(key) < _MIN_REPEATED_CHARS:
                continue
            if key in seen:
                repeated += 1
                repeated_chars += len(key)
            seen.add(key)
    return repeated_chars >= _MIN_REPEATED_SHARE * chars and (
        repeated >= _MIN_REPEATED_SENTENCES or repeated_chars >= _MIN_REPEATED_ALONE
    )
