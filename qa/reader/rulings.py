"""What a ruling orders to be paid: the items after 判决如下, which name neither the court nor the claim."""

from collections.abc import Sequence

from index.article import Article
from index.chinese.folding import fold_text
from index.chinese.measures import tells_measure
from index.chinese.vocabulary import compiled
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, put_first
from qa.reader.frame import Frame

LEAST_HELD = 0.6
"""Least share of the question's other words (whose case, which court) in the article of the ruling."""


def put_orders_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those by which a ruling orders a payment first if the question asks for it."""
    is_asked = compiled("parties.sum_asked").search(question.folded) is not None
    return put_first(scored, _orders_sum) if is_asked else list(scored)


def orders_sum_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks for the sum a ruling orders, the best sentence orders one, and no other ruling
    is among the sentences."""
    asked = compiled("parties.sum_asked").search(question.folded)
    if not scored or asked is None:
        return False
    article = scored[0].candidate.article
    rulings = {item.candidate.article.id: item.candidate.article for item in scored}
    others = [other for id, other in rulings.items() if id != article.id and _orders_at(other) is not None]
    if others or not _orders_sum(scored[0].candidate):
        return False
    besides = weights.without([asked.group()])
    return not besides.weights or besides.coverage(Frame(article).whole) >= LEAST_HELD


def _orders_sum(candidate: Candidate) -> bool:
    begins = _orders_at(candidate.article)
    folded = fold_text(candidate.text)
    is_order = begins is not None and (candidate.paragraph, candidate.end) > begins
    return is_order and compiled("parties.pays").search(folded) is not None and tells_measure(("money",), folded)


def _orders_at(article: Article) -> tuple[int, int] | None:
    """Return the paragraph number and offset at which the orders of a ruling begin; None if the article is none."""
    for paragraph in article.paragraphs:
        if found := compiled("parties.orders").search(fold_text(paragraph.text)):
            return paragraph.number, found.end()
    return None
