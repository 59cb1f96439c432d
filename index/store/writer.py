"""Changing a library: whole articles, in transactions, by one writer at a time."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from index.article import Rejection, RemovedLine
from index.embed.embedder import Embedder
from index.errors import LibraryBusyError, LibraryError
from index.messages import Message, message_from_json, message_to_json, sentence
from index.progress import Progress, ReportProgress, ignore_progress
from index.store.article_rows import (
    NewArticle,
    delete_article,
    demote_article,
    derived_facts,
    insert_article,
    keep_removed,
    read_stored,
    show_article,
    trim_removals,
)
from index.store.corrections import (
    Facts,
    Lines,
    as_read,
    correct,
    keep_correction,
    keep_lines,
    lines_put_back,
    note_as_read,
    take_lines,
    with_lines,
    without_lines,
)
from index.store.database import Database
from index.store.embeddings import (
    active_model,
    add_sums,
    forget_damaged,
    forget_loose_vectors,
    forget_unused_vectors,
    keep_vectors,
)
from index.store.model_change import ModelChange, embed_unknown
from index.store.pending import refill_pending
from index.store.preparing import Preparer
from index.store.queries import Connection, WordChanges, library_version, recount_rows, recount_words, set_version
from index.store.reprint_plan import plan_reprints
from index.store.withdrawn import (
    find_gone,
    find_withdrawn,
    forget_withdrawn,
    keep_withdrawn,
    mark_gone,
    refresh_withdrawn,
    withdrawn_digests,
    withdrawn_owner,
)

# ---- One writer at a time: a lock that the system releases when its holder dies


LOCK_NAME = "writer.lock"
POLL_S = 0.1
SILENT_S = 0.5
"""Shorter waits are not reported."""


@contextmanager
def locked_for_writing(folder: Path, wait_s: float, *, report: ReportProgress = ignore_progress) -> Iterator[None]:
    """Hold the library's writer lock, which the system releases when the process dies.

    While another process holds it, `report` receives that process and the seconds waited so far. Raises
    LibraryBusyError after `wait_s` seconds.
    """
    try:
        handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LibraryError(Message("library-folder-unwritable", {"folder": folder, "reason": reason})) from error
    try:
        _wait_for_lock(handle, folder, wait_s, report)
        with contextlib.suppress(OSError):  # the holder is noted only for the message; a full disk cannot store it
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _wait_for_lock(handle: int, folder: Path, wait_s: float, report: ReportProgress) -> None:
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            holder = os.pread(handle, 20, 0).decode(errors="replace") or Message("unknown")
            waited = time.monotonic() - began
            if waited >= wait_s:
                raise LibraryBusyError(Message("library-held", {"folder": folder, "holder": holder})) from error
            if waited >= SILENT_S:
                stage = Message("stage-wait", {"holder": holder})
                report(Progress(stage, int(waited), int(wait_s), Message("unit-seconds")))
            time.sleep(POLL_S)


# ---- Changing a library: whole articles, in transactions, by one writer at a time


__all__ = ["Change", "FileState", "NewArticle", "Writer"]


_TAKEN = "这个编号已被另一个文件里的文章使用："
"""Start of a rejection with the code id-taken, as stored before version 0.2 (as a sentence)."""


def _rejections_to_text(rejected: Sequence[Rejection]) -> str:
    return json.dumps([[item.name, message_to_json(item.reason)] for item in rejected], ensure_ascii=False)


def _rejections_from_text(text: str) -> tuple[Rejection, ...]:
    return tuple(Rejection(name, _reason_from_json(reason)) for name, reason in json.loads(text))


def _reason_from_json(value: Any) -> Message:
    if isinstance(value, str) and value.startswith(_TAKEN):
        return Message("id-taken", {"file": value.removeprefix(_TAKEN)})
    return message_from_json(value) or sentence("")


class FileFacts(Protocol):
    """The operating system's facts about a file."""

    @property
    def size(self) -> int: ...
    @property
    def mtime_ns(self) -> int: ...
    @property
    def ctime_ns(self) -> int: ...
    @property
    def inode(self) -> int: ...


