"""Words of a question for a fact, or for yes or no, of which what a sentence says and stands under has no character."""

from collections.abc import Iterator

from index.chinese.asking import ASKING_PHRASE, FACT_KINDS, AnswerKind, is_question
from index.chinese.folding import fold_text
from index.chinese.synonyms import holds_synonym
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import holds_name, known_words, tag_words
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, find_paragraph
from qa.reader.frame import Frame, Place
from qa.reader.subjects import PLACES_CALLED, asks_a_party

_LONGEST_LINE = 250
"""Characters of a line that is read with its sentence: longer ones are running text."""
_LEAST_WORD = 2
_LEAST_WEIGHT = 0.7
"""Least weight of such a word, as a part of the mean weight."""
_CONTENT_TAGS = ("n", "v", "j", "l", "i")
_NAME_TAGS = ("nr", "ns", "nt", "nz")
_SAYS_LITTLE = frozenset(
    word for name in ("generic", "hanging_verb", "stop", "says_little") for word in words_of(f"words.{name}")
).union(PLACES_CALLED)


def leaves_unspoken(question: Question, weights: WordWeights, candidate: Candidate) -> bool:
    """Return whether a fact, or yes or no, is asked for of something that the sentence does not speak of: of one of the
    question's words neither its line nor the heading and the title above have a character or another word.

    A name that the article has elsewhere counts as spoken of: it may be what the whole is about. Words that many
    articles have say little.
    """
    if not _asks_fact(question) or asks_a_party(question.folded):
        return False
    frame = Frame(candidate.article)
    place = Place.of(frame, candidate)
    told = place.line if len(place.line) < _LONGEST_LINE else place.sentence
    before = find_paragraph(candidate.article, candidate.paragraph - 1)
    asked = fold_text(before.text) if before is not None and is_question(before.text) else ""  # of an interview
    around = f"{frame.title}\n{frame.heading_above(candidate.paragraph)}\n{asked}\n{told}"
    least = _LEAST_WEIGHT / max(len(weights.weights), 1)
    return any(
        weights.weights.get(word, least) >= least
        and not any(sign in around for sign in word)
        and not holds_synonym(around, word)
        and not (is_name and holds_name(frame.whole, word))
        for word, is_name in _content_words(question)
    )


def _asks_fact(question: Question) -> bool:
    """Return whether one fact or a yes or no is asked for; what explains or lists uses words of its own."""
    is_yes_no = compiled("yes_no.asked").search(question.folded) is not None
    is_one = bool(question.measures) or is_yes_no or compiled("asking.which_one").search(question.folded) is not None
    return question.kind in FACT_KINDS or (question.kind is AnswerKind.OTHER and is_one)


def _content_words(question: Question) -> Iterator[tuple[str, bool]]:
    """Yield the nouns and verbs of a question that say what it is about, each with whether it is a name; none of those
    that only say on which day (大桥通车当天，…)."""
    dated = compiled("parts.same_day").match(question.folded)
    asked = ASKING_PHRASE.sub("\n", dated["asked"] if dated else question.folded)
    known = frozenset(known_words(asked))
    for word, tag in tag_words(asked):
        if len(word) < _LEAST_WORD or not word.isalpha() or not tag.startswith(_CONTENT_TAGS) or word in _SAYS_LITTLE:
            continue
        is_name = tag.startswith(_NAME_TAGS)
        if compiled("words.modal_verb").match(word) is None and (is_name or word in known):
            yield word, is_name
