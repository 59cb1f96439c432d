"""What people read, for tests that pin the Chinese sentences."""

from dataclasses import fields, is_dataclass
from typing import Any

from index.messages import Message, say


def said(value: Any) -> Any:
    """Return a Message as its Chinese sentence, a list or tuple with its items so, a dataclass as a tuple of its
    fields so; anything else as it is."""
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, list | tuple):
        return type(value)(said(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(said(getattr(value, field.name)) for field in fields(value))
    return value
