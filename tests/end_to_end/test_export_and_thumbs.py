"""Exporting and rating answers: real server, real model, real browser."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from playwright.sync_api import Page, expect

from index.embed.embedder import Embedder
from tests.end_to_end.talk import BUS, BUS_FACT, DYKE, DYKE_FACT, ask, fill_library, wait_until_drawn
from tests.end_to_end.web_server import ROOT, WebServer

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]


@pytest.fixture
def talked(page: Page, server: WebServer, bundled_embedder: Embedder) -> Page:
    """A page with two turns."""
    fill_library(server, bundled_embedder)
    ask(page, DYKE)
    ask(page, BUS)
    return page


def download(page: Page, what: str, button: str) -> tuple[str, bytes]:
    """Click the button of the dialog; return the file's name and content."""
    with page.expect_download() as started:
        page.locator(f"[role=dialog] .st-key-export-{what}").get_by_role("button", name=button).click()
    path = started.value.path()
    return started.value.suggested_filename, Path(path).read_bytes()


def test_answer_and_conversation_are_taken_along_in_both_formats(talked: Page) -> None:
    page = talked
    page.locator("article.turn").last.get_by_role("button", name="导出").click()
    name, content = download(page, "answer", "Markdown 文件")
    markdown = content.decode()
    assert (name, DYKE in markdown) == (f"{BUS}.md", False)
    assert f"# {BUS}\n" in markdown
    assert "[^1]: 《榆湾乡\\[公交\\]开通》，榆湾报，2023-09-02，第 1 段：“" in markdown
    assert BUS_FACT in markdown.partition("[^1]: ")[2]

    name, content = download(page, "conversation", "Word 文档")
    assert name == f"{DYKE}等 2 个问题.docx"
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    assert 0 < texts.index(DYKE) < texts.index(BUS)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        notes = "".join(ElementTree.fromstring(package.read("word/footnotes.xml")).itertext())
    assert DYKE_FACT in notes and BUS_FACT in notes
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_thumb_and_reason_are_kept_changed_and_read_by_the_librarian(talked: Page, server: WebServer) -> None:
    page = talked
    turn = page.locator("article.turn").last
    turn.get_by_role("button", name="没有帮助").click()
    turn.get_by_label("哪里不对？（可不填）").fill("票价 <b>不对</b>")
    turn.get_by_role("button", name="提交").click()
    expect(turn.get_by_text("已记下，谢谢")).to_be_visible()
    assert feedback(server, BUS) == [(False, "票价 <b>不对</b>")]

    page.reload()
    wait_until_drawn(page)
    turn = page.locator("article.turn").last
    expect(turn.get_by_role("button", name="没有帮助")).to_have_attribute("aria-pressed", "true")
    expect(turn.get_by_label("哪里不对？（可不填）")).to_have_value("票价 <b>不对</b>")
    turn.get_by_role("button", name="有帮助", exact=True).click()
    expect(turn.get_by_role("button", name="有帮助", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(turn.get_by_role("button", name="没有帮助")).to_have_attribute("aria-pressed", "false")
    assert feedback(server, BUS) == [(True, "")]
    turn.get_by_role("button", name="有帮助", exact=True).click()
    expect(turn.get_by_role("button", name="有帮助", exact=True)).to_have_attribute("aria-pressed", "false")
    assert feedback(server, BUS) == []


def feedback(server: WebServer, question: str) -> list[tuple[bool, str]]:
    """Return what the librarian's command lists for this question."""
    command = [sys.executable, "-m", "qa", "feedback", "--json", "--library", str(server.articles.parent / "library")]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    given = [json.loads(line) for line in printed.splitlines()]
    return [(item["is_helpful"], item["reason"]) for item in given if item["question"] == question]
