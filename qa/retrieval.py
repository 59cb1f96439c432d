"""Find the passages that may answer: dense and lexical search, fused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.chinese.dates import Period, days_asked, find_period
from index.chinese.folding import fold_text
from index.embed.embedder import Embedder, Vectors
from index.snapshot import Filters, Hit, Snapshot
from qa.answer import Passage
from qa.question import Question

# ---- How much of a question a text holds in a row: words that stand together say more than the same words apart


LONGEST = 8
"""Characters; a longer run proves no more."""


def run_share(pieces: Sequence[str], folded: str) -> float:
    """Return the length of the longest run of any piece that the text holds verbatim, as a share of LONGEST, 0 to 1."""
    best = 0
    for piece in pieces:
        for start in range(len(piece)):
            while best < LONGEST and start + best < len(piece) and piece[start : start + best + 1] in folded:
                best += 1
    return best / LONGEST


# ---- Find the passages that may answer: dense and lexical search, fused


CANDIDATES = 60
"""Hits taken from each leg before fusion. Set by measurement: docs/retrieval.md."""
DENSE_WEIGHT = 0.5
"""Share of the dense leg in the fused score; the lexical leg has the rest. Set by measurement: docs/retrieval.md."""
COSINE_RANGE = 0.1
"""A chunk this much less alike than the closest one counts nothing in the dense leg. Set likewise."""
PHRASE_BONUS = 0.2
"""What eight characters of the question in a row are worth in a passage, fewer in proportion. Set likewise."""
PASSAGES_PER_ARTICLE = 3
"""At most this many passages of one article, so that a question that needs several articles gets them."""

OVERFETCH = 3
"""Times as many chunks are looked at as passages are wanted, for the limit per article and the period."""
NEAR_BONUS = 0.2
"""What an article the conversation is about is preferred by. Set by measurement: docs/conversation.md."""
NEAR_CANDIDATES = 8
"""Hits taken from each leg inside those articles, however many others are closer."""
PERIOD_BONUS = 0.15
"""What an article published in the time the question names, or that says 昨天 of it, is preferred by; fused scores run
from 0 to 1."""


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
        words = [*question.words, *days_asked(question.folded, date.today())]
        lexical = snapshot.search_words(words, CANDIDATES, filters)
        inside: list[Hit] = []
        if near and not filters.articles:
            only = replace(filters, articles=near)
            inside = snapshot.search_dense(vector, NEAR_CANDIDATES, only)
            more = snapshot.search_words(words, NEAR_CANDIDATES, only)
            dense, lexical, inside = _joined(dense, inside), _joined(lexical, more), [*inside, *more]
        fused = _prefer(self._fuse(snapshot, vector, dense, lexical), {hit.chunk_id for hit in inside})
        return _make_passages(snapshot, question, fused, count or self.passages)

    def _fuse(self, snapshot: Snapshot, vector: Vectors, dense: list[Hit], lexical: list[Hit]) -> list[Hit]:
        """Return all hits by falling fused score; cosines missing from the dense leg are computed where there is a
        vector yet."""
        cosines = {hit.chunk_id: hit.score for hit in dense}
        unseen = [hit.chunk_id for hit in lexical if hit.chunk_id not in cosines]
        vectors = snapshot.chunk_vectors(unseen, len(vector))
        for chunk_id, of_chunk in zip(unseen, vectors, strict=True):
            if of_chunk.any():
                cosines[chunk_id] = float(of_chunk @ vector)
        return fuse_scores(cosines, {hit.chunk_id: hit.score for hit in lexical})


def _joined(hits: list[Hit], more: list[Hit]) -> list[Hit]:
    known = {hit.chunk_id for hit in hits}
    return [*hits, *(hit for hit in more if hit.chunk_id not in known)]


def _prefer(hits: list[Hit], near: set[int]) -> list[Hit]:
    """Return the hits by falling score, the chunks of `near` preferred."""
    scored = [replace(hit, score=hit.score + NEAR_BONUS) if hit.chunk_id in near else hit for hit in hits]
    return sorted(scored, key=lambda hit: (-hit.score, hit.chunk_id))


def fuse_scores(cosines: dict[int, float], bm25: dict[int, float]) -> list[Hit]:
    """Return Hits by falling w·dense + (1-w)·lexical, each leg 1 for its best candidate and at least 0.

    A convex combination of scores keeps how far the best is ahead, which ranks (RRF) forget: Bruch et al., "An
    Analysis of Fusion Functions for Hybrid Retrieval", 2022 (arXiv 2210.11934). Cosines are scaled by a fixed
    range, not by the candidates' own: where all are alike, the dense leg then has little to say. A chunk without a
    cosine, as its vector is still to be made, is taken to be as near as its words say.
    """
    closest = max(cosines.values(), default=0.0)
    best = max(bm25.values(), default=0.0)
    hits = []
    for chunk_id in cosines.keys() | bm25.keys():
        lexical = bm25.get(chunk_id, 0.0) / best if best > 0 else 0.0
        cosine = cosines.get(chunk_id)
        dense = lexical if cosine is None else max(0.0, 1 - (closest - cosine) / COSINE_RANGE)
        hits.append(Hit(chunk_id, DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * lexical))
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
    """Return what the passage is preferred by: its article's date, the question's words in a row."""
    in_period = period is not None and (
        period.holds(passage.article.published) or any(period.holds(named.day) for named in passage.days)
    )
    return PERIOD_BONUS * in_period + PHRASE_BONUS * run_share(question.pieces, fold_text(passage.text))
