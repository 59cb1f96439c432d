"""The conversations and ratings of a library: what may be asked of them, whatever keeps them."""

import json
import secrets
import types
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, Protocol, Union, get_args, get_origin, get_type_hints

from index.article import Article, digest_article
from index.errors import LibraryDamagedError
from index.messages import Message, message_from_json, message_to_json
from index.progress import Progress, ReportProgress
from qa.answer import Answer
from qa.conversation.turn import Turn

# ---- What readers thought of answers: a thumb up or down and, if they like, why. Kept with the conversations


MAX_REASON_CHARS = 500


@dataclass(frozen=True)
class Rating:
    """One reader's judgement of an answer; `reason` may be empty."""

    is_helpful: bool
    reason: str = ""


@dataclass(frozen=True)
class RatedAnswer:
    """What the librarian reads: the question and the answer's text, never who asked. `given_at` is UTC, ISO 8601."""

    question: str
    answer: str
    rating: Rating
    given_at: str


class Ratings(Protocol):
    """The ratings of one library. Every method raises LibraryError where their place cannot be used."""

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Keep what its reader thinks of the turn with this number, instead of what was thought before; None: nothing.

        A turn that is forgotten is not rated.
        """

    def list(self) -> list[RatedAnswer]:
        """Return everything that is rated, the last first."""


def short_reason(text: str) -> str:
    """Return a reason as it is kept: cut where it is long."""
    return text.strip()[:MAX_REASON_CHARS]


# ---- Answers as JSON values that can be read back: what a conversation keeps of them


Records = dict[str, Any]
_UNREADABLE = Message("history-unreadable")


def write_answer(answer: Answer) -> tuple[Any, Records]:
    """Return the answer as JSON values, and those of the articles it cites or was read from, by key."""
    articles: Records = {}
    return _write(answer, articles), articles


def read_answer(record: Any, articles: Mapping[str, Any]) -> Answer:
    """Return the answer written. Raises LibraryDamagedError for values no answer was written as."""
    try:
        known = {key: _read_fields(Article, value, {}) for key, value in articles.items()}
        answer: Answer = _read(Answer, _with_notes(record), known)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LibraryDamagedError(_UNREADABLE) from error
    return answer


def _with_notes(record: Any) -> Any:
    """Return the record of an answer; before version 0.2 its notes were kept as one text."""
    return {**record, "notes": [record["note"]]} if record.get("note") else record


def to_text(value: object) -> str:
    """Return JSON values as the text that is stored of them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Any:
    """Return the JSON values of a stored text. Raises LibraryDamagedError for one that is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise LibraryDamagedError(_UNREADABLE) from error


def article_key(article: Article) -> str:
    """Return what stands for the article with all a reader sees of it."""
    publications = ",".join(f"{reprint.id}:{reprint.source}" for reprint in article.reprints)
    return f"{article.id}\n{digest_article(article).hex()}\n{publications}"


def _write(value: Any, articles: Records) -> Any:
    if isinstance(value, Article):
        key = article_key(value)
        if key not in articles:
            articles[key] = {field.name: _write(getattr(value, field.name), articles) for field in fields(value)}
        return key
    if isinstance(value, Message):
        return message_to_json(value)
    if is_dataclass(value):
        return {field.name: _write(getattr(value, field.name), articles) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_write(item, articles) for item in value]
    return value


def _read(kind: Any, value: Any, articles: Mapping[str, Article]) -> Any:
    if kind is Article:
        return articles[value]
    if kind is Message:
        return message_from_json(value)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _read(next(a for a in arguments if a is not type(None)), value, articles)
    if origin is tuple:
        kinds = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(_read(item_kind, item, articles) for item_kind, item in zip(kinds, value, strict=True))
    if isinstance(kind, type) and is_dataclass(kind):
        return _read_fields(kind, value, articles)
    return _read_plain(kind, value)


def _read_plain(kind: Any, value: Any) -> Any:
    if issubclass(kind, Enum):
        return kind(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind}")
    return value


def _read_fields(kind: Any, value: Any, articles: Mapping[str, Article]) -> Any:
    """Return the dataclass; a field that was not there yet when it was written has its default."""
    hints = _hints(kind)
    given = {
        field.name: _read(hints[field.name], value[field.name], articles)
        for field in fields(kind)
        if field.name in value or (field.default is MISSING and field.default_factory is MISSING)
    }
    return kind(**given)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


# ---- The conversations of a library: what may be asked of them, whatever keeps them


MAX_TITLE_CHARS = 60
PAGE_ROWS = 30
UNDO_S = 600
"""Seconds a deleted conversation can be brought back; after that the next change forgets it."""
NOBODY = ""
"""The owner of conversations from before they had one: listed for nobody, taken over by who goes on with one."""


@dataclass(frozen=True)
class HistoryLimits:
    """`turns` are kept of one conversation, older ones are forgotten as new ones come; `undo_s` seconds a deleted
    conversation can be brought back."""

    turns: int = 200
    undo_s: float = UNDO_S


@dataclass(frozen=True)
class ConversationSummary:
    """One row of the list. `title` is the first question until it is renamed; times are UTC, ISO 8601."""

    id: str
    title: str
    turns: int
    started_at: str
    changed_at: str


@dataclass(frozen=True)
class KeptTurn:
    """A turn as it is kept: its number, which stays the same, and what its reader thought of it, if that was said."""

    number: int
    turn: Turn
    rating: Rating | None


@dataclass(frozen=True)
class WholeConversation:
    """All there is of a conversation, to be kept elsewhere as it is: its turns, oldest first, each with its rating and
    when that was given ('' where there is none). Times are UTC, ISO 8601."""

    id: str
    owner: str
    title: str
    started_at: str
    changed_at: str
    turns: tuple[tuple[KeptTurn, str], ...]


Summaries = list[ConversationSummary]
KeptTurns = list[KeptTurn]
Turns = list[Turn]
Ids = list[str]


class Conversations(ABC):
    """The conversations of one library. Safe to share between threads and processes.

    `owner` is whoever a conversation belongs to, as a text that cannot be guessed or is vouched for by a login; what
    is not the owner's is neither listed nor changed. Every method raises LibraryError where the place cannot be used.
    """

    def start(self) -> str:
        """Return the id of a new conversation: 22 characters nobody can guess. It is kept once it has a turn."""
        return secrets.token_urlsafe(16)

    @abstractmethod
    def add(self, id: str, turn: Turn, owner: str = NOBODY, *, replaces_last: bool = False) -> int:
        """Keep a finished turn at the end of the conversation, which begins with its first; return its number.

        `replaces_last`: the question was asked again, the turn before is forgotten with what was thought of it.
        A conversation of nobody's becomes the owner's; one that was deleted in the meantime is there again.
        """

    def turns(self, id: str) -> Turns:
        """Return the turns of a conversation, oldest first; none for an id there is no conversation of."""
        return [kept.turn for kept in self.kept_turns(id)]

    @abstractmethod
    def kept_turns(self, id: str) -> KeptTurns:
        """Return the turns with what is kept beside them. Raises LibraryDamagedError where one cannot be read."""

    @abstractmethod
    def title(self, id: str, owner: str = NOBODY) -> str:
        """Return what the owner's conversation is called; '' for one that is not the owner's or not there."""

    @abstractmethod
    def is_open_to(self, id: str, owner: str) -> bool:
        """Return whether this owner may go on with the conversation: it is the owner's, nobody's or not there yet."""

    def copy(self, id: str, owner: str) -> str:
        """Return the id of a conversation of this owner's that begins as the one with this id is now."""
        copied = self.start()
        for turn in self.turns(id):
            self.add(copied, turn, owner)
        return copied

    @abstractmethod
    def list(self, owner: str = NOBODY, text: str = "", *, limit: int = PAGE_ROWS, offset: int = 0) -> Summaries:
        """Return the owner's conversations, the last changed first, `limit` of them from number `offset`.

        With a text only those whose title, questions or answers hold each of its words, however they are written
        (traditional or simplified, capital or small).
        """

    @abstractmethod
    def rename(self, id: str, title: str, owner: str = NOBODY) -> None:
        """Give the owner's conversation another title; an empty one is refused by keeping the old."""

    @abstractmethod
    def delete(self, id: str, owner: str = NOBODY) -> None:
        """Take the owner's conversation away; for a while `restore` brings it back, then it is forgotten."""

    @abstractmethod
    def restore(self, id: str, owner: str = NOBODY) -> None:
        """Bring back the owner's deleted conversation; one that is forgotten stays so."""

    @abstractmethod
    def ids(self) -> Ids:
        """Return the ids of everybody's conversations, but for deleted ones, the last changed last."""

    @abstractmethod
    def whole(self, id: str) -> WholeConversation | None:
        """Return all there is of a conversation, or None where there is none, or it is deleted."""

    @abstractmethod
    def keep(self, conversation: WholeConversation) -> bool:
        """Keep a conversation of another place as it is there, but for the numbers of its turns; return False, with
        nothing changed, where one of this id is there already."""


def short_title(text: str) -> str:
    """Return the text as a title: one line, cut where it is long."""
    return " ".join(text.split())[:MAX_TITLE_CHARS]


def as_text(moment: datetime) -> str:
    """Return the moment as it is kept: UTC, to the microsecond, so that turns within a second are in order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


# ---- Take conversations and ratings along when a library moves: from a folder to Milvus, back, or to a second place


def copy_conversations(source: Conversations, target: Conversations, report: ReportProgress) -> int:
    """Copy everybody's conversations with their ratings; return how many were copied.

    One that is there already stays as it is there, so after an interruption it is simply done again. Deleted
    conversations are left. Raises LibraryError.
    """
    ids, copied = source.ids(), 0
    for done, id in enumerate(ids, 1):
        conversation = source.whole(id)
        copied += conversation is not None and target.keep(conversation)
        report(Progress(Message("stage-copy-conversations"), done, len(ids), Message("unit-pieces")))
    return copied
