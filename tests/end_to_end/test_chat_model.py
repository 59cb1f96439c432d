"""A chat model as the reader sees it: real page, real checks, and a model that writes what the test tells it to."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.conftest import ANSWER_MS, Watch, watch_page
from tests.end_to_end.web_server import WebServer, running_server
from tests.qa.chat_server import ChatServer, Reply, chat_server

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

RESERVOIR = (
    "松溪水库除险加固工程完工\n发布时间：2024-05-20　来源：松溪日报\n"
    "5月18日，松溪水库除险加固工程通过验收，总投资4860万元。验收组由9名专家组成。\n"
)
QUESTION = "松溪水库除险加固工程总投资多少？"
WRITTEN = ("松溪水库除险加固工程总投资", "4860万元[1]。", "工程总投资9000亿元[1]。", "验收组由9名", "专家组成[1]。")
PAUSE_MS = 2000
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
LINGERING = Reply((*WRITTEN, "工程", *(" ",) * 2000), between_s=0.05)
"""Writes its statements within a second, and then does not end by itself."""
NO_BETTER = Reply(("资料中没有答案。",))
"""The model's reply when asked again for an unsupported statement, or for a rewritten question."""


@pytest.fixture(scope="module")
def model() -> Iterator[ChatServer]:
    with chat_server(Reply(("好",))) as running:
        yield running


@pytest.fixture(scope="module")
def chat_app(browser: Browser, model: ChatServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """The web app over one article, with the model in its settings."""
    folder = tmp_path_factory.mktemp("chat")
    settings = f'[chat]\nmodel = "openai:scripted"\nbase_url = "{model.address}"\nretries = 0\n'
    (folder / "articles").mkdir()
    (folder / "articles" / "水库.txt").write_text(RESERVOIR, encoding="utf-8")
    with running_server(folder, settings=settings, watch=True) as running:
        yield running
    assert "Traceback" not in running.log.read_text(encoding="utf-8")


@pytest.fixture
def page(browser: Browser, chat_app: WebServer) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 860}, locale="zh-CN", permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    watch = watch_page(page, chat_app.address)
    page.goto(chat_app.address)
    page.get_by_test_id("stChatInput").wait_for(timeout=ANSWER_MS)
    for _ in range(ANSWER_MS // PAUSE_MS):  # the folder is watched from the first page on
        if page.get_by_text("资料库里有 1 篇文章").count():
            break
        page.wait_for_timeout(PAUSE_MS)
        page.reload()
        page.get_by_test_id("stChatInput").wait_for(timeout=ANSWER_MS)
    yield page
    context.close()
    assert watch == Watch()


def reply_with(model: ChatServer, *replies: Reply) -> None:
    model.requests.clear()
    model.replies[:] = replies


def ask(page: Page, question: str) -> Locator:
    page.get_by_placeholder("输入问题").fill(question)
    page.keyboard.press("Enter")
    return page.locator("article.turn", has=page.get_by_role("heading", name=question, exact=True))


def test_statements_are_checked_on_screen_while_the_rest_is_written(page: Page, model: ChatServer) -> None:
    reply_with(model, LINGERING)
    turn = ask(page, QUESTION)
    expect(turn.locator(".draft").last).to_have_text("工程", timeout=ANSWER_MS)
    expect(turn.locator(".draft")).to_have_count(1, timeout=ANSWER_MS)  # everything before it is checked
    assert turn.locator(".statement").all_inner_texts() == [
        "松溪水库除险加固工程总投资4860万元。[1]",
        "工程总投资9000亿元。 未找到依据",
        "验收组由9名专家组成。[2]",
        "工程",
    ]
    expect(turn.locator("s")).to_have_text("工程总投资9000亿元。")
    turn.get_by_role("button", name="查看出处 2", exact=True).click()
    expect(turn.locator("mark.is-current")).to_have_text("验收组由9名专家组成。")
    turn.evaluate("node => { node.isTheSame = true }")
    place = turn.get_by_role("heading", name=QUESTION).bounding_box()

    page.get_by_role("button", name="停止").click()
    expect(turn.locator(".remark")).to_contain_text("已停止写作，这里是停止前写完并核对过的话。")
    expect(turn.locator(".draft")).to_have_count(0)
    expect(page.get_by_role("button", name="停止")).to_have_count(0)
    assert turn.evaluate("node => node.isTheSame"), "the answer is drawn where it was written, not anew"
    assert turn.get_by_role("heading", name=QUESTION).bounding_box() == place
    expect(turn.locator("mark.is-current")).to_have_text("验收组由9名专家组成。")


def test_article_read_meanwhile_stays_open_and_gives_the_focus_back(page: Page, model: ChatServer) -> None:
    reply_with(model, Reply((*WRITTEN, *(" ",) * 60), between_s=0.05), NO_BETTER)
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="打开全文").click(timeout=ANSWER_MS)
    article = page.locator("article.article")
    expect(article.locator("mark.is-current")).to_be_visible()
    expect(turn.locator(".took")).to_be_attached(timeout=ANSWER_MS)
    expect(article.locator("mark.is-current")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("article.article")).to_have_count(0)
    expect(turn.locator(".open-article")).to_be_focused()


