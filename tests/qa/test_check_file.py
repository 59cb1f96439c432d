"""A file of statements and quotes becomes a file of judgements, line for line, whole or not at all."""

import json
from pathlib import Path

import pytest

import qa.__main__ as program
from index.errors import LoadError
from qa.batch import check_file, iter_pairs
from qa.check.support import Pair

QUOTE = "澄青大桥全长1200米，于2021年5月通车。"
PAIRS = [
    {"quote": QUOTE, "statement": "大桥长1.2千米。"},
    {"quote": QUOTE, "statement": "大桥全长1300米。"},
    {"quote": "", "statement": "大桥全长1200米。"},
    {"quote": QUOTE, "statement": ""},
    {"quote": QUOTE, "statement": "澄青大桥于2021年5月通车。", "id": 7},
]


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in PAIRS))
    return path


def test_one_line_a_pair_in_order_by_the_command(
    pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.jsonl"
    assert program.main(["check", "--pairs", str(pairs), "--output", str(output)]) == 0
    judged = [json.loads(line) for line in output.read_text().splitlines()]
    assert [line["supported"] for line in judged] == [True, False, False, False, True]
    assert judged[1] == {"supported": False, "why": "数字、金额或日期与引文不一致，或属于另一件事。"}
    assert judged[4] == {"supported": True, "why": "引文说了陈述所说的全部内容。"}
    assert capsys.readouterr().out == f"核对了 5 对，写入 {output}\n"


@pytest.mark.parametrize(
    "line", ["{torn", "[]", "3", "null", '{"quote": "桥"}', '{"quote": null, "statement": "桥"}',
             '{"quote": ["桥"], "statement": "桥"}', "[" * 100_000],
)  # fmt: skip
def test_line_that_is_no_pair_is_named_and_nothing_is_written(tmp_path: Path, pairs: Path, line: str) -> None:
    pairs.write_text(pairs.read_text() + "\n" + line)
    output = tmp_path / "out.jsonl"
    output.write_text("old")
    with pytest.raises(LoadError) as caught:
        check_file(pairs, output)
    said = f'{pairs} 第 7 行应是 {{"quote": "…", "statement": "…"}}，请改正后再试；没有写出任何结果。'
    assert str(caught.value) == said
    assert output.read_text() == "old"


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    for content in (None, b"\xff\xfe"):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(LoadError, match="UTF-8"):
            list(iter_pairs(path))


def test_marks_of_windows_and_line_breaks_of_unicode_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('\ufeff{"quote": "大\u2028桥", "statement": "桥"}\r\n\r\n', encoding="utf-8")
    assert list(iter_pairs(path)) == [Pair("大\u2028桥", "桥")]
