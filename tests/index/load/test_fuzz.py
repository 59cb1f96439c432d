"""No bytes and no mutated page may crash, hang or vanish: each gives Articles or a Rejection with its reason.

The long form has more examples and monsters of a megabyte instead of 64 kB:
`YINJU_FUZZ_EXAMPLES=5000 python -m pytest tests/index/load/test_fuzz.py`.
"""

# ruff: noqa: E501  (lists of fragments read better unbroken)

import io
import json
import os
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article, Rejection
from index.load.loader import SUPPORTED_SUFFIXES, read_article_bytes
from tests.said import said

EXAMPLES = int(os.environ.get("YINJU_FUZZ_EXAMPLES", "25"))
MONSTER_BYTES = 1024 * 1024 if "YINJU_FUZZ_EXAMPLES" in os.environ else 64 * 1024
FAST = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MAX_SECONDS = 2.0
MOST_READINGS = 2
"""The first one may pay for patterns that are compiled when they are met, and for a core shared with another process."""

PARTS = [
    "<p>", "</p>", "<div class='nav'>", "</div>", "<table><tr><td>", "<script>", "<!--", "-->", "<title>", "<b", "&amp;nbsp;", "&#x110000;",
    "6月3日上午，青石县召开河道治理推进会。", "来源：青石日报", "发布日期:2021-06-04 09:12", "记者 张三", "（李安 胡通）", "责任编辑：", "相关新闻",
    "首页 > 要闻", "原标题：", "，正文：", "態(tài)度", "，，", "。。", "\u200b", "\ufffd", "\ue000", "\ud800", "\x00", "\r", "\n", "　　", "    ", "---\n",
    "# 标题", "| a | b |", "一是", "（一）", "1.", "“", "”", "{", "[", '"text":', "\\u", ",", "2023年13月45日", "9" * 50, "(", "(" * 30, "、" * 20,
]  # fmt: skip

PAGE = (
    "<html><head><title>青石县治河_青石网</title><meta name='PubDate' content='2022-05-06'></head><body><div class='nav'><a>首页</a></div>"
    "<h1>青石县治河</h1><p>6月3日上午，青石县召开河道治理推进会，安排清淤。</p><p>会议要求，6月底前完成12条河道的清淤。</p>"
    "<p>（责任编辑：方圆）</p><div class='footer'>版权所有</div></body></html>"
).encode()


def read(data: bytes, suffix: str) -> tuple[Article | Rejection, ...]:
    """Read and check what must hold for whatever came in."""
    spent = []
    while not spent or (spent[-1] >= MAX_SECONDS and len(spent) < MOST_READINGS):
        start = time.process_time()
        results = read_article_bytes(data, f"a{suffix}", "a")
        spent.append(time.process_time() - start)
    assert min(spent) < MAX_SECONDS
    for result in results:
        if isinstance(result, Rejection):
            assert result.name and said(result.reason) and "\n" not in said(result.reason)
            continue
        assert result.id
        assert result.paragraphs
        assert [p.number for p in result.paragraphs] == list(range(1, len(result.paragraphs) + 1))
        for text in (result.title, result.source, result.author, *(p.text for p in result.paragraphs)):
            text.encode("utf-8")  # no lone surrogate: no database takes one
            assert text == text.strip()
        assert all(p.text for p in result.paragraphs)
    return results


@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES))
@FAST
@given(data=st.binary(max_size=400))
def test_any_bytes(suffix: str, data: bytes):
    assert read(data, suffix) or suffix in {".jsonl", ".csv"}


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@FAST
@given(text=st.lists(st.sampled_from(PARTS) | st.text(max_size=20), max_size=40).map("".join))
def test_any_mixture_of_page_parts(suffix: str, text: str):
    assert len(read(text.encode("utf-8", "surrogatepass"), suffix)) == 1


@FAST
@given(
    text=st.lists(st.sampled_from(PARTS), max_size=20).map("".join),
    fields=st.dictionaries(
        st.sampled_from(["id", "title", "published", "source"]),
        st.none() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.text(max_size=3)),
    ),
)
def test_any_record(text: str, fields: dict[str, object]):
    line = json.dumps({**fields, "text": text}).encode()
    assert len(read(line, ".jsonl")) == 1
    assert len(read(line, ".json")) == 1


@pytest.mark.parametrize("suffix", [".html", ".mhtml", ".txt", ".md"])
@FAST
@given(place=st.integers(0, len(PAGE)), count=st.integers(0, 60), junk=st.binary(max_size=12))
def test_mutated_page(suffix: str, place: int, count: int, junk: bytes):
    assert len(read(PAGE[:place] + junk + PAGE[place + count :], suffix)) == 1


