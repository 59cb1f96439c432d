"""The screen's texts in the reader's language: those in zh.toml and en.toml, and those composed from them."""

import tomllib
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import streamlit as st

from index.article import Article
from qa.answer import Statement

COOKIE = "yinju_language"
"""Set by account.js; the sign-in page reads it too. Contains only a language."""
CHOSEN = "language"
"""The session key of a choice made after the page was opened: a session only sees the cookies of that moment."""
MINUTE_S = 60
HOUR_S = 3600


class Labels:
    """The texts of one language, by their names in the catalogue: `labels.sign_in`. `str.format` fills in {names}."""

    language: str

    def __init__(self, catalogue: str) -> None:
        """Read `catalogue`.toml beside this file."""
        self.__dict__.update(tomllib.loads(Path(__file__).with_name(f"{catalogue}.toml").read_text(encoding="utf-8")))

    if TYPE_CHECKING:  # the names are in the catalogue; a test looks up every one the screen uses in both languages

        def __getattr__(self, name: str) -> str: ...


ZH, EN = Labels("zh"), Labels("en")
LANGUAGES = (ZH, EN)
"""What a reader can choose from; the first is the default."""

# ---- Which language the reader has chosen: one switch, remembered in a cookie of the browser


def chosen_labels() -> Labels:
    """Return the texts in the language chosen in this session, else the one in the browser's cookie, else Chinese."""
    return labels_for(st.session_state.get(CHOSEN) or st.context.cookies.get(COOKIE))


def labels_for(language: object) -> Labels:
    """Return the texts in `language`, in Chinese if there are none."""
    return next((labels for labels in LANGUAGES if labels.language == language), ZH)


def choose_language(language: object) -> None:
    """Show this session's pages in `language` from the next script run on."""
    st.session_state[CHOSEN] = labels_for(language).language


# ---- Phrases composed from the texts


def title_of(labels: Labels, article: Article) -> str:
    """Return the title, or for an article without one its first sentence, marked as a stand-in, or else its name."""
    return article.title or face_in_words(labels, article.face, article.id)


def face_in_words(labels: Labels, face: str, article_id: str) -> str:
    """Return the stand-in for a missing title: the first sentence, marked as such, or else the article's name."""
    return labels.made_face.format(face=face) if face else labels.untitled.format(name=PurePath(article_id).name)


def meta_line(labels: Labels, published: str, source: str, author: str) -> list[str]:
    """Return the parts of the line under a title: date, source and, if known, author."""
    parts = [published or labels.undated, source or labels.unsourced]
    return [*parts, author] if author else parts


def also_published(labels: Labels, article: Article) -> str:
    """Return who else published an article and when, or ''. An unknown day is mentioned only once, counting the
    article's own."""
    is_said = article.published is None
    publications = []
    for reprint in article.reprints:
        name = reprint.source or reprint.title or labels.unsourced
        published = reprint.published.isoformat() if reprint.published else "" if is_said else labels.undated
        is_said |= reprint.published is None
        publications.append(labels.publication.format(source=name, published=published) if published else name)
    return labels.also_published.format(publications=labels.list_separator.join(publications)) if publications else ""


def draft_state(labels: Labels, checked: Sequence[Statement]) -> str:
    """Return the line above a chat model's draft: how much of it is checked, and with what result."""
    supported = sum(statement.is_supported for statement in checked)
    return labels.draft_checked.format(checked=len(checked), supported=supported) if checked else labels.draft


def took(labels: Labels, milliseconds: float) -> str:
    """Return how long an answer took, in seconds with one decimal."""
    seconds = milliseconds / 1000
    return labels.took.format(seconds=f"{seconds:.1f}") if seconds >= 0.1 else labels.took_little


def duration(labels: Labels, seconds: float) -> str:
    """Return a duration as a person would say it: the longer, the rougher."""
    whole = max(1, round(seconds))
    if whole >= HOUR_S:
        hours, rest = divmod(whole, HOUR_S)
        parts = [labels.hours.format(count=hours)]
        if rest >= MINUTE_S:
            parts.append(labels.minutes.format(count=rest // MINUTE_S))
    else:
        minutes, rest = divmod(whole, MINUTE_S)
        parts = [labels.minutes.format(count=minutes)] if minutes else []
        if rest or not minutes:
            parts.append(labels.seconds.format(count=rest))
    return " ".join(parts)
