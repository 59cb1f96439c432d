"""What an upload would add to the library, found out before anything is saved."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from index.article import Rejection
from index.library import Library
from index.load import ArticlePreview, preview_articles
from ui.library.uploads import UPLOAD_OPTIONS, is_saved, safe_name

MAX_LISTED = 500
"""Articles of one upload that are held to be looked at; the others are counted only."""


class Outcome(Enum):
    """What becomes of one thing in an upload when it is added."""

    NEW = "new"
    KNOWN = "known"
    REPRINT = "reprint"
    TAKEN = "taken"
    REJECTED = "rejected"


@dataclass(frozen=True)
class UploadItem:
    """One article of an upload, or what is none. `detail`: why it is rejected, or what it is a reprint of."""

    file: str
    name: str
    outcome: Outcome
    preview: ArticlePreview | None
    detail: str = ""


@dataclass(frozen=True)
class UploadPreview:
    """All of an upload: the items that are listed, how many there are of each outcome, and the files worth saving."""

    items: tuple[UploadItem, ...]
    counts: Counter[Outcome]
    files: frozenset[int]

    @property
    def addable(self) -> int:
        """How many articles come in when it is added."""
        return self.counts[Outcome.NEW] + self.counts[Outcome.REPRINT]


def preview_upload(
    files: Sequence[tuple[str, bytes]], library: Library, folder: Path, report: Callable[[int], None]
) -> UploadPreview:
    """Return what adding these files, name and content, to `folder` would do; `report` is told the file, from 0."""
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
        for found in preview_articles(content, name, own, UPLOAD_OPTIONS):
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
    """Return the items with the new ones that say what another article says marked, and count them so."""
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
            changed[place] = replace(items[place], outcome=Outcome.REPRINT, detail=title)
            counts[Outcome.NEW] -= 1
            counts[Outcome.REPRINT] += 1
    return changed
