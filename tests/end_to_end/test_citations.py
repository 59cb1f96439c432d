"""A citation at a glance: a bottom sheet on a phone, a small card on a desktop; both over a real answer."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.conftest import ANSWER_MS, Watch, watch_page
from tests.end_to_end.test_browser import ask, sync, write
from tests.end_to_end.test_scan_accessibility import scan, settle
from tests.end_to_end.web_server import WebServer, running_server

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
TARGET_PX = 44
BEFORE = "".join(f"第{number}个摊位的登记表已经核对完毕，摊主都签了名。" for number in range(1, 25))
AFTER = "".join(f"第{number}条巷子的路灯已经换好，夜里有人值守。" for number in range(1, 25))
POINTS = (
    "一是清扫要在天亮前做完，不得影响早市开张。",
    "二是秤具每月检定一次，检定结果贴在摊位正面显眼的地方。",
    "三是垃圾当天运走，冬天也不例外。",
)
MARKET = (
    "荷塘街夜市管理会议召开\n发布时间：2024-06-11　来源：荷塘晚报\n"
    f"{BEFORE}\n会上，街长纪小棠提了三点要求。{''.join(POINTS)}\n{AFTER}\n"
)
QUESTION = "纪小棠提了哪三点要求？"
MARKER_STARTS_LINE = """([statement]) => {
    const words = document.createRange()
    words.selectNodeContents(statement)
    words.setEndBefore(statement.querySelector(".markers"))
    const beside = box => [...words.getClientRects()].some(word => word.width > 0
        && word.right <= box.left + 1 && word.top < box.bottom && word.bottom > box.top)
    return [...statement.querySelectorAll(".marker")].some(marker => !beside(marker.getBoundingClientRect()))
}"""
"""Whether a marker of the statement has none of its words to the left."""


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A separate server: the article here is in no other test's library."""
    with running_server(tmp_path_factory.mktemp("citations")) as running:
        yield running


@pytest.fixture(scope="module")
def market(browser: Browser, server: WebServer) -> None:
    """One article in the library, with three sentences to cite far from its start and end."""
    write(server, "夜市.txt", MARKET)
    page = browser.new_page(locale="zh-CN")
    page.goto(server.address)
    page.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
    sync(page)
    page.close()


def opened_page(
    browser: Browser, server: WebServer, viewport: dict[str, int], scheme: str, *, is_touch: bool
) -> Iterator[Page]:
    context = browser.new_context(
        viewport=viewport, color_scheme=scheme, has_touch=is_touch, is_mobile=is_touch, locale="zh-CN"
    )
    page = context.new_page()
    watch = watch_page(page, server.address)
    page.goto(server.address)
    page.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
    yield page
    context.close()
    assert watch == Watch()


