"""The bar on a terminal: one a stage, ended before anything else is printed."""

import pytest

from index.messages import Message
from index.progress import Progress, TerminalProgress

SYNCING, FILES = Message("stage-sync"), Message("unit-file")


def test_each_stage_has_its_own_bar_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with TerminalProgress() as progress:
        progress(Progress(SYNCING, 0, 2, FILES))
        progress(Progress(SYNCING, 2, 2, FILES))
        progress(Progress(Message("stage-evaluate"), 0, 0, Message("unit-questions")))
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
