"""Answers with several facts as tables for a spreadsheet (CSV) and as pictures (SVG)."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from index.messages import CHINESE, Message, say
from qa.answer import Answer, Entry, Form, Statement, iso
from qa.export import one_line
from qa.forms.times import period_in_words

# ---- A statement as the screen, the table and the picture show it


@dataclass(frozen=True)
class ShownLine:
    """A statement of a form: `head` is the period (or subject and period), `rest` what else was added before it."""

    statement: Statement
    entry: Entry
    number: int
    """Its first citation."""
    head: str
    rest: str


def shown_lines(answer: Answer) -> list[ShownLine]:
    """Return the statements of an answer in a form, in order; [] for any other answer."""
    lines = []
    for statement in answer.statements:
        if statement.entry is not None and statement.citations:
            head, _, rest = statement.before.partition("；")
            lines.append(ShownLine(statement, statement.entry, statement.citations[0], head, rest))
    return lines


def has_picture(answer: Answer) -> bool:
    """Return whether an answer's form can be drawn: a timeline or figures."""
    return answer.form in (Form.TIMELINE, Form.POSTS, Form.TABLE) and bool(shown_lines(answer))


def period_of(entry: Entry) -> str:
    """Return an entry's days in words, '' if none are known."""
    return period_in_words(entry.since, entry.until) if entry.since and entry.until else ""


# ---- As a table


_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets read UTF-8 as the system's legacy encoding."""
_FORMULA = ("=", "+", "-", "@", "\t")


def to_csv(answer: Answer, language: str = CHINESE) -> str:
    """Return the lines of a form as CSV with a header row, for spreadsheets."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(say(Message("form-columns"), language).split("|"))
    quotes = {citation.number: citation.quote for citation in answer.citations}
    for line in shown_lines(answer):
        article, entry = quotes[line.number].article, line.entry
        told = [iso(entry.since) or "", iso(entry.until) or ""]
        value = "" if entry.value is None else f"{entry.value:g}" if abs(entry.value) < 1e6 else f"{entry.value:.2f}"
        what = [entry.subject, entry.aspect, value, entry.unit, entry.shown]
        remark = "；".join(filter(None, (line.head, line.rest, line.statement.after)))
        where = [article.title or article.face, article.source, iso(article.published) or ""]
        cells = [*told, *what, line.statement.text, remark, str(entry.articles), *where]
        writer.writerow([_as_text(one_line(cell)) for cell in cells])
    return _BYTE_ORDER_MARK + text.getvalue()


def _as_text(cell: str) -> str:
    """Return the cell escaped so that no spreadsheet reads it as a formula."""
    is_number = cell.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) and not is_number else cell


# ---- As a picture


_WIDTH, _MARGIN, _LINE_HEIGHT, _GAP = 960, 48, 26, 18
_FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',sans-serif"
_INK, _QUIET, _ACCENT, _PAPER = "#1f2a2c", "#5f6b6d", "#1a6f63", "#ffffff"
_TEXT_CHARS = 84
_BAR_LEFT, _BAR_WIDTH = 400, 340


def to_svg(answer: Answer, language: str = CHINESE) -> str:
    """Return the picture of a form as an SVG file: a timeline, or bars for figures, with the sources below."""
    lines = shown_lines(answer)
    draw = _draw_bars if answer.form is Form.TABLE else _draw_days
    parts = [_text(_MARGIN, 52, part, size=22, style=_BOLD) for part in _wrapped(one_line(answer.asked), 76)[:1]]
    body, bottom = draw(lines, 88)
    parts += body
    sources = list(dict.fromkeys(_source_of(answer, line) for line in lines))
    bottom += 12
    for text in _wrapped(say(Message("form-picture-sources", {"sources": sources}), language), 100):
        parts.append(_text(_MARGIN, bottom + 16, text, size=13, style=_PALE))
        bottom += 20
    height = bottom + 36
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="{_FONT}"><title>{escape(one_line(answer.asked))}</title>'
        f'<rect width="{_WIDTH}" height="{height}" fill="{_PAPER}"/>{"".join(parts)}</svg>\n'
    )


def _draw_days(lines: Sequence[ShownLine], top: int) -> tuple[list[str], int]:
    left, at = _MARGIN + 170, top
    parts = []
    for line in lines:
        dates = _wrapped(line.head, 20)
        said = _wrapped(
            one_line(line.statement.shown_text.removeprefix(f"〔{line.statement.before}〕")), _TEXT_CHARS - 16
        )
        parts.append(f'<circle cx="{left - 16}" cy="{at + 12}" r="5" fill="{_ACCENT}"/>')
        parts += [
            _text(left - 34, at + 18 + n * 20, t, size=14, style=_BOLD, anchor="end") for n, t in enumerate(dates)
        ]
        parts += [_text(left, at + 18 + n * _LINE_HEIGHT, text) for n, text in enumerate(said)]
        at += max(len(said) * _LINE_HEIGHT, len(dates) * 20) + _GAP
    rail = f'<line x1="{left - 16}" y1="{top}" x2="{left - 16}" y2="{at - _GAP}" stroke="{_ACCENT}" stroke-opacity=".35" stroke-width="2"/>'  # noqa: E501
    return [rail, *parts], at


def _draw_bars(lines: Sequence[ShownLine], top: int) -> tuple[list[str], int]:
    most = max((abs(line.entry.value or 0) for line in lines), default=0) or 1
    parts, at = [], top
    for line in lines:
        entry = line.entry
        width = max(2, round(_BAR_WIDTH * abs(entry.value or 0) / most))
        name = " ".join(filter(None, (entry.subject, period_of(entry))))
        parts += [_text(_BAR_LEFT - 14, at + 18, name, size=14, anchor="end")]
        parts.append(f'<rect x="{_BAR_LEFT}" y="{at + 3}" width="{width}" height="20" rx="3" fill="{_ACCENT}"/>')
        parts.append(_text(_BAR_LEFT + width + 10, at + 18, entry.shown, size=14, style=_BOLD))
        at += 34
    return parts, at


def _source_of(answer: Answer, line: ShownLine) -> str:
    article = next(citation.quote.article for citation in answer.citations if citation.number == line.number)
    published = iso(article.published)
    return one_line(" ".join(filter(None, (article.source or article.title or article.face, published))))


def _text(x: int, y: int, text: str, *, size: int = 16, anchor: str = "start", style: str = "") -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" style="fill:{_INK};{style}">'
        f"{escape(text)}</text>"
    )


_BOLD, _PALE = "font-weight:600", f"fill:{_QUIET}"


def _wrapped(text: str, width: int) -> list[str]:
    """Return the text in lines of at most `width` half-width characters; none begins with closing punctuation."""
    return list(_lines_of(text, width)) or [""]


def _lines_of(text: str, width: int) -> Iterator[str]:
    line, taken = "", 0
    for sign in text:
        wide = 2 if unicodedata.east_asian_width(sign) in "WFA" else 1
        if taken + wide > width and sign not in "，。、；：！？）》」』”’〕":
            yield line
            line, taken = "", 0
        line, taken = line + sign, taken + wide
    if line:
        yield line
