"""axe-core looks at every screen; what it calls serious or critical fails."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.conftest import ANSWER_MS
from tests.end_to_end.test_browser import RESERVOIR, ask, open_library, sync, write
from tests.end_to_end.web_server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SERIOUS = {"serious", "critical"}
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
SCREENS = {"light": (DESK, "light"), "dark": (DESK, "dark"), "phone": (PHONE, "light")}


def scan(page: Page, screen: str) -> None:
    """Fail with every serious finding on the page as it stands, and where it is."""
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
    """Wait until nothing is being drawn and nothing of the run before fades out any more."""
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=ANSWER_MS)
    expect(page.get_by_role("button", name="停止")).to_have_count(0)
    page.wait_for_function("document.getAnimations().every(animation => animation.playState !== 'running')")


@pytest.fixture
def screen(browser: Browser, server: WebServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of the app at the size and in the colours of the parameter."""
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
def test_answer_and_article_have_no_serious_finding(reservoir: None, screen: Page) -> None:
    turn = ask(screen, "松溪水库除险加固工程总投资多少？")
    settle(screen)
    scan(screen, "answered")
    turn.get_by_role("button", name="打开全文").first.click()
    screen.locator("article.article mark.is-current").wait_for()
    scan(screen, "article")


@pytest.mark.parametrize("screen", ["light"], indirect=True)
def test_start_refusal_and_library_have_no_serious_finding(reservoir: None, screen: Page) -> None:
    scan(screen, "empty")
    ask(screen, "国际空间站的轨道高度是多少？")
    settle(screen)
    scan(screen, "refused")
    open_library(screen)
    for number, tab in enumerate(screen.locator(".st-key-view").get_by_role("radio").all()):
        tab.click()
        settle(screen)
        scan(screen, f"tab {number}")


@pytest.mark.parametrize("screen", ["dark"], indirect=True)
def test_library_in_the_dark_has_no_serious_finding(reservoir: None, screen: Page) -> None:
    open_library(screen)
    scan(screen, "library")


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
