"""The first page that Streamlit sends, and requests for a page that does not exist."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.first_page import FirstPage, first_page
from ui.language.texts import COOKIE, EN, ZH

STREAMLITS = (
    '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body>'
    "<noscript>You need to enable JavaScript to run this app.</noscript></body></html>"
)


async def page(_: Request) -> Response:
    return HTMLResponse(STREAMLITS, headers={"etag": "x"})


async def health(_: Request) -> Response:
    return PlainTextResponse("ok")


@pytest.fixture(scope="module")
def client() -> TestClient:
    routes = [Route("/_stcore/health", health), Route("/{path:path}", page)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(FirstPage)]))


@pytest.mark.parametrize("path", ["/", "/library", "/manuscript/", "/chat"])
def test_first_page_has_the_name_and_the_language_of_this_program(client: TestClient, path: str) -> None:
    answered = client.get(path)
    assert answered.status_code == 200
    assert "<title>引据</title>" in answered.text and '<html lang="zh-CN">' in answered.text
    assert "<title>Streamlit" not in answered.text and "JavaScript to run" not in answered.text
    assert int(answered.headers["content-length"]) == len(answered.content)
    assert "etag" not in answered.headers


def test_language_of_the_cookie_is_that_of_the_page() -> None:
    routes = [Route("/", page)]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(FirstPage)]), cookies={COOKIE: "en"})
    assert '<html lang="en">' in client.get("/").text
    assert EN.product in first_page(STREAMLITS, EN)


@pytest.mark.parametrize("path", ["/nothing", "/library/more", "/%3Cb%3E"])
def test_unknown_page_is_said_so_in_chinese(client: TestClient, path: str) -> None:
    answered = client.get(path)
    assert answered.status_code == 404
    assert ZH.page_missing in answered.text and "<b>" not in answered.text


def test_what_is_no_page_passes_unchanged(client: TestClient) -> None:
    assert client.get("/_stcore/health").text == "ok"
    assert client.post("/nothing").status_code == 405
