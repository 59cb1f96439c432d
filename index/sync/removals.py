"""Whether articles that their files hold no more were taken away, or only their disk was: then they stay.

A disk that is not mounted looks like an empty folder, a copy that was cut off like one from which most was deleted.
Nothing is removed then until somebody says that it is meant.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.messages import Message
from index.sync.scan import holds_files

FEW = 10
"""So many articles may go at once, however many there were: people do clear a small folder by hand."""
MOST_SHARE = 0.5
"""Of more than FEW articles that go at once, this share of what the source held is more than people take away."""


@dataclass(frozen=True)
class Withheld:
    """Articles that stay although their files hold them no more, and why, with the way to remove them all the same."""

    ids: frozenset[str]
    reason: Message


def find_withheld(
    source: Path, leaving: Mapping[str, str], before: int, *, was_followed: bool = False
) -> list[Withheld]:
    """Return what of `leaving` must stay, and why.

    `leaving` maps the id of each article that is gone to its file's name in the source, `before` is how many articles
    the source held; `was_followed` says that these very files were seen to go, of which FEW may be the last ones. All
    stay where the source, or the folder that a source of one file lay in, holds nothing any more, and where more than
    FEW and more than MOST_SHARE go at once; else those of a folder below it that lies there empty and held more than
    FEW: another disk may have been mounted on it.
    """
    if not leaving:
        return []
    count = len(leaving)
    is_sure = was_followed and count <= FEW
    if not is_sure and not holds_files(source if os.path.lexists(source) else source.parent):
        return [Withheld(frozenset(leaving), Message("removals-withheld-empty", {"path": source, "count": count}))]
    if count > FEW and count > MOST_SHARE * before:
        return [
            Withheld(
                frozenset(leaving),
                Message("removals-withheld-many", {"path": source, "count": count, "before": before}),
            )
        ]
    return _below_empty_folders(source, leaving)


def _below_empty_folders(source: Path, leaving: Mapping[str, str]) -> list[Withheld]:
    by_folder: dict[str, set[str]] = {}
    for article_id, file in leaving.items():
        parts = file.split("/")
        for depth in range(1, len(parts)):
            by_folder.setdefault("/".join(parts[:depth]), set()).add(article_id)
    found = []
    for folder, ids in sorted(by_folder.items()):
        if len(ids) > FEW and _is_empty(source / folder):
            facts = {"path": source / folder, "count": len(ids)}
            found.append(Withheld(frozenset(ids), Message("removals-withheld-empty", facts)))
    return found


def _is_empty(folder: Path) -> bool:
    """Return whether a folder stands there with nothing in it."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return False


def reasons_of(withheld: Collection[Withheld]) -> tuple[Message, ...]:
    """Return what is said of what stays."""
    return tuple(item.reason for item in withheld)
