"""Remove what copying programs put into Chinese text, and nothing that an author wrote."""

import html
import re
import unicodedata

from index.chinese.folding import FREQUENT, FREQUENT_TRADITIONAL

_CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_DELETED = dict.fromkeys(
    [
        *range(0x00, 0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        0xAD,  # soft hyphen
        0x34F,
        0x180E,
        *range(0x200B, 0x2010),  # zero-width, direction marks
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xD800, 0xE000),  # lone surrogates, which no database accepts
        *range(0xE000, 0xF900),  # private use
        *range(0xFE00, 0xFE10),  # variation selectors
        0xFEFF,
        0xFFF9,
        0xFFFA,
        0xFFFB,
        0xFFFC,
        0xFFFD,
    ]
)
_SPACES = dict.fromkeys([0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x2800, 0x3164], " ")
_BREAKS = dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
# Full-width digits and Latin letters; full-width punctuation is normal in Chinese and stays.
_WIDE = {0xFF00 + i: 0x20 + i for i in (*range(0x10, 0x1A), *range(0x21, 0x3B), *range(0x41, 0x5B))}
_TABLE: dict[int, str | int | None] = {**_DELETED, **_SPACES, **_BREAKS, **_WIDE}
_NEEDS_TABLE = re.compile(f"[{''.join(re.escape(chr(c)) for c in _TABLE)}]")

