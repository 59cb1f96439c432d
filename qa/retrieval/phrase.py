"""How much of a question a text holds in a row: words that stand together say more than the same words apart."""

from collections.abc import Sequence

LONGEST = 8
"""Characters; a longer run proves no more."""


def run_share(pieces: Sequence[str], folded: str) -> float:
    """Return the length of the longest run of any piece that the text holds verbatim, as a share of LONGEST, 0 to 1."""
    best = 0
    for piece in pieces:
        for start in range(len(piece)):
            while best < LONGEST and start + best < len(piece) and piece[start : start + best + 1] in folded:
                best += 1
    return best / LONGEST
