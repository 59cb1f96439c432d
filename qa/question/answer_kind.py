"""Whether a sentence holds the kind of thing a question asks for: a name, a time, a number …"""

import re

from index.text.fold import fold_text
from index.text.words import tag_words
from qa.question.analysis import AnswerKind

_KIND_PATTERNS = {
    AnswerKind.TIME: re.compile(r"\d{1,4}年|\d{1,2}月|\d{1,2}[日号时点]|[上下]午|去年|今年|昨[日天]|小时|分钟"),
    AnswerKind.AMOUNT: re.compile(r"\d|[一二三四五六七八九十百千万亿两][个名家人次项条座所处台辆万亿元公吨%]"),
    AnswerKind.LIST: re.compile(r"一是|一要|第一|[（(]一[)）]|、[^、。]{1,30}、|[:：]"),
    AnswerKind.REASON: re.compile(
        r"因|由于|为了|导致|所以|以便|以免|原因|所致|致使|造成|使得|旨在|得益于|受.{1,20}影响"
    ),
}


def meets_kind(kind: AnswerKind, text: str) -> bool:
    """Return whether the text holds something of this kind; never for the kinds that no rule can tell."""
    folded = fold_text(text)
    if kind is AnswerKind.PERSON:
        return any(tag.startswith("nr") for _, tag in tag_words(folded))
    if kind is AnswerKind.PLACE:
        return any(tag in ("ns", "nt") for _, tag in tag_words(folded))
    pattern = _KIND_PATTERNS.get(kind)
    return pattern is not None and pattern.search(folded) is not None
