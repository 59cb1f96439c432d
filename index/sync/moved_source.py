"""Know a folder again that now stands at another place."""

import hashlib
from pathlib import Path

from index.store.write.writer import FileState, Writer
from index.sync.scan import FoundFile, printable_path, scan_source

SAMPLE_FILES = 50
"""So many files of the same name and size are compared by content."""


def take_over_moved_source(writer: Writer, path: Path) -> None:
    """Let the folder at `path` be the source it was at another place, where nothing is any more.

    It is the same folder where half of the files the source had are there with the same contents. Its files are read
    again, so that the articles say where they lie now; no text is embedded again. Nothing happens for a path that is
    a source already.
    """
    name = printable_path(str(path))
    if not path.is_dir() or writer.knows_source(name):
        return
    for number, place in writer.sources().items():
        if Path(place).exists():
            continue
        if _is_same(writer.file_states(number), scan_source(path).files):
            writer.move_source(number, name)
            return


def _is_same(states: dict[str, FileState], files: dict[str, FoundFile]) -> bool:
    alike = [name for name, state in states.items() if name in files and files[name].size == state.size]
    if not alike or 2 * len(alike) < len(states):
        return False
    sample = alike[:: max(1, len(alike) // SAMPLE_FILES)]
    same = sum(digest_file(files[name].path) == states[name].digest for name in sample)
    return 2 * same >= len(sample)


def digest_file(file: Path) -> bytes:
    """Return 16 bytes that stand for the content of a file. Raises OSError."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "blake2b").digest()[:16]
