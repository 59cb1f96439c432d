"""The frame around every page: title, navigation, languages, and the sign-in if asking needs a password."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitMissingAuthlibError
from streamlit.navigation.page import Page

from index.errors import MissingPackageError
from index.messages import Message
from ui.access.gate import Role
from ui.access.permission import has_passwords, is_signed_in_by_provider, may_ask, providers, role
from ui.access.sign_in_routes import SIGN_IN, SIGN_OUT
from ui.components import component
from ui.drawing import address_of, errors_as_sentences, note_address, read_assets
from ui.language.texts import LANGUAGES, Labels, choose_language, chosen_labels


def draw_screen() -> None:
    """Draw the page that the address names."""
    labels = chosen_labels()
    st.set_page_config(
        page_title=labels.product,
        page_icon=str(Path(__file__).with_name("icon.svg")),
        layout="wide",
        menu_items={"About": labels.about},
    )
    st.logo(str(Path(__file__).with_name("logo.svg")), size="large")
    pages = [
        st.Page(
            "chat/page.py",
            title=labels.chat_page,
            icon=":material/forum:",
            url_path="chat",
            default=True,
            help=labels.chat_page_help,
        ),
        st.Page(
            "manuscript/page.py",
            title=labels.manuscript_page,
            icon=":material/fact_check:",
            url_path="manuscript",
            help=labels.manuscript_page_help,
        ),
        st.Page(
            "library/page.py",
            title=labels.library_page,
            icon=":material/library_books:",
            url_path="library",
            help=labels.library_page_help,
        ),
    ]
    page = st.navigation(pages, position="top")
    with errors_as_sentences(labels):
        account = find_account(labels)  # only once: each call looks for files
        draw_frame(account, labels)
        with st.sidebar, st.container(key="account-foot"):
            draw_account(account, labels)
        if may_ask():
            _draw_page(page, pages, labels)
        else:
            _draw_door(labels)


def _draw_page(page: Page, pages: Sequence[Page], labels: Labels) -> None:
    """Draw the page with the conversations beside it; what needs no library comes first, and keeps its place."""
    from ui.conversations.sidebar import draw_conversations, draw_sidebar, is_conversation_chosen
    from ui.session import note_page

    note_page(page.title)
    st.set_page_config(page_title=f"{page.title} · {labels.product}")
    draw_sidebar(labels)
    with st.bottom, st.container(key="phone-navigation", horizontal=True, horizontal_alignment="distribute", gap=None):
        for other in pages:
            st.page_link(other)
    if is_conversation_chosen() and page is not pages[0]:
        chosen = st.query_params.get(CONVERSATION)
        st.switch_page(pages[0], query_params={CONVERSATION: chosen} if chosen else {})
    page.run()
    note_address()
    draw_conversations(labels)


def _draw_door(labels: Labels) -> None:
    st.info(labels.asking_refused if is_signed_in_by_provider() else labels.asking_guarded, icon=":material/lock:")


CONVERSATION = "conversation"
"""The key of the conversation's id in the session and in the page's address."""

# ---- The invisible part of every page


_frame = component("frame")


_STREAMLIT_WORDS = tomllib.loads(read_assets("language/streamlit_words.toml"))


def draw_frame(account: Mapping[str, Any], labels: Labels) -> None:
    """Set the page's language, shortcuts and Back; a page that needs a password goes to the sign-in first.

    `account` is what `find_account` returns.
    """
    data = {
        "language": labels.language,
        "placeholder": labels.question_placeholder,
        "signIn": account["signIn"] if account["mustSignIn"] else "",
        "streamlitWords": _STREAMLIT_WORDS,
    }
    with st.container(key="frame"):
        _frame(data=data, key="frame_behaviour")


# ---- At the bottom of the sidebar: who is signed in, and the languages to choose from


ACCOUNT = "account"

_account_bar = component("account")


def draw_account(account: Mapping[str, Any], labels: Labels) -> None:
    """Show the account and the languages; a click on a language applies from the script run it starts."""
    asked = _account_bar(
        data=account_data(account, labels), key=ACCOUNT, on_language_change=_choose_language, on_provider_change=_ignore
    )
    wanted = asked.get("provider")
    if wanted == SIGN_OUT:
        st.logout()
    elif wanted is not None and wanted in providers():
        sign_in_with(wanted)


def sign_in_with(provider: str) -> None:
    """Send the browser to the named provider. Raises MissingPackageError if the package for that is missing."""
    try:
        st.login(provider or None)
    except StreamlitMissingAuthlibError as error:
        raise MissingPackageError("Authlib", Message("purpose-sign-in")) from error


def account_data(account: Mapping[str, Any], labels: Labels) -> dict[str, Any]:
    """Return what the browser draws, as JSON values."""
    languages = [{"code": labels.language, "name": labels.language_name} for labels in LANGUAGES]
    return {
        "language": labels.language,
        "languages": languages,
        "account": dict(account),
        "labels": {"language": labels.choose_language, "signIn": labels.sign_in, "signOut": labels.sign_out},
    }


def find_account(labels: Labels) -> dict[str, Any]:
    """Return who is signed in and how to sign in or out."""
    current = role()
    names = {Role.VISITOR: "", Role.READER: labels.signed_in_reader, Role.LIBRARIAN: labels.signed_in_librarian}
    is_out = current is Role.VISITOR
    ways_in = [{"name": name, "text": _provider_text(labels, name)} for name in providers()]
    by_provider = is_signed_in_by_provider()
    return {
        "role": names[current],
        "signIn": address_of(SIGN_IN) if is_out and has_passwords() else "",
        "signOut": address_of(SIGN_OUT) if not is_out and not by_provider else "",
        "providers": [] if by_provider or not is_out else ways_in,
        "providerOut": SIGN_OUT if by_provider else "",
        "mustSignIn": not may_ask() and is_out and not ways_in,
    }


def _provider_text(labels: Labels, name: str) -> str:
    return f"{labels.sign_in_provider}（{name}）" if name else labels.sign_in_provider


def _choose_language() -> None:
    choose_language(st.session_state[ACCOUNT].get("language"))


def _ignore() -> None:
    """Do nothing: Streamlit reports a trigger only where a callback is given."""
