"""Check a draft: only what a verbatim quote supports becomes part of an Answer."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.chinese.folding import fold_text
from index.messages import Message
from qa.answer import (
    Answer,
    Citation,
    DraftAnswer,
    DraftStatement,
    Passage,
    Quote,
    Statement,
    Status,
    Timings,
    days_of,
)
from qa.check.arithmetic import without_formula
from qa.check.flaws import Flaw
from qa.check.judgement import ClaimModel
from qa.check.support import Support
from qa.check.written import cut_verdict, find_grounds, settles
from qa.running import StatementChecked

NOTHING_CHECKED = Message("nothing-checked")


class DraftChecker:
    """Checks statements one after the other, as a chat model writes them.

    `flaws` says of what it wrote without support what is wrong with it, by its text.
    """

    def __init__(self, passages: Sequence[Passage] = (), question: str = "", model: ClaimModel | None = None) -> None:
        """`question`: one that asks for yes or no, where the first statement is to say which."""
        self._support = Support(tuple(passages), model)
        self._asked = question
        self.flaws: dict[str, Flaw] = {}
        self._numbers: dict[tuple[str, int, int, int], int] = {}
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []

    def add(self, draft: DraftStatement) -> Statement | None:
        """Check one statement and keep it; None for one in an article's words that no quote holds: it is left out."""
        if draft.is_written:
            statement = self._check_written(draft)
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
        """Check a statement that was written anew for one without support, and put it in its place; None where it has
        no support either, or says what another one says already: then nothing changes."""
        cited = len(self.citations)
        statement = self._check_written(draft)
        if not statement.is_supported or any(_repeats(statement, other) for other in self.statements):
            return None
        self.statements[self.statements.index(struck)] = statement
        return StatementChecked(statement, tuple(self.citations[cited:]))

    def _check_written(self, draft: DraftStatement) -> Statement:
        verdict, text = cut_verdict(draft.text) if self._asked else ("", draft.text)
        stated = replace(draft, text=text) if text.strip() else draft
        grounds = find_grounds(self._support, stated)
        if not grounds.quotes:
            self.flaws[draft.text] = grounds.flaw
            return Statement(draft.text, (), is_supported=False)
        before = self._verdict(verdict, grounds.quotes)
        text = without_formula(stated.text) if grounds.after else stated.text
        return Statement(text, self._number(grounds.quotes), before=before, after=grounds.after)

    def _verdict(self, said: str, quotes: Sequence[Quote]) -> str:
        """Return 是 or 否 for the first statement, where its quotes settle the question and the model says no other."""
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
    """Return the checked statements, with their citations numbered by first use.

    A statement in an article's own words must be its quotes exactly, or it is left out. A written statement is tied
    to the sentences of `passages` that support all it says, or kept as not supported.
    """
    checker = DraftChecker(passages)
    for statement in draft.statements:
        checker.add(statement)
    return tuple(checker.statements), tuple(checker.citations)


def make_answer(question: str, draft: DraftAnswer, passages: Sequence[Passage], timings: Timings) -> Answer:
    """Return the Answer of a draft: what passes the check, or a refusal; or what the program itself replies."""
    statements, citations = check_draft(draft, passages)
    if draft.reply is not None:
        return Answer(question, Status.REPLIED, statements, citations, (), None, timings, reply=draft.reply)
    if not any(statement.is_supported for statement in statements):
        refusal = draft.refusal or NOTHING_CHECKED
        nearest = draft.nearest if draft.nearest is not None and draft.nearest.text.strip() else None
        return Answer(question, Status.NO_EVIDENCE, (), (), tuple(passages), refusal, timings, nearest=nearest)
    return Answer(question, Status.ANSWERED, statements, citations, tuple(passages), None, timings, form=draft.form)


def _repeats(statement: Statement, other: Statement) -> bool:
    """Return whether a statement rests on the sentences of another and says no more than that in nearly its words."""
    if not other.is_supported or not set(statement.citations) <= set(other.citations):
        return False
    own, said = _pairs(statement.text), _pairs(other.text)
    has_same_figures = set(_DIGITS.findall(statement.text)) <= set(_DIGITS.findall(other.text))
    return has_same_figures and len(own & said) >= REPEATED * len(own)


REPEATED = 0.75
"""Share of a statement's pairs of characters that another one holds where it only says it again."""
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def _pairs(text: str) -> set[str]:
    bare = re.sub(r"\W", "", fold_text(text))
    return set(map("".join, pairwise(bare)))


def _is_verbatim(draft: DraftStatement) -> bool:
    text, quotes = draft.text, draft.quotes
    return bool(text.strip()) and bool(quotes) and text == "".join(quote.text for quote in quotes)
