"""The library's state: its figures, its charts, whether it is intact, and whether its folder is being watched."""

import shutil
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import streamlit as st

from index import __version__
from index.library import Library, LibraryStatus, open_database
from index.maintenance import Problem, find_problems
from index.messages import say
from index.sync.watcher import FolderWatcher, WatchState
from ui.drawing import errors_as_sentences, escape_markdown, show_error
from ui.language.texts import Labels
from ui.library.articles import EMPTY, SINCE, SOURCES, UNTIL
from ui.library.sync_job import SyncJob
from ui.library.sync_view import sync_progress

# ---- Charts of the articles: over time and by source


BAR_COLOR = "#2b8a88"
"""Between the two themes' own colours: its contrast is 4:1 on the light page and on the dark one."""
PICKED = "picked"
LIST, FIGURES, HEALTH = "list", "figures", "health"
"""The parts of the page."""
VIEW = "view"
"""The key of the part shown, in the session and in the page's address."""
MAX_DAYS = 62
MAX_MONTHS = 60
MAX_SOURCES = 12
TIME_HEIGHT = 300
BAR_HEIGHT = 34
AXIS_HEIGHT = 60


def draw_figures(library: Library, labels: Labels) -> None:
    """Show the number of articles over time and by source."""
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        per_day, per_source = catalogue.articles_per_day(), catalogue.articles_per_source()
    if not per_day:
        st.info(labels.figures_none, icon=":material/info:")
        return
    st.caption(labels.figures_hint)
    _draw_time([(day, count) for day, count in per_day if day is not None], labels)
    undated = sum(count for day, count in per_day if day is None)
    if undated:
        st.caption(labels.figures_undated.format(count=f"{undated:,}"))
    _draw_sources(per_source, labels)


def _draw_time(per_day: Sequence[tuple[date, int]], labels: Labels) -> None:
    if not per_day:
        return
    heading, counts = counts_over_time(per_day, labels)
    _draw_bars(_Chart(heading, labels.figures_day, labels.figures_count, counts, TIME_HEIGHT), _list_period)


def counts_over_time(per_day: Sequence[tuple[date, int]], labels: Labels) -> tuple[str, dict[str, int]]:
    """Return the chart's heading and the counts by day, month or year, whichever is readable; periods without articles
    count 0. `per_day` is in chronological order."""
    first, last = per_day[0][0], per_day[-1][0]
    months = [f"{n // 12}-{n % 12 + 1:02}" for n in range(_month(first), _month(last) + 1)]
    if (last - first).days < MAX_DAYS:
        days = [date.fromordinal(n).isoformat() for n in range(first.toordinal(), last.toordinal() + 1)]
        return labels.figures_days, _counted(days, per_day)
    if len(months) <= MAX_MONTHS:
        return labels.figures_months, _counted(months, per_day)
    return labels.figures_years, _counted([str(year) for year in range(first.year, last.year + 1)], per_day)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _counted(periods: Sequence[str], per_day: Sequence[tuple[date, int]]) -> dict[str, int]:
    counts = dict.fromkeys(periods, 0)
    for day, count in per_day:
        counts[day.isoformat()[: len(periods[0])]] += count
    return counts


def _draw_sources(per_source: Sequence[tuple[str, int]], labels: Labels) -> None:
    named = [(source, count) for source, count in per_source if source]
    counts = dict(named[:MAX_SOURCES])
    if rest := named[MAX_SOURCES:]:
        counts[labels.other_sources.format(count=f"{len(rest):,}")] = sum(count for _, count in rest)
    if counts:
        height = BAR_HEIGHT * len(counts) + AXIS_HEIGHT
        known = {source for source, _ in named}
        chart = _Chart(labels.figures_sources, labels.figures_source, labels.figures_count, counts, height, True)
        _draw_bars(chart, lambda name: _list_source(name) if name in known else None)
    if unknown := sum(count for source, count in per_source if not source):
        st.caption(labels.figures_unsourced.format(count=f"{unknown:,}"))


@dataclass(frozen=True)
class _Chart:
    """One bar per count, in the order given; `height` is in pixels. `axis` labels the names, `lengths` the counts."""

    heading: str
    axis: str
    lengths: str
    counts: dict[str, int]
    height: int
    is_horizontal: bool = False


