"""What a reader thinks of an answer and takes along of it: what the buttons below an answer do."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from qa.history.ratings import Rating
from ui.conversations.export_view import ask_for_export
from ui.session import conversation, rate, rating


@dataclass(frozen=True)
class Reaction:
    """What was said of an answer until now, whether this reader may say it, and what is called for a click."""

    rating: Rating | None
    may_rate: bool
    on_rate: Callable[[], None]
    on_export: Callable[[], None]


def reaction_to(position: int, *, key: str, may_rate: bool) -> Reaction:
    """Return the reaction to the answer at this position, which the component with this key shows."""

    def keep() -> None:
        found, said = read_rating(st.session_state[key].get("rate"))
        if said and may_rate:
            rate(position, found)

    def export() -> None:
        ask_for_export(conversation(), position)

    return Reaction(rating(position), may_rate, keep, export)


def read_rating(request: object) -> tuple[Rating | None, bool]:
    """Return the rating the browser sends, None to take one back, and whether it says anything of that at all."""
    if not isinstance(request, dict) or "is_helpful" not in request:
        return None, False
    is_helpful, reason = request["is_helpful"], request.get("reason")
    if not isinstance(is_helpful, bool):
        return None, True
    return Rating(is_helpful, reason if isinstance(reason, str) else ""), True
