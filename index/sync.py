"""Make a library match files and folders: add, update and remove exactly what changed."""

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.article import Article, Rejection
from index.errors import LoadError
from index.library import Library
from index.load import LOADER_VERSION, SUPPORTED_SUFFIXES, LoadOptions, iter_articles
from index.progress import Progress, ReportProgress, ignore_progress
from index.store.writer import FileState, NewArticle, Writer

BATCH_CHARS = 30_000
"""Characters of new text committed together: about two seconds of embedding, so a kill loses little."""
RACY_NS = 2_000_000_000
"""A file changed this shortly before it was read may change again within one tick of its clock: read it again."""


@dataclass(frozen=True)
class SyncSummary:
    """What a sync did, counted in articles; rejected files and records with the reason."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: tuple[Rejection, ...] = ()

    def __add__(self, other: "SyncSummary") -> "SyncSummary":
        return SyncSummary(
            self.added + other.added,
            self.updated + other.updated,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
        )


@dataclass
class _Batch:
    """New articles waiting to be committed together."""

    articles: list[NewArticle] = field(default_factory=list)
    chars: int = 0


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
    for path in paths:
        _check_path(path)
    summary = SyncSummary()
    with library.writer(wait_s=wait_s) as writer:
        for path in paths:
            summary += _SourceSync(writer, path.resolve(), options, report).run()
    return summary


def _check_path(path: Path) -> None:
    if path.is_dir() or path.is_file():
        return
    if path.suffix.lower() in SUPPORTED_SUFFIXES and path.parent.is_dir():
        return  # a file that was deleted: its articles are removed
    raise LoadError(f"找不到 {path}，资料库没有改动；请检查路径（文件夹不见了可能是磁盘没有挂载）。")


class _SourceSync:
    """One sync of one source."""

    def __init__(self, writer: Writer, path: Path, options: LoadOptions, report: ReportProgress) -> None:
        self._writer = writer
        self._path = path
        self._options = options
        self._report = report
        self._source = writer.keep_source(str(path))
        self._summary = SyncSummary()
        self._batch = _Batch()
        self._states: dict[str, FileState] = {}
        self._claimed: dict[str, str] = {}  # article id -> file, of this run

    def run(self) -> SyncSummary:
        known = self._writer.file_states(self._source)
        found = dict(_scan(self._path))
        self._remove_vanished(sorted(set(known) - set(found)))
        for done, (name, stat) in enumerate(found.items()):
            self._report(Progress("同步", done, len(found), "文件"))
            self._sync_file(name, stat, known.get(name))
        self._flush()
        self._writer.mark_synced(self._source)
        self._report(Progress("同步", len(found), len(found), "文件"))
        return self._summary

    def _remove_vanished(self, names: list[str]) -> None:
        """Remove the articles of files that are gone, first: a renamed file then takes its id without a clash."""
        gone = [id for name in names for id in self._writer.article_digests(self._source, name)]
        if gone:
            self._count(removed=len(self._writer.remove_articles(gone)))
        if names:
            self._writer.forget_files(self._source, names)

    def _sync_file(self, name: str, stat: os.stat_result, known: FileState | None) -> None:
        stored = self._writer.article_digests(self._source, name)
        if known and known.reader == LOADER_VERSION:
            if (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
                self._keep_unchanged(stored, known)
                return
        file = self._file(name)
        try:
            digest = _digest_file(file)
        except OSError as error:
            self._reject(Rejection(name, f"无法读取：{os.strerror(error.errno or 0)}"))
            self._count(unchanged=len(stored))
            return
        if known and known.reader == LOADER_VERSION and known.digest == digest:
            self._states[name] = _state(stat, digest, known.rejected)
            self._keep_unchanged(stored, known)
            return
        rejected = self._read_file(file, name, stored)
        self._states[name] = _state(stat, digest, tuple((r.name, r.reason) for r in rejected))

    def _keep_unchanged(self, stored: dict[str, bytes], known: FileState) -> None:
        self._count(unchanged=len(stored))
        for name, reason in known.rejected:
            self._reject(Rejection(name, reason))

    def _read_file(self, file: Path, name: str, stored: dict[str, bytes]) -> list[Rejection]:
        """Store what the file holds now; return what could not be read."""
        seen: set[str] = set()
        rejected: list[Rejection] = []
        for item in iter_articles(file, name, self._options):
            problem = item if isinstance(item, Rejection) else self._sync_article(item, name, stored, seen)
            if problem is not None:
                rejected.append(problem)
                self._reject(problem)
        gone = [id for id in stored if id not in seen]
        if gone and rejected and not seen:  # a torn or overwritten file must not cost what was read before
            self._count(unchanged=len(gone))
        elif gone:
            self._count(removed=len(self._writer.remove_articles(gone)))
        return rejected

    def _sync_article(self, article: Article, file: str, stored: dict[str, bytes], seen: set[str]) -> Rejection | None:
        """Store one article unless it is as before; return why it cannot be, or None."""
        if article.id in seen:
            return Rejection(article.id, f"同一文件里有两篇文章的编号都是 {article.id}，只保留了第一篇")
        owner = self._owner(article.id)
        if owner is not None and owner != (self._source, file):
            if owner[0] == self._source or Path(file).suffix.lower() == ".jsonl":
                return Rejection(article.id, f"编号 {article.id} 已被另一个文件里的文章使用（{owner[1]}）")
            article = replace(article, id=self._free_id(article.id, file))
        seen.add(article.id)
        self._claimed[article.id] = file
        digest = _digest_article(article)
        if stored.get(article.id) == digest:
            self._count(unchanged=1)
            return None
        self._count(**({"updated": 1} if article.id in stored else {"added": 1}))
        self._batch.articles.append(NewArticle(article, self._source, file, digest))
        self._batch.chars += sum(len(p.text) for p in article.paragraphs)
        if self._batch.chars >= BATCH_CHARS:
            self._flush()
        return None

    def _owner(self, article_id: str) -> tuple[int, str] | None:
        """Return the source and file that hold this id, committed or waiting in the batch."""
        claimed = self._claimed.get(article_id)
        return (self._source, claimed) if claimed is not None else self._writer.owner(article_id)

    def _free_id(self, article_id: str, file: str) -> str:
        """Return an id no other source uses: two folders may each hold a file of the same name."""
        folder = self._path.name if self._path.is_dir() else self._path.parent.name
        candidate, number = f"{folder}/{article_id}", 2
        while (owner := self._owner(candidate)) is not None and owner != (self._source, file):
            candidate, number = f"{folder}~{number}/{article_id}", number + 1
        return candidate

    def _flush(self) -> None:
        """Commit the waiting articles, then remember the files they came from."""
        if self._batch.articles:
            self._writer.put_articles(self._batch.articles)
            self._batch = _Batch()
        if self._states:
            self._writer.keep_files(self._source, self._states)
            self._states = {}

    def _file(self, name: str) -> Path:
        return self._path / name if self._path.is_dir() else self._path

    def _reject(self, rejection: Rejection) -> None:
        self._summary = replace(self._summary, rejected=(*self._summary.rejected, rejection))

    def _count(self, *, added: int = 0, updated: int = 0, removed: int = 0, unchanged: int = 0) -> None:
        self._summary += SyncSummary(added, updated, removed, unchanged)


def _scan(path: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield (name relative to the source, stat) of every file that may hold articles, in name order.

    Hidden files and folders are passed over; so are links that lead outside the folder.
    """
    if path.is_file():
        yield path.name, path.stat()
        return
    if not path.is_dir():
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder) / name
            if name.startswith(".") or name.endswith(("~", ".tmp", ".part", ".crdownload")) or not file.is_file():
                continue
            if file.is_symlink() and not file.resolve().is_relative_to(path):
                continue
            yield file.relative_to(path).as_posix(), file.stat()


def _state(stat: os.stat_result, digest: bytes, rejected: tuple[tuple[str, str], ...]) -> FileState:
    is_racy = time.time_ns() - stat.st_mtime_ns < RACY_NS
    return FileState(stat.st_size, -1 if is_racy else stat.st_mtime_ns, digest, LOADER_VERSION, rejected)


def _digest_file(file: Path) -> bytes:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "blake2b").digest()[:16]


def _digest_article(article: Article) -> bytes:
    parts = [article.title, str(article.published), article.source, article.author, article.location, article.note]
    parts += [paragraph.text for paragraph in article.paragraphs]
    return hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
