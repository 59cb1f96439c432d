"""Maintain a library: verify, rebuild, back up and restore it."""

import json
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from index.article import Article, digest_article
from index.errors import LibraryDamagedError, LibraryError
from index.library import DATABASE_NAME, Library, make_private_folder, open_database, read_status
from index.messages import Message, sentence
from index.progress import Progress, ReportProgress, ignore_progress
from index.store.article_rows import has_its_sum, is_derived_as_now, prepare_chunks, read_stored
from index.store.corrections import as_read
from index.store.database import BUSY_TIMEOUT_S, Database, new_generation, read_meta, sqlite_code, translated_errors
from index.store.embeddings import is_undamaged
from index.store.folder import flush_to_disk, open_private_file, working_folder
from index.store.queries import Connection, iter_stored_articles
from index.store.reprint_plan import keys_of
from index.store.schema import ROW_COUNTS
from index.store.withdrawn import count_unsealed, iter_withdrawn_articles
from index.store.writer import Writer, locked_for_writing

# ---- Check that a library is intact


_MAX_SQLITE_LINES = 5
_ARTICLES, _FILES = Message("unit-articles"), Message("unit-files")


@dataclass(frozen=True)
class Problem:
    """What is wrong, and whether `rebuild`, which starts from the stored articles, repairs it."""

    message: Message
    is_repairable: bool


def find_problems(database: Database) -> list[Problem]:
    """Return what is wrong with the library; an empty list means it is intact.

    Raises LibraryDamagedError if the file is too damaged to be read.
    """
    with translated_errors(database.path):
        connection = database.connection()
        rows = connection.execute(f"PRAGMA integrity_check({_MAX_SQLITE_LINES})").fetchall()
        found = [Problem(Message("found-damaged", {"line": row[0]}), False) for row in rows if row[0] != "ok"]
        if found:
            return found
        for what, query in _QUERIES.items():
            count = connection.execute(query).fetchone()[0]
            if count:
                found.append(Problem(Message("found-count", {"what": what, "count": count}), True))
        found += [*_words_problems(connection), *_vector_problems(connection), *_article_problems(connection)]
        return found or _derived_problems(connection)


_QUERIES = {
    Message("found-foreign-keys"): "SELECT count(*) FROM pragma_foreign_key_check",
    Message("found-no-paragraphs"): "SELECT count(*) FROM articles WHERE number NOT IN "
    "(SELECT article FROM paragraphs)",
    Message("found-no-chunks"): "SELECT count(*) FROM articles WHERE original IS NULL "
    "AND number NOT IN (SELECT article FROM chunks)",
    Message("found-no-original"): "SELECT count(*) FROM articles WHERE original IS NOT NULL AND original NOT IN "
    "(SELECT id FROM articles WHERE original IS NULL)",
    Message("found-reprint-chunks"): "SELECT count(*) FROM articles WHERE original IS NOT NULL "
    "AND number IN (SELECT article FROM chunks)",
    Message("found-span-outside"): "SELECT count(*) FROM chunks, json_each(chunks.spans) AS span LEFT JOIN paragraphs "
    "ON paragraphs.article = chunks.article AND paragraphs.number = span.value ->> 0 "
    "WHERE json_valid(chunks.spans) AND (span.value ->> 2 <= length(paragraphs.text)) IS NOT TRUE",
    Message("found-span-unreadable"): "SELECT count(*) FROM chunks WHERE NOT json_valid(spans)",
    Message("found-no-vector"): "SELECT count(*) FROM chunks WHERE NOT EXISTS (SELECT 1 FROM embeddings "
    "JOIN models ON models.number = model AND state = 'active' WHERE hash = chunks.embedding) "
    "AND embedding NOT IN (SELECT hash FROM pending)",
    Message("found-pending"): "SELECT count(*) FROM pending WHERE typeof(asked) != 'integer' "
    "OR hash NOT IN (SELECT embedding FROM chunks) OR EXISTS (SELECT 1 FROM embeddings "
    "JOIN models ON models.number = model AND state = 'active' WHERE embeddings.hash = pending.hash)",
    Message("found-no-words"): "SELECT count(*) FROM chunks WHERE id NOT IN (SELECT rowid FROM words)",
    Message("found-no-chunk-of-words"): "SELECT count(*) FROM words WHERE rowid NOT IN (SELECT id FROM chunks)",
    Message("found-withdrawn-there"): "SELECT count(*) FROM articles WHERE id IN (SELECT id FROM withdrawn)",
    Message("found-word-counts"): "SELECT count(*) FROM vocabulary LEFT JOIN word_counts ON word = term "
    "WHERE word_counts.chunks IS NOT vocabulary.doc",
    **{
        Message("found-totals", {"name": name}): f"SELECT NOT EXISTS (SELECT 1 FROM counts WHERE name = '{name}' "
        f"AND number = ({count}))"
        for name, count in ROW_COUNTS.items()
    },
    Message("found-model-differs"): "SELECT NOT EXISTS (SELECT 1 FROM models JOIN meta AS m ON m.key = 'model' "
    "AND m.value = name JOIN meta AS d ON d.key = 'dimensions' AND d.value = CAST(dimensions AS TEXT) "
    "WHERE state = 'active')",
    Message("found-chars-differ"): "SELECT count(*) FROM articles WHERE chars != "
    "(SELECT coalesce(sum(length(text)), 0) FROM paragraphs WHERE article = articles.number)",
    Message("found-removed-there"): "SELECT count(*) FROM removed_chunks WHERE chunk IN (SELECT id FROM chunks)",
}


