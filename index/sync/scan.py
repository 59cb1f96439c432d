"""Scan a file or folder for files that may contain articles, without opening any."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import LoadError
from index.messages import Message

_UNFINISHED = ("~", ".tmp", ".part", ".crdownload")
"""Endings of files that an editor or a download is still writing."""
_HIDDEN = (".", "~$")
"""How hidden files begin, and those that Word and Excel put beside an open document."""


@dataclass(frozen=True)
class FoundFile:
    """A file: its name relative to the source, its size in bytes, and what changes with its content: mtime, which its
    writer can set, ctime, which only the system sets, and inode."""

    path: Path
    name: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True)
class Scan:
    """The result of scanning a source. `unreadable`: folders that could not be listed and files that could not be
    reached, by name, with the reason for a rejection."""

    files: dict[str, FoundFile] = field(default_factory=dict)
    unreadable: dict[str, Message] = field(default_factory=dict)

    def hides(self, name: str) -> bool:
        """Return whether a file of this name may still exist: it, or a folder above it, could not be reached."""
        if not self.unreadable:
            return False
        above = [name, ".", *(name[:at] for at, letter in enumerate(name) if letter == "/")]
        return any(place in self.unreadable for place in above)


def scan_source(path: Path, within: Iterable[Path] | None = None) -> Scan:
    """Return every file that may contain articles, in name order; none if there is nothing at `path`.

    With `within`, only files at or below one of these paths. Hidden files and folders, unfinished downloads and links
    that lead outside the folder are skipped. What cannot be reached is listed in `unreadable`; the rest is still
    scanned.
    """
    scan = Scan()
    if os.path.isfile(path):
        found: Iterable[tuple[Path, str]] = [(path, path.name)]
    elif within is None:
        found = _walk(path, path, scan.unreadable)
    else:
        found = (pair for start in sorted(within) for pair in _walk_below(path, start, scan.unreadable))
    for file, name in found:
        name = printable_path(name)
        try:
            facts = file.stat()
        except FileNotFoundError:
            if _is_link(file):
                scan.unreadable[name] = Message("link-broken")
            continue  # otherwise deleted since it was listed
        except OSError as error:
            reason = Message("link-broken") if error.errno == errno.ELOOP else _unreadable_file(error)
            scan.unreadable[name] = reason
            continue
        if stat.S_ISREG(facts.st_mode):
            scan.files[name] = FoundFile(file, name, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)
    return scan


def holds_files(path: Path) -> bool:
    """Return whether anything at `path` may contain or hide articles; stops at the first."""
    unreadable: dict[str, Message] = {}
    return os.path.isfile(path) or next(_walk(path, path, unreadable), None) is not None or bool(unreadable)


def _walk_below(root: Path, start: Path, unreadable: dict[str, Message]) -> Iterator[tuple[Path, str]]:
    """Yield what `_walk` over all of `root` would yield at and below `start`."""
    parts = start.relative_to(root).parts
    if any(part.startswith(".") for part in parts):
        return
    if os.path.isdir(start) and (start == root or not _is_link(start)):
        yield from _walk(root, start, unreadable)
    elif (
        parts
        and not start.name.startswith(_HIDDEN)
        and not start.name.endswith(_UNFINISHED)
        and not _leads_outside(start, root)
    ):
        yield start, start.relative_to(root).as_posix()


def _walk(root: Path, start: Path, unreadable: dict[str, Message]) -> Iterator[tuple[Path, str]]:
    def note(error: OSError) -> None:
        if os.path.isdir(root) and not isinstance(error, FileNotFoundError):
            folder = Path(error.filename).relative_to(root).as_posix()
            unreadable[printable_path(folder)] = Message("folder-unopened", {"reason": describe_error(error)})

    for folder, folders, names in os.walk(start, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder) / name
            if not name.startswith(_HIDDEN) and not name.endswith(_UNFINISHED) and not _leads_outside(file, root):
                yield file, file.relative_to(root).as_posix()


def _is_link(file: Path) -> bool:
    return os.path.islink(file)  # Path.is_symlink raises if the folder may be listed but not entered


def _leads_outside(file: Path, root: Path) -> bool:
    return _is_link(file) and not Path(os.path.realpath(file)).is_relative_to(root)


def _unreadable_file(error: OSError) -> Message:
    return Message("file-unreadable", {"reason": describe_error(error)})


def printable_path(path: str) -> str:
    r"""Return a path as text to store and show: bytes that are not UTF-8 (a GBK name) become \xb9 ..."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def describe_error(error: OSError) -> Message:
    """Return why a file or folder cannot be read."""
    if isinstance(error, PermissionError):
        return Message("reason-no-permission")
    if isinstance(error, FileNotFoundError):
        return Message("reason-gone")
    return Message("reason-disk", {"reason": os.strerror(error.errno or 0)})


def missing_path(path: Path) -> LoadError:
    """Return the error for a source that does not exist."""
    return LoadError(Message("path-missing", {"path": path}))
