"""Who may do what, in a real script run of somebody who has not signed in."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from index.library import Library
from index.settings import CONFIG_VARIABLE
from ui.access.gate import FILE_NAME, Passwords, Role
from ui.access.permission import role
from ui.language.texts import ZH

ASKED = """
import streamlit as st
from index.errors import YinjuError
from ui.access.permission import may_ask, may_change_library, require_librarian, role, visitor
st.text(f"{role().name} {may_ask()} {may_change_library()} {visitor()!r}")
try:
    require_librarian()
except YinjuError as error:
    st.text(str(error))
"""


def answers() -> list[str]:
    script = AppTest.from_string(ASKED).run()
    assert not script.exception
    return [text.value for text in script.text]


@pytest.mark.parametrize(
    ("with_passwords", "said"),
    [
        ((), ["VISITOR True True ''"]),
        (("librarian",), ["VISITOR True False ''", "修改资料库需要资料员的密码，请先登录。"]),
        (
            ("reader", "librarian"),
            [
                "VISITOR False False ''",
                "修改资料库需要资料员的密码，请先登录。",
            ],
        ),
        (
            ("reader",),
            [
                "VISITOR False False ''",
                "修改资料库需要资料员的密码，请先登录。",
            ],
        ),
    ],
    ids=["open", "librarian", "both", "reader"],
)
def test_visitor_may_do_what_needs_no_password(
    toy_server: Library, with_passwords: tuple[str, ...], said: list[str]
) -> None:
    for name in with_passwords:
        Passwords(toy_server.path).set(name, "a long password")
    assert answers() == said


def test_provider_without_its_package_is_one_sentence(
    toy_server: Library, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.user_info.is_authlib_installed", lambda: False)
    script = AppTest.from_string(
        "from ui.drawing import errors_as_sentences\n"
        "from ui.language.texts import EN, ZH\n"
        "from ui.screen import sign_in_with\n"
        "for words in (ZH, EN):\n"
        "    with errors_as_sentences(words):\n"
        "        sign_in_with('')\n"
    )
    shown = [error.value.replace("\\", "") for error in script.run().error]
    assert shown == [
        "用单位账号登录需要 Authlib，请先运行：pip install Authlib",
        "Signing in with your organisation's account needs Authlib; run: pip install Authlib",
    ]


def test_page_that_needs_a_password_shows_nothing_of_the_library(rain_server: Library, app: AppTest) -> None:
    Passwords(rain_server.path).set("reader", "a long password")
    app.run()
    assert [info.value for info in app.info] == [ZH.asking_guarded]
    assert (len(app.chat_input), len(app.title), len(app.error)) == (0, 0, 0)
    app.switch_page("library/page.py").run()
    assert [info.value for info in app.info] == [ZH.asking_guarded]
    assert (len(app.dataframe), len(app.file_uploader), len(app.button)) == (0, 0, 0)


def test_unreadable_passwords_let_nobody_in_and_are_one_sentence(rain_server: Library, app: AppTest) -> None:
    (Path(rain_server.path) / FILE_NAME).write_text("{", encoding="utf-8")
    app.run()
    (error,) = app.error
    assert "读不出来" in error.value
    assert (len(app.chat_input), len(app.title)) == (0, 0)


class _Secrets(dict[str, object]):
    """Streamlit's secrets for an app with a sign-in provider."""

    def load_if_toml_exists(self) -> bool:
        return True


class _Person(dict[str, object]):
    def to_dict(self) -> dict[str, object]:
        return dict(self)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"email": "Wang@example.org", "email_verified": True}, Role.LIBRARIAN),
        ({"email": "wang@example.org"}, Role.LIBRARIAN),  # without email_verified the address counts as verified
        ({"email": "wang@example.org", "email_verified": False}, Role.VISITOR),
        ({"email": "li@example.org", "email_verified": False}, Role.VISITOR),
        ({"email": "li@example.org", "email_verified": True}, Role.READER),
    ],
)
def test_address_that_the_provider_calls_unverified_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, claims: dict[str, object], expected: Role
) -> None:
    access = '[access]\nlibrarians = ["wang@example.org"]\nreaders = ["*"]\n'
    (tmp_path / "config.toml").write_text(f'[library]\nfolder = "library"\n{access}', encoding="utf-8")
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "config.toml"))
    monkeypatch.setattr("streamlit.secrets", _Secrets(auth={"client_id": "x"}))
    monkeypatch.setattr("streamlit.user", _Person(is_logged_in=True, iat=time.time(), **claims))
    assert role() is expected
