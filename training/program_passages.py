"""Articles cut into passages as the program cuts them for the reader, and quotes located in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article, Paragraph
from index.chinese.dates import read_date
from index.chinese.folding import fold_text
from index.clean.page import Metadata, clean_text
from index.errors import LoadError
from index.load.source import make_article
from index.store.article_rows import split_chunks
from qa.answer import Passage

_CELLS = " | "


@dataclass(frozen=True)
class CutPassage:
    """A folded passage: its article, the context that the reader gets with it, its text."""

    article: str
    context: str
    text: str


def read_article(article_id: str, title: str, published: str, text: str) -> list[CutPassage]:
    """Return the passages of a record as the program reads it: cleaned, cut and folded; none if nothing is left."""
    known = Metadata(title=title, published=read_date(published) if published else None)
    try:
        return cut_article(make_article(article_id, clean_text(text, known), location=article_id))
    except LoadError:
        return []


def plain_article(article_id: str, title: str, text: str) -> Article:
    """Return an article of clean text, with each line as a paragraph."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    paragraphs = tuple(Paragraph(number, line) for number, line in enumerate(lines, 1))
    return Article(article_id, title, None, "", "", article_id, paragraphs)


def cut_article(article: Article) -> list[CutPassage]:
    """Return the passages of an article in order, folded."""
    passages = []
    for chunk in split_chunks(article):
        shown = Passage(1, 1.0, chunk.ordinal, article, chunk.spans)
        passages.append(CutPassage(article.id, fold_text(shown.context), fold_text(shown.text)))
    return passages


def name_cells(text: str) -> str:
    """Return the text with every row of a table drawn with bars written with its column names: 列名：值；列名：值.

    A table is two or more lines with the same number of cells; the first line has the names.
    """
    lines, told = text.split("\n"), []
    names: list[str] = []
    for line in lines:
        cells = [cell.strip() for cell in line.split(_CELLS)]
        if len(cells) < 2 or (names and len(cells) != len(names)):
            names = cells if len(cells) > 1 else []
            told.append(line)
        elif not names:
            names = cells
            told.append(line)
        else:
            told.append(_tell_row(names, cells))
    return "\n".join(told)


def _tell_row(names: Sequence[str], cells: Sequence[str]) -> str:
    return "；".join(f"{name}：{cell}" if name else cell for name, cell in zip(names, cells, strict=True) if cell)


def locate_quote(passages: Sequence[CutPassage], quote: str, short: str = "") -> tuple[int, int, int] | None:
    """Return (passage, start, end) of the short answer in the quote, or of the whole quote, ignoring blanks.

    A quote across two passages is located in the one that contains more of it. None if no passage contains it.
    """
    places = [(number, at) for number, each in enumerate(passages) for at, c in enumerate(each.text) if not c.isspace()]
    whole = "".join(passages[number].text[at] for number, at in places)
    wanted, answer = _squeeze(fold_text(quote)), _squeeze(fold_text(short))
    start = whole.find(wanted)
    if not wanted or start < 0:
        return None
    end = start + len(wanted)
    inner = wanted.find(answer) if answer else -1
    if inner >= 0:
        start, end = start + inner, start + inner + len(answer)
    held = [number for number, _ in places[start:end]]
    number = max(set(held), key=held.count)
    offsets = [at for passage, at in places[start:end] if passage == number]
    return number, offsets[0], offsets[-1] + 1


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)
