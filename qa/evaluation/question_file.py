"""Read files of questions, one JSON object a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import LoadError


@dataclass(frozen=True)
class AskedQuestion:
    """A question of a file. For evaluation: `answers` are the required facts, each with its accepted spellings, and
    `articles` those that hold them; both empty where the question must be refused. `history`: earlier questions."""

    id: str | int
    question: str
    answers: tuple[tuple[str, ...], ...] = ()
    articles: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    kind: str = ""


def iter_questions(path: Path) -> Iterator[AskedQuestion]:
    """Yield the questions of a .jsonl file. Raises LoadError naming the line that is not {"id", "question", …}."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LoadError(f"无法读取问题文件 {path}，它应是 UTF-8 编码的 .jsonl。") from error
    # Not splitlines: JSON may hold the line breaks of Unicode (U+2028) inside a string.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _read_line(line, path, number)


def _read_line(line: str, path: Path, number: int) -> AskedQuestion:
    try:
        record: Any = json.loads(line)
        if not isinstance(record["question"], str) or not isinstance(record["id"], str | int):
            raise TypeError
        return AskedQuestion(
            id=record["id"],
            question=record["question"],
            answers=tuple(map(_read_texts, _read_list(record.get("answers", [])))),
            articles=_read_texts(record.get("articles", [])),
            history=_read_texts(record.get("history", [])),
            kind=str(record.get("kind", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        expected = '{"id": …, "question": "…"}'
        raise LoadError(f"{path} 第 {number} 行应是 {expected}，请改正后再试。") from error


def _read_list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _read_texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, _read_list(value)))
