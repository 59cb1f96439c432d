"""Find the passages that may answer a question: dense and lexical search, fused."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from index.chinese.dates import Period, days_asked, find_period
from index.chinese.folding import fold_text
from index.chinese.vocabulary import words_of
from index.chinese.words import cut_words, everyday_names, everyday_names_in
from index.embed.embedder import Embedder, Vectors
from index.snapshot import Filters, Hit, Snapshot
from qa.answer import Passage
from qa.question import Question, WordWeights, weigh_words

# ---- The longest verbatim run of a question in a text: adjacent words say more than the same words apart


LONGEST = 8
"""Characters; a longer run proves no more."""


def run_share(pieces: Sequence[str], folded: str) -> float:
    """Return the longest run of any piece that the text contains verbatim, as a share of LONGEST, 0 to 1."""
    best = 0
    for piece in pieces:
        for start in range(len(piece)):
            while best < LONGEST and start + best < len(piece) and piece[start : start + best + 1] in folded:
                best += 1
    return best / LONGEST


# ---- Dense and lexical search, fused


CANDIDATES = 60
"""Hits taken from each leg before fusion. Set by measurement: docs/retrieval.md."""
DENSE_WEIGHT = 0.5
"""Share of the dense leg in the fused score; the lexical leg has the rest. Set by measurement: docs/retrieval.md."""
COSINE_RANGE = 0.1
"""A chunk whose cosine is this far below the best scores 0 in the dense leg. Set by measurement: docs/retrieval.md."""
PHRASE_BONUS = 0.2
"""Bonus for eight consecutive characters of the question in a passage, proportionally less for fewer. Set by
measurement: docs/retrieval.md."""
PASSAGES_PER_ARTICLE = 5
"""Most passages of one article, so that a question that needs several articles gets them."""

OVERFETCH = 3
"""Chunks examined per passage wanted, to leave room for the limit per article and the bonuses."""
NEAR_BONUS = 0.2
"""Bonus for articles the conversation is about. Set by measurement: docs/conversation.md."""
NEAR_CANDIDATES = 8
"""Hits taken from each leg inside those articles, however many others are closer."""
PERIOD_BONUS = 0.15
"""Bonus for an article published in the period the question names, or a passage whose relative words (昨天) mean a day
in it; fused scores run from 0 to 1."""


@dataclass(frozen=True)
class HybridRetriever:
    """Dense (cosine) and lexical (BM25) search over one snapshot, fused by normalised score."""

    embedder: Embedder
    passages: int = 8

    def retrieve(
        self,
        snapshot: Snapshot,
        question: Question,
        filters: Filters = Filters(),
        count: int | None = None,
        near: tuple[str, ...] = (),
    ) -> list[Passage]:
        """Return up to `count` (default: `passages`) Passages, best first; none for a question without text.

        `near` are ids of articles to prefer.
        """
        if not question.folded.strip() or snapshot.chunk_count() == 0:
            return []
        vector = self.embedder.embed_question(question.searched)
        dense = snapshot.search_dense(vector, CANDIDATES, filters)
        words, known = read_words(snapshot, question)
        lexical = snapshot.search_words(words, CANDIDATES, filters)
        inside: list[Hit] = []
        if near and not filters.articles:
            only = replace(filters, articles=near)
            inside = snapshot.search_dense(vector, NEAR_CANDIDATES, only)
            more = snapshot.search_words(words, NEAR_CANDIDATES, only)
            dense, lexical, inside = _joined(dense, inside), _joined(lexical, more), [*inside, *more]
        fused = _prefer(self._fuse(snapshot, vector, dense, lexical, known), {hit.chunk_id for hit in inside})
        return _make_passages(snapshot, question, fused, count or self.passages)

    def _fuse(
        self, snapshot: Snapshot, vector: Vectors, dense: list[Hit], lexical: list[Hit], known: float
    ) -> list[Hit]:
        """Return all hits by descending fused score; cosines missing from the dense leg are computed for chunks that
        have a vector."""
        cosines = {hit.chunk_id: hit.score for hit in dense}
        unseen = [hit.chunk_id for hit in lexical if hit.chunk_id not in cosines]
        vectors = snapshot.chunk_vectors(unseen, len(vector))
        for chunk_id, of_chunk in zip(unseen, vectors, strict=True):
            if of_chunk.any():
                cosines[chunk_id] = float(of_chunk @ vector)
        return fuse_scores(cosines, {hit.chunk_id: hit.score for hit in lexical}, known)


def read_words(snapshot: Snapshot, question: Question) -> tuple[list[str], float]:
    """Return the words to search for, and the share of the weight of a question's words that are in any article.

    Searched are its words, those of its day, and the other names of what it names; of a name that no article has as one
    word (宽带费 beside 宽带费用) its parts, unless articles call the thing as the question does: 考试 and 招生 of
    研究生招生考试 would find more about others than about 考研.

    A word is in an article by its own or another name, or as one of a day that the article means otherwise (昨天).
    """
    days = days_asked(question.folded, date.today())
    others = {word: everyday_names(word) for word in [*question.words, *everyday_names_in(question.folded)]}
    parts = {name: cut_words(name) for word, of_word in others.items() for name in (word, *of_word)}
    held = snapshot.document_frequencies([*parts, *chain.from_iterable(parts.values()), *days])
    added = [
        part
        for word, of_word in others.items()
        for other in of_word
        for part in ([other] if held[other] else [] if held[word] else parts[other])
    ]
    is_day_held = any(held[day] for day in days)
    in_parts = {name for name, own in parts.items() if _are_held(own, held)}
    known = {
        word
        for word, of_word in others.items()
        if held[word] or not in_parts.isdisjoint((word, *of_word)) or (is_day_held and _OF_A_DAY.fullmatch(word))
    }
    return [*dict.fromkeys([*question.words, *added]), *days], _share_known(weigh_words(snapshot, question), known)


def _are_held(parts: Sequence[str], held: Mapping[str, int]) -> bool:
    """Return whether articles have all the parts of a name that are longer than a character."""
    long = [part for part in parts if len(part) > 1]
    return bool(long) and all(held[part] for part in long)


def _share_known(weighed: WordWeights, known: AbstractSet[str]) -> float:
    """Return the share of the weight of a question's words that are known, or made of the characters of such words and
    of ones that say nothing (日有 of 4月3日有什么).

    A single character that is no part of a day counts only where there is nothing else: articles write 维修 and 损坏
    for 修 and 坏.
    """
    telling = weighed.of(word for word in weighed.weights if len(word) > 1 or _OF_A_DAY.fullmatch(word))
    weights = telling.weights or weighed.weights
    characters = {character for word in [*known & weights.keys(), *_SAYS_NOTHING] for character in word}
    return sum(weight for word, weight in weights.items() if characters.issuperset(word))


_SAYS_NOTHING = words_of("words.stop")
_OF_A_DAY = re.compile("[0-9年月日号]+")


def _joined(hits: list[Hit], more: list[Hit]) -> list[Hit]:
    known = {hit.chunk_id for hit in hits}
    return [*hits, *(hit for hit in more if hit.chunk_id not in known)]


def _prefer(hits: list[Hit], near: set[int]) -> list[Hit]:
    """Return the hits by descending score, with NEAR_BONUS for the chunks in `near`."""
    scored = [replace(hit, score=hit.score + NEAR_BONUS) if hit.chunk_id in near else hit for hit in hits]
    return sorted(scored, key=lambda hit: (-hit.score, hit.chunk_id))


def fuse_scores(cosines: dict[int, float], bm25: dict[int, float], known: float = 1.0) -> list[Hit]:
    """Return Hits by descending w·dense + (1-w)·lexical, each leg 1 for its best candidate and at least 0.

    The lexical leg counts by the share of the question that any article says in these words (`known`): where nobody
    writes 带狗, the passage with most of the other words is seldom the one that says 携犬.

    A convex combination of scores keeps how far the best is ahead, which ranks (RRF) discard: Bruch et al., "An
    Analysis of Fusion Functions for Hybrid Retrieval", 2022 (arXiv 2210.11934). Cosines are scaled by a fixed
    range, not by that of the candidates, so that the dense leg matters little where all are similar. A chunk whose
    vector has not been computed yet gets its lexical score for the dense leg too.
    """
    closest = max(cosines.values(), default=0.0)
    best = max(bm25.values(), default=0.0)
    by_words = (1 - DENSE_WEIGHT) * known
    hits = []
    for chunk_id in cosines.keys() | bm25.keys():
        lexical = bm25.get(chunk_id, 0.0) / best if best > 0 else 0.0
        cosine = cosines.get(chunk_id)
        dense = lexical if cosine is None else max(0.0, 1 - (closest - cosine) / COSINE_RANGE)
        hits.append(Hit(chunk_id, (1 - by_words) * dense + by_words * lexical))
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))


def _make_passages(snapshot: Snapshot, question: Question, hits: list[Hit], count: int) -> list[Passage]:
    looked_at = hits[: count * OVERFETCH]
    chunks = {chunk.chunk_id: chunk for chunk in snapshot.chunks([hit.chunk_id for hit in looked_at])}
    period = find_period(question.folded, date.today())
    found = []
    for hit in looked_at:
        if (chunk := chunks.get(hit.chunk_id)) is not None:
            passage = Passage(0, hit.score, chunk.chunk_id, chunk.article, chunk.spans)
            found.append(replace(passage, score=hit.score + _bonus(question, period, passage)))
    passages: list[Passage] = []
    taken: Counter[str] = Counter()
    for passage in sorted(found, key=lambda passage: -passage.score):
        if len(passages) < count and taken[passage.article.id] < PASSAGES_PER_ARTICLE:
            taken[passage.article.id] += 1
            passages.append(replace(passage, rank=len(passages) + 1))
    return passages


def _bonus(question: Question, period: Period | None, passage: Passage) -> float:
    """Return the passage's bonus for its dates and for the longest run of the question's words in it."""
    in_period = period is not None and (
        period.holds(passage.article.published) or any(period.holds(named.day) for named in passage.days)
    )
    return PERIOD_BONUS * in_period + PHRASE_BONUS * run_share(question.pieces, fold_text(passage.text))
