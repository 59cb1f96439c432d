"""Subtitles (.srt, .vtt, or such a text under another name) and timed lyrics: what is said, without the times."""

import re
from dataclasses import replace

from index.clean.artefacts import remove_artefacts
from index.clean.lines import Account, Line, Removal, check_line_count

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d\d[,.]\d{1,3}"
_CUE = re.compile(rf"^\s*(?P<begins>{_TIME})\s*-->\s*(?P<ends>{_TIME})(?:[ \t].*)?$", re.MULTILINE)
_HEADER = re.compile(r"^WEBVTT\b|^(?:Kind|Language):")
_NOTE = re.compile(r"^(?:NOTE|STYLE|REGION)\b")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]{1,40})>")
_STYLE = re.compile(r"</?(?:[biucv]|font|lang)\b[^<>]{0,100}>|\{\\[^{}]{0,100}\}", re.IGNORECASE)
_TITLE = re.compile(r"\ufeff?WEBVTT[ \t]+[-–—][ \t]*(?P<title>[^\n]{2,60})")
_STOP_AT_END = re.compile(r"[。！？…][”」』]?[ \t]*$", re.MULTILINE)
_OPEN = re.compile(r"[\u4e00-\u9fff]$")
_OPENS_SPEECH = re.compile(r"[-–—]|[^：:，。]{1,12}[：:]|[^\u4e00-\u9fff“「『《]")
"""What a line of a cue opens with where another person speaks, or another language follows."""
_WITHIN_CHARS = 2_000
_MIN_CUES = 2
_PAUSE_SECONDS = 3.0


def is_subtitles(text: str) -> bool:
    """Return whether a text is subtitles: cues with their times, from its head on."""
    head = text[: 2 * _WITHIN_CHARS].replace("\r\n", "\n")
    return "-->" in head[:_WITHIN_CHARS] and len(_CUE.findall(head)) >= _MIN_CUES


def title_of_subtitles(text: str) -> str:
    """Return the title behind the first word of a .vtt (WEBVTT - 渡口), '' without one."""
    found = _TITLE.match(text)
    return found["title"].strip() if found else ""


def subtitle_lines(text: str, account: Account) -> list[Line]:
    """Return what the cues say, line by line, set apart after a pause; numbers and times go to `account`."""
    check_line_count(text)
    raws = [raw.strip() for raw in remove_artefacts(_STYLE.sub("", _VOICE.sub(r"\1：", text))).split("\n")]
    is_vtt = raws[0].startswith("WEBVTT")
    has_stops = 2 * len(_STOP_AT_END.findall(text)) >= len(_CUE.findall(text))
    lines: list[Line] = []
    ended, is_pause, is_note = 0.0, True, False
    said = 0
    """How many lines of the open cue there are; 0 outside of cues."""
    for raw, below in zip(raws, [*raws[1:], ""], strict=True):
        if cue := _CUE.match(raw):
            is_pause = is_pause or _seconds(cue["begins"]) - ended >= _PAUSE_SECONDS
            ended, said = _seconds(cue["ends"]), 0
        is_note = is_vtt and not cue and raw != "" and (is_note or _NOTE.match(raw) is not None)
        is_name = _CUE.match(below) is not None and (raw.isdigit() or (is_vtt and not said))
        if cue or is_note or is_name or (not ended and _HEADER.match(raw)):
            account.add(raw, Removal.FURNITURE)
        elif said and has_stops and _OPEN.search(lines[-1].text) and not _OPENS_SPEECH.match(raw):
            lines[-1] = replace(lines[-1], text=lines[-1].text + raw)
        elif raw:
            lines.append(Line(raw, is_pause, apart=is_pause))
            is_pause = False
            said += 1
        said = said if raw else 0
    return lines


_SUNG = re.compile(r"^(?:\[\d{1,3}:\d\d(?P<fraction>\.\d{1,3})?\])+(?P<words>.*)$")
_SONG_TAG = re.compile(
    r"^\[(?P<name>ti|ar|al|by|au|re|ve|offset|length|kana|tool):(?P<value>[^\[\]]*)\]$", re.IGNORECASE
)
_MIN_SUNG = 4
_MAX_SONG_CHARS = 50_000


def is_timed_lyrics(text: str) -> bool:
    """Return whether a text is lyrics with the moment of each line, [01:23.45], and no more than tags beside them.

    Without a tag or fractions of a second it may be a diary, whose times of day are facts: [08:30] 开船.
    """
    if len(text) > _MAX_SONG_CHARS:
        return False
    lines = [line.strip() for line in text.lstrip("\ufeff").split("\n") if line.strip()]
    sung = [found for line in lines if (found := _SUNG.match(line))]
    tags = sum(_SONG_TAG.match(line) is not None for line in lines)
    is_song = tags > 0 or all(found["fraction"] for found in sung)
    return len(sung) >= _MIN_SUNG and len(sung) + tags == len(lines) and is_song


def song_tags(text: str) -> dict[str, str]:
    """Return what the tags of timed lyrics say: ti, the title; ar, who sings."""
    found = map(_SONG_TAG.match, map(str.strip, text.lstrip("\ufeff").split("\n")))
    return {tag["name"].lower(): tag["value"].strip() for tag in found if tag is not None}


def lyric_lines(text: str, account: Account) -> list[Line]:
    """Return the words of timed lyrics, set apart where a line has none; tags go to `account`."""
    check_line_count(text)
    lines: list[Line] = []
    is_apart = True
    for raw in map(str.strip, remove_artefacts(text.lstrip("\ufeff")).split("\n")):
        sung = _SUNG.match(raw)
        words = sung["words"].strip() if sung else ""
        if words:
            lines.append(Line(words, is_apart, apart=is_apart))
        elif not sung:
            account.add(raw, Removal.FURNITURE)
            continue
        is_apart = not words
    return lines


def _seconds(moment: str) -> float:
    seconds = 0.0
    for part in moment.replace(",", ".").split(":"):
        seconds = 60 * seconds + float(part)
    return seconds
