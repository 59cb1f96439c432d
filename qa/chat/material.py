"""The text of the articles that a chat model gets: the passages found, joined where adjacent, or a whole article if the
question is about one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.article import Article, Span
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from qa.answer import Passage
from qa.chat.prompt import estimate_tokens, show_passage

JOIN_CHARS = 120
"""Longest gap between two passages of a paragraph that is filled in: a sentence or two."""
LEAST_TITLE_CHARS = 4
"""Least consecutive characters of a title in a question that names the article, if they are half of the title."""
FIRST_PASSAGES = 3
"""If this many of the best passages are from one article, the question is about it."""


def gather_material(question: str, passages: Sequence[Passage], max_tokens: int) -> tuple[Passage, ...]:
    """Return what the model reads, best first, as passages that may be longer than those found; () if there were none.

    The passages of an article are merged into one, in article order, joined where adjacent; as many as fit in
    `max_tokens`, at least one. An article that the question is about comes first and whole if it fits.
    """
    if not passages:
        return ()
    whole = asked_article(question, passages)
    room = max_tokens
    given: list[Passage] = []
    if whole is not None:
        block = as_whole(passages[0], whole)
        cost = cost_of(block)
        if cost <= room:
            given.append(block)
            room -= cost
    chosen = [passage for passage in passages if not given or passage.article.id != given[0].article.id]
    kept: list[Passage] = []
    for passage in chosen:
        cost = cost_of(passage)
        if cost > room:
            break
        kept.append(passage)
        room -= cost
    if not given and not kept:
        return (passages[0],)
    joined = [*given, *_joined(kept)]
    while len(joined) > 1 and sum(map(cost_of, joined)) > max_tokens:
        joined.pop()
    return tuple(replace(passage, rank=rank) for rank, passage in enumerate(joined, 1))


def as_whole(passage: Passage, article: Article) -> Passage:
    """Return the whole article as one passage with the rank of `passage`."""
    spans = tuple(Span(paragraph.number, 0, len(paragraph.text)) for paragraph in article.paragraphs)
    return replace(passage, article=article, spans=spans)


def cost_of(passage: Passage) -> int:
    """Return the estimated tokens of a passage in the prompt."""
    return estimate_tokens(show_passage(1, passage))


def asked_article(question: str, passages: Sequence[Passage]) -> Article | None:
    """Return the article a question is about, None if it is about several or does not say."""
    folded = fold_text(question)
    articles = {passage.article.id: passage.article for passage in passages}
    named = [article for article in articles.values() if _is_named(fold_text(article.title), folded)]
    if len(named) == 1:
        return named[0]
    best = [passage.article.id for passage in passages[:FIRST_PASSAGES]]
    if len(articles) == 1 or compiled("wanted.about_article").search(folded) or len(set(best)) == 1 < len(best):
        return passages[0].article
    return None


def _is_named(title: str, question: str) -> bool:
    least = max(LEAST_TITLE_CHARS, len(title) // 2)
    return any(title[start : start + least] in question for start in range(len(title) - least + 1))


def _joined(passages: Sequence[Passage]) -> list[Passage]:
    """Return one passage per article, in the order of the best of each."""
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(passage.article.id, []).append(passage)
    return [
        replace(group[0], spans=_join_spans(span for one in group for span in one.spans)) for group in groups.values()
    ]


def _join_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.paragraph, span.start)):
        last = joined[-1] if joined else None
        if last is not None and last.paragraph == span.paragraph and span.start - last.end <= JOIN_CHARS:
            joined[-1] = Span(span.paragraph, last.start, max(last.end, span.end))
        else:
            joined.append(span)
    return tuple(joined)
