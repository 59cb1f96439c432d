"""A file of questions becomes a file of answers, whole or not at all."""

import json
from pathlib import Path

import pytest

from index.errors import LoadError
from index.progress import Progress
from index.snapshot import Filters
from qa.asking import QuestionAnswering
from qa.batch import answer_file
from tests.said import said

QUESTIONS = '{"id": "q1", "question": "澄青大桥全长多少米？"}\n{"id": 2, "question": "水库里有什么鱼？"}\n'


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text(QUESTIONS)
    return path


def test_one_line_an_answer_in_order(answering: QuestionAnswering, questions: Path, tmp_path: Path) -> None:
    output = tmp_path / "answers.jsonl"
    told: list[Progress] = []
    assert answer_file(answering, questions, output, report=told.append) == 2
    first, second = [json.loads(line) for line in output.read_text().splitlines()]
    assert list(first) == [
        "id", "question", "asked", "status", "answer", "reason", "note", "notes",
        "form", "nearest", "statements", "citations", "passages", "timings_ms",
    ]  # fmt: skip
    assert (first["id"], first["question"], first["status"]) == ("q1", "澄青大桥全长多少米？", "answered")
    assert (second["id"], second["status"], second["citations"]) == (2, "no_evidence", [])
    assert all(c["paragraph_text"][c["start"] : c["end"]] == c["quote"] for c in first["citations"])
    assert said(told) == [("回答", n, 2, "题", None) for n in range(3)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.jsonl", "library", "questions.jsonl"]


def test_filters_hold_for_every_question(answering: QuestionAnswering, questions: Path, tmp_path: Path) -> None:
    output = tmp_path / "answers.jsonl"
    answer_file(answering, questions, output, filters=Filters(sources=("石渡发布",)))
    answers = [json.loads(line) for line in output.read_text().splitlines()]
    assert {passage["article"] for answer in answers for passage in answer["passages"]} == {"pear"}


def test_run_that_is_interrupted_leaves_the_old_file(
    answering: QuestionAnswering, questions: Path, tmp_path: Path
) -> None:
    output = tmp_path / "answers.jsonl"
    output.write_text("old")

    def stop(progress: Progress) -> None:
        if progress.done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer_file(answering, questions, output, report=stop)
    assert output.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.jsonl", "library", "questions.jsonl"]


def test_wrong_line_stops_before_anything_is_written(
    answering: QuestionAnswering, questions: Path, tmp_path: Path
) -> None:
    questions.write_text(QUESTIONS + "{torn")
    with pytest.raises(LoadError, match="第 3 行"):
        answer_file(answering, questions, tmp_path / "answers.jsonl")
    assert not (tmp_path / "answers.jsonl").exists()


@pytest.mark.parametrize("name", ["missing/answers.jsonl", "questions.jsonl/answers.jsonl", "library"])
def test_output_that_cannot_be_written_is_named(
    answering: QuestionAnswering, questions: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(LoadError) as caught:
        answer_file(answering, questions, tmp_path / name)
    assert str(caught.value).startswith(f"无法写入 {tmp_path / name}（")
    assert str(caught.value).endswith("），请检查路径和磁盘空间。")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library", "questions.jsonl"]


def test_no_questions_give_an_empty_file(answering: QuestionAnswering, questions: Path, tmp_path: Path) -> None:
    questions.write_text("\n")
    assert answer_file(answering, questions, tmp_path / "answers.jsonl") == 0
    assert (tmp_path / "answers.jsonl").read_text() == ""


def test_history_makes_a_follow_up_stand_alone(answering: QuestionAnswering, questions: Path, tmp_path: Path) -> None:
    follow_up = {"id": "f", "question": "什么时候通车的？", "history": ["澄青大桥全长多少米？"]}
    questions.write_text(f"{json.dumps({**follow_up, 'history': []})}\n{json.dumps(follow_up)}\n")
    output = tmp_path / "answers.jsonl"
    assert answer_file(answering, questions, output) == 2
    alone, following = [json.loads(line) for line in output.read_text().splitlines()]
    assert alone["asked"] == "什么时候通车的？"
    assert (following["question"], "澄青大桥" in following["asked"]) == ("什么时候通车的？", True)
