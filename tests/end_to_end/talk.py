"""Articles, and asking about them, for the tests of conversations, export, thumbs and filters."""

from playwright.sync_api import Browser, Locator, Page, expect

from index.embed.embedder import Embedder
from index.library import Library
from index.sync.sources import sync_paths
from tests.end_to_end.conftest import ANSWER_MS
from tests.end_to_end.web_server import WebServer

ARTICLES = {
    "苇港.txt": (
        "苇港镇修好防洪堤\n发布时间：2022-06-10　来源：苇港发布\n"
        "6月8日，苇港镇防洪堤修复完工，全长3.6公里，总投资2150万元。\n施工队由47名工人组成。\n"
    ),
    "榆湾.txt": (
        "榆湾乡[公交]开通\n发布时间：2023-09-02　来源：榆湾报\n"
        "9月1日，榆湾乡开通两条公交线路，首日运送乘客815人次。\n票价为2元，老人免费。\n"
    ),
}
DYKE, DYKE_FACT = "苇港镇防洪堤全长多少公里？", "3.6公里"
BUS, BUS_FACT = "榆湾乡公交首日运送乘客多少人次？", "815人次"


def fill_library(server: WebServer, embedder: Embedder) -> None:
    """Put the articles into the running server's library, as another program would."""
    folder = server.articles.parent / "talked_about"
    folder.mkdir(exist_ok=True)
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    library = Library.open(server.articles.parent / "library", embedder)
    sync_paths(library, [folder])
    library.close()


def open_page(browser: Browser, server: WebServer, *, width: int = 1280, path: str = "") -> Page:
    """Return the page in a fresh browser."""
    context = browser.new_context(viewport={"width": width, "height": 860}, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.goto(server.address + path)
    wait_until_drawn(page)
    return page


def wait_until_drawn(page: Page) -> None:
    page.get_by_test_id("stChatInput").wait_for(timeout=ANSWER_MS)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=ANSWER_MS)


def ask(page: Page, question: str) -> Locator:
    """Ask, wait for the answer to be finished and return its turn."""
    page.get_by_placeholder("输入问题").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator("article.turn", has=page.get_by_role("heading", name=question, exact=True)).last
    turn.locator(".took").wait_for(timeout=ANSWER_MS)
    wait_until_drawn(page)
    return turn


def begin_anew(page: Page) -> None:
    """Start a new conversation and wait until the page shows it."""
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("article.turn")).to_have_count(0)
    wait_until_drawn(page)


def listed(page: Page) -> Locator:
    """Return the conversations in the sidebar, by the buttons that open them."""
    return page.locator("[data-testid=stSidebar] [class*=st-key-open-] button")
