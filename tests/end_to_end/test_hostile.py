"""Nothing from an article, a file name or a question is executed: every screen shows it as text.

The pages' own watch (conftest.py) fails these tests for any dialog, script error, refused script or foreign request.
"""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.conftest import ANSWER_MS
from tests.end_to_end.test_browser import ask, go_to_chat, open_library, sync, write
from tests.end_to_end.web_server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

OUTSIDE = "http://198.51.100.7/a.png"
MARKUP = (
    "<script>window.ran=1</script><img src=x onerror=window.ran=1><svg onload=window.ran=1></svg>"
    "<iframe src=javascript:parent.ran=1></iframe><a href=javascript:window.ran=1>点</a>"
    f"<style>@import '{OUTSIDE}'</style>"
)
MARKDOWN = f"![图]({OUTSIDE}) [点](javascript:window.ran=1) <{OUTSIDE}> **粗** :red[红] :material/home: $x^2$ `码`"
ENTITIES = "&lt;script&gt;window.ran=1&lt;/script&gt; &#60;img src=x onerror=window.ran=1&#62;"
RIGHT_TO_LEFT = "\u202e倒着写\u2066里面\u200f"
MARKERS = "[1][2][99]〔注〕"
HUGE = "长" * 3000 + "A" * 3000
EVERYTHING = f"{MARKUP}{MARKDOWN}{ENTITIES}{RIGHT_TO_LEFT}{MARKERS}"

TEXT = (
    f"榆溪镇{MARKUP}通报\n发布时间：2024-06-08　来源：<b onclick=window.ran=1>榆溪报</b>\n"
    f"6月7日，榆溪镇{EVERYTHING}清理河道15.8公里。\n{HUGE}\n"
)
FILES = {
    "<img src=x onerror=window.ran=1>.txt": TEXT,
    "![图](javascript:window.ran=1)&lt;b&gt;\u202egnp.md": (
        f"# 梅溪镇{MARKDOWN}修路\n\n3月2日，梅溪镇{MARKDOWN}{MARKERS}修好村道7.4公里。\n"
    ),
    "javascript:window.ran=1.html": (
        f"<html><head><title>兰溪镇{ENTITIES}植树</title></head><body><h1>兰溪镇{ENTITIES}植树</h1>"
        f"<p>4月3日，兰溪镇{MARKUP}{ENTITIES}植树5300棵，共有{ENTITIES}志愿者参加。</p></body></html>"
    ),
    "'\"><script>window.ran=1<.json": json.dumps(
        {
            "id": MARKUP,
            "title": f"菊溪镇{EVERYTHING}办学",
            "published": "2024-05-04",
            "source": f"{MARKUP}菊溪报",
            "author": MARKUP,
            "text": f"菊溪镇{EVERYTHING}通报情况。5月4日，菊溪镇新办学校6所。",
        },
        ensure_ascii=False,
    ),
}
REJECTED = "<img src=x onerror=window.ran=1>**空**.txt"
QUESTIONS = {
    "6月7日榆溪镇清理河道多少公里？": "15.8公里",
    "3月2日梅溪镇修好村道多少公里？": "7.4公里",
    "4月3日兰溪镇植树多少棵？": "5300棵",
    "5月4日菊溪镇新办学校多少所？": "6所",
}


SHOWN_AS_WRITTEN = {
    "15.8公里": (
        "![图](",
        "<script>window.ran=1</script>",
        "[1][2][99]",
    ),  # a text that looks like a page: tags are cut
    "7.4公里": (":red[红] :material/home: $x^2$",),
    "5300棵": ("<script>window.ran=1</script>", "<img src=x onerror=window.ran=1>"),
    "6所": ("<script>window.ran=1</script>", "[1][2][99]"),
}
"""What cleaning, which is no safety measure, leaves of the bad parts is shown verbatim."""
WRITTEN = ".question, .statement, .refusal, .card-title, .card-meta, .quote, .also, .title, .meta, .paragraph"
"""Where the browser shows text from an article or a question."""


