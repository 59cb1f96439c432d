"""Read files of questions or of pairs to check, one JSON object per line, and answer them line by line."""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import LoadError
from index.messages import Message, say
from index.progress import Progress, ReportProgress, ignore_progress
from index.snapshot import Filters
from qa.asking import QuestionAnswering
from qa.check.judgement import ClaimModel
from qa.check.support import Pair, judge_pair
from qa.earlier import EarlierTurns
from qa.json_form import answer_to_json

_ANSWERING, _QUESTIONS = Message("stage-answer"), Message("unit-questions")
_CHECKING, _PAIRS = Message("stage-claims"), Message("unit-pairs")


@dataclass(frozen=True)
class AskedQuestion:
    """A question in a file. For evaluation: `answers` are the required facts, each with its accepted spellings, and
    `articles` those with the facts; both empty if the question must be refused. `history`: earlier questions."""

    id: str | int
    question: str
    answers: tuple[tuple[str, ...], ...] = ()
    articles: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    kind: str = ""


def iter_questions(path: Path) -> Iterator[AskedQuestion]:
    """Yield the questions in a .jsonl file. Raises LoadError naming the line that is not {"id", "question", …}."""
    for number, line in _lines(path, Message("questions-unreadable", {"file": path})):
        yield _read_line(line, path, number)


def _lines(path: Path, unreadable: Message) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers from 1."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LoadError(unreadable) from error
    # Not splitlines: a JSON string may contain Unicode line breaks (U+2028).
    yield from ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


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
    """Write one line of JSON per answer, in order, to `output`; return how many.

    A line's "history" are the questions asked before its own, which are answered but not written.

    `output` is replaced at the end: a run that is killed leaves the old file as it was. Raises LoadError.
    """
    asked = list(iter_questions(questions))
    earlier = EarlierTurns(answering)

    def lines() -> Iterator[dict[str, Any]]:
        for done, item in enumerate(asked):
            report(Progress(_ANSWERING, done, len(asked), _QUESTIONS))
            answer = answering.ask(item.question, filters, earlier.turns(item.history, filters))
            yield {"id": item.id, **answer_to_json(answer)}

    _write_whole(output, lines())
    report(Progress(_ANSWERING, len(asked), len(asked), _QUESTIONS))
    return len(asked)


# ---- Check a file of pairs


def iter_pairs(path: Path) -> Iterator[Pair]:
    """Yield the pairs in a .jsonl file. Raises LoadError naming the line that is not {"quote", "statement"}."""
    for number, line in _lines(path, Message("pairs-unreadable", {"file": path})):
        try:
            record: Any = json.loads(line)
            quote, statement = record["quote"], record["statement"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise LoadError(Message("pairs-line", {"file": path, "line": number})) from error
        if not isinstance(quote, str) or not isinstance(statement, str):
            raise LoadError(Message("pairs-line", {"file": path, "line": number}))
        yield Pair(quote, statement)


def check_file(
    pairs: Path,
    output: Path,
    *,
    model: ClaimModel | None = None,
    report: ReportProgress = ignore_progress,
) -> int:
    """Write {"supported": true | false, "why": "…"} for each pair, in order, to `output`; return how many.

    Every line is read before the first is judged, and `output` is replaced at the end. Raises LoadError.
    """
    told = list(iter_pairs(pairs))

    def lines() -> Iterator[dict[str, Any]]:
        for done, pair in enumerate(told):
            report(Progress(_CHECKING, done, len(told), _PAIRS))
            judged = judge_pair(pair, model)
            yield {"supported": judged.is_supported, "why": say(judged.why)}

    _write_whole(output, lines())
    report(Progress(_CHECKING, len(told), len(told), _PAIRS))
    return len(told)


def _write_whole(output: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Write the lines to `output` atomically."""
    _write_pieces(output, (f"{json.dumps(line, ensure_ascii=False)}\n".encode() for line in lines))


def write_document(output: Path, content: bytes) -> None:
    """Write a file atomically. Raises LoadError."""
    _write_pieces(output, [content])


def _write_pieces(output: Path, pieces: Iterable[bytes]) -> None:
    partial = output.with_name(f".{output.name}.part")
    try:
        with partial.open("wb") as handle:
            handle.writelines(pieces)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(partial, output)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LoadError(Message("output-unwritable", {"file": output, "reason": reason})) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
