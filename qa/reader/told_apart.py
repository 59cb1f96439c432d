"""Items of a list or rows of a table told apart by the characters of a question that one of them alone has: of 壶摔碎了
the item 壶身玻璃摔裂, of 猫洗澡 the row 洗护. People shorten and vary words; what a whole list shares says nothing."""

from collections import Counter
from collections.abc import Sequence

from index.chinese.folding import fold_text, holds_chinese
from index.chinese.vocabulary import words_of
from qa.question import Question
from qa.reader.candidates import Scored, put_first

_SAYS_NOTHING = frozenset(
    word for name in ("words.stop", "words.generic", "opposed.common_sign") for word in words_of(name) if len(word) == 1
)


def telling_characters(word: str) -> frozenset[str]:
    """Return the Chinese characters of a folded word that tell of something by themselves: 去 and 人 do not."""
    return frozenset(sign for sign in word if holds_chinese(sign) and sign not in _SAYS_NOTHING)


def count_own_characters(words: Sequence[str], texts: Sequence[str]) -> list[int]:
    """Return for each text how many Chinese characters of a question's topic words no other of the texts has."""
    signs = frozenset[str]().union(*map(telling_characters, words))
    held = [signs.intersection(fold_text(text)) for text in texts]
    holders = Counter(sign for of_text in held for sign in of_text)
    return [sum(holders[sign] == 1 for sign in of_text) for of_text in held]


def only_one_meant(question: Question, texts: Sequence[str]) -> int | None:
    """Return the place of the one text with the most characters of the question that are its alone, None if there is
    none or several have as many."""
    counts = count_own_characters(question.words, texts)
    most = max(counts, default=0)
    return counts.index(most) if most and counts.count(most) == 1 else None


NEAR = 0.35
"""Share of the best sentence's score from which another of its article may mean what is asked instead."""


def put_own_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences; where the best one has no character of the question for itself and one about as likely of
    its article has (烟酒 for 喝酒), that one first."""
    if not scored:
        return []
    article, least = scored[0].candidate.article.id, NEAR * scored[0].score
    near = [item for item in scored if item.candidate.article.id == article and item.score >= least]
    title = set(fold_text(scored[0].candidate.article.title))
    texts = ["".join(sign for sign in fold_text(item.candidate.text) if sign not in title) for item in near]
    counts = count_own_characters(question.words, texts)
    most = max(counts)
    if counts[0] or not most or counts.count(most) > 1:
        return list(scored)
    meant = near[counts.index(most)]
    if not meant.candidate.text.rstrip().endswith(_ENDS):  # the number of a document above its text
        return list(scored)
    return put_first(scored, lambda candidate: candidate is meant.candidate)


_ENDS = tuple("。！？；!?;")
