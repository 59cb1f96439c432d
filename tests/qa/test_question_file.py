"""Files of questions: one JSON object a line, the wrong line named."""

from pathlib import Path

import pytest

from index.errors import LoadError
from qa.batch import AskedQuestion, iter_questions


def write(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_questions_of_a_batch_and_of_an_evaluation(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '\ufeff{"id": 1, "question": "大桥？"}\r\n\n'
        '{"id": "q2", "question": "谁？", "answers": [["张三", "张 三"], ["1.2亿"]], "articles": ["a", "b"], '
        '"history": ["大桥？"], "kind": "fact"}',
    )
    assert list(iter_questions(path)) == [
        AskedQuestion(1, "大桥？"),
        AskedQuestion("q2", "谁？", (("张三", "张 三"), ("1.2亿",)), ("a", "b"), ("大桥？",), "fact"),
    ]


def test_line_breaks_of_unicode_inside_a_question_do_not_end_the_line(tmp_path: Path) -> None:
    path = write(tmp_path, '{"id": "a", "question": "大\u2028桥\u0085"}\n{"id": "b", "question": "路"}\n')
    assert [item.question for item in iter_questions(path)] == ["大\u2028桥\u0085", "路"]


@pytest.mark.parametrize(
    "line",
    [
        "{torn",
        "[]",
        '"大桥"',
        "3",
        "null",
        '{"id": "a"}',
        '{"question": "大桥"}',
        '{"id": "a", "question": null}',
        '{"id": "a", "question": ["大桥"]}',
        '{"id": null, "question": "大桥"}',
        '{"id": "a", "question": "大桥", "answers": 3}',
        '{"id": "a", "question": "大桥", "answers": ["张三"]}',
        '{"id": "a", "question": "大桥", "articles": "a"}',
        "[" * 100_000,
    ],
)
def test_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, '{"id": "a", "question": "大桥"}\n' + line)
    with pytest.raises(LoadError) as caught:
        list(iter_questions(path))
    assert str(caught.value) == f'{path} 第 2 行应是 {{"id": …, "question": "…"}}，请改正后再试。'


@pytest.mark.parametrize("content", [None, "大桥".encode("gbk")])
def test_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "questions.jsonl" if content is None else write(tmp_path, content)
    with pytest.raises(LoadError) as caught:
        list(iter_questions(path))
    assert str(caught.value) == f"无法读取问题文件 {path}，它应是 UTF-8 编码的 .jsonl。"
