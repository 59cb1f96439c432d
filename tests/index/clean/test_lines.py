"""Nothing of a file is lost unsaid: each character is kept, known as metadata, or listed with what it was taken for."""

# ruff: noqa: E501  (lists of fragments read better unbroken)

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.clean.artefacts import remove_artefacts
from index.clean.page import Metadata, Page, clean_html, clean_markdown, clean_text, visible_text
from tests.reading.document_truth import FOLDER

SAMPLES = Path(__file__).parents[3] / "articles"
EXAMPLES = int(os.environ.get("YINJU_FUZZ_EXAMPLES", "60"))
PIECES = [
    "6月3日上午，青石县召开河道治理推进会，安排汛期前的清淤工作。", "会议要求，6月底前完成12条河道的清淤。", "来源：青石日报",
    "发布日期：2021-06-04 09:12", "记者 张三", "（李安 胡通）", "责任编辑：方圆", "相关新闻", "首页 > 要闻 > 正文", "原标题：青石县治河",
    "青石县部署河道治理", "青石县第一小学 温如岫", "一、工作目标", "（一）清淤", "1. 打散鸡蛋", "分享到：微信 微博", "版权所有 青石网",
    "上一篇：春耕现场会", "街道 | 白天 | 夜间", "松岩街道 | 5元 | 2元", "图为清淤现场。", "2021年6月4日", "青石县水利局", "广告",
    "凡本网注明来源的作品，未经授权不得转载。", "返回搜狐，查看更多", "电话：0770-6601101", "谢谢大家！", "青石晚报记者 林小雨 摄", "《 青石日报 》（ 2023年07月28日 07 版）", "（青石新闻客户端）", "网友评论", "历史",
    "版权声明青石网所有内容，未经授权不得转载。", "具体如下：广告声明：文内含有跳转链接，仅供参考。", ".pic{display:block;top:0;} 张三说", "附件：名单.docx", "点赞 12",
]  # fmt: skip
TAGS = ["p", "div", "h1", "h2", "li", "span", "div class='comment'", "div class='share'", "footer", "nav", "del", "button", "ul", "ol", "aside"]  # fmt: skip


def characters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\W_]", "", text))


def missing(text: str, page: Page) -> Counter[str]:
    """Return the characters of a text that are in nothing that cleaning gives."""
    metadata = page.metadata
    said = [*page.paragraphs, *(line.text for line in page.removed), metadata.title]
    return characters(remove_artefacts(text)) - characters("\n".join(said))


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(lines=st.lists(st.sampled_from(PIECES), min_size=1, max_size=14), gap=st.sampled_from(["\n", "\n\n", "\n　　"]))
def test_text_and_markdown_are_accounted_for(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    assert missing(text, clean_text(text, Metadata())) == Counter()
    marked = gap.join(
        f"# {line}" if n % 5 == 2 else f"- {line}" if n % 7 == 3 else line for n, line in enumerate(lines)
    )
    assert missing(text, clean_markdown(marked, Metadata())) == Counter()


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    blocks=st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from(PIECES), st.booleans()), min_size=1, max_size=16)
)
def test_pages_are_accounted_for(blocks: list[tuple[str, str, bool]]) -> None:
    html = "".join(
        f"<{tag}>" + (f"<a href='/x'>{text}</a>" if linked else text) + f"</{tag.split()[0]}>"
        for tag, text, linked in blocks
    )
    text = "\n".join(text for _, text, _ in blocks)
    assert missing(text, clean_html(f"<html><body>{html}</body></html>", Metadata())) == Counter()


@pytest.mark.parametrize(
    "path", sorted([*(FOLDER / "web").glob("*.html"), *SAMPLES.glob("*.html")]), ids=lambda path: path.name
)
def test_known_pages_are_accounted_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert missing(visible_text(text), clean_html(text, Metadata())) == Counter()


@pytest.mark.parametrize(
    "path", sorted([*(FOLDER / "text").glob("*.txt"), *SAMPLES.glob("*.txt")]), ids=lambda path: path.name
)
def test_known_texts_are_accounted_for(path: Path) -> None:
    data = path.read_bytes()
    text = next(data.decode(name) for name in ("utf-8-sig", "gb18030", "big5hkscs") if _decodes(data, name))
    assert missing(text, clean_text(text, Metadata())) == Counter()


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def test_what_is_removed_says_what_it_was_taken_for() -> None:
    page = clean_html(
        "<body><nav>要闻</nav><h1>青石县部署河道治理</h1><p>2021-06-04 来源：青石日报</p><p>6月3日上午，青石县召开河道治理推进会，安排清淤。</p>"
        "<p>票价<del>60元</del>45元，学生半价。</p><div class='comment'><p>网友：写得真好，支持一下。</p></div>"
        "<footer>版权所有</footer></body>",
        Metadata(),
    )
    assert [(line.text, line.role) for line in page.removed] == [
        ("要闻", "导航与按钮"), ("60元", "作者划掉的字"), ("版权所有", "导航与按钮"), ("网友：写得真好，支持一下。", "评论"),
        ("青石县部署河道治理", "标题"), ("2021-06-04 来源：青石日报", "署名、日期与来源"),
    ]  # fmt: skip
