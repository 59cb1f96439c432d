"""The settings' reference is made from the code, and the page in docs/ is it."""

from dataclasses import fields

import pytest

import index.__main__ as program
from index.settings import Settings, write_reference
from tests.conftest import ROOT


def test_page_is_current() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == write_reference(), "run: yinju settings > docs/settings.md"


def test_command_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["settings"]) == 0
    assert capsys.readouterr() == (write_reference(), "")


def test_every_setting_says_what_it_is_for() -> None:
    page = write_reference()
    for section in fields(Settings):
        assert f"## [{section.name}]" in page
        for item in fields(section.default):
            assert item.metadata["says"].endswith("."), f"{section.name}.{item.name}"
            assert f"| `{item.name}` |" in page
    assert '| `log_format` | `text` or `json` | `"text"` |' in page
    assert "| `passages` | 1 to 50 | `8` |" in page
    assert '| `folder` | path | `"library"` |' in page
