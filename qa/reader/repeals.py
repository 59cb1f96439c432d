"""Rules that are cited and that a later article repeals."""

import re
from collections.abc import Sequence

from index.article import Article
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled, pattern_of, words_of
from index.chinese.words import cut_content_words
from index.messages import Message
from index.snapshot import Snapshot
from qa.answer import DraftStatement

_LOOKED_AT = 12
_MOST_BETWEEN = 24
"""Characters between the name of a rule and the word that ends it."""
_MARKS = re.compile(r"[《》〈〉“”\"\s]")


def find_repeals(snapshot: Snapshot, statements: Sequence[DraftStatement]) -> tuple[Message, ...]:
    """Return a note for each cited rule that a later article says is no more in force."""
    articles = {quote.article.id: quote.article for statement in statements for quote in statement.quotes}
    notes = []
    for article in articles.values():
        if compiled("rules.rule").search(article.title) and (by := _repealed_by(snapshot, article)):
            facts = {"title": article.title, "by": by.title, "date": str(by.published)}
            notes.append(Message("repealed", facts))
    return tuple(notes)


def _repealed_by(snapshot: Snapshot, rule: Article) -> Article | None:
    """Return the latest article, not older than the rule, that says the rule is repealed."""
    title = _MARKS.sub("", fold_text(rule.title))
    name, between = re.escape(title), rf"[^。；;]{{0,{_MOST_BETWEEN}}}"
    said = re.compile(
        rf"{name}》?{between}{pattern_of('rules.repealed')}|{pattern_of('rules.repeals')}{between}《?{name}"
    )
    hits = snapshot.search_words([*cut_content_words(rule.title), *words_of("rules.repealed")], _LOOKED_AT)
    found = []
    for chunk in snapshot.chunks([hit.chunk_id for hit in hits]):
        other = chunk.article
        if other.id == rule.id or other.published is None or (rule.published and other.published < rule.published):
            continue
        if said.search(fold_text(chunk.text).replace(" ", "")):
            found.append(other)
    return max(found, key=lambda article: str(article.published), default=None)
