"""Passwords are kept as argon2id hashes in a private file."""

import stat
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from ui.access.gate import FILE_NAME, PasswordError, Passwords, Role

LIBRARIAN = "资料员的密码88"
READER = "reader-password"


@pytest.fixture
def passwords(tmp_path: Path) -> Passwords:
    kept = Passwords(tmp_path / "library")
    kept.set("librarian", LIBRARIAN)
    return kept


def test_password_of_a_role_is_found_and_no_other(passwords: Passwords) -> None:
    passwords.set("reader", READER)
    assert passwords.are_set_for() == {Role.READER, Role.LIBRARIAN}
    tried = (LIBRARIAN, READER, "", READER + " ", READER.upper(), "x" * 100_000)
    assert [passwords.find_role(password) for password in tried] == [
        Role.LIBRARIAN,
        Role.READER,
        *[Role.VISITOR] * 4,
    ]


def test_full_width_letters_are_the_same_password(passwords: Passwords) -> None:
    assert passwords.find_role("资料员的密码８8") is Role.LIBRARIAN


def test_unset_password_lets_nobody_in(tmp_path: Path) -> None:
    assert [Passwords(tmp_path).find_role(password) for password in ("", "librarian")] == [Role.VISITOR] * 2


def test_only_hashes_are_kept_and_nobody_else_can_read_them(passwords: Passwords, tmp_path: Path) -> None:
    file = tmp_path / "library" / FILE_NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    assert "$argon2id$" in text
    assert LIBRARIAN not in text
    assert [path.name for path in file.parent.iterdir()] == [FILE_NAME]


def test_hashes_cost_what_rfc_9106_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.access.gate.PasswordHasher", PasswordHasher)  # the program's own again
    passwords = Passwords(tmp_path)
    passwords.set("reader", READER)
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert (passwords.find_role(READER), passwords.find_role(LIBRARIAN)) == (Role.READER, Role.VISITOR)


def test_another_password_changes_the_seal(passwords: Passwords, tmp_path: Path) -> None:
    before = passwords.seal(Role.LIBRARIAN)
    Passwords(tmp_path / "library").set("librarian", LIBRARIAN)
    assert passwords.seal(Role.LIBRARIAN) not in {"", before}
    passwords.remove("librarian")
    assert (passwords.seal(Role.LIBRARIAN), passwords.are_set_for()) == ("", frozenset())


@pytest.mark.parametrize("password", ["", "seven 7", "x" * 257])
def test_password_too_short_or_too_long_is_one_sentence(passwords: Passwords, password: str) -> None:
    with pytest.raises(PasswordError, match=f"^密码有 {len(password)} 个字符，这里应有 8 到 256 个，请换一个。$"):
        passwords.set("reader", password)
    assert passwords.are_set_for() == {Role.LIBRARIAN}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"librarian": "not a hash"}'])
def test_damaged_file_lets_nobody_in(passwords: Passwords, tmp_path: Path, content: str) -> None:
    (tmp_path / "library" / FILE_NAME).write_text(content, encoding="utf-8")
    try:
        assert passwords.find_role(LIBRARIAN) is Role.VISITOR
        assert Role.LIBRARIAN in passwords.are_set_for(), "a hash that is none still guards the library"
    except PasswordError as error:
        assert "读不出来" in str(error)
