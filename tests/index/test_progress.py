"""The bar on a terminal: one a stage, ended before anything else is printed."""

import pytest

from index.progress import Progress, TerminalProgress


def test_each_stage_has_its_own_bar_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with TerminalProgress() as progress:
        progress(Progress("同步", 0, 2, "文件"))
        progress(Progress("同步", 2, 2, "文件"))
        progress(Progress("评测", 0, 0, "题"))
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.endswith("\n")
    assert [line.split(":")[0] for line in errors.replace("\r", "\n").splitlines() if line.strip()][-1] == "评测"
    assert "同步: 100%" in errors
    assert "2/2" in errors


def test_nothing_reported_draws_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with TerminalProgress():
        pass
    assert capsys.readouterr() == ("", "")
