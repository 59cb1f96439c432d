"""Take the README's screenshots: python -m tests.end_to_end.take_screenshots [FOLDER]"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.end_to_end.web_server import CHROMIUM_FLAGS, ROOT, WebServer, find_chromium, running_server

QUESTION = "方季常提了哪六点意见？"
WIDE = {"width": 1280, "height": 840}
PHONE = {"width": 390, "height": 844}
WAIT_MS = 120_000
PAGE = (
    "<html><body><ul><li><a href='/'>首页</a></li><li><a href='/n'>要闻</a></li><li><a href='/v'>视频</a></li></ul>"
    "<h1>云台古镇灯会开幕</h1><p>2024-02-20 19:32　来源：云台报　记者：林小满</p>"
    "<p>2月20日晚，云台古镇灯会开幕，共展出花灯1280组，为历年最多。</p>"
    "<p>灯会持续到3月5日，每天开放到晚上十点，古镇东门和北门设有免费停车场。</p><p>（责任编辑：周宁）</p>"
    "<div>相关阅读</div><ul><li><a href='/1'>元宵节去哪儿看灯</a></li><li><a href='/2'>古镇停车指南</a></li></ul>"
    "<div>版权所有 未经许可不得转载</div></body></html>"
)
SETTLE_MS = 1_200
"""Screenshots are taken once nothing moves any more."""


def main() -> None:
    """Write the screenshots; if that is not possible, exit with a sentence on standard error."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    executable = find_chromium()
    if executable is None:
        sys.exit("no Chromium found: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    shown = Path(tempfile.gettempdir()) / "yinju"  # a short path: it is readable in the screenshots
    shutil.rmtree(shown, ignore_errors=True)
    shutil.copytree(ROOT / "articles", shown / "articles")
    with sync_playwright() as playwright:
        with running_server(shown) as server:
            browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
            take_all(browser, server, folder)
            browser.close()
    shutil.rmtree(shown)


def take_all(browser: Browser, server: WebServer, folder: Path) -> None:
    """Fill the library, then take each screenshot."""
    page = open_page(browser, server, WIDE, "light")
    page.get_by_role("link", name="资料库", exact=True).first.click()
    page.get_by_role("button", name="同步", exact=True).click()
    page.get_by_text("同步完成").wait_for(timeout=WAIT_MS)
    page.get_by_test_id("stDataFrame").locator("canvas").first.wait_for(timeout=WAIT_MS)
    take_library(page, folder)
    page.get_by_role("link", name="问答", exact=True).click()
    take(page, folder / "start.png")
    ask(page)  # to warm up: the time taken is in the screenshot
    page.get_by_role("button", name="新对话").click()
    ask(page)
    take(page, folder / "chat.png")
    page.get_by_role("button", name="打开全文").first.click()
    take(page, folder / "article.png")
    page.context.close()
    for name, viewport, scheme in (("chat-dark", WIDE, "dark"), ("chat-phone", PHONE, "light")):
        page = open_page(browser, server, viewport, scheme)
        ask(page)
        take(page, folder / f"{name}.png")
        page.context.close()


def take_library(page: Page, folder: Path) -> None:
    """Take the list, and the preview of an upload."""
    take(page, folder / "library.png")
    page.locator("input[type=file]").set_input_files(
        {"name": "灯会.html", "mimeType": "text/html", "buffer": PAGE.encode()}
    )
    page.locator(".st-key-preview-clean").wait_for(timeout=WAIT_MS)
    page.locator(".st-key-preview-clean").scroll_into_view_if_needed()
    take(page, folder / "library-preview.png")


def open_page(browser: Browser, server: WebServer, viewport: dict[str, int], scheme: str) -> Page:
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    page.goto(server.address)
    page.get_by_test_id("stChatInput").wait_for(timeout=WAIT_MS)
    return page


def ask(page: Page) -> None:
    page.get_by_placeholder("输入问题").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".took").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="查看出处 3", exact=True).click()


def take(page: Page, file: Path) -> None:
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=file)


if __name__ == "__main__":
    main()
