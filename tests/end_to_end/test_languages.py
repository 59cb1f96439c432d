"""The screen in one language at a time: our texts and Streamlit's own, on every page."""

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import ANSWER_MS
from tests.end_to_end.test_browser import RESERVOIR, ask, go_to_chat, sync, write
from tests.end_to_end.web_server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

CHINESE_TEXTS = """() => {
    const isChinese = text => /[\\u4e00-\\u9fff]/.test(text)
    const content = ["stDataFrame", "stVegaLiteChart", "stElementToolbar", "stSidebar"].map(id => `[data-testid=${id}]`)
    const isContent = node => node.closest([...content, ".language", "a", "code"].join(", "))
    const found = []
    const walker = document.createTreeWalker(document.querySelector("#root"), NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const node = walker.currentNode
        if (isChinese(node.nodeValue) && !isContent(node.parentElement)) found.push(node.nodeValue.trim())
    }
    for (const node of document.querySelectorAll("#root [aria-label], #root [placeholder]")) {
        for (const name of ["aria-label", "placeholder"]) {
            const text = node.getAttribute(name)
            if (text && isChinese(text) && !isContent(node)) found.push(`${name}: ${text}`)
        }
    }
    return found
}"""
"""Chinese texts outside of articles, which are shown as written."""


def settle(page: Page) -> None:
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=ANSWER_MS)


def test_switch_changes_every_page_at_once_and_is_remembered(page: Page, server: WebServer) -> None:
    write(server, "水库.txt", RESERVOIR)
    sync(page)
    expect(page.get_by_role("button", name="菜单")).to_be_visible()
    go_to_chat(page)
    turn = ask(page, "松溪水库除险加固工程总投资多少？")
    page.get_by_role("button", name="English").click()
    expect(turn.get_by_role("heading", name="Sources")).to_be_visible(timeout=ANSWER_MS)
    expect(turn.get_by_role("button", name="Open the article")).to_be_visible()
    expect(turn.locator(".statement").first).to_contain_text("总投资4860万元")  # the article's own words stay
    page.get_by_role("link", name="Library", exact=True).click()
    page.get_by_role("heading", name="Library", exact=True).wait_for(timeout=ANSWER_MS)
    expect(page.get_by_role("button", name="Main menu")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    for tab in page.locator(".st-key-view").get_by_role("radio").all():
        tab.click()
        settle(page)
        assert page.evaluate(CHINESE_TEXTS) == []
    page.goto(server.address)
    page.get_by_role("heading", name="Ask your articles").wait_for(timeout=ANSWER_MS)
    page.get_by_placeholder("Type a question").fill("国际空间站的轨道高度是多少？")
    page.keyboard.press("Enter")
    turn = page.locator("article.turn")
    expect(turn.locator(".refusal")).to_contain_text("These articles hold no evidence", timeout=ANSWER_MS)
    expect(turn.get_by_role("heading", name="Closest articles")).to_be_visible()
    settle(page)
    assert page.evaluate(CHINESE_TEXTS) == []
    page.get_by_role("button", name="中文").click()
    expect(turn.get_by_role("heading", name="最接近的文章")).to_be_visible(timeout=ANSWER_MS)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
