"""Check a draft: only what a verbatim quote supports becomes part of an Answer."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.chinese.folding import fold_text
from index.messages import Message
from qa.answer import (
    Answer,
    Citation,
    DraftAnswer,
    DraftStatement,
    Entry,
    Passage,
    Quote,
    Statement,
    Status,
    Timings,
    days_of,
)
from qa.check.arithmetic import without_formula
from qa.check.claim import bigrams_of
from qa.check.flaws import Flaw
from qa.check.judgement import ClaimModel
from qa.check.support import Pair, Support, judge_pair
from qa.check.written import cut_verdict, find_grounds, settles
from qa.running import StatementChecked
from qa.wanted import Wanted

NOTHING_CHECKED = Message("nothing-checked")


class DraftChecker:
    """Checks statements one after the other, as a chat model writes them.

    `flaws` gives by text what is wrong with each unsupported statement; `is_full`: a supported statement was left out
    because the answer has the wanted length.
    """

    def __init__(
        self,
        passages: Sequence[Passage] = (),
        question: str = "",
        model: ClaimModel | None = None,
        wanted: Wanted = Wanted(),
    ) -> None:
        """`question`: a yes-or-no question if the first statement should begin with the answer, else ''."""
        self.wanted = wanted
        self.is_full = False
        self._support = Support(tuple(passages), model)
        self._asked = question
        self.flaws: dict[str, Flaw] = {}
        self._numbers: dict[tuple[str, int, int, int], int] = {}
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []

    def add(self, draft: DraftStatement) -> Statement | None:
        """Check one statement and keep it. Return None for one left out: an extractive one that differs from its
        quotes, or a supported one beyond the wanted length."""
        if draft.is_written:
            statement = self._check_written(draft)
            if statement.is_supported and not self.wanted.has_room(self.statements, statement.text):
                self.is_full = True
                return None
            if not statement.is_supported and statement.entry is not None:
                self._end_line()
        elif _is_verbatim(draft):
            numbers = self._number(draft.quotes)
            days = days_of(draft.quotes)
            statement = Statement(
                draft.text, numbers, draft.highlight, draft.before, draft.after, days=days, entry=draft.entry
            )
        else:
            return None
        self.statements.append(statement)
        return statement

    def mend(self, struck: Statement, draft: DraftStatement) -> StatementChecked | None:
        """Check a statement rewritten for an unsupported one, and put it in its place. Return None, changing nothing,
        if it is unsupported too, repeats another one or exceeds the wanted length."""
        cited = len(self.citations)
        statement = self._check_written(draft)
        told = (other for other in self.statements if other.is_supported)
        if not statement.is_supported or any(self._repeats(statement, other) for other in told):
            return None
        if not self.wanted.has_room(self.statements, statement.text):
            self.is_full = True
            return None
        statement = replace(statement, entry=struck.entry)
        self.statements[self.statements.index(struck)] = statement
        return StatementChecked(statement, tuple(self.citations[cited:]))

    def put_in_order(self) -> None:
        """Renumber the citations in reading order, which mended statements may have broken, and drop unused ones."""
        used = dict.fromkeys(number for statement in self.statements for number in statement.citations)
        anew = {number: place for place, number in enumerate(used, 1)}
        self.citations = [Citation(anew[number], self.citations[number - 1].quote) for number in used]
        self.statements = [replace(s, citations=tuple(anew[number] for number in s.citations)) for s in self.statements]
        self._numbers = {key: anew[number] for key, number in self._numbers.items() if number in anew}

    def _repeats(self, statement: Statement, told: Statement) -> bool:
        """Return whether a statement says no more than another one, or only adds a full name or the like."""
        if self._says(told, statement):
            return True
        has_same_figures = set(_DIGITS.findall(statement.text)) <= set(_DIGITS.findall(told.text))
        own = bigrams_of(fold_text(statement.text))
        is_near = has_same_figures and len(own & bigrams_of(fold_text(told.text))) >= REPEATED * len(own)
        return is_near and set(statement.citations) <= set(told.citations) and self._says(statement, told)

    def _says(self, told: Statement, other: Statement) -> bool:
        """Return whether `told` says everything that `other` does."""
        return judge_pair(Pair(told.text, other.text), self._support.model).is_supported

    def _check_written(self, draft: DraftStatement) -> Statement:
        verdict, text = cut_verdict(draft.text)
        stated = replace(draft, text=text) if text.strip() else draft
        grounds = find_grounds(self._support, stated)
        if not grounds.quotes:
            self.flaws[draft.text] = grounds.flaw
            return Statement(draft.text, (), is_supported=False, entry=draft.entry)
        before = self._verdict(verdict, grounds.quotes)
        text = without_formula(stated.text) if grounds.after else stated.text
        return Statement(text, self._number(grounds.quotes), before=before, after=grounds.after, entry=draft.entry)

    def _end_line(self) -> None:
        """End an item's line before its last sentence, which is unsupported."""
        place = next((i for i in reversed(range(len(self.statements))) if self.statements[i].is_supported), None)
        if place is not None and all(other.entry is None for other in self.statements[place:]):
            self.statements[place] = replace(self.statements[place], entry=Entry())

    def _verdict(self, said: str, quotes: Sequence[Quote]) -> str:
        """Return 是 or 否 for the first statement if its quotes settle the question and the model does not disagree."""
        if not self._asked or any(statement.is_supported for statement in self.statements):
            return ""
        verdict = settles(self._asked, self._support, tuple(quotes))
        return verdict if said in ("", verdict) else ""

    def _number(self, quotes: Sequence[Quote]) -> tuple[int, ...]:
        """Return the citation numbers of the quotes, new ones in order of first use."""
        used = []
        for quote in quotes:
            key = (quote.article.id, quote.paragraph, quote.start, quote.end)
            if key not in self._numbers:
                self._numbers[key] = len(self.citations) + 1
                self.citations.append(Citation(self._numbers[key], quote))
            used.append(self._numbers[key])
        return tuple(used)


def check_draft(
    draft: DraftAnswer, passages: Sequence[Passage] = ()
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the checked statements, and their citations numbered by first use.

    An extractive statement must equal its quotes exactly, or it is left out. A written statement is linked to the
    sentences of `passages` that support all it says, or kept as unsupported.
    """
    checker = DraftChecker(passages)
    for statement in draft.statements:
        checker.add(statement)
    return tuple(checker.statements), tuple(checker.citations)


def make_answer(question: str, draft: DraftAnswer, passages: Sequence[Passage], timings: Timings) -> Answer:
    """Return the Answer made from a draft: the statements that pass the check, a refusal, or the program's reply."""
    statements, citations = check_draft(draft, passages)
    if draft.reply is not None:
        return Answer(question, Status.REPLIED, statements, citations, (), None, timings, reply=draft.reply)
    if not any(statement.is_supported for statement in statements):
        refusal = draft.refusal or NOTHING_CHECKED
        nearest = draft.nearest if draft.nearest is not None and draft.nearest.text.strip() else None
        return Answer(question, Status.NO_EVIDENCE, (), (), tuple(passages), refusal, timings, nearest=nearest)
    return Answer(question, Status.ANSWERED, statements, citations, tuple(passages), None, timings, form=draft.form)


REPEATED = 0.75
"""Least share of a statement's bigrams in another one for it to be a repetition."""
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def _is_verbatim(draft: DraftStatement) -> bool:
    text, quotes = draft.text, draft.quotes
    return bool(text.strip()) and bool(quotes) and text == "".join(quote.text for quote in quotes)
