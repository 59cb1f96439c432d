"""`yinju sync` asks saved questions again, and `yinju saved` lists what is new of them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import index.__main__
import qa.asking
from index.library import Library
from index.settings import Settings
from qa.asking import question_answering_over
from qa.history.opening import open_history
from qa.saved import SavedQuestions
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader
from yinju.__main__ import main

WriteFiles = Callable[[dict[str, str | bytes]], Path]
Capture = pytest.CaptureFixture[str]
QUESTION = "梳理青螺灯塔的时间线"
LIT = "2023年6月2日，青螺灯塔重新点亮。"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(index.__main__, "load_embedder", lambda *_: ToyEmbedder())
    monkeypatch.setattr(qa.asking, "load_reader_model", lambda *_: ToyReader())
    return tmp_path / "library"


def save(folder: Path) -> None:
    library = Library.open(folder, ToyEmbedder())
    answering = question_answering_over(library, Settings(), ToyReader())
    assert SavedQuestions(answering, open_history(folder).shelf).save("me", QUESTION) is not None
    library.close()


def test_sync_asks_again_and_says_whose_answer_changed(folder: Path, write_files: WriteFiles, capsys: Capture) -> None:
    files = write_files({"a.txt": "2023年5月1日，青螺灯塔停用检修。"})
    assert main(["sync", str(files), "--library", str(folder)]) == 0
    save(folder)
    (files / "b.txt").write_text(LIT, encoding="utf-8")
    capsys.readouterr()
    assert main(["sync", str(files), "--library", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [f"“{QUESTION}”有新内容：1 句"]
    (files / "c.txt").write_text("红石水库放水。", encoding="utf-8")
    assert main(["sync", str(files), "--library", str(folder)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1  # nothing of it is new
    assert main(["saved", "--library", str(folder)]) == 0
    said = capsys.readouterr().out
    assert f"{QUESTION}　新增 1 句" in said and LIT in said and "共 1 个保存的问题。" in said
    assert main(["saved", "--json", "--library", str(folder)]) == 0
    assert [line["text"] for line in json.loads(capsys.readouterr().out)["new"]] == [LIT]


def test_sync_where_nothing_is_saved_loads_no_reader(
    folder: Path, write_files: WriteFiles, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.asking, "load_reader_model", lambda *_: pytest.fail("a model was loaded"))
    files = write_files({"a.txt": "2023年5月1日，青螺灯塔停用检修。"})
    assert main(["sync", str(files), "--library", str(folder)]) == 0
    assert not (folder / "history.sqlite3").exists()
    open_history(folder)
    assert main(["sync", str(files), "--library", str(folder)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_damaged_history_is_said_and_the_sync_stands(folder: Path, write_files: WriteFiles, capsys: Capture) -> None:
    files = write_files({"a.txt": "2023年5月1日，青螺灯塔停用检修。"})
    assert main(["sync", str(files), "--library", str(folder)]) == 0
    (folder / "history.sqlite3").write_bytes(b"no database" * 100)
    capsys.readouterr()
    assert main(["sync", str(files), "--library", str(folder)]) == 0
    output, errors = capsys.readouterr()
    assert output.startswith("新增 0 篇") and errors.strip().splitlines()[-1].startswith("对话")
