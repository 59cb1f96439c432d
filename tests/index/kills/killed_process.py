"""The process that is killed: imports everything once, then forks a child for each piece of work it is told.

One JSON line in, {"work": name, "folder": library, "files": folder, "report": file}; one line out with the child's
process id. After another line in, one out with how it ended: its exit status, or minus the signal that killed it.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import index.maintenance
import index.store.pending
import index.store.preparing
import index.sync.sources
from index.embed.bundled import ensure_bundled_model
from index.embed.cache_folder import ensure_folder
from index.library import Library
from index.maintenance import backup_library, rebuild_library, restore_library
from index.progress import Progress
from index.sync.sources import sync_paths
from tests.said import said
from tests.toy_embedder import ToyEmbedder

OTHER_MODEL = "other toy"
PIECES = 40
PIECE = bytes(range(256)) * 1024

Report = Callable[[str], None]


def sync(folder: Path, files: Path, report: Report) -> None:
    """Sync, a transaction an article; report how many articles are in after each."""

    def tell(progress: Progress) -> None:
        if progress.note:
            report(said(progress.note))

    index.sync.sources.BATCH_CHARS = 1
    sync_paths(Library.open(folder, ToyEmbedder()), [files], report=tell)
    report("all")


def import_much(folder: Path, files: Path, report: Report) -> None:
    """Do what `sync` does with another process beside it that prepares articles, as one of much text has."""
    index.store.preparing.core_count = lambda: 2
    index.sync.sources.PREPARED_BESIDE_CHARS = 0
    sync(folder, files, report)


def vectors(folder: Path, files: Path, report: Report) -> None:
    """Make the vectors that are awaited, a transaction a text; report how many are left after each."""
    index.store.pending.TEXTS_AT_ONCE = 1
    library = Library.open(folder, ToyEmbedder())
    library.make_vectors(lambda progress: report(str(progress.total - progress.done)))
    report("all")


def remove(folder: Path, files: Path, report: Report) -> None:
    """Withdraw the articles one by one; report each."""
    library = Library.open(folder, ToyEmbedder())
    for name in sorted(path.name for path in files.iterdir()):
        library.change(lambda writer, name=name: writer.withdraw_articles([name]))
        report(name)


def rebuild(folder: Path, files: Path, report: Report) -> None:
    """Derive everything anew, a transaction an article."""
    index.maintenance.BATCH_ARTICLES = 1
    rebuild_library(Library.open(folder, ToyEmbedder()))
    report("all")


def change_model(folder: Path, files: Path, report: Report) -> None:
    """Make the vectors of another model beside those in use, and swap."""
    index.maintenance.BATCH_ARTICLES = 1
    rebuild_library(Library.open(folder, ToyEmbedder(OTHER_MODEL)))
    report("all")


def backup(folder: Path, files: Path, report: Report) -> None:
    backup_library(folder, folder.with_suffix(".backup"))
    report("all")


def restore(folder: Path, files: Path, report: Report) -> None:
    restore_library(folder.with_suffix(".backup"), folder)
    report("all")


def make_folder(folder: Path, files: Path, report: Report) -> None:
    """Make a folder of the cache as the model is made: some files, each in pieces."""
    ensure_folder(folder, "origin", write_pieces)
    report("all")


def write_pieces(folder: Path) -> None:
    for name in ("a", "b", "c"):
        with (folder / name).open("wb") as file:
            for _ in range(PIECES):
                file.write(PIECE)


def convert(folder: Path, files: Path, report: Report) -> None:
    """Convert the bundled model itself."""
    ensure_bundled_model(folder)
    report("all")


WORKS: dict[str, Callable[[Path, Path, Report], None]] = {
    "sync": sync, "first start": sync, "import": import_much, "vectors": vectors, "remove": remove, "rebuild": rebuild,
    "change model": change_model, "backup": backup, "restore": restore, "make folder": make_folder, "convert": convert,
}  # fmt: skip


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_work(order))
        _say(child)
        sys.stdin.readline()  # until then the child's number is its own, even if it has ended
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _work(order: dict[str, str]) -> int:
    reports = os.open(order["report"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def report(text: str) -> None:
        os.write(reports, f"{text}\n".encode())

    try:
        WORKS[order["work"]](Path(order["folder"]), Path(order["files"]), report)
    except BaseException:  # noqa: BLE001 - shown, and told by the exit status
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main()
