"""The interface of a library's conversations and ratings, independent of where they are stored."""

import json
import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from pydantic import TypeAdapter

from index.article import Article, digest_article
from index.errors import LibraryDamagedError
from index.messages import Message
from index.progress import Progress, ReportProgress
from qa.answer import Answer
from qa.conversation.turn import Turn

# ---- Ratings of answers: a thumb up or down and, optionally, a reason. Stored with the conversations


MAX_REASON_CHARS = 500


@dataclass(frozen=True)
class Rating:
    """One person's judgement of an answer; `reason` may be empty."""

    is_helpful: bool
    reason: str = ""


@dataclass(frozen=True)
class RatedAnswer:
    """A rating as the librarian sees it: the question and the answer's text, never who asked. `given_at` is UTC, ISO
    8601."""

    question: str
    answer: str
    rating: Rating
    given_at: str


class Ratings(Protocol):
    """The ratings of one library. Every method raises LibraryError if their storage cannot be used."""

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Set or replace the asker's rating of the turn with this number; None removes it.

        A deleted turn is not rated.
        """

    def list(self) -> list[RatedAnswer]:
        """Return all ratings, newest first."""


def short_reason(text: str) -> str:
    """Return a reason as stored: truncated if long."""
    return text.strip()[:MAX_REASON_CHARS]


# ---- Answers as JSON values that can be read back, as conversations store them


Records = dict[str, Any]
_UNREADABLE = Message("history-unreadable")
_ANSWERS, _ARTICLES = TypeAdapter(Answer), TypeAdapter(Article)


class _Articles:
    """The articles of one answer by key, as JSON values; `known` are those already stored."""

    def __init__(self, known: Mapping[str, Article]) -> None:
        self.written: Records = {}
        self._known = known

    def keep(self, article: Article) -> str:
        key = article_key(article)
        if key not in self.written:
            self.written[key] = _ARTICLES.dump_python(article, mode="json")
        return key

    def find(self, key: str) -> Article:
        return self._known[key]


def write_answer(answer: Answer) -> tuple[Any, Records]:
    """Return the answer as JSON values, and by key those of the articles it cites or was read from."""
    articles = _Articles({})
    return _ANSWERS.dump_python(answer, mode="json", context=articles), articles.written


def read_answer(record: Any, articles: Mapping[str, Any]) -> Answer:
    """Return a stored answer; fields added since have their defaults.

    Raises LibraryDamagedError for values that are not a stored answer.
    """
    try:
        known = {key: _ARTICLES.validate_python(value) for key, value in articles.items()}
        return _ANSWERS.validate_python(_with_notes(record), context=_Articles(known))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LibraryDamagedError(_UNREADABLE) from error


def _with_notes(record: Any) -> Any:
    """Return an answer's record in the current form; before version 0.2 the notes were stored as one text."""
    return {**record, "notes": [record["note"]]} if record.get("note") else record


def to_text(value: object) -> str:
    """Return JSON values as text for storage."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Any:
    """Return the JSON values of a stored text. Raises LibraryDamagedError if it is not JSON."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise LibraryDamagedError(_UNREADABLE) from error


def article_key(article: Article) -> str:
    """Return a key that identifies the article together with everything shown of it."""
    publications = ",".join(f"{reprint.id}:{reprint.source}" for reprint in article.reprints)
    return f"{article.id}\n{digest_article(article).hex()}\n{publications}"


# ---- Conversations


MAX_TITLE_CHARS = 60
PAGE_ROWS = 30
UNDO_S = 600
"""Seconds in which a deleted conversation can be restored; the next change after that deletes it for good."""
NOBODY = ""
"""The owner of conversations older than ownership: listed for nobody, taken over by whoever continues one."""


@dataclass(frozen=True)
class HistoryLimits:
    """`turns`: most turns kept per conversation, the oldest are dropped first; `undo_s`: seconds in which a deleted
    conversation can be restored."""

    turns: int = 200
    undo_s: float = UNDO_S


@dataclass(frozen=True)
class ConversationSummary:
    """One row of the list. `title` is the first question until renamed; times are UTC, ISO 8601."""

    id: str
    title: str
    turns: int
    started_at: str
    changed_at: str


@dataclass(frozen=True)
class KeptTurn:
    """A stored turn with its permanent number and the asker's rating, if any."""

    number: int
    turn: Turn
    rating: Rating | None


