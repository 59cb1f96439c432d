"""Questions whose answer lies in several articles (哪些镇开了夜市), or in the newest or first of several."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.article import Article, Span, begins_in, cut_lines
from index.chinese.dates import Period, find_times
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, held_with_title
from qa.reader.frame import Frame
from qa.reader.rows import Row, find_tables

MORE_PASSAGES = 14
"""Passages retrieved for a question about several articles."""
LEAST_SCORE = 0.06
"""The best sentence of a further article must score this share of the best of all."""
LEAST_HELD = 0.4
"""Least share of the question's words in the best sentence and its title."""
LEAST_ALIKE = 0.6
"""A further sentence, with its title, must have this share of the word weight of the one that has most."""
LEAST_RIVAL = 0.08
"""A sentence of another article must score this share of the best to compete by date."""


def asks_several(question: Question) -> bool:
    """Return whether a question asks which of several places, organisations or people do something."""
    return compiled("asking.several_articles").search(question.folded) is not None


def best_of_articles(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> list[Scored]:
    """Return the best sentence of each article about what is asked, best first; [] if only one is."""
    asked = compiled("asking.several_articles").search(question.folded)
    if not scored or asked is None:
        return []
    topic = _said_of_them(question, weights, asked)
    likely = [item for item in scored if item.score >= LEAST_SCORE * scored[0].score]
    most = max(held_with_title(topic, item.candidate) for item in likely)
    if most < LEAST_HELD:
        return []
    best: dict[str, Scored] = {}
    for item in likely:
        if held_with_title(topic, item.candidate) >= LEAST_ALIKE * most:
            best.setdefault(item.candidate.article.id, item)
    return list(best.values()) if len(best) > 1 else []


def _said_of_them(question: Question, weights: WordWeights, asked: re.Match[str]) -> WordWeights:
    """Return the weights of what is said about the things asked for: the words after 哪些镇 in 哪些镇开了夜市, if any,
    else all others."""
    behind = question.folded[asked.end() :]
    words = {word: weight for word, weight in weights.weights.items() if word in behind}
    return WordWeights(words or dict(weights.weights)).without([asked.group()])


# ---- 最近一次, 最早, 第一次: by the date a sentence states, else by its article's


def order_by_date(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> tuple[list[Scored], str]:
    """Return the newest or the earliest sentence, the others of its article after it, and its date as shown.

    The sentences unchanged and '' if the question asks for neither or the likely sentences are in one article.
    """
    newest, earliest = (compiled(f"asking.{name}").search(question.folded) for name in ("newest", "earliest"))
    if not scored or not (newest or earliest):
        return list(scored), ""
    weights = weights.without([match.group() for match in (newest, earliest) if match])
    held = held_with_title(weights, scored[0].candidate)
    if held < LEAST_HELD:
        return list(scored), ""
    rivals: dict[str, tuple[date, Scored]] = {}
    for item in scored:
        article = item.candidate.article
        if item.score < LEAST_RIVAL * scored[0].score or held_with_title(weights, item.candidate) < LEAST_ALIKE * held:
            continue
        if article.id not in rivals and (day := _day_of(item.candidate)) is not None:
            rivals[article.id] = (day, item)
    if len(rivals) < 2:
        return list(scored), ""
    day, chosen = (max if newest else min)(rivals.values(), key=lambda rival: rival[0])
    first = replace(chosen, score=scored[0].score)
    rest = [item for item in scored if item.candidate.article.id == chosen.candidate.article.id and item is not chosen]
    return [first, *rest], f"{day.year}年{day.month}月{day.day}日"


def _day_of(candidate: Candidate) -> date | None:
    """Return the day a sentence states, else the day its article was published."""
    published = candidate.article.published
    periods: list[Period] = [
        time.period for time in find_times(fold_text(candidate.text), published) if time.period is not None
    ]
    return periods[0].until if periods else published


# ---- The same within one article: the newest or the first of its dated lines


def find_dated_line(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> tuple[list[Scored], str]:
    """Return the newest or the earliest of several dated lines or table rows, and its date as shown, if the best
    sentence is one of them and the question asks for that; ([], '') otherwise."""
    newest, earliest = (compiled(f"asking.{name}").search(question.folded) for name in ("newest", "earliest"))
    if not scored or not (newest or earliest):
        return [], ""
    best = scored[0].candidate
    said = weights.without([match.group() for match in (newest, earliest) if match])
    if said.weights and said.coverage(Frame(best.article).whole) < LEAST_HELD_BY_ARTICLE:
        return [], ""
    block = next((lines for head, lines in _dated_blocks(best.article) if _is_of_block(best, head, lines)), [])
    days = {day for _, day in block}
    if len(days) < _LEAST_DAYS:
        return [], ""
    line, day = (max if newest else min)(block, key=lambda dated: dated[1])
    if newest and _tells_later_day(best.article, [line for line, _ in block], day):
        return [], ""
    chosen = Candidate(best.article, line.paragraph, line.start, line.end, best.passage)
    return [replace(scored[0], candidate=chosen, marked=None)], f"{day.year}年{day.month}月{day.day}日"


LEAST_HELD_BY_ARTICLE = 0.6
"""Least share of the question's words in the article with the dated lines."""
_LEAST_DAYS = 2


def _tells_later_day(article: Article, block: Sequence[Span], day: date) -> bool:
    """Return whether an article states a later day outside the dated lines, which may be that of something newer."""
    for paragraph in article.paragraphs:
        for line in cut_lines(paragraph.text, Span(paragraph.number, 0, len(paragraph.text))):
            told = fold_text(paragraph.text[line.start : line.end])
            periods = (time.period for time in find_times(told, article.published) if line not in block)
            if any(period is not None and period.is_stated and period.since > day for period in periods):
                return True
    return False


def _is_of_block(candidate: Candidate, head: Span | None, lines: Sequence[tuple[Span, date]]) -> bool:
    """Return whether a sentence is one of the dated lines or the line above them."""
    is_head = head is not None and len(candidate.text) <= _LONGEST_HEAD and begins_in(candidate, head)
    return is_head or any(begins_in(candidate, line) for line, _ in lines)


_LONGEST_HEAD = 20


def _dated_blocks(article: Article) -> Iterator[tuple[Span | None, list[tuple[Span, date]]]]:
    """Yield the runs of lines that each begin with a day, behind the line above, and the tables whose rows each state
    one, with these days."""
    for table in find_tables(article):
        rows = [(Span(row.paragraph, row.start, row.end), _first_day(article, row)) for row in table]
        if all(day for _, day in rows):
            yield None, [(line, day) for line, day in rows if day is not None]
    head: Span | None = None
    run: list[tuple[Span, date]] = []
    for paragraph in article.paragraphs:
        for line in cut_lines(paragraph.text, Span(paragraph.number, 0, len(paragraph.text))):
            times = list(find_times(fold_text(paragraph.text[line.start : line.end]), article.published))
            if times and times[0].start == 0 and times[0].period is not None:
                run.append((line, times[0].period.since))
                continue
            yield head, run
            head, run = line, []
    yield head, run


def _first_day(article: Article, row: Row) -> date | None:
    """Return the first day in the columns of dates of a row, or None."""
    heads = compiled("tables.time_head")
    values = [fold_text(cell.value) for cell in row.cells if heads.search(fold_text(cell.head))]
    times = [time for value in values for time in find_times(value, article.published)]
    return next((time.period.since for time in times if time.period is not None), None)
