"""Whose conversations a session lists: the signed-in person's, else this browser's, else only its own."""

import hashlib
import secrets

import streamlit as st

from ui.access.permission import is_signed_in_by_provider, visitor

SESSION = "owner"


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
    owner: str = st.session_state.setdefault(SESSION, f"session:{secrets.token_urlsafe(16)}")
    return owner
