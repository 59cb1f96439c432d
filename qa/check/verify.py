"""Check a draft: only what a verbatim quote supports becomes part of an Answer."""

from collections.abc import Sequence

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
from qa.check.support import Support

NOTHING_CHECKED = Message("nothing-checked")


class DraftChecker:
    """Checks statements one after the other, as a chat model writes them."""

    def __init__(self, passages: Sequence[Passage] = ()) -> None:
        self._support = Support(tuple(passages))
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

    def _check_written(self, draft: DraftStatement) -> Statement:
        quotes = self._support.find_support(draft.text, draft.markers)
        return Statement(draft.text, self._number(quotes), is_supported=bool(quotes))

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


def _is_verbatim(draft: DraftStatement) -> bool:
    text, quotes = draft.text, draft.quotes
    return bool(text.strip()) and bool(quotes) and text == "".join(quote.text for quote in quotes)
