"""Make a library match files and folders: add, update and remove exactly what changed."""

from collections.abc import Collection, Sequence
from pathlib import Path

from index.library import Library
from index.load import SUPPORTED_SUFFIXES, LoadOptions
from index.progress import Progress, ReportProgress, ignore_progress
from index.store.write.writer import Writer
from index.sync.moved_source import take_over_moved_source
from index.sync.scan import missing_path, printable_path
from index.sync.source_sync import SourceSync
from index.sync.summary import SyncSummary, joined

__all__ = ["SyncSummary", "sync_changed", "sync_paths"]

WAIT_S = 600.0
"""How long a sync waits for another program that is changing the library."""


def sync_paths(
    library: Library,
    paths: Sequence[Path],
    *,
    options: LoadOptions = LoadOptions(),
    report: ReportProgress = ignore_progress,
    wait_s: float = WAIT_S,
) -> SyncSummary:
    """Make `library` hold exactly the articles of these files and folders, each remembered as a source.

    Articles of other sources stay as they are. Raises LoadError for a path that is not there and never was a
    source's file: a folder that vanished may be a disk that is not mounted, so nothing is removed for it.
    """
    summary = SyncSummary()
    with library.writer(wait_s=wait_s, report=report) as writer:

        def stop(progress: Progress) -> None:
            library.run_errands(writer)
            report(progress)

        for path in paths:
            _check_path(path, writer)
        for path in paths:
            take_over_moved_source(writer, path.resolve())
            summary += SourceSync(writer, path.resolve(), options, stop).run()
    return summary


def sync_changed(library: Library, path: Path, changed: Collection[Path], *, wait_s: float = WAIT_S) -> SyncSummary:
    """Do what `sync_paths` does for the source `path` where only what is, or lies below, `changed` may have changed.

    Only that is looked at; the summary counts the articles of all other files as unchanged. `path` and `changed` are
    absolute and without links. Raises LoadError where nothing is at `path`.
    """
    with library.writer(wait_s=wait_s) as writer:
        _check_path(path, writer)
        sync = SourceSync(writer, path, LoadOptions(), lambda _: library.run_errands(writer), within=changed)
        summary = sync.run()
        if summary.removed and sync.has_waiting_elsewhere:  # for an id that may be free now
            rest = SourceSync(writer, path, LoadOptions(), lambda _: library.run_errands(writer)).run()
            summary = joined(summary, rest)
        return summary


def _check_path(path: Path, writer: Writer) -> None:
    if path.is_dir() or path.is_file():
        return
    is_file = path.suffix.lower() in SUPPORTED_SUFFIXES and path.parent.is_dir()
    if is_file and writer.knows_source(printable_path(str(path.resolve()))):
        return  # a file that was deleted: its articles are removed
    raise missing_path(path)
