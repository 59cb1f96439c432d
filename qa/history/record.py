"""Answers as JSON values that can be read back: what a conversation keeps of them.

Every dataclass becomes an object with its fields, so that a new field of an Answer is kept without a change here.
Articles stand beside the answer, each once, and are named by their digest.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from index.article import Article, digest_article
from index.errors import LibraryDamagedError
from qa.answer import Answer

Records = dict[str, Any]
_UNREADABLE = "对话记录里有一条读不出来，请删除这个对话。"


def write_answer(answer: Answer) -> tuple[Any, Records]:
    """Return the answer as JSON values, and those of the articles it cites or was read from, by key."""
    articles: Records = {}
    return _write(answer, articles), articles


def read_answer(record: Any, articles: Mapping[str, Any]) -> Answer:
    """Return the answer written. Raises LibraryDamagedError for values no answer was written as."""
    try:
        known = {key: _read_fields(Article, value, {}) for key, value in articles.items()}
        answer: Answer = _read(Answer, record, known)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LibraryDamagedError(_UNREADABLE) from error
    return answer


def to_text(value: object) -> str:
    """Return JSON values as the text that is stored of them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Any:
    """Return the JSON values of a stored text. Raises LibraryDamagedError for one that is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise LibraryDamagedError(_UNREADABLE) from error


def article_key(article: Article) -> str:
    """Return what stands for the article with all a reader sees of it."""
    publications = ",".join(f"{reprint.id}:{reprint.source}" for reprint in article.reprints)
    return f"{article.id}\n{digest_article(article).hex()}\n{publications}"


def _write(value: Any, articles: Records) -> Any:
    if isinstance(value, Article):
        key = article_key(value)
        if key not in articles:
            articles[key] = {field.name: _write(getattr(value, field.name), articles) for field in fields(value)}
        return key
    if is_dataclass(value):
        return {field.name: _write(getattr(value, field.name), articles) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_write(item, articles) for item in value]
    return value


def _read(kind: Any, value: Any, articles: Mapping[str, Article]) -> Any:
    if kind is Article:
        return articles[value]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _read(next(a for a in arguments if a is not type(None)), value, articles)
    if origin is tuple:
        kinds = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(_read(item_kind, item, articles) for item_kind, item in zip(kinds, value, strict=True))
    if isinstance(kind, type) and is_dataclass(kind):
        return _read_fields(kind, value, articles)
    return _read_plain(kind, value)


def _read_plain(kind: Any, value: Any) -> Any:
    if issubclass(kind, Enum):
        return kind(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind}")
    return value


def _read_fields(kind: Any, value: Any, articles: Mapping[str, Article]) -> Any:
    """Return the dataclass; a field that was not there yet when it was written has its default."""
    hints = _hints(kind)
    given = {
        field.name: _read(hints[field.name], value[field.name], articles)
        for field in fields(kind)
        if field.name in value or (field.default is MISSING and field.default_factory is MISSING)
    }
    return kind(**given)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
