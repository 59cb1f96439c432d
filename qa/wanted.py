"""The length and form that a question wants of its answer, and keeping to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.chinese.folding import fold_text
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled
from index.messages import Message
from qa.answer import Answer, Entry, Form, Statement, Status
from qa.parts import read_parts


@dataclass(frozen=True)
class Wanted:
    """What a question says about the answer's length and form.

    `most` is the largest number of statements, None if it does not say; `points` is the same number if exactly so many
    points are wanted, else None. `max_chars` limits the characters of all statements together. `is_in_lines`: each
    statement should be a line of a list, or, with `is_table`, of a table.
    """

    most: int | None = None
    points: int | None = None
    max_chars: int | None = None
    is_in_lines: bool = False
    is_table: bool = False

    def has_room(self, statements: Sequence[Statement], text: str) -> bool:
        """Return whether a statement with this text may follow these; the first one always may."""
        told = [statement for statement in statements if statement.is_supported]
        if not told:
            return True
        chars = _chars_of(told) + count_chars(text)
        has_place = self.most is None or self.count(told) < self.most
        return has_place and (self.max_chars is None or chars <= self.max_chars)

    def count(self, told: Sequence[Statement]) -> int:
        """Return the number of lines if lines are wanted, else of statements."""
        return sum(statement.entry is not None for statement in told) if self.is_in_lines else len(told)


def read_wanted(question: str) -> Wanted:
    """Return what a question says about length and form; any text is accepted."""
    folded = fold_text(question)
    count = 1 if compiled("wanted.one_sentence").search(folded) else _number_in("points", folded)
    are_points = count is not None and count > 1 and not compiled("wanted.so_many_sentences").search(folded)
    is_table = bool(compiled("wanted.table").search(folded))
    return Wanted(
        most=count,
        points=count if are_points else None,
        max_chars=_number_in("at_most_chars", folded),
        is_in_lines=is_table or are_points or bool(compiled("wanted.list").search(folded)),
        is_table=is_table,
    )


def without_length(question: str) -> str:
    """Return a question without its wish about length, whose number is not a fact to search; the question itself if
    nothing else would be left."""
    bare = compiled("wanted.length_wish").sub("", question)
    return bare.strip() if bare != question and any(character.isalnum() for character in bare) else question


def hold_to(wanted: Wanted, answer: Answer) -> Answer:
    """Return an extractive answer cut to the wanted length and form, with a note where these could not be met; whole
    statements are kept in order. An answer in a form keeps its form. An answer to several questions ignores a wish for
    one sentence, because its sentences cannot be merged."""
    if wanted == Wanted() or answer.status is not Status.ANSWERED:
        return answer
    if wanted.most == 1 and len(read_parts(answer.asked).questions) > 1:
        wanted = replace(wanted, most=None)
    lines: list[Statement] = []
    for statement in answer.statements:
        line = replace(statement, entry=statement.entry or Entry())
        if not wanted.has_room(lines, line.text):
            break
        lines.append(line)
    is_listed = answer.form is None and wanted.is_in_lines
    kept = lines if is_listed else answer.statements[: len(lines)]
    used = {number for statement in kept for number in statement.citations}
    return replace(
        answer,
        statements=tuple(kept),
        citations=tuple(citation for citation in answer.citations if citation.number in used),
        form=Form.LIST if is_listed else answer.form,
        notes=(*answer.notes, *_notes(wanted, kept, is_listed, is_cut=len(kept) < len(answer.statements))),
    )


def notes_on(wanted: Wanted, statements: Sequence[Statement], *, is_cut: bool) -> tuple[Message, ...]:
    """Return the notes on the length and form of a written answer; `is_cut`: something did not fit."""
    told = [statement for statement in statements if statement.is_supported]
    notes = _notes(wanted, told, wanted.is_in_lines, is_cut=is_cut)
    count = wanted.count(told)
    if wanted.points is None or count >= wanted.points or notes:
        return notes
    return (Message("wanted-fewer", {"points": wanted.points, "count": count}),)


def _notes(wanted: Wanted, told: Sequence[Statement], is_listed: bool, *, is_cut: bool) -> tuple[Message, ...]:
    notes = []
    if wanted.max_chars is not None and _chars_of(told) > wanted.max_chars:
        notes.append(Message("wanted-longer", {"limit": wanted.max_chars, "chars": _chars_of(told)}))
    elif wanted.max_chars is not None and is_cut and (wanted.most is None or wanted.count(told) < wanted.most):
        notes.append(Message("wanted-cut", {"limit": wanted.max_chars}))
    if wanted.is_table and is_listed:
        notes.append(Message("wanted-no-table"))
    return tuple(notes)


def _chars_of(told: Sequence[Statement]) -> int:
    return sum(count_chars(statement.text) for statement in told)


def count_chars(text: str) -> int:
    """Return the length of a text as people count it: without white space."""
    return len(re.sub(r"\s", "", text))


def _number_in(name: str, folded: str) -> int | None:
    found = compiled(f"wanted.{name}").search(folded)
    numeral = next((group for group in found.groups() if group), None) if found is not None else None
    value = read_numeral(numeral) if numeral else None
    return int(value) if value else None