@dataclass(frozen=True)
class WholeConversation:
    """A complete conversation, for copying it elsewhere: its turns, oldest first, each with its rating and the time of
    that ('' if none). Times are UTC, ISO 8601."""

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

    `owner` identifies whoever a conversation belongs to, by a text that cannot be guessed or comes from a login;
    conversations of other owners are neither listed nor changed. Every method raises LibraryError if the storage cannot
    be used.
    """

    def start(self) -> str:
        """Return the id of a new conversation: 22 unguessable characters. It is stored once it has a turn."""
        return secrets.token_urlsafe(16)

    @abstractmethod
    def add(self, id: str, turn: Turn, owner: str = NOBODY, *, replaces_last: bool = False) -> int:
        """Append a finished turn to the conversation, creating it with the first one; return the turn's number.

        `replaces_last`: the question was asked again, so the previous turn is deleted with its rating.
        A conversation without an owner becomes the owner's; one deleted meanwhile is restored.
        """

    def turns(self, id: str) -> Turns:
        """Return the turns of a conversation, oldest first; () for an unknown id."""
        return [kept.turn for kept in self.kept_turns(id)]

    @abstractmethod
    def kept_turns(self, id: str) -> KeptTurns:
        """Return the turns with their numbers and ratings. Raises LibraryDamagedError if one cannot be read."""

    @abstractmethod
    def title(self, id: str, owner: str = NOBODY) -> str:
        """Return the title of the owner's conversation; '' if it is not the owner's or does not exist."""

    @abstractmethod
    def is_open_to(self, id: str, owner: str) -> bool:
        """Return whether this owner may continue the conversation: it is the owner's, nobody's or does not exist."""

    def copy(self, id: str, owner: str) -> str:
        """Copy the conversation with this id for this owner and return the copy's id."""
        copied = self.start()
        for turn in self.turns(id):
            self.add(copied, turn, owner)
        return copied

    @abstractmethod
    def list(self, owner: str = NOBODY, text: str = "", *, limit: int = PAGE_ROWS, offset: int = 0) -> Summaries:
        """Return up to `limit` of the owner's conversations from number `offset`, the last changed first.

        With `text`, only those whose title, questions or answers contain each of its words, in traditional or
        simplified characters and in either case.
        """

    @abstractmethod
    def rename(self, id: str, title: str, owner: str = NOBODY) -> None:
        """Rename the owner's conversation; an empty title is ignored."""

    @abstractmethod
    def delete(self, id: str, owner: str = NOBODY) -> None:
        """Delete the owner's conversation; for a while `restore` can bring it back."""

    @abstractmethod
    def restore(self, id: str, owner: str = NOBODY) -> None:
        """Restore the owner's deleted conversation, unless it has been deleted for good."""

    @abstractmethod
    def ids(self) -> Ids:
        """Return the ids of everybody's conversations except deleted ones, the last changed last."""

    @abstractmethod
    def whole(self, id: str) -> WholeConversation | None:
        """Return the complete conversation, None if it does not exist or is deleted."""

    @abstractmethod
    def keep(self, conversation: WholeConversation) -> bool:
        """Store a conversation copied from elsewhere, unchanged except for the numbers of its turns; return False,
        changing nothing, if its id already exists."""


def short_title(text: str) -> str:
    """Return the text as a title: one line, truncated if long."""
    return " ".join(text.split())[:MAX_TITLE_CHARS]


def as_text(moment: datetime) -> str:
    """Return the moment as stored: UTC, to the microsecond, so that turns within a second are in order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


# ---- Copying conversations and ratings with a library: from a folder to Milvus, back, or to another place


def copy_conversations(source: Conversations, target: Conversations, report: ReportProgress) -> int:
    """Copy everybody's conversations with their ratings; return how many were copied.

    Existing ones are left unchanged, so an interrupted copy can simply be repeated. Deleted conversations are not
    copied. Raises LibraryError.
    """
    ids, copied = source.ids(), 0
    for done, id in enumerate(ids, 1):
        conversation = source.whole(id)
        copied += conversation is not None and target.keep(conversation)
        report(Progress(Message("stage-copy-conversations"), done, len(ids), Message("unit-pieces")))
    return copied
