"""What readers thought of answers: a thumb up or down and, if they like, why. Kept with the conversations."""

from dataclasses import dataclass
from typing import Protocol

MAX_REASON_CHARS = 500


@dataclass(frozen=True)
class Rating:
    """One reader's judgement of an answer; `reason` may be empty."""

    is_helpful: bool
    reason: str = ""


@dataclass(frozen=True)
class RatedAnswer:
    """What the librarian reads: the question and the answer's text, never who asked. `given_at` is UTC, ISO 8601."""

    question: str
    answer: str
    rating: Rating
    given_at: str


class Ratings(Protocol):
    """The ratings of one library. Every method raises LibraryError where their place cannot be used."""

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Keep what its reader thinks of the turn with this number, instead of what was thought before; None: nothing.

        A turn that is forgotten is not rated.
        """

    def list(self) -> list[RatedAnswer]:
        """Return everything that is rated, the last first."""


def short_reason(text: str) -> str:
    """Return a reason as it is kept: cut where it is long."""
    return text.strip()[:MAX_REASON_CHARS]
