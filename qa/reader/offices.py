"""Questions for the holder of an office (谁是队长) or a relative (老魏的女儿叫什么): the sentences that name them."""

import re
from collections.abc import Sequence

from index.chinese.folding import fold_text
from index.chinese.names import find_likely_people, find_office_asked, kin_called
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import names_beside
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, find_paragraph, put_first


def lacks_office(question: Question, candidate: Candidate) -> bool:
    """Return whether an office asked for is not in the sentence; its deputy and its secretary hold others."""
    office = find_office_asked(question.folded)
    return bool(office) and not _holds(office, candidate)


def lacks_kin(question: Question, candidate: Candidate) -> bool:
    """Return whether a relative asked for by name (老魏的女儿叫什么) is neither in the sentence nor in what stands
    before it in its paragraph and the one before: the name is somebody else's."""
    asked = compiled("asking.whose_kin").search(question.folded)
    if asked is None:
        return False
    near = [find_paragraph(candidate.article, candidate.paragraph - back) for back in (1, 0)]
    texts = [paragraph.text for paragraph in near if paragraph is not None]
    told = fold_text("\n".join((*texts[:-1], texts[-1][: candidate.end])))
    same = kin_called(asked["kin"])
    if same & _SPOUSES and compiled("names.wedding").search(told):
        return False
    return not any(name in told for name in same)


_SPOUSES = frozenset(words_of("names.spouse"))


def put_holders_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first that have the office whose holder is asked for, or the relative's name."""
    if office := find_office_asked(question.folded):
        return put_first(scored, lambda candidate: _holds(office, candidate))
    asked = compiled("asking.whose_kin").search(question.folded)
    return put_first(scored, lambda candidate: _names_kin(asked["kin"], candidate)) if asked else list(scored)


def tells_kin_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks for the name of a relative, and the best sentence gives one (育有一女沈灯) in an
    article titled after whoever's relative it is, or in a sentence that names him or her."""
    asked = compiled("asking.whose_kin").search(question.folded)
    if not scored or asked is None or not _names_kin(asked["kin"], scored[0].candidate):
        return False
    of = weights.without([asked.group()])
    best = scored[0].candidate
    return bool(of.weights) and of.coverage(fold_text(f"{best.article.title}\n{best.text}")) >= LEAST_HELD


LEAST_HELD = 0.9
"""Least share of the words for whoever's relative is asked for in the title and the sentence."""


def _names_kin(kin: str, candidate: Candidate) -> bool:
    """Return whether a sentence names somebody right behind the relation or another word for it."""
    folded = fold_text(candidate.text)
    either = "|".join(sorted(map(re.escape, kin_called(kin)), key=len, reverse=True))
    return any(
        re.search(f"(?:{either})(?:名叫|叫做|叫|是|为|名)?{re.escape(name)}", folded)
        for name in find_likely_people(folded)
    )


def _holds(office: str, candidate: Candidate) -> bool:
    folded = fold_text(candidate.text)
    of_another = compiled("names.office_of_another")
    named = (
        each for name in (office, *names_beside(office)) for each in re.finditer(f"(?<!副){re.escape(name)}", folded)
    )
    return any(of_another.match(folded[each.end() :]) is None for each in named)
