"""What the screen says, in the reader's language: the texts (labels_zh.py, labels_en.py) and how they are filled in."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Protocol

from index.article import Reprint
from qa.answer import Statement
from ui.language.labels_en import EN
from ui.language.labels_zh import ZH, Labels

__all__ = [
    "EN",
    "LANGUAGES",
    "ZH",
    "Labels",
    "also_published",
    "draft_state",
    "duration",
    "meta_line",
    "title_of",
    "took",
]

LANGUAGES = (ZH, EN)
"""What a reader can choose from; the first is what is shown to one who has not chosen."""
MINUTE_S = 60
HOUR_S = 3600


def title_of(labels: Labels, title: str, article_id: str) -> str:
    """Return the title, or for an article without one what else it can be known by."""
    return title or labels.untitled.format(name=PurePath(article_id).name)


def meta_line(labels: Labels, published: str, source: str, author: str) -> list[str]:
    """Return what stands under a title: date, source and, where known, author."""
    parts = [published or labels.undated, source or labels.unsourced]
    return [*parts, author] if author else parts


def also_published(labels: Labels, reprints: Sequence[Reprint]) -> str:
    """Return who else published an article and when, or ''."""
    publications = [
        labels.publication.format(
            source=reprint.source or reprint.title or labels.unsourced,
            published=reprint.published.isoformat() if reprint.published else labels.undated,
        )
        for reprint in reprints
    ]
    return labels.also_published.format(publications=labels.list_separator.join(publications)) if publications else ""


def draft_state(labels: Labels, checked: Sequence[Statement]) -> str:
    """Return what stands over a chat model's draft: how much of it is checked, and what came of that."""
    supported = sum(statement.is_supported for statement in checked)
    return labels.draft_checked.format(checked=len(checked), supported=supported) if checked else labels.draft


def took(labels: Labels, milliseconds: float) -> str:
    """Return how long an answer took, in seconds with one decimal."""
    seconds = milliseconds / 1000
    return labels.took.format(seconds=f"{seconds:.1f}") if seconds >= 0.1 else labels.took_little


class TimeWords(Protocol):
    """How lengths of time are said; {count} is filled in."""

    @property
    def seconds(self) -> str: ...
    @property
    def minutes(self) -> str: ...
    @property
    def hours(self) -> str: ...


def duration(words: TimeWords, seconds: float) -> str:
    """Return a length of time as a person says it: the longer it is, the rougher."""
    whole = max(1, round(seconds))
    if whole >= HOUR_S:
        hours, rest = divmod(whole, HOUR_S)
        parts = [words.hours.format(count=hours)]
        if rest >= MINUTE_S:
            parts.append(words.minutes.format(count=rest // MINUTE_S))
    else:
        minutes, rest = divmod(whole, MINUTE_S)
        parts = [words.minutes.format(count=minutes)] if minutes else []
        if rest or not minutes:
            parts.append(words.seconds.format(count=rest))
    return " ".join(parts)
