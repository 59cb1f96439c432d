"""Conversations by when they were last gone on with, as a reader counts days."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qa.history.conversations import ConversationSummary
from ui.language.talk_labels import TalkLabels

WEEK_DAYS = 7


def group_by_day(
    rows: Iterable[ConversationSummary], now: datetime, zone: str, labels: TalkLabels
) -> dict[str, list[ConversationSummary]]:
    """Return the rows in their order under headings (today, yesterday, …); `now` is aware, `zone` an IANA name or ''.

    A zone that is not known counts as UTC.
    """
    today = _local_day(now, zone)
    groups: dict[str, list[ConversationSummary]] = {}
    for row in rows:
        day = _local_day(datetime.fromisoformat(row.changed_at), zone)
        groups.setdefault(_heading(day, today, labels), []).append(row)
    return groups


def _heading(day: date, today: date, labels: TalkLabels) -> str:
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
