"""In which length and form an answer is wanted, and an answer held to it."""

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
    """What a question says of the answer's length and form.

    `most` is how many statements there may be, None where it does not say; `points` is the same where so many points
    are wanted and no fewer. `max_chars` is how many characters the statements may have together. `is_in_lines`: each
    statement is to be a line, of a list or, where `is_table`, of a table.
    """

    most: int | None = None
    points: int | None = None
    max_chars: int | None = None
    is_in_lines: bool = False
    is_table: bool = False

    def has_room(self, statements: Sequence[Statement], text: str) -> bool:
        """Return whether a statement of this text may follow these; the first one always may."""
        told = [statement for statement in statements if statement.is_supported]
        if not told:
            return True
        chars = _chars_of(told) + count_chars(text)
        has_place = self.most is None or self.count(told) < self.most
        return has_place and (self.max_chars is None or chars <= self.max_chars)

    def count(self, told: Sequence[Statement]) -> int:
        """Return how many lines statements are where lines are wanted, else how many there are."""
        return sum(statement.entry is not None for statement in told) if self.is_in_lines else len(told)


def read_wanted(question: str) -> Wanted:
    """Return what a question says of length and form; any text is accepted."""
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
    """Return a question without what it says of length, whose number is nothing that the articles tell; the question
    itself where nothing else would be left."""
    bare = compiled("wanted.length_wish").sub("", question)
    return bare.strip() if bare != question and any(character.isalnum() for character in bare) else question


def hold_to(wanted: Wanted, answer: Answer) -> Answer:
    """Return an answer in the articles' own sentences in the length and form that is wanted, with what is to be said
    where that could not be kept; what fits stays whole and in its order. An answer in a form keeps its own, and one
    to a question of several parts as many sentences as it has: they cannot be made one."""
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
    """Return what is to be said of the length and form of a written answer; `is_cut`: something had no room."""
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
    """Return how long a text is as people count it: without blanks."""
    return len(re.sub(r"\s", "", text))


def _number_in(name: str, folded: str) -> int | None:
    found = compiled(f"wanted.{name}").search(folded)
    numeral = next((group for group in found.groups() if group), None) if found is not None else None
    value = read_numeral(numeral) if numeral else None
    return int(value) if value else None
