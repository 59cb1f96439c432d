"""Where the web app may listen: on this machine, and elsewhere only once a stranger can change nothing."""

import sys

import streamlit as st

from index.errors import YinjuError
from ui.access.permission import is_library_guarded
from ui.access.web_guard import is_this_machine

EVERYWHERE = "0.0.0.0"  # noqa: S104  what Streamlit takes where no address is set; only named here


class ListeningError(YinjuError):
    """The web app must not listen where it is told to."""


def check_address(address: str | None) -> None:
    """Raise ListeningError for an address that other machines reach while nothing keeps them from changing articles."""
    if not is_this_machine(address) and not is_library_guarded():
        raise ListeningError(
            f"监听地址 {address or EVERYWHERE} 能从别的机器访问，而资料员的密码还没有设置；"
            "请先运行 python -m ui password librarian，或改用 127.0.0.1。"
        )


def refuse_unguarded_address() -> None:
    """End the program with one sentence where Streamlit was told to listen at such an address."""
    try:
        check_address(st.get_option("server.address"))
    except YinjuError as error:
        sys.exit(str(error))
