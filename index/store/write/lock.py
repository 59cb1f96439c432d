"""One writer at a time: a lock the system drops when its holder dies, however it dies."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryBusyError, LibraryError
from index.progress import Progress, ReportProgress, ignore_progress

LOCK_NAME = "writer.lock"
POLL_S = 0.1
SILENT_S = 0.5
"""Shorter waits are not worth a word."""


@contextmanager
def locked_for_writing(folder: Path, wait_s: float, *, report: ReportProgress = ignore_progress) -> Iterator[None]:
    """Hold the library's writer lock, which the system drops when the process dies, however it dies.

    While another holds it, `report` is told which process that is and how many seconds have been waited. Raises
    LibraryBusyError after `wait_s` seconds.
    """
    try:
        handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LibraryError(f"无法写入资料库文件夹 {folder}（{os.strerror(error.errno or 0)}），请检查权限。") from error
    try:
        _wait_for_lock(handle, folder, wait_s, report)
        with contextlib.suppress(OSError):  # who holds it is only for the message; a full disk cannot write it
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _wait_for_lock(handle: int, folder: Path, wait_s: float, report: ReportProgress) -> None:
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            holder = os.pread(handle, 20, 0).decode(errors="replace") or "未知"
            waited = time.monotonic() - began
            if waited >= wait_s:
                raise LibraryBusyError(
                    f"资料库 {folder} 正被另一个程序（进程 {holder}）修改，请等它结束后再试。"
                ) from error
            if waited >= SILENT_S:
                report(Progress(f"等待进程 {holder} 修改完资料库", int(waited), int(wait_s), "秒"))
            time.sleep(POLL_S)
