"""A text of one's own, sentence by sentence beside the library: supported, contradicted, not found, not checked."""

import io
import json
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

import qa.__main__ as program
from index.errors import LoadError
from qa.asking import QuestionAnswering
from qa.export import to_word
from qa.manuscript import (
    MAX_CHARS,
    CheckedManuscript,
    Finding,
    check_manuscript,
    export_manuscript,
    read_manuscript,
    read_text,
)

TEXT = """澄青大桥5月1日通车，全长820米。大桥全长920米吗？
澄青大桥5月1日正式通车，全长920米。你好！
火星上发现了大量的液态水。"""
SAID = "澄青大桥5月1日正式通车，全长820米。"


@pytest.fixture
def checked(answering: QuestionAnswering) -> CheckedManuscript:
    return check_manuscript(answering, read_text(TEXT, "讲话稿"))


def test_every_sentence_has_its_finding_and_its_quotes(checked: CheckedManuscript) -> None:
    found = [(s.text, s.finding, [quote.text for quote in s.quotes]) for s in checked.sentences]
    assert found == [
        ("澄青大桥5月1日通车，全长820米。", Finding.SUPPORTED, [SAID]),
        ("大桥全长920米吗？", Finding.NOT_CHECKED, []),
        ("澄青大桥5月1日正式通车，全长920米。", Finding.CONTRADICTED, [SAID]),
        ("你好！", Finding.NOT_CHECKED, []),
        ("火星上发现了大量的液态水。", Finding.NOT_FOUND, []),
    ]
    assert all(checked.paragraphs[s.paragraph - 1][s.start : s.end] == s.text for s in checked.sentences)
    assert [s.paragraph for s in checked.sentences] == [1, 1, 2, 2, 3]


def test_only_what_differs_says_why(checked: CheckedManuscript) -> None:
    assert [s.why.code for s in checked.sentences if s.why is not None] == ["flaw-number"]


@pytest.mark.parametrize("text", ["澄青大桥于2019年通车。", "澄青大桥6月1日正式通车。", "澄青大桥5月2日正式通车。"])
def test_another_year_or_day_of_the_same_thing_contradicts(answering: QuestionAnswering, text: str) -> None:
    (sentence,) = check_manuscript(answering, read_text(text)).sentences
    assert (sentence.finding, [quote.text for quote in sentence.quotes]) == (Finding.CONTRADICTED, [SAID])


def test_another_thing_of_the_same_kind_does_not_contradict(answering: QuestionAnswering) -> None:
    checked = check_manuscript(answering, read_text("白鹭大桥6月1日正式通车，全长920米。"))
    assert [s.finding for s in checked.sentences] == [Finding.NOT_FOUND]


def test_document_has_marks_and_real_footnotes(checked: CheckedManuscript) -> None:
    document = export_manuscript(checked, date(2024, 5, 1))
    (turn,) = document.turns
    assert (document.title, turn.remarks) == (
        "讲话稿",
        ("1 句有依据，1 句与资料不符，1 句未找到，2 句没有可核对的内容。",),
    )
    assert [(s.notes, s.after) for s in turn.statements] == [
        ((1,), ""),
        ((), ""),
        ((2,), "〔与资料不符：数字、金额或日期与引文不一致，或属于另一件事〕"),
        ((), ""),
        ((), "〔未找到〕"),
    ]
    assert all(SAID in note for note in document.notes)
    with ZipFile(io.BytesIO(to_word(document))) as package:
        assert package.read("word/footnotes.xml").decode().count(SAID) == 2


def test_files_are_read_line_by_line_or_as_documents(checked: CheckedManuscript) -> None:
    plain = read_manuscript("稿.txt", "第一行。\r\n\r\n 第二行。".encode("gb18030"))
    assert (plain.title, plain.paragraphs) == ("稿", ("第一行。", "第二行。"))
    word = to_word(export_manuscript(checked, date(2024, 5, 1)))
    assert "澄青大桥5月1日通车，全长820米。" in "\n".join(read_manuscript("稿.docx", word).paragraphs)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("稿.txt", b"  \n", "稿子里没有文字"),
        ("稿.txt", "字".encode() * (MAX_CHARS + 1), f"一次最多核对 {MAX_CHARS} 个"),
        ("稿.docx", b"torn", "Word 文档已损坏"),
    ],
)
def test_what_cannot_be_checked_is_said(name: str, data: bytes, said: str) -> None:
    with pytest.raises(LoadError) as caught:
        read_manuscript(name, data)
    assert said in str(caught.value)


# ---- The command


@pytest.fixture
def file(tmp_path: Path, answering: QuestionAnswering, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(program, "_open", lambda options, settings: answering)
    path = tmp_path / "稿.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_command_prints_the_findings(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["check", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "[有依据] 澄青大桥5月1日通车，全长820米。"
    assert lines[1].startswith("    《澄青大桥通车》，澄青日报，2020-05-01，第 1 段")
    assert lines[-1] == "1 句有依据，1 句与资料不符，1 句未找到，2 句没有可核对的内容。"


def test_command_writes_json_and_documents(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "核对.docx"
    assert program.main(["check", str(file), "--json", "--output", str(output)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [s["finding"] for s in told["sentences"]] == [
        "supported", "not-checked", "contradicted", "not-checked", "not-found",
    ]  # fmt: skip
    assert told["sentences"][0]["quotes"][0]["quote"] == SAID
    with ZipFile(output) as package:
        assert "920" in package.read("word/document.xml").decode()
    assert program.main(["check", str(file), "--output", str(tmp_path / "核对.md")]) == 0
    assert "〔未找到〕" in (tmp_path / "核对.md").read_text(encoding="utf-8")


def test_command_says_what_is_wrong(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["check", str(file), "--output", str(tmp_path / "核对.pdf")]) == 1
    assert "可以写成 .docx 或 .md" in capsys.readouterr().err
    assert program.main(["check", str(tmp_path / "没有.txt")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    for wrong in (["check"], ["check", str(file), "--pairs", str(file)]):
        with pytest.raises(SystemExit):
            program.main(wrong)
