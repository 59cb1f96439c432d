"""Filters on the articles asked: a button beside the question, and its settings as removable chips."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from index.library import Library
from index.messages import Message, say
from index.snapshot import Filters, Snapshot
from qa.scope import describe_dates
from ui.drawing import escape_markdown
from ui.language.texts import Labels, title_of

SINCE, UNTIL, SOURCES = "filter_since", "filter_until", "filter_sources"
CHOSEN = "filters"
"""The chosen filters, kept apart from the fields: those of a closed popover forget values set by the program."""
ROUND = "filter_round"
"""Incremented when the program changes the filters: the fields are then new ones, with the new values."""
CHOICES = "filter_choices"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""The selectable range: any day somebody may type, whatever the library contains."""
MAX_CHIP_CHARS = 16
MAX_SOURCE_CHIPS = 3
"""More sources share one chip, so that the row does not push the question off the screen."""


@dataclass(frozen=True)
class _Choices:
    """The available choices in one version of the library."""

    version: int
    first: date | None
    last: date | None
    sources: tuple[str, ...]


SINCE_NAMED, UNTIL_NAMED, SOURCE_NAMED, ARTICLE_NAMED = "since", "until", "source", "only"
"""The filters' query parameters in the page's address."""


def follow_address(*, is_new_page: bool) -> None:
    """Make the chosen filters and those in the page's address agree, so that they survive a reload.

    The address wins, as Back changes it, unless the reader comes from another page, whose address has no filters.
    """
    if is_new_page and not _chosen().is_empty:
        _write_address()
    elif (named := _read_address()) != _chosen():
        _choose(named)


def _read_address() -> Filters:
    params = st.query_params
    return Filters(
        _day(params.get(SINCE_NAMED)),
        _day(params.get(UNTIL_NAMED)),
        tuple(params.get_all(SOURCE_NAMED)),
        tuple(params.get_all(ARTICLE_NAMED)),
    )


def _write_address() -> None:
    filters = _chosen()
    values = {
        SINCE_NAMED: filters.since.isoformat() if filters.since else "",
        UNTIL_NAMED: filters.until.isoformat() if filters.until else "",
        SOURCE_NAMED: list(filters.sources),
        ARTICLE_NAMED: list(filters.articles),
    }
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def _day(text: str | None) -> date | None:
    """Return the day in an address, None if it is missing or malformed."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def current_filters() -> Filters:
    """Return the filters of this session's questions; two dates in the wrong order are swapped."""
    chosen = _chosen()
    since, until = chosen.since, chosen.until
    return replace(chosen, since=until, until=since) if since and until and since > until else chosen


def hold_to_articles(article_ids: Sequence[str]) -> None:
    """Limit the next questions to these articles."""
    _choose(Filters(articles=tuple(article_ids)))


def draw_filters(library: Library, labels: Labels) -> None:
    """Show the button and the chips; nothing if the library has nothing to choose from."""
    with library.snapshot() as snapshot:
        choices = _choices(snapshot)
        filters = current_filters()
        fitting = None if filters.is_empty else snapshot.article_count(filters)
        found = [snapshot.article(article_id) for article_id in filters.articles]
    titles = [title_of(labels, article) for article in found if article is not None]
    if choices.first is None and not choices.sources:
        return
    with st.popover(labels.filters, icon=":material/tune:", type="tertiary", key="filters"):
        _draw_choices(choices, labels)
        if titles:
            st.caption(escape_markdown(labels.list_separator.join(titles)))
        if fitting is not None:
            st.caption(labels.fitting.format(count=f"{fitting:,}") if fitting else labels.none_fitting)
            st.button(labels.clear_filters, key="clear_filters", type="tertiary", on_click=clear_filters)
    for number, (text, remove) in enumerate(_chips(filters, titles, labels)):
        st.button(
            escape_markdown(text),
            key=f"chip-{number}",
            icon=":material/close:",
            icon_position="right",
            help=labels.remove_filter,
            on_click=remove,
        )


