"""`yinju web` and `yinju password`: setting passwords, and where the app refuses to listen."""

import io
import socket
from pathlib import Path

import pytest

from index.settings import CONFIG_VARIABLE
from ui.__main__ import main
from ui.access.gate import Passwords, Role
from ui.access.web_guard import ListeningError, check_address

PASSWORD = "a long password"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    config = tmp_path / "config.toml"
    config.write_text('[library]\nfolder = "library"\n', encoding="utf-8")
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))
    return tmp_path / "library"


def set_password(monkeypatch: pytest.MonkeyPatch, typed: str, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["password", *arguments])


def test_password_is_read_from_standard_input_and_never_shown(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert set_password(monkeypatch, f"{PASSWORD}\n", "librarian") == 0
    assert Passwords(library).find_role(PASSWORD) is Role.LIBRARIAN
    assert set_password(monkeypatch, "", "librarian", "--remove") == 0
    assert Passwords(library).are_set_for() == frozenset()
    shown = capsys.readouterr()
    assert PASSWORD not in shown.out + shown.err
    assert shown.err == ""


def test_password_too_short_is_one_sentence_and_status_1(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert set_password(monkeypatch, "short\n", "reader") == 1
    assert capsys.readouterr().err == "密码有 5 个字符，这里应有 8 到 256 个，请换一个。\n"
    assert Passwords(library).are_set_for() == frozenset()


@pytest.mark.parametrize("arguments", [["password"], ["password", "admin"], ["--port", "x"]])
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.7", "::", "example.org", None])
def test_address_others_reach_needs_the_librarians_password(library: Path, address: str | None) -> None:
    with pytest.raises(ListeningError, match="资料员的密码还没有设置；请先运行 yinju password librarian"):
        check_address(address)
    Passwords(library).set("reader", PASSWORD)
    with pytest.raises(ListeningError):
        check_address(address)
    Passwords(library).set("librarian", PASSWORD)
    check_address(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "localhost", "::1"])
def test_this_machine_needs_no_password(library: Path, address: str) -> None:
    check_address(address)


def test_start_that_would_be_open_to_all_is_refused_before_anything_listens(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert main(["--host", "0.0.0.0", "--port", str(port)]) == 1
    assert capsys.readouterr().err.startswith("监听地址 0.0.0.0 能从别的机器访问，")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
