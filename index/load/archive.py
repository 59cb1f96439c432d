"""Members of a .zip, each read as a separate file, within limits."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from index.article import Article, Rejection
from index.errors import LoadError
from index.load.source import MIB, LoadOptions, Source
from index.messages import Message

_Read = Callable[[Source, str, LoadOptions], Iterator[Article | Rejection]]
_HIDDEN = ("__MACOSX", ".", "~$")
_RATIO_MATTERS_FROM = MIB
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1


def read_zip(source: Source, options: LoadOptions, read: _Read) -> Iterator[Article | Rejection]:
    """Yield the articles of an archive's members; nothing is written to disk, so no member path can escape."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            members = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(_name(info))]
            _check_bounds(members, options)
            for info in members:
                yield from _read_member(archive, info, source, options, read)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise LoadError(Message("archive-damaged")) from error


def _check_bounds(members: list[zipfile.ZipInfo], options: LoadOptions) -> None:
    if not members:
        raise LoadError(Message("archive-empty"))
    if len(members) > options.max_zip_entries:
        raise LoadError(Message("archive-too-many", {"count": len(members), "limit": options.max_zip_entries}))
    total = sum(info.file_size for info in members)
    if total > options.max_zip_total_bytes:
        raise LoadError(
            Message("archive-too-large", {"size": total // MIB, "limit": options.max_zip_total_bytes // MIB})
        )


def _read_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: Source, options: LoadOptions, read: _Read
) -> Iterator[Article | Rejection]:
    """Yield the articles of one member; a bad member becomes a Rejection and the others are read."""
    member = _name(info)
    name = f"{source.name}/{member}"
    suffix = PurePosixPath(member).suffix.lower()
    if suffix == ".zip":
        yield Rejection(name, Message("archive-in-archive"))
    elif info.flag_bits & _ENCRYPTED_FLAG:
        yield Rejection(name, Message("archive-locked"))
    elif info.file_size > _RATIO_MATTERS_FROM and info.file_size > options.max_zip_ratio * max(info.compress_size, 1):
        yield Rejection(name, Message("archive-member-large"))
    else:
        inner = Source(
            f"{source.article_id}/{member}",
            name,
            f"{source.location}/{member}",
            info.file_size,
            lambda: cast(BinaryIO, archive.open(info)),
            source.keep_original,
        )
        try:
            yield from read(inner, suffix, options)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
            yield Rejection(name, Message("archive-member-damaged"))


def _name(info: zipfile.ZipInfo) -> str:
    """Return the member's path, decoded as GBK if a Chinese Windows wrote it so, without `..` steps."""
    name = info.filename
    if not info.flag_bits & _UTF8_FLAG and not name.isascii():
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts) or "无名文件"


def _is_hidden(name: str) -> bool:
    return any(part.startswith(_HIDDEN) for part in name.split("/"))
