"""Places in a ranking: which a question asks for (冠军, 前三名), and the sentences that say who took them."""

import re
from collections.abc import Sequence

from index.chinese.folding import fold_text
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, groups_of
from qa.question import Question, WordWeights
from qa.reader.candidates import Scored, put_first

_CALLED = {name: place for place, group in enumerate(groups_of("ranking.called"), 1) for name in group}


def places_asked(folded: str) -> frozenset[int]:
    """Return the places of a ranking that a folded question asks for: 1 for 冠军, 1 to 3 for 前三名."""
    places = set[int]()
    for match in compiled("ranking.asked").finditer(folded):
        if match["top"]:
            places.update(range(1, int(read_numeral(match["many"]) or 0) + 1))
        else:
            places.add(_place(match))
    return frozenset(places)


def asks_top(folded: str) -> bool:
    """Return whether a folded question asks for the first several of a ranking: 前三名."""
    return len(places_asked(folded)) > 1


def read_place(folded: str) -> int | None:
    """Return the place that a folded cell of a table states (1, 第二名, 季军), or None."""
    bare = folded.removeprefix("第").removesuffix("名")
    return _CALLED.get(bare) or int(read_numeral(bare) or 0) or None


def put_places_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first that state a place of a ranking that the question asks for (排名第一)."""
    asked = places_asked(question.folded)
    return put_first(scored, lambda candidate: bool(asked & _places_stated(fold_text(candidate.text))))


def tells_place_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks for a place of a ranking and the best sentence states it, with its title and
    paragraph having most of what else is asked."""
    asked = places_asked(question.folded)
    if not scored or not asked & _places_stated(fold_text(scored[0].candidate.text)):
        return False
    candidate = scored[0].candidate
    besides = weights.without([match.group() for match in compiled("ranking.asked").finditer(question.folded)])
    return besides.coverage(fold_text(f"{candidate.article.title}\n{candidate.quote.paragraph_text}")) >= LEAST_HELD


LEAST_HELD = 0.6
"""Least share of the question's other words (which ranking, of what) there."""


def _places_stated(folded: str) -> frozenset[int]:
    return frozenset(map(_place, compiled("ranking.stated").finditer(folded)))


def _place(match: re.Match[str]) -> int:
    return _CALLED.get(match["called"] or "") or int(read_numeral(match["place"] or "") or 0)
