"""The components' scripts: served as files, which a browser keeps until they change."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import ui.components
from tests.conftest import ROOT
from ui.components import ASSETS, component, component_routes


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=component_routes()))


@pytest.fixture
def loaders(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What Streamlit is given to send, by component."""
    given: dict[str, str] = {}
    monkeypatch.setattr(
        ui.components.st.components.v2, "component", lambda name, *, js, isolate_styles: given.update({name: js})
    )
    for name in ASSETS:
        component(name)
    return given


@pytest.mark.parametrize("name", ASSETS)
def test_script_is_loaded_from_its_address_and_kept(client: TestClient, loaders: dict[str, str], name: str) -> None:
    loader = loaders[f"yinju_{name}"]
    assert len(loader) < 500, "it is sent with every drawing"
    (address,) = re.findall(r'"(/drawn/[^"]+)"', loader)
    sent = client.get(address)
    assert sent.headers["content-type"].startswith("text/javascript")
    assert "immutable" in sent.headers["cache-control"]
    for file in ASSETS[name]:
        text = (ROOT / "ui" / file).read_text(encoding="utf-8")
        assert text in sent.text or file.endswith(".css")


def test_another_version_is_not_kept_and_nothing_else_is_served(client: TestClient) -> None:
    assert client.get("/drawn/answer.js?version=old").headers["cache-control"] == "no-store"
    assert client.get("/drawn/..%2Fdrawing.js").status_code == 404
