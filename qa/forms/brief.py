"""An article summarized in a few of its own lines: who, when and where, then its own points or its most informative
sentences."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from index.article import Article, Span, overlap
from index.chinese.amounts import read_amounts
from index.chinese.dates import find_times
from index.chinese.enumeration import Enumeration, find_enumerations, head_of
from index.chinese.folding import fold_text
from index.chinese.names import find_people, find_places
from index.chinese.vocabulary import compiled
from index.chinese.words import STOP_WORDS, cut_words
from index.messages import Message, say
from index.snapshot import Snapshot
from qa.answer import DraftStatement, Entry, day_in_words
from qa.check.claim import bigrams_of
from qa.forms.dossier import Line, lines_of, say_the_same

FEWEST, MOST = 3, 7
"""Lines of one article's summary, if it has so many sentences."""
CHARS_A_LINE = 350
"""Characters of the article for each further line."""
MOST_OF_SEVERAL = 3
"""Lines per article if several are summarized together."""
MOST_ITEMS = 6
"""Most points that get a line each; more share a line, by their first words."""
_LEAST_HEAD, _LEAST_HEAD_PACKED, _LONGEST_HEAD = 12, 6, 140
_LOOKED_AT_FOR_LEAD = 4
SAME = 0.6
"""A line that shares this much with an earlier one is left out."""


