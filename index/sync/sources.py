"""Make a library match files and folders: add, update and remove exactly what changed."""

import hashlib
import logging
import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from index.article import Article, Rejection, RemovedLine, digest_article
from index.library import Library
from index.load.loader import SUPPORTED_SUFFIXES, iter_articles
from index.load.source import LoadOptions, default_options, reader_version
from index.messages import Message
from index.progress import Progress, ReportProgress, ignore_progress
from index.store.writer import FileState, NewArticle, Writer
from index.sync.removals import find_withheld, reasons_of
from index.sync.scan import FoundFile, Scan, describe_error, missing_path, printable_path, scan_source

logger = logging.getLogger(__name__)

# ---- What a sync did


@dataclass(frozen=True)
class SyncSummary:
    """The result of a sync, counted in articles; rejected files and records with the reason.

    `reprints`: how many of the added and updated are filed under an article with the same text. `withheld` says which
    articles were kept, counted as unchanged, although their files no longer contain them: their disk may be away.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: tuple[Rejection, ...] = ()
    reprints: int = 0
    withheld: tuple[Message, ...] = ()

    def __add__(self, other: "SyncSummary") -> "SyncSummary":
        return SyncSummary(
            self.added + other.added,
            self.updated + other.updated,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.reprints + other.reprints,
            self.withheld + other.withheld,
        )


def joined(first: SyncSummary, second: SyncSummary) -> SyncSummary:
    """Return the joint result of two syncs of one folder; the second gives what is unchanged and rejected."""
    return replace(
        second,
        added=first.added + second.added,
        updated=first.updated + second.updated,
        removed=first.removed + second.removed,
        reprints=first.reprints + second.reprints,
    )


@dataclass
class SyncTally:
    """A SyncSummary in the making."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    reprints: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    withheld: tuple[Message, ...] = ()

    def finish(self) -> SyncSummary:
        return SyncSummary(
            self.added, self.updated, self.removed, self.unchanged, tuple(self.rejected), self.reprints, self.withheld
        )


# ---- Which file holds which article id while one source is synced


class ArticleIds:
    """Gives every article a unique id. `folder`: prefix of this source's ids if another source has the same name."""

    def __init__(self, writer: Writer, source: int, folder: str) -> None:
        self._writer = writer
        self._source = source
        self._folder = printable_path(folder)
        self._claimed: dict[str, str] = {}
        self._given_up: dict[str, bytes] = {}

    def claim(self, article_id: str, file: str) -> None:
        """Note that this file was found to contain the article."""
        self._claimed[article_id] = file

    def give_up(self, digests: Mapping[str, bytes]) -> None:
        """Note the articles, by id, of a file that is gone; other files may take them over."""
        self._given_up.update(digests)

    def left(self, article_ids: Iterable[str]) -> list[str]:
        """Return those ids that were found in no file."""
        return [article_id for article_id in article_ids if article_id not in self._claimed]

    def given_up(self, article_id: str) -> bytes | None:
        """Return the digest of the article that a file now gone had under this id, or None."""
        return self._given_up.get(article_id)

    def owner(self, article_id: str) -> tuple[int, str] | None:
        """Return the source and file that own this id; files that are gone own none."""
        if (claimed := self._claimed.get(article_id)) is not None:
            return self._source, claimed
        return None if article_id in self._given_up else self._writer.owner(article_id)

    def owner_file(self, article_id: str) -> str:
        owner = self.owner(article_id)
        return owner[1] if owner else ""

    def with_own_id(self, article: Article, file: str) -> Article | None:
        """Return the article under an id that no other file owns, or None if it must keep one that is owned."""
        article = replace(article, id=printable_path(article.id), location=printable_path(article.location))
        owner = self.owner(article.id)
        if owner is None or owner == (self._source, file):
            return article
        if owner[0] == self._source or Path(file).suffix.lower() in (".jsonl", ".ndjson"):
            return None
        return replace(article, id=self._free_id(article.id, file))

    def _free_id(self, article_id: str, file: str) -> str:
        """Return an id no other source uses: two folders may each have a file of the same name."""
        candidate, number = f"{self._folder}/{article_id}", 2
        while (owner := self.owner(candidate)) is not None and owner != (self._source, file):
            candidate, number = f"{self._folder}~{number}/{article_id}", number + 1
        return candidate


