"""Answers as a document: questions as headings, statements with footnotes. What every exported format is made from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from qa.answer import Answer, Citation, Statement, Status, iso
from qa.header import HEADER_PARAGRAPH
from qa.scope import describe_filters
from qa.wording import ZH_WORDING, Wording

MAX_NAME_CHARS = 60
WEB_SCHEMES = ("http://", "https://")
# Control characters no document may hold, and signs that turn the direction of the text after them: a quote must not
# reach into what stands beside it.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True)
class ExportedStatement:
    """A statement, the notes it refers to, and what of `text` is the short answer (half open), or None."""

    text: str
    notes: tuple[int, ...] = ()
    highlight: tuple[int, int] | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ExportedTurn:
    """A question, remarks on how it was asked and answered, and the statements or the refusal."""

    question: str
    remarks: tuple[str, ...]
    statements: tuple[ExportedStatement, ...]


@dataclass(frozen=True)
class ExportedDocument:
    """A document to be written in some format. `notes` are the footnotes' texts, number 1 first; no text is escaped."""

    title: str
    about: str
    language: str
    turns: tuple[ExportedTurn, ...]
    notes: tuple[str, ...]


def export_answers(
    answers: Sequence[Answer], day: date, *, title: str = "", wording: Wording = ZH_WORDING
) -> ExportedDocument:
    """Return the answers as a document made on `day`.

    Where no title is given, or one that is the first question, the title is made of that and how many there are.

    Footnotes are numbered through the document; a citation used by two statements of an answer is one of them.
    Statements without support are left out: they are no part of an answer.
    """
    notes: list[str] = []
    turns = []
    for answer in answers:
        first = len(notes)
        notes += [note_text(citation, wording) for citation in answer.citations]
        turns.append(_export_turn(answer, first, wording))
    heading = one_line(title) or (turns[0].question if turns else "")
    if len(turns) > 1 and turns[0].question.startswith(heading):  # a title is cut to a length
        heading = wording.several.format(question=heading, count=len(turns))
    return ExportedDocument(heading, wording.exported.format(day=day), wording.language, tuple(turns), tuple(notes))


def note_text(citation: Citation, wording: Wording = ZH_WORDING) -> str:
    """Return title, source, date, paragraph, the verbatim quote and, where it is on the web, the address."""
    quote, article = citation.quote, citation.quote.article
    title = wording.title.format(title=article.title) if article.title else ""
    is_header = quote.paragraph == HEADER_PARAGRAPH
    facts = [
        title or wording.untitled.format(name=PurePath(article.id).name),
        article.source or wording.unsourced,
        iso(article.published) or wording.undated,
        wording.header if is_header else wording.paragraph.format(number=quote.paragraph),
    ]
    quoted = wording.quote.format(quote=_clean(quote.text))
    link = f" {one_line(article.location)}" if article.location.lower().startswith(WEB_SCHEMES) else ""
    return one_line(wording.separator.join(facts)) + quoted + link


def file_name(title: str, suffix: str) -> str:
    """Return a file name any system takes, made from a title that may hold anything."""
    stem = _NOT_IN_NAMES.sub(" ", one_line(title))[:MAX_NAME_CHARS].strip(" .")
    return f"{stem or 'yinju'}{suffix}"


def one_line(text: str) -> str:
    """Return the text on one line, without what cannot be seen."""
    return " ".join(_clean(text).split())


def _export_turn(answer: Answer, first: int, wording: Wording) -> ExportedTurn:
    remarks = [
        wording.stand_alone.format(question=answer.stand_alone) if answer.stand_alone else "",
        "" if answer.filters.is_empty else wording.held_to.format(scope=describe_filters(answer.filters, wording)),
        answer.note,
    ]
    if answer.status is Status.NO_EVIDENCE:
        statements = [ExportedStatement(one_line(answer.refusal))]
    else:
        statements = [_export_statement(s, first) for s in answer.statements if s.is_supported]
    return ExportedTurn(one_line(answer.question), tuple(one_line(r) for r in remarks if r), tuple(statements))


def _export_statement(statement: Statement, first: int) -> ExportedStatement:
    text = _clean(statement.text)
    return ExportedStatement(
        text,
        tuple(first + number for number in statement.citations),
        statement.highlight if text == statement.text else None,
        f"〔{_clean(statement.before)}〕" if statement.before else "",
        f"〔{_clean(statement.after)}〕" if statement.after else "",
    )


def _clean(text: str) -> str:
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
