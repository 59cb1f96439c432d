"""The files of a library folder: made private, checked, and looked at without an embedding model."""

import os
from dataclasses import dataclass
from pathlib import Path

from index.errors import LibraryError
from index.store.sqlite import queries
from index.store.sqlite.database import Database, has_tables, read_meta, translated_errors, upgrade_tables
from index.store.staging import flush_to_disk
from index.store.write.withdrawn import count_withdrawn

DATABASE_NAME = "library.sqlite3"


@dataclass(frozen=True)
class LibraryStatus:
    """What `status` prints. `articles` counts all, `reprints` those of them that are filed under another;
    `withdrawn` are those taken out by hand, not among `articles`; `version` rises with every change."""

    path: str
    articles: int
    reprints: int
    withdrawn: int
    chunks: int
    version: int
    model: str
    bytes_on_disk: int
    synced_at: str | None


def read_status(connection: queries.Connection, path: Path) -> LibraryStatus:
    """Return the status of the library at `path`; needs no embedding model."""
    meta = read_meta(connection)
    return LibraryStatus(
        path=str(path),
        articles=queries.count_articles(connection),
        reprints=queries.count_reprints(connection),
        withdrawn=count_withdrawn(connection),
        chunks=queries.count_chunks(connection),
        version=int(meta["version"]),
        model=meta["model"],
        bytes_on_disk=sum(file.stat().st_size for file in path.glob(f"{DATABASE_NAME}*")),
        synced_at=queries.last_synced_at(connection),
    )


def open_database(path: Path) -> Database:
    """Return the database of an existing library, for commands that need no embedding model.

    Raises LibraryError where there is no library.
    """
    _refuse_file(path)
    file = path / DATABASE_NAME
    if not file.is_file():
        raise LibraryError(f"{path} 里没有资料库，请先运行 python -m index sync 文章文件夹 --library {path}。")
    database = Database(file)
    with translated_errors(file):
        if not has_tables(database.connection()):
            raise LibraryError(f"{path} 里的资料库是空的，请先同步文章。")
        upgrade_tables(database)
    return database


def make_private_folder(path: Path) -> None:
    """Make a library's folder where there is none, for its owner only. Raises LibraryError."""
    _refuse_file(path)
    try:
        if not path.exists():
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            flush_to_disk(path.parent)  # a power cut must not take the whole folder with its name
    except OSError as error:
        raise LibraryError(
            f"无法建立资料库文件夹 {path}（{os.strerror(error.errno or 0)}），请检查路径和权限。"
        ) from error


def _refuse_file(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise LibraryError(f"资料库路径 {path} 是一个文件，这里应是一个文件夹，请换一个路径。")


def make_private_file(file: Path) -> Path:
    """Make the file where there is none, readable by its owner only; SQLite gives its side files the same rights."""
    try:
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        raise LibraryError(f"无法写入 {file}（{os.strerror(error.errno or 0)}），请检查权限和磁盘空间。") from error
    return file