def _draw_bars(chart: _Chart, on_pick: Callable[[str], None]) -> None:
    """Show the chart; its description contains the figures too, for readers who cannot see it.

    `on_pick` is called with the name of the bar clicked.
    """
    key, counts = f"chart-{chart.axis}", chart.counts

    def pick() -> None:
        picked = st.session_state[key].get("selection", {}).get(PICKED) or []
        if picked:
            on_pick(str(picked[0][chart.axis]))

    st.subheader(chart.heading, anchor=False)
    names = {"field": chart.axis, "type": "nominal", "sort": None, "title": None}
    lengths = {"field": chart.lengths, "type": "quantitative", "title": None, "axis": {"tickMinStep": 1, "format": "d"}}
    st.vega_lite_chart(
        {chart.axis: list(counts), chart.lengths: list(counts.values())},
        {
            "mark": {"type": "bar", "color": BAR_COLOR, "cursor": "pointer", "tooltip": True},
            "params": [{"name": PICKED, "select": {"type": "point", "fields": [chart.axis]}}],
            "encoding": {"x": lengths, "y": names} if chart.is_horizontal else {"x": names, "y": lengths},
        },
        key=key,
        height=chart.height,
        on_select=pick,
        selection_mode=PICKED,
        alt=f"{chart.heading}：" + "；".join(f"{name} {count}" for name, count in counts.items()),
    )


def _list_period(period: str) -> None:
    """List the articles of a year, month or day, written as in ISO 8601."""
    year, month, day = ([int(part) for part in period.split("-")] + [0, 0])[:3]
    last_month = month or 12
    last_day = day or monthrange(year, last_month)[1]
    _list({SINCE: date(year, month or 1, day or 1), UNTIL: date(year, last_month, last_day)})


def _list_source(source: str) -> None:
    _list({SOURCES: [source]})


def _list(wanted: Mapping[str, object]) -> None:
    """Show the list with only these filters."""
    for name, value in {**EMPTY, **wanted, VIEW: LIST}.items():
        st.session_state[name] = value


# ---- What the library is made with, what is wrong with it, and whether it is intact


KILOBYTE = 1000
MAX_UNREADABLE = 5
"""How many unreadable files and folders are named; the list of rejected files has them all."""
DISK_LOW_BYTES = 1_000_000_000
"""Warn if less is free: ten thousand articles take about a tenth of it, and SQLite needs room to write."""
CHECKED = "library_checked"
"""The session key of the problems that the last check found."""


def draw_health(library: Library, articles: Path, labels: Labels) -> None:
    """Show what the library is made with and where it is, and let its folder be checked."""
    status, free = library.status(), free_space(library)
    facts = {
        labels.articles: labels.articles_count.format(count=f"{status.articles:,}"),
        labels.health_chunks: f"{status.chunks:,}",
        labels.size: labels.size_of_free.format(size=size(status.bytes_on_disk), free=size(free)),
        labels.last_sync: local_time(status.synced_at) or labels.never_synced,
        labels.health_embedding: status.model,
        labels.health_program: f"Yinju {__version__}",
        labels.health_version: labels.health_version_value.format(version=status.version),
        labels.health_place: status.path,
        labels.health_articles_place: str(articles),
    }
    for name, value in facts.items():
        with st.container(horizontal=True, gap="small"):
            st.markdown(f"**{name}**", width=180)
            st.markdown(escape_markdown(value), width="stretch")
    st.space("small")
    _draw_check(library.path, labels)


def draw_warnings(library: Library, articles: Path, labels: Labels) -> None:
    """Warn of anything that makes answers worse or keeps new articles out."""
    if (free := free_space(library)) < DISK_LOW_BYTES:
        st.warning(labels.disk_low.format(free=size(free)), icon=":material/hard_drive:")
    if library.is_changeable and not articles.is_dir():
        sentence = labels.health_folder_missing.format(folder=articles)
        st.warning(escape_markdown(sentence), icon=":material/warning:")


@st.fragment
def _draw_check(folder: Path, labels: Labels) -> None:
    """Check the library when asked, without redrawing the rest of the page."""
    with errors_as_sentences(labels):
        if st.button(labels.check, key="check", icon=":material/fact_check:", help=labels.check_help):
            with st.spinner(labels.checking), closing(open_database(folder)) as database:
                st.session_state[CHECKED] = find_problems(database)
        problems: list[Problem] | None = st.session_state.get(CHECKED)
        if problems is not None:
            _draw_problems(problems, labels)


def _draw_problems(problems: list[Problem], labels: Labels) -> None:
    if not problems:
        st.success(labels.check_whole, icon=":material/verified:")
        return
    is_repairable = all(problem.is_repairable for problem in problems)
    show_error(labels.check_repairable if is_repairable else labels.check_damaged)
    for problem in problems:
        st.caption(escape_markdown(say(problem.message, labels.language)))


