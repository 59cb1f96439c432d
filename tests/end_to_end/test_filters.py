"""Questions limited to some of the articles: real server, real model, real browser."""

import pytest
from playwright.sync_api import Page, expect

from index.embed.embedder import Embedder
from tests.end_to_end.talk import BUS, BUS_FACT, ask, begin_anew, fill_library, wait_until_drawn
from tests.end_to_end.web_server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]


def test_question_is_held_to_a_source_and_a_date_until_the_chips_are_taken_off(
    page: Page, server: WebServer, bundled_embedder: Embedder
) -> None:
    fill_library(server, bundled_embedder)
    page.reload()
    wait_until_drawn(page)
    page.get_by_role("button", name="筛选").click()
    page.get_by_label("来源").last.click()
    page.get_by_role("option", name="苇港发布").click()
    page.keyboard.press("Escape")
    page.get_by_test_id("stDateInput").last.get_by_role("spinbutton").first.click()
    page.keyboard.type("20221231")
    page.get_by_text("只在符合条件的文章里找答案").click()
    expect(page.get_by_text("符合条件的文章有 1 篇")).to_be_visible()

    chips = page.locator("[class*=st-key-chip-] button [data-testid=stMarkdownContainer]").filter(visible=True)
    expect(chips).to_have_text(["在 2022-12-31 及以前发布", "苇港发布"])
    turn = ask(page, BUS)
    expect(turn.locator(".refusal")).to_contain_text("在 2022-12-31 及以前发布、来自“苇港发布”的 1 篇文章")
    expect(turn.locator(".note")).to_contain_text("只检索了在 2022-12-31 及以前发布、来自“苇港发布”的文章。")

    chips.last.click()
    expect(chips).to_have_count(1)
    chips.last.click()
    expect(chips).to_have_count(0)
    begin_anew(page)
    turn = ask(page, BUS)
    expect(turn.locator(".statement").first).to_contain_text(BUS_FACT)
    expect(turn.locator(".note")).to_have_count(0)