def _draw_choices(choices: _Choices, labels: Labels) -> None:
    st.caption(labels.filters_about)
    if choices.first is not None:
        st.caption(labels.dates_from_to.format(first=choices.first, last=choices.last))
    chosen = _chosen()
    if choices.first is not None:
        with st.container(horizontal=True, wrap=False):
            for name, label, day in ((SINCE, labels.since, chosen.since), (UNTIL, labels.until, chosen.until)):
                st.date_input(
                    label,
                    day,
                    min_value=FIRST_DAY,
                    max_value=LAST_DAY,
                    key=_key(name),
                    format="YYYY-MM-DD",
                    on_change=_keep_fields,
                )
    if choices.sources:
        st.multiselect(
            labels.filter_sources,
            choices.sources,
            chosen.sources,
            key=_key(SOURCES),
            placeholder=labels.any_source,
            select_all=False,
            on_change=_keep_fields,
        )


def _chosen() -> Filters:
    chosen: Filters = st.session_state.get(CHOSEN, Filters())
    return chosen


def _key(name: str) -> str:
    return f"{name}-{st.session_state.get(ROUND, 0)}"


def _keep_fields() -> None:
    """Choose what is in the fields."""
    state = st.session_state
    st.session_state[CHOSEN] = replace(
        _chosen(),
        since=state.get(_key(SINCE)),
        until=state.get(_key(UNTIL)),
        sources=tuple(state.get(_key(SOURCES)) or ()),
    )
    _write_address()


def _choose(filters: Filters) -> None:
    """Choose these filters, and show them in the fields."""
    st.session_state[CHOSEN] = filters
    _write_address()
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def _choices(snapshot: Snapshot) -> _Choices:
    """Return the choices, read once per version; a chosen source stays available when its articles are gone."""
    known: _Choices | None = st.session_state.get(CHOICES)
    if known is None or known.version != snapshot.version:
        first, last = snapshot.published_range() or (None, None)
        known = _Choices(snapshot.version, first, last, tuple(snapshot.article_sources()))
        st.session_state[CHOICES] = known
    gone = tuple(source for source in current_filters().sources if source not in known.sources)
    return replace(known, sources=(*known.sources, *gone))


def _chips(filters: Filters, titles: Sequence[str], labels: Labels) -> list[tuple[str, Callable[[], None]]]:
    """Return each chip's text and the callback that removes it; `titles` are those of the chosen articles."""
    chips: list[tuple[str, Callable[[], None]]] = []
    if filters.articles:
        only = labels.only_article if len(filters.articles) == 1 else labels.only_articles
        title = _short(titles[0]) if titles else ""
        chips.append((only.format(title=title, count=len(filters.articles)), _clear_articles))
    if dates := say(describe_dates(filters), labels.language):
        chips.append((dates, _clear_dates))
    if len(filters.sources) > MAX_SOURCE_CHIPS:
        facts = {"sources": _short(filters.sources[0]), "count": len(filters.sources)}
        named = say(Message("from-more-sources", facts), labels.language)
        chips.append((named, _clear_sources))
    else:
        chips += [(_short(source), _taking_off(source)) for source in filters.sources]
    return chips


def _short(source: str) -> str:
    return source if len(source) <= MAX_CHIP_CHARS else source[: MAX_CHIP_CHARS - 1] + "…"


def _taking_off(source: str) -> Callable[[], None]:
    def take_off() -> None:
        chosen = _chosen()
        _choose(replace(chosen, sources=tuple(other for other in chosen.sources if other != source)))

    return take_off


def _clear_dates() -> None:
    _choose(replace(_chosen(), since=None, until=None))


def _clear_articles() -> None:
    _choose(replace(_chosen(), articles=()))


def _clear_sources() -> None:
    _choose(replace(_chosen(), sources=()))


def clear_filters() -> None:
    """Ask the next questions without filters."""
    _choose(Filters())
