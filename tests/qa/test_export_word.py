"""The Word file of an exported document, read back by python-docx and, where it is installed, by LibreOffice."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Paragraph
from index.messages import sentence
from qa.answer import Answer, Citation, Quote, Statement, Status, Timings
from qa.asking import QuestionAnswering
from qa.export import ExportedDocument, ExportedStatement, ExportedTurn, export_answers, to_word
from tests.qa.test_export_document import DAY, TWICE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CONVERT_S = 120
DOCUMENT = ExportedDocument(
    "大桥<b>&的</b>事",
    "由引据导出。",
    "zh-CN",
    (
        ExportedTurn(
            "全长多少？",
            ("按这个问题检索：全长？",),
            (
                ExportedStatement(" 全长820米。", (1,), (3, 7), "〔大桥〕", "〔注〕"),
                ExportedStatement("第一行\n第二行", (1, 2)),
            ),
        ),
        ExportedTurn("有鱼？", (), (ExportedStatement("没有找到依据。"),)),
    ),
    ("《题》，第 1 段：“<全长820米>。”", "《二》，第 2 段：“第一行\n第二行”"),
)


def part(content: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return ElementTree.fromstring(package.read(name))


def attribute(element: ElementTree.Element | None, name: str) -> str | None:
    assert element is not None
    return element.get(f"{W}{name}")


def test_document_reads_back_with_its_styles_and_text() -> None:
    document = docx.Document(io.BytesIO(to_word(DOCUMENT)))
    assert [(p.style.name, p.text) for p in document.paragraphs if p.style is not None] == [
        ("Title", "大桥<b>&的</b>事"),
        ("Remark", "由引据导出。"),
        ("Heading 1", "全长多少？"),
        ("Remark", "按这个问题检索：全长？"),
        ("Normal", "〔大桥〕 全长820米。〔注〕"),
        ("Normal", "第一行\n第二行1,"),
        ("Heading 1", "有鱼？"),
        ("Normal", "没有找到依据。"),
    ]
    assert [run.text for run in document.paragraphs[4].runs if run.bold] == ["820米"]
    assert document.core_properties.title == "大桥<b>&的</b>事"


def test_every_note_hangs_on_one_reference_and_a_second_mention_is_a_field() -> None:
    content = to_word(DOCUMENT)
    body, notes = part(content, "word/document.xml"), part(content, "word/footnotes.xml")
    assert [attribute(e, "id") for e in body.iter(f"{W}footnoteReference")] == ["1", "2"]
    assert [e.text for e in body.iter(f"{W}instrText")] == [" NOTEREF _Note1 \\f \\h "]
    bookmarks = [attribute(e, "name") for e in body.iter(f"{W}bookmarkStart")]
    assert bookmarks == ["_Note1", "_Note2"]
    shown = {
        attribute(note, "id"): "\n".join("".join(t.text or "" for t in run.iter(f"{W}t")) for run in note.iter(f"{W}r"))
        for note in notes
    }
    assert list(shown) == ["-1", "0", "1", "2"]
    assert shown["1"].strip() == "《题》，第 1 段：“<全长820米>。”"
    assert [attribute(n, "type") for n in notes] == ["separator", "continuationSeparator", None, None]
    settings = part(content, "word/settings.xml")
    assert [attribute(e, "id") for e in settings.iter(f"{W}footnote")] == ["-1", "0"]


def test_every_part_is_announced_and_every_style_used_is_there() -> None:
    content = to_word(DOCUMENT)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        announced = {
            str(override.get("PartName"))[1:]
            for override in ElementTree.fromstring(package.read("[Content_Types].xml"))
            if override.get("PartName")
        }
        targets = {
            f"word/{relation.get('Target')}"
            for relation in ElementTree.fromstring(package.read("word/_rels/document.xml.rels"))
        }
    assert announced <= names and targets <= names
    assert names - announced == {"[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"}
    styles = part(content, "word/styles.xml")
    defined = {attribute(style, "styleId") for style in styles.iter(f"{W}style")}
    used = {
        attribute(e, "val")
        for name in ("word/document.xml", "word/footnotes.xml")
        for tag in ("pStyle", "rStyle")
        for e in part(content, name).iter(f"{W}{tag}")
    }
    assert used <= defined
    fonts = {attribute(e, "eastAsia") for e in styles.iter(f"{W}rFonts")}
    assert fonts == {"宋体", "黑体"}


def test_same_document_is_the_same_bytes() -> None:
    assert to_word(DOCUMENT) == to_word(DOCUMENT)


def test_answers_become_a_word_file_with_their_quotes(answering: QuestionAnswering) -> None:
    answers = [TWICE, *map(answering.ask, ("澄青大桥全长多少米？", "水库里有什么鱼？"))]
    content = to_word(export_answers(answers, DAY))
    text = "".join(t.text or "" for t in part(content, "word/footnotes.xml").iter(f"{W}t"))
    assert all(citation.quote.text in text for answer in answers for citation in answer.citations)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_makes_a_file_that_opens(text: str) -> None:
    article = Article("a", text, None, text, "", "", (Paragraph(1, text + "。"),))
    citation = Citation(1, Quote(article, 1, 0, len(text) + 1))
    statement = Statement(citation.quote.text, (1,), (0, len(text)), before=text, after=text)
    answer = Answer(
        text, Status.ANSWERED, (statement,), (citation,), (), None, Timings(1, 1, 1), notes=(sentence(text),)
    )
    content = to_word(export_answers([answer, answer], DAY, title=text))
    assert len(docx.Document(io.BytesIO(content)).paragraphs) >= 4
    assert len(list(part(content, "word/footnotes.xml"))) == 4


@pytest.mark.slow
def test_libre_office_opens_it_with_its_footnotes(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice found: apt-get install libreoffice-writer-nogui")
    (tmp_path / "answer.docx").write_bytes(to_word(DOCUMENT))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "fodt", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "answer.docx")], check=True, capture_output=True, timeout=CONVERT_S)
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    opened = ElementTree.parse(tmp_path / "answer.fodt").getroot()
    notes = ["".join(note.itertext()) for note in opened.iter(f"{text}note-body")]
    assert ["".join(note.split()) for note in notes] == ["".join(note.split()) for note in DOCUMENT.notes]
    assert any("第二行1," in "".join(paragraph.itertext()) for paragraph in opened.iter(f"{text}p"))
