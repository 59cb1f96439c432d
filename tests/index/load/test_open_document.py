"""OpenDocument files: numbers, notes and merged cells of texts, the shown values of sheets."""

# ruff: noqa: E501  (XML reads better unbroken)
import pytest

from index.article import Article, Rejection, RemovedLine
from index.load.loader import read_article_bytes
from index.messages import Message
from tests.reading.word_documents import package

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "draw", "meta")
)


def read(suffix: str, body: str, styles: str = "") -> Article:
    content = f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body></office:document-content>"
    around = f"<office:document-styles {_SPACES}><style:master-page><style:header><text:p>飞行俱乐部</text:p></style:header></style:master-page></office:document-styles>"
    data = package({"mimetype": "x", "content.xml": content, "styles.xml": around})
    (article,) = read_article_bytes(data, f"守则{suffix}", f"守则{suffix}")
    assert isinstance(article, Article)
    return article


def lines(article: Article) -> list[str]:
    return [line for paragraph in article.paragraphs for line in paragraph.text.split("\n")]


def row(*cells: str) -> str:
    written = (
        cell if cell.startswith("<") else f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{''.join(written)}</table:table-row>"


def test_title_notes_lists_and_tables_of_a_text():
    styles = '<style:style style:name="P1" style:parent-style-name="Title"/><text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/><text:list-level-style-bullet text:level="2"/></text:list-style>'
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>以塔台读数为准。</text:p></text:note-body></text:note>"
    merged = '<table:table-cell table:number-columns-spanned="2"><text:p>风速</text:p></table:table-cell><table:covered-table-cell/>'
    body = (
        '<office:text><text:tracked-changes><text:p>删去的话。</text:p></text:tracked-changes><text:p text:style-name="P1">滑翔伞飞行守则</text:p>'
        f"<text:p>风速超过<text:s/>七米{note}<office:annotation><text:p>待核</text:p></office:annotation>禁止起飞。</text:p>"
        '<text:list text:style-name="L1"><text:list-item><text:p>检查伞绳</text:p><text:list><text:list-item><text:p>主绳</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>确认电台</text:p></text:list-item></text:list>'
        f'<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>等级</text:p></table:table-cell>{merged}</table:table-row>'
        f"<table:table-row><table:covered-table-cell/><table:table-cell><text:p>山坡</text:p></table:table-cell><table:table-cell><text:p>海岸</text:p></table:table-cell></table:table-row></table:table-header-rows>{row('初级', '四米', '三米')}{row('中级', '六米', '五米')}</table:table></office:text>"
    )
    article = read(".odt", body, styles)
    assert article.title == "滑翔伞飞行守则"
    assert lines(article) == [
        "风速超过 七米禁止起飞。",
        "以塔台读数为准。",
        "一、检查伞绳",
        "主绳",
        "二、确认电台",
        "等级：初级；风速山坡：四米；风速海岸：三米",
        "等级：中级；风速山坡：六米；风速海岸：五米",
    ]
    listed = [(line.text, line.role) for line in article.removed]
    assert ("飞行俱乐部", "页眉") in listed
    assert ("待核", "批注") in listed


def test_values_of_a_sheet_are_those_shown_and_a_hidden_sheet_is_listed():
    styles = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    shown = '<table:table-cell office:value="0.853" office:value-type="percentage"><text:p>85.3%</text:p></table:table-cell><table:table-cell table:number-columns-repeated="900"/>'
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    body = (
        f'<office:spreadsheet><table:table table:name="库存">{row("纸名", "克重", "余量")}{row("皮纸", "45克", shown)}{row("楮纸", "60克", shown)}{blank}</table:table>'
        f'<table:table table:name="成本" table:style-name="ta2">{row("纸名", "成本")}</table:table></office:spreadsheet>'
    )
    article = read(".ods", body, styles)
    assert lines(article) == ["纸名：皮纸；克重：45克；余量：85.3%", "纸名：楮纸；克重：60克；余量：85.3%"]
    assert RemovedLine("成本：纸名；成本", "隐藏的工作表") in article.removed


@pytest.mark.parametrize("data", [b"PK\x03\x04 torn", package({"a.txt": "x"})])
def test_a_damaged_file_says_so(data: bytes):
    (refused,) = read_article_bytes(data, "a.odt", "a.odt")
    assert isinstance(refused, Rejection)
    assert refused.reason == Message("open-document-damaged")


def test_hidden_rows_and_deleted_words_are_listed():
    hidden = row("作废", "0").replace("<table:table-row>", '<table:table-row table:visibility="collapse">')
    filtered = row("河灯", "30").replace("<table:table-row>", '<table:table-row table:visibility="filter">')
    columns = '<table:table-column/><table:table-column table:number-columns-repeated="1"/><table:table-column table:visibility="collapse"/>'
    sheet = f'<office:spreadsheet><table:table table:name="表">{columns}{row("品名", "数量", "底价")}{row("纸伞", "12", "9")}{hidden}{filtered}</table:table></office:spreadsheet>'
    article = read(".ods", sheet)
    assert lines(article) == ["品名：纸伞；数量：12", "品名：河灯；数量：30"]
    assert [line for line in article.removed if line.role.startswith("隐藏")] == [
        RemovedLine("底价；9", "隐藏的列"),
        RemovedLine("作废；0", "隐藏的行"),
    ]
    deleted = "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去的话。</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    article = read(".odt", f"<office:text>{deleted}<text:p>留下的话还有一句。</text:p></office:text>")
    assert RemovedLine("删去的话。", "修订中删去的字") in article.removed


def test_frames_of_a_slide_are_read_by_their_places():
    names = 'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    frames = "".join(
        f'<draw:frame {names} svg:x="{x}cm" svg:y="{y}cm" svg:width="5cm" svg:height="1cm"><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>'
        for x, y, text in ((10, 8, "四、收伞"), (1, 3, "一、铺伞"), (10, 3, "二、检查"), (1, 8, "三、起飞"))
    )
    article = read(".odp", f"<office:presentation><draw:page>{frames}</draw:page></office:presentation>")
    assert lines(article) == ["一、铺伞", "二、检查", "三、起飞", "四、收伞"]
