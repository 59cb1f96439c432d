"""The Markdown of an exported document, read back by another program's parser."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from qa.export import ExportedDocument, ExportedStatement, ExportedTurn, escape_markdown, to_markdown

READER = MarkdownIt("gfm-like", {"linkify": False, "html": True}).use(footnote_plugin)
"""With HTML and tables on: what is not escaped would become markup."""
HOSTILE = [
    "<script>alert(1)</script>",
    "<b>粗</b>&lt;i&gt; &amp;",
    "[点这里](javascript:alert(1)) ![图](http://example.com/a.png)",
    "**粗** *斜* __下划__ ~~删~~ `码` ```",
    "| 甲 | 乙 |",
    "|---|",
    "# 标题",
    "1. 一",
    "12) 二",
    "- 三",
    "+ 四",
    "> 引",
    "===",
    "---",
    "$x$ a^b^ a@b.com \\ \\\\ ![",
    "[^1]: 注",
    "http://example.com www.example.com",
    ": 定义",
    "行尾两格  ",
]
DOCUMENT = ExportedDocument(
    "大桥<b>的</b>事",
    "由引据导出。",
    "zh-CN",
    (
        ExportedTurn(
            "全长[多少]？",
            ("按这个问题检索：*全长*？",),
            (
                ExportedStatement("全长820米。", (1,), (2, 6), "〔大桥〕", ""),
                ExportedStatement("第一行\n- 第二行", (1, 2)),
            ),
        ),
        ExportedTurn("2. 有鱼？", (), (ExportedStatement("没有找到依据。"),)),
    ),
    ("《题|目》，第 1 段：“全长820米。”", "《二》，第 2 段：“第一行\n# 第二行”"),
)


def text_of(tokens: list[Token]) -> str:
    """Return the text a reader sees; anything but text and line breaks fails."""
    shown = []
    for token in tokens:
        assert token.type in {"text", "text_special", "softbreak", "hardbreak"}, token
        shown.append("\n" if token.type.endswith("break") else token.content)
    return "".join(shown)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_reads_as_itself(text: str) -> None:
    (start, inline, end) = READER.parse(escape_markdown(text))
    assert (start.type, inline.type, end.type) == ("paragraph_open", "inline", "paragraph_close")
    assert text_of(inline.children or []) == text.strip()


SIGNS = [
    *"ab1 .)-+*_#=>`~[]()!<>|$^&@\\:/;\"'{}%?,\n大桥“”、。\t",
    "www.",
    "http://",
    "&amp;",
    "[^1]",
    "---",
    "```",
    "<!--",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SIGNS), max_size=25).map("".join))
def test_any_mixture_of_signs_reads_as_itself(text: str) -> None:
    shown = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    tokens = READER.parse(escape_markdown(text))
    assert text_of(tokens[1].children or [] if tokens else []) == shown


def test_lines_stay_lines_and_none_of_them_begins_markup() -> None:
    (_, inline, _) = READER.parse(escape_markdown("\n".join(HOSTILE)))
    assert text_of(inline.children or []) == "\n".join(line.strip() for line in HOSTILE)


def test_addresses_are_not_made_links() -> None:
    assert escape_markdown("http://a.cn www.b.cn") == "http\\://a.cn www\\.b.cn"


def test_document_reads_back_as_headings_remarks_statements_and_notes() -> None:
    assert read_back(to_markdown(DOCUMENT)) == [
        ("h1", "大桥<b>的</b>事", []),
        ("p", "由引据导出。", []),
        ("h2", "全长[多少]？", []),
        ("blockquote", "按这个问题检索：*全长*？", []),
        ("p", "〔大桥〕全长820米。", [1]),
        ("p", "第一行\n- 第二行", [1, 2]),
        ("h2", "2. 有鱼？", []),
        ("p", "没有找到依据。", []),
        ("note 1", "《题|目》，第 1 段：“全长820米。”", []),
        ("note 2", "《二》，第 2 段：“第一行\n# 第二行”", []),
    ]


def test_one_question_is_not_said_twice() -> None:
    single = replace(DOCUMENT, title="全长[多少]？", turns=DOCUMENT.turns[:1])
    assert [kind for kind, _, _ in read_back(to_markdown(single))][:3] == ["h1", "p", "blockquote"]


def read_back(markdown: str) -> list[tuple[str, str, list[int]]]:
    """Return every block: what it is, its text and the notes it refers to."""
    blocks, around = [], [""]
    for token in READER.parse(markdown):
        if token.type == "footnote_open":
            around.append(f"note {token.meta['id'] + 1}")
        elif token.nesting == 1 and token.type != "footnote_block_open":
            around.append(around[-1] if token.tag == "p" and around[-1] else token.tag)
        elif token.nesting == -1 and token.type != "footnote_block_close":
            around.pop()
        elif token.type == "inline":
            children = token.children or []
            notes = [child.meta["id"] + 1 for child in children if child.type == "footnote_ref"]
            blocks.append((around[-1], text_of([c for c in children if c.type != "footnote_ref"]), notes))
    return blocks
