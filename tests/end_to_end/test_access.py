"""Passwords, roles and sign-ins as people meet them: real server, real browser."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.end_to_end.conftest import ANSWER_MS, Watch, watch_page
from tests.end_to_end.web_server import (
    ROOT,
    STOP_S,
    WATCHED_PROCESS,
    WebServer,
    free_port,
    running_server,
    wait_until_healthy,
)
from ui.access.gate import Passwords

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

READER, LIBRARIAN = "reader-password-1", "librarian-password-1"
SIGN_IN = "yinju_sign_in"
BAR = ".account-bar"


@pytest.fixture(scope="module")
def guarded(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A web app with both passwords set with `yinju password`, not written into a file."""
    folder = tmp_path_factory.mktemp("guarded")
    passwords = Passwords(folder / "library")
    passwords.set("reader", READER)
    passwords.set("librarian", LIBRARIAN)
    with running_server(folder) as running:
        yield running
    log = running.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "foreign look-up" not in log
    assert [secret for secret in (READER, LIBRARIAN, "$argon2") if secret in log] == []


@pytest.fixture
def visitor(browser: Browser, guarded: WebServer) -> Iterator[BrowserContext]:
    """A fresh browser; script errors and requests to other hosts fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    watches: list[Watch] = []
    context.on("page", lambda page: watches.append(watch_page(page, guarded.address)))
    yield context
    context.close()
    assert [_without_refusals(watch) for watch in watches] == [Watch() for _ in watches]


def _without_refusals(watch: Watch) -> Watch:
    """Drop what Chromium itself logs about a page with status 403 or 429: those are expected."""
    refused = "Failed to load resource: the server responded with a status of 4"
    return Watch([error for error in watch.errors if not error.startswith(refused)], watch.foreign_requests)


def open_app(context: BrowserContext, server: WebServer, path: str = "/") -> Page:
    page = context.new_page()
    page.goto(server.address + path)
    return page


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def show_bar(page: Page, role: str) -> None:
    expect(page.locator(BAR).get_by_text(role, exact=True)).to_be_visible(timeout=ANSWER_MS)


def test_visitor_is_asked_for_a_password_and_reads_as_a_reader(visitor: BrowserContext, guarded: WebServer) -> None:
    page = open_app(visitor, guarded)
    expect(page.get_by_label("密码")).to_be_focused(timeout=ANSWER_MS)
    assert page.url == f"{guarded.address}/sign-in?next=%2F"
    sign_in(page, "not the password")
    expect(page.get_by_role("alert")).to_have_text("密码不对，请重新输入。")
    assert [cookie["name"] for cookie in visitor.cookies() if cookie["name"] == SIGN_IN] == []
    sign_in(page, READER)
    show_bar(page, "读者")
    expect(page.get_by_role("heading", name="资料库还是空的")).to_be_visible(timeout=ANSWER_MS)
    (cookie,) = [cookie for cookie in visitor.cookies() if cookie["name"] == SIGN_IN]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert cookie["value"] not in page.url + page.evaluate("document.cookie")
    page.reload()
    show_bar(page, "读者")
    page.get_by_role("link", name="资料库", exact=True).first.click()
    page.get_by_role("heading", name="资料库", exact=True).wait_for()
    expect(page.get_by_role("button", name="同步", exact=True)).to_have_count(0)
    assert upload(page, guarded) == 403


def test_librarian_changes_the_library_until_signing_out(visitor: BrowserContext, guarded: WebServer) -> None:
    page = open_app(visitor, guarded, "/sign-in")
    sign_in(page, LIBRARIAN)
    show_bar(page, "资料员")
    other = open_app(visitor, guarded, "/library")
    show_bar(other, "资料员")
    other.get_by_role("button", name="同步", exact=True).wait_for(timeout=ANSWER_MS)
    token = next(cookie["value"] for cookie in visitor.cookies() if cookie["name"] == SIGN_IN)
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in?next=*", timeout=ANSWER_MS)
    # The other tab is still open: it is stale, and using it leads to the sign-in.
    other.get_by_role("button", name="同步", exact=True).click()
    other.wait_for_url("**/sign-in?next=*", timeout=ANSWER_MS)
    # A kept cookie is worth nothing: the server has dropped it.
    visitor.add_cookies([{"name": SIGN_IN, "value": token, "url": guarded.address}])
    page.goto(guarded.address)
    page.wait_for_url("**/sign-in?next=*", timeout=ANSWER_MS)


def test_sign_in_that_rested_too_long_has_ended(visitor: BrowserContext, guarded: WebServer, tmp_path: Path) -> None:
    config = guarded.articles.parent / "config.toml"
    before = config.read_text(encoding="utf-8")
    config.write_text(before + "\n[access]\nidle_s = 3\n", encoding="utf-8")
    try:
        page = open_app(visitor, guarded, "/sign-in")
        sign_in(page, READER)
        show_bar(page, "读者")
        page.get_by_placeholder("输入问题").wait_for(timeout=ANSWER_MS)
        page.wait_for_timeout(3500)
        page.get_by_placeholder("输入问题").fill("水库总投资多少？")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sign-in?next=*", timeout=ANSWER_MS)
    finally:
        config.write_text(before, encoding="utf-8")


def test_sign_in_page_speaks_english_and_stands_on_a_phone(browser: Browser, guarded: WebServer) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    context.add_cookies([{"name": "yinju_language", "value": "en", "url": guarded.address}])
    page = open_app(context, guarded, "/sign-in")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_form_from_another_site_is_refused(guarded: WebServer) -> None:
    for page in ("/sign-in", "/sign-out"):
        status, headers = post(guarded, page, f"password={LIBRARIAN}", {"Origin": "http://192.0.2.1"})
        assert "set-cookie" not in {name for name, value in headers if SIGN_IN in value}
        assert status in {303, 403}
    assert post(guarded, "/sign-in", "x" * 10_000, {})[0] == 403


def test_page_under_a_name_that_is_not_this_machines_is_refused(guarded: WebServer) -> None:
    """Another site could point its own name at 127.0.0.1 and read along."""
    assert get(guarded, "/", {"Host": "evil.example"})[0] == 421
    assert [get(guarded, "/", {"Host": host})[0] for host in ("localhost:1", "127.0.0.1")] == [200, 200]


def test_every_page_carries_the_headers_that_hold_it_to_this_server(guarded: WebServer) -> None:
    for page in ("/", "/library", "/sign-in", "/_stcore/health"):
        headers = {name: value for name, value in get(guarded, page, {})[1]}
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy or "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_too_many_wrong_passwords_have_to_wait(visitor: BrowserContext, guarded: WebServer) -> None:
    """Second to last: the address of this test has to wait afterwards."""
    page = open_app(visitor, guarded, "/sign-in")
    for _ in range(4):
        sign_in(page, "a wrong password")
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("尝试次数过多，请等")
    status, headers = post(guarded, "/sign-in", f"password={LIBRARIAN}", {})
    assert status == 429
    assert int(dict(headers)["retry-after"]) >= 1


def test_streamlit_started_by_hand_refuses_an_open_address_too(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[library]\nfolder = "library"\n', encoding="utf-8")
    command = ["streamlit", "run", "ui/app.py", "--server.address", "0.0.0.0", "--server.port", str(free_port())]
    ended = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={"YINJU_CONFIG": str(tmp_path / "config.toml"), "PATH": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert ended.returncode == 1
    assert ended.stderr.strip().endswith("请先运行 yinju password librarian，或改用 127.0.0.1。")
    assert "Traceback" not in ended.stderr


def test_server_open_to_others_asks_no_host_for_its_own_address(tmp_path: Path) -> None:
    """Streamlit would ask a host on the internet for this machine's address, to print it."""
    config, log, port = tmp_path / "config.toml", tmp_path / "log.txt", free_port()
    config.write_text('[library]\nfolder = "library"\n', encoding="utf-8")
    Passwords(tmp_path / "library").set("librarian", LIBRARIAN)
    environment = {**os.environ, "YINJU_CONFIG": str(config), "PYTHONPATH": str(WATCHED_PROCESS)}
    command = [sys.executable, "-m", "ui", "--host", "0.0.0.0", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.terminate()
            process.wait(STOP_S)
    written = log.read_text(encoding="utf-8")
    assert f"http://localhost:{port}" in written
    assert "foreign look-up" not in written


def upload(page: Page, server: WebServer) -> int:
    """Send a file as Streamlit's uploader does, with every cookie of the page; return the status."""
    status: int = page.evaluate(
        """async () => {
            const xsrf = document.cookie.match(/_streamlit_xsrf=([^;]*)/)?.[1] ?? ""
            const body = new FormData()
            body.append("file", new Blob(["text"]), "a.txt")
            const headers = {"X-Xsrftoken": decodeURIComponent(xsrf)}
            const made = await fetch("/_stcore/upload_file/any-session/any-file", {method: "PUT", body, headers})
            return made.status
        }"""
    )
    return status


def get(server: WebServer, path: str, headers: dict[str, str]) -> tuple[int, list[tuple[str, str]]]:
    return _send(urllib.request.Request(server.address + path, headers=headers))


def post(server: WebServer, path: str, body: str, headers: dict[str, str]) -> tuple[int, list[tuple[str, str]]]:
    return _send(urllib.request.Request(server.address + path, body.encode(), headers, method="POST"))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def _send(request: urllib.request.Request) -> tuple[int, list[tuple[str, str]]]:
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=30) as response:
            return response.status, [(name.lower(), value) for name, value in response.headers.items()]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, [(name.lower(), value) for name, value in error.headers.items()]