@dataclass(frozen=True)
class FileState:
    """What a sync remembers about a file: its stat, its digest and what in it could not be read."""

    size: int
    mtime_ns: int
    digest: bytes
    reader: int
    rejected: tuple[Rejection, ...]
    ctime_ns: int = 0
    inode: int = 0

    def is_of(self, file: FileFacts) -> bool:
        """Return whether the file is unchanged since this was noted, by its size, times and inode.

        A program can set back a file's mtime, but not its ctime.
        """
        now = (file.size, file.mtime_ns, file.ctime_ns, file.inode)
        return (self.size, self.mtime_ns, self.ctime_ns, self.inode) == now


@dataclass(frozen=True)
class Change:
    """The result of a change: the removed ids that had answered, and how many added articles are reprints."""

    removed: tuple[str, ...]
    filed: int


class Writer:
    """Adds, replaces and removes whole articles. Each call is one transaction and one new version."""

    def __init__(self, database: Database, embedder: Embedder) -> None:
        self._database = database
        self._embedder = embedder
        self.preparer = Preparer()
        """May be told in advance which articles will come."""

    def put_articles(self, new_articles: Sequence[NewArticle]) -> int:
        """Store these articles, replacing those with the same id; return how many are filed as reprints.

        Withdrawn articles stay withdrawn and are only updated. Texts are embedded before the transaction, so readers
        and other threads wait only for the writes.
        """
        return self.exchange_articles((), new_articles).filed

    def exchange_articles(
        self, leaving: Sequence[str], new_articles: Sequence[NewArticle], *, vectors_later: bool = False
    ) -> Change:
        """Do `remove_articles` and `put_articles` in one transaction: a renamed file is never missing in between.

        With `vectors_later`, texts not embedded yet are found by their words alone until `Library.make_vectors` has
        run.
        """
        read = [new.article for new in new_articles]
        with self._database.reading() as connection:
            new_articles = [replace(new, article=correct(connection, new.article)) for new in new_articles]
            held = _stay_withdrawn(connection, new_articles)
        rest = [new for new in new_articles if new.article.id not in held]
        ids = [new.article.id for new in rest]

        def also(connection: Connection) -> None:
            mark_gone(connection, leaving)
            note_as_read(connection, read)
            forget_withdrawn(connection, ids)
            refresh_withdrawn(connection, held.values())

        if not leaving and not new_articles:
            return Change((), 0)
        return self._change(leaving, rest, also, vectors_later=vectors_later)

    def correct_article(self, article_id: str, facts: Facts) -> bool:
        """Correct an article's metadata, now and whenever its file is read again; return whether the article is stored.

        Facts equal to those in its file are no longer corrected. A withdrawn article is not corrected.
        """
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
            if row is None:
                return False
            stored = read_stored(connection, row)
            read = as_read(connection, stored.article)
        article = replace(
            stored.article, title=facts.title, published=facts.published, source=facts.source, author=facts.author
        )
        self._change(
            (), [replace(stored, article=article)], lambda connection: keep_correction(connection, read, facts)
        )
        return True

    def put_back_lines(self, article_id: str, texts: Sequence[str]) -> bool:
        """Append these lines, which were left out when the article was read, to its text, now and whenever its file is
        read again and contains them; return whether the article is stored and not withdrawn."""
        return self._change_lines(article_id, lambda there: [*there, *(RemovedLine(text, "") for text in texts)])

    def leave_out_lines(self, article_id: str, texts: Sequence[str]) -> bool:
        """Undo `put_back_lines` for these lines; return whether the article is stored and not withdrawn."""
        return self._change_lines(article_id, lambda there: [line for line in there if line.text not in texts])

    def _change_lines(self, article_id: str, change: Callable[[Lines], Lines]) -> bool:
        """Put back the lines that `change` returns, given those put back before."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
            if row is None:
                return False
            stored = read_stored(connection, row)
            there = lines_put_back(connection, article_id)
        without = without_lines(stored.article, there)
        lines = take_lines(without.removed, change(there))[0]
        self._change(
            (),
            [replace(stored, article=with_lines(without, lines))],
            lambda connection: keep_lines(connection, article_id, lines, lines),
        )
        return True

    def keep_removed(self, removed: Mapping[str, Sequence[RemovedLine]]) -> None:
        """Record, by id, the lines left out of stored articles that are otherwise unchanged."""
        with self._database.writing() as connection:
            for article_id, lines in removed.items():
                there = lines_put_back(connection, article_id)
                keep_removed(connection, article_id, take_lines(lines, there)[1])

    def remove_articles(self, article_ids: Sequence[str]) -> list[str]:
        """Remove these articles, which are no longer in their files; return the ids that answered until now.

        Reprints of a removed article are shown instead. A withdrawn article stays withdrawn if it comes back.
        """
        return list(self.exchange_articles(article_ids, ()).removed)

    def withdraw_articles(self, article_ids: Sequence[str]) -> list[str]:
        """Take these articles out of the answers until they are reinstated, whatever a sync finds; return the ids that
        answered until now. Reprints of a withdrawn article are shown instead."""
        return list(self._change(article_ids, (), lambda connection: keep_withdrawn(connection, article_ids)).removed)

    def reinstate_articles(self, article_ids: Sequence[str]) -> list[str]:
        """Put withdrawn articles back; return the ids that answer again.

        One that is in no file any more only loses its withdrawal; it returns when a sync finds it.
        """
        with self._database.reading() as connection:
            found = find_withdrawn(connection, article_ids)
            gone = find_gone(connection, article_ids)
        back = [new for article_id, new in found.items() if article_id not in gone]
        self._change((), back, lambda connection: forget_withdrawn(connection, found))
        return [new.article.id for new in back]

    def _change(
        self,
        removed: Sequence[str],
        new_articles: Sequence[NewArticle],
        also: Callable[[Connection], None],
        *,
        vectors_later: bool = False,
    ) -> Change:
        """Remove and add whole articles in one transaction, which begins with `also`."""
        replaced = [*removed, *(new.article.id for new in new_articles)]
        with self._database.reading() as connection:
            # Reprints of removed articles lose their original and are filed anew.
            orphans = [] if not replaced else _orphans(connection, replaced)
            stored = [*new_articles, *orphans]
            leaving = [*replaced, *(orphan.article.id for orphan in orphans)]
            plan = plan_reprints(connection, [new.article for new in stored], leaving, self.preparer.fingerprint)
        shown = [new.article for new in stored if new.article.id in plan.keys]
        prepared = {article.id: self.preparer.chunks(article) for article in shown}
        self.preparer.forget()
        chunks = [chunk for of_article in prepared.values() for chunk in of_article]
        vectors = {} if vectors_later else embed_unknown(self._database, self._embedder, chunks)
        with self._database.writing() as connection:
            version, words = library_version(connection) + 1, WordChanges()
            also(connection)
            keep_vectors(connection, active_model(connection), vectors)
            if vectors_later:
                forget_damaged(
                    connection, active_model(connection), {c.hash for c in chunks}, self._embedder.dimensions
                )
            gone = {article_id for article_id in leaving if delete_article(connection, article_id, version, words)}
            for article_id, original in plan.demoted.items():
                demote_article(connection, article_id, original, version, words)
            for new in stored:
                insert_article(connection, new, plan.original_of.get(new.article.id))
                if new.article.id in plan.keys:
                    show_article(connection, new.article.id, prepared[new.article.id], plan.keys, version, words)
            words.write(connection)
            if gone or stored:
                set_version(connection, version)
                trim_removals(connection)
        filed = sum(new.article.id in plan.original_of for new in new_articles)
        return Change(tuple(article_id for article_id in removed if article_id in gone), filed)

    def keep_source(self, path: str) -> int:
        """Return the number of the source `path`, adding it if new."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO sources(path) VALUES (?)", (path,))
            return int(connection.execute("SELECT id FROM sources WHERE path = ?", (path,)).fetchone()[0])

    def knows_source(self, path: str) -> bool:
        """Return whether `path` was ever synced."""
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM sources WHERE path = ?", (path,)).fetchone() is not None

    def sources(self) -> dict[int, str]:
        """Return the path of every source, by number."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT id, path FROM sources ORDER BY id").fetchall())

    def move_source(self, source: int, path: str) -> None:
        """Note that a source is now at `path`; its files are read again at the next sync."""
        with self._database.writing() as connection:
            connection.execute("UPDATE sources SET path = ? WHERE id = ?", (path, source))
            connection.execute("UPDATE files SET reader = -1 WHERE source = ?", (source,))

    def withholds(self, path: str) -> bool:
        """Return whether the last sync of the source `path` kept articles that its files did not contain."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT 1 FROM sources WHERE path = ? AND withheld != '[]'", (path,))
            return rows.fetchone() is not None

    def mark_synced(self, source: int, withheld: Sequence[Message] = ()) -> None:
        """Note that the library now matches this source, except for articles `withheld` from removal (the reasons);
        delete what is no longer needed."""
        kept = json.dumps([message_to_json(reason) for reason in withheld], ensure_ascii=False)
        with self._database.writing() as connection:
            forget_loose_vectors(connection)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute("UPDATE sources SET synced_at = ?, withheld = ? WHERE id = ?", (now, kept, source))

    def read_again(self, source: int, names: Iterable[str]) -> None:
        """Have the next sync read these files again, changed or not."""
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE files SET reader = -1 WHERE source = ? AND name = ?", [(source, name) for name in names]
            )

    def keep_files(self, source: int, states: dict[str, FileState]) -> None:
        """Remember these files as read."""
        rows = [
            (source, name, s.size, s.mtime_ns, s.digest, s.reader, _rejections_to_text(s.rejected), s.ctime_ns, s.inode)
            for name, s in states.items()
        ]
        with self._database.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def forget_files(self, source: int, names: Sequence[str]) -> None:
        """Forget these files; remove_articles removes their articles."""
        with self._database.writing() as connection:
            connection.executemany(
                "DELETE FROM files WHERE source = ? AND name = ?", [(source, name) for name in names]
            )

    def file_states(self, source: int) -> dict[str, FileState]:
        """Return what is remembered about a source's files, by name."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM files WHERE source = ?", (source,)).fetchall()
        return {
            row["name"]: FileState(
                row["size"], row["mtime_ns"], row["digest"], row["reader"],
                _rejections_from_text(row["rejected"]), row["ctime_ns"], row["inode"],
            )
            for row in rows
        }  # fmt: skip

    def article_digests(self, source: int, file: str) -> dict[str, bytes]:
        """Return, by id, the digest of each article stored from this file, withdrawn ones included."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, digest FROM articles WHERE source_path = ? AND file = ?", (source, file)
            ).fetchall()
            withdrawn = withdrawn_digests(connection, source, file)
        return {row["id"]: row["digest"] for row in rows} | withdrawn

    def articles_per_file(self, source: int) -> dict[str, int]:
        """Return how many articles each file of a source contains, withdrawn ones included."""
        with self._database.reading() as connection:
            return dict(
                connection.execute(
                    "SELECT file, count(*) FROM (SELECT file FROM articles WHERE source_path = ?1 "
                    "UNION ALL SELECT file FROM withdrawn WHERE source_path = ?1 AND NOT is_gone) GROUP BY file",
                    (source,),
                ).fetchall()
            )

    def owner(self, article_id: str) -> tuple[int, str] | None:
        """Return the source and file an article came from, or None if there is no such article."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT source_path, file FROM articles WHERE id = ?", (article_id,)).fetchone()
            return withdrawn_owner(connection, article_id) if row is None else (row["source_path"], row["file"])

    def article_numbers(self) -> list[int]:
        """Return the row number of every article."""
        with self._database.reading() as connection:
            return [row[0] for row in connection.execute("SELECT number FROM articles ORDER BY number")]

    def rewrite_articles(self, numbers: Sequence[int]) -> None:
        """Derive chunks, words and vectors of these articles anew and replace them."""
        stored: list[NewArticle] = []
        with self._database.reading() as connection:
            for number in numbers:
                row = connection.execute("SELECT * FROM articles WHERE number = ?", (number,)).fetchone()
                if row is not None:
                    found = read_stored(connection, row)
                    stored.append(replace(found, article=as_read(connection, found.article)))
        self.put_articles(stored)

    def rebuild_words(self) -> None:
        """Rebuild the inverted index of the words, without words of missing chunks."""
        with self._database.writing() as connection:
            connection.execute("INSERT INTO words(words) VALUES ('rebuild')")
            connection.execute("DELETE FROM words WHERE rowid NOT IN (SELECT id FROM chunks)")
            recount_words(connection)
            refill_pending(connection)
            recount_rows(connection)

    def note_rebuilt(self) -> None:
        """Note that everything was derived by the present rules."""
        with self._database.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", derived_facts().items())

    def keep_vectors(self, vectors: Mapping[bytes, bytes]) -> None:
        """Store vectors made elsewhere by the library's model, in stored form by hash of the text; texts added
        afterwards need not be embedded."""
        with self._database.writing() as connection:
            keep_vectors(connection, active_model(connection), vectors)

    def drop_unused_embeddings(self) -> None:
        """Delete vectors that no chunk of a shown or withdrawn article uses."""
        with self._database.writing() as connection:
            forget_unused_vectors(connection)
            add_sums(connection)

    def model_change(self) -> ModelChange:
        """Return the steps that make the library answer with this program's embedding model."""
        return ModelChange(self._database, self._embedder)