@pytest.fixture
def phone(browser: Browser, server: WebServer, market: None, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield from opened_page(browser, server, PHONE, getattr(request, "param", "light"), is_touch=True)


@pytest.fixture
def desk(browser: Browser, server: WebServer, market: None, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield from opened_page(browser, server, DESK, getattr(request, "param", "light"), is_touch=False)


def citation(turn: Locator, number: int) -> Locator:
    return turn.get_by_role("button", name=f"查看出处 {number}", exact=True)


def expect_in_sight(sheet: Locator, sentence: str) -> None:
    """Expect this sentence to be the marked one, wholly in view."""
    mark = sheet.locator("mark.is-current")
    expect(mark).to_have_text(sentence)
    expect(mark).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("phone", ["light", "dark"], indirect=True)
def test_on_a_phone_a_sheet_shows_each_cited_sentence(phone: Page) -> None:
    turn = ask(phone, QUESTION)
    settle(phone)
    address = phone.url
    said = phone.get_by_test_id("stMain").get_by_test_id("stMarkdown").all_inner_texts()
    assert [text for text in said if text and text.isascii()] == [], "the Chinese screen says something in English"
    sheet = turn.get_by_role("dialog")
    citation(turn, 2).tap()
    expect(sheet.locator(".card-title")).to_have_text("荷塘街夜市管理会议召开")
    expect(sheet.locator(".card-meta")).to_have_text("2024-06-11 · 荷塘晚报")
    expect(sheet.locator(".count")).to_have_text("2/3")
    expect_in_sight(sheet, POINTS[1])
    settle(phone)
    scan(phone, "sheet")
    expect(turn.locator('.marker[data-number="2"]')).to_be_in_viewport(ratio=1)

    for place, sentence in ((3, POINTS[2]), (1, POINTS[0])):
        sheet.get_by_role("button", name="下一处").tap()
        expect(sheet.locator(".count")).to_have_text(f"{place}/3")
        expect_in_sight(sheet, sentence)
    sheet.get_by_role("button", name="上一处").tap()
    expect(sheet.locator(".count")).to_have_text("3/3")

    sheet.get_by_role("button", name="关闭").tap()
    expect(sheet).to_have_count(0)
    citation(turn, 1).tap()
    expect_in_sight(sheet, POINTS[0])
    phone.touchscreen.tap(PHONE["width"] / 2, 90)  # above the sheet
    expect(sheet).to_have_count(0)
    citation(turn, 1).tap()
    expect_in_sight(sheet, POINTS[0])
    phone.evaluate("window.stays = true")
    phone.evaluate("history.back()")
    expect(sheet).to_have_count(0)
    assert phone.url == address
    assert phone.evaluate("window.stays")
    expect(turn.locator(".statement")).to_have_text([f"{point}[{n}]" for n, point in enumerate(POINTS, 1)])


def test_an_article_opens_from_the_sheet_at_the_sentence_shown(phone: Page) -> None:
    turn = ask(phone, QUESTION)
    settle(phone)
    citation(turn, 1).tap()
    sheet = turn.get_by_role("dialog")
    sheet.get_by_role("button", name="下一处").tap()
    sheet.get_by_role("button", name="打开全文").tap()
    article = phone.locator("article.article")
    expect(article.locator("mark.is-current")).to_have_text(POINTS[1])
    expect(article.locator("mark.is-current")).to_be_in_viewport()
    expect(sheet).to_have_count(0)


def test_a_finger_hits_what_it_means(phone: Page) -> None:
    turn = ask(phone, QUESTION)
    settle(phone)
    sheet = turn.get_by_role("dialog")
    for number in (1, 2, 3):
        for across, down in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            citation(turn, number).scroll_into_view_if_needed()
            box = citation(turn, number).bounding_box()
            assert box is not None
            reach = TARGET_PX / 2 - 1
            middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            phone.touchscreen.tap(middle[0] + across * reach, middle[1] + down * reach)
            expect(sheet.locator(".count")).to_have_text(f"{number}/3")
            for button in sheet.get_by_role("button").all():
                expect_finger_wide(button)
            phone.evaluate("history.back()")
            expect(sheet).to_have_count(0)
    own = turn.locator(".footer button, .card-head, .card.is-open .open-article").all()
    for button in [*own, phone.get_by_role("button", name="English", exact=True)]:
        expect_finger_wide(button)


def expect_finger_wide(button: Locator) -> None:
    box = button.bounding_box()
    assert box is not None
    assert round(min(box["width"], box["height"])) >= TARGET_PX, (button.inner_text(), box)


def test_no_badge_begins_a_line(phone: Page) -> None:
    turn = ask(phone, QUESTION)
    settle(phone)
    lines = set()
    for width in range(300, 430, 5):
        phone.set_viewport_size({"width": width, "height": PHONE["height"]})
        for statement in turn.locator(".statement").all():
            assert not statement.evaluate_all(MARKER_STARTS_LINE), (width, statement.inner_text())
            lines.add(statement.evaluate("node => node.offsetHeight"))
    assert len(lines) > 1, "the widths tried break some statements and others not"


@pytest.mark.parametrize("desk", ["light", "dark"], indirect=True)
def test_on_a_desk_hovering_and_focusing_show_the_sentence_and_a_click_its_source(desk: Page) -> None:
    turn = ask(desk, QUESTION)
    settle(desk)
    preview = turn.get_by_role("tooltip")
    citation(turn, 2).hover()
    expect(preview.locator(".preview-quote")).to_have_text(POINTS[1])
    expect(preview).to_contain_text("荷塘街夜市管理会议召开")
    expect(preview).to_contain_text("2024-06-11")
    expect(preview).to_be_in_viewport(ratio=1)
    scan(desk, "preview")
    preview.hover()  # to select words of it
    expect(preview.locator(".preview-quote")).to_have_text(POINTS[1])
    turn.locator(".question").hover()
    expect(preview).to_have_count(0)

    desk.get_by_placeholder("输入问题").focus()
    for _ in range(30):
        desk.keyboard.press("Shift+Tab")
        if desk.evaluate("document.activeElement.shadowRoot?.activeElement?.dataset.number") == "3":
            break
    expect(preview.locator(".preview-quote")).to_have_text(POINTS[2])
    desk.keyboard.press("Shift+Tab")  # the button that collects the sentence before
    desk.keyboard.press("Shift+Tab")
    expect(preview.locator(".preview-quote")).to_have_text(POINTS[1])
    desk.keyboard.press("Escape")
    expect(preview).to_have_count(0)

    citation(turn, 3).click()
    expect(turn.get_by_role("dialog")).to_have_count(0)
    expect(turn.locator(".card.is-open mark.is-current")).to_have_text(POINTS[2])
    expect(turn.locator(".card.is-open mark.is-current")).to_be_in_viewport(ratio=1)
    expect(preview).to_have_count(0)
