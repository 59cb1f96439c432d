"""Questions whose answer lies in several articles (哪些镇开了夜市), or in the newest or first of several."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.chinese.dates import Period, find_times
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, held_with_title

MORE_PASSAGES = 20
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
