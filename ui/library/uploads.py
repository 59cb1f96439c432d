"""Uploaded files: a preview of what they would add, and saving them."""

import os
import re
import tempfile
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path, PurePosixPath

from index.article import Rejection
from index.errors import YinjuError
from index.library import Library
from index.load.loader import SUPPORTED_SUFFIXES, ArticlePreview, preview_articles
from index.load.source import LoadOptions, default_options
from index.messages import Message

# ---- Saving uploaded files in the articles folder: safe names, whole files, nothing overwritten


MAX_UPLOAD_MB = 20
MAX_UPLOAD_FILES = 200
MAX_UPLOAD_TOTAL_MB = 200
"""Per upload: it stays in the server's memory until it is added or dropped."""
MIB = 1024 * 1024
MAX_UPLOAD_ENTRIES = 5_000
MAX_UPLOAD_UNPACKED_BYTES = 300 * MIB
"""Lower than for files already in the folder: whoever uploads is waiting."""
MAX_NAME_BYTES = 180
"""Names longer than this are cut: file systems allow 255 bytes, and a number and a suffix must still fit."""
RESERVED_NAMES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)$")
"""Names that Windows reserves for devices: the library folder may be copied there."""

_naming = threading.Lock()
"""Held from choosing a free name to taking it: two people may upload a file of the same name at once."""


class UploadError(YinjuError):
    """An uploaded file cannot be saved."""


@dataclass(frozen=True)
class SavedUpload:
    """A file in the articles folder; its name differs from the uploaded one if that was taken or unsafe."""

    name: str


def _upload_options() -> LoadOptions:
    return replace(default_options(), max_zip_entries=MAX_UPLOAD_ENTRIES, max_zip_total_bytes=MAX_UPLOAD_UNPACKED_BYTES)


def save_upload(folder: Path, name: str, content: bytes) -> SavedUpload:
    """Save `content` in `folder` under a safe form of `name`; a file with the same content is not saved twice.

    Either the whole file is saved or nothing. Raises UploadError for an unknown format, a file that is too large or a
    folder that cannot be written.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUPPORTED_SUFFIXES:
        raise UploadError(Message("upload-format", {"name": name, "known": tuple(sorted(SUPPORTED_SUFFIXES))}))
    if len(content) > MAX_UPLOAD_MB * MIB:
        raise UploadError(Message("upload-too-large", {"name": name, "limit": MAX_UPLOAD_MB}))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return SavedUpload(_place(folder, safe_name(name), content).name)
    except OSError as error:
        facts = {"name": name, "folder": folder, "reason": os.strerror(error.errno or 0)}
        raise UploadError(Message("upload-unsaved", facts)) from error


def is_saved(folder: Path, name: str, content: bytes) -> bool:
    """Return whether this very file is in the folder already, under a safe form of its name."""
    path = folder / safe_name(name)
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def safe_name(name: str) -> str:
    """Return a file name as close to `name` as possible that stays inside its folder and that a sync sees."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    kept = "".join("_" if sign in '<>:"|?*' or not sign.isprintable() else sign for sign in last).strip(" .~")
    stem, dot, suffix = kept.rpartition(".")
    if not dot:
        stem, suffix = kept, ""
    stem = stem.strip(" .") or "article"
    if RESERVED_NAMES.match(stem):
        stem = f"{stem}_"
    while len(stem.encode()) > MAX_NAME_BYTES:
        stem = stem[:-1]
    return f"{stem}.{suffix}" if suffix else stem


def _place(folder: Path, name: str, content: bytes) -> Path:
    """Write a hidden file, which no sync reads, and give it the first free name once it is complete."""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".upload-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        with _naming:
            free = next(path for path in _candidates(folder / name) if _is_free(path, content))
            os.replace(temporary, free)
        return free
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _is_free(path: Path, content: bytes) -> bool:
    """Return whether the name is free, or taken by a file with the same content."""
    return not path.exists() or (path.is_file() and path.read_bytes() == content)


def _candidates(path: Path) -> Iterator[Path]:
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1


# ---- What an upload would add to the library, before anything is saved


MAX_LISTED = 500
"""Articles of one upload that are kept for viewing; the others are only counted."""


class Outcome(Enum):
    """What adding an upload does with one item of it."""

    NEW = "new"
    KNOWN = "known"
    REPRINT = "reprint"
    TAKEN = "taken"
    REJECTED = "rejected"


@dataclass(frozen=True)
class UploadItem:
    """An article of an upload, or a rejected item with its `reason`. `same_as`: the title it is a reprint of."""

    file: str
    name: str
    outcome: Outcome
    preview: ArticlePreview | None
    reason: Message | None = None
    same_as: str = ""


@dataclass(frozen=True)
class UploadPreview:
    """A whole upload: the items listed, the count of each outcome, and the files worth saving."""

    items: tuple[UploadItem, ...]
    counts: Counter[Outcome]
    files: frozenset[int]

    @property
    def addable(self) -> int:
        """How many articles adding it would add."""
        return self.counts[Outcome.NEW] + self.counts[Outcome.REPRINT]


def preview_upload(
    files: Sequence[tuple[str, bytes]], library: Library, folder: Path, report: Callable[[int], None]
) -> UploadPreview:
    """Return what adding these files (name, content) to `folder` would do; `report` gets each file's number, from 0."""
    items: list[UploadItem] = []
    counts: Counter[Outcome] = Counter()
    worth_saving = set()
    for place, (name, content) in enumerate(files):
        report(place)
        found = _read(name, content, library, folder, room=MAX_LISTED - len(items))
        counts += found.counts
        items += found.items
        if found.addable:
            worth_saving.add(place)
    return UploadPreview(tuple(_with_reprints(items, library, counts)), counts, frozenset(worth_saving))


def _read(name: str, content: bytes, library: Library, folder: Path, *, room: int) -> UploadPreview:
    known = is_saved(folder, name, content)
    items: list[UploadItem] = []
    counts: Counter[Outcome] = Counter()
    own = safe_name(name)
    with library.snapshot() as snapshot:
        for found in preview_articles(content, name, own, _upload_options()):
            if isinstance(found, Rejection):
                item = UploadItem(name, found.name, Outcome.REJECTED, None, found.reason)
            elif known:
                item = UploadItem(name, found.article.id, Outcome.KNOWN, found)
            elif not found.article.id.startswith(own) and snapshot.article(found.article.id) is not None:
                item = UploadItem(name, found.article.id, Outcome.TAKEN, found)
            else:
                item = UploadItem(name, found.article.id, Outcome.NEW, found)
            counts[item.outcome] += 1
            if len(items) < room:
                items.append(item)
    return UploadPreview(tuple(items), counts, frozenset())


def _with_reprints(items: Sequence[UploadItem], library: Library, counts: Counter[Outcome]) -> list[UploadItem]:
    """Return the items with new articles that are reprints marked so, and adjust the counts."""
    new = {place: item.preview.article for place, item in enumerate(items)
           if item.preview is not None and item.outcome is Outcome.NEW}  # fmt: skip
    numbered = {f"\x00{place}": replace(article, id=f"\x00{place}") for place, article in new.items()}
    with library.snapshot() as snapshot:
        titles = snapshot.catalogue().same_articles(list(numbered.values()))
    changed = list(items)
    for place in new:
        title = titles.get(f"\x00{place}")
        if title is not None:
            title = items[int(title[1:])].name if title.startswith("\x00") else title  # another untitled one
            changed[place] = replace(items[place], outcome=Outcome.REPRINT, same_as=title)
            counts[Outcome.NEW] -= 1
            counts[Outcome.REPRINT] += 1
    return changed
