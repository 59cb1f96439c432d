"""The whole program as a reader and a librarian use it: real server, real model, real browser."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.conftest import ANSWER_MS, Watch, watch_page
from tests.end_to_end.web_server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

BEFORE = "\n".join(f"第{number}次例会照常召开，逐项核对了上一阶段的台账，没有新的意见。" for number in range(1, 31))
AFTER = "\n".join(f"第{number}号观测井水位平稳，值守人员按规定完成了当天的巡查记录。" for number in range(1, 31))
RESERVOIR = (
    "松溪水库除险加固工程完工\n发布时间：2024-05-20　来源：松溪日报\n"
    f"{BEFORE}\n5月18日，松溪水库除险加固工程通过验收，总投资4860万元。验收组由9名专家组成。\n{AFTER}\n"
)
TEA = (
    "绿水乡春茶开采\n发布时间：2024-03-10　来源：绿水报\n3月9日，绿水乡春茶开采，首日收青叶640公斤，平均每公斤96元。\n"
)
HOSTILE = (
    "竹岭镇<img src=x onerror=alert(1)>通报\n发布时间：2024-02-02　来源：<b>竹岭报</b>\n"
    "2月1日，竹岭镇<script>alert(1)</script>清理河道12.5公里，![图](http://example.com/a.png) "
    "[点这里](javascript:alert(1))共出动人员310人。\n"
)
COME_TO_REST = """element => new Promise(resolve => {
    const deadline = performance.now() + 5000
    const look = () => element.getBoundingClientRect().right <= innerWidth || performance.now() > deadline
        ? resolve() : requestAnimationFrame(look)
    look()
})"""
"""Resolves when the drawer that holds the element has slid in, or after five seconds."""


def open_library(page: Page) -> None:
    page.get_by_role("link", name="资料库", exact=True).first.click()
    page.get_by_role("heading", name="资料库", exact=True).wait_for()
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    page.locator("[data-test-script-state=notRunning]").wait_for()


def sync(page: Page) -> None:
    """Sync on the library page and wait for the end of this sync: an earlier one's result may still be shown."""
    open_library(page)
    results = page.locator("[class*=st-key-sync-result-]")
    before = results.get_attribute("class") if results.count() else None
    page.get_by_role("button", name="同步", exact=True).click()
    page.wait_for_function(
        """before => {
            const result = document.querySelector("[class*=st-key-sync-result-]")
            return result && result.className !== before && result.textContent.includes("同步完成")
        }""",
        arg=before,
        timeout=ANSWER_MS,
    )
    wait_until_drawn(page)


def ask(page: Page, question: str) -> Locator:
    """Ask, wait for the answer to be finished and return its turn."""
    page.get_by_placeholder("输入问题").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator("article.turn", has=page.get_by_role("heading", name=question, exact=True))
    turn.locator(".took").wait_for(timeout=ANSWER_MS)
    return turn


def go_to_chat(page: Page) -> None:
    page.get_by_role("link", name="问答", exact=True).click()
    page.get_by_placeholder("输入问题").wait_for()


def test_from_an_empty_library_to_a_cited_answer_and_a_new_article(page: Page, server: WebServer) -> None:
    expect(page.get_by_role("heading", name="资料库还是空的")).to_be_visible()
    expect(page.get_by_text(str(server.articles))).to_be_visible()

    write(server, "水库.txt", RESERVOIR)
    sync(page)
    expect(page.get_by_text("新增 1 篇")).to_be_visible()

    go_to_chat(page)
    turn = ask(page, "松溪水库除险加固工程总投资多少？")
    expect(turn.locator(".statement").first).to_contain_text("总投资4860万元")

    turn.get_by_role("button", name="查看出处 1", exact=True).click()
    expect(turn.locator(".card.is-open .card-title")).to_have_text("松溪水库除险加固工程完工")
    expect(turn.locator(".card.is-open .card-meta")).to_contain_text("2024-05-20 · 松溪日报")
    mark = turn.locator("mark.is-current")
    expect(mark).to_have_text("5月18日，松溪水库除险加固工程通过验收，总投资4860万元。")
    expect(turn.locator(".card.is-open .quote")).to_contain_text("验收组由9名专家组成。")

    turn.get_by_role("button", name="打开全文").first.click()
    article = page.locator("article.article")
    expect(article.locator("mark.is-current")).to_be_in_viewport()
    expect(article.locator(".paragraph").first).not_to_be_in_viewport()
    expect(article.locator(".paragraph").last).not_to_be_in_viewport()
    cited = article.locator(".paragraph", has=page.locator("mark.is-current"))
    cited.evaluate(COME_TO_REST)
    paragraph = cited.bounding_box()
    assert paragraph is not None
    assert 0 < paragraph["x"] and paragraph["x"] + paragraph["width"] < 1280
    assert 500 < paragraph["x"], "the drawer stands at the right edge"
    page.keyboard.press("Escape")
    expect(page.locator("article.article")).to_have_count(0)

    write(server, "春茶.txt", TEA)
    sync(page)
    expect(page.get_by_text("新增 1 篇，更新 0 篇，移除 0 篇，未变 1 篇")).to_be_visible()
    go_to_chat(page)
    expect(page.locator("article.turn")).to_have_count(1)
    turn = ask(page, "绿水乡春茶首日收青叶多少公斤？")
    expect(turn.locator(".statement").first).to_contain_text("640公斤")
    expect(turn.locator(".card.is-open .card-title")).to_have_text("绿水乡春茶开采")


