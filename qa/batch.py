"""Read files of questions, one JSON object a line, and answer them."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import LoadError
from index.messages import Message
from index.progress import Progress, ReportProgress, ignore_progress
from index.snapshot import Filters
from qa.asking import QuestionAnswering
from qa.earlier import EarlierTurns
from qa.json_form import answer_to_json

_ANSWERING, _QUESTIONS = Message("stage-answer"), Message("unit-questions")


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
        raise LoadError(Message("questions-unreadable", {"file": path})) from error
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
        raise LoadError(Message("questions-line", {"file": path, "line": number})) from error


def _read_list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _read_texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, _read_list(value)))


# ---- Answer a file of questions


def answer_file(
    answering: QuestionAnswering,
    questions: Path,
    output: Path,
    *,
    filters: Filters = Filters(),
    report: ReportProgress = ignore_progress,
) -> int:
    """Write one line of JSON an answer, in order, to `output`; return how many.

    A line's "history" are the questions asked before its own: they are answered too, but not written.

    `output` appears whole at the end: a run that is killed leaves the old file as it was. Raises LoadError.
    """
    asked = list(iter_questions(questions))
    earlier = EarlierTurns(answering)
    partial = output.with_name(f".{output.name}.part")
    try:
        with partial.open("w", encoding="utf-8") as handle:
            for done, item in enumerate(asked):
                report(Progress(_ANSWERING, done, len(asked), _QUESTIONS))
                answer = answering.ask(item.question, filters, earlier.turns(item.history, filters))
                line = {"id": item.id, **answer_to_json(answer)}
                handle.write(json.dumps(line, ensure_ascii=False) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(partial, output)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LoadError(Message("output-unwritable", {"file": output, "reason": reason})) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    report(Progress(_ANSWERING, len(asked), len(asked), _QUESTIONS))
    return len(asked)
