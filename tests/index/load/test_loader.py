"""Files in, Articles and Rejections out, whatever the format."""

import json
from datetime import date
from pathlib import Path

import pytest

from index.article import Article, Paragraph, Rejection
from index.load.loader import SUPPORTED_SUFFIXES, iter_articles, read_article_bytes
from index.load.source import LoadOptions
from tests.said import said

TEXT = "6月3日上午，青石县召开河道治理推进会，安排汛期前的清淤和护岸工作。"
MORE = "会议要求，6月底前完成全部12条河道的清淤，对沿岸46处险工险段逐一登记。"


def write(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def test_text_file_becomes_one_article_with_the_given_id(tmp_path: Path):
    path = write(tmp_path, "a.txt", f"青石县部署河道治理\n2021-06-04\n{TEXT}\n{MORE}")
    assert list(iter_articles(path, "news/a.txt")) == [
        Article(
            "news/a.txt",
            "青石县部署河道治理",
            date(2021, 6, 4),
            "",
            "",
            str(path),
            (Paragraph(1, TEXT), Paragraph(2, MORE)),
        )
    ]


def test_records_keep_their_ids_and_their_fields_win(tmp_path: Path):
    lines = [
        {
            "id": "news-1",
            "title": "甲",
            "published": "2020-05-06",
            "source": "青石日报",
            "text": f"2019年1月1日 来源：别处\n{TEXT}",
        },
        {"title": "乙", "published": None, "text": MORE},
    ]
    path = write(tmp_path, "a.jsonl", "\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    first, second = iter_articles(path, "a.jsonl")
    assert first == Article("news-1", "甲", date(2020, 5, 6), "青石日报", "", str(path), (Paragraph(1, TEXT),))
    assert second == Article("a.jsonl#2", "乙", None, "", "", str(path), (Paragraph(1, MORE),))


def test_bad_lines_are_rejected_with_their_number_and_the_rest_goes_on(tmp_path: Path):
    good = json.dumps({"id": "1", "text": TEXT})
    path = write(tmp_path, "a.jsonl", "\n".join([good, "{broken", "[1]", '{"id": "2"}', "", good, "[" * 100_000]))
    results = list(iter_articles(path, "a.jsonl"))
    assert [type(result) for result in results] == [Article] + [Rejection] * 5
    assert [said(r) for r in results if isinstance(r, Rejection)] == [
        ("a.jsonl 第 2 行", "这一行不是完整的 JSON 对象，请检查引号和括号"),
        ("a.jsonl 第 3 行", '这一行不是 JSON 对象，应当形如 {"id": …, "title": …, "text": …}'),
        ("a.jsonl 第 4 行", "没有正文（text 是空的或缺少）"),
        ("a.jsonl 第 6 行", "编号 1 与前面的文章相同，已跳过，请改成不重复的编号"),
        ("a.jsonl 第 7 行", "这一行不是完整的 JSON 对象，请检查引号和括号"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5"])
def test_records_are_read_in_every_encoding(tmp_path: Path, encoding: str):
    texts = ["青石縣召開河道治理會議，安排清淤工作。", "會議要求六月底前完成。"]
    lines = "\n".join(json.dumps({"id": str(n), "text": text}, ensure_ascii=False) for n, text in enumerate(texts))
    path = write(tmp_path, "a.jsonl", lines.encode(encoding))
    assert [(a.id, a.paragraphs[0].text) for a in iter_articles(path, "a.jsonl") if isinstance(a, Article)] == [
        ("a.jsonl#0", texts[0]),
        ("a.jsonl#1", texts[1]),
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "文件是空的，请检查它是否保存完整"),
        ("a.txt", b" \n\n ", "没有找到正文，请检查文件里是否有文章"),
        (
            "a.txt",
            b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
            "文件的内容是图片（PNG），与扩展名不符，请改成正确的扩展名或转换成文字",
        ),
        ("a.txt", bytes(range(256)) * 40, "这个文件的内容不是文字，请检查它是不是图片、压缩包或程序"),
        ("a.exe", b"abc", f"不支持 .exe 的文件，可以加入的是 {' '.join(sorted(SUPPORTED_SUFFIXES))}"),
        ("a.jsonl", b"", "文件是空的，请检查它是否保存完整"),
        ("a.json", b'{"a": [', "这个文件不是完整的 JSON，请检查引号和括号"),
        ("a.pdf", b"hello", "这个文件不是 PDF，请检查扩展名"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\n0 9\ngarbage", "这个 PDF 已损坏，读不出文字，请重新导出"),
        ("a.docx", b"PK\x03\x04garbage", "Word 文档已损坏或不是 .docx 格式，请用 Word 重新另存"),
        ("a.zip", b"PK\x03\x04garbage", "压缩包已损坏或格式特殊，请重新压缩为普通的 zip"),
        ("a.mhtml", b"MIME-Version: 1.0\n\nhello", "这个网页存档里没有网页正文（text/html），请在浏览器里重新保存"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_one_sentence(tmp_path: Path, name: str, data: bytes, reason: str):
    path = write(tmp_path, name, data)
    assert said(list(iter_articles(path, name))) == [(name, reason)]
    assert said(read_article_bytes(data, name, name)) == ((name, reason),)


def test_missing_file_is_rejected(tmp_path: Path):
    assert said(list(iter_articles(tmp_path / "x.txt", "x.txt"))) == [("x.txt", "无法打开文件：文件不存在")]


def test_page_over_the_limit_is_rejected_without_reading_it(tmp_path: Path):
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    assert said(list(iter_articles(path, "a.txt"))) == [
        ("a.txt", "文件有 200 MB，超过这种格式 20 MB 的上限，请拆成较小的文件")
    ]


def test_lost_characters_are_counted_in_the_note(tmp_path: Path):
    path = write(tmp_path, "a.txt", TEXT[:9].encode() + b"\xff" + TEXT[9:].encode() + b"\xfe" + MORE.encode())
    (article,) = iter_articles(path, "a.txt")
    assert isinstance(article, Article)
    assert said(article.note) == "解码时有 2 个字符无法识别"
    assert article.paragraphs == (Paragraph(1, TEXT + MORE),)


def test_uploads_are_read_like_files():
    data = f"青石县部署河道治理\n{TEXT}".encode("gb18030")
    assert read_article_bytes(data, "甲.TXT", "upload/甲.TXT", LoadOptions()) == (
        Article("upload/甲.TXT", "青石县部署河道治理", None, "", "", "甲.TXT", (Paragraph(1, TEXT),)),
    )
