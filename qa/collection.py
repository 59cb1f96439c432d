"""Sentences a reader collected from answers (摘编): ordered, annotated, exported as a document with references."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from index.article import Article
from index.chinese.vocabulary import compiled
from index.errors import LibraryDamagedError
from index.messages import CHINESE, Message, say
from qa.answer import HEADER_PARAGRAPH, Quote, iso
from qa.export import WEB_SCHEMES, ExportedDocument, ExportedStatement, ExportedTurn, one_line
from qa.history.shelf import COLLECTION, Shelf

# ---- The collected sentences


MAX_SENTENCES = 500
MAX_NOTE_CHARS = 2000


@dataclass(frozen=True)
class CollectedSentence:
    """A cited sentence, verbatim, with everything needed to cite it, even if its article is later changed or removed.
    `start` and `end` are a half-open span of the paragraph; paragraph 0 is the header."""

    article: str
    title: str
    source: str
    author: str
    published: date | None
    location: str
    paragraph: int
    start: int
    end: int
    text: str
    question: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, int, int, int]:
        """What identifies the sentence."""
        return self.article, self.paragraph, self.start, self.end


def collect(quote: Quote, question: str) -> CollectedSentence:
    """Return a quote from the answer to a question as a collected sentence."""
    article = quote.article
    return CollectedSentence(
        article.id,
        article.title or article.face,
        article.source,
        article.author,
        article.published,
        article.location,
        quote.paragraph,
        quote.start,
        quote.end,
        quote.text,
        question,
    )


@dataclass(frozen=True)
class Collection:
    """Distinct collected sentences in the reader's order."""

    sentences: tuple[CollectedSentence, ...] = ()

    def holds(self, quote: Quote) -> bool:
        """Return whether the sentence of a quote is collected."""
        return any(
            sentence.key == (quote.article.id, quote.paragraph, quote.start, quote.end) for sentence in self.sentences
        )

    def with_all(self, added: Sequence[CollectedSentence]) -> "Collection":
        """Return the collection with new sentences appended; only the first MAX_SENTENCES are kept."""
        kept = {sentence.key: sentence for sentence in self.sentences}
        for sentence in added:
            kept.setdefault(sentence.key, sentence)
        return Collection(tuple(kept.values())[:MAX_SENTENCES])

    def without(self, keys: Sequence[tuple[str, int, int, int]]) -> "Collection":
        """Return the collection without the sentences with these keys."""
        return Collection(tuple(sentence for sentence in self.sentences if sentence.key not in keys))

    def moved(self, position: int, by: int) -> "Collection":
        """Return the collection with the sentence at a position moved, at most to either end."""
        target = position + by
        if not (0 <= position < len(self.sentences) and 0 <= target < len(self.sentences)):
            return self
        sentences = list(self.sentences)
        sentences.insert(target, sentences.pop(position))
        return Collection(tuple(sentences))

    def noted(self, position: int, note: str) -> "Collection":
        """Return the collection with a note on the sentence at a position; '' removes it."""
        if not 0 <= position < len(self.sentences):
            return self
        sentences = list(self.sentences)
        sentences[position] = replace(sentences[position], note=note.strip()[:MAX_NOTE_CHARS])
        return Collection(tuple(sentences))


def write_collection(collection: Collection) -> str:
    """Return the collection as text for storage."""
    records = [{**asdict(sentence), "published": iso(sentence.published)} for sentence in collection.sentences]
    return json.dumps(records, ensure_ascii=False)


def read_collection(text: str) -> Collection:
    """Return the collection stored as this text. Raises LibraryDamagedError for any other text."""
    try:
        return Collection(tuple(_read_sentence(record) for record in json.loads(text)))
    except (AttributeError, TypeError, ValueError) as error:
        raise LibraryDamagedError(Message("history-unreadable")) from error


def _read_sentence(record: dict[str, Any]) -> CollectedSentence:
    day = record.get("published")
    return CollectedSentence(**{**record, "published": date.fromisoformat(day) if day else None})


def kept_collection(shelf: Shelf, conversation: str) -> Collection:
    """Return the collection of the conversation with this id. Raises LibraryError if it cannot be read."""
    kept = shelf.get(COLLECTION, conversation)
    return Collection() if kept is None else read_collection(kept.text)


def keep_collection(shelf: Shelf, conversation: str, collection: Collection, owner: str) -> None:
    """Save the collection of a conversation; an empty one is deleted. Raises LibraryError."""
    if collection.sentences:
        shelf.put(COLLECTION, conversation, write_collection(collection), owner)
    else:
        shelf.delete(COLLECTION, conversation)


# ---- References to the articles


class CitationStyle(Enum):
    """How references are written."""

    GBT_2015 = "gbt-7714-2015"
    GBT_2025 = "gbt-7714-2025"
    PLAIN = "plain"


_ENDS = re.compile(r"[.。．]+$")
_AUTHORS = re.compile(r"[、,，;；\s]+")
_MOST_AUTHORS = 3
_AND_OTHERS = "等"


