"""What a question comes to while it is being answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from qa.answer import Answer, Citation, Statement


@dataclass(frozen=True)
class TextWritten:
    """The next piece of a chat model's text, not checked: to be shown as a draft, and replaced by what follows."""

    text: str


@dataclass(frozen=True)
class StatementChecked:
    """The next statement of the answer, with the citations it is the first to use."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class AnswerFinished:
    """The finished Answer; always the last event. It may differ from the statements before: it is what counts."""

    answer: Answer


AnswerEvent = TextWritten | StatementChecked | AnswerFinished


def events_of(answer: Answer) -> Iterator[AnswerEvent]:
    """Yield the events of an answer that is there at once."""
    known = 0
    for statement in answer.statements:
        last = max([known, *statement.citations])
        yield StatementChecked(statement, answer.citations[known:last])
        known = last
    yield AnswerFinished(answer)


def finished_answer(events: Iterator[AnswerEvent]) -> Answer:
    """Run through the events and return the Answer they end in."""
    for event in events:
        if isinstance(event, AnswerFinished):
            return event.answer
    raise AssertionError("events end in AnswerFinished")
