"""A preview shows exactly what a sync would take in, beside all that stands in the file."""

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest

from index.article import Rejection
from index.load.loader import MAX_ORIGINAL_CHARS, ArticlePreview, iter_articles, preview_articles
from tests.said import said

TEXT = "青山镇大雨通报\n发布时间：2024-08-04　来源：青山日报\n8月3日，青山镇降雨量为52毫米。\n责任编辑：李平\n"
HTML = (
    "<html><body><div class='nav'><a href='/'>首页</a><a href='/b'>新闻</a></div><h1>青山镇大雨通报</h1>"
    "<p>8月3日，青山镇降雨量为52毫米，镇里当晚转移了17户居民。</p><script>alert(1)</script>"
    "<div class='footer'>版权所有 不得转载</div></body></html>"
)


def word_file() -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    document.add_heading("青山镇大雨通报")
    document.add_paragraph("8月3日，青山镇降雨量为52毫米。")
    document.save(stream)
    return stream.getvalue()


def zip_file(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def previews(data: bytes, name: str) -> list[ArticlePreview]:
    return [item for item in preview_articles(data, name, name) if isinstance(item, ArticlePreview)]


def test_clean_text_and_metadata_beside_the_whole_file() -> None:
    (preview,) = previews(TEXT.encode("gb18030"), "rain.txt")
    assert [paragraph.text for paragraph in preview.article.paragraphs] == ["8月3日，青山镇降雨量为52毫米。"]
    assert (preview.article.title, str(preview.article.published)) == ("青山镇大雨通报", "2024-08-04")
    assert (preview.original, preview.is_cut) == (TEXT, False)


def test_page_is_shown_as_its_visible_text() -> None:
    (preview,) = previews(HTML.encode(), "rain.html")
    lines = preview.original.split("\n")
    assert [
        line for line in ("新闻", "青山镇大雨通报", "版权所有 不得转载") if not any(line in own for own in lines)
    ] == []
    assert "<" not in preview.original and "alert" not in preview.original
    assert all("版权所有" not in paragraph.text for paragraph in preview.article.paragraphs)


def test_record_is_shown_field_by_field() -> None:
    record = {"id": "rain-1", "title": "大雨", "date": "2024-08-04", "text": "8月3日，青山镇降雨量为52毫米。"}
    (preview,) = previews(json.dumps(record).encode(), "rain.jsonl")
    assert preview.article.id == "rain-1"
    assert preview.original == "id：rain-1\ntitle：大雨\ndate：2024-08-04\n\n8月3日，青山镇降雨量为52毫米。"


def test_each_member_of_an_archive_has_its_own_original() -> None:
    items = list(
        preview_articles(zip_file({"a.txt": TEXT.encode(), "b/c.docx": word_file(), "空.txt": b""}), "x.zip", "x.zip")
    )
    texts = {item.article.id: item.original for item in items if isinstance(item, ArticlePreview)}
    assert texts == {"x.zip/a.txt": TEXT, "x.zip/b/c.docx": "青山镇大雨通报\n8月3日，青山镇降雨量为52毫米。"}
    assert [said(item) for item in items if isinstance(item, Rejection)] == [
        ("x.zip/空.txt", "文件是空的，请检查它是否保存完整")
    ]


def test_long_original_is_cut_and_says_so() -> None:
    (preview,) = previews(("大雨通报\n" + "青山镇今天下了一场大雨。\n" * 3000).encode(), "long.txt")
    assert (len(preview.original), preview.is_cut) == (MAX_ORIGINAL_CHARS, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", TEXT.encode()),
        ("a.html", HTML.encode()),
        ("a.docx", word_file()),
        ("a.zip", zip_file({"b.txt": b"x"})),
    ],
)
def test_preview_is_what_a_sync_takes_in(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    synced = [
        (item.id, item.title, item.paragraphs) if not isinstance(item, Rejection) else item
        for item in iter_articles(file, name)
    ]
    previewed = [
        (item.article.id, item.article.title, item.article.paragraphs) if isinstance(item, ArticlePreview) else item
        for item in preview_articles(content, name, name)
    ]
    assert previewed == synced
