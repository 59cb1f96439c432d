"""Make a library match files and folders: add, update and remove exactly what changed."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.article import Article, Rejection
from index.digest import digest_article
from index.errors import LoadError
from index.library import Library
from index.load import LOADER_VERSION, SUPPORTED_SUFFIXES, LoadOptions, iter_articles
from index.progress import Progress, ReportProgress, ignore_progress
from index.scan import FoundFile, describe_error, printable_path, scan_source
from index.store.writer import FileState, NewArticle, Writer

BATCH_CHARS = 30_000
"""Characters of new text committed together: about two seconds of embedding, so a kill loses little."""
RACY_NS = 2_000_000_000
"""A file changed this shortly before it was read may change again within one tick of its clock: read it again."""


@dataclass(frozen=True)
class SyncSummary:
    """What a sync did, counted in articles; rejected files and records with the reason.

    `reprints`: how many of the added and updated are filed under an article that says the same.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: tuple[Rejection, ...] = ()
    reprints: int = 0

    def __add__(self, other: "SyncSummary") -> "SyncSummary":
        return SyncSummary(
            self.added + other.added,
            self.updated + other.updated,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.reprints + other.reprints,
        )


@dataclass
class _Tally:
    """A SyncSummary in the making."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    reprints: int = 0
    rejected: list[Rejection] = field(default_factory=list)

    def finish(self) -> SyncSummary:
        rejected = tuple(self.rejected)
        return SyncSummary(self.added, self.updated, self.removed, self.unchanged, rejected, self.reprints)


@dataclass
class _Batch:
    """New articles waiting to be committed together."""

    articles: list[NewArticle] = field(default_factory=list)
    chars: int = 0


@dataclass(frozen=True)
class _Contested:
    """A file with articles whose ids another file held when it was read, to be looked at again in the end."""

    file: FoundFile
    state: FileState
    ids: tuple[str, ...]


def sync_paths(
    library: Library,
    paths: Sequence[Path],
    *,
    options: LoadOptions = LoadOptions(),
    report: ReportProgress = ignore_progress,
    wait_s: float = 600.0,
) -> SyncSummary:
    """Make `library` hold exactly the articles of these files and folders, each remembered as a source.

    Articles of other sources stay as they are. Raises LoadError for a path that is not there and never was a
    source's file: a folder that vanished may be a disk that is not mounted, so nothing is removed for it.
    """
    summary = SyncSummary()
    with library.writer(wait_s=wait_s) as writer:

        def stop(progress: Progress) -> None:
            library.run_errands(writer)
            report(progress)

        for path in paths:
            _check_path(path, writer)
        for path in paths:
            summary += _SourceSync(writer, path.resolve(), options, stop).run()
    return summary


def _check_path(path: Path, writer: Writer) -> None:
    if path.is_dir() or path.is_file():
        return
    is_file = path.suffix.lower() in SUPPORTED_SUFFIXES and path.parent.is_dir()
    if is_file and writer.knows_source(printable_path(str(path.resolve()))):
        return  # a file that was deleted: its articles are removed
    raise LoadError(f"找不到 {path}，资料库没有改动；请检查路径（文件夹不见了可能是磁盘没有挂载）。")


class _SourceSync:
    """One sync of one source."""

    def __init__(self, writer: Writer, path: Path, options: LoadOptions, report: ReportProgress) -> None:
        self._writer = writer
        self._path = path
        self._options = options
        self._report = report
        self._place = Progress("同步", 0, 0, "文件")
        self._source = writer.keep_source(printable_path(str(path)))
        self._tally = _Tally()
        self._batch = _Batch()
        self._states: dict[str, FileState] = {}
        self._claimed: dict[str, str] = {}  # article id -> file, of this run
        self._contested: list[_Contested] = []

    def run(self) -> SyncSummary:
        known = self._writer.file_states(self._source)
        scan = scan_source(self._path)
        for folder, reason in scan.unreadable.items():
            self._tally.rejected.append(Rejection(folder, f"无法打开这个文件夹：{reason}，其中已收入的文章保持不变"))
        hidden = {name for name in known if name not in scan.files and scan.hides(name)}
        self._tally.unchanged += sum(len(self._writer.article_digests(self._source, name)) for name in hidden)
        self._remove_vanished(sorted(set(known) - set(scan.files) - hidden))
        for done, file in enumerate(scan.files.values()):
            self._place = Progress("同步", done, len(scan.files), "文件")
            self._report(self._place)
            self._sync_file(file, known.get(file.name))
        self._flush()
        self._settle_contested()
        self._flush()
        self._writer.mark_synced(self._source)
        self._report(Progress("同步", len(scan.files), len(scan.files), "文件"))
        return self._tally.finish()

    def _remove_vanished(self, names: list[str]) -> None:
        """Remove the articles of files that are gone, first: a renamed file then takes its id without a clash."""
        gone = [id for name in names for id in self._writer.article_digests(self._source, name)]
        if gone:
            self._tally.removed += len(self._writer.remove_articles(gone))
        if names:
            self._writer.forget_files(self._source, names)

    def _sync_file(self, file: FoundFile, known: FileState | None) -> None:
        stored = self._writer.article_digests(self._source, file.name)
        if known and known.reader == LOADER_VERSION and (known.size, known.mtime_ns) == (file.size, file.mtime_ns):
            self._keep_unchanged(file, known, stored)
            return
        is_racy = time.time_ns() - file.mtime_ns < RACY_NS
        try:
            digest = _digest_file(file.path)
        except OSError as error:
            self._tally.rejected.append(Rejection(file.name, f"无法读取：{describe_error(error)}"))
            self._tally.unchanged += len(stored)
            return
        state = FileState(file.size, -1 if is_racy else file.mtime_ns, digest, LOADER_VERSION, ())
        if known and known.reader == LOADER_VERSION and known.digest == digest:
            state = replace(state, rejected=known.rejected)
            self._states[file.name] = state
            self._keep_unchanged(file, state, stored)
            return
        self._read_file(file, state, stored)

    def _keep_unchanged(self, file: FoundFile, state: FileState, stored: dict[str, bytes]) -> None:
        self._tally.unchanged += len(stored)
        contested = tuple(name for name, reason in state.rejected if reason.startswith(_TAKEN))
        for name, reason in state.rejected:
            if not reason.startswith(_TAKEN):
                self._tally.rejected.append(Rejection(name, reason))
        if contested:
            self._contested.append(_Contested(file, state, contested))

    def _read_file(self, file: FoundFile, state: FileState, stored: dict[str, bytes]) -> None:
        """Store what the file holds now, and remember what could not be read."""
        seen: set[str] = set()
        contested: list[str] = []
        rejected: list[Rejection] = []
        for item in iter_articles(file.path, file.name, self._options):
            if isinstance(item, Rejection):
                rejected.append(item)
            elif item.id in seen:
                rejected.append(Rejection(item.id, f"同一文件里有两篇文章的编号都是 {item.id}，只保留了第一篇"))
            elif (article := self._with_own_id(item, file.name)) is None:
                contested.append(item.id)
            else:
                seen.add(article.id)
                self._sync_article(article, file.name, stored)
        self._tally.rejected += rejected
        self._remove_gone([id for id in stored if id not in seen], is_torn=bool(rejected) and not seen)
        state = replace(state, rejected=tuple((r.name, r.reason) for r in rejected))
        if contested:
            self._contested.append(_Contested(file, state, tuple(contested)))
        else:
            self._states[file.name] = state

    def _remove_gone(self, ids: list[str], *, is_torn: bool) -> None:
        """Remove what its file no longer holds; a torn or overwritten file must not cost what was read before."""
        if is_torn:
            self._tally.unchanged += len(ids)
        elif ids:
            self._tally.removed += len(self._writer.remove_articles(ids))

    def _settle_contested(self) -> None:
        """Take the articles whose ids another file has given up meanwhile; reject the others."""
        for contested in self._contested:
            free = {id for id in contested.ids if self._owner(id) is None}
            if free:
                for item in iter_articles(contested.file.path, contested.file.name, self._options):
                    if isinstance(item, Article) and (article := self._with_own_id(item, contested.file.name)):
                        if article.id in free:
                            self._sync_article(article, contested.file.name, {})
            taken = [(id, f"{_TAKEN}{self._owner_file(id)}") for id in contested.ids if id not in free]
            for name, reason in taken:
                self._tally.rejected.append(Rejection(name, reason))
            rest = tuple(pair for pair in contested.state.rejected if not pair[1].startswith(_TAKEN))
            self._states[contested.file.name] = replace(contested.state, rejected=(*rest, *taken))

    def _with_own_id(self, article: Article, file: str) -> Article | None:
        """Return the article under an id that no other file holds, or None where it must keep an id that one does."""
        article = replace(article, id=printable_path(article.id), location=printable_path(article.location))
        owner = self._owner(article.id)
        if owner is None or owner == (self._source, file):
            return article
        if owner[0] == self._source or Path(file).suffix.lower() == ".jsonl":
            return None
        return replace(article, id=self._free_id(article.id, file))

    def _sync_article(self, article: Article, file: str, stored: dict[str, bytes]) -> None:
        """Store one article unless it is as before."""
        self._claimed[article.id] = file
        digest = digest_article(article)
        if stored.get(article.id) == digest:
            self._tally.unchanged += 1
            return
        if article.id in stored:
            self._tally.updated += 1
        else:
            self._tally.added += 1
        self._batch.articles.append(NewArticle(article, self._source, file, digest))
        self._batch.chars += sum(len(p.text) for p in article.paragraphs)
        if self._batch.chars >= BATCH_CHARS:
            self._flush()
            taken_in = self._tally.added + self._tally.updated
            self._report(replace(self._place, note=f"已收入 {taken_in} 篇"))

    def _owner(self, article_id: str) -> tuple[int, str] | None:
        """Return the source and file that hold this id, committed or waiting in the batch."""
        claimed = self._claimed.get(article_id)
        return (self._source, claimed) if claimed is not None else self._writer.owner(article_id)

    def _owner_file(self, article_id: str) -> str:
        owner = self._owner(article_id)
        return owner[1] if owner else ""

    def _free_id(self, article_id: str, file: str) -> str:
        """Return an id no other source uses: two folders may each hold a file of the same name."""
        folder = printable_path(self._path.name if self._path.is_dir() else self._path.parent.name)
        candidate, number = f"{folder}/{article_id}", 2
        while (owner := self._owner(candidate)) is not None and owner != (self._source, file):
            candidate, number = f"{folder}~{number}/{article_id}", number + 1
        return candidate

    def _flush(self) -> None:
        """Commit the waiting articles, then remember the files they came from."""
        if self._batch.articles:
            self._tally.reprints += self._writer.put_articles(self._batch.articles)
            self._batch = _Batch()
        if self._states:
            self._writer.keep_files(self._source, self._states)
            self._states = {}


_TAKEN = "这个编号已被另一个文件里的文章使用："
"""Reason of a rejection that another file can undo by giving the id up."""


def _digest_file(file: Path) -> bytes:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "blake2b").digest()[:16]
