"""What a reader can do while many others are answered first: real server, real model, real browser."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from index.embed.embedder import Embedder
from tests.benchmarks.web_client import connect
from tests.end_to_end.talk import BUS, BUS_FACT, ask, fill_library, wait_until_drawn
from tests.end_to_end.web_server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow, pytest.mark.long]
OTHERS = 80
AHEAD_MS = 800
"""By then the others are queued, so that a new question is not answered at once."""


async def ask_together(address: str, count: int, opened: threading.Event, go: threading.Event) -> int:
    """Open `count` pages, and on `go` ask on all of them at once; return how many questions were answered."""
    readers = [await connect(address) for _ in range(count)]
    for reader in readers:
        await reader.open_page()
    opened.set()
    await asyncio.to_thread(go.wait)
    shown = await asyncio.gather(*(reader.ask(BUS) for reader in readers))
    for reader in readers:
        await reader.connection.close()
    return sum(data["status"] == "answered" for _, data in shown)


def test_who_waits_behind_many_can_stop_and_ask_again(
    page: Page, server: WebServer, bundled_embedder: Embedder
) -> None:
    fill_library(server, bundled_embedder)
    page.reload()
    wait_until_drawn(page)
    opened, go = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as threads:  # this thread already runs the browser's event loop
        others = threads.submit(lambda: asyncio.run(ask_together(server.address, OTHERS, opened, go)))
        opened.wait()
        page.get_by_placeholder("输入问题").fill(BUS)
        go.set()
        page.wait_for_timeout(AHEAD_MS)
        page.keyboard.press("Enter")
        expect(page.get_by_text("正在查找依据")).to_be_visible()
        page.locator(".st-key-stop button").click()
        expect(page.locator("article.turn")).to_have_count(0, timeout=2000)
        assert not others.done(), "nobody had to wait: ask with more people"
        assert others.result() == OTHERS
    turn = ask(page, BUS)
    expect(turn.locator(".statement").first).to_contain_text(BUS_FACT)
    expect(turn.locator(".st-key-stop button")).to_have_count(0)