# ---- Recognise a folder that was moved


SAMPLE_FILES = 50
"""This many files of the same name and size are compared by content."""


def take_over_moved_source(writer: Writer, path: Path) -> None:
    """Let the folder at `path` take over the source that it was at another path, if that path is gone.

    It is the same folder if half of the source's files are there with the same contents. Its files are read again, so
    that the articles have their new location; no text is embedded again. No effect if the path is already a source.
    """
    name = printable_path(str(path))
    if not os.path.isdir(path) or writer.knows_source(name):
        return
    for number, place in writer.sources().items():
        if os.path.lexists(place):
            continue
        if _is_same(writer.file_states(number), scan_source(path).files):
            writer.move_source(number, name)
            return


def _is_same(states: dict[str, FileState], files: dict[str, FoundFile]) -> bool:
    alike = [name for name, state in states.items() if name in files and files[name].size == state.size]
    if not alike or 2 * len(alike) < len(states):
        return False
    sample = alike[:: max(1, len(alike) // SAMPLE_FILES)]
    same = sum(_has_digest(files[name].path, states[name].digest) for name in sample)
    return 2 * same >= len(sample)


def _has_digest(file: Path, digest: bytes) -> bool:
    try:
        return digest_file(file) == digest
    except OSError:
        return False


def digest_file(file: Path) -> bytes:
    """Return a 16-byte digest of a file's content. Raises OSError."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "blake2b").digest()[:16]


# ---- One sync of one source: its files are compared with what the library remembers of them


NOTED_AT_ONCE = 500
"""Articles reread unchanged whose removed lines are recorded in one transaction."""
BATCH_CHARS = 30_000
"""Characters of new text that are embedded before they are committed: about two seconds. If there are more, the words
are committed first and the vectors follow."""
WORDS_FIRST = 5
"""Times as much text is committed together if the vectors follow, which takes about a second."""
PREPARED_BESIDE_CHARS = 150_000
"""Characters of new text after which the rest is prepared in another process, which takes a second to start."""
RACY_NS = 2_000_000_000
"""A file changed this shortly before it was read may change again within one timestamp tick: read it again."""
_PASSING = frozenset({"file-unopened", "file-read-error", "file-reader-failed"})
"""Reasons for unreadable files that may pass by the next sync without a change to the file."""
_TAKEN = "id-taken"
"""Reason for rejecting an article that can come in once another file gives up its id."""
TELL_S = 0.3
"""How often progress within a long file is reported."""
MOST_SHARE = 0.99
_SYNCING, _FILES, _ARTICLES = Message("stage-sync"), Message("unit-file"), Message("unit-articles")


@dataclass
class _Batch:
    """New articles waiting to be committed together, and the ids that leave in the same transaction."""

    articles: list[NewArticle] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    chars: int = 0


@dataclass(frozen=True)
class _Contested:
    """A file with articles whose ids another file owned when it was read, to be checked again at the end."""

    file: FoundFile
    state: FileState
    ids: tuple[str, ...]


@dataclass(frozen=True)
class SyncRules:
    """Options of a sync. `may_remove_most`: remove articles whose files are gone, however many. `by_content`: compare
    files by digest even if size, times and inode are unchanged. `vectors_later`: leave the vectors of much new text to
    a later `Library.make_vectors` or sync."""

    may_remove_most: bool = False
    by_content: bool = False
    vectors_later: bool = False


ORDINARY = SyncRules()


class _Reading:
    """Progress in a file: by the position of its stream or, if that was read at once, by the text seen so far."""

    def __init__(self, size: int) -> None:
        self.articles = 0
        self._size = size
        self._text_bytes = 0
        self._stream: BinaryIO | None = None
        self._told_at = time.monotonic()

    def follow(self, stream: BinaryIO) -> None:
        """Take the position in this stream as the progress."""
        self._stream = stream

    def note(self, item: Article | Rejection) -> None:
        """Count what was read."""
        self.articles += 1
        if isinstance(item, Article):
            self._text_bytes += sum(len(paragraph.text.encode()) for paragraph in item.paragraphs)

    def is_time_to_tell(self) -> bool:
        """Return whether the last report was TELL_S seconds ago; if so, restart the timer."""
        now = time.monotonic()
        is_time = now - self._told_at >= TELL_S
        if is_time:
            self._told_at = now
        return is_time

    @property
    def share(self) -> float:
        """Approximate fraction of the file that has been read, below 1."""
        place = 0 if self._stream is None or self._stream.closed else self._stream.tell()
        read = place if 0 < place < self._size else self._text_bytes
        return min(read / self._size, MOST_SHARE) if self._size else 0.0

    def estimated(self) -> int:
        """Return the estimated number of articles in the file."""
        return max(self.articles + 1, round(self.articles / self.share)) if self.share else self.articles + 1


class SourceSync:
    """One sync of one source, limited to what is at or below the paths `within`; None means all of it."""

    def __init__(
        self,
        writer: Writer,
        path: Path,
        options: LoadOptions,
        report: ReportProgress,
        *,
        within: Collection[Path] | None = None,
        rules: SyncRules = ORDINARY,
    ) -> None:
        self._writer = writer
        self._path = path
        self._options = options
        self._reader = reader_version(options)
        self._report = report
        self._within = within
        self._rules = rules
        self._is_folder = os.path.isdir(path)
        self._names: frozenset[str] | None = None
        """The paths `within` as names of files and folders; None for the whole source."""
        if within is not None and self._is_folder and path not in within:
            self._names = frozenset(printable_path(item.relative_to(path).as_posix()) for item in within)
        self._place = Progress(_SYNCING, 0, 0, _FILES)
        self._is_one = False
        """Whether there is only one file, so that progress is counted in articles."""
        self._reading = _Reading(0)
        self._source = writer.keep_source(printable_path(str(path)))
        self._ids = ArticleIds(writer, self._source, path.name if self._is_folder else path.parent.name)
        self._tally = SyncTally()
        self._batch = _Batch()
        self._chars = 0
        """Characters of new text that were committed."""
        self._vectors_later = False
        """Whether there is so much new text that its words are committed first."""
        self._states: dict[str, FileState] = {}
        self._read_again: dict[str, tuple[RemovedLine, ...]] = {}
        self._counts: dict[str, int] = {}
        self._leaving: dict[str, str] = {}
        """Articles no longer in their files, by id, with the file; removed only after everything else is in, so that
        nothing is ever missing."""
        self._renamed: set[str] = set()
        """Those of them whose file was renamed."""
        self._gone: list[str] = []
        self._moved: dict[bytes, list[str]] = {}
        """Missing files by content digest: a new file with the same content is a renamed one."""
        self._contested: list[_Contested] = []
        self.has_waiting_elsewhere = False
        """Whether a file outside `within` has an article whose id was taken."""

    def run(self) -> SyncSummary:
        """Run the sync. Raises LoadError if the folder vanishes meanwhile."""
        try:
            return self._run()
        finally:
            self._writer.preparer.stop()

    def _run(self) -> SyncSummary:
        states = self._writer.file_states(self._source)
        known = {name: state for name, state in states.items() if self._concerns(name)}
        self.has_waiting_elsewhere = any(_taken(states[name]) for name in states.keys() - known.keys())
        scan = scan_source(self._path, self._within)
        if self._is_folder and not os.path.isdir(self._path):
            raise missing_path(self._path)
        self._counts = self._writer.articles_per_file(self._source)
        self._is_one = len(scan.files) == 1
        self._find_gone(known, scan)
        for done, file in enumerate(scan.files.values()):
            self._place = Progress(_SYNCING, done, len(scan.files), _FILES)
            if not self._is_one:
                self._report(self._place)
            self._sync_file(file, known.get(file.name))
        self._flush()
        self._settle_contested()
        self._batch.leaving = self._may_leave(scan)
        self._flush()
        self._writer.forget_files(self._source, self._gone)
        self._writer.mark_synced(self._source, self._tally.withheld)
        done, unit = (self._reading.articles, _ARTICLES) if self._is_one else (len(scan.files), _FILES)
        self._report(Progress(_SYNCING, done, done, unit))
        return self._tally.finish()

    def _concerns(self, name: str) -> bool:
        """Return whether a file of this name is at or below one of the synced paths."""
        if self._names is None or name in self._names:
            return True
        end = name.rfind("/")
        while end > 0:
            if name[:end] in self._names:
                return True
            end = name.rfind("/", 0, end)
        return False

    def _find_gone(self, known: dict[str, FileState], scan: Scan) -> None:
        """Find the files that no longer exist, including those a killed sync did not get to remember."""
        self._tally.rejected += [Rejection(name, reason) for name, reason in scan.unreadable.items()]
        for name in sorted((known.keys() | self._counts.keys()) - scan.files.keys()):
            if not self._concerns(name) or scan.hides(name):
                self._tally.unchanged += self._counts.get(name, 0)
                continue
            self._gone.append(name)
            self._let_go(self._writer.article_digests(self._source, name), name)
            if name in known:
                self._moved.setdefault(known[name].digest, []).append(name)

    def _may_leave(self, scan: Scan) -> list[str]:
        """Return the articles that are in no file any more, except those kept because too much is gone."""
        leaving = self._ids.left(self._leaving)
        if self._rules.may_remove_most:
            return leaving
        lost = {id: self._leaving[id] for id in leaving if id not in self._renamed}
        before = sum(self._counts.values())
        withheld = find_withheld(self._path, lost, before, was_followed=self._names is not None)
        stay = frozenset[str]().union(*(item.ids for item in withheld))
        self._tally.withheld = reasons_of(withheld)
        self._tally.unchanged += len(stay)
        files = {lost[id] for id in stay}
        self._gone = [name for name in self._gone if name not in files]
        # Existing files that lost articles are reread at every sync until it is settled what becomes of those.
        self._writer.read_again(self._source, files & scan.files.keys())
        return [id for id in leaving if id not in stay]

    def _let_go(self, digests: dict[str, bytes], file: str) -> None:
        """Note articles no longer in their file; unless another file takes them over, they are removed at the end."""
        self._leaving.update(dict.fromkeys(digests, file))
        self._ids.give_up(digests)

    def _sync_file(self, file: FoundFile, known: FileState | None) -> None:
        if known and known.reader == self._reader and not self._rules.by_content and known.is_of(file):
            self._keep_unchanged(file, known)
            return
        is_racy = time.time_ns() - file.mtime_ns < RACY_NS
        try:
            digest = digest_file(file.path)
        except OSError as error:
            reason = Message("file-unreadable", {"reason": describe_error(error)})
            self._tally.rejected.append(Rejection(file.name, reason))
            self._tally.unchanged += self._counts.get(file.name, 0)
            return
        mtime_ns = -1 if is_racy else file.mtime_ns
        state = FileState(file.size, mtime_ns, digest, self._reader, (), file.ctime_ns, file.inode)
        if known and known.reader == self._reader and known.digest == digest:
            state = replace(state, rejected=known.rejected)
            self._states[file.name] = state
            self._keep_unchanged(file, state)
            return
        self._read_file(file, state)
        if known is None and (names := self._moved.get(digest)):
            # A renamed file: its articles leave in the transaction that adds the last of them again.
            left = self._ids.left(self._writer.article_digests(self._source, names.pop()))
            self._batch.leaving += left
            self._renamed.update(left)

    def _keep_unchanged(self, file: FoundFile, state: FileState) -> None:
        self._tally.unchanged += self._counts.get(file.name, 0)
        self._tally.rejected += _other_rejections(state)
        if contested := _taken(state):
            self._contested.append(_Contested(file, state, contested))

    def _read_file(self, file: FoundFile, state: FileState) -> None:
        """Store the file's present articles, and remember what could not be read."""
        stored = self._writer.article_digests(self._source, file.name)
        seen: set[str] = set()
        contested: list[str] = []
        rejected: list[Rejection] = []
        self._reading = _Reading(file.size)
        for item in self._iter_articles(file):
            self._tell(item, file.name)
            if isinstance(item, Rejection):
                rejected.append(item)
            elif item.id in seen:
                rejected.append(Rejection(item.id, Message("id-twice-in-file", {"id": item.id})))
            elif (article := self._ids.with_own_id(item, file.name)) is None:
                contested.append(item.id)
            else:
                seen.add(article.id)
                self._sync_article(article, file.name, stored)
        self._tally.rejected += rejected
        left = {id: digest for id, digest in stored.items() if id not in seen}
        if rejected and not seen:  # a torn or overwritten file must not lose what was read before
            self._tally.unchanged += len(left)
        else:
            self._let_go(left, file.name)
        state = replace(state, rejected=tuple(rejected))
        if any(item.reason.code in _PASSING for item in rejected):
            state = replace(state, reader=-1)  # what could not be read is tried again, changed or not
        if contested:
            self._contested.append(_Contested(file, state, tuple(contested)))
        else:
            self._states[file.name] = state

    def _iter_articles(self, file: FoundFile) -> Iterator[Article | Rejection]:
        """Yield the file's articles and rejections; a reader's error becomes a Rejection, and the sync continues."""
        try:
            yield from iter_articles(file.path, file.name, self._options, self._reading.follow)
        except Exception:  # an unforeseen error in one file must not keep out the others
            logger.exception("Unexpected error while reading %s", ascii(file.name))
            yield Rejection(file.name, Message("file-reader-failed"))

    def _settle_contested(self) -> None:
        """Store the articles whose ids another file has given up meanwhile; reject the others."""
        for contested in self._contested:
            free = {id for id in contested.ids if self._ids.owner(id) is None}
            if free:
                for item in self._iter_articles(contested.file):
                    if isinstance(item, Article) and (article := self._ids.with_own_id(item, contested.file.name)):
                        if article.id in free:
                            self._sync_article(article, contested.file.name, {})
            taken = [
                Rejection(id, Message("id-taken", {"file": self._ids.owner_file(id)}))
                for id in contested.ids
                if id not in free
            ]
            self._tally.rejected += taken
            rejected = (*_other_rejections(contested.state), *taken)
            self._states[contested.file.name] = replace(contested.state, rejected=rejected)

    def _tell(self, item: Article | Rejection, name: str) -> None:
        """Report progress within the present file now and then: it may have a hundred thousand articles."""
        self._reading.note(item)
        if self._reading.is_time_to_tell():
            self._report_reading(name)

    def _report_reading(self, name: str) -> None:
        reading = self._reading
        count = self._tally.added + self._tally.updated
        note = Message("progress-taken-in", {"count": count})
        if self._is_one:
            self._report(Progress(_SYNCING, reading.articles, reading.estimated(), _ARTICLES, note))
            return
        if reading.articles > 1:
            facts = {"count": count, "name": name, "percent": round(100 * reading.share)}
            note = Message("progress-in-file", facts)
        self._report(replace(self._place, note=note))

    def _sync_article(self, article: Article, file: str, stored: dict[str, bytes]) -> None:
        """Store one article unless it is unchanged."""
        self._ids.claim(article.id, file)
        digest = digest_article(article)
        before = stored.get(article.id)
        if before == digest:
            self._tally.unchanged += 1
            self._read_again[article.id] = article.removed
            if len(self._read_again) >= NOTED_AT_ONCE:
                self._note_removed()
            return
        # Before, not after: ids that leave with the last article need it in the batch.
        if self._batch.chars >= BATCH_CHARS * (WORDS_FIRST if self._vectors_later else 1):
            self._vectors_later = True
            self._flush()
            self._report_reading(file)
        before = before or self._ids.given_up(article.id)
        if before is None:
            self._tally.added += 1
        elif before == digest:  # moved here from a file now gone
            self._tally.unchanged += 1
        else:
            self._tally.updated += 1
        self._batch.articles.append(NewArticle(article, self._source, file, digest))
        self._batch.chars += sum(len(p.text) for p in article.paragraphs)
        self._writer.preparer.begin(article)

    def _flush(self) -> None:
        """Commit the waiting articles, then remember the files they came from."""
        if self._batch.articles or self._batch.leaving:
            self._chars += self._batch.chars
            if self._batch.chars > BATCH_CHARS:  # one long article counts as much new text too
                self._vectors_later = True
            change = self._writer.exchange_articles(
                self._batch.leaving, self._batch.articles, vectors_later=self._vectors_later
            )
            self._tally.reprints += change.filed
            self._tally.removed += len(change.removed)
            self._batch = _Batch()
            if self._chars >= PREPARED_BESIDE_CHARS:
                self._writer.preparer.start()
        self._note_removed()
        if self._states:
            self._writer.keep_files(self._source, self._states)
            self._states = {}

    def _note_removed(self) -> None:
        if self._read_again:
            self._writer.keep_removed(self._read_again)
            self._read_again = {}


def _taken(state: FileState) -> tuple[str, ...]:
    """Return the ids of articles of the file that wait for another file to give them up."""
    return tuple(item.name for item in state.rejected if item.reason.code == _TAKEN)


def _other_rejections(state: FileState) -> tuple[Rejection, ...]:
    """Return the file's rejections that do not depend on other files."""
    return tuple(item for item in state.rejected if item.reason.code != _TAKEN)


# ---- Make a library match files and folders: add, update and remove exactly what changed


__all__ = ["SyncRules", "SyncSummary", "sync_changed", "sync_paths"]

WAIT_S = 600.0
"""How long a sync waits for another program that is changing the library."""


def sync_paths(
    library: Library,
    paths: Sequence[Path],
    *,
    options: LoadOptions | None = None,
    report: ReportProgress = ignore_progress,
    rules: SyncRules = ORDINARY,
) -> SyncSummary:
    """Make `library` hold exactly the articles of these files and folders, each remembered as a source.

    Much new text is searchable by its words first; then its vectors are made.

    Articles of other sources are untouched. Raises LoadError for a path that does not exist and never was a source's
    file: a vanished folder may be an unmounted disk, so nothing is removed for it. Nor are articles removed, unless
    `rules` allow it, if a source is empty or has far fewer than before (index/sync/removals.py); the summary's
    `withheld` says so.
    """
    summary = SyncSummary()
    with library.writer(wait_s=WAIT_S, report=report) as writer:

        def stop(progress: Progress) -> None:
            library.run_errands(writer)
            report(progress)

        for path in paths:
            _check_path(path, writer)
        for path in paths:
            take_over_moved_source(writer, path.resolve())
            summary += SourceSync(writer, path.resolve(), options or default_options(), stop, rules=rules).run()
    if not rules.vectors_later:
        library.make_vectors(report)
    return summary


def sync_changed(
    library: Library,
    path: Path,
    changed: Collection[Path],
    *,
    report: ReportProgress = ignore_progress,
) -> SyncSummary:
    """Do what `sync_paths` does for the source `path`, given that only files at or below `changed` may have changed.

    Only those are scanned; the summary counts all other files' articles as unchanged. The vectors of much new text are
    left to `Library.make_vectors`. `path` and `changed` are absolute and without links. If articles were withheld,
    everything is scanned: they may be back. Raises LoadError if nothing is at `path`.
    """
    with library.writer(wait_s=WAIT_S) as writer:

        def stop(progress: Progress) -> None:
            library.run_errands(writer)
            report(progress)

        _check_path(path, writer)
        within = None if writer.withholds(printable_path(str(path))) else changed
        sync = SourceSync(writer, path, default_options(), stop, within=within)
        summary = sync.run()
        if summary.removed and sync.has_waiting_elsewhere:  # for an id that may be free now
            rest = SourceSync(writer, path, default_options(), stop).run()
            summary = joined(summary, rest)
    return summary


def _check_path(path: Path, writer: Writer) -> None:
    if os.path.isdir(path) or os.path.isfile(path):
        return
    is_file = path.suffix.lower() in SUPPORTED_SUFFIXES and os.path.isdir(path.parent) and not _is_hidden(path)
    if is_file and writer.knows_source(printable_path(str(path.resolve()))):
        return  # a deleted file: its articles are removed
    raise missing_path(path)


def _is_hidden(path: Path) -> bool:
    """Return whether something unreachable may be at `path`, which then was not deleted."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
