"""Back closes whatever is open and leaves the page where it is; lines removed from an article are put back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.conftest import ANSWER_MS, watch_page
from tests.end_to_end.talk import ask, wait_until_drawn
from tests.end_to_end.web_server import WebServer, running_server

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
FAIR = (
    "# 渔灯会十月开幕\n\n发布时间：2024-09-30　来源：白鹭湾日报\n\n"
    "白鹭湾渔灯会10月3日开幕，为期四天，共扎灯三百六十盏。\n\n"
    "![灯匠陆停云在扎一盏两米高的鲤鱼灯](lamp.jpg)\n\n游客可乘11路公交前往，首班6点发车，末班22点。\n"
)
QUESTION = "渔灯会共扎灯多少盏？"
CAPTION = "灯匠陆停云在扎一盏两米高的鲤鱼灯"


@pytest.fixture(scope="module")
def filled(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """The web app over one article, uploaded on the page itself."""
    with running_server(tmp_path_factory.mktemp("back")) as running:
        (running.articles / "渔灯会.md").write_text(FAIR, encoding="utf-8")
        page = browser.new_page(locale="zh-CN")
        page.goto(f"{running.address}/library")
        page.get_by_role("button", name="同步").click()
        page.get_by_test_id("stDataFrame").locator("canvas").first.wait_for(timeout=ANSWER_MS)
        page.close()
        yield running
    assert "Traceback" not in running.log.read_text(encoding="utf-8")


def opened(browser: Browser, server: WebServer, viewport: dict[str, int], path: str = "/") -> Page:
    context = browser.new_context(viewport=viewport, locale="zh-CN", has_touch=viewport is PHONE)
    page = context.new_page()
    page.goto(server.address + path)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=ANSWER_MS)
    return page


def go_back_from(page: Page, opened: Locator) -> None:
    """Go back once the page's history has a step for what is open; check that it is closed and the page the same."""
    expect(opened).to_be_visible(timeout=ANSWER_MS)
    page.wait_for_function("history.state?.over > 0")
    page.evaluate("window.stays = true")
    address = page.url
    page.go_back()
    expect(opened).not_to_be_visible()
    assert page.evaluate("window.stays") and page.url == address
    page.wait_for_function("!history.state?.over")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_back_closes_every_dialog_menu_and_sheet(browser: Browser, filled: WebServer, viewport: dict[str, int]) -> None:
    page = opened(browser, filled, viewport)
    watch = watch_page(page, filled.address)
    turn = ask(page, QUESTION)
    page.get_by_role("button", name="筛选").click()
    go_back_from(page, page.get_by_role("dialog", name="筛选"))
    page.get_by_role("button", name="菜单").click()
    go_back_from(page, page.get_by_role("menu", name="菜单"))
    sidebar = page.get_by_test_id("stSidebar")
    if viewport is PHONE:
        turn.get_by_role("button", name="查看出处 1", exact=True).tap()
        go_back_from(page, turn.get_by_role("dialog"))
        page.get_by_role("button", name="展开侧栏").tap()
        go_back_from(page, page.locator("[data-testid=stSidebar][data-collapsed=false]"))
        page.get_by_role("button", name="展开侧栏").tap()
        page.wait_for_function("history.state?.over > 0")
    more = sidebar.get_by_role("button", name="更多操作").first
    more.click()
    page.get_by_role("menuitem", name="导出").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    wait_until_drawn(page)
    page.wait_for_function("history.state?.over > 0")
    page.go_back()
    expect(dialog).to_have_count(0)
    expect(page.locator("article.turn")).to_have_count(1)
    assert watch.errors == []
    page.context.close()


def test_what_is_closed_by_hand_leaves_no_step_behind(browser: Browser, filled: WebServer) -> None:
    page = opened(browser, filled, DESK, "/library")
    page.get_by_role("link", name="问答").first.click()
    wait_until_drawn(page)
    page.get_by_role("button", name="筛选").click()
    page.wait_for_function("history.state?.over > 0")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function("!history.state?.over")
    page.go_back()
    page.get_by_role("heading", name="资料库", exact=True).wait_for(timeout=ANSWER_MS)
    page.context.close()


def test_what_was_left_out_of_an_article_is_put_back_cited_and_left_out_again(
    browser: Browser, filled: WebServer
) -> None:
    page = opened(browser, filled, DESK, "/library?article=%E6%B8%94%E7%81%AF%E4%BC%9A.md")
    article = page.locator("article.article")
    article.get_by_text("未收入的内容").click(timeout=ANSWER_MS)
    line = article.locator(".removed p", has_text=CAPTION)
    line.get_by_role("button", name="放回文末").click()
    expect(article.locator(".paragraph").last).to_have_text(CAPTION, timeout=ANSWER_MS)
    expect(article.get_by_text("已放回文末的内容（1 行）")).to_be_visible()

    asking = opened(browser, filled, DESK)
    expect(ask(asking, "灯匠陆停云在扎什么？").locator(".statement").first).to_contain_text("鲤鱼灯")
    asking.context.close()

    article.get_by_text("已放回文末的内容").click()
    article.get_by_role("button", name="再次略去").click()
    expect(article.locator(".paragraph", has_text=CAPTION)).to_have_count(0, timeout=ANSWER_MS)
    page.context.close()
