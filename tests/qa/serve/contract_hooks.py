"""What schemathesis must know that a schema cannot say; the test of the contract names this file to it."""

from typing import Any

import schemathesis


def _is_in_order(values: object) -> bool:
    """Return whether `since` is not after `until`; ISO days sort as text."""
    if not isinstance(values, dict):
        return True
    since, until = values.get("since"), values.get("until")
    return not (isinstance(since, str) and isinstance(until, str) and since > until)


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leave out days in the wrong order: they are refused, which a schema has no words for."""
    return _is_in_order(case.body) and _is_in_order(dict(case.query or {}))
