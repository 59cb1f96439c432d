"""What a sync did."""

from dataclasses import dataclass, field, replace

from index.article import Rejection


@dataclass(frozen=True)
class SyncSummary:
    """What a sync did, counted in articles; rejected files and records with the reason.

    `reprints`: how many of the added and updated are filed under an article that says the same.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: tuple[Rejection, ...] = ()
    reprints: int = 0

    def __add__(self, other: "SyncSummary") -> "SyncSummary":
        return SyncSummary(
            self.added + other.added,
            self.updated + other.updated,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.reprints + other.reprints,
        )


def joined(first: SyncSummary, second: SyncSummary) -> SyncSummary:
    """Return what two syncs of the same folder did together: the second says what is unchanged and what rejected."""
    return replace(
        second,
        added=first.added + second.added,
        updated=first.updated + second.updated,
        removed=first.removed + second.removed,
        reprints=first.reprints + second.reprints,
    )


@dataclass
class SyncTally:
    """A SyncSummary in the making."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    reprints: int = 0
    rejected: list[Rejection] = field(default_factory=list)

    def finish(self) -> SyncSummary:
        rejected = tuple(self.rejected)
        return SyncSummary(self.added, self.updated, self.removed, self.unchanged, rejected, self.reprints)
