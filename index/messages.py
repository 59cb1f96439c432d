"""Messages to people as values: a code with its facts. The sentence is made where it is shown.

Errors, refusals, notes, reasons and the stages of long work are Messages. Their sentences are in one catalogue per
language (messages_zh.toml, messages_en.toml), by code, with facts as {names}.
"""

import json
import string
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic_core import core_schema

CHINESE, ENGLISH = "zh", "en"


@dataclass(frozen=True)
class Message:
    """A message: its code in the catalogues, and the facts for the placeholders of its sentence.

    A fact is a str, int, float, Path, date, Message, or a sequence of str and Messages. Paths and dates are kept as
    text. A Message among the facts is said in the outer one's language; several are joined by that language's list
    separator.
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", {name: _plain(fact) for name, fact in self.facts.items()})

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> core_schema.CoreSchema:
        """Have pydantic serialise every message as `message_to_json` does."""
        written = core_schema.plain_serializer_function_ser_schema(message_to_json)
        return core_schema.no_info_plain_validator_function(message_from_json, serialization=written)


def sentence(text: str) -> Message:
    """Return a message for a sentence shown unchanged in any language: from an older version or another program."""
    return Message("sentence", {"text": text})


def say(message: Message | None, language: str = CHINESE) -> str:
    """Return the sentence in this language (a BCP 47 tag; Chinese if it has no catalogue), '' for None."""
    if message is None:
        return ""
    return _fill(message, "en" if language.split("-")[0] == ENGLISH else CHINESE)


def say_all(messages: Iterable[Message], language: str = CHINESE) -> str:
    """Return the sentences, concatenated."""
    between = " " if language.split("-")[0] == ENGLISH else ""
    return between.join(say(message, language) for message in messages)


def _fill(message: Message, language: str) -> str:
    texts = catalogue(language)

    def shown(fact: Any) -> Any:
        if isinstance(fact, Message):
            return _fill(fact, language)
        if isinstance(fact, tuple):
            return texts["list-separator"].join(str(shown(item)) for item in fact)
        return printable(fact, keep="\n" if message.code in _KEEPS_LINES else "") if isinstance(fact, str) else fact

    return texts[message.code].format(**{name: shown(fact) for name, fact in message.facts.items()})


_KEEPS_LINES = ("sentence", "note-quote")
"""Codes whose facts may have several lines."""


def printable(text: str, *, keep: str = "") -> str:
    r"""Return the text with control characters other than `keep` as \x1b ...: a file name or an article must not start
    a new log line or move a terminal's cursor."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign in keep or unicodedata.category(sign) not in _CONTROLS else _escaped(sign) for sign in text
    )


_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})


def _escaped(sign: str) -> str:
    return f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"\\u{ord(sign):04x}"


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the sentences of one language by code."""
    texts = tomllib.loads(Path(__file__).with_name(f"messages_{language}.toml").read_text(encoding="utf-8"))
    return {str(code): str(text) for code, text in texts.items()}


def places(text: str) -> set[str]:
    """Return the names of a sentence's placeholders."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# ---- Messages as JSON values, for storage and for programs


def message_to_json(message: Message) -> dict[str, Any]:
    """Return the message as a JSON object: its code, its facts (messages in the same form), and the Chinese text."""
    return {**_coded(message), "text": say(message)}


def message_from_json(value: Any) -> Message | None:
    """Return the message for a JSON object, or for a sentence stored by an older version; None for '' and None.

    A message of another version, with an unknown code or unknown facts, becomes its text. Raises KeyError or TypeError
    for other values.
    """
    if not value:
        return None
    if isinstance(value, str):
        return sentence(value)
    return _decoded(value) or sentence(value["text"])


def message_to_text(message: Message | None) -> str:
    """Return the message in its stored form, '' for None."""
    return "" if message is None else json.dumps(message_to_json(message), ensure_ascii=False)


def message_from_text(text: str) -> Message | None:
    """Return the message from its stored form; an older version stored the sentence itself."""
    return message_from_json(json.loads(text) if text.startswith('{"code"') else text)


def _plain(fact: Any) -> Any:
    if isinstance(fact, Path | date):
        return str(fact)
    return tuple(fact) if isinstance(fact, list) else fact


def _coded(message: Message) -> dict[str, Any]:
    return {"code": message.code, "facts": {name: _fact_to_json(fact) for name, fact in message.facts.items()}}


def _decoded(value: Any) -> Message | None:
    code, facts = value["code"], {name: _fact_from_json(fact) for name, fact in value["facts"].items()}
    text = catalogue(CHINESE).get(code)
    return Message(code, facts) if text is not None and places(text) == set(facts) else None


def _fact_to_json(fact: Any) -> Any:
    if isinstance(fact, Message):
        return _coded(fact)
    return [_fact_to_json(item) for item in fact] if isinstance(fact, tuple) else fact


def _fact_from_json(fact: Any) -> Any:
    if isinstance(fact, dict):
        return _decoded(fact) or sentence(fact["code"])
    return [_fact_from_json(item) for item in fact] if isinstance(fact, list) else fact
