"""The reader's conversations in the sidebar: to start, find, open, rename, export, delete and restore."""

import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from qa.history.conversations import PAGE_ROWS, UNDO_S, ConversationSummary, Summaries
from ui.access.permission import current_owner
from ui.article_view import close_article
from ui.components import component
from ui.conversations.export_view import ask_for_export
from ui.drawing import errors_as_sentences, escape_markdown
from ui.language.texts import Labels
from ui.session import conversation, open_conversation, open_server, start_new_conversation

# ---- Conversations by when they were last continued, as a reader counts days


WEEK_DAYS = 7


def group_by_day(
    rows: Iterable[ConversationSummary], now: datetime, zone: str, labels: Labels
) -> dict[str, list[ConversationSummary]]:
    """Return the rows in their order under headings (today, yesterday, …); `now` is aware, `zone` an IANA name or ''.

    An unknown zone counts as UTC.
    """
    today = _local_day(now, zone)
    groups: dict[str, list[ConversationSummary]] = {}
    for row in rows:
        day = _local_day(datetime.fromisoformat(row.changed_at), zone)
        groups.setdefault(_heading(day, today, labels), []).append(row)
    return groups


def _heading(day: date, today: date, labels: Labels) -> str:
    if day >= today:  # a clock that was put back
        return labels.today
    if day == today - timedelta(days=1):
        return labels.yesterday
    return labels.this_week if day > today - timedelta(days=WEEK_DAYS) else labels.earlier


def _local_day(moment: datetime, zone: str) -> date:
    try:
        return moment.astimezone(ZoneInfo(zone or "UTC")).date()
    except (ZoneInfoNotFoundError, ValueError):
        return moment.date()


# ---- The reader's conversations in the sidebar: to start, find, open, rename, export, delete and restore


SEARCH = "conversation_search"
ROWS = "conversation_rows"
"""The session key of how many rows of a longer list are shown."""
RENAMED = "renamed_conversation"
DELETED = "deleted_conversation"
CHOSEN = "conversation_chosen"
"""Set when a conversation is chosen, on any page."""
PAGE_CHANGED = "conversation_page_changed"
"""Set when a click in the list changes the page beside it."""

_component = component("conversations", isolate_styles=False)  # the rules style Streamlit's own buttons


class Action(Enum):
    """What can be done with a conversation; the values are names of texts."""

    RENAME = "rename"
    EXPORT = "export"
    DELETE = "delete"


def draw_sidebar(labels: Labels) -> None:
    """Show the part of the sidebar that needs no library and so never has to wait."""
    with st.sidebar:
        st.button(
            labels.new_conversation,
            key="new",
            icon=":material/edit_square:",
            width="stretch",
            on_click=_start_new,
        )


def is_conversation_chosen() -> bool:
    """Return whether this run was started by choosing a conversation or a new one, which the chat page shows."""
    return bool(st.session_state.pop(CHOSEN, False))


def _start_new() -> None:
    start_new_conversation()
    close_article()
    st.session_state[CHOSEN] = True


def draw_conversations(labels: Labels) -> None:
    """Show the list beside the page; one opened there is the session's conversation in the next run."""
    st.session_state.pop(PAGE_CHANGED, None)  # the whole page is being drawn anyway
    with st.sidebar:
        with errors_as_sentences(labels):
            _draw_list(labels)
        with st.container(key="frame-sidebar"):
            _component(key="conversations_behaviour")


@st.fragment
def _draw_list(labels: Labels) -> None:
    # A fragment: typing in the search field redraws the list but not the page.
    if st.session_state.pop(PAGE_CHANGED, False):
        st.rerun()
    with errors_as_sentences(labels):
        _draw_undo(labels)
        text, rows, has_more = _find_rows(labels)
        if not rows:
            st.caption(labels.none_found.format(text=escape_markdown(text)) if text else labels.none_yet)
        groups = group_by_day(rows, datetime.now(UTC), st.context.timezone or "", labels)
        for number, (heading, group) in enumerate(groups.items()):
            st.caption(heading, help=None if number else labels.whose)
            with st.container(gap=None):
                for row in group:
                    _draw_row(row, labels)
        if has_more:
            st.button(
                labels.show_more, key="more_conversations", type="tertiary", width="stretch", on_click=_show_more_rows
            )


