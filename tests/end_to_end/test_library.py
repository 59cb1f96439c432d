"""Keeping a library in a real browser: preview and add, find, withdraw and undo, stop a sync, ask meanwhile."""

import base64
import io
import shutil
import zipfile
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, Position, expect

from tests.end_to_end.conftest import ANSWER_MS, Watch, watch_page
from tests.end_to_end.test_browser import ask, go_to_chat, open_library, sync, wait_until_drawn, write
from tests.end_to_end.web_server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

LANTERNS = "云台古镇灯会开幕\n发布时间：2024-02-20　来源：云台报\n2月20日，云台古镇灯会开幕，共展出花灯1280组。\n"
FERRY = "苇渡口轮渡复航\n发布时间：2024-04-02　来源：苇渡报\n4月1日，苇渡口轮渡复航，首日运送旅客2365人次。\n"
ROW_HEIGHT = 38  # pixels: the cells are drawn on a canvas
DROP = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), sign => sign.charCodeAt(0))
    const transfer = new DataTransfer()
    transfer.items.add(new File([bytes], name))
    for (const kind of ["dragenter", "dragover", "drop"])
        document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true}))
}"""
"""Drops a file anywhere on the page, as with a mouse."""
READY_LATE = """() => {
    const uploader = document.querySelector(".st-key-uploader input[type=file]")
    uploader.disabled = true
    setTimeout(() => { uploader.disabled = false }, 500)
}"""
"""Makes the uploader ready only after half a second, as on a slow machine."""


def find(page: Page, text: str, count: int = 1) -> Locator:
    """Search the list and return the table once it shows this many rows."""
    open_library(page)
    box = page.get_by_role("searchbox", name="搜索", exact=True)
    box.fill(text)  # without Enter: the list follows what is typed
    page.get_by_text(f"共 {count} 条", exact=True).wait_for()
    wait_until_drawn(page)
    table = page.get_by_test_id("stDataFrame").last
    table.locator("canvas").first.wait_for()
    table.scroll_into_view_if_needed()
    return table


def click_row(page: Page, table: Locator, row: int, x: int) -> None:
    """Click into row `row` (from 1) of the table, `x` pixels from its left edge."""
    position: Position = {"x": x, "y": ROW_HEIGHT * row + ROW_HEIGHT / 2}
    table.hover(position=position)
    table.click(position=position, delay=50)
    wait_until_drawn(page)


def refusal_or_answer(page: Page, question: str) -> str:
    go_to_chat(page)
    turn = ask(page, question)
    return turn.locator(".refusal, .statement").first.inner_text()


def test_dropped_archive_is_previewed_and_then_answers(page: Page, server: WebServer) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("灯会.txt", LANTERNS)
        archive.writestr("空白.txt", "")
        archive.writestr("../../../外面.txt", FERRY)
    before = sorted(server.articles.rglob("*"))
    open_library(page)
    page.get_by_role("button", name="＋ 加入文章").wait_for()
    page.locator(".st-key-uploader input[type=file]").wait_for(state="attached")
    page.evaluate(READY_LATE)
    page.evaluate(DROP, ["两篇.zip", base64.b64encode(stream.getvalue()).decode()])
    page.get_by_text("可以加入 2 篇（1 个文件）。 不能收入 1 条，原因写在表里。").wait_for(timeout=ANSWER_MS)
    original, clean = page.locator(".st-key-preview-original"), page.locator(".st-key-preview-clean")
    expect(original).to_contain_text("发布时间：2024-02-20　来源：云台报")
    expect(clean).to_contain_text("2月20日，云台古镇灯会开幕，共展出花灯1280组。")
    expect(clean).to_contain_text("日期：2024-02-20")
    assert sorted(server.articles.rglob("*")) == before, "nothing is saved before it is added"

    page.get_by_role("button", name="加入 2 篇").click()
    page.get_by_text("同步完成：新增 2 篇").wait_for(timeout=ANSWER_MS)
    expect(page.get_by_text("正在收入")).to_have_count(0)
    expect(page.get_by_role("link", name="去提问")).to_be_visible()
    assert sorted(set(server.articles.rglob("*")) - set(before)) == [server.articles / "两篇.zip"]
    assert not list(server.articles.parent.parent.rglob("外面.txt"))
    assert "1280组" in refusal_or_answer(page, "云台古镇灯会展出多少组花灯？")
    assert "2365人次" in refusal_or_answer(page, "苇渡口轮渡复航首日运送旅客多少人次？")


def test_withdrawn_article_no_longer_answers_and_undo_brings_it_back(page: Page, server: WebServer) -> None:
    question = "梅岭隧道全长多少米？"
    write(server, "隧道.txt", "梅岭隧道贯通\n发布时间：2024-01-09　来源：梅岭报\n1月8日，梅岭隧道贯通，全长4187米。\n")
    sync(page)
    assert "4187米" in refusal_or_answer(page, question)

    table = find(page, "梅岭隧道")
    click_row(page, table, 1, 16)
    page.get_by_role("button", name="撤下 1 篇").click()
    expect(page.get_by_text("已撤下 1 篇，现在不再用它们回答；文件没有删除。")).to_be_visible()
    assert "4187" not in refusal_or_answer(page, f"请问{question}")
    assert (server.articles / "隧道.txt").is_file()

    sync(page)
    assert "4187" not in refusal_or_answer(page, f"你知道{question}"), "a sync leaves it withdrawn"
    page.reload()
    wait_until_drawn(page)
    table = find(page, "梅岭隧道")
    click_row(page, table, 1, 64)
    expect(page.locator("article.article .title")).to_have_text("梅岭隧道贯通")
    page.keyboard.press("Escape")
    expect(page.locator("article.article")).to_have_count(0)
    click_row(page, table, 1, 16)
    page.get_by_role("button", name="放回 1 篇").click()
    expect(page.get_by_text("已放回 1 篇，现在又能用来回答。")).to_be_visible()
    assert "4187米" in refusal_or_answer(page, question)


def test_undo_stands_beside_what_was_done(page: Page, server: WebServer) -> None:
    write(
        server,
        "菜场.txt",
        "柳巷菜场重开\n发布时间：2024-03-09　来源：柳巷报\n3月8日，柳巷菜场重新开业，有摊位316个。\n",
    )
    sync(page)
    find(page, "柳巷菜场")
    page.get_by_role("button", name="筛选").click()
    answering = page.get_by_role("toolbar", name="状态").get_by_role("button", name="可以回答")
    answering.click()
    page.keyboard.press("Escape")
    wait_until_drawn(page)
    click_row(page, page.get_by_test_id("stDataFrame").last, 1, 16)
    page.get_by_role("button", name="撤下 1 篇").click()
    expect(page.get_by_text("没有符合条件的文章")).to_be_visible()  # it no longer answers: the filter still applies
    page.locator(".st-key-undo").get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已放回 1 篇，现在又能用来回答。")).to_be_visible()
    expect(page.get_by_text("共 1 条", exact=True)).to_be_visible()
    assert "list_states" in page.url
    assert "316个" in refusal_or_answer(page, "柳巷菜场重新开业有多少个摊位？")


def test_running_sync_tells_how_far_answers_meanwhile_and_can_be_stopped(
    page: Page, browser: Browser, server: WebServer
) -> None:
    write(
        server, "灯塔.txt", "鹭岛灯塔翻修\n发布时间：2024-05-09　来源：鹭岛报\n5月8日，鹭岛灯塔翻修完工，塔高73米。\n"
    )
    sync(page)
    other = browser.new_page(locale="zh-CN")
    other.goto(server.address)
    other.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
    folder = server.articles / "许多"
    folder.mkdir()
    try:
        for number in range(400):
            (folder / f"{number:03}.txt").write_text(water_levels(number), encoding="utf-8")
        open_library(page)
        page.get_by_role("button", name="同步", exact=True).click()
        page.get_by_text(" 个文件，共 4").wait_for(timeout=ANSWER_MS)
        turn = ask(other, "鹭岛灯塔高多少米？")
        expect(turn.locator(".statement").first).to_contain_text("73米")
        page.get_by_role("button", name="停止", exact=True).click()
        page.get_by_text("已停止同步。停止前收入的文章都已保存").wait_for(timeout=ANSWER_MS)
    finally:
        shutil.rmtree(folder)
        other.close()
    find(page, "灯塔翻修")
    sync(page)


def water_levels(number: int) -> str:
    """Return a distinct article, long enough that four hundred take a while."""
    hours = (f"第{number}号站{hour}时的水位是{number * 7 % 97}.{hour}米，流量{number * hour}方" for hour in range(24))
    return f"第{number}号水文站通报\n{'。'.join(hours)}。\n"


def test_list_is_sorted_by_a_click_on_its_head(page: Page, server: WebServer) -> None:
    write(server, "a.txt", "石桥修缮之一\n发布时间：2021-01-01\n石桥修缮工程开工。\n")
    write(server, "b.txt", "石桥修缮之二\n发布时间：2022-01-01\n石桥修缮工程过半，已修好桥墩、桥面和栏杆。\n")
    sync(page)
    find(page, "石桥修缮", 2)
    for order in ("日期，旧的在前", "日期，新的在前"):
        page.get_by_test_id("stDataFrame").last.click(position={"x": 690, "y": 18})
        expect_order(page, order)


def expect_order(page: Page, order: str, *, button: str = "筛选", name: str = "排序") -> None:
    """Expect the list to be in this order, which is shown among the filters."""
    wait_until_drawn(page)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("combobox", name=name)).to_have_value(order)
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name=name)).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")], ids=["phone", "dark"])
def test_every_part_fits_a_phone_and_can_be_read_in_the_dark(
    browser: Browser, server: WebServer, width: int, scheme: Literal["light", "dark"]
) -> None:
    write(server, "水库.txt", LANTERNS)
    context = browser.new_context(viewport={"width": 1280, "height": 844}, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    watch = watch_page(page, server.address)
    page.goto(server.address)
    page.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
    open_library(page)
    page.set_viewport_size({"width": width, "height": 844})
    for name in ("文章", "统计", "检查"):
        page.locator(".st-key-view").get_by_role("radio", name=name).click(timeout=ANSWER_MS)
        wait_until_drawn(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    page.get_by_role("button", name="检查资料库是否完好").click()
    expect(page.get_by_text("检查完毕：资料库完好。")).to_be_visible(timeout=ANSWER_MS)
    background = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert background == ("rgb(21, 25, 27)" if scheme == "dark" else "rgb(253, 253, 251)")
    context.close()
    assert watch == Watch()


def test_library_is_there_in_english(page: Page, server: WebServer, tmp_path: Path) -> None:
    write(server, "灯会.txt", LANTERNS)
    sync(page)
    expect_order(page, "日期，新的在前")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Library", exact=True).wait_for(timeout=ANSWER_MS)
    expect_order(page, "Date, newest first", button="Filter", name="Sort")
    page.get_by_role("button", name="＋ Add articles").wait_for()
    (tmp_path / "empty.txt").write_text("")
    page.locator("input[type=file]").set_input_files(tmp_path / "empty.txt")
    expect(page.get_by_role("button", name="Nothing can be added")).to_be_disabled(timeout=ANSWER_MS)
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="＋ 加入文章")).to_be_visible()
