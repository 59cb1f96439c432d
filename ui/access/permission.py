"""Who may ask and who may change the library, and whose conversations are listed, in the current script run.
All of it is decided here.

Hiding a button protects nothing: code that changes the library calls `require_librarian` first.
"""

import hashlib
import secrets
import time
from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from index.errors import YinjuError
from index.messages import Message
from index.settings import AccessSettings
from ui.access.gate import Gate, Role, current_settings, gate_of

SIGN_IN_COOKIE = "yinju_sign_in"
VISITOR_COOKIE = "yinju_visitor"
ANYBODY = "*"
OWNER = "owner"
"""The session key of the owner of its conversations, for a browser without cookies."""


class AccessError(YinjuError):
    """The reader lacks the permission for this."""


def may_ask() -> bool:
    """Return whether this reader may ask and read. Raises YinjuError if settings or passwords cannot be read."""
    return not is_reading_guarded() or role() >= Role.READER


def may_change_library() -> bool:
    """Return whether this reader may change the library. Raises YinjuError if settings or passwords cannot be read."""
    if not may_ask() or (is_library_guarded() and role() < Role.LIBRARIAN):
        return False
    context = get_script_run_ctx()
    if context is not None:
        _gate().let_upload(context.session_id)
    return True


def require_librarian() -> None:
    """Raise AccessError unless this reader may change the library."""
    if not may_change_library():
        raise AccessError(Message("librarian-only"))


def is_reading_guarded() -> bool:
    """Say whether asking and reading need a sign-in at all."""
    gate = _gate()
    return Role.READER in gate.passwords.are_set_for() or (has_provider() and bool(gate.settings.readers))


def is_library_guarded() -> bool:
    """Say whether changing the library needs a sign-in at all."""
    return Role.LIBRARIAN in _gate().passwords.are_set_for() or has_provider()


def has_passwords() -> bool:
    """Say whether there is a password to sign in with."""
    return bool(_gate().passwords.are_set_for())


def role() -> Role:
    """Return the role of this reader: the higher of what the password and the sign-in provider give."""
    gate = _gate()
    by_password = gate.role_of(_cookie(SIGN_IN_COOKIE))
    return max(by_password, _provider_role(gate.settings)) if has_provider() else by_password


def has_provider() -> bool:
    """Return whether Streamlit's own sign-in is set up: a section [auth] in its secrets."""
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def providers() -> list[str]:
    """Return the names of the sign-in providers in Streamlit's secrets; '' is the unnamed one."""
    if not has_provider():
        return []
    section = st.secrets["auth"]
    names = [str(name) for name in section if isinstance(section[name], Mapping) and "client_id" in section[name]]
    return [""] if "client_id" in section else names


def is_signed_in_by_provider() -> bool:
    """Return whether a provider vouches for this reader with an unexpired sign-in, whatever role it gives."""
    claims = st.user.to_dict() if has_provider() else {}
    return bool(claims.get("is_logged_in")) and not _is_old(claims, _gate().settings)


def visitor() -> str:
    """Return this browser's id, unique and the same on every visit; '' if it keeps no cookies."""
    cookie = _cookie(VISITOR_COOKIE)
    return hashlib.sha256(cookie.encode()).hexdigest()[:32] if cookie else ""


def _cookie(name: str) -> str:
    """Return the cookie that the browser sent when it opened the page; '' if there is none, or no browser."""
    value = st.context.cookies.get(name)
    return value if isinstance(value, str) else ""


def _gate() -> Gate:
    return gate_of(current_settings())


def _provider_role(settings: AccessSettings) -> Role:
    """Return the role that the settings give the e-mail address that the provider vouches for."""
    claims = st.user.to_dict()
    address = str(claims.get("email") or "").strip().lower()
    if not is_signed_in_by_provider() or claims.get("email_verified") is False:
        return Role.VISITOR
    if address and address in _lower(settings.librarians):
        return Role.LIBRARIAN
    is_reader = ANYBODY in settings.readers or (address and address in _lower(settings.readers))
    return Role.READER if is_reader else Role.VISITOR


def _is_old(claims: Mapping[str, object], settings: AccessSettings) -> bool:
    """Return whether the sign-in has expired: Streamlit's own cookie would last for thirty days."""
    issued = claims.get("iat")
    return not isinstance(issued, int | float) or time.time() - issued > settings.longest_s


def _lower(addresses: tuple[str, ...]) -> set[str]:
    return {address.strip().lower() for address in addresses}


def current_owner() -> str:
    """Return the owner of this session's conversations, as a text that nobody else can guess or be vouched for.

    A person signed in with a provider has the same conversations in every browser. A browser without cookies
    lists them until its page is closed; the page's address still opens them later.
    """
    if is_signed_in_by_provider():
        claims = st.user.to_dict()
        person = f"{claims.get('iss')}\n{claims.get('sub') or claims.get('email')}"
        return f"person:{hashlib.sha256(person.encode()).hexdigest()}"
    if known := visitor():
        return f"browser:{known}"
    owner: str = st.session_state.setdefault(OWNER, f"session:{secrets.token_urlsafe(16)}")
    return owner