def _words_problems(connection: Connection) -> list[Problem]:
    connection.execute("BEGIN")
    try:
        connection.execute("INSERT INTO words(words) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        if sqlite_code(error) != sqlite3.SQLITE_CORRUPT:
            raise
        return [Problem(Message("found-words-differ"), True)]
    finally:
        connection.execute("ROLLBACK")
    return []


def _vector_problems(connection: Connection) -> list[Problem]:
    rows = connection.execute(
        "SELECT hash, vector, sum, dimensions FROM embeddings LEFT JOIN models ON models.number = model"
    )
    count = sum(not is_undamaged(row[0], row[1], row[2], row[3] or 0) for row in rows)
    return [Problem(Message("found-vectors-damaged", {"count": count}), True)] if count else []


def _article_problems(connection: Connection) -> list[Problem]:
    """Compare every article with its digest from when it was added: SQLite itself keeps no checksums."""
    stored = chain(iter_stored_articles(connection), iter_withdrawn_articles(connection))
    try:
        count = sum(digest_article(as_read(connection, article)) != digest for article, digest in stored)
        rows = connection.execute("SELECT id, source_path, file, digest, added_at, sum FROM articles")
        count = count or sum(not has_its_sum(row) for row in rows) + count_unsealed(connection)
    except (ValueError, TypeError, AttributeError):  # a damaged date, list or digest
        count = 1
    return [Problem(Message("found-articles-differ", {"count": count}), False)] if count else []


def _derived_problems(connection: Connection) -> list[Problem]:
    """Derive the chunks, words and keys of every shown article again and compare: they have no digests.

    If they were made by other rules than this program's, they cannot be compared.
    """
    if not is_derived_as_now(read_meta(connection)):
        return []
    rows = connection.execute("SELECT * FROM articles WHERE original IS NULL ORDER BY number")
    count = sum(_is_derived_otherwise(connection, row["number"], read_stored(connection, row).article) for row in rows)
    return [Problem(Message("found-derived-differ", {"count": count}), True)] if count else []


def _is_derived_otherwise(connection: Connection, number: int, article: Article) -> bool:
    stored = connection.execute(
        "SELECT ordinal, spans, embedding, title, body FROM chunks JOIN words ON words.rowid = chunks.id "
        "WHERE article = ? ORDER BY ordinal",
        (number,),
    )
    expected = [(c.ordinal, c.spans, c.hash, c.title_words, c.body_words) for c in prepare_chunks(article)]
    keys = {row[0] for row in connection.execute("SELECT key FROM reprint_keys WHERE article = ?", (number,))}
    return [tuple(row) for row in stored] != expected or keys != set(keys_of(article))


# ---- Rebuild everything derived from the stored articles: chunks, words and missing vectors


BATCH_ARTICLES = 50


def rebuild_library(library: Library, *, report: ReportProgress = ignore_progress) -> int:
    """Derive the chunks, words and vectors of every article anew; return the number of articles.

    Readers are not blocked: every batch is one transaction that replaces whole articles. Undamaged vectors of unchanged
    texts are kept; vectors no chunk uses any more are deleted at the end. A library made with another embedding model
    answers with that one until all vectors of this program's model exist.
    """
    with library.writer(may_change_model=True, report=report) as writer:
        writer.rebuild_words()
        numbers = writer.article_numbers()
        _change_model(writer, numbers, report)
        for start in range(0, len(numbers), BATCH_ARTICLES):
            report(Progress(Message("stage-rebuild"), start, len(numbers), _ARTICLES))
            writer.rewrite_articles(numbers[start : start + BATCH_ARTICLES])
        writer.note_rebuilt()
        writer.drop_unused_embeddings()
        report(Progress(Message("stage-rebuild"), len(numbers), len(numbers), _ARTICLES))
    return len(numbers)


def _change_model(writer: Writer, numbers: list[int], report: ReportProgress) -> None:
    change = writer.model_change()
    if not change.is_needed():
        return
    for start in range(0, len(numbers), BATCH_ARTICLES):
        report(Progress(Message("stage-change-model"), start, len(numbers), _ARTICLES))
        change.build(numbers[start : start + BATCH_ARTICLES])
    change.swap()
    report(Progress(Message("stage-change-model"), len(numbers), len(numbers), _ARTICLES))


# ---- Back up a library into one file while it is in use, and restore it completely or not at all


MANIFEST = "manifest.json"
FORMAT = 1
WAIT_S = 600.0
_PIECE_BYTES = 1024 * 1024
_SIDE_FILES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class BackupFacts:
    """Contents of a backup. `made_at` is UTC, ISO 8601; `files` are the databases: the index and the conversations."""

    made_at: str
    articles: int
    version: int
    model: str
    files: tuple[str, ...]


def backup_library(folder: Path, file: Path, *, report: ReportProgress = ignore_progress) -> BackupFacts:
    """Write a consistent copy of the library in `folder` into `file`; readers and a writer are not blocked.

    An older backup of that name is replaced once the new one is safely on disk. Raises LibraryError if there is no
    library, the file cannot be written or another kind of file has that name.
    """
    with closing(open_database(folder)) as database, database.reading() as connection:
        status = read_status(connection, folder)
    if file.exists() and not _is_backup(file):
        raise LibraryError(Message("backup-other-file", {"file": file}))
    names = _database_names(folder)
    facts = BackupFacts(_now(), status.articles, status.version, status.model, names)
    with working_folder(file.parent, f"{file.name}.partial") as work:
        target = work / "backup.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for done, name in enumerate(names):
                report(Progress(Message("stage-backup"), done, len(names), _FILES))
                _copy_database(folder / name, work / name)
                archive.write(work / name, name)
                (work / name).unlink()
            archive.writestr(MANIFEST, _write_manifest(facts))
        target.chmod(0o600)
        flush_to_disk(target)
        target.replace(file)
        flush_to_disk(file.parent)
    report(Progress(Message("stage-backup"), len(names), len(names), _FILES))
    return facts


def restore_library(file: Path, folder: Path, *, report: ReportProgress = ignore_progress) -> BackupFacts:
    """Restore the library in `folder` from the backup `file`, conversations included.

    The backup is unpacked next to the library and verified before anything is replaced. Each database is replaced in
    one transaction, so a process that has the library open uses the restored one from its next question; a database too
    damaged for that is kept as NAME.damaged-TIME. Raises LibraryError, LibraryDamagedError or LibraryBusyError, leaving
    the library unchanged.
    """
    facts = _read_manifest(file)
    make_private_folder(folder)
    with working_folder(folder, "restore") as work:
        _unpack(file, facts.files, work, report)
        report(Progress(Message("stage-check"), 0, 1, Message("unit-backups")))
        _check(work, facts.files, file)
        report(Progress(Message("stage-check"), 1, 1, Message("unit-backups")))
        with locked_for_writing(folder, WAIT_S):
            _name_anew(work / DATABASE_NAME, folder / DATABASE_NAME)
            for name in facts.files:
                _replace_database(work / name, folder / name)
        flush_to_disk(folder)
    return facts


def _database_names(folder: Path) -> tuple[str, ...]:
    """Return the databases of a library folder, the index first."""
    others = sorted(path.name for path in folder.glob("*.sqlite3") if path.name != DATABASE_NAME)
    return (DATABASE_NAME, *others)


def _copy_database(source: Path, target: Path) -> None:
    """Write a consistent copy of a database to a new file that needs no side files."""
    with translated_errors(source), closing(sqlite3.connect(source)) as original, closing(_new(target)) as copy:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _replace_database(staged: Path, live: Path) -> None:
    """Replace the database `live` with `staged` in one transaction; open connections see it at their next one."""
    with translated_errors(live):
        if _can_be_written(live):
            with closing(sqlite3.connect(staged)) as source, closing(_connect(live)) as target:
                target.execute("PRAGMA synchronous = FULL")
                source.backup(target)
            return
        with closing(sqlite3.connect(staged)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    flush_to_disk(staged)
    if live.exists():
        _set_aside(live)
    os.replace(staged, live)


def _can_be_written(live: Path) -> bool:
    """Return whether the file is intact enough for SQLite to overwrite it in a transaction."""
    if not live.exists():
        return False
    try:
        with closing(_connect(live)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        raise  # read-only folder, full disk, or locked by a program
    except sqlite3.DatabaseError:
        return False
    return True


def _set_aside(live: Path) -> None:
    """Keep a damaged database under a second name; its side files must never be used with the new one."""
    aside = f"{live.name}.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    for suffix in _SIDE_FILES:
        path = live.with_name(live.name + suffix)
        if path.exists():
            path.rename(live.with_name(aside + suffix))
    os.link(live, live.with_name(aside))


def _connect(live: Path) -> sqlite3.Connection:
    return sqlite3.connect(live, timeout=BUSY_TIMEOUT_S, isolation_level=None)


def _name_anew(staged: Path, live: Path) -> None:
    """Give the restored library a new generation, so that open readers notice it, and the next version."""
    version = _version_of(live)
    with translated_errors(staged), closing(sqlite3.connect(staged)) as connection, connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (new_generation(),))
        connection.execute(
            "UPDATE meta SET value = max(CAST(value AS INTEGER), ?) + 1 WHERE key = 'version'", (version,)
        )


def _version_of(live: Path) -> int:
    """Return the version of the library to be replaced, -1 if it cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{live}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()[0])
    except (sqlite3.DatabaseError, TypeError, ValueError):
        return -1


def _check(work: Path, names: tuple[str, ...], file: Path) -> None:
    """Verify the unpacked databases. Raises LibraryDamagedError."""
    problems: list[Message] = []
    try:
        with closing(open_database(work)) as database:
            problems += [problem.message for problem in find_problems(database)]
            with database.writing() as connection:
                connection.execute("SELECT 1")
        for name in names[1:]:
            with closing(Database(work / name)) as database, database.reading() as connection:
                problems += [
                    sentence(row[0]) for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"
                ]
    except LibraryDamagedError as error:
        problems.append(sentence(str(error.__cause__ or error)))
    if problems:
        raise LibraryDamagedError(Message("backup-not-whole", {"file": file, "problem": problems[0]}))


def _unpack(file: Path, names: tuple[str, ...], work: Path, report: ReportProgress) -> None:
    with _damage_said(file), zipfile.ZipFile(file) as archive:
        for done, name in enumerate(names):
            report(Progress(Message("stage-unpack"), done, len(names), _FILES))
            with archive.open(name) as source, open_private_file(work / name) as target:
                shutil.copyfileobj(source, target, _PIECE_BYTES)


def _read_manifest(file: Path) -> BackupFacts:
    with _damage_said(file), zipfile.ZipFile(file) as archive:
        content = json.loads(archive.read(MANIFEST))
        if content["format"] > FORMAT:
            raise LibraryError(Message("backup-newer", {"file": file}))
        names = tuple(str(name) for name in content["files"])
        if names[:1] != (DATABASE_NAME,) or any(Path(name).name != name for name in names):
            raise KeyError(DATABASE_NAME)
        return BackupFacts(
            str(content["made_at"]), int(content["articles"]), int(content["version"]), str(content["model"]), names
        )


def _write_manifest(facts: BackupFacts) -> str:
    content = {
        "format": FORMAT, "made_at": facts.made_at, "articles": facts.articles, "version": facts.version,
        "model": facts.model, "files": facts.files,
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=1)


def _is_backup(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return MANIFEST in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


@contextmanager
def _damage_said(file: Path) -> Iterator[None]:
    """Turn errors in reading a backup into one sentence."""
    try:
        yield
    except FileNotFoundError as error:
        raise LibraryError(Message("backup-none", {"file": file})) from error
    except OSError as error:
        raise LibraryError(
            Message("backup-unreadable", {"file": file, "reason": os.strerror(error.errno or 0)})
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError) as error:
        raise LibraryDamagedError(Message("backup-damaged", {"file": file})) from error


def _new(path: Path) -> sqlite3.Connection:
    """Return a connection to a new database that only its owner may read."""
    open_private_file(path).close()
    return sqlite3.connect(path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
