"""Who built, designed or held something (谁修的): the sentence that says by whom, most often a firm and no person."""

from collections.abc import Iterator, Sequence

from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled, entries_of
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored
from qa.reader.frame import Frame

LEAST_HELD = 0.5
"""Least share of the question's other words in the article."""
LEAST_KEPT = 0.001
"""Share of the best that such a sentence must score: the reader model looks for a person."""
_DEEDS = tuple(
    entry.name.removeprefix("doing.").removesuffix("_asked") for entry in entries_of("doing") if "_asked" in entry.name
)


def keep_doers(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences; if the question asks who did something, only those of the best one's article that say by
    whom, where it has such: whoever else is named there did something else."""
    deeds = [deed for deed, _ in _asked(question.folded)]
    if not deeds or not scored:
        return list(scored)
    article, least = scored[0].candidate.article.id, LEAST_KEPT * scored[0].score
    of_article = [item for item in scored if item.candidate.article.id == article and item.score >= least]
    return [item for item in of_article if _tells(deeds, item.candidate)] or list(scored)


def tells_doer_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks who did something and the best sentence says it, in an article that has most of
    what else it names."""
    deeds = dict(_asked(question.folded))
    if not deeds or not scored or not _tells(list(deeds), scored[0].candidate):
        return False
    rest = weights.without(list(deeds.values()))
    return bool(rest.weights) and rest.coverage(Frame(scored[0].candidate.article).whole) >= LEAST_HELD


def _asked(folded: str) -> Iterator[tuple[str, str]]:
    """Yield the deeds whose doer a folded question asks for, each with the words that ask."""
    for deed in _DEEDS:
        if found := compiled(f"doing.{deed}_asked").search(folded):
            yield deed, found.group()


def _tells(deeds: Sequence[str], candidate: Candidate) -> bool:
    folded = fold_text(candidate.text)
    return any(compiled(f"doing.{deed}_told").search(folded) for deed in deeds)
