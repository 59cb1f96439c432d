"""Rulings and rules: what a ruling orders to be paid (the items after 判决如下, which name neither the court nor the
claim), and whether a cited rule still holds."""

import re
from collections.abc import Sequence

from index.article import Article
from index.chinese.folding import fold_text
from index.chinese.measures import tells_measure
from index.chinese.vocabulary import compiled, pattern_of, words_of
from index.chinese.words import cut_content_words
from index.messages import Message
from index.snapshot import Snapshot
from qa.answer import DraftStatement
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


# ---- Cited rules that a later article repeals or amends


_LOOKED_AT = 12
_MOST_BETWEEN = 24
"""Most characters between the name of a rule and the word that repeals it."""
_MARKS = re.compile(r"[《》〈〉“”\"\s]")


def find_repeals(snapshot: Snapshot, statements: Sequence[DraftStatement]) -> tuple[Message, ...]:
    """Return a note for each cited rule that a later article says is repealed, or otherwise amended."""
    articles = {quote.article.id: quote.article for statement in statements for quote in statement.quotes}
    notes = []
    for article in articles.values():
        if not compiled("rules.rule").search(article.title):
            continue
        repealed, amended = _sayings(article)
        if by := _said_by(snapshot, article, repealed, words_of("rules.repealed")):
            facts = {"title": article.title, "by": by.title, "date": str(by.published)}
            notes.append(Message("repealed", facts))
        elif by := _said_by(snapshot, article, amended, words_of("rules.amended")):
            changed = {"title": article.title, "by": by.title, "date": str(by.published)}
            notes.append(Message("amended", changed))
    return tuple(notes)


def _sayings(rule: Article) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns that say that a rule is repealed, and that it is amended."""
    title = _MARKS.sub("", fold_text(rule.title))
    name, between = re.escape(title), rf"[^。；;]{{0,{_MOST_BETWEEN}}}"
    repealed = re.compile(
        rf"{name}》?{between}{pattern_of('rules.repealed')}|{pattern_of('rules.repeals')}{between}《?{name}"
    )
    amended = re.compile(rf"{name}》?{pattern_of('forms.amended')}|{pattern_of('rules.amends')}《?{name}")
    return repealed, amended


def _said_by(snapshot: Snapshot, rule: Article, said: re.Pattern[str], words: Sequence[str]) -> Article | None:
    """Return the latest article, not older than the rule, whose text matches `said`; None if there is none."""
    hits = snapshot.search_words([*cut_content_words(rule.title), *words], _LOOKED_AT)
    found = []
    for chunk in snapshot.chunks([hit.chunk_id for hit in hits]):
        other = chunk.article
        if other.id == rule.id or other.published is None or (rule.published and other.published < rule.published):
            continue
        if said.search(fold_text(f"{other.title}\n{chunk.text}").replace(" ", "")):
            found.append(other)
    return max(found, key=lambda article: str(article.published), default=None)
