"""Decide whether articles missing from their files were removed, or only their disk is away: then they stay.

An unmounted disk looks like an empty folder, an interrupted copy like one from which most was deleted. In both cases
nothing is removed until somebody confirms it.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.messages import Message
from index.sync.scan import holds_files

FEW = 10
"""This many articles may go at once, however many there were: people do clear small folders by hand."""
MOST_SHARE = 0.5
"""If more than FEW articles go at once, more than this share of the source is too much for a deletion by hand."""


@dataclass(frozen=True)
class Withheld:
    """Articles kept although their files no longer contain them, and why, with the way to remove them anyway."""

    ids: frozenset[str]
    reason: Message


def find_withheld(
    source: Path, leaving: Mapping[str, str], before: int, *, was_followed: bool = False
) -> list[Withheld]:
    """Return which articles of `leaving` must stay, and why.

    `leaving` maps the id of each missing article to its file's name in the source; `before` is how many articles the
    source had. `was_followed`: these very files were seen to go, so up to FEW of them may be the last ones. All stay if
    the source (for a single file, its folder) is now empty, or if more than FEW and more than MOST_SHARE go at once.
    Otherwise those of a subfolder stay that is now empty and had more than FEW: another disk may have been mounted
    there.
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
    """Return whether there is a folder with nothing in it."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return False


def reasons_of(withheld: Collection[Withheld]) -> tuple[Message, ...]:
    """Return the reasons why articles stay."""
    return tuple(item.reason for item in withheld)
