"""Each format beside text: what it gives, and what it refuses."""

# ruff: noqa: E501  (sample rows read better unbroken)

import io
import json
import zipfile
from datetime import date

import docx
import pytest

from index.article import Article, Rejection
from index.load.loader import read_article_bytes
from index.load.source import Columns, LoadOptions
from tests.said import said

TEXT = "6月3日上午，青石县召开河道治理推进会，安排汛期前的清淤和护岸工作。"
MORE = "会议要求，6月底前完成全部12条河道的清淤，对沿岸46处险工险段逐一登记。"


def one(data: bytes, name: str, options: LoadOptions = LoadOptions()) -> Article | Rejection:
    (result,) = read_article_bytes(data, name, name, options)
    return result


def texts(result: Article | Rejection) -> list[str]:
    assert isinstance(result, Article), result
    return [paragraph.text for paragraph in result.paragraphs]


def make_docx() -> bytes:
    document = docx.Document()
    document.add_heading("青石县部署河道治理", level=1)
    document.add_paragraph("2022年5月6日 来源：青石日报")
    document.add_paragraph(TEXT)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["河道", "长度", "清水河", "18公里"], strict=True
    ):
        cell.text = text
    document.add_paragraph(MORE)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_docx_gives_heading_credits_paragraphs_and_table_rows():
    article = one(make_docx(), "a.docx")
    assert isinstance(article, Article)
    assert (article.title, article.published, article.source) == ("青石县部署河道治理", date(2022, 5, 6), "青石日报")
    assert texts(article) == [TEXT, "河道：清水河；长度：18公里", MORE]


