"""Served files name no other host, and the server listens on this machine only."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from ui.library.uploads import MAX_UPLOAD_MB

UI = ROOT / "ui"
CONFIG = tomllib.loads((UI / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
ASSETS = sorted(path for path in UI.rglob("*") if path.suffix in {".js", ".css", ".svg", ".toml"})


def test_server_listens_to_this_machine_and_reports_to_nobody() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["browser"]["gatherUsageStats"] is False


def test_readers_never_see_a_traceback() -> None:
    assert (CONFIG["client"]["showErrorDetails"], CONFIG["client"]["showErrorLinks"]) == ("none", False)


def test_pages_show_only_what_they_draw() -> None:
    assert CONFIG["runner"]["magicEnabled"] is False  # would show every bare string on the page


def test_uploads_are_bounded_where_they_arrive_and_where_they_are_saved() -> None:
    assert CONFIG["server"]["maxUploadSize"] == MAX_UPLOAD_MB


@pytest.mark.parametrize("asset", ASSETS, ids=lambda path: path.name)
def test_no_file_of_the_screen_names_another_host(asset: Path) -> None:
    addresses = re.findall(r"https?://[^\s\"')]+", asset.read_text(encoding="utf-8"))
    assert [address for address in addresses if not address.startswith("http://www.w3.org/")] == []


def test_scripts_turn_no_text_into_markup() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in UI.rglob("*.js"))
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", scripts) == []
