"""Signing in with a provider, by settings alone: a real OpenID Connect flow with a provider on this machine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.end_to_end.conftest import ANSWER_MS
from tests.end_to_end.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider
from tests.end_to_end.talk import listed
from tests.end_to_end.web_server import ROOT, STOP_S, WATCHED_PROCESS, free_port, wait_until_healthy

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

COOKIE_SECRET = "a cookie secret that is long enough"
CONFIG = """
[library]
folder = "library"
articles = "articles"
[access]
librarians = ["Lib@example.org"]
readers = ["reader@example.org"]
"""
SECRETS = """
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "{cookie_secret}"
client_id = "{client_id}"
client_secret = "{client_secret}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@dataclass(frozen=True)
class App:
    address: str
    provider: Provider


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The web app as `yinju web` starts it, with Streamlit's secrets naming a provider; no password is set."""
    folder = tmp_path_factory.mktemp("oidc")
    log, port = folder / "log.txt", free_port()
    address = f"http://127.0.0.1:{port}"
    (folder / "articles").mkdir()
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    with running_provider() as provider, log.open("wb") as output:
        secrets = SECRETS.format(
            address=address,
            cookie_secret=COOKIE_SECRET,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            provider=provider.address,
        )
        (folder / "secrets.toml").write_text(secrets, encoding="utf-8")
        environment = {
            **os.environ,
            "YINJU_CONFIG": str(folder / "config.toml"),
            "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
            "PYTHONPATH": str(WATCHED_PROCESS),
        }
        command = [sys.executable, "-m", "ui", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            wait_until_healthy(address, process, log)
            yield App(address, provider)
        finally:
            process.terminate()
            process.wait(STOP_S)
    written = log.read_text(encoding="utf-8")
    assert "Traceback" not in written
    assert "foreign look-up" not in written
    assert [secret for secret in (CLIENT_SECRET, COOKIE_SECRET, "id_token") if secret in written] == []


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    yield context
    context.close()


def sign_in(context: BrowserContext, app: App, email: str) -> Page:
    app.provider.email = email
    page = context.new_page()
    page.goto(app.address)
    expect(page.get_by_text("提问和阅读需要密码，请先登录。")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("button", name="用单位账号登录").click()
    page.get_by_role("button", name="退出登录").wait_for(timeout=ANSWER_MS)
    return page


def test_librarian_by_address_changes_the_library_and_signs_out(visitor: BrowserContext, app: App) -> None:
    page = sign_in(visitor, app, "lib@example.org")
    expect(page.locator(".account-bar").get_by_text("资料员", exact=True)).to_be_visible()
    page.goto(f"{app.address}/library")
    page.get_by_role("button", name="同步", exact=True).wait_for(timeout=ANSWER_MS)
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("button", name="用单位账号登录")).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_text("提问和阅读需要密码，请先登录。")).to_be_visible()


def test_reader_by_address_reads_only(visitor: BrowserContext, app: App) -> None:
    page = sign_in(visitor, app, "reader@example.org")
    expect(page.locator(".account-bar").get_by_text("读者", exact=True)).to_be_visible()
    page.goto(f"{app.address}/library")
    page.get_by_role("heading", name="资料库", exact=True).wait_for(timeout=ANSWER_MS)
    expect(page.get_by_role("button", name="同步", exact=True)).to_have_count(0)


def test_conversations_are_the_persons_in_every_browser(browser: Browser, visitor: BrowserContext, app: App) -> None:
    page = sign_in(visitor, app, "reader@example.org")
    page.get_by_placeholder("输入问题").fill("松溪水库在哪里？")
    page.keyboard.press("Enter")
    expect(listed(page)).to_have_text(["松溪水库在哪里？"], timeout=ANSWER_MS)
    for email, titles in (("reader@example.org", ["松溪水库在哪里？"]), ("lib@example.org", [])):
        other = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 860})
        page = sign_in(other, app, email)
        page.get_by_role("button", name="新对话").wait_for(timeout=ANSWER_MS)
        expect(listed(page)).to_have_text(titles)
        other.close()


def test_address_that_is_on_no_list_is_let_in_nowhere(visitor: BrowserContext, app: App) -> None:
    page = sign_in(visitor, app, "stranger@example.org")
    expect(page.get_by_text("这个账号没有阅读权限，请联系管理员。")).to_be_visible()
    expect(page.get_by_placeholder("输入问题")).to_have_count(0)


def test_sign_in_of_long_ago_has_ended_though_the_cookie_lasts(visitor: BrowserContext, app: App) -> None:
    app.provider.issued_ago_s = 12 * 3600 + 60
    try:
        app.provider.email = "lib@example.org"
        page = visitor.new_page()
        page.goto(app.address)
        button = page.get_by_role("button", name="用单位账号登录")
        button.wait_for(timeout=ANSWER_MS)
        with page.expect_event("framenavigated", lambda frame: frame.url == f"{app.address}/", timeout=ANSWER_MS):
            button.click()
        expect(page.get_by_text("提问和阅读需要密码，请先登录。")).to_be_visible(timeout=ANSWER_MS)
        assert "_streamlit_user" in {cookie["name"] for cookie in visitor.cookies()}
        expect(page.get_by_placeholder("输入问题")).to_have_count(0)
    finally:
        app.provider.issued_ago_s = 0
