"""Answer a file of questions."""

import contextlib
import json
import os
from pathlib import Path

from index.errors import LoadError
from index.progress import Progress, ReportProgress, ignore_progress
from index.search import Filters
from qa.asking import QuestionAnswering
from qa.evaluation.question_file import iter_questions
from qa.json_form import answer_to_json


def answer_file(
    answering: QuestionAnswering,
    questions: Path,
    output: Path,
    *,
    filters: Filters = Filters(),
    report: ReportProgress = ignore_progress,
) -> int:
    """Write one line of JSON an answer, in order, to `output`; return how many.

    `output` appears whole at the end: a run that is killed leaves the old file as it was. Raises LoadError.
    """
    asked = list(iter_questions(questions))
    partial = output.with_name(f".{output.name}.part")
    try:
        with partial.open("w", encoding="utf-8") as handle:
            for done, item in enumerate(asked):
                report(Progress("回答", done, len(asked), "题"))
                answer = answering.ask(item.question, filters)
                line = {"id": item.id, **answer_to_json(answer)}
                handle.write(json.dumps(line, ensure_ascii=False) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(partial, output)
    except OSError as error:
        raise LoadError(f"无法写入 {output}（{os.strerror(error.errno or 0)}），请检查路径和磁盘空间。") from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    report(Progress("回答", len(asked), len(asked), "题"))
    return len(asked)