def brief(snapshot: Snapshot, article: Article, most: int = MOST) -> tuple[DraftStatement, ...]:
    """Return up to `most` statements that summarize an article, in its order; () for one without sentences."""
    lines = lines_of(article)
    if not lines:
        return ()
    scores = _Scores(snapshot, article, lines)
    lead = scores.lead()
    enumerations = find_enumerations(article)
    points = _points(article, enumerations, most - 1)
    chosen: list[tuple[Line, ...]] = [(lead,), *points]
    length = sum(len(line.text) for line in lines)
    wanted = min(most, FEWEST + bool(points) + length // CHARS_A_LINE)
    listed = [span for enumeration in enumerations for span in enumeration.items] if points else []
    for line in scores.ranked():
        if len(chosen) >= wanted:
            break
        is_listed = any(overlap(line, span) for span in listed)
        if not is_listed and not any(say_the_same(line, told, SAME) for group in chosen for told in group):
            chosen.append((line,))
    ordered = sorted(chosen, key=lambda group: (group[0].paragraph, group[0].start))
    return tuple(_statement(article, group, is_first=group is ordered[0]) for group in ordered)


def _statement(article: Article, group: Sequence[Line], *, is_first: bool) -> DraftStatement:
    quotes = tuple(line.quote for line in group)
    before = "" if len(group) > 1 else group[0].missing
    if is_first:
        before = "；".join(filter(None, (published_in_words(article), before)))
    entry = Entry(article.published, article.published, subject=article.face)
    return DraftStatement("".join(quote.text for quote in quotes), quotes, before=before, entry=entry)


def published_in_words(article: Article) -> str:
    """Return who published an article and when, as shown beside its lines."""
    day = day_in_words(article.published) if article.published else say(Message("article-undated"))
    return "，".join(filter(None, (article.source, day)))


# ---- The article's own points: the heads of its enumerations


def _points(article: Article, found: Sequence[Enumeration], most: int) -> list[tuple[Line, ...]]:
    """Return the points an article enumerates: a line each, or, if there are too many, a line per enumeration."""
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    enumerations = _outer(texts, found)
    count = sum(len(enumeration.items) for enumeration in enumerations)
    if not enumerations:
        return []
    if count <= min(MOST_ITEMS, most):
        heads = [_head(article, texts, item, _LEAST_HEAD) for each in enumerations for item in each.items]
        return [(head,) for head in heads]
    packed = []
    for enumeration in enumerations:
        heads = [_head(article, texts, item, _LEAST_HEAD_PACKED) for item in enumeration.items]
        halves = -(-len(heads) // MOST_ITEMS) if len(enumerations) == 1 else 1
        size = -(-len(heads) // halves)
        packed += [tuple(heads[start : start + size]) for start in range(0, len(heads), size)]
    return packed[:most]


def _head(article: Article, texts: Mapping[int, str], item: Span, least: int) -> Line:
    text = texts[item.paragraph]
    head = head_of(text, item, min_chars=least, max_chars=_LONGEST_HEAD)
    end = head.end
    if end - head.start > _LONGEST_HEAD:  # an item of one long sentence: cut at a clause
        cut = max(text.rfind(mark, head.start, head.start + _LONGEST_HEAD) for mark in "，,；;")
        end = cut if cut > head.start + least else end
    return Line(article, item.paragraph, head.start, end, text)


def _outer(texts: Mapping[int, str], found: Sequence[Enumeration]) -> list[Enumeration]:
    """Return the enumerations not nested in another, each text once, without small ones beside large ones."""
    outer: list[Enumeration] = []
    told: set[str] = set()
    for enumeration in found:
        first = enumeration.items[0]
        wording = "".join(texts[item.paragraph][item.start : item.end] for item in enumeration.items)
        inside = any(_is_between(first, other.items[0], other.items[-1]) for other in found if other is not enumeration)
        if not inside and wording not in told and len(wording) >= 8 * len(enumeration.items):
            told.add(wording)
            outer.append(enumeration)
    most = max((len(enumeration.items) for enumeration in outer), default=0)
    return [each for each in outer if 2 * len(each.items) > most or len(outer) <= 2]


def _is_between(span: Span, first: Span, last: Span) -> bool:
    return (first.paragraph, first.start) < (span.paragraph, span.start) < (last.paragraph, last.end)


# ---- How informative a line is


_SIGN = re.compile(r"\d")


class _Scores:
    """How much each line of an article says about its topic."""

    def __init__(self, snapshot: Snapshot, article: Article, lines: Sequence[Line]) -> None:
        self._lines = lines
        words = [_content_words(line.text) for line in lines]
        counts = Counter(word for held in words for word in held)
        frequencies = snapshot.document_frequencies(list(counts))
        total = snapshot.chunk_count() + 1
        idf = {word: math.log(1 + total / (1 + frequencies.get(word, 0))) for word in counts}
        weight = {word: idf[word] * min(count, 4) for word, count in counts.items()}
        title = _content_words(article.title)
        self.scores = [self._score(place, line, words[place], weight, title) for place, line in enumerate(lines)]

    def _score(
        self, place: int, line: Line, words: frozenset[str], weight: Mapping[str, float], title: frozenset[str]
    ) -> float:
        own = sum(weight[word] for word in words) / (8 + len(words)) ** 0.75 if words else 0.0
        score = own * (1 + 0.6 * len(words & title) / max(1, len(title)))
        score *= 1 + 0.15 * bool(_SIGN.search(line.folded)) + 0.2 * bool(compiled("forms.telling").search(line.folded))
        score *= 0.6 if compiled("forms.colour").search(line.folded) else 1
        score *= 0.7 if line.text.endswith(("？", "?", "：", ":")) else 1
        score *= 0.7 if line.missing else 1
        return score * (1 + 0.5 / (1 + place))

    def ranked(self) -> list[Line]:
        """Return the lines by descending score."""
        order = sorted(range(len(self._lines)), key=lambda place: (-self.scores[place], place))
        return [self._lines[place] for place in order]

    def lead(self) -> Line:
        """Return the line among the first that best says who did what, when and where."""
        first = self._lines[:_LOOKED_AT_FOR_LEAD]
        most = max(self.scores[: len(first)])
        rated = [
            (self.scores[place] / (most or 1) + _says_who_when_where(line) - 0.3 * place, line)
            for place, line in enumerate(first)
        ]
        return max(rated, key=lambda pair: pair[0])[1]


def _says_who_when_where(line: Line) -> float:
    has_time = any(True for _ in find_times(line.folded))
    return 0.6 * has_time + 0.3 * bool(find_places(line.text)) + 0.2 * bool(find_people(line.text))


def _content_words(text: str) -> frozenset[str]:
    return frozenset(word for word in cut_words(text) if len(word) > 1 and word not in STOP_WORDS)


# ---- Several articles together


def brief_several(snapshot: Snapshot, articles: Sequence[Article], topic: str = "") -> tuple[DraftStatement, ...]:
    """Return the summaries of several articles on a topic one after the other, without repetitions."""
    known = bigrams_of(fold_text(topic))
    told: list[Line] = []
    statements = []
    for article in articles:
        texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
        for statement in brief(snapshot, article, MOST_OF_SEVERAL):
            lines = [Line(article, q.paragraph, q.start, q.end, texts[q.paragraph]) for q in statement.quotes]
            if not any(_repeats(line, other, known) for line in lines for other in told):
                statements.append(statement)
                told += lines
    return tuple(statements)


def _repeats(line: Line, told: Line, known: frozenset[str]) -> bool:
    """Return whether a line adds nothing to an earlier one, not even figures; the `known` bigrams do not count."""
    figures, others = ({(a.value, a.unit) for a in read_amounts(each.folded)} for each in (line, told))
    return figures <= others and say_the_same(line, told, SAME, known)
