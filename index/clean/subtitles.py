"""Subtitles (.srt, .vtt, or such a text under another name): what is said, without the cues' numbers and times."""

import re

from index.clean.artefacts import remove_artefacts
from index.clean.lines import Account, Line, Removal, check_line_count

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d\d[,.]\d{1,3}"
_CUE = re.compile(rf"^\s*(?P<begins>{_TIME})\s*-->\s*(?P<ends>{_TIME})(?:[ \t].*)?$", re.MULTILINE)
_HEADER = re.compile(r"^WEBVTT\b|^(?:Kind|Language):")
_NOTE = re.compile(r"^(?:NOTE|STYLE|REGION)\b")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]{1,40})>")
_STYLE = re.compile(r"</?(?:[biucv]|font|lang)\b[^<>]{0,100}>|\{\\[^{}]{0,100}\}", re.IGNORECASE)
_WITHIN_CHARS = 2_000
_MIN_CUES = 2
_PAUSE_SECONDS = 3.0


def is_subtitles(text: str) -> bool:
    """Return whether a text is subtitles: cues with their times, from its head on."""
    return "-->" in text[:_WITHIN_CHARS] and len(_CUE.findall(text[: 2 * _WITHIN_CHARS])) >= _MIN_CUES


def subtitle_lines(text: str, account: Account) -> list[Line]:
    """Return what the cues say, line by line, set apart after a pause; numbers and times go to `account`."""
    check_line_count(text)
    raws = [raw.strip() for raw in remove_artefacts(_STYLE.sub("", _VOICE.sub(r"\1：", text))).split("\n")]
    lines: list[Line] = []
    ended, is_pause = 0.0, True
    is_vtt = any(raw.startswith("WEBVTT") for raw in raws[:1])
    for raw, below in zip(raws, [*raws[1:], ""], strict=True):
        if cue := _CUE.match(raw):
            is_pause = is_pause or _seconds(cue["begins"]) - ended >= _PAUSE_SECONDS
            ended = _seconds(cue["ends"])
        if (
            cue
            or (raw.isdigit() and _CUE.match(below))
            or (not ended and _HEADER.match(raw))
            or (is_vtt and _NOTE.match(raw))
        ):
            account.add(raw, Removal.FURNITURE)
        elif raw:
            lines.append(Line(raw, is_pause, apart=is_pause))
            is_pause = False
    return lines


def _seconds(moment: str) -> float:
    seconds = 0.0
    for part in moment.replace(",", ".").split(":"):
        seconds = 60 * seconds + float(part)
    return seconds
