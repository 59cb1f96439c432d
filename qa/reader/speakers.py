"""What somebody says or wants (物业公司怎么说, 原告要什么): the sentences that open with whoever is asked about."""

from collections.abc import Sequence

from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from index.chinese.words import tag_words
from qa.question import Question
from qa.reader.candidates import Candidate, Scored
from qa.reader.frame import Frame

_NOUN_TAGS = ("n", "j", "eng")


def asks_a_party(folded: str) -> bool:
    """Return whether a folded question asks for what somebody says who is not the court."""
    asked = compiled("speaking.asked").search(folded)
    return asked is not None and compiled("speaking.court").search(asked["who"]) is None


def keep_speakers(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences; of a question for what somebody says only those that open with whoever it asks about, if
    there are any, and what follows them in their paragraphs."""
    asked = compiled("speaking.asked").search(question.folded)
    if asked is None:
        return list(scored)
    words = [word for word, tag in tag_words(asked["who"]) if len(word) > 1 and tag.startswith(_NOUN_TAGS)]
    *besides, name = words or [asked["who"]]  # 汤某 is no word
    own = [item for item in scored if _opens_with(name, besides, item.candidate)]
    behind = [item for item in scored if any(_follows(item.candidate, other.candidate) for other in own)]
    return [*own, *(item for item in behind if item not in own)] or list(scored)


def _opens_with(name: str, besides: Sequence[str], candidate: Candidate) -> bool:
    """Return whether a sentence opens with somebody of this name in front of a verb of saying, in an article that has
    what else the question names."""
    said = compiled("speaking.said").match(fold_text(candidate.text))
    whole = Frame(candidate.article).whole
    return said is not None and name in said["who"] and all(word in whole for word in besides)


def _follows(candidate: Candidate, other: Candidate) -> bool:
    """Return whether a sentence stands behind the other one in its paragraph."""
    is_beside = candidate.article.id == other.article.id and candidate.paragraph == other.paragraph
    return is_beside and candidate.start > other.start
