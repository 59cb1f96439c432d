"""Signing in with the real hashes; what ends a sign-in."""

from pathlib import Path

import pytest

from index.settings import AccessSettings, LibrarySettings, Settings
from ui.access.gate import FREE_ATTEMPTS, Gate, Role, gate_of

READER, LIBRARIAN = "reader-password", "librarian-password"
HERE = "192.0.2.1"


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
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
