"""Saved questions: asked again whenever the library changes, showing what is new since their answer was last read."""

import json
import logging
import secrets
import threading
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from index.background import Background
from index.errors import LibraryDamagedError, YinjuError
from index.library import Library
from index.messages import Message
from index.snapshot import Filters
from qa.answer import Answer, iso
from qa.asking import QuestionAnswering
from qa.history.shelf import SAVED, Shelf
from qa.scope import read_filters

log = logging.getLogger(__name__)

MAX_SAVED = 50
"""Most saved questions per owner, as each is asked after every change of the library."""
MAX_LINES = 60
"""Most lines of an answer that are compared."""


@dataclass(frozen=True)
class SavedLine:
    """A statement of a saved question's answer, and where its first citation comes from."""

    text: str
    title: str = ""
    source: str = ""
    published: str | None = None


@dataclass(frozen=True)
class SavedQuestion:
    """A question saved by an owner and asked again after changes.

    `lines` are its answer as of the library's `version`, `read` the answer when it was last read. Times are UTC, ISO
    8601; `changed_at` is when the answer last changed, '' if never.
    """

    id: str
    owner: str
    question: str
    since: str | None = None
    until: str | None = None
    sources: tuple[str, ...] = ()
    saved_at: str = ""
    asked_at: str = ""
    changed_at: str = ""
    version: int = -1
    lines: tuple[SavedLine, ...] = ()
    read: tuple[str, ...] = ()

    @property
    def new(self) -> tuple[SavedLine, ...]:
        """The lines of the answer added since it was read."""
        return tuple(line for line in self.lines if line.text not in self.read)

    @property
    def gone(self) -> tuple[str, ...]:
        """The lines of the answer removed since it was read."""
        said = {line.text for line in self.lines}
        return tuple(text for text in self.read if text not in said)

    @property
    def has_changed(self) -> bool:
        """Whether the answer differs from the one that was read."""
        return bool(self.new or self.gone)

    @property
    def has_just_changed(self) -> bool:
        """Whether the answer changed when it was last asked."""
        return self.changed_at != "" and self.changed_at == self.asked_at

    @property
    def filters(self) -> Filters:
        """The filters of its search."""
        return read_filters(self.since, self.until, list(self.sources) or None)


class SavedQuestions:
    """The saved questions of a library. Safe to share between threads."""

    def __init__(self, answering: QuestionAnswering, shelf: Shelf) -> None:
        self._answering = answering
        self._shelf = shelf

    def find(self, owner: str | None) -> list[SavedQuestion]:
        """Return the owner's questions (everybody's for None), those with changed answers first, then the last saved
        first. Raises LibraryError if they cannot be read.
        """
        return find_saved(self._shelf, owner)

    def save(self, owner: str, question: str, filters: Filters = Filters()) -> SavedQuestion | None:
        """Save a question and ask it; its answer counts as read. None if the owner already has MAX_SAVED.

        A question that is already saved is returned unchanged. `filters` may restrict it to days and sources.
        """
        known = self.find(owner)
        text = " ".join(question.split())
        found = next((saved for saved in known if saved.question == text and saved.filters == filters), None)
        if found is not None or len(known) >= MAX_SAVED:
            return found
        held = iso(filters.since), iso(filters.until), filters.sources
        new = SavedQuestion(secrets.token_urlsafe(9), owner, text, *held, saved_at=_now())
        asked = self._ask(new)
        return self._keep(replace(asked, read=tuple(line.text for line in asked.lines), changed_at=""))

    def mark_read(self, owner: str | None, id: str) -> SavedQuestion | None:
        """Mark the current answer as read; None if the owner has no such question."""
        saved = self._own(owner, id)
        return None if saved is None else self._keep(replace(saved, read=tuple(line.text for line in saved.lines)))

    def remove(self, owner: str | None, id: str) -> bool:
        """Delete a question; return whether the owner had it."""
        if self._own(owner, id) is None:
            return False
        self._shelf.delete(SAVED, id)
        return True

    def refresh(self, owner: str | None = None, cancel: threading.Event | None = None) -> list[SavedQuestion]:
        """Ask the owner's questions (everybody's for None) last asked of another version of the library; return them.

        Setting `cancel` stops between two questions. Raises LibraryError if the library cannot be read.
        """
        version = self.version()
        asked = []
        for id in [kept.id for kept in self._shelf.find(SAVED, owner)]:
            if cancel is not None and cancel.is_set():
                break
            kept = self._shelf.get(SAVED, id)  # read again: somebody else may have asked it meanwhile
            if kept is not None and (saved := _read(kept.text)).version != version:
                again = self._ask(saved)
                self._keep_asked(again)
                asked.append(again)
        return asked

    def version(self) -> int:
        """Return the library's current version. Raises LibraryError if it cannot be read."""
        with self._answering.library.snapshot() as snapshot:
            return snapshot.version

    def _own(self, owner: str | None, id: str) -> SavedQuestion | None:
        kept = self._shelf.get(SAVED, id)
        return _read(kept.text) if kept is not None and owner in (None, kept.owner) else None

    def _ask(self, saved: SavedQuestion) -> SavedQuestion:
        with self._answering.library.snapshot() as snapshot:
            version = snapshot.version
        answer = self._answering.ask(saved.question, saved.filters)
        lines = _lines_of(answer)
        has_changed = {line.text for line in lines} != {line.text for line in saved.lines}
        now = _now()
        return replace(
            saved, version=version, asked_at=now, lines=lines, changed_at=now if has_changed else saved.changed_at
        )

    def _keep_asked(self, asked: SavedQuestion) -> None:
        """Save a new answer unless the question was deleted or read meanwhile."""
        kept = self._shelf.get(SAVED, asked.id)
        if kept is not None:
            self._keep(replace(asked, read=_read(kept.text).read))

    def _keep(self, saved: SavedQuestion) -> SavedQuestion:
        self._shelf.put(SAVED, saved.id, json.dumps(asdict(saved), ensure_ascii=False), saved.owner)
        return saved


