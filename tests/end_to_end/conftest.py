"""The real server in a process of its own, and a real browser that watches for errors and foreign requests."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Request, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S = 120
ANSWER_MS = 60_000


@dataclass(frozen=True)
class WebServer:
    """A running web app, the folder it watches and what it logged."""

    address: str
    articles: Path
    log: Path


@dataclass
class Watch:
    """What must stay empty while a page is used."""

    errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """The web app over an empty library, started as `streamlit run` would be."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "articles").mkdir()
    config, log = folder / "config.toml", folder / "log.txt"
    config.write_text('[library]\nfolder = "library"\narticles = "articles"\n', encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "ui/app.py", "--server.port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "YINJU_CONFIG": str(config)}, stdout=output, stderr=output
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_healthy(address, process, log)
            yield WebServer(address, folder / "articles", log)
        finally:
            process.terminate()
            process.wait(30)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    executable = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if executable is None:
        pytest.skip(f"no Chromium found (looked for {', '.join(CHROMIUM_NAMES)}): apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=FLAGS)
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

    def note_error(error: Error) -> None:
        watch.errors.append(str(error))

    def note_request(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            watch.foreign_requests.append(request.url)

    page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", note_error)
    page.on("dialog", lambda dialog: (watch.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", note_request)
    return watch


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the server answers; fail with its log where it ends or does not start in time."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    process.kill()
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
