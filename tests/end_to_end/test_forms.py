"""Answers of more than one fact on screen: drawn, asked for by buttons, collected, asked again."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from tests.end_to_end.conftest import ANSWER_MS, Watch, watch_page
from tests.end_to_end.talk import ask, wait_until_drawn
from tests.end_to_end.test_browser import sync, write
from tests.end_to_end.test_scan_accessibility import scan, settle
from tests.end_to_end.web_server import WebServer, running_server

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
ARTICLES = {
    "停航": "白沙渡轮停航检修\n发布时间：2022-03-09　来源：榆溪日报\n"
    "3月8日，白沙渡轮停航，检修由两家船厂承担。\n停航以后，由27路公交车代行。\n",
    "过半": "白沙渡轮检修过半\n发布时间：2022-05-20　来源：桐岭晚报\n5月19日，白沙渡轮检修过半，船底换了40块新板。\n",
    "复航": "白沙渡轮复航\n发布时间：2022-10-16　来源：榆溪日报\n10月15日，白沙渡轮复航，当天运送乘客1260人次。\n",
    "茶一": "桐岭县春茶增产\n发布时间：2022-06-01　来源：桐岭日报\n2022年桐岭县春茶产量为1.2万吨。\n",
    "茶二": "云墟县春茶开采\n发布时间：2022-06-03　来源：云墟发布\n2022年云墟县春茶产量达到3000吨。\n",
}
ARTICLES |= {
    "旧规": "榆溪市养犬管理办法（试行）\n发布时间：2019-04-20　来源：榆溪日报\n"
    "第一条 遛犬须用犬绳，绳长不超过2米。\n第二条 本办法自2019年5月1日起施行。\n",
    "新规": "榆溪市养犬管理办法\n发布时间：2021-06-01　来源：榆溪日报\n第一条 遛犬须用犬绳，绳长不超过1.5米。\n"
    "第二条 本办法自2021年7月1日起施行，《榆溪市养犬管理办法（试行）》同时废止。\n",
}
TIMELINE, TABLE, RULES = "梳理白沙渡轮的时间线", "各县的春茶产量", "榆溪市养犬的现行规定"


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A separate server, so that the library's topics are those of these articles."""
    with running_server(tmp_path_factory.mktemp("forms")) as running:
        for name, text in ARTICLES.items():
            write(running, f"{name}.txt", text)
        page = browser.new_page(locale="zh-CN")
        page.goto(running.address)
        page.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
        sync(page)
        page.close()
        yield running


def opened_page(browser: Browser, server: WebServer, *, viewport: dict[str, int], scheme: str) -> Iterator[Page]:
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    watch = watch_page(page, server.address)
    page.goto(server.address)
    wait_until_drawn(page)
    yield page
    context.close()
    assert watch == Watch()


@pytest.fixture
def page(browser: Browser, server: WebServer) -> Iterator[Page]:
    yield from opened_page(browser, server, viewport=DESK, scheme="light")


@pytest.fixture
def phone(browser: Browser, server: WebServer) -> Iterator[Page]:
    yield from opened_page(browser, server, viewport=PHONE, scheme="dark")


def save(page: Page, button: str) -> Download:
    with page.expect_download() as started:
        page.get_by_role("button", name=button, exact=True).click()
    return started.value


def content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def test_timeline_is_drawn_opens_its_citations_and_is_taken_along(page: Page) -> None:
    turn = ask(page, TIMELINE)
    expect(turn.locator(".day-when")).to_have_text(["2022年3月8日", "2022年5月19日", "2022年10月15日"])
    dots = turn.locator(".axis-dot")
    expect(dots).to_have_count(3)
    dots.nth(1).click()
    expect(turn.locator(".card.is-open .card-title")).to_have_text("白沙渡轮检修过半")
    expect(dots.nth(1)).to_have_class("axis-dot is-current")
    settle(page)
    scan(page, "timeline")

    table = save(page, "存为表格（CSV）")
    rows = list(csv.reader(io.StringIO(content(table).decode("utf-8-sig"))))
    assert table.suggested_filename == f"{TIMELINE}.csv"
    assert [row[0] for row in rows[1:]] == ["2022-03-08", "2022-05-19", "2022-10-15"]
    assert content(save(page, "存为图片（SVG）")).startswith(b"<svg ")
    picture = save(page, "存为图片（PNG）")
    assert (picture.suggested_filename, content(picture)[:8]) == (f"{TIMELINE}.png", b"\x89PNG\r\n\x1a\n")


def test_figures_are_bars_and_a_table_made_alike(page: Page) -> None:
    turn = ask(page, TABLE)
    expect(turn.locator(".bar-value")).to_have_text(["3000吨", "1.2万吨"])
    expect(turn.locator(".figures tbody tr")).to_have_count(2)
    turn.locator(".bar-row").nth(0).click()
    expect(turn.locator(".card.is-open mark.is-current")).to_have_text("2022年云墟县春茶产量达到3000吨。")
    turn.locator(".sentences summary").click()
    expect(turn.locator(".sentences .statement")).to_have_count(2)
    settle(page)
    scan(page, "table")


