"""Sizes and forms that several requests share."""

from typing import Annotated

from pydantic import AfterValidator, Field

from qa.question.filters import read_day

MAX_EARLIER = 100
"""Earlier questions that may be sent along."""
MAX_MESSAGES = 1000
MAX_LINE_CHARS = 500
"""Characters of a line: a title, a name, an address."""
MAX_TEXT_CHARS = 4_000_000


def _check_day(text: str) -> str:
    """Return the text if it is a day; what is passed on is the text, as the description says."""
    read_day(text)
    return text


Day = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"}, examples=["2020-05-01"]),
    AfterValidator(_check_day),
]
Line = Annotated[str, Field(max_length=MAX_LINE_CHARS)]
Publisher = Annotated[str, Field(min_length=1, max_length=MAX_LINE_CHARS)]
Since = Annotated[
    Day | None, Field(description="Only articles published on this day or later; not later than `until`.")
]
Until = Annotated[Day | None, Field(description="Only articles published on this day or before.")]
ConversationId = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{22}$", examples=["q3rXW2hYQkS9vJ0uTzN1Pw"])]