def size(count: float) -> str:
    """Return a number of bytes as text, in the largest unit that makes it at least one."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < KILOBYTE:
            return f"{count:.0f} {unit}" if unit in ("B", "KB") or count >= 100 else f"{count:.1f} {unit}"
        count /= KILOBYTE
    return f"{count:.1f} TB"


def free_space(library: Library) -> int:
    """Return the free bytes on the disk of the library's folder, or of the local files of a library elsewhere."""
    return shutil.disk_usage(library.path).free


def local_time(moment: str | None) -> str:
    """Return the moment in this machine's time zone, to the minute, or ''."""
    return f"{datetime.fromisoformat(moment).astimezone():%m-%d %H:%M}" if moment else ""


# ---- The library right now: its figures, and whether its folder is being watched. Redraws itself


ANEW = "library_drawn_anew"
POLL_S = 3.0
"""How often an open page checks whether the watcher has added something."""


def draw_overview(library: Library, watcher: FolderWatcher, job: SyncJob, labels: Labels, *, may_change: bool) -> None:
    """Show the library's state in one line; while its folder is watched the line keeps up, and says when the list below
    is outdated."""
    drawn = library.status()
    poll_s = POLL_S if watcher.state.is_watching else None
    st.fragment(_draw, run_every=poll_s)(library, watcher, job, labels, drawn, may_change)


def _draw(
    library: Library, watcher: FolderWatcher, job: SyncJob, labels: Labels, drawn: LibraryStatus, may_change: bool
) -> None:
    with errors_as_sentences(labels):
        status = library.status()
        state = watcher.state
        if state.error and library.is_changeable:
            sentence = labels.watch_error.format(error=say(state.error, labels.language))
            st.warning(escape_markdown(sentence), icon=":material/sync_problem:")
        parts, more = status_line(library, status, state, labels), []
        if not may_change:
            parts.append(labels.read_only if library.is_changeable else labels.asks_only)
        else:
            more = _about_following(state, labels)
        is_other = status.version != drawn.version and not job.state.is_running
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(escape_markdown(" · ".join(parts)), width="content", help=" ".join(more) or None)
            if is_other and drawn.articles:
                st.button(
                    labels.has_changed, key="refresh", type="tertiary", icon=":material/refresh:", on_click=_ask_anew
                )
        if status.pending:
            st.caption(labels.vectors_awaited.format(count=f"{status.pending:,}"))
        if st.session_state.pop(ANEW, False):
            st.rerun()
        if status.withheld != drawn.withheld and not job.state.is_running:
            st.rerun()  # the notice above the list appears or disappears, with its button
        if is_other and not drawn.articles:
            st.rerun()  # the page has nothing yet that this could take away


def _ask_anew() -> None:
    st.session_state[ANEW] = True


def status_line(library: Library, status: LibraryStatus, state: WatchState, labels: Labels) -> list[str]:
    """Return the number of articles, the time of the last sync, and what the folder's watcher is doing."""
    parts = [labels.articles_count.format(count=f"{status.articles:,}")]
    if status.synced_at:
        parts.append(labels.synced_at.format(moment=local_time(status.synced_at)))
    if not library.is_changeable:
        return parts
    if state.progress is not None and state.progress.total:
        parts.append(sync_progress(labels, state.progress, None))
    else:
        parts.append(labels.is_watched if state.is_watching else labels.is_unwatched)
    return parts


def _about_following(state: WatchState, labels: Labels) -> list[str]:
    """Return further details about the folder, for the line's tooltip."""
    sentences = [labels.watching if state.is_watching else labels.not_watching]
    if state.is_watching and state.is_polling:
        sentences.append(labels.watch_polling)
    if state.unreadable:
        names = labels.list_separator.join(item.name for item in state.unreadable[:MAX_UNREADABLE])
        sentence = labels.watch_unreadable.format(count=len(state.unreadable), names=names)
        st.warning(escape_markdown(sentence), icon=":material/folder_off:")
    if state.changed_at is not None and state.summary is not None:
        sentences.append(
            labels.watch_changed.format(
                moment=_local(state.changed_at),
                added=state.summary.added,
                updated=state.summary.updated,
                removed=state.summary.removed,
                rejected=len(state.summary.rejected),
            )
        )
    return [escape_markdown(sentence) for sentence in sentences]


def _local(moment: datetime) -> str:
    return local_time(moment.isoformat())
