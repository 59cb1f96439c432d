"""Files made aside before they take their place, so that what stands there is always whole."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index.errors import LibraryError


@contextmanager
def working_folder(parent: Path, purpose: str) -> Iterator[Path]:
    """Give a folder of its own in `parent`; what a killed run left there is cleared away first."""
    try:
        for left in parent.glob(f".{purpose}-*"):
            with _locked(left) as is_mine:
                if is_mine:
                    shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=f".{purpose}-", dir=parent))
        with _locked(work):
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise LibraryError(
            f"无法写入 {parent}（{os.strerror(error.errno or 0)}），原来的文件没有改动；请检查路径、权限和磁盘空间。"
        ) from error


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold a folder for this process until it ends, however it ends; say whether no other process holds it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def make_private_file(path: Path) -> BinaryIO:
    """Return a new file, open for writing, that only its owner may read. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def flush_to_disk(path: Path) -> None:
    """Return when the file, or the names in the folder, are on the disk itself."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
