"""The id that follows one request through the logs, the worker threads and back to the caller."""

import re
import secrets
from contextvars import ContextVar

HEADER = "x-request-id"
_ALLOWED = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request being answered, '' outside of one."""
    return _current.get()


def begin_request(sent: str) -> str:
    """Take the id the caller sent, or a new one where that is none a log can hold; return it."""
    id = sent if _ALLOWED.fullmatch(sent) else secrets.token_hex(8)
    _current.set(id)
    return id
