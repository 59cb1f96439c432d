"""Who may ask and who may change the library, in the script run that asks. The one place that decides it,
and whose conversations that run lists.

Hiding a button refuses nobody: whoever changes the library calls `require_librarian` first.
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
"""Where the session of a browser without cookies keeps whose conversations it lists."""


class AccessError(YinjuError):
    """Whoever asked for this may not have it."""


def may_ask() -> bool:
    """Say whether this reader may ask and read. Raises YinjuError where settings or passwords cannot be read."""
    return not is_reading_guarded() or role() >= Role.READER


def may_change_library() -> bool:
    """Say whether this reader may change the library. Raises YinjuError where settings or passwords cannot be read."""
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
    """Return the role of this reader: what a password gave, or what the sign-in provider says, whichever is more."""
    gate = _gate()
    by_password = gate.role_of(_cookie(SIGN_IN_COOKIE))
    return max(by_password, _provider_role(gate.settings)) if has_provider() else by_password


def has_provider() -> bool:
    """Say whether Streamlit's own sign-in is set up: a section [auth] in its secrets."""
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def providers() -> list[str]:
    """Return the names of the sign-in providers in Streamlit's secrets; '' stands for the one without a name."""
    if not has_provider():
        return []
    section = st.secrets["auth"]
    names = [str(name) for name in section if isinstance(section[name], Mapping) and "client_id" in section[name]]
    return [""] if "client_id" in section else names


def is_signed_in_by_provider() -> bool:
    """Say whether a provider vouches for this reader, whatever that allows; not for ever."""
    claims = st.user.to_dict() if has_provider() else {}
    return bool(claims.get("is_logged_in")) and not _is_old(claims, _gate().settings)


def visitor() -> str:
    """Return what stands for this browser, the same over visits and nobody else's; '' where it keeps no cookies."""
    cookie = _cookie(VISITOR_COOKIE)
    return hashlib.sha256(cookie.encode()).hexdigest()[:32] if cookie else ""


def _cookie(name: str) -> str:
    """Return what the browser sent when it opened the page; '' for nothing, and where there is no browser."""
    value = st.context.cookies.get(name)
    return value if isinstance(value, str) else ""


def _gate() -> Gate:
    return gate_of(current_settings())


def _provider_role(settings: AccessSettings) -> Role:
    """Return what the settings allow the e-mail address that the provider vouches for."""
    claims = st.user.to_dict()
    address = str(claims.get("email") or "").strip().lower()
    if not is_signed_in_by_provider() or claims.get("email_verified") is False:
        return Role.VISITOR
    if address and address in _lower(settings.librarians):
        return Role.LIBRARIAN
    is_reader = ANYBODY in settings.readers or (address and address in _lower(settings.readers))
    return Role.READER if is_reader else Role.VISITOR


def _is_old(claims: Mapping[str, object], settings: AccessSettings) -> bool:
    """Say whether the sign-in is over: Streamlit's own cookie would last for thirty days."""
    issued = claims.get("iat")
    return not isinstance(issued, int | float) or time.time() - issued > settings.longest_s


def _lower(addresses: tuple[str, ...]) -> set[str]:
    return {address.strip().lower() for address in addresses}


def current_owner() -> str:
    """Return whoever this session's conversations belong to: a text nobody else can guess or be vouched for.

    A person that a sign-in provider vouches for has the same conversations in every browser. A browser without
    cookies has them until its page is closed; the page's address still opens them later.
    """
    if is_signed_in_by_provider():
        claims = st.user.to_dict()
        person = f"{claims.get('iss')}\n{claims.get('sub') or claims.get('email')}"
        return f"person:{hashlib.sha256(person.encode()).hexdigest()}"
    if known := visitor():
        return f"browser:{known}"
    owner: str = st.session_state.setdefault(OWNER, f"session:{secrets.token_urlsafe(16)}")
    return owner
