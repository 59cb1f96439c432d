"""Look through a file or folder for what may hold articles, without opening anything."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_UNFINISHED = ("~", ".tmp", ".part", ".crdownload")
"""Endings of files that an editor or a download is still writing."""


@dataclass(frozen=True)
class FoundFile:
    """A file, its name relative to the source, its size in bytes and the time it last changed."""

    path: Path
    name: str
    size: int
    mtime_ns: int


@dataclass(frozen=True)
class Scan:
    """What a look through a source found. `unreadable`: folders that could not be listed, by name, with the reason."""

    files: dict[str, FoundFile] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)

    def hides(self, name: str) -> bool:
        """Return whether a file of this name may still be there, in a folder that could not be listed."""
        return any(folder == "." or name.startswith(f"{folder}/") for folder in self.unreadable)


def scan_source(path: Path) -> Scan:
    """Return every file that may hold articles, in name order; none where there is nothing at `path`.

    Hidden files and folders, unfinished downloads and links that lead outside the folder are passed over.
    """
    scan = Scan()
    for file, name in [(path, path.name)] if path.is_file() else _walk(path, scan.unreadable):
        try:
            facts = file.stat()
        except OSError:
            continue  # gone since it was listed, or a link to nothing
        if stat.S_ISREG(facts.st_mode):
            name = printable_path(name)
            scan.files[name] = FoundFile(file, name, facts.st_size, facts.st_mtime_ns)
    return scan


def _walk(path: Path, unreadable: dict[str, str]) -> Iterator[tuple[Path, str]]:
    def note(error: OSError) -> None:
        if path.is_dir():
            folder = Path(error.filename).relative_to(path).as_posix()
            unreadable[printable_path(folder)] = describe_error(error)

    for folder, folders, names in os.walk(path, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder) / name
            if name.startswith(".") or name.endswith(_UNFINISHED):
                continue
            if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(path):
                continue
            yield file, file.relative_to(path).as_posix()


def printable_path(path: str) -> str:
    r"""Return a path as text that can be stored and shown: bytes that are not UTF-8 (a GBK name) become \xb9 ..."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def describe_error(error: OSError) -> str:
    """Return why a file or folder cannot be read, in a few words."""
    if isinstance(error, PermissionError):
        return "没有读取权限"
    if isinstance(error, FileNotFoundError):
        return "读取时它已经不在了"
    return f"磁盘或网络出错（{os.strerror(error.errno or 0)}）"