def check(page: Page) -> None:
    """Check that nothing has run and nothing that could run is in the page, in Streamlit's elements or ours."""
    assert page.evaluate("window.ran") is None
    active = "iframe, object, embed, base, [onerror], [onload], [onclick], [href^='javascript' i], [src^='http']"
    assert page.locator(active).count() == 0
    assert page.locator(f".katex, [href*='{OUTSIDE}'], [src*='{OUTSIDE}']").count() == 0
    assert page.get_by_test_id("stIconMaterial").get_by_text("home", exact=True).count() == 0
    for foreign in ("script", "img", "svg", "style", "b", "a", "input", "strong strong", "mark mark"):
        assert page.locator(WRITTEN).locator(foreign).count() == 0, foreign


def check_width(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def open_article(page: Page, turn: Locator) -> Locator:
    turn.get_by_role("button", name="打开全文").first.click()
    article = page.locator("article.article")
    article.locator("mark.is-current").wait_for()
    return article


@pytest.fixture(scope="module")
def hostile(browser: Browser, server: WebServer) -> None:
    """A library with malicious content."""
    for name, text in FILES.items():
        write(server, name, text)
    write(server, REJECTED, "")
    page = browser.new_page(locale="zh-CN")
    page.goto(server.address)
    page.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
    sync(page)
    page.close()


def test_answers_cards_and_whole_articles_are_text(hostile: None, page: Page, server: WebServer) -> None:
    for question, fact in QUESTIONS.items():
        page.goto(server.address)  # each in a new conversation
        page.get_by_role("heading", name="问一问你的文章").wait_for(timeout=ANSWER_MS)
        page.locator("[data-test-script-state=notRunning]").wait_for(timeout=ANSWER_MS)
        check(page)  # the questions it offers are made from articles too
        turn = ask(page, question)
        expect(turn.locator(".statement").first).to_contain_text(fact)
        check(page)
        check_width(page)
        article = open_article(page, turn)
        expect(article).to_contain_text(fact)
        for part in SHOWN_AS_WRITTEN[fact]:
            expect(article).to_contain_text(part)
        check(page)


def test_library_page_names_and_reasons_are_text(hostile: None, page: Page) -> None:
    open_library(page)
    expect(page.get_by_text("未收入的文件和原因")).to_be_visible()
    check(page)
    for tab in page.locator(".st-key-view").get_by_role("radio").all():
        tab.click()
        page.locator("[data-test-script-state=notRunning]").wait_for()
        check(page)
        check_width(page)


def test_uploaded_file_names_and_previews_are_text(page: Page, tmp_path: Path) -> None:
    names = [
        "<img src=x onerror=window.ran=1>.txt",
        "![图](javascript:window.ran=1) **粗**.md",
        "<b onclick=window.ran=1>空.txt",
    ]
    for name, text in zip(names, [TEXT, FILES["![图](javascript:window.ran=1)&lt;b&gt;\u202egnp.md"], ""], strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    open_library(page)
    page.locator("input[type=file]").set_input_files([tmp_path / name for name in names])
    page.get_by_role("button", name="加入").first.wait_for(timeout=ANSWER_MS)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=ANSWER_MS)
    check(page)
    check_width(page)


def test_hostile_question_is_text_in_the_turn_and_in_the_list_of_conversations(page: Page) -> None:
    go_to_chat(page)
    question = f"{MARKUP}{MARKDOWN}是什么？"
    page.get_by_placeholder("输入问题").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator("article.turn").last
    turn.locator(".took").wait_for(timeout=ANSWER_MS)
    assert turn.locator(".question").inner_text().startswith("<script>window.ran=1</script><img")
    check(page)
    check_width(page)
    page.reload()
    page.locator("article.turn .took").first.wait_for(timeout=ANSWER_MS)
    check(page)
