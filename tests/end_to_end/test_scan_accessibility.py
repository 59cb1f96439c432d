"""axe-core scans every screen; serious and critical findings fail."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.conftest import ANSWER_MS
from tests.end_to_end.test_browser import RESERVOIR, ask, sync, write
from tests.end_to_end.web_server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SERIOUS = {"serious", "critical"}
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
SCREENS = {
    "light": (DESK, "light"),
    "dark": (DESK, "dark"),
    "phone": (PHONE, "light"),
    "phone-dark": (PHONE, "dark"),
}


def scan(page: Page, screen: str) -> None:
    """Fail with every serious finding on the page as it is now, and its place."""
    page.evaluate(AXE)  # evaluated, not added as a script: the page's own policy would refuse that
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    findings = [
        f"{screen}: {item['impact']} {item['id']} {node['target']} {node['html'][:160]} {node['failureSummary'][:200]}"
        for item in found
        if item["impact"] in SERIOUS
        for node in item["nodes"]
    ]
    assert findings == [], "\n" + "\n".join(findings)


def settle(page: Page) -> None:
    """Wait until nothing is being drawn and nothing from the run before is still fading out."""
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=ANSWER_MS)
    expect(page.get_by_role("button", name="停止")).to_have_count(0)
    page.wait_for_function("document.getAnimations().every(animation => animation.playState !== 'running')")


@pytest.fixture
def screen(browser: Browser, server: WebServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of the app with the parameter's size and colours."""
    viewport, scheme = SCREENS[request.param]
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    page.goto(server.address)
    page.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
    yield page
    context.close()


@pytest.fixture(scope="module")
def reservoir(browser: Browser, server: WebServer) -> None:
    """One article in the library."""
    write(server, "水库.txt", RESERVOIR)
    page = browser.new_page(locale="zh-CN")
    page.goto(server.address)
    page.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
    sync(page)
    page.close()


@pytest.mark.parametrize("screen", SCREENS, indirect=True)
def test_talk_has_no_serious_finding(reservoir: None, screen: Page, server: WebServer) -> None:
    scan(screen, "welcome")
    turn = ask(screen, "松溪水库除险加固工程总投资多少？")
    settle(screen)
    scan(screen, "answered")
    screen.get_by_role("button", name="筛选").click()
    expect(screen.get_by_role("dialog", name="筛选")).to_be_visible()
    settle(screen)
    scan(screen, "filters")
    screen.keyboard.press("Escape")
    if SCREENS["phone"][0] == screen.viewport_size:
        turn.get_by_role("button", name="查看出处 1", exact=True).click()
        expect(turn.get_by_role("dialog")).to_be_visible()
        settle(screen)
        scan(screen, "sheet")
        turn.get_by_role("dialog").get_by_role("button", name="打开全文").click()
    else:
        turn.get_by_role("button", name="打开全文").first.click()
    screen.locator("article.article mark.is-current").wait_for()
    settle(screen)
    scan(screen, "article")
    screen.locator("article.article").get_by_role("button", name="关闭").click()
    expect(screen.locator("article.article")).to_have_count(0)
    ask(screen, "概括松溪水库除险加固工程的要点")
    settle(screen)
    scan(screen, "form")
    ask(screen, "国际空间站的轨道高度是多少？")
    settle(screen)
    scan(screen, "refused")
    screen.goto(f"{server.address}/manuscript")
    screen.get_by_label("要核对的文字").fill("松溪水库除险加固工程总投资4860万元。松溪水库在月球上。")
    screen.get_by_role("button", name="核对", exact=True).click()
    screen.get_by_role("button", name="下载 Word").wait_for(timeout=ANSWER_MS)
    settle(screen)
    scan(screen, "checked")


@pytest.mark.parametrize("screen", ["light", "dark", "phone-dark"], indirect=True)
def test_library_has_no_serious_finding(reservoir: None, screen: Page, server: WebServer) -> None:
    screen.goto(f"{server.address}/library")
    table = screen.get_by_test_id("stDataFrame").last
    table.locator("canvas").first.wait_for(timeout=ANSWER_MS)
    settle(screen)
    scan(screen, "list")
    table.click(position={"x": 16, "y": 57}, delay=50)
    screen.get_by_role("button", name="更正").click(timeout=ANSWER_MS)
    expect(screen.get_by_role("dialog")).to_be_visible()
    settle(screen)
    scan(screen, "correcting")
    screen.keyboard.press("Escape")
    expect(screen.get_by_role("dialog")).to_have_count(0)
    page = "<html><body><h1>渔灯会开幕</h1><p>2024年10月3日，白鹭湾渔灯会开幕，共扎灯三百六十盏。</p></body></html>"
    screen.locator("input[type=file]").set_input_files(
        {"name": "灯会.html", "mimeType": "text/html", "buffer": page.encode()}
    )
    screen.locator(".st-key-preview-clean").wait_for(timeout=ANSWER_MS)
    settle(screen)
    scan(screen, "preview")
    for view in ("统计", "检查"):
        screen.locator(".st-key-view").get_by_role("radio", name=view).click()
        settle(screen)
        scan(screen, view)


@pytest.mark.parametrize("screen", ["light"], indirect=True)
def test_english_has_no_serious_finding(reservoir: None, screen: Page, server: WebServer) -> None:
    screen.get_by_role("button", name="English").click()
    screen.get_by_placeholder("Type a question").wait_for(timeout=ANSWER_MS)
    assert screen.evaluate("document.documentElement.lang") == "en"
    scan(screen, "chat")
    for scheme in ("light", "dark"):
        screen.emulate_media(color_scheme=scheme)
        screen.goto(f"{server.address}/sign-in")
        scan(screen, f"sign-in {scheme}")
