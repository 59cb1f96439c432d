"""Conversations as a reader uses them: real server, real model, real browser."""

import sqlite3

import pytest
from playwright.sync_api import Browser, Page, expect

from index.embed.embedder import Embedder
from qa.history.opening import open_history
from tests.end_to_end.talk import BUS, DYKE, ask, begin_anew, fill_library, listed, open_page, wait_until_drawn
from tests.end_to_end.web_server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]


@pytest.fixture
def talked(page: Page, server: WebServer, bundled_embedder: Embedder) -> Page:
    """A page after two conversations; the second is open."""
    fill_library(server, bundled_embedder)
    ask(page, DYKE)
    begin_anew(page)
    ask(page, BUS)
    return page


def choose(page: Page, title: str, action: str) -> None:
    """Choose an action from the menu of the conversation with this title."""
    row = page.locator("[data-testid=stSidebar] .stHorizontalBlock", has_text=title)
    row.hover()
    row.get_by_role("button", name="更多操作").click()
    page.get_by_role("menuitem", name=action).click()
    wait_until_drawn(page)


def test_conversations_are_there_after_a_reload_and_for_this_browser_only(
    talked: Page, browser: Browser, server: WebServer
) -> None:
    page = talked
    expect(listed(page)).to_have_text([BUS, DYKE])
    page.goto(server.address)
    wait_until_drawn(page)
    expect(listed(page)).to_have_text([BUS, DYKE])
    expect(page.locator("article.turn")).to_have_count(0)
    listed(page).nth(1).click()
    expect(page.get_by_role("heading", name=DYKE)).to_be_visible()
    address = page.url.removeprefix(server.address)

    stranger = open_page(browser, server)
    expect(listed(stranger)).to_have_count(0)
    stranger.goto(server.address + address)
    expect(stranger.get_by_role("heading", name=DYKE)).to_be_visible()
    expect(stranger.get_by_text("这是别人的对话")).to_be_visible()
    expect(stranger.get_by_role("button", name="没有帮助")).to_have_count(0)
    field = stranger.get_by_placeholder("输入问题").element_handle()
    ask(stranger, BUS)
    assert field.evaluate("field => field.isConnected"), "the field was drawn anew, and what was typed in it lost"
    expect(listed(stranger)).to_have_text([DYKE])
    stranger.context.close()
    page.reload()
    wait_until_drawn(page)
    expect(page.locator("article.turn")).to_have_count(1)


def test_conversation_is_renamed_deleted_and_brought_back(talked: Page) -> None:
    page = talked
    choose(page, DYKE, "重命名")
    page.get_by_label("对话名称").fill("<b>防洪堤</b>")
    page.keyboard.press("Enter")
    expect(listed(page)).to_have_text([BUS, "<b>防洪堤</b>"])
    choose(page, BUS, "删除")
    expect(listed(page)).to_have_text(["<b>防洪堤</b>"])
    expect(page.locator("article.turn")).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(listed(page)).to_have_text([BUS, "<b>防洪堤</b>"])
    listed(page).first.click()
    expect(page.get_by_role("heading", name=BUS)).to_be_visible()


def test_long_list_is_searched_while_typing(talked: Page, server: WebServer) -> None:
    page = talked
    expect(page.get_by_placeholder("搜索标题、问题和回答")).to_be_visible()
    folder = server.articles.parent / "library"
    id = page.url.rpartition("conversation=")[2]
    connection = sqlite3.connect(folder / "history.sqlite3")
    ((owner,),) = connection.execute("SELECT owner FROM conversations WHERE id = ?", (id,)).fetchall()
    connection.close()
    conversations = open_history(folder).conversations
    for _ in range(8):
        conversations.copy(id, owner)
    page.reload()
    wait_until_drawn(page)
    expect(listed(page)).to_have_count(10)
    page.get_by_placeholder("搜索标题、问题和回答").type("2150萬元")  # in the answer, in the other script
    expect(listed(page)).to_have_text([DYKE])
    expect(page.get_by_role("heading", name=BUS)).to_be_visible()


def test_list_goes_away_on_a_phone_once_a_conversation_is_opened(talked: Page) -> None:
    page = talked
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    wait_until_drawn(page)
    expect(listed(page).first).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    listed(page).nth(1).click()
    expect(page.get_by_role("heading", name=DYKE)).to_be_visible()
    expect(listed(page).first).not_to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
