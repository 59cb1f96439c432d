"""The lines of a page with what its markup says about each, and the account of those left out; plain text as such
lines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from index.article import RemovedLine
from index.errors import LoadError
from index.messages import Message


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text without surrounding space, and what the page's markup says about it.

    `starts`: it follows a blank line or is indented; `linked`: it is mostly link text; `heading`: the page marks it up
    as a heading. `row`: it is a table row, a form field, a question or an answer, so it is never joined to another line
    or taken for furniture or a title. `item`: it stands in a list behind a bullet, which the text does not repeat.
    `apart`: a blank line of plain text stands above it.
    """

    text: str
    starts: bool = False
    linked: bool = False
    heading: bool = False
    row: bool = False
    item: bool = False
    apart: bool = False


_FIELD = re.compile(
    r"^[\u4e00-\u9fffA-Za-z]{1,8}(?:[（(][^（()）]{1,8}[)）])?\s?[：:]\s?[^\s。！？][^。！？]{0,40}$"
    r"|^[\u4e00-\u9fff]{2,4}[ \u3000]+[¥￥]?\d\S{0,12}$"
)
_ANNOUNCEMENT = re.compile(
    r"^[^：:]{0,6}(?:通知|公告|通告|启事|提示|提醒|预警|快讯|关于|访谈|专访|对话|特写|纪实|攻略|教程|教案|口述史|口述实录|手记|侧记|随笔|科普|盘点)"
)


def is_field(text: str) -> bool:
    """Return whether a line is a name and its value (末班：22:30), not an announcement (通知：明日停水)."""
    return _FIELD.match(text) is not None and not is_announcement(text)


def is_announcement(text: str) -> bool:
    """Return whether a line opens with what it is (通知：明日停水), as a title may."""
    return _ANNOUNCEMENT.match(text) is not None


def is_one_of_fields(lines: Sequence[Line], number: int) -> bool:
    """Return whether a line is a field next to another one; such a series contains no title."""
    beside = (n for n in (number - 1, number + 1) if 0 <= n < len(lines))
    return is_field(lines[number].text) and any(is_field(lines[n].text) and not lines[n].row for n in beside)


MAX_LINE_BREAKS = 100_000
_LOST_BREAK = re.compile(r"(?<=[。！？!?；：”’」）)】]) {2,}| *\u3000{2,}| {4,}")
_SPACED_STAMP = re.compile(r"^[\[［【][\s\d:：/\-.年月日]{8,90}[\]］】]")
_LONG_LINE = 120


def check_line_count(text: str) -> None:
    """Raise LoadError for a text with more line breaks than any article has."""
    breaks = text.count("\n")
    if breaks > MAX_LINE_BREAKS:
        raise LoadError(Message("text-too-many-lines", {"lines": breaks}))


def text_to_lines(text: str) -> list[Line]:
    """Return the lines of plain text; in long lines, wide gaps that once were line breaks count as such."""
    check_line_count(text)
    lines: list[Line] = []
    gap = True
    for raw in text.split("\n"):
        stripped = raw.strip(" \u3000")
        if not stripped:
            gap = True
            continue
        starts, apart = gap or raw.startswith(("  ", "\u3000")), gap
        gap = False
        stripped = _SPACED_STAMP.sub(lambda match: " ".join(match.group().split()), stripped)
        if len(stripped) > _LONG_LINE and "\ufdd0" not in stripped and ("  " in stripped or "\u3000\u3000" in stripped):
            pieces = [piece.strip(" \u3000") for piece in _LOST_BREAK.split(stripped)]
            lines.extend(Line(piece, True, apart=apart and not number) for number, piece in enumerate(pieces) if piece)
        else:
            lines.append(Line(stripped, starts, apart=apart))
    return lines


# ---- What cleaning leaves out, line by line, with what each was taken for: nothing is dropped silently


class Removal(Enum):
    """What a line outside the article was taken for; the value is shown to people."""

    FURNITURE = "导航与按钮"
    NOTICE = "声明"
    RELATED = "其他文章"
    COMMENT = "评论"
    ADVERT = "广告"
    CAPTION = "图片说明"
    CREDIT = "署名、日期与来源"
    TITLE = "标题"
    ABOVE_TITLE = "标题以上的栏目名"
    REPEATED = "重复的内容"
    DELETED = "作者划掉的字"
    HIDDEN = "页面上看不见的字"
    OUTSIDE = "正文以外"
    FRONT_MATTER = "文件头"


class Account:
    """Collects what is removed, in the order of removal."""

    def __init__(self) -> None:
        self._lines: list[RemovedLine] = []

    def copied(self) -> "Account":
        """Return an account of the same lines, for an attempt that may be given up."""
        other = Account()
        other._lines = [*self._lines]
        return other

    def add(self, text: str, removal: Removal) -> None:
        """Note a line or piece, unless blank."""
        if text.strip():
            self._lines.append(RemovedLine(text.strip(), removal.value))

    def add_lines(self, texts: Iterable[str], removal: Removal) -> None:
        for text in texts:
            self.add(text, removal)

    def add_missing(self, before: Sequence[Line], after: Sequence[Line], removal: Removal) -> None:
        """Note the lines of `before` that are not in `after`, compared by identity."""
        kept = set(map(id, after))
        self.add_lines((line.text for line in before if id(line) not in kept), removal)

    @property
    def lines(self) -> tuple[RemovedLine, ...]:
        return tuple(self._lines)


# ---- Superscripts, subscripts and ruby annotations as equivalent plain text: 10⁵, CO2, 鼋（yuán）


_RAISED = str.maketrans("0123456789+-−=()nia", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵃ")
_REFERENCE = re.compile(r"\s*[\[［【〔]\s*(?:\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*|注|註|来源请求|a-z)\s*[\]］】〕]\s*")
_READABLE_RAISED = re.compile(r"[0-9+\-−=()n]{1,6}")
_NO_POWER = re.compile(r"(?:®|™|©|SM|TM|st|nd|rd|th)", re.IGNORECASE)
_BEFORE_POWER = re.compile(r"[\dA-Za-zμμΩ℃㎡)）]$|[米里秒克升]$")


def is_reference_mark(raised: str, before: str) -> bool:
    """Return whether raised text is a note's mark, not a power: [1], or a bare number after a Chinese word."""
    text = raised.strip()
    if _REFERENCE.fullmatch(text):
        return True
    return re.fullmatch(r"[\d*†‡①-⑳,，\-]{1,7}", text) is not None and not _BEFORE_POWER.search(before.rstrip())


def raise_text(raised: str) -> str:
    """Return a superscript as text: in superscript characters if they exist, else after a caret (e^x)."""
    text = raised.strip()
    if not text or _NO_POWER.fullmatch(text) or re.fullmatch(r"[（(].*[)）]|[\u4e00-\u9fff，。；：]+", text):
        return raised
    if _READABLE_RAISED.fullmatch(text):
        return text.translate(_RAISED)
    return f"^{text}" if len(text) <= 6 else f"（{text}）"


def annotate(reading: str) -> str:
    """Return a ruby annotation's reading in the form that follows its base text."""
    reading = reading.strip().strip("()（）").strip()
    return f"（{reading}）" if reading else ""
