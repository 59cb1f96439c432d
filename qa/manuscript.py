"""Checking a user's own text (核稿): every sentence is compared with the library, without a chat model."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from index.additions import read_file
from index.chinese.asking import is_question
from index.chinese.sentences import split_sentences
from index.errors import LoadError
from index.load.decode import decode
from index.messages import CHINESE, Message, say
from qa.answer import Quote
from qa.asking import QuestionAnswering
from qa.check.claim import read_claim
from qa.check.support import Support
from qa.export import ExportedDocument, ExportedStatement, ExportedTurn, note_text, one_line

MAX_CHARS = 100_000
MAX_SENTENCES = 1_000
LEAST_CHARS = 4
"""Least content characters of a sentence without an amount that states something."""
PLAIN = (".txt", ".md")
_UNTITLED = Message("manuscript-untitled")
MARKS = {"supported": Message("mark-supported"), "contradicted": Message("mark-contradicted"),
         "not-found": Message("mark-not-found"), "not-checked": Message("mark-not-checked")}  # fmt: skip
"""The mark after a sentence, by its Finding's value."""


class Finding(Enum):
    """Whether the library supports a sentence, contradicts it or does not mention it, or the sentence states nothing
    that could be checked (a question, a greeting, a line of symbols)."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not-found"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True)
class CheckedSentence:
    """A sentence of a manuscript: paragraph from 1, half-open span in it, the finding, and the quotes that support or
    contradict it, () otherwise. `why`: how the quotes differ, or None."""

    text: str
    paragraph: int
    start: int
    end: int
    finding: Finding
    quotes: tuple[Quote, ...] = ()
    why: Message | None = None


@dataclass(frozen=True)
class CheckedManuscript:
    """A text and its sentences in order; within a paragraph only white space is between them."""

    title: str
    paragraphs: tuple[str, ...]
    sentences: tuple[CheckedSentence, ...]

    def count(self, finding: Finding) -> int:
        return sum(sentence.finding is finding for sentence in self.sentences)


@dataclass(frozen=True)
class Manuscript:
    """A text to be checked: its title, '' for none, and its stripped paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


def read_text(text: str, title: str = "") -> Manuscript:
    """Return a pasted text as a Manuscript. Raises LoadError if it is empty or too long."""
    paragraphs = tuple(line.strip() for line in text.splitlines() if line.strip())
    return _checked_size(Manuscript(title, paragraphs))


def read_manuscript(name: str, data: bytes) -> Manuscript:
    """Return the text of a file called `name`: plain text line by line, a document as the library would read it.

    Raises LoadError if it cannot be read, contains no text or is too long.
    """
    path = Path(name)
    if path.suffix.lower() in PLAIN:
        return read_text(decode(data).text, path.stem)
    article = read_file(name, name, data)
    return _checked_size(Manuscript(article.title or path.stem, tuple(p.text for p in article.paragraphs)))


def _checked_size(manuscript: Manuscript) -> Manuscript:
    chars = sum(map(len, manuscript.paragraphs))
    if not chars:
        raise LoadError(Message("manuscript-empty"))
    if chars > MAX_CHARS:
        raise LoadError(Message("manuscript-too-long", {"chars": chars, "limit": MAX_CHARS}))
    return manuscript


# ---- Search the library for every sentence and judge it


def check_manuscript(
    answering: QuestionAnswering,
    manuscript: Manuscript,
    report: Callable[[int, int], None] | None = None,
) -> CheckedManuscript:
    """Return the manuscript with the finding for each sentence; `report(done, all)` is called with the progress.

    Raises LoadError for more than MAX_SENTENCES.
    """
    spans = [
        (number, sentence.start, sentence.end)
        for number, text in enumerate(manuscript.paragraphs, 1)
        for sentence in split_sentences(text)
    ]
    if len(spans) > MAX_SENTENCES:
        raise LoadError(Message("manuscript-too-many", {"count": len(spans), "limit": MAX_SENTENCES}))
    checked = []
    for done, (number, start, end) in enumerate(spans):
        if report is not None:
            report(done, len(spans))
        text = manuscript.paragraphs[number - 1][start:end]
        finding, quotes, why = _check(answering, text)
        checked.append(CheckedSentence(text, number, start, end, finding, quotes, why))
    return CheckedManuscript(manuscript.title, manuscript.paragraphs, tuple(checked))


def _check(answering: QuestionAnswering, text: str) -> tuple[Finding, tuple[Quote, ...], Message | None]:
    if not _states_something(text):
        return Finding.NOT_CHECKED, (), None
    support = Support(tuple(answering.retrieve(text)), answering.checker)
    if quotes := support.find_support(text):
        return Finding.SUPPORTED, quotes, None
    if against := support.find_contradiction(text):
        quote, judged = against
        return Finding.CONTRADICTED, (quote,), judged.why
    return Finding.NOT_FOUND, (), None


def _states_something(text: str) -> bool:
    claim = read_claim(text)
    words = sum(len(word.text) for clause in claim.clauses for word in clause.words if word.has_content)
    return (words >= LEAST_CHARS or bool(claim.amounts)) and not is_question(text)


# ---- The checked manuscript as a document with footnotes


def export_manuscript(checked: CheckedManuscript, day: date, language: str = CHINESE) -> ExportedDocument:
    """Return the checked text as a document made on `day`: each sentence with its mark, and its quotes as footnotes."""
    notes: list[str] = []
    statements = []
    for sentence in checked.sentences:
        numbers = tuple(range(len(notes) + 1, len(notes) + len(sentence.quotes) + 1))
        notes += [note_text(quote, language) for quote in sentence.quotes]
        statements.append(ExportedStatement(one_line(sentence.text), numbers, after=_mark(sentence, language)))
    title = one_line(checked.title) or say(_UNTITLED, language)
    about = say(Message("manuscript-made", {"day": day}), language)
    turn = ExportedTurn(title, (say(summary_of(checked), language),), tuple(statements))
    return ExportedDocument(title, about, say(Message("document-language"), language), (turn,), tuple(notes))


def summary_of(checked: CheckedManuscript) -> Message:
    """Return the number of sentences by finding."""
    facts = {
        "supported": checked.count(Finding.SUPPORTED),
        "contradicted": checked.count(Finding.CONTRADICTED),
        "missing": checked.count(Finding.NOT_FOUND),
        "unchecked": checked.count(Finding.NOT_CHECKED),
    }
    return Message("manuscript-summary", facts)


def mark_of(sentence: CheckedSentence, language: str = CHINESE) -> str:
    """Return the mark of a sentence in words: its finding, and what differs."""
    said = say(MARKS[sentence.finding.value], language)
    return f"{said}：{say(sentence.why, language)}" if sentence.why is not None else said


def _mark(sentence: CheckedSentence, language: str) -> str:
    is_silent = sentence.finding in (Finding.SUPPORTED, Finding.NOT_CHECKED)
    return "" if is_silent else f"〔{mark_of(sentence, language).rstrip('。')}〕"
