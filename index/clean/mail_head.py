"""The head of a mail that somebody pasted as text: who wrote it, when, and what about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime

from index.chinese.dates import find_date
from index.chinese.vocabulary import compiled
from index.clean.lines import Line

_MAX_HEAD_LINES = 8
_ADDRESS = re.compile(r"\s*[<《\[(（]?[\w.+-]+@[\w.-]+[>》\])）]?\s*$")


@dataclass(frozen=True)
class MailHead:
    """What the head of a mail says; '' or None where it is silent."""

    subject: str
    sender: str
    sent: date | None


def read_mail_head(lines: Sequence[Line]) -> MailHead | None:
    """Return the head that a text opens with (发件人：, 发送时间：, 主题：), None where it has no sender or subject."""
    fields: dict[str, str] = {}
    for line in lines[:_MAX_HEAD_LINES]:
        found = compiled("credits.mail_field").match(line.text)
        if found is None or found.lastgroup is None:
            break
        fields.setdefault(found.lastgroup, line.text[found.end() :].strip())
    if not fields.get("subject") or not fields.get("sender"):
        return None
    return MailHead(fields["subject"], _ADDRESS.sub("", fields["sender"]), _day_sent(fields.get("sent", "")))


def _day_sent(text: str) -> date | None:
    """Return the day a mail was sent, as people or as programs write it (Tue, 11 May 2032 16:20:00 +0800)."""
    if (day := find_date(text)) is not None:
        return day
    try:
        return parsedate_to_datetime(text).date()
    except ValueError:
        return None


_QUOTED = re.compile(
    r"(?:写道|寫道|wrote)\s?[:：][ \t]*\r?\n(?:[ \t]*\r?\n)?(?:>[^\n]*(?:\n|$))+"
    r"|^>[^\n]*(?:写道|寫道|wrote)\s?[:：][ \t]*\n(?:>[^\n]*(?:\n|$))+",
    re.MULTILINE,
)


def unquote_answered(text: str) -> str:
    """Return a text without the > before the lines of the mails that it answers (季夏 写道：)."""
    return _QUOTED.sub(lambda found: unquote(found.group()), text) if ">" in text else text


def unquote(text: str) -> str:
    """Return plain text without the > before quoted lines."""
    return re.sub(r"^(?:> ?)+", "", text, flags=re.MULTILINE)