def test_conversation_survives_reloads_also_in_the_middle_of_an_answer(page: Page, model: ChatServer) -> None:
    reply_with(model, Reply(WRITTEN[:2]), NO_BETTER, LINGERING, Reply(("验收组由9名专家组成[1]。",)))
    first = ask(page, QUESTION)
    expect(first.locator(".took")).to_be_visible(timeout=ANSWER_MS)
    page.reload()
    expect(first.locator(".statement")).to_have_text(["松溪水库除险加固工程总投资4860万元。[1]"], timeout=ANSWER_MS)

    second = ask(page, "什么时候通过验收的？")
    expect(second.locator(".note")).to_have_text("按这个问题检索：松溪水库除险加固工程总投资，什么时候通过验收的？")
    expect(second.locator(".draft").last).to_have_text("工程", timeout=ANSWER_MS)
    page.reload()
    expect(second.locator(".draft").last).to_have_text("工程", timeout=ANSWER_MS)
    expect(second.get_by_role("heading", name="什么时候通过验收的？")).to_be_in_viewport()

    third = ask(page, "验收组有几名专家？")  # asking again stops what is being written
    expect(second.locator(".remark")).to_contain_text("已停止写作", timeout=ANSWER_MS)
    expect(third.locator(".statement")).to_have_text(["验收组由9名专家组成。[1]"], timeout=ANSWER_MS)
    expect(page.locator("article.turn")).to_have_count(3)
    assert "松溪水库" in model.requests[2]["messages"][1]["content"]


def test_answer_is_copied_with_footnotes_and_asked_for_again(page: Page, model: ChatServer) -> None:
    reply_with(model, Reply(WRITTEN[:3]), NO_BETTER, Reply(("总投资4860万元[1]。",)))
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="复制").click(timeout=ANSWER_MS)
    expect(turn.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"{QUESTION}\n\n松溪水库除险加固工程总投资4860万元。[1]\n\n"
        "对话模型写的话中有 1 句在文章里找不到依据，没有算作回答。\n\n"
        "[1] 《松溪水库除险加固工程完工》、松溪日报、2024-05-20："
        "“5月18日，松溪水库除险加固工程通过验收，总投资4860万元。”"
    )
    turn.get_by_role("button", name="重新回答").click()
    expect(turn.locator(".statement")).to_have_text(["总投资4860万元。[1]"], timeout=ANSWER_MS)
    expect(page.locator("article.turn")).to_have_count(1)


def test_chat_model_is_tried_chosen_and_left_on_the_page(page: Page, model: ChatServer, chat_app: WebServer) -> None:
    page.get_by_role("button", name="对话模型：openai:scripted").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("服务:模型").fill("openai:other")
    reply_with(model, Reply(status=404))
    dialog.get_by_role("button", name="试用并保存").click()
    expect(dialog.get_by_text("没有保存：对话模型的地址或名称不对（HTTP 404）")).to_be_visible(timeout=ANSWER_MS)
    reply_with(model, Reply(("好",)))
    dialog.get_by_role("button", name="试用并保存").click()
    page.get_by_role("button", name="对话模型：openai:other").click(timeout=ANSWER_MS)
    page.get_by_role("dialog").get_by_role("button", name="不用对话模型").click()
    expect(page.get_by_role("button", name="回答方式：原文摘句")).to_be_visible(timeout=ANSWER_MS)
    reply_with(model)
    turn = ask(page, QUESTION)
    expect(turn.locator(".statement").first).to_contain_text("总投资4860万元", timeout=ANSWER_MS)
    assert model.requests == []
    page.get_by_role("button", name="回答方式：原文摘句").click()
    reply_with(model, Reply(("好",)))
    page.get_by_role("dialog").get_by_role("button", name="恢复设置文件里的").click()
    expect(page.get_by_role("button", name="对话模型：openai:scripted")).to_be_visible(timeout=ANSWER_MS)
    assert not (chat_app.articles.parent / "library" / "chat_model.json").exists()


def test_everything_is_reached_by_the_keyboard(page: Page, model: ChatServer) -> None:
    reply_with(model, Reply(WRITTEN[:2]))
    turn = ask(page, QUESTION)
    expect(turn.locator(".took")).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_placeholder("输入问题")).to_be_focused()
    turn.locator(".marker").focus()
    for name in ("收入摘编", "复制", "重新回答"):
        page.keyboard.press("Tab")
        focused = turn.get_by_role("button", name=name)
        expect(focused).to_be_focused()
        assert focused.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    turn.locator(".marker").focus()
    page.keyboard.press("Enter")
    expect(turn.locator(".card-head")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(turn.locator(".open-article")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("article.article")).to_be_visible()
    page.keyboard.press("Escape")
    expect(turn.locator(".open-article")).to_be_focused()
