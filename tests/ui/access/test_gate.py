"""Signing in with real hashes; what ends a sign-in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.settings import AccessSettings, LibrarySettings, Settings
from tests.conftest import ROOT
from ui.access.gate import ATTEMPT_FILES, FREE_ATTEMPTS, AttemptLimit, Gate, Passwords, Role, gate_of

READER, LIBRARIAN = "reader-password", "librarian-password"
HERE = "192.0.2.1"


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    monkeypatch.setattr("ui.access.gate.FIRST_WAIT_S", 600.0)  # longer than hashing takes on a busy machine
    opened = gate_of(Settings(library=LibrarySettings(folder=tmp_path), access=AccessSettings()))
    opened.passwords.set("reader", READER)
    opened.passwords.set("librarian", LIBRARIAN)
    return opened


def test_each_password_gives_its_role_and_a_wrong_one_none(gate: Gate) -> None:
    assert gate.role_of(gate.sign_in(READER, HERE).token) is Role.READER
    assert gate.role_of(gate.sign_in(LIBRARIAN, HERE).token) is Role.LIBRARIAN
    wrong = gate.sign_in("librarian", HERE)
    assert (wrong.token, wrong.wait_s) == ("", 0.0)
    assert [gate.role_of(token) for token in ("", "made up")] == [Role.VISITOR] * 2


def test_another_password_ends_the_sign_ins_of_its_role_only(gate: Gate) -> None:
    reader, librarian = gate.sign_in(READER, HERE).token, gate.sign_in(LIBRARIAN, HERE).token
    gate.passwords.set("librarian", "another-password")
    assert (gate.role_of(reader), gate.role_of(librarian)) == (Role.READER, Role.VISITOR)
    gate.passwords.set("librarian", LIBRARIAN)
    assert gate.role_of(librarian) is Role.VISITOR


def test_too_many_wrong_passwords_wait_even_for_the_right_one(gate: Gate) -> None:
    for _ in range(FREE_ATTEMPTS):
        assert gate.sign_in("wrong-password", HERE).wait_s == 0.0
    late = gate.sign_in(LIBRARIAN, HERE)
    assert (late.token, late.wait_s > 0) == ("", True)
    assert gate.sign_in(LIBRARIAN, "192.0.2.2").token


def test_session_may_upload_only_once_it_was_let(gate: Gate) -> None:
    assert not gate.may_upload("session")
    gate.let_upload("session")
    assert gate.may_upload("session")
    assert not gate.may_upload("another")


def test_one_library_has_one_gate(tmp_path: Path) -> None:
    settings = Settings(library=LibrarySettings(folder=tmp_path))
    assert gate_of(settings) is gate_of(Settings(library=LibrarySettings(folder=tmp_path)))
    assert gate_of(Settings(library=LibrarySettings(folder=tmp_path / "other"))) is not gate_of(settings)


def test_reader_password_between_guesses_does_not_begin_the_count_of_the_librarians_anew(gate: Gate) -> None:
    for _ in range(FREE_ATTEMPTS):
        assert gate.sign_in("wrong-password", HERE).wait_s == 0.0
        assert gate.role_of(gate.sign_in(READER, HERE).token) is Role.READER
    guess, right = gate.sign_in("wrong-password", HERE), gate.sign_in(LIBRARIAN, HERE)
    assert (guess.token, guess.wait_s > 0, right.token, right.wait_s > 0) == ("", True, "", True)
    assert gate.role_of(gate.sign_in(READER, HERE).token) is Role.READER  # readers are not kept out by it
    assert gate.sign_in(LIBRARIAN, "192.0.2.9").token


def test_limits_hold_over_processes_of_one_library(gate: Gate, tmp_path: Path) -> None:
    guess = (
        "import sys; from pathlib import Path; from index.settings import *; from ui.access.gate import gate_of;"
        "gate = gate_of(Settings(library=LibrarySettings(folder=Path(sys.argv[1]))));"
        f"print([gate.sign_in('wrong-password', '{HERE}').wait_s for _ in range(int(sys.argv[2]))])"
    )
    for guesses in (1, FREE_ATTEMPTS - 1):
        command = [sys.executable, "-c", guess, str(tmp_path), str(guesses)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        assert done.stdout == f"{[0.0] * guesses}\n"
    assert gate.sign_in(LIBRARIAN, HERE).wait_s > 0
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ATTEMPT_FILES} == {0o600}


@pytest.mark.parametrize("torn", [b"", b"[1, 2", b"null", bytes(range(256))])
def test_torn_file_of_attempts_keeps_nobody_out(gate: Gate, tmp_path: Path, torn: bytes) -> None:
    for name in ATTEMPT_FILES:
        (tmp_path / name).write_bytes(torn)
    assert gate.sign_in(LIBRARIAN, HERE).token


def test_clock_that_was_set_back_makes_nobody_wait_longer(tmp_path: Path) -> None:
    for _ in range(FREE_ATTEMPTS):
        AttemptLimit(lambda: 1000.0, tmp_path / "attempts.json").take(HERE)
    assert AttemptLimit(lambda: 10.0, tmp_path / "attempts.json").take(HERE) == 2.0


def test_folder_made_for_a_password_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Passwords(tmp_path / "new").set("reader", READER)
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