def test_old_word_format_is_refused_with_what_to_do():
    assert said(one(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.docx")) == (
        "a.docx",
        "这是旧版 Word 文档（.doc）或加了密码的文档，请另存为没有密码的 .docx",
    )


def make_pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF whose one font maps each two-byte code to the same Unicode character."""
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange\n"
        "endcmap end end"
    )
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        "/Supplement 0 >> /DW 1000 >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    for number, lines in enumerate(pages):
        shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -14 Td\n" for line in lines)
        content = f"BT /F 10 Tf 50 800 Td\n{shown}ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out = b"%PDF-1.7\n"
    offsets = []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return (
        out
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n"
            f"startxref\n{len(out)}\n%%EOF"
        ).encode()
    )


def test_pdf_lines_are_joined_and_running_heads_and_page_numbers_go():
    whole = TEXT + MORE
    lines = [whole[i : i + 24] for i in range(0, len(whole), 24)]
    pages = [["青石县河道治理简报", *lines, f"— {n} —"] for n in (1, 2, 3)]
    pages[1][1:-1] = ["第二部分工作由县水利局负责，每周通报一次。"]
    pages[2][1:-1] = ["第三部分工作由各乡镇负责，每月检查一次。"]
    article = one(make_pdf(pages), "a.pdf")
    assert (
        "".join(texts(article))
        == whole + "第二部分工作由县水利局负责，每周通报一次。第三部分工作由各乡镇负责，每月检查一次。"
    )


def test_scanned_pdf_is_refused_with_that_reason():
    assert said(one(make_pdf([[], []]), "a.pdf")) == (
        "a.pdf",
        "这个 PDF 没有文字层，可能是扫描件，请先做文字识别（OCR）",
    )


def test_pdf_with_too_many_pages_is_refused():
    assert said(one(make_pdf([[TEXT]] * 3), "a.pdf", LoadOptions(max_pdf_pages=2))) == (
        "a.pdf",
        "这个 PDF 有 3 页，超过 2 页的上限，请拆开",
    )


def test_mhtml_gives_the_page_and_its_address():
    html = f"<html><head><title>青石县治河_青石网</title></head><body><h1>青石县治河</h1><p>{TEXT}</p></body></html>"
    data = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.example/2022-05/06/a.html\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/css\r\n\r\np{}\r\n'
        "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + html + "\r\n--b--\r\n"
    ).encode("gb18030")
    article = one(data, "a.mhtml")
    assert isinstance(article, Article)
    assert (article.title, article.location) == ("青石县治河", "https://x.example/2022-05/06/a.html")
    assert (article.published, texts(article)) == (date(2022, 5, 6), [TEXT])


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_columns_are_found_by_their_usual_names(delimiter: str):
    rows = [
        ["编号", "标题", "发布日期", "来源", "正文"],
        ["7", "青石县治河", "2022/5/6", "青石日报", f'"{TEXT}\n{MORE}"'],
    ]
    data = "\n".join(delimiter.join(row) for row in rows).encode("gb18030")
    article = one(data, "a.csv")
    assert isinstance(article, Article)
    assert (article.id, article.title, article.published, article.source) == (
        "a.csv#7",
        "青石县治河",
        date(2022, 5, 6),
        "青石日报",
    )
    assert texts(article) == [TEXT, MORE]


def test_csv_columns_can_be_named():
    options = LoadOptions(columns=Columns(text=("新闻全文",)))
    article = one(f"新闻全文\n{TEXT}\n".encode(), "a.csv", options)
    assert isinstance(article, Article)
    assert (article.id, texts(article)) == ("a.csv#2", [TEXT])


@pytest.mark.parametrize(
    "value",
    [
        {"id": 3, "text": TEXT},
        [{"id": "3", "content": TEXT}],
        {"count": 1, "data": [{"id": 3, "正文": [TEXT]}]},
    ],
)
def test_json_of_every_usual_form_is_read(value: object):
    article = one(json.dumps(value).encode("utf-8"), "a.json")
    assert isinstance(article, Article)
    assert (article.id, texts(article)) == ("a.json#3", [TEXT])


def test_json_that_is_really_one_object_a_line_is_read_so():
    data = "\n".join(json.dumps({"id": n, "text": TEXT}) for n in (1, 2)).encode()
    assert [a.id for a in read_article_bytes(data, "a.json", "a.json") if isinstance(a, Article)] == [
        "a.json#1",
        "a.json#2",
    ]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2023-08-16 10:20:33", date(2023, 8, 16)),
        ("2023年8月16日", date(2023, 8, 16)),
        ("20230816", date(2023, 8, 16)),
        ("二〇二三年八月十六日", date(2023, 8, 16)),
        ("Aug 16, 2023", date(2023, 8, 16)),
        (1692144000, date(2023, 8, 16)),
        ("1692144000000", date(2023, 8, 16)),
        ("2023年8月", None),
        ("2023-13-45", None),
        (True, None),
        (None, None),
    ],
)
def test_published_is_read_in_every_usual_form(value: object, day: date | None):
    article = one(json.dumps({"text": TEXT, "published": value}).encode(), "a.jsonl")
    assert isinstance(article, Article)
    assert article.published == day


def make_zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            archive.writestr(info, data)
    return buffer.getvalue()


def test_zip_members_are_read_and_bad_ones_do_not_stop_the_others():
    data = make_zip(
        {
            "甲/a.txt": TEXT.encode("gb18030"),
            "b.jsonl": json.dumps({"id": "news-1", "text": MORE}).encode(),
            "c.exe": b"MZ",
            "inner.zip": b"PK",
            "../../etc/passwd.txt": MORE.encode(),
            "__MACOSX/._a.txt": b"x",
            "~$a.docx": b"x",
            "empty.txt": b"",
        }
    )
    results = read_article_bytes(data, "all.zip", "up/all.zip")
    assert [result.id for result in results if isinstance(result, Article)] == [
        "up/all.zip/甲/a.txt",
        "news-1",
        "up/all.zip/etc/passwd.txt",
    ]
    assert [result.name for result in results if isinstance(result, Rejection)] == [
        "all.zip/c.exe",
        "all.zip/inner.zip",
        "all.zip/empty.txt",
    ]


def test_zip_is_bounded_in_entries_and_total_size():
    data = make_zip({f"{n}.txt": TEXT.encode() for n in range(3)})
    assert said(one(data, "a.zip", LoadOptions(max_zip_entries=2))) == (
        "a.zip",
        "压缩包里有 3 个文件，超过 2 个的上限，请分成几个",
    )
    packed = make_zip({"a.txt": bytes(3 * 1024 * 1024)})
    assert said(one(packed, "a.zip", LoadOptions(max_zip_total_bytes=1024 * 1024))) == (
        "a.zip",
        "压缩包解开后有 3 MB，超过 1 MB 的上限，请分成几个",
    )


def test_plain_text_that_opens_with_a_heading_of_markdown_is_read_as_that() -> None:
    written = f"# 河道治理周记\n\n{TEXT}\n\n## 下周\n\n- 清淤 **3** 条\n".encode()
    page = one(written, "周记.txt")
    assert isinstance(page, Article)
    assert page.title == "河道治理周记"
    assert texts(page)[0] == TEXT
    assert "清淤 3 条" in "\n".join(texts(page))
    noted = one("# 端口\nport = 9000\n# 保留 14 天\nkeep = 14\n".encode(), "设置.txt")
    assert "# 保留 14 天" in "\n".join(texts(noted)), "remarks of a settings file"


@pytest.mark.parametrize("name", ["记录.log", "记录.TEXT", "记录.markdown", "记录.xhtml"])
def test_texts_under_other_endings_are_read(name: str) -> None:
    article = one(f"河道治理周记\n\n{TEXT}\n".encode(), name)
    assert TEXT in "\n".join(texts(article))


def test_colours_of_a_terminal_are_no_text() -> None:
    written = f"闸门日志\n\n\x1b[32m{TEXT}\x1b[0m\n\x1b[1;31m[ERROR]\x1b[0m 二号闸门卡住。\n".encode()
    assert "\n".join(texts(one(written, "闸门.log"))).replace("\n\n", "\n") == f"{TEXT}\n[ERROR] 二号闸门卡住。"