_TERMINAL = re.compile(r"\x1b(?:\[[0-?]{0,30}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\))")
"""What sets colours and titles of a terminal, in output saved from it."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d?);")
# Radicals that PDF fonts use instead of the characters that look the same.
_RADICAL = re.compile("[\u2e80-\u2fd5\uf900-\ufaff]")

_COMMA = "，,"
# An added comma gives way to the adjacent mark: 会，。 -> 会。  况，，并 -> 况，并  甲，、乙 -> 甲、乙
_COMMA_BEFORE_MARK = re.compile(
    rf"[{_COMMA}] ?(?=[，。、；：！？])|(?<=[^\x00-\x24\x26-\x28\x2a-\x2f\x3a-\x7f]),(?=[,;:])"
)
_COMMA_AFTER_MARK = re.compile(rf"(?<=[。、；：])[{_COMMA}]")
_DOUBLED_MARK = re.compile(r"(?<!([。、；：]))([。、；：])\2(?!\2)")

_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    r"[aeiouvüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{1,3}(?:ng|n|r)?"
)
_TONED = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_PINYIN = re.compile(rf"(?<=[{_CJK}])([(（])({_SYLLABLE})[)）]")
# An author glosses a rare character (朱鹮（huán）) or an unusual reading (单(shàn)县); a program glosses common
# characters repeatedly, above all traditional ones (態(tài)), where authors do not. This many glosses of common
# characters, or this dense, come from a program:
_MIN_GLOSSES = {"(": 3, "（": 5}
_MAX_CHARS_PER_GLOSS = {"(": 60, "（": 30}

_REFERENCE_MARK = re.compile(r"(?<=[。，；：”）》]) ?\[\d{1,3}(?:[-,]\d{1,3})?\]")
_MIN_REFERENCE_MARKS = 2
_SPACED = re.compile(rf"[{_CJK}](?: {{1,3}}[{_CJK}，。、；：！？“”‘’（）《》0-9]){{4,}}(?![{_CJK}])")
# Only a text spaced by a program has this many spaced pairs of characters; a line with few unspaced pairs was then
# spaced throughout. Names in a row (张三 李四) have one unspaced pair per space.
_MIN_SPACED_PAIRS = 30
_MAX_UNSPACED_SHARE = 0.5
_SPACED_PAIR = re.compile(rf"[{_CJK}] (?=[{_CJK}])")
_UNSPACED_PAIR = re.compile(rf"[{_CJK}](?=[{_CJK}])")
_MARKS = "，。、；：！？“”‘’（）《》"
# A line of nothing but single characters and numbers apart, as scanned text has: 自 2 0 3 1 年 11 月 3 日 起.
_TOKEN = rf"(?:[{_CJK}〇](?:[（）《》()][{_CJK}〇]?)?|[{_CJK}〇{_MARKS}():.,%℃\-]|[0-9]{{1,6}}|[A-Za-z]{{1,12}})"
_APART = re.compile(rf"^[ \u3000]*{_TOKEN}(?:[ \u3000]+{_TOKEN}){{4,}}[ \u3000]*$", re.MULTILINE)
_BEFORE_MARK = re.compile(rf"(?<=[{_CJK}]) +(?=[，。；、！？])(?!，正文)")
_SPACED_LABEL = re.compile(
    rf"(?:^|(?<=[ \u3000]{{2}}))(?:[{_CJK}][ \u3000]{{1,6}}){{1,5}}[{_CJK}](?=[:：])", re.MULTILINE
)
"""A label stretched to the width of those beside it: 索 引 号：, 地    点：, also behind a field and a wide gap."""
_MIN_APART = 4
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_SPACED_YEAR = re.compile(r"[12] \d \d \d ?年")
_SPACED_DIGITS = re.compile(r"(?<![\dA-Za-z.%])(?<!\d )\d(?: \d)+(?! ?\d)")
"""Digits apart as scanned text has them; only a text whose years are apart too is known to be scanned."""
_SPACE_APART = re.compile(r"(?<![ \u3000]) (?![ \u3000])")
_WIDE_SPACE_APART = re.compile(r"(?<![ \u3000])\u3000(?![ \u3000])")
_SPACE_TO_KEEP = re.compile(
    r"(?<=[A-Za-z]) (?=[A-Za-z0-9])|(?<=[0-9]) (?=[A-Za-z])|(?<=[0-9]{2}) (?=[0-9])|(?<=[0-9]) (?=[0-9]{2})"
)
_INNER_SPACE = re.compile(rf"(?<=[{_CJK}{_MARKS}]) (?=[{_CJK}{_MARKS}0-9])|(?<=[0-9]) (?=[{_CJK}])")


def remove_artefacts(text: str) -> str:
    """Return `text` without machine artefacts; line breaks stay, and unusual ones become line feeds."""
    if "&" in text:
        text = _unescape(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    if _NEEDS_TABLE.search(text):
        text = text.translate(_TABLE)
    text = _RADICAL.sub(_plain_character, text)
    if "(" in text or "（" in text:
        text = _remove_pinyin(text)
    text = _COMMA_BEFORE_MARK.sub("", text)
    text = _COMMA_AFTER_MARK.sub("", text)
    text = _DOUBLED_MARK.sub(r"\2", text)
    if text.count("[") >= _MIN_REFERENCE_MARKS and len(_REFERENCE_MARK.findall(text)) >= _MIN_REFERENCE_MARKS:
        text = _REFERENCE_MARK.sub("", text)  # an encyclopaedia's notes, found elsewhere on its page
    return _close_spaces(text) if " " in text or "\u3000" in text else text


def _close_spaces(text: str) -> str:
    """Return `text` without the spaces that a program set between characters and between digits."""
    is_spaced = text.count(" ") >= _MIN_SPACED_PAIRS and len(_SPACED_PAIR.findall(text)) >= _MIN_SPACED_PAIRS
    text = _SPACED_LABEL.sub(lambda label: re.sub(r"[ \u3000]+", "", label.group()), text)
    text = _APART.sub(_join_apart, text)
    if _SPACED_YEAR.search(text):
        text = _SPACED_DIGITS.sub(lambda digits: digits.group().replace(" ", ""), text)
    if is_spaced:
        text = "\n".join(_close_up(line) for line in text.split("\n"))
    text = _BEFORE_MARK.sub("", text)
    return _SPACED.sub(lambda match: match.group().replace(" ", ""), text)


def _close_up(line: str) -> str:
    """Return a line without spaces between its characters if nearly all are spaced."""
    spaced = len(_SPACED_PAIR.findall(line))
    if not spaced or len(_UNSPACED_PAIR.findall(line)) > _MAX_UNSPACED_SHARE * spaced:
        return line
    return _INNER_SPACE.sub("", line)


def _join_apart(match: re.Match[str]) -> str:
    """Return a line of characters apart as one of words; wide gaps stay, and the spaces between Latin words."""
    line = match.group()
    if not _SPACE_APART.search(line):
        line = _WIDE_SPACE_APART.sub(" ", line)  # 审　判　员　　张　三
    joined = _SPACE_APART.sub("", _SPACE_TO_KEEP.sub("\0", line)).replace("\0", " ")
    characters = len(re.findall(rf"[{_CJK}〇{_MARKS}]", line))
    is_text = characters >= _MIN_APART and 2 * characters >= len(line.split())
    return joined if is_text or _DAY.fullmatch(joined.strip(" \u3000")) else match.group()


def _unescape(text: str) -> str:
    """Unescape HTML entities, including double-escaped ones (&amp;nbsp;)."""
    for _ in range(3):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def _plain_character(match: re.Match[str]) -> str:
    plain = unicodedata.normalize("NFKC", match.group())
    return plain if len(plain) == 1 else match.group()


def _remove_pinyin(text: str) -> str:
    """Remove one-syllable pinyin in brackets after its character, if a program put it throughout the text."""
    toned = [match for match in _PINYIN.finditer(text) if _TONED.search(match.group(2))]
    common = [match for match in toned if text[match.start() - 1] in FREQUENT]
    if not common or 2 * len(common) <= len(toned):
        return text
    bracket = common[0].group(1)
    if bracket == "(" and any(text[match.start() - 1] in FREQUENT_TRADITIONAL for match in common):
        return _PINYIN.sub("", text)
    many = len(common) >= _MIN_GLOSSES[bracket]
    dense = len(common) * _MAX_CHARS_PER_GLOSS[bracket] >= len(text)
    return _PINYIN.sub("", text) if many or dense else text
