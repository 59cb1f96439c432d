"""The real server, and a real browser that watches for errors and foreign requests."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Request, expect, sync_playwright

from tests.end_to_end.web_server import CHROMIUM_FLAGS, CHROMIUM_NAMES, WebServer, find_chromium, running_server

ANSWER_MS = 60_000
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


@dataclass
class Watch:
    """Records that must stay empty while a page is used."""

    errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """The web app over an empty library; depends on the browser, so that without one nothing is started."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running
    assert "Traceback" not in running.log.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    executable = find_chromium()
    if executable is None:
        pytest.skip(f"no Chromium found (looked for {', '.join(CHROMIUM_NAMES)}): apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, server: WebServer) -> Iterator[Page]:
    """A page of the app; any script error or request to another host fails the test that used it."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    page = context.new_page()
    watch = watch_page(page, server.address)
    page.goto(server.address)
    page.get_by_test_id("stChatInput").wait_for(timeout=ANSWER_MS)
    yield page
    context.close()
    assert watch == Watch()


def watch_page(page: Page, address: str) -> Watch:
    """Return a record of the page's script errors and of its requests to anything but `address`."""
    watch = Watch()

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            watch.errors.append(message.text)

    def note_error(error: Error) -> None:
        watch.errors.append(str(error))

    def note_dialog(dialog: Dialog) -> None:
        watch.errors.append(f"a script opened a dialog: {dialog.message}")
        dialog.dismiss()

    def note_request(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            watch.foreign_requests.append(request.url)

    page.on("console", note_message)
    page.on("pageerror", note_error)
    page.on("dialog", note_dialog)
    page.on("request", note_request)
    return watch


IN_MAKE_TEST = ("test_browser.py", "test_chat_model.py")
"""What a developer should see break at once; `make check` runs the tests of the other pages and roles."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "end_to_end" and item.path.name not in IN_MAKE_TEST:
            item.add_marker(pytest.mark.long)