def _find_rows(labels: Labels) -> tuple[str, Summaries, bool]:
    """Return the text searched for, the rows to show and whether there are more."""
    count = st.session_state.get(ROWS, PAGE_ROWS)
    text: str = st.session_state.get(SEARCH) or ""
    rows = open_server().conversations.list(current_owner(), text, limit=count + 1)
    if text or rows:
        st.text_input(
            labels.search_conversations,
            key=SEARCH,
            type="search",
            live="300ms",
            placeholder=labels.search_conversations_hint,
            icon=":material/search:",
            label_visibility="collapsed",
            persist_state="session",
        )
    return text.strip(), rows[:count], len(rows) > count


def _draw_row(row: ConversationSummary, labels: Labels) -> None:
    if st.session_state.get(RENAMED) == row.id:
        _draw_renaming(row, labels)
        return
    is_open = row.id == conversation()
    with st.container(
        key=f"conversation-{'open' if is_open else 'row'}-{row.id}",
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        gap=None,
    ):
        st.button(
            escape_markdown(row.title),
            key=f"open-{row.id}",
            type="tertiary",
            width="stretch",
            on_click=_open,
            args=(row,),
        )
        st.menu_button(
            labels.actions,
            list(Action),
            key=f"actions-{row.id}",
            type="tertiary",
            icon=":material/more_horiz:",
            format_func=lambda action: getattr(labels, action.value),
            on_click=_do,
            args=(row,),
        )


def _open(row: ConversationSummary) -> None:
    open_conversation(row.id)
    close_article()
    st.session_state[CHOSEN] = True
    st.session_state.pop(DELETED, None)
    st.session_state[PAGE_CHANGED] = True


def _do(row: ConversationSummary) -> None:
    """Do what was chosen in the menu of a row."""
    action = st.session_state[f"actions-{row.id}"]
    st.session_state[RENAMED] = row.id if action is Action.RENAME else None
    if action is Action.EXPORT:
        ask_for_export(row.id)
        st.session_state[PAGE_CHANGED] = True
    elif action is Action.DELETE:
        open_server().conversations.delete(row.id, current_owner())
        st.session_state[DELETED] = (row, time.monotonic())
        if row.id == conversation():
            start_new_conversation()
            st.session_state[PAGE_CHANGED] = True


def _show_more_rows() -> None:
    st.session_state[ROWS] = st.session_state.get(ROWS, PAGE_ROWS) + PAGE_ROWS


def _draw_renaming(row: ConversationSummary, labels: Labels) -> None:
    """Show a field in place of the row; Enter, leaving the field or the button saves its text."""
    key = f"title-{row.id}"

    def keep() -> None:
        open_server().conversations.rename(row.id, st.session_state[key], current_owner())
        st.session_state.pop(RENAMED, None)

    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xxsmall"):
        st.text_input(labels.title, row.title, key=key, max_chars=60, label_visibility="collapsed", on_change=keep)
        st.button(labels.save, key=f"save-{row.id}", type="tertiary", icon=":material/check:", on_click=keep)


def _draw_undo(labels: Labels) -> None:
    """Offer to restore the conversation deleted last."""
    deleted, deleted_at = st.session_state.get(DELETED, (None, 0.0))
    if deleted is None or time.monotonic() - deleted_at > UNDO_S:
        return
    with st.container(key="undo-deletion", horizontal=True, wrap=False, vertical_alignment="center", gap="xxsmall"):
        st.caption(escape_markdown(labels.deleted.format(title=deleted.title)))
        st.button(
            labels.undo, key="undo", type="tertiary", icon=":material/undo:", on_click=_bring_back, args=(deleted,)
        )


def _bring_back(deleted: ConversationSummary) -> None:
    open_server().conversations.restore(deleted.id, current_owner())
    st.session_state.pop(DELETED, None)