def test_question_without_evidence_is_refused_with_the_nearest_articles(page: Page, server: WebServer) -> None:
    write(server, "水库.txt", RESERVOIR)
    sync(page)
    go_to_chat(page)
    turn = ask(page, "国际空间站的轨道高度是多少？")
    expect(turn.locator(".refusal")).to_be_visible()
    expect(turn.get_by_role("heading", name="最接近的文章")).to_be_visible()
    turn.locator(".card-head").first.click()
    turn.get_by_role("button", name="打开全文").first.click()
    expect(page.locator("article.article")).to_be_visible()


def test_nearest_sentence_is_shown_apart_from_the_refusal_and_opens_where_it_stands(
    page: Page, server: WebServer
) -> None:
    write(server, "水库.txt", RESERVOIR)
    sync(page)
    go_to_chat(page)
    turn = ask(page, "水库的总设计师是哪所大学毕业的？")
    expect(turn.locator(".refusal")).to_be_visible()
    nearest = turn.locator(".nearest")
    expect(nearest).to_contain_text("最接近的原文（不是回答）：")
    sentence = nearest.locator(".nearest-quote").inner_text()
    assert sentence in RESERVOIR
    assert turn.locator(".statement, .marker").count() == 0
    nearest.get_by_role("button").click()
    expect(turn.locator(".card.is-open mark")).to_have_text(sentence)
    turn.get_by_role("button", name="打开全文").first.click()
    expect(page.locator("article.article mark")).to_have_text(sentence)


def test_hostile_article_is_shown_as_text(page: Page, server: WebServer) -> None:
    write(server, "<img src=x onerror=alert(1)>.txt", HOSTILE)
    sync(page)
    go_to_chat(page)
    turn = ask(page, "竹岭镇清理河道多少公里？")
    expect(turn.locator(".quote")).to_contain_text("12.5公里")
    turn.get_by_role("button", name="打开全文").first.click()
    article = page.locator("article.article")
    expect(article.locator("mark.is-current")).to_be_visible()
    for shown in (turn, article):
        assert shown.locator("script, img, b, iframe, a").count() == 0


def test_article_opens_from_the_table(page: Page, server: WebServer) -> None:
    write(server, "水库.txt", RESERVOIR)
    sync(page)
    table = page.get_by_test_id("stDataFrame").last
    table.locator("canvas").first.wait_for()
    table.scroll_into_view_if_needed()
    first_button = (64, 56)  # pixels from the table's corner: the cells are drawn on a canvas
    table.hover(position={"x": first_button[0], "y": first_button[1]})
    table.click(position={"x": first_button[0], "y": first_button[1]}, delay=50)
    expect(page.locator("article.article .title")).to_be_visible()


def test_server_looks_up_no_other_host(page: Page, server: WebServer) -> None:
    write(server, "水库.txt", RESERVOIR)
    sync(page)
    go_to_chat(page)
    ask(page, "松溪水库除险加固工程总投资多少？")
    assert [line for line in server.log.read_text(encoding="utf-8").splitlines() if "foreign look-up" in line] == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")], ids=["phone", "dark"])
def test_phone_and_dark_screens_fit_and_can_be_read(
    browser: Browser, server: WebServer, width: int, scheme: str
) -> None:
    write(server, "水库.txt", RESERVOIR)
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    watch = watch_page(page, server.address)
    page.goto(server.address)
    page.get_by_test_id("stChatInput").wait_for(timeout=ANSWER_MS)
    turn = ask(page, "松溪水库除险加固工程总投资多少？")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    answer, sources = turn.locator(".answer").bounding_box(), turn.locator(".sources").bounding_box()
    assert answer is not None and sources is not None
    assert (sources["y"] > answer["y"] + answer["height"] - 1) == (width < 700)
    background = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert background == ("rgb(21, 25, 27)" if scheme == "dark" else "rgb(253, 253, 251)")
    context.close()
    assert watch == Watch()


def write(server: WebServer, name: str, text: str) -> None:
    """Put a file into the watched folder."""
    (server.articles / name).write_text(text, encoding="utf-8")
