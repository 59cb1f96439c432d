"""How the screen behaves: it stays still, an article opens beside its answer, addresses and keys work."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from index.embed.embedder import Embedder
from tests.end_to_end.conftest import ANSWER_MS
from tests.end_to_end.talk import ARTICLES, BUS, DYKE, DYKE_FACT, ask, fill_library, wait_until_drawn
from tests.end_to_end.web_server import WebServer, running_server

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MAX_SHIFT = 0.05
TRIES, DRAWN_MS = 10, 300
"""A canvas does not tell when it has drawn; on a busy machine a click may come too early, and is then made again."""
STILL_PX = 4
"""A movement too small to notice: a tenth of a line."""
COUNT_SHIFTS = """
window.shift = 0
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.shift += entry.value
}).observe({type: "layout-shift", buffered: true})
"""
"""The browser itself ignores shifts within half a second of a key; a busy machine is slower than that."""
WATCH_GHOSTS = """question => {
    window.ghosts = 0
    const isQuestion = part => part.tagName === "H2" && part.textContent === question
    const isShown = node => [...node.querySelectorAll("*")].some(
        part => (part.shadowRoot && isShown(part.shadowRoot)) || isQuestion(part))
    const look = () => {
        const welcome = [...document.querySelectorAll("h1")].some(
            heading => heading.textContent.includes("问一问") && heading.checkVisibility())
        if (isShown(document)) { if (welcome) window.ghosts += 1 }
        if (!window.seenEnough) requestAnimationFrame(look)
    }
    look()
}"""
"""Counts the frames that show both the welcome and the question."""
FOLLOW_QUESTION = """question => {
    const followed = window.followed = {places: []}
    let sent = false
    document.addEventListener("keydown", () => (sent = true), {capture: true, once: true})
    const isQuestion = part => part.tagName === "H2" && part.textContent === question
    const find = node => {
        for (const part of node.querySelectorAll("*")) {
            const found = isQuestion(part) ? part : part.shadowRoot && find(part.shadowRoot)
            if (found) return found
        }
    }
    const look = () => {
        if (window.followed !== followed) return
        const place = find(document)?.getBoundingClientRect().top
        if (sent && (place !== undefined || followed.places.length)) {
            const shown = place === undefined ? null : Math.round(place)
            if (shown !== followed.places.at(-1)) followed.places.push(shown)
        }
        requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
}"""
"""Follows a question frame by frame after Enter: every place it appears in, null while it is gone."""
BEGINS_BY = """most => {
    const tables = document.querySelectorAll("[data-testid=stDataFrame]")
    return tables.length && [...tables].at(-1).getBoundingClientRect().top <= most
}"""
SELECT = """paragraph => {
    const range = new Range()
    range.selectNodeContents(paragraph)
    const selection = paragraph.getRootNode().getSelection?.() ?? getSelection()
    getSelection().removeAllRanges()
    getSelection().addRange(range)
}"""


@pytest.fixture(scope="module")
def filled(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, bundled_embedder: Embedder
) -> Iterator[WebServer]:
    """The web app over two articles."""
    with running_server(tmp_path_factory.mktemp("screen")) as running:
        fill_library(running, bundled_embedder)
        yield running
    assert "Traceback" not in running.log.read_text(encoding="utf-8")


def opened(browser: Browser, server: WebServer, viewport: dict[str, int], path: str = "") -> Page:
    context = browser.new_context(viewport=viewport, locale="zh-CN", has_touch=viewport is PHONE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script(COUNT_SHIFTS)
    page.goto(server.address + path)
    wait_until_drawn(page)
    return page


@pytest.fixture
def desk(browser: Browser, filled: WebServer) -> Iterator[Page]:
    page = opened(browser, filled, DESK)
    yield page
    page.context.close()


@pytest.fixture
def phone(browser: Browser, filled: WebServer) -> Iterator[Page]:
    page = opened(browser, filled, PHONE)
    yield page
    page.context.close()


def read_beside(page: Page) -> Locator:
    """Ask, open the article the answer cites, and return it."""
    turn = ask(page, DYKE)
    turn.get_by_role("button", name="打开全文").first.click()
    article = page.locator("article.article")
    expect(article.locator("mark.is-current")).to_contain_text(DYKE_FACT)
    wait_until_drawn(page)
    return article


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_moves_while_the_page_loads_and_while_a_question_is_asked(
    browser: Browser, filled: WebServer, viewport: dict[str, int]
) -> None:
    page = opened(browser, filled, viewport)
    page.reload()  # the models are loaded by now
    wait_until_drawn(page)
    page.wait_for_timeout(500)
    assert page.evaluate("window.shift") < MAX_SHIFT, "loading"
    page.evaluate("window.shift = 0")
    page.evaluate(WATCH_GHOSTS, DYKE)
    ask(page, DYKE)
    assert page.evaluate("window.shift") < MAX_SHIFT, "asking"
    assert page.evaluate("window.ghosts") == 0, "the welcome stood beside the answer"
    page.context.close()


def test_a_question_stands_on_screen_without_the_server_and_its_answer_does_not_move_it(
    desk: Page, filled: WebServer
) -> None:
    for question, most in ((DYKE, 64), (BUS, 80)):
        desk.get_by_placeholder("输入问题").fill(question)
        desk.evaluate(FOLLOW_QUESTION, question)
        with filled.stopped():
            desk.keyboard.press("Enter")
            desk.wait_for_function("window.followed.places.length", timeout=ANSWER_MS)
        turn = desk.locator("article.turn", has=desk.get_by_role("heading", name=question, exact=True)).last
        turn.locator(".took").wait_for(timeout=ANSWER_MS)
        wait_until_drawn(desk)
        places = desk.evaluate("window.followed")["places"]
        assert places, "it is seen"
        assert None not in places, "it stays"
        assert all(abs(place - most) <= STILL_PX for place in places), f"it stands still: {places}"
        assert desk.locator("article.turn").count() == (1 if question == DYKE else 2)


def test_the_first_question_of_a_server_stays_where_it_was_asked(
    browser: Browser, tmp_path: Path, bundled_embedder: Embedder
) -> None:
    with running_server(tmp_path) as server:
        fill_library(server, bundled_embedder)
        page = opened(browser, server, DESK)  # the models are loaded while it is drawn
        page.get_by_placeholder("输入问题").fill(DYKE)
        page.evaluate(FOLLOW_QUESTION, DYKE)
        page.keyboard.press("Enter")
        page.locator("article.turn .took").wait_for(timeout=ANSWER_MS)
        wait_until_drawn(page)
        places = page.evaluate("window.followed")["places"]
        assert places and None not in places, places
        page.context.close()


def test_what_stood_below_the_turn_before_moves_nothing_when_it_goes(phone: Page) -> None:
    ask(phone, DYKE)
    expect(phone.locator(".st-key-save-question")).to_be_in_viewport(timeout=ANSWER_MS)
    wait_until_drawn(phone)
    phone.get_by_placeholder("输入问题").fill(BUS)
    phone.evaluate(FOLLOW_QUESTION, BUS)
    phone.keyboard.press("Enter")
    turn = phone.locator("article.turn", has=phone.get_by_role("heading", name=BUS, exact=True)).last
    turn.locator(".took").wait_for(timeout=ANSWER_MS)
    wait_until_drawn(phone)
    places = phone.evaluate("window.followed")["places"]
    assert places and all(place is not None and abs(place - 80) <= STILL_PX for place in places), places


def test_an_article_stands_beside_the_answer_at_an_address_of_its_own(desk: Page) -> None:
    article = read_beside(desk)
    answer, panel = desk.locator("article.turn .answer").bounding_box(), article.bounding_box()
    assert answer is not None and panel is not None
    assert answer["x"] + answer["width"] <= panel["x"], "beside it, not over it"
    assert "article=" in desk.url

    desk.reload()
    expect(article.locator("mark.is-current")).to_contain_text(DYKE_FACT, timeout=ANSWER_MS)
    article.get_by_role("searchbox", name="在文中查找").fill("施工队")
    expect(article.get_by_role("status")).to_have_text("1/1")
    article.get_by_role("searchbox", name="在文中查找").fill("没有的词")
    expect(article.get_by_role("status")).to_have_text("没有找到")
    article.get_by_role("button", name="关闭").click()
    expect(article).to_have_count(0)
    assert "article=" not in desk.url


def test_back_closes_the_article_and_stays_on_the_page(desk: Page) -> None:
    article = read_beside(desk)
    desk.evaluate("window.stays = true")
    desk.go_back()
    expect(article).to_have_count(0)
    assert desk.evaluate("window.stays")
    expect(desk.locator("article.turn")).to_have_count(1)


def test_one_article_is_asked_and_a_passage_of_it(desk: Page) -> None:
    article = read_beside(desk)
    article.get_by_role("button", name="问这一篇").click()
    expect(desk.get_by_role("button", name="只问《苇港镇修好防洪堤》")).to_be_visible()
    article.locator(".paragraph").last.evaluate(SELECT)
    article.get_by_role("button", name="复制并注明出处").click()
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert copied == "“施工队由47名工人组成。”（《苇港镇修好防洪堤》、苇港发布、2022-06-10）"
    article.get_by_role("button", name="问这段话").click()
    expect(desk.get_by_placeholder("输入问题")).to_have_value("“施工队由47名工人组成。”——")


def test_a_refusal_leads_on_and_what_would_change_nothing_is_not_offered(desk: Page) -> None:
    read_beside(desk).get_by_role("button", name="问这一篇").click()
    expect(desk.get_by_role("button", name="只问《苇港镇修好防洪堤》")).to_be_visible()
    turn = ask(desk, BUS)
    expect(turn.locator(".refusal")).to_be_visible()
    expect(turn.get_by_role("button", name="重新回答")).to_have_count(0)
    turn.get_by_role("button", name="去掉筛选再问").click()
    expect(turn.locator(".statement").first).to_contain_text("815人次", timeout=ANSWER_MS)
    wait_until_drawn(desk)

    turn = ask(desk, "榆湾乡小学有多少名学生？")
    turn.get_by_role("button", name="在资料库里搜").click()
    desk.get_by_role("heading", name="资料库", exact=True).wait_for(timeout=ANSWER_MS)
    expect(desk.get_by_role("searchbox", name="搜索", exact=True)).not_to_have_value("")
    assert "list_text=" in desk.url


def test_a_question_is_taken_up_again_and_its_answer_replaced(desk: Page) -> None:
    ask(desk, DYKE)
    field = desk.get_by_placeholder("输入问题")
    field.focus()
    desk.keyboard.press("ArrowUp")
    expect(field).to_have_value(DYKE)
    ask(desk, BUS)
    expect(desk.locator("article.turn")).to_have_count(1)


def test_filters_survive_a_reload_and_tabs_are_called_as_the_conversation(browser: Browser, filled: WebServer) -> None:
    page = opened(browser, filled, DESK, "/?since=2023-01-01&source=榆湾报")
    expect(page.get_by_role("button", name="榆湾报")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="榆湾报")).to_be_visible(timeout=ANSWER_MS)
    wait_until_drawn(page)
    turn = ask(page, DYKE)
    expect(turn.locator(".refusal")).to_be_visible()
    expect(page).to_have_title(f"{DYKE} · 引据")
    page.context.close()


def test_keys_lead_to_the_field_and_to_the_search_of_conversations(desk: Page) -> None:
    expect(desk.get_by_placeholder("输入问题")).to_be_focused()
    ask(desk, DYKE)
    desk.keyboard.press("Control+k")
    expect(desk.get_by_placeholder("搜索标题、问题和回答")).to_be_focused()
    desk.locator("body").evaluate("body => document.activeElement.blur()")
    desk.keyboard.press("/")
    expect(desk.get_by_placeholder("搜索标题、问题和回答")).to_be_focused()


def test_a_phone_has_the_pages_in_reach_and_the_sidebar_goes_on_every_choice(phone: Page) -> None:
    ask(phone, DYKE)
    navigation = phone.locator(".st-key-phone-navigation")
    last = navigation.get_by_role("link").last.bounding_box()
    assert last is not None
    assert last["height"] >= 44
    assert PHONE["height"] - 40 <= last["y"] + last["height"] <= PHONE["height"], "no blank strip below it"
    sidebar = phone.get_by_test_id("stSidebar")
    phone.get_by_test_id("stExpandSidebarButton").tap()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    sidebar.get_by_role("link", name="资料库").tap()
    expect(sidebar).to_have_attribute("data-collapsed", "true", timeout=ANSWER_MS)
    phone.get_by_role("heading", name="资料库", exact=True).wait_for(timeout=ANSWER_MS)
    navigation.get_by_role("link", name="问答").tap()
    phone.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)


def test_a_low_window_is_left_to_the_answer(browser: Browser, filled: WebServer) -> None:
    page = opened(browser, filled, {"width": 720, "height": 450}, "/")
    ask(page, DYKE)
    box = page.get_by_test_id("stBottom").bounding_box()
    assert box is not None and box["height"] <= 450 * 0.28
    page.locator(".st-key-phone-navigation").get_by_role("link", name="资料库").click()
    page.get_by_role("heading", name="资料库", exact=True).wait_for(timeout=ANSWER_MS)
    page.context.close()


def test_an_article_fills_a_phone_until_back(phone: Page) -> None:
    turn = ask(phone, DYKE)
    turn.get_by_role("button", name="查看出处 1", exact=True).tap()
    turn.get_by_role("dialog").get_by_role("button", name="打开全文").tap()
    article = phone.locator("article.article")
    expect(article.locator("mark.is-current")).to_be_in_viewport(timeout=ANSWER_MS)
    box = article.bounding_box()
    assert box is not None and box["width"] == PHONE["width"]
    wait_until_drawn(phone)
    phone.go_back()
    expect(article).to_have_count(0)
    expect(phone.locator("article.turn")).to_have_count(1)


def test_the_table_begins_in_the_upper_fifth_and_a_title_opens_its_article(browser: Browser, filled: WebServer) -> None:
    page = opened_library(browser, filled)
    table = page.get_by_test_id("stDataFrame").last
    page.set_viewport_size({"width": 1024, "height": 768})
    page.wait_for_function(BEGINS_BY, arg=768 * 0.22, timeout=ANSWER_MS)
    page.set_viewport_size(DESK)
    box = table.bounding_box()
    assert box is not None and box["y"] <= DESK["height"] / 5
    page.get_by_role("searchbox", name="搜索", exact=True).fill("工人")
    expect(page.get_by_text("共 1 条", exact=True)).to_be_visible()
    wait_until_idle(page)
    expect(table.locator("table")).to_contain_text("施工队由47名工人组成")
    table.click(position={"x": 120, "y": 57}, delay=50)
    expect(page.locator("article.article .title")).to_have_text("苇港镇修好防洪堤")
    page.context.close()


def test_ticked_articles_are_asked_until_the_chip_is_taken_off(browser: Browser, filled: WebServer) -> None:
    page = opened_library(browser, filled)
    page.get_by_role("searchbox", name="搜索", exact=True).fill("苇港")
    expect(page.get_by_text("共 1 条", exact=True)).to_be_visible()
    wait_until_idle(page)
    page.get_by_test_id("stDataFrame").last.click(position={"x": 16, "y": 57}, delay=50)
    page.get_by_role("button", name="问这一篇").click()
    page.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
    expect(page.get_by_role("button", name="只问《苇港镇修好防洪堤》")).to_be_visible()
    wait_until_drawn(page)
    expect(ask(page, BUS).locator(".refusal")).to_be_visible()
    page.get_by_role("button", name="只问《苇港镇修好防洪堤》").click()
    expect(page.get_by_role("button", name="只问《苇港镇修好防洪堤》")).to_have_count(0)
    wait_until_drawn(page)
    expect(ask(page, f"请问{BUS}").locator(".statement").first).to_contain_text("815人次")
    page.context.close()


def test_the_menu_of_a_column_speaks_chinese(browser: Browser, filled: WebServer) -> None:
    page = opened_library(browser, filled)
    table, menu = page.get_by_test_id("stDataFrame").last, page.get_by_test_id("stDataFrameColumnMenu")
    for _, end in product(range(TRIES), (390, 376)):  # of the header: its column takes what the others leave
        table.hover(position={"x": 300, "y": 18})
        page.wait_for_timeout(DRAWN_MS)  # the grid draws the three dots there in a later frame
        table.click(position={"x": end, "y": 18}, delay=50)
        page.wait_for_timeout(DRAWN_MS)
        if menu.is_visible():
            break
    expect(menu).to_contain_text("升序排列")
    assert not re.search("[A-Z][a-z]", menu.inner_text()), menu.inner_text()  # the names of icons are in lower case
    page.context.close()


def test_an_empty_library_takes_files_on_the_page_of_the_talk(browser: Browser, tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
        page.goto(server.address)
        page.get_by_role("button", name="把文件拖到这里").wait_for(timeout=ANSWER_MS)
        wait_until_idle(page)
        name, text = next(iter(ARTICLES.items()))
        file = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="加入 1 篇").click(timeout=ANSWER_MS)
        page.get_by_role("heading", name="问一问你的文章").wait_for(timeout=ANSWER_MS)
        wait_until_drawn(page)
        expect(ask(page, DYKE).locator(".statement").first).to_contain_text(DYKE_FACT)
        page.context.close()


def test_what_is_known_of_an_article_is_corrected(browser: Browser, filled: WebServer) -> None:
    page = opened_library(browser, filled)
    page.get_by_role("searchbox", name="搜索", exact=True).fill("工人")
    expect(page.get_by_text("共 1 条", exact=True)).to_be_visible()
    wait_until_idle(page)
    table = page.get_by_test_id("stDataFrame").last
    table.click(position={"x": 16, "y": 57}, delay=50)
    page.get_by_role("button", name="更正").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("来源", exact=True).fill("苇港新报")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_have_count(0, timeout=ANSWER_MS)
    expect(table.locator("table")).to_contain_text("苇港新报")
    page.get_by_role("button", name="清除选择").click()
    expect(page.get_by_role("button", name="更正")).to_have_count(0)
    page.context.close()


def test_an_unknown_address_is_said_in_chinese_and_leads_home(browser: Browser, filled: WebServer) -> None:
    page = browser.new_page(locale="zh-CN")
    answered = page.goto(f"{filled.address}/nothing")
    assert answered is not None and answered.status == 404
    page.get_by_role("link", name="回到首页").click()
    page.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
    for link in page.get_by_role("link").all():
        address = link.get_attribute("href") or ""
        if address.startswith(("/", filled.address)):
            assert page.request.get(address if "://" in address else filled.address + address).status == 200, address
    page.close()


def opened_library(browser: Browser, server: WebServer) -> Page:
    page = browser.new_context(viewport=DESK, locale="zh-CN").new_page()
    page.goto(f"{server.address}/library")
    page.get_by_test_id("stDataFrame").locator("canvas").first.wait_for(timeout=ANSWER_MS)
    wait_until_idle(page)
    return page


def wait_until_idle(page: Page) -> None:
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=ANSWER_MS)
