"""The command line of the index: what goes to standard output, what to standard error, and the exit status."""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

import index.__main__ as program
from index.library import DATABASE_NAME
from index.settings import Settings, load_settings
from tests.conftest import ROOT
from tests.toy_embedder import ToyEmbedder

WriteFiles = Callable[[dict[str, str | bytes]], Path]
BRIDGE = "澄青大桥昨天正式通车，市民步行过江只要八分钟。"
PEAR = "石渡县梨花节本周六开幕，主会场设在望江村。"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a library folder; the commands run with the toy embedder."""
    monkeypatch.setattr(program, "load_embedder", lambda *_: ToyEmbedder())
    return str(tmp_path / "library")


Capture = pytest.CaptureFixture[str]


def test_sync_prints_one_summary_line_and_the_rest_to_standard_error(
    folder: str, write_files: WriteFiles, capsys: Capture
) -> None:
    files = write_files({"a.txt": BRIDGE, "b.txt": PEAR, "empty.txt": ""})
    assert program.main(["sync", str(files), "--library", folder]) == 0
    output, errors = capsys.readouterr()
    assert output == "新增 2 篇，更新 0 篇，移除 0 篇，未变 0 篇，未收入 1 个\n"
    assert "同步: 100%" in errors
    assert errors.splitlines()[-1] == "未收入 empty.txt：文件是空的，请检查它是否保存完整"
    assert program.main(["sync", str(files), "--library", folder]) == 0
    assert capsys.readouterr().out == "新增 0 篇，更新 0 篇，移除 0 篇，未变 2 篇，未收入 1 个\n"


def test_emptied_folder_loses_nothing_unless_removals_are_allowed(
    folder: str, write_files: WriteFiles, capsys: Capture
) -> None:
    files = write_files({"a.txt": BRIDGE})
    program.main(["sync", str(files), "--library", folder])
    (files / "a.txt").unlink()
    capsys.readouterr()
    assert program.main(["sync", str(files), "--library", folder]) == 1
    output, errors = capsys.readouterr()
    assert output == "新增 0 篇，更新 0 篇，移除 0 篇，未变 1 篇，未收入 0 个\n"
    sentence = errors.splitlines()[-1]
    assert sentence.startswith(f"{files} 里什么也没有，资料库里来自它的 1 篇文章没有移除")
    program.main(["status", "--library", folder])
    assert capsys.readouterr().out.splitlines()[-1] == f"注意　{sentence}"
    assert program.main(["sync", str(files), "--library", folder, "--allow-removals"]) == 0
    assert capsys.readouterr().out == "新增 0 篇，更新 0 篇，移除 1 篇，未变 0 篇，未收入 0 个\n"
    program.main(["status", "--library", folder])
    assert "注意" not in capsys.readouterr().out


def test_status_as_json_and_as_text(folder: str, write_files: WriteFiles, capsys: Capture) -> None:
    program.main(["sync", str(write_files({"a.txt": BRIDGE})), "--library", folder])
    capsys.readouterr()
    assert program.main(["status", "--json", "--library", folder]) == 0
    output, errors = capsys.readouterr()
    status = json.loads(output)
    assert (errors, output.count("\n")) == ("", 1)
    assert {name: status[name] for name in ("path", "articles", "chunks", "version", "model")} == {
        "path": folder, "articles": 1, "chunks": 1, "version": 1, "model": "toy",
    }  # fmt: skip
    assert program.main(["status", "--library", folder]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"资料库　{folder}"
    assert lines[1].startswith("文章　1 篇")


def test_remove_takes_articles_out_and_names_what_is_not_there(
    folder: str, write_files: WriteFiles, capsys: Capture
) -> None:
    program.main(["sync", str(write_files({"a.txt": BRIDGE, "b.txt": PEAR})), "--library", folder])
    capsys.readouterr()
    assert program.main(["remove", "a.txt", "--library", folder]) == 0
    assert capsys.readouterr() == ("移除 1 篇\n", "")
    assert program.main(["remove", "b.txt", "x", "y", "--library", folder]) == 1
    assert capsys.readouterr() == ("移除 1 篇\n", "资料库里没有编号为 x、y 的文章。\n")


def test_removed_article_stays_out_until_it_is_reinstated(
    folder: str, write_files: WriteFiles, capsys: Capture
) -> None:
    sync = ["sync", str(write_files({"a.txt": BRIDGE, "b.txt": PEAR})), "--library", folder]
    program.main(sync)
    program.main(["remove", "a.txt", "--library", folder])
    program.main(sync)
    capsys.readouterr()
    program.main(["status", "--library", folder])
    assert "文章　1 篇（其中转载 0 篇），另有撤下的 1 篇\n" in capsys.readouterr().out
    assert program.main(["reinstate", "a.txt", "--library", folder]) == 0
    assert capsys.readouterr() == ("放回 1 篇\n", "")
    assert program.main(["reinstate", "a.txt", "--library", folder]) == 1
    assert capsys.readouterr() == (
        "放回 0 篇\n",
        "没有放回 a.txt：没有撤下过这些编号的文章，或文件已经不在（文件回来时会重新收入）。\n",
    )
    program.main(["status", "--library", folder])
    assert "文章　2 篇（其中转载 0 篇）\n" in capsys.readouterr().out


def test_verify_says_whole_or_what_is_wrong(folder: str, write_files: WriteFiles, capsys: Capture) -> None:
    program.main(["sync", str(write_files({"a.txt": BRIDGE})), "--library", folder])
    capsys.readouterr()
    assert program.main(["verify", "--library", folder]) == 0
    assert capsys.readouterr() == ("资料库完好\n", "")
    file = Path(folder) / DATABASE_NAME
    file.write_bytes(file.read_bytes().replace("只要八分钟".encode(), "只要九分钟".encode()))
    assert program.main(["verify", "--library", folder]) == 1
    assert capsys.readouterr() == (
        "", f"文章的内容与收入时不同：1 篇\n资料库已损坏，请从备份恢复，或删除 {folder} 后重新同步文章。\n",
    )  # fmt: skip
    file.write_bytes(b"not a database")
    assert program.main(["verify", "--library", folder]) == 1
    assert capsys.readouterr() == ("", f"资料库文件 {file} 已损坏，请从备份恢复，或删除它后重新同步文章。\n")


def test_rebuild_says_how_many(folder: str, write_files: WriteFiles, capsys: Capture) -> None:
    program.main(["sync", str(write_files({"a.txt": BRIDGE, "b.txt": PEAR})), "--library", folder])
    capsys.readouterr()
    assert program.main(["rebuild", "--library", folder]) == 0
    assert capsys.readouterr().out == "重新生成了 2 篇文章的索引\n"


@pytest.mark.parametrize("command", [["status"], ["verify"], ["rebuild"], ["remove", "a"]])
def test_command_on_a_folder_without_a_library_says_what_to_run(
    folder: str, capsys: Capture, command: list[str]
) -> None:
    assert program.main([*command, "--library", folder]) == 1
    expected = f"{folder} 里没有资料库，请先运行 yinju sync 文章文件夹 --library {folder}。\n"
    assert capsys.readouterr() == ("", expected)
    assert not Path(folder).exists()


@pytest.mark.parametrize("command", [["sync", "."], ["status"], ["verify"], ["rebuild"], ["remove", "a"]])
def test_library_path_that_is_a_file_is_said_in_one_sentence(
    tmp_path: Path, folder: str, capsys: Capture, command: list[str]
) -> None:
    path = tmp_path / "file"
    path.write_text("mine")
    assert program.main([*command, "--library", str(path)]) == 1
    assert capsys.readouterr() == ("", f"资料库路径 {path} 是一个文件，这里应是一个文件夹，请换一个路径。\n")
    assert path.read_text() == "mine"


def test_library_of_another_model_is_said_and_kept(
    folder: str, write_files: WriteFiles, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = str(write_files({"a.txt": BRIDGE}))
    program.main(["sync", files, "--library", folder])
    monkeypatch.setattr(program, "load_embedder", lambda *_: ToyEmbedder("other"))
    capsys.readouterr()
    assert program.main(["sync", files, "--library", folder]) == 1
    output, errors = capsys.readouterr()
    assert (output, errors.count("\n")) == ("", 1)
    assert errors.startswith(f"资料库 {folder} 是用向量模型 toy 建的，现在的设置是 other")


def test_path_that_is_not_there_fails_without_a_bar(folder: str, tmp_path: Path, capsys: Capture) -> None:
    missing = tmp_path / "missing"
    assert program.main(["sync", str(missing), "--library", folder]) == 1
    expected = f"找不到 {missing}，资料库没有改动；请检查路径（文件夹不见了可能是磁盘没有挂载）。\n"
    assert capsys.readouterr() == ("", expected)


def test_fault_during_the_sync_stands_on_a_line_of_its_own(
    folder: str, write_files: WriteFiles, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(ToyEmbedder):
        def embed_passages(self, texts: object) -> object:  # type: ignore[override]
            raise KeyboardInterrupt

    monkeypatch.setattr(program, "load_embedder", lambda *_: Interrupted())
    files = write_files({"a.txt": BRIDGE})
    assert program.main(["sync", str(files), "--library", folder]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "已停止；已完成的部分都已保存。"


@pytest.mark.parametrize(
    "arguments",
    [[], ["unknown"], ["sync"], ["remove"], ["status", "--unknown"], ["status", "extra"], ["sync", ".", "--library"]],
)
def test_wrong_usage_exits_2_with_the_usage_on_standard_error(capsys: Capture, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        program.main(arguments)
    output, errors = capsys.readouterr()
    assert (caught.value.code, output) == (2, "")
    assert errors.startswith("usage: python -m index")


def test_bad_settings_are_said_in_one_sentence(
    folder: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text("[libary]\n")
    monkeypatch.setenv("YINJU_CONFIG", str(tmp_path / "config.toml"))
    assert program.main(["status", "--library", folder]) == 1
    expected = "config.toml 里有不认识的设置 'libary'，可用的是："
    assert capsys.readouterr().err.startswith(expected)


def test_run_as_a_program_without_loading_a_model(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "index", "status", "--library", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == f"{tmp_path} 里没有资料库，请先运行 yinju sync 文章文件夹 --library {tmp_path}。\n"


def test_a_reader_that_has_seen_enough_ends_it_without_a_word() -> None:
    command = f"{sys.executable} -m index settings | true"  # which is gone before anything is written
    ran = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stderr == ""


def test_read_shows_what_would_be_taken_in_and_changes_nothing(
    folder: str, write_files: WriteFiles, capsys: Capture
) -> None:
    page = "<html><head><title>澄青大桥通车</title></head><body><nav>首页 要闻</nav><p>{}</p></body></html>"
    files = write_files({"bridge.html": page.format(BRIDGE), "empty.txt": ""})
    assert program.main(["read", str(files / "bridge.html"), "--json", "--library", folder]) == 0
    output, errors = capsys.readouterr()
    assert (output.count("\n"), errors) == (1, "")
    (article,) = json.loads(output)
    assert article == {
        "id": "bridge.html", "title": "澄青大桥通车", "face": "澄青大桥通车", "fields": {}, "published": None,
        "source": "", "author": "",
        "paragraphs": [BRIDGE], "removed": [{"text": "首页 要闻", "role": "导航与按钮"}],
    }  # fmt: skip
    assert program.main(["read", str(files / "bridge.html")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "编号　bridge.html", "标题　澄青大桥通车", f"   1　{BRIDGE}", "不收入的内容：", "　　导航与按钮　首页 要闻",
    ]  # fmt: skip
    assert not Path(folder).exists()


def test_read_of_what_is_no_article_says_why(write_files: WriteFiles, capsys: Capture) -> None:
    files = write_files({"empty.txt": ""})
    assert program.main(["read", str(files / "empty.txt"), "--json"]) == 1
    assert capsys.readouterr() == ("[]\n", "不会收入 empty.txt：文件是空的，请检查它是否保存完整\n")
    assert program.main(["read", str(files / "none.txt")]) == 1
    assert capsys.readouterr() == ("", "不会收入 none.txt：无法打开文件：文件不存在\n")


def test_settings_print_a_file_that_says_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert program.main(["settings", "--file"]) == 0
    (tmp_path / "config.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    settings = load_settings(tmp_path / "config.toml")
    assert settings.library.folder == tmp_path / "library"
    assert (settings.chat, settings.http) == (Settings().chat, Settings().http)


def test_control_characters_of_a_name_reach_no_terminal(folder: str, write_files: WriteFiles, capsys: Capture) -> None:
    files = write_files({"坏\x1b[2J\n假的一行.txt": "", "好\x9b31m.txt": BRIDGE})
    program.main(["sync", str(files), "--library", folder])
    program.main(["remove", "没有\x1b[2J", "--library", folder])
    program.main(["read", str(files / "好\x9b31m.txt")])
    program.main(["read", str(files / "没有\x1b]0;x\x07.txt")])
    output, errors = capsys.readouterr()
    said = output + "".join(line for line in errors.splitlines(keepends=True) if "%|" not in line)
    assert [sign for sign in said.replace("\r", "") if unicodedata.category(sign) == "Cc" and sign != "\n"] == []
    assert r"坏\x1b[2J\x0a假的一行.txt" in errors


def test_control_characters_of_a_name_reach_no_log(folder: str) -> None:
    script = (
        "import logging, index.command_line as c; c._start_logging();"
        "logging.getLogger('x').warning('%s is there', 'a\\x1b[2J\\nb')"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT).stderr
    assert said == "WARNING:x:a\\x1b[2J\\x0ab is there\n"