def find_saved(shelf: Shelf, owner: str | None = None) -> list[SavedQuestion]:
    """Return what SavedQuestions.find does, without needing question answering."""
    saved = [_read(kept.text) for kept in shelf.find(SAVED, owner)]
    return sorted(
        sorted(saved, key=lambda question: question.saved_at, reverse=True),
        key=lambda question: not question.has_changed,
    )


def saved_to_json(saved: SavedQuestion) -> dict[str, Any]:
    """Return a saved question as a JSON object."""
    return {
        "id": saved.id,
        "question": saved.question,
        "since": saved.since,
        "until": saved.until,
        "source": list(saved.sources),
        "saved_at": saved.saved_at,
        "asked_at": saved.asked_at,
        "changed_at": saved.changed_at or None,
        "has_changed": saved.has_changed,
        "lines": [asdict(line) for line in saved.lines],
        "new": [asdict(line) for line in saved.new],
        "gone": list(saved.gone),
    }


# ---- Asking after each change, in the background of a server


LOOK_S = 2.0
"""Interval between looks at the library's version; a change is over once two looks find the same version."""
LONGEST_S = 60.0
"""Longest interval between asking a library that keeps changing."""
RETRY_S = 30.0
"""Wait after an error."""
STOP_S = 10.0


class SavedAsker(Background):
    """A thread that asks everybody's saved questions after each change of the library, whoever made it, including
    changes while it was not running. It runs from `start` until `stop`, or for the duration of a `with` block."""

    def __init__(self, saved: SavedQuestions, library: Library) -> None:
        super().__init__(library, "asking saved questions again", look_s=LOOK_S, retry_s=RETRY_S, stop_s=STOP_S)
        self._saved = saved
        self._asked = self._seen = -1
        self._waited_s = 0.0

    def look(self) -> None:
        """Ask if the library has changed and the change is over or lasts long."""
        version = self._saved.version()
        self._waited_s = self._waited_s + self._look_s if version != self._asked else 0.0
        if version != self._asked and (version == self._seen or self._waited_s >= LONGEST_S):
            self._saved.refresh(None, self._stop)
            self._asked, self._waited_s = version, 0.0
        self._seen = version

    def say(self, error: YinjuError) -> None:
        """Log the error."""
        log.warning("Saved questions were not asked again: %s", error)


def _lines_of(answer: Answer) -> tuple[SavedLine, ...]:
    quotes = {citation.number: citation.quote for citation in answer.citations}
    lines = []
    for statement in answer.statements[:MAX_LINES]:
        if statement.citations:
            article = quotes[statement.citations[0]].article
            lines.append(
                SavedLine(statement.text, article.title or article.face, article.source, iso(article.published))
            )
    return tuple(lines)


def _read(text: str) -> SavedQuestion:
    """Return the question stored as this text. Raises LibraryDamagedError for any other text."""
    try:
        record: dict[str, Any] = json.loads(text)
        lines = tuple(SavedLine(**line) for line in record.pop("lines"))
        return SavedQuestion(
            **{**record, "lines": lines, "read": tuple(record["read"]), "sources": tuple(record["sources"])}
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise LibraryDamagedError(Message("history-unreadable")) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
