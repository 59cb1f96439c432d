"""HEAD, OPTIONS, and pages of other origins."""

from dataclasses import replace

import httpx
import pytest

from index.errors import SettingsError
from index.messages import say
from qa.asking import QuestionAnswering
from qa.serve.server import make_application
from qa.serve.service import make_service
from tests.qa.serve.conftest import KEYS, QUESTION, SETTINGS, RunningServer, problem, running

PAGE = "https://chat.example.org"
ALLOWED = replace(SETTINGS, origins=(PAGE,))
PREFLIGHT = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,x-stainless-os",
}


def test_head_is_a_get_without_its_body(reader: httpx.Client) -> None:
    for path in ("/v1/models", "/healthz", "/articles", "/openapi.json"):
        got, head = reader.get(path), reader.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == got.headers["content-length"]
    assert reader.head("/ask").status_code == 405
    assert reader.head("/no-such-address").status_code == 404


def test_head_needs_the_key_too(server: RunningServer) -> None:
    with server.client() as stranger:
        assert stranger.head("/v1/models").status_code == 401


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/ask", "OPTIONS, POST"),
        ("/v1/models", "GET, HEAD, OPTIONS"),
        ("/articles/x", "DELETE, GET, HEAD, OPTIONS, PUT"),
    ],
)
def test_options_says_what_an_address_takes_before_a_key_is_asked_for(
    server: RunningServer, path: str, allowed: str
) -> None:
    with server.client() as stranger:
        told = stranger.options(path)
        assert (told.status_code, told.headers["allow"], told.content) == (204, allowed, b"")
        assert problem(stranger.options("/no-such-address"))[0] == 404


def test_no_page_of_another_origin_is_let_in_unless_it_is_named(server: RunningServer) -> None:
    with server.client() as page:
        assert "access-control-allow-origin" not in page.options("/ask", headers=PREFLIGHT).headers
        assert "access-control-allow-origin" not in page.get("/healthz", headers={"Origin": PAGE}).headers


def test_page_of_a_named_origin_asks_with_its_key(samples: QuestionAnswering) -> None:
    with running(samples, settings=ALLOWED) as server, server.client() as page:
        preflight = page.options("/v1/chat/completions", headers=PREFLIGHT)
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == PAGE
        assert "x-stainless-os" in preflight.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in preflight.headers
        key = {"Authorization": f"Bearer {KEYS['YINJU_READER_KEY']}"}
        answered = page.post("/ask", json={"question": QUESTION}, headers={"Origin": PAGE, **key})
        refused = page.post("/ask", json={"question": QUESTION}, headers={"Origin": PAGE})
        assert (answered.status_code, refused.status_code) == (200, 401)
        for response in (answered, refused):
            assert response.headers["access-control-allow-origin"] == PAGE
            assert "X-Request-Id" in response.headers["access-control-expose-headers"]
        other = {**PREFLIGHT, "Origin": "https://other.example.org"}
        assert "access-control-allow-origin" not in page.options("/ask", headers=other).headers


def test_without_keys_only_the_named_origins_are_let_in(samples: QuestionAnswering) -> None:
    with running(samples, {}, settings=ALLOWED) as server, server.client() as page:
        assert page.get("/v1/models", headers={"Origin": PAGE}).status_code == 200
        for headers in ({"Origin": "https://other.example.org"}, {"Origin": PAGE, "Host": "attacker.example"}):
            assert problem(page.get("/v1/models", headers=headers))[0] == 403


@pytest.mark.parametrize(
    ("origin", "environment", "code"),
    [
        ("*", {}, "serve-origins-need-keys"),
        ("https://chat.example.org/", KEYS, "serve-origin"),
        ("chat.example.org", KEYS, "serve-origin"),
    ],
)
def test_origins_that_cannot_be(
    samples: QuestionAnswering, origin: str, environment: dict[str, str], code: str
) -> None:
    service = make_service(samples, replace(SETTINGS, origins=(origin,)), environment)
    try:
        with pytest.raises(SettingsError) as caught:
            make_application(service)
    finally:
        service.stop(5)
    assert caught.value.message.code == code
    assert origin in say(caught.value.message)
