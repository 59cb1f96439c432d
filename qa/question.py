"""Understand a question by rule: the kind of answer it wants, its words, the thing asked for, its parts."""

import math
import re
import unicodedata
from dataclasses import dataclass

from index.chinese.asking import ASKING_PHRASE, ASKING_WORD, AnswerKind, find_count, find_kind
from index.chinese.folding import fold_text, is_traditional
from index.chinese.places import find_places
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import cut_content_words, holds_name, tag_words, with_aliases, without_name_parts
from index.snapshot import Snapshot

# ---- Understand a question by rule: what kind of answer it wants and which words must be met


MAX_QUESTION_CHARS = 500
"""Longer input is searched by its first 500 characters: the model reads no more."""


@dataclass(frozen=True)
class Question:
    """A question and what its words say. `folded` is the search form; `searched` the same with the aliases of the
    user's dictionary spelled out; `words` its topic words, folded, distinct; `pieces` what stands between its question
    words and signs.

    `item_count` is how many items a list question asks for (哪六个方面 -> 6), or 0, and `count_phrase` how it says so
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


_PIECE = re.compile(r"[^\W_](?:[^\W_]|(?<=\d)[.%](?=\d|$))*")


def read_question(text: str) -> Question:
    """Return what the question says; any text is accepted, of any length."""
    shown = " ".join(_printable(text).split())[:MAX_QUESTION_CHARS]
    folded = fold_text(shown)
    searched = with_aliases(folded)
    kind = find_kind(folded)
    topic = ASKING_WORD.sub(" ", searched)
    count, count_phrase = find_count(folded) if kind in (AnswerKind.LIST, AnswerKind.OTHER) else (0, "")
    return Question(
        text=shown,
        folded=folded,
        searched=searched,
        words=tuple(cut_content_words(topic) or cut_content_words(searched)),
        pieces=tuple(_PIECE.findall(topic)),
        kind=kind,
        item_count=count,
        count_phrase=count_phrase,
        is_traditional=is_traditional(shown),
    )


def _printable(text: str) -> str:
    """Return the text without control and zero-width characters, white space kept."""
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


# ---- The thing a question asks for, by its own word: 哪个方向 -> 方向, 水位如何 -> 水位, 多少家公司 -> 公司


_NOUN_TAGS = ("n", "vn", "an", "j", "l", "i", "eng", "b", "x")
_PASSED_OVER = frozenset(words_of("words.passed_over"))
_SAID_BY_KIND = frozenset(words_of("words.said_by_kind"))


def find_focus(folded: str) -> tuple[str, ...]:
    """Return the words of the thing asked for, those behind the question word or else the noun in front of it."""
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
    """Return the share of these words that stand in the text, 0 where there are none."""
    return sum(word in folded for word in focus) / len(focus) if focus else 0.0


def _nouns(words: list[tuple[str, str]]) -> list[str]:
    """Return the run of nouns at the beginning, small words passed over."""
    run: list[str] = []
    for word, tag in words:
        if word in _PASSED_OVER:
            continue
        if not tag.startswith(_NOUN_TAGS) or len(word) < 2:
            break
        run.append(word)
    return run


# ---- Take a question apart that asks for several things at once, so that each is searched and answered for itself


MAX_PARTS = 3
"""More parts would be answered too slowly, and are rarely meant."""

_JOINS = frozenset("和 与 跟 及 以及 、".split())
_NAME_TAGS = ("nr", "ns", "nt", "nz")


def split_question(text: str) -> list[str]:
    """Return the parts of a question in order, each a question of its own; a simple question comes back alone.

    青岚县和禾阳县分别有多少学校 -> 青岚县有多少学校 / 禾阳县有多少学校; two questions in one line are two parts, the
    second with the names of the first.
    """
    clauses = _asking_clauses(text)
    if len(clauses) > 1:
        return clauses[:MAX_PARTS]
    if compiled("asking.shared").search(fold_text(text)):
        parts = _split_joined(text)
        if len(parts) > 1:
            return parts[:MAX_PARTS]
    return [text]


def _asking_clauses(text: str) -> list[str]:
    """Return the clauses if at least two of them ask something."""
    pieces = [piece.strip() for piece in re.split(r"[？?，,；;。]", text) if piece.strip()]
    asking = [piece for piece in pieces if ASKING_PHRASE.search(fold_text(piece))]
    if len(asking) < 2:
        return []
    first_asking = pieces.index(asking[0])
    lead = "，".join(pieces[:first_asking])
    names = _names("，".join(pieces[: first_asking + 1]))
    first = f"{lead}，{asking[0]}" if lead else asking[0]
    rest = [piece if _has_subject(piece) else " ".join([*names, piece]) for piece in asking[1:]]
    return [f"{part}？" for part in [first, *rest]]


def _has_subject(clause: str) -> bool:
    """Return whether a noun stands in front of the question word: the clause then says itself what it is about."""
    asked = ASKING_PHRASE.search(fold_text(clause))
    before = clause[: asked.start()] if asked else clause
    return any(tag.startswith("n") and len(word) > 1 for word, tag in tag_words(before))


def _names(text: str) -> list[str]:
    """Return the places, people and organisations of a text; a place by its ending, even one no dictionary knows."""
    places = find_places(text)
    words, at = [], 0
    for word, tag in tag_words(text):
        shown = text[at : at + len(word)]
        at += len(word)
        if tag.startswith(_NAME_TAGS) and len(word) > 1 and not any(shown in p or p in shown for p in places):
            words.append(shown)
    return list(dict.fromkeys([*places, *words]))


def _split_joined(text: str) -> list[str]:
    """Return one question for each of the things joined by 和, 与 or 、; none where nothing is joined."""
    units = _units(text)
    joined = _joined_run(units)
    if len(joined) < 2:
        return []
    before = "".join(units[: joined[0]])
    after = "".join(units[joined[-1] + 1 :])
    return [_without_marker(before + units[place] + after) for place in joined]


def _without_marker(text: str) -> str:
    """Return the question without the word that says it asks for several (分别, 各, 相比 …)."""
    text = re.sub(r"哪个更?[多少高大低长]|谁更[多少高大低长]", "是多少", text)
    return re.sub(r"分别|各自|各(?=[是有为占在达多几])|两[县市区地](?=[的小中学])", "", text)


def _units(text: str) -> list[str]:
    """Return the words of the text, places whole, covering every character."""
    units: list[str] = []
    places = find_places(text)
    for piece in re.split(f"({'|'.join(map(re.escape, places))})", text) if places else [text]:
        if piece in places:
            units.append(piece)
            continue
        at = 0
        for word, _ in tag_words(piece):
            units.append(piece[at : at + len(word)])
            at += len(word)
    return units


def _joined_run(units: list[str]) -> list[int]:
    """Return the places of the longest run unit, join, unit, join, unit …, without the joins."""
    best: list[int] = []
    for start in range(1, len(units) - 1):
        if units[start] not in _JOINS:
            continue
        run, place = [start - 1], start
        while place + 1 < len(units) and units[place] in _JOINS:
            run.append(place + 1)
            place += 2
        if len(run) > len(best) and all(units[p] not in _JOINS for p in run):
            best = run
    return best


# ---- How well a sentence meets a question's words: rare words count more (idf), context counts less


@dataclass(frozen=True)
class WordWeights:
    """The weight of each topic word of a question, summing to 1; empty for a question without topic words."""

    weights: dict[str, float]

    def coverage(self, folded: str) -> float:
        """Return the share of the question's weight whose words stand in this folded text, 0 to 1.

        A word counts where its characters stand in a row, however the text would be cut; a number only as a whole.
        """
        return sum(weight for word, weight in self.weights.items() if holds_word(folded, word))


def holds_word(folded: str, word: str) -> bool:
    """Return whether the word, or another name for it, stands in the text; a number not as a part of a longer one."""
    if not word[0].isdigit() and not word[-1].isdigit():
        return holds_name(folded, word)
    return re.search(rf"(?<![0-9.]){re.escape(word)}(?![0-9]|\.[0-9])", folded) is not None


def weigh_words(snapshot: Snapshot, question: Question) -> WordWeights:
    """Return idf weights: ln(1 + (N - df + 0.5) / (df + 0.5)), as BM25 has it, normalised."""
    total = snapshot.chunk_count()
    frequencies = snapshot.document_frequencies(without_name_parts(question.words, question.searched))
    idf = {word: math.log(1 + (total - df + 0.5) / (df + 0.5)) for word, df in frequencies.items()}
    whole = sum(idf.values())
    return WordWeights({word: value / whole for word, value in idf.items()} if whole else {})
