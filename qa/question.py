"""Parse a question by rule: the kind of answer it wants, its words, the thing asked for."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.chinese.asking import ASKING_WORD, AnswerKind, find_count, find_kind, in_written_words, without_frame
from index.chinese.folding import fold_text, is_traditional
from index.chinese.measures import measures_asked
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import (
    cut_content_words,
    everyday_names_in,
    holds_name,
    holds_synonym,
    tag_words,
    with_aliases,
    without_name_parts,
)
from index.snapshot import Snapshot

# ---- The kind of answer a question wants and the words that must match


MAX_QUESTION_CHARS = 500
"""Only this many characters of a longer input are searched: the model reads no more."""


@dataclass(frozen=True)
class Question:
    """A parsed question. `text` is what is asked, in written style and without phrases addressed to the program;
    `folded` is its search form; `searched` the same with the aliases of the user's dictionary expanded; `words` its
    distinct folded topic words, none of what only asks (多少钱); `pieces` the text between
    question words and punctuation.

    `item_count` is how many items a list question asks for (哪六个方面 -> 6), or 0, and `count_phrase` the words for it
    (六个), or ''.
    """

    text: str
    folded: str
    searched: str
    words: tuple[str, ...]
    pieces: tuple[str, ...]
    kind: AnswerKind
    item_count: int
    count_phrase: str
    is_traditional: bool

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The names of the measures that answer it (money, length), as `measures_asked` returns them."""
        return measures_asked(self.folded)


_PIECE = re.compile(r"[^\W_](?:[^\W_]|(?<=\d)[.%](?=\d|$))*")


def read_question(text: str) -> Question:
    """Return the parsed question; any text of any length is accepted."""
    shown = in_written_words(without_frame(" ".join(_printable(text).split())))[:MAX_QUESTION_CHARS]
    folded = fold_text(shown)
    searched = with_aliases(folded)
    kind = find_kind(folded)
    topic = compiled("asking.either_modal").sub(" ", ASKING_WORD.sub(" ", searched))
    topic = compiled("asking.either").sub(r" \g<verb>", topic)
    count, count_phrase = find_count(folded) if kind in (AnswerKind.LIST, AnswerKind.OTHER) else (0, "")
    return Question(
        text=shown,
        folded=folded,
        searched=searched,
        words=tuple(cut_content_words(topic)),
        pieces=tuple(_PIECE.findall(topic)),
        kind=kind,
        item_count=count,
        count_phrase=count_phrase,
        is_traditional=is_traditional(shown),
    )


def _printable(text: str) -> str:
    """Return the text without control and zero-width characters, keeping white space."""
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


# ---- The thing a question asks for, by its own word: 哪个方向 -> 方向, 水位如何 -> 水位, 多少家公司 -> 公司


_NOUN_TAGS = ("n", "vn", "an", "j", "l", "i", "eng", "b", "x")
_PASSED_OVER = frozenset(words_of("words.passed_over"))
_SAID_BY_KIND = frozenset(words_of("words.said_by_kind"))


def find_focus(folded: str) -> tuple[str, ...]:
    """Return the words of the thing asked for: those after the question word, or else the noun before it."""
    asked = compiled("asking.open").search(folded)
    if asked is None:
        return ()
    words, at = [], 0
    for word, tag in tag_words(folded):
        words.append((word, tag, at))
        at += len(word)
    behind = [(word, tag) for word, tag, start in words if start >= asked.end()]
    found = _nouns(behind)
    if not found:
        before = [(word, tag) for word, tag, start in reversed(words) if start + len(word) <= asked.start()]
        found = _nouns(before)[:1]
    return tuple(word for word in found if word not in _SAID_BY_KIND)


def share_held(focus: tuple[str, ...], folded: str) -> float:
    """Return the share of these words, or words that mean the same, found in the text, 0 if there are none."""
    held = sum(holds_name(folded, word) or holds_synonym(folded, word) for word in focus)
    return held / len(focus) if focus else 0.0


def _nouns(words: list[tuple[str, str]]) -> list[str]:
    """Return the run of nouns at the beginning, skipping function words."""
    run: list[str] = []
    for word, tag in words:
        if word in _PASSED_OVER:
            continue
        if not tag.startswith(_NOUN_TAGS) or len(word) < 2 or compiled("words.modal_verb").match(word):
            break
        run.append(word)
    return run


# ---- How well a text matches a question's words: rare words count more (idf)


@dataclass(frozen=True)
class WordWeights:
    """The weight of each topic word of a question, summing to 1; empty for a question without topic words."""

    weights: dict[str, float]

    def coverage(self, folded: str) -> float:
        """Return the share of the question's weight whose words are in this folded text, 0 to 1.

        A word matches as a substring, whatever the word segmentation of the text; a number only as a whole.
        """
        return sum(weight for word, weight in self.weights.items() if holds_word(folded, word))

    def without(self, phrases: Sequence[str]) -> "WordWeights":
        """Return the weights without the words of these phrases and those that fit any topic, summing to 1 again."""
        return self.of(
            word
            for word in self.weights
            if word not in _FITS_ANY and not any(word in phrase or phrase in word for phrase in phrases)
        )

    def of(self, words: Iterable[str]) -> "WordWeights":
        """Return the weights of these of its words alone, summing to 1 again."""
        kept = {word: self.weights[word] for word in words}
        whole = sum(kept.values())
        return WordWeights({word: weight / whole for word, weight in kept.items()} if whole else {})


_FITS_ANY = frozenset(word for name in ("generic", "hanging_verb", "stop") for word in words_of(f"words.{name}"))


def holds_word(folded: str, word: str) -> bool:
    """Return whether the text contains the word or another name for it, a number not as part of a longer one."""
    if not word[0].isdigit() and not word[-1].isdigit():
        return holds_name(folded, word)
    return re.search(rf"(?<![0-9.]){re.escape(word)}(?![0-9]|\.[0-9])", folded) is not None


def weigh_words(snapshot: Snapshot, question: Question) -> WordWeights:
    """Return normalised idf weights: ln(1 + (N - df + 0.5) / (df + 0.5)), as in BM25.

    A thing of everyday life whose name is cut in parts (插|线板) weighs as a whole, by the rarest of them: a text that
    calls it otherwise has none of its parts.
    """
    total = snapshot.chunk_count()
    frequencies = snapshot.document_frequencies(without_name_parts(question.words, question.searched))
    for name in everyday_names_in(question.folded):
        parts = [word for word in frequencies if word in name]
        if name not in frequencies and parts:
            frequencies[name] = min(frequencies.pop(part) for part in parts)
    idf = {word: math.log(1 + (total - df + 0.5) / (df + 0.5)) for word, df in frequencies.items()}
    whole = sum(idf.values())
    return WordWeights({word: value / whole for word, value in idf.items()} if whole else {})