def test_opened_article_is_summed_up_at_a_click(page: Page) -> None:
    turn = ask(page, TIMELINE)
    turn.get_by_role("button", name="打开全文").first.click()
    article = page.locator("article.article")
    article.get_by_role("button", name="这篇讲了什么").click()
    summed_up = page.locator("article.turn").last
    expect(summed_up.locator(".question")).to_have_text("《白沙渡轮停航检修》讲了什么？")
    expect(summed_up.locator(".statement")).to_have_count(2, timeout=ANSWER_MS)
    expect(article).to_have_count(0)
    summed_up.get_by_role("button", name="这篇讲了什么").first.click()
    expect(page.locator("article.turn")).to_have_count(3, timeout=ANSWER_MS)


def test_rules_stand_with_their_state_in_the_answer_and_at_its_sources(page: Page) -> None:
    turn = ask(page, RULES)
    rules = turn.locator(".rule")
    expect(rules).to_have_count(2)
    expect(rules.nth(0).locator(".rule-state")).to_have_text("有效")
    expect(rules.nth(0)).to_contain_text("2021-07-01 起施行")
    expect(rules.nth(1).locator(".rule-state")).to_have_text("已废止或被取代")
    expect(rules.nth(1)).to_contain_text("2021年7月1日起由《榆溪市养犬管理办法》废止或取代")
    expect(turn.locator(".card-meta")).to_have_text(
        ["2021-06-01 · 榆溪日报 · 有效", "2019-04-20 · 榆溪日报 · 已废止或被取代"]
    )
    settle(page)
    scan(page, "rules")


def test_topic_of_the_library_opens_on_its_articles_and_its_timeline(page: Page) -> None:
    page.locator(".st-key-topics button", has_text="白沙渡轮（3 篇）").click(timeout=ANSWER_MS)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("在 7 篇文章里，有 3 篇说到它。")
    expect(dialog).to_contain_text("按来源：榆溪日报 2、桐岭晚报 1")
    dialog.get_by_role("button", name="时间线").click()
    expect(page.locator("article.turn .day")).to_have_count(3, timeout=ANSWER_MS)


def test_newest_article_is_opened_from_the_empty_chat(page: Page) -> None:
    page.locator(".st-key-newest button").first.click()
    expect(page.locator("article.article")).to_contain_text("白沙渡轮复航")


def test_next_question_is_asked_at_a_click_and_answered(page: Page) -> None:
    ask(page, "白沙渡轮复航当天运送乘客多少人次？")
    offered = page.locator(".st-key-next-questions button", has_text=TIMELINE)
    offered.click(timeout=ANSWER_MS)
    expect(page.locator("article.turn").last.locator(".day")).to_have_count(3, timeout=ANSWER_MS)


def test_sentences_are_collected_ordered_noted_and_taken_along(page: Page) -> None:
    turn = ask(page, TIMELINE)
    for number in (0, 2):
        turn.locator(".collect").nth(number).click()
        expect(turn.locator(".collect").nth(number)).to_have_attribute("aria-pressed", "true")
    page.reload()
    wait_until_drawn(page)
    page.get_by_role("button", name="摘编（2 句）").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_placeholder("写一句批注").first.fill("与公告对照")
    dialog.get_by_placeholder("写一句批注").first.press("Enter")
    dialog.get_by_role("button", name="下移").first.click()
    texts = dialog.locator("[data-testid=stMarkdown] p")
    expect(texts.nth(0)).to_have_text("10月15日，白沙渡轮复航，当天运送乘客1260人次。")
    settle(page)
    scan(page, "collection")
    markdown = content(save(page, "Markdown 文件")).decode()
    assert markdown.index("10月15日") < markdown.index("3月8日") < markdown.index("〔批注〕与公告对照")
    assert "白沙渡轮复航\\[N\\]. 榆溪日报, 2022-10-16." in markdown
    with zipfile.ZipFile(io.BytesIO(content(save(page, "Word 文档")))) as package:
        assert "与公告对照" in package.read("word/document.xml").decode()
    dialog.get_by_role("button", name="取出").first.click()
    expect(texts.nth(0)).to_have_text("3月8日，白沙渡轮停航，检修由两家船厂承担。")


def test_saved_question_tells_of_a_change_and_only_then(page: Page, server: WebServer) -> None:
    ask(page, TIMELINE)
    page.get_by_role("button", name="有新内容时提醒我").click()
    expect(page.get_by_role("button", name="已保存，有新内容会提示")).to_be_disabled()
    listed = page.locator(".st-key-saved-questions button")
    expect(listed).to_have_text(TIMELINE)
    write(server, "夜航.txt", "白沙渡轮加开夜航\n发布时间：2023-04-02　来源：榆溪日报\n4月1日，白沙渡轮加开夜航。\n")
    try:
        sync(page)
        page.get_by_role("link", name="问答", exact=True).click()
        wait_until_drawn(page)
        expect(listed).to_contain_text("新 1", timeout=ANSWER_MS)
        listed.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("4月1日，白沙渡轮加开夜航。")
        dialog.get_by_role("button", name="打开完整回答").click()
        expect(page.locator("article.turn").last.locator(".day")).to_have_count(4, timeout=ANSWER_MS)
        expect(listed).to_have_text(TIMELINE)
    finally:
        (server.articles / "夜航.txt").unlink()
        sync(page)


def test_phone_shows_a_timeline_and_a_table_within_its_width(phone: Page) -> None:
    for question in (TIMELINE, TABLE, RULES):
        ask(phone, question)
        settle(phone)
        assert phone.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        scan(phone, f"{question} on a phone")
