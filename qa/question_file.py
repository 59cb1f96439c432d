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

    id: str
    question: str
    answers: tuple[tuple[str, ...], ...] = ()
    articles: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    kind: str = ""


def iter_questions(path: Path) -> Iterator[AskedQuestion]:
    """Yield the questions of a .jsonl file. Raises LoadError naming the line that is not {"id", "question", …}."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LoadError(f"无法读取问题文件 {path}，它应是 UTF-8 编码的 .jsonl。") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read_line(line, path, number)


def _read_line(line: str, path: Path, number: int) -> AskedQuestion:
    expected = '{"id": …, "question": "…"}'
    try:
        record: Any = json.loads(line)
        return AskedQuestion(
            id=str(record["id"]),
            question=str(record["question"]),
            answers=tuple(tuple(map(str, fact)) for fact in record.get("answers", ())),
            articles=tuple(map(str, record.get("articles", ()))),
            history=tuple(map(str, record.get("history", ()))),
            kind=str(record.get("kind", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LoadError(f"{path} 第 {number} 行应是 {expected}，请改正后再试。") from error