def _orphans(connection: Connection, leaving: Sequence[str]) -> list[NewArticle]:
    """Return the stored reprints of the leaving articles, except those that also leave."""
    found = []
    leave = set(leaving)
    for article_id in leaving:
        rows = connection.execute("SELECT * FROM articles WHERE original = ? ORDER BY number", (article_id,))
        found += [read_stored(connection, row) for row in rows.fetchall() if row["id"] not in leave]
    return found


def _stay_withdrawn(connection: Connection, new_articles: Sequence[NewArticle]) -> dict[str, NewArticle]:
    """Return, by id, those of `new_articles` that are withdrawn: the same articles, not others that reuse a free id."""
    withdrawn = find_withdrawn(connection, [new.article.id for new in new_articles])
    return {
        new.article.id: new
        for new in new_articles
        if new.article.id in withdrawn and withdrawn[new.article.id].source_path == new.source_path
    }


# ---- Small changes that the holder of the writer lock makes for other threads, as a sync takes minutes


Errand = Callable[[Writer], object]


class Errands:
    """Changes that wait for the writer's next pause. Safe to share between threads."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[Errand, Future[object]]] = SimpleQueue()

    def add(self, errand: Errand) -> Future[object]:
        """Queue `errand` and return its Future; cancel that to withdraw an errand that has not begun."""
        result: Future[object] = Future()
        self._waiting.put((errand, result))
        return result

    def run(self, writer: Writer) -> None:
        """Run the queued errands with the writer of the caller, who holds the lock; errors go to their futures."""
        while True:
            try:
                errand, result = self._waiting.get_nowait()
            except Empty:
                return
            if not result.set_running_or_notify_cancel():
                continue
            try:
                result.set_result(errand(writer))
            except Exception as error:  # noqa: BLE001 - raised where the result is asked for
                result.set_exception(error)
