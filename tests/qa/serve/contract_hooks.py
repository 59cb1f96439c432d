"""What schemathesis must know that a schema cannot say; the test of the contract names this file to it."""

from typing import Any

import schemathesis
from schemathesis.core import NOT_SET


def _is_in_order(values: object) -> bool:
    """Return whether `since` is not after `until`; ISO days sort as text."""
    if not isinstance(values, dict):
        return True
    since, until = values.get("since"), values.get("until")
    return not (isinstance(since, str) and isinstance(until, str) and since > until)


def _is_what_is_sent(media_type: str | None, body: object) -> bool:
    """Return whether the body reaches the service as what it is: as text/html, null is the four letters of a page."""
    is_text = media_type is not None and media_type.startswith("text/")
    return not is_text or isinstance(body, str | bytes) or body is NOT_SET


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leave out what a schema has no words for: days in the wrong order, which are refused, and values that are no text
    sent as text, which are not."""
    in_order = _is_in_order(case.body) and _is_in_order(dict(case.query or {}))
    return in_order and _is_what_is_sent(case.media_type, case.body)
