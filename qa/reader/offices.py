"""Questions for the holder of an office (谁是队长): the sentences that name the office."""

import re
from collections.abc import Sequence

from index.chinese.folding import fold_text
from index.chinese.names import find_office_asked
from index.chinese.vocabulary import compiled
from index.chinese.words import names_beside
from qa.question import Question
from qa.reader.candidates import Candidate, Scored, put_first


def lacks_office(question: Question, candidate: Candidate) -> bool:
    """Return whether an office asked for is not in the sentence; its deputy and its secretary hold others."""
    office = find_office_asked(question.folded)
    return bool(office) and not _holds(office, candidate)


def put_holders_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first that have the office whose holder is asked for."""
    office = find_office_asked(question.folded)
    return put_first(scored, lambda candidate: _holds(office, candidate)) if office else list(scored)


def _holds(office: str, candidate: Candidate) -> bool:
    folded = fold_text(candidate.text)
    of_another = compiled("names.office_of_another")
    named = (
        each for name in (office, *names_beside(office)) for each in re.finditer(f"(?<!副){re.escape(name)}", folded)
    )
    return any(of_another.match(folded[each.end() :]) is None for each in named)
