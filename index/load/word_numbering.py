"""The numbers that Word shows before paragraphs but does not store in their text: 第三条, 一、, （一）, 1.2."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MAX_LEVELS = 9
_MAX_BASED_ON = 20
_MAX_NUMBER = 20_000
_PLACEHOLDER = re.compile(r"%([1-9])")


def count_in_chinese(number: int, digits: str = _DIGITS, units: str = "十百千万") -> str:
    """Return a number in Chinese: 十二, 一百零五."""
    if number == 0:
        return "零"
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        rest = count_in_chinese(low, digits, units) if low else ""
        return count_in_chinese(high, digits, units) + units[3] + ("零" if low and low < 1000 else "") + rest
    spoken, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(spoken)
            continue
        spoken += ("零" if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return spoken[1:] if spoken.startswith(digits[1] + units[0]) and digits is _DIGITS else spoken


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _within(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if 0 < number <= len(characters) else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": str,
    "decimalHalfWidth": str,
    "ordinal": str,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "chineseCounting": count_in_chinese,
    "chineseCountingThousand": count_in_chinese,
    "taiwaneseCounting": count_in_chinese,
    "taiwaneseCountingThousand": count_in_chinese,
    "japaneseCounting": count_in_chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "taiwaneseDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: count_in_chinese(number, _LEGAL_DIGITS, "拾佰仟万"),
    "ideographLegalTraditional": lambda number: count_in_chinese(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟萬"),
    "ideographTraditional": _within(_STEMS),
    "ideographZodiac": _within(_BRANCHES),
    "decimalEnclosedCircle": _within("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": _within("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedParen": _within("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": _within("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "ideographEnclosedCircle": _within("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
}
"""How a number is written, by the name that Word gives the way of counting."""


@dataclass(frozen=True)
class _Level:
    """How one level of a list counts; `style` is the paragraph style that implies the level.

    `restarts_below`: it begins anew below each paragraph of a level smaller than this, 0 for never (articles that
    count through all chapters).
    """

    start: int
    kind: str
    text: str
    is_decimal: bool
    style: str
    restarts_below: int


class Numbering:
    """Counts the numbered paragraphs of a document, passed in reading order."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._lists: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[str] = set()
        self._styles = _read_styles(styles)
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: _Element) -> None:
        links: dict[str, str] = {}
        for abstract in numbering.iterfind(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId")) or ""
            self._levels[key] = dict(_read_level(level) for level in abstract.iterfind(qn("w:lvl")))
            if link := value_of(abstract, "w:numStyleLink"):
                links[key] = link
        for number in numbering.iterfind(qn("w:num")):
            self._read_list(number)
        for key, style in links.items():
            target = self._lists.get(self._styles.get(style, ("", {}))[1].get("list", ""), "")
            if not self._levels[key] and target in self._levels:
                self._levels[key] = self._levels[target]

    def _read_list(self, number: _Element) -> None:
        key = number.get(qn("w:numId")) or ""
        self._lists[key] = value_of(number, "w:abstractNumId")
        for override in number.iterfind(qn("w:lvlOverride")):
            level = _number(override.get(qn("w:ilvl")), 0)
            if start := value_of(override, "w:startOverride"):
                self._starts.setdefault(key, {})[level] = _number(start, 1)
            if (own := override.find(qn("w:lvl"))) is not None:
                # A list with its own levels counts separately.
                shared = self._levels.get(self._lists[key], {})
                self._lists[key] = f"own {key}"
                self._levels[f"own {key}"] = shared | dict([_read_level(own)])

    def has_bullet(self, paragraph: _Element) -> bool:
        """Return whether Word shows a bullet before `paragraph`."""
        key, depth = self._place(paragraph)
        level = self._levels.get(self._lists.get(key, ""), {}).get(depth)
        return level is not None and level.kind == "bullet"

    def next_number(self, paragraph: _Element) -> str:
        """Return the number that Word shows before `paragraph`, '' if it has none or a bullet."""
        key, depth = self._place(paragraph)
        abstract = self._lists.get(key, "")
        level = self._levels.get(abstract, {}).get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _MAX_LEVELS)
        if key not in self._started:
            self._started.add(key)
            for place, start in self._starts.get(key, {}).items():
                if place < _MAX_LEVELS:
                    counts[place] = start - 1
        current = counts[depth]
        counts[depth] = level.start if current is None else min(current + 1, _MAX_NUMBER)
        for lower, below in self._levels[abstract].items():
            if depth < lower < _MAX_LEVELS and depth < below.restarts_below:
                counts[lower] = None
        return self._written(abstract, level, counts)

    def _written(self, abstract: str, level: _Level, counts: list[int | None]) -> str:
        if level.kind in ("bullet", "none"):
            return ""

        def write(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            other = self._levels[abstract].get(place)
            count = counts[place]
            count = (other.start if other else 1) if count is None else count
            kind = "decimal" if level.is_decimal or other is None else other.kind
            return FORMATS.get(kind, str)(count)

        return _PLACEHOLDER.sub(write, level.text).strip()

    def _place(self, paragraph: _Element) -> tuple[str, int]:
        """Return a paragraph's list and its level there, from the paragraph itself or its style."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            style, own = "", None
        else:
            style, own = value_of(properties, "w:pStyle"), properties.find(qn("w:numPr"))
        key, depth = self._of_style(style)
        if own is not None:
            key = value_of(own, "w:numId") or key
            depth = _number(value_of(own, "w:ilvl"), depth)
        return ("", 0) if key in ("", "0") else (key, max(0, min(depth, _MAX_LEVELS - 1)))

    def _of_style(self, style: str) -> tuple[str, int]:
        first = style
        for _ in range(_MAX_BASED_ON):
            base, found = self._styles.get(style, ("", {}))
            if key := found.get("list"):
                levels = self._levels.get(self._lists.get(key, ""), {})
                named = next((depth for depth, level in levels.items() if level.style and level.style == first), None)
                return key, _number(found.get("level"), 0) if named is None else named
            if not base:
                break
            style = base
        return "", 0


def _read_styles(styles: _Element | None) -> dict[str, tuple[str, dict[str, str]]]:
    """Return for each style the one it is based on, and the list and level that it implies."""
    read: dict[str, tuple[str, dict[str, str]]] = {}
    for style in () if styles is None else styles.iterfind(qn("w:style")):
        properties = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        found = (
            {}
            if properties is None
            else {"list": value_of(properties, "w:numId"), "level": value_of(properties, "w:ilvl")}
        )
        read[style.get(qn("w:styleId")) or ""] = (value_of(style, "w:basedOn"), found)
    return read


def _read_level(level: _Element) -> tuple[int, _Level]:
    legal = level.find(qn("w:isLgl"))
    return _number(level.get(qn("w:ilvl")), 0), _Level(
        start=_number(value_of(level, "w:start"), 1),
        kind=value_of(level, "w:numFmt") or "decimal",
        text=value_of(level, "w:lvlText"),
        is_decimal=legal is not None and legal.get(qn("w:val")) not in ("0", "false"),
        style=value_of(level, "w:pStyle"),
        restarts_below=_number(value_of(level, "w:lvlRestart"), _MAX_LEVELS),
    )


def value_of(parent: _Element, name: str) -> str:
    """Return w:val of the named child, or ''."""
    child = parent.find(qn(name))
    return "" if child is None else child.get(qn("w:val")) or ""


def _number(text: str | None, default: int) -> int:
    try:
        return max(0, min(int(text or ""), _MAX_NUMBER))
    except ValueError:
        return default