def monster(piece: str) -> bytes:
    return (piece * (MONSTER_BYTES // len(piece.encode()) + 1)).encode()[:MONSTER_BYTES]


MONSTERS = {
    "nested div": (monster("<div>"), ".html"),
    "nested inline": (monster("<b>"), ".html"),
    "nested table": (monster("<table><tr><td>"), ".html"),
    "nested list": (monster("<ul><li>"), ".html"),
    "nested quote": (monster("<blockquote>"), ".html"),
    "unknown tags": (monster("<x>"), ".html"),
    "open comments": (monster("<!--"), ".html"),
    "open tags": (monster("<a href='"), ".html"),
    "attributes": (b"<p " + monster("a=1 ") + b">x", ".html"),
    "entities": (monster("&amp;"), ".html"),
    "billion laughs": (
        b'<?xml version="1.0"?><!DOCTYPE l ['
        + b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 20))
        + b"]><l>&l19;</l>",
        ".html",
    ),
    "one word": (monster("治"), ".txt"),
    "no full stop": (monster("治河，"), ".txt"),
    "full stops": (monster("。"), ".txt"),
    "commas": (monster("，"), ".txt"),
    "brackets": (monster("（"), ".txt"),
    "spaces": (b"x" + monster(" ") + b"x", ".txt"),
    "spaced characters": (monster("治 "), ".txt"),
    "lines": (monster("治\n"), ".txt"),
    "dates": (monster("2023-08-16 "), ".txt"),
    "digits": (monster("1"), ".txt"),
    "names": (monster("张三 "), ".txt"),
    "labels": (monster("来源："), ".txt"),
    "titles": (monster("原标题："), ".txt"),
    "arrows": (monster("首页 > "), ".txt"),
    "pinyin": (monster("態(tài)"), ".txt"),
    "same sentence": (monster("会议要求，6月底前完成全部河道的清淤。"), ".txt"),
    "same line": (monster("会议要求，6月底前完成全部河道的清淤。\n"), ".txt"),
    "stars": (monster("*"), ".md"),
    "underscores": (monster("__a "), ".md"),
    "links": (monster("["), ".md"),
    "open links": (monster("[a]("), ".md"),
    "images": (monster("!["), ".md"),
    "backticks": (monster("`"), ".md"),
    "tags in markdown": (monster("<a"), ".md"),
    "front matter": (b"---\n" + monster("a: b\n"), ".md"),
    "json brackets": (monster("["), ".json"),
    "json objects": (b"[" + b"{}," * (MONSTER_BYTES // 3) + b"{}]", ".json"),
    "json line": (monster('{"a":'), ".jsonl"),
    "csv quote": (b'text\n"' + monster("x"), ".csv"),
    "csv rows": (b"text\n" + b"x\n" * 500, ".csv"),
    "pdf": (b"%PDF-1.7\n" + monster("1 0 obj << /Type /Page >> endobj\n"), ".pdf"),
    "mime parts": (b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + monster("--b\n\n"), ".mhtml"),
}


@pytest.mark.parametrize("name", MONSTERS)
def test_monster_is_read_or_refused_in_time(name: str):
    data, suffix = MONSTERS[name]
    assert read(data, suffix)


MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        pytest.param(b"<div>" * (MIB // 5), ".html", id="nested div"),
        pytest.param(b"<p " + b"a=1 " * (MIB // 4) + b">x", ".html", id="attributes"),
        pytest.param("治".encode() * (MIB // 3), ".txt", id="one word"),
        pytest.param("治\n".encode() * (MIB // 4), ".txt", id="lines"),
        pytest.param(PAGE.replace(b"</p>", b"x" * 3000 + b"</p>") * 100, ".html", id="pages in a row"),
    ],
)
def test_memory_stays_within_ten_times_the_file(data: bytes, suffix: str):
    tracemalloc.start()
    try:
        read_article_bytes(data, f"a{suffix}", "a")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10 * len(data)


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_zip_bomb_is_refused_and_its_neighbours_are_read():
    bomb = zipped(("bomb.txt", bytes(50 * 1024 * 1024)), ("good.txt", PAGE), ("../../escape.txt", PAGE))
    results = read(bomb, ".zip")
    assert said(results[0]) == ("a.zip/bomb.txt", "这个文件解开后大得不正常，已跳过")
    assert [result.id for result in results[1:] if isinstance(result, Article)] == ["a/good.txt", "a/escape.txt"]


def test_docx_bomb_is_refused():
    bomb = zipped(("[Content_Types].xml", b"<a/>" + b" " * (60 * 1024 * 1024)), ("word/document.xml", b"<a/>"))
    assert said(read(bomb, ".docx")) == (("a.docx", "Word 文档解开后大得不正常，不像一篇文章"),)