def reference(sentence: CollectedSentence, style: CitationStyle, day: date, language: str = CHINESE) -> str:
    """Return the reference to a sentence's article, accessed on `day`.

    In GB/T 7714 a newspaper article is [N], anything else on the web [EB/OL], and web references have the access date
    and the address; unknown parts are left out, as the standard requires for numbered references. Both editions of the
    standard agree on these kinds.
    """
    if style is CitationStyle.PLAIN:
        known = [f"《{sentence.title}》" if sentence.title else "", sentence.source, iso(sentence.published) or ""]
        where = [sentence.location if _is_web(sentence) else ""]
        said = say(Message("note-separator"), language).join(one_line(fact) for fact in [*known, *where] if fact)
        return (
            f"{said}，{_paragraph(sentence, language)}"
            if language == CHINESE
            else f"{said}, {_paragraph(sentence, language)}"
        )
    is_newspaper = compiled("forms.newspaper").search(sentence.source) is not None
    is_web = _is_web(sentence)
    authors = _authors(sentence.author) or ("" if is_newspaper else one_line(sentence.source))
    kind = "N" if is_newspaper else "EB"
    mark = f"[{kind}/OL]" if is_web else "[N]" if is_newspaper else "[Z]"
    title = _ENDS.sub("", one_line(sentence.title)) or one_line(sentence.article)
    parts = [f"{authors}. " if authors else "", f"{title}{mark}. "]
    published = iso(sentence.published) or ""
    referred = f"[{day.isoformat()}]" if is_web else ""
    if is_newspaper:
        parts.append(f"{', '.join(filter(None, (one_line(sentence.source), published)))}{referred}. ")
    elif is_web:
        parts.append(f"{f'({published})' if published else ''}{referred}. ")
    elif published:
        parts.append(f"{published}. ")
    if is_web:
        parts.append(f"{one_line(sentence.location)}. ")
    return "".join(parts).strip()


def _authors(author: str) -> str:
    """Return the authors as in a reference: at most three."""
    words = [name for name in _AUTHORS.split(compiled("forms.author_role").sub(" ", one_line(author))) if name]
    names = [name for name in words if name != _AND_OTHERS]
    if not names or not all(re.fullmatch(r"[\u4e00-\u9fff·]{2,}", name) for name in names):
        return one_line(author)
    are_more = len(names) > _MOST_AUTHORS or len(names) < len(words)
    return ", ".join([*names[:_MOST_AUTHORS], *([_AND_OTHERS] if are_more else [])])


def _is_web(sentence: CollectedSentence) -> bool:
    return sentence.location.lower().startswith(WEB_SCHEMES)


def _paragraph(sentence: CollectedSentence, language: str) -> str:
    if sentence.paragraph == HEADER_PARAGRAPH:
        return say(Message("article-header"), language)
    return say(Message("paragraph", {"number": sentence.paragraph}), language)


# ---- As a document


def export_collection(
    collection: Collection, day: date, style: CitationStyle, *, title: str, language: str = CHINESE
) -> ExportedDocument:
    """Return the collection as a document: each sentence with its reference as a footnote, its note below it."""
    notes: list[str] = []
    statements: list[ExportedStatement] = []
    for sentence in collection.sentences:
        told = reference(sentence, style, day, language)
        if told not in notes:
            notes.append(told)
        statements.append(ExportedStatement(sentence.text, (notes.index(told) + 1,)))
        if sentence.note:
            said = say(Message("collection-note", {"note": sentence.note}), language)
            statements.append(ExportedStatement("", (), None, said))
    about = say(Message("document-made", {"day": day}), language)
    turn = ExportedTurn(title, (), tuple(statements))
    return ExportedDocument(title, about, say(Message("document-language"), language), (turn,), tuple(notes))


def as_lines(collection: Collection, day: date, style: CitationStyle, language: str = CHINESE) -> str:
    """Return the collection as plain text for the clipboard: one numbered sentence per line, then the references."""
    document = export_collection(collection, day, style, title="", language=language)
    said = [
        statement.before + statement.text + "".join(f"[{number}]" for number in statement.notes)
        for statement in document.turns[0].statements
    ]
    references = [f"[{number}] {note}" for number, note in enumerate(document.notes, 1)]
    return "\n".join([*said, "", *references]) if said else ""


def collection_to_json(collection: Collection, day: date, style: CitationStyle) -> dict[str, Any]:
    """Return the collection as JSON values: the sentences in order, each with its reference as of `day`."""
    sentences = [
        {
            "number": number,
            **asdict(sentence),
            "published": iso(sentence.published),
            "reference": reference(sentence, style, day),
        }
        for number, sentence in enumerate(collection.sentences, 1)
    ]
    return {"sentences": sentences}


def find_article(sentence: CollectedSentence, article: Article | None) -> Quote | None:
    """Return the sentence as a Quote in the current article, None if it has changed or is gone."""
    if article is None:
        return None
    for paragraph in article.paragraphs:
        at = paragraph.text.find(sentence.text)
        if at >= 0 and (paragraph.number == sentence.paragraph or sentence.text not in _text_of(article, sentence)):
            return Quote(article, paragraph.number, at, at + len(sentence.text))
    return None


def _text_of(article: Article, sentence: CollectedSentence) -> str:
    return next((p.text for p in article.paragraphs if p.number == sentence.paragraph), "")
