"""Which post somebody holds: a deputy is not the head, and one person's post is not another's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.chinese.vocabulary import words_of
from qa.check.claim import Claim

_OFFICE = re.compile(
    rf"(?P<mark>{'|'.join(words_of('statement_places.office_mark'))})?"
    rf"(?P<post>{'|'.join(sorted(words_of('statement_places.office'), key=len, reverse=True))})"
)
NAME_CHARS = 2
"""Characters behind a post by which its holder is known."""


@dataclass(frozen=True)
class Office:
    """A post named in a text. `mark`: what makes it another one (副), '' without; `holder`: the first characters of the
    name right behind it, '' if something else stands there."""

    mark: str
    post: str
    holder: str


@lru_cache(maxsize=2048)
def read_offices(text: str) -> tuple[Office, ...]:
    """Return the posts that a folded text names; 正副主席 counts as both."""
    offices = []
    for found in _OFFICE.finditer(text):
        if text[: found.start()].endswith(words_of("statement_places.no_office")):
            continue
        behind = text[found.end() : found.end() + NAME_CHARS]
        is_name = (
            len(behind) == NAME_CHARS and behind.isalpha() and behind not in words_of("statement_places.no_holder")
        )
        holder = behind if is_name else ""
        offices.append(Office(found["mark"] or "", found["post"], holder))
        if text[: found.start()].endswith("正"):
            offices.append(Office("", found["post"], holder))
    return tuple(offices)


def is_office_otherwise(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement names a post that the quotes name with another mark only, or gives a holder of one
    post another one: 局长 for 副局长."""
    told = [office for quote in quotes for office in read_offices(quote.text)]
    return any(_is_otherwise(mine, told) for mine in read_offices(claim.text))


def _is_otherwise(mine: Office, told: Sequence[Office]) -> bool:
    same = [office for office in told if office.post == mine.post]
    of_holder = [office for office in told if mine.holder and office.holder == mine.holder]
    if any((office.mark, office.post) == (mine.mark, mine.post) for office in of_holder):
        return False
    if any(office.post == mine.post for office in of_holder):
        return True
    if same and all(office.mark != mine.mark for office in same):
        return True
    return bool(of_holder) and not same
