"""The articles in charts: over time and by source."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from index.library import Library
from ui.language.library_labels import LibraryLabels

BAR_COLOR = "#2b8a88"
"""Between the two themes' own: it stands out four to one from the light page and from the dark."""
MAX_DAYS = 62
MAX_MONTHS = 60
MAX_SOURCES = 12
TIME_HEIGHT = 300
BAR_HEIGHT = 34
AXIS_HEIGHT = 60


def draw_figures(library: Library, texts: LibraryLabels) -> None:
    """Show how many articles were published when and by whom."""
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        per_day, per_source = catalogue.articles_per_day(), catalogue.articles_per_source()
    if not per_day:
        st.info(texts.figures_none, icon=":material/info:")
        return
    _draw_time([(day, count) for day, count in per_day if day is not None], texts)
    undated = sum(count for day, count in per_day if day is None)
    if undated:
        st.caption(texts.figures_undated.format(count=f"{undated:,}"))
    _draw_sources(per_source, texts)


def _draw_time(per_day: Sequence[tuple[date, int]], texts: LibraryLabels) -> None:
    if not per_day:
        return
    heading, counts = counts_over_time(per_day, texts)
    _draw_bars(heading, texts.figures_day, counts, texts, is_horizontal=False, height=TIME_HEIGHT)


def counts_over_time(per_day: Sequence[tuple[date, int]], texts: LibraryLabels) -> tuple[str, dict[str, int]]:
    """Return what is counted, and the counts by day, month or year, whichever makes a chart one can read; those
    without any are among them. `per_day` is in order of time."""
    first, last = per_day[0][0], per_day[-1][0]
    months = [f"{n // 12}-{n % 12 + 1:02}" for n in range(_month(first), _month(last) + 1)]
    if (last - first).days < MAX_DAYS:
        days = [date.fromordinal(n).isoformat() for n in range(first.toordinal(), last.toordinal() + 1)]
        return texts.figures_days, _counted(days, per_day)
    if len(months) <= MAX_MONTHS:
        return texts.figures_months, _counted(months, per_day)
    return texts.figures_years, _counted([str(year) for year in range(first.year, last.year + 1)], per_day)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _counted(periods: Sequence[str], per_day: Sequence[tuple[date, int]]) -> dict[str, int]:
    counts = dict.fromkeys(periods, 0)
    for day, count in per_day:
        counts[day.isoformat()[: len(periods[0])]] += count
    return counts


def _draw_sources(per_source: Sequence[tuple[str, int]], texts: LibraryLabels) -> None:
    counts = {source or texts.unsourced: count for source, count in per_source[:MAX_SOURCES]}
    if rest := per_source[MAX_SOURCES:]:
        counts[texts.other_sources.format(count=f"{len(rest):,}")] = sum(count for _, count in rest)
    height = BAR_HEIGHT * len(counts) + AXIS_HEIGHT
    _draw_bars(texts.figures_sources, texts.figures_source, counts, texts, is_horizontal=True, height=height)


def _draw_bars(
    heading: str, axis: str, counts: dict[str, int], texts: LibraryLabels, *, is_horizontal: bool, height: int
) -> None:
    """Show one bar a count, in the order given; the same figures stand in its description, for who cannot see it."""
    st.subheader(heading, anchor=False)
    st.bar_chart(
        {axis: list(counts), texts.figures_count: list(counts.values())},
        x=axis,
        y=texts.figures_count,
        x_label="",
        y_label="",
        horizontal=is_horizontal,
        sort=False,
        color=BAR_COLOR,
        height=height,
        alt=f"{heading}：" + "；".join(f"{name} {count}" for name, count in counts.items()),
    )
