"""Things a text names that can be told from similar ones: 青岚县, 第四中学, 112路, LX20C, 第三季度, 男子.

Things are compared within their series only: 第四中学 with 第三中学, 112路 with 113路, a county with a county.
At the end: whether a text is about a thing that it names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.chinese.amounts import read_amounts
from index.chinese.dates import years_named
from index.chinese.names import SURNAMES
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, groups_of, pattern_of, values_of, words_of
from index.chinese.words import names_beside, tag_words

# ---- One named thing, and whether two of a series are the same


@dataclass(frozen=True)
class NamedThing:
    """A thing a folded text names: the half-open span of its name, its series, and its key within the series.

    `text` is the name as the folded text writes it.
    """

    text: str
    start: int
    end: int
    series: str
    key: str


NAMES = ("place:", "name:", "person:", "work:")
"""Prefixes of the series whose keys are names, which may be written shorter or longer."""
ANYWHERE = (
    *("work:", "row:", "document:", "kind:", "ordinal:", "route:", "line:", "side:", "version:", "code:"),
    *("letter:", "held:"),
)
"""Prefixes of the series whose things say what a title is about, at any position in it."""
TIMES = ("year:", "part:", "day:", "month:")
"""Prefixes of the series that are times."""


def holds_thing(folded: str, thing: NamedThing) -> bool:
    """Return whether a folded text names this very thing, by its name or a shorter form."""
    if thing.series.startswith(NAMES):
        return thing.key in folded or _holds_short(folded, thing)
    if thing.series.startswith(("code:", "version:")) and "." in thing.key and _holds_number(folded, thing.key):
        return True
    if thing.series == "titled:":  # 张先生 may appear under the full name, or as 张某
        return thing.key in folded
    return any(other.series == thing.series and other.key == thing.key for other in read_named(folded))


def _holds_number(folded: str, number: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(number)}(?![\d%]|\.\d)", folded) is not None


def _holds_short(folded: str, thing: NamedThing) -> bool:
    """Return whether the text names a person by given name alone or by surname and title (建国, 何主任)."""
    if thing.series != "person:":
        return False
    surname = thing.key[0]
    given = thing.key[1:]
    titled = re.search(rf"(?:^|[^\u4e00-\u9fff]){surname}(?:某|女士|先生|{pattern_of('names.office')})", folded)
    return (len(given) > 1 and given in folded) or titled is not None


# ---- Read the named things of a text


_ORDINAL_KINDS = values_of("named.ordinal_kind")
_ORDINAL = re.compile(
    rf"{pattern_of('named.ordinal')}(?!{pattern_of('named.counter')})[\u4e00-\u9fff]{{0,4}}?(?P<kind>{pattern_of('named.ordinal_kind')})"
    r"(?!(?<=小)[时组型步孩数]|(?<=中)[心间等级国期旬央部午途层])"
)
_ROW = re.compile(rf"(?:{pattern_of('named.ordinal')}|(?P<first>首))(?P<unit>{pattern_of('named.row_unit')})")
_ITEM = re.compile(rf"{pattern_of('named.ordinal')}(?P<unit>{pattern_of('named.item_unit')})")
_LONG_ENDINGS = [word for word in words_of("named.institution") if len(word) > 1]
_SHORT_ENDINGS = frozenset(word for word in words_of("named.institution") if len(word) == 1)
_INSTITUTION = re.compile("|".join(sorted(map(re.escape, _LONG_ENDINGS), key=len, reverse=True)))
_STREET = re.compile(r"(?<![\u4e00-\u9fff])?[\u4e00-\u9fff]{2,3}街道")
_NO_NAME = frozenset(words_of("named.no_name"))
_NO_PLACE = frozenset(words_of("named.no_place"))
_NO_STEM = frozenset("为任是免去在和与到对向由将被把给让请")
_NO_FIRST = frozenset("修建造拆看过走去到上下爬架跨新老旧古大小长短")
_NO_LAST = "该本此这那各某每哪一二两三四五几家所座条名位市县区省镇乡村州国的在和与"
_PROVINCE = compiled("named.province")
_RANKS = {ending: group[0] for group in ("省", "市州盟", "县区旗", "镇乡", "村") for ending in group}
_NAME_TAGS = ("n", "j", "x", "eng", "z", "g")
_OTHER_WORDS = {group[0]: group[1:] for group in groups_of("named.kind_in_other_words")}
_KINDS = [
    {word: member for member in group for word in [member, *_OTHER_WORDS.get(member, ())]}
    for group in groups_of("named.kind_of")
]
_KIND_PATTERNS = [
    (number, group, re.compile("|".join(sorted(map(re.escape, group), key=len, reverse=True))))
    for number, group in enumerate(_KINDS)
]
_KIND_CHARACTERS = frozenset(word[0] for group in _KINDS for word in group)
PARTIES = frozenset(words_of("named.party"))
KINDS_ANYWHERE = frozenset(words_of("named.kind_anywhere"))
"""Keys of kinds that tell what a sentence is about at any position in it."""


@lru_cache(maxsize=8192)
def read_named(folded: str) -> tuple[NamedThing, ...]:
    """Return the things a folded text names, ordered by start."""
    found = [*_numbered(folded), *_kinds(folded), *_times(folded), *_names(folded)]
    return tuple(sorted(found, key=lambda thing: (thing.start, -thing.end)))


def _thing(match: re.Match[str], series: str, key: str) -> NamedThing:
    return NamedThing(match.group(), match.start(), match.end(), series, key)


def _value(numeral: str | None) -> str:
    value = read_numeral(numeral) if numeral else None
    return "" if value is None else f"{value:g}"


def _numbered(folded: str) -> Iterator[NamedThing]:
    """Yield things named by a number or letter."""
    yield from _ordinals(folded)
    yield from _lines(folded)
    for match in compiled("ordinals.document").finditer(folded):
        yield _thing(match, "document:", f"{match['issuer'][-4:]}{match['year']}-{match['number']}")
    for match in compiled("named.version").finditer(folded):
        yield _thing(match, f"version:{match['stem']}", match["rest"])
        yield from _joined(folded, match.end(), f"version:{match['stem']}")
    for match in compiled("named.side").finditer(folded):
        yield _thing(match, f"side:{match['of']}", match["side"])
    yield from _lettered(folded)
    yield from _codes(folded)


def _lines(folded: str) -> Iterator[NamedThing]:
    """Yield routes (112路), lines, buildings, bridges, floors and levels by their numbers."""
    for match in compiled("named.route").finditer(folded):
        yield _thing(match, "route:", f"{(match['before'] or '')[:1]}{match['number']}{match['behind'] or ''}")
    for match in compiled("named.line").finditer(folded):
        last = _value(match["number"])
        for number in [*counted_up_to(folded, match.start(), float(last or 0)), last]:
            yield _thing(match, f"line:{match['kind']}", str(number))
    for match in compiled("named.bridge").finditer(folded):
        yield _thing(match, f"line:{match['kind']}", _value(match["number"]))
    for match in compiled("named.floor").finditer(folded):
        yield _thing(match, "floor:", f"{'-' if match['under'] else ''}{_value(match['number'])}")
    for match in compiled("named.level").finditer(folded):
        yield _thing(match, "level:", _value(match["number"]))


def _lettered(folded: str) -> Iterator[NamedThing]:
    for match in compiled("named.lettered").finditer(folded):
        yield _thing(match, f"letter:{match['kind']}", match["letter"])


def _ordinals(folded: str) -> Iterator[NamedThing]:
    for match in compiled("named.short_ordinal").finditer(folded):
        yield _thing(match, f"ordinal:{_ORDINAL_KINDS[match['kind']]:g}", _value(match["number"]))
    if "第" not in folded and "首" not in folded:
        return
    for match in _ORDINAL.finditer(folded):
        yield _thing(match, f"ordinal:{_ORDINAL_KINDS[match['kind']]:g}", _value(match["number"]))
    for match in compiled("named.held_again").finditer(folded):
        yield _thing(match, f"held:{match['what']}", _value(match["number"]))
    for match in _ROW.finditer(folded):
        yield _thing(match, f"row:{match['unit']}", "1" if match["first"] else _value(match["number"]))
    for match in _ITEM.finditer(folded):
        yield _thing(match, f"item:{match['unit']}", _value(match["number"]))


def _codes(folded: str) -> Iterator[NamedThing]:
    if not any("a" <= character <= "z" for character in folded):
        return
    seen: set[int] = set()
    for name in ("named.product", "named.code"):
        for match in compiled(name).finditer(folded):
            if match.start("rest") not in seen:
                seen.add(match.start("rest"))
                series = f"code:{match['letters'].strip('-')}"
                yield _thing(match, series, f"{match['rest'].replace('-', '')}{match['edition'] or ''}")
                yield from _joined(folded, match.end(), series)


_JOINED = re.compile(r"(?:和|与|、|跟|到|还是|或)v?(\d{1,2}(?:\.\d{1,2})+)(?![\d.%])")


def _joined(folded: str, at: int, series: str) -> Iterator[NamedThing]:
    """Yield further numbers that share the preceding name: 2.0 in 1.9和2.0."""
    if match := _JOINED.match(folded, at):
        yield NamedThing(match[1], match.start(1), match.end(1), series, match[1])
        yield from _joined(folded, match.end(), series)


def _kinds(folded: str) -> Iterator[NamedThing]:
    """Yield words that exclude one another: 男子, 初中, 终稿."""
    if _KIND_CHARACTERS.isdisjoint(folded):
        return
    for number, group, pattern in _KIND_PATTERNS:
        for match in pattern.finditer(folded):
            series = "party:" if match.group() in PARTIES else "kind:"
            yield _thing(match, f"{series}{number}", group[match.group()])


def _times(folded: str) -> Iterator[NamedThing]:
    yield from _years(folded)
    for match in compiled("named.part_of_year").finditer(folded):
        yield _thing(match, "part:", _part_of_year(match.group()))
    for match in compiled("named.month_day").finditer(folded):
        yield from _days(match)
    for match in compiled("named.month").finditer(folded):
        first = int(read_numeral(match["first"]) or 0)
        last = int(read_numeral(match["last"]) or 0) if match["last"] else first
        for number in range(first, last + 1):
            yield _thing(match, "month:", str(number))


def _years(folded: str) -> Iterator[NamedThing]:
    """Yield the years, except those in a document number (〔2024〕14号)."""
    documents = [match.span() for match in compiled("ordinals.document").finditer(folded)]
    for year in years_named(folded):
        at = folded.find(str(year))
        if at < 0:  # inside a span of years (2017年-2022年), so not itself in the text
            at = len(folded)
        if not any(start <= at < end for start, end in documents):
            yield NamedThing(f"{year}年", at, at + 4, "year:", str(year))


def short_years(folded: str) -> Iterator[NamedThing]:
    """Yield the years written without the century (23年)."""
    for match in compiled("named.short_year").finditer(folded):
        century = "20" if match["year"] < _FIRST_OF_LAST_CENTURY else "19"
        yield _thing(match, "year:", f"{century}{match['year']}")


_FIRST_OF_LAST_CENTURY = "50"
"""From here on, two digits mean a year of the last century."""


def _days(match: re.Match[str]) -> Iterator[NamedThing]:
    """Yield each day from the first to the last, and their months."""
    month = int(read_numeral(match["month"] or match["month_"] or match["month__"]) or 0)
    first = int(read_numeral(match["day"] or match["day_"] or match["day__"]) or 0)
    last_month, last = int(match["last_month"] or month), int(match["last"] or first)
    days = (100 * month + first, 100 * last_month + last)
    for number in range(month, max(month, last_month) + 1):
        yield _thing(match, "month:", str(number))
        for day in range(1, 32):
            if days[0] <= 100 * number + day <= days[1]:
                yield _thing(match, "day:", f"{number}-{day}")


def periods_named(folded: str) -> dict[tuple[str, str], str]:
    """Return by (year, part) the parts of years that a folded text names with their year, as first written: 2024q3 and
    2024年第三季度 are ("2024", "3")."""
    found: dict[tuple[str, str], str] = {}
    for match in compiled("named.period").finditer(folded):
        found.setdefault((match["year"], _part_of_year(match["part"])), match.group())
    return found


def _part_of_year(written: str) -> str:
    """Return 1 to 4 for a quarter, h1 or h2 for a half, to3 for the first three quarters."""
    if "月" in written:
        return {"三": "1", "3": "1", "六": "h1", "6": "h1"}.get(written[1], "to3")
    if "半" in written or "中" in written:
        return "h2" if written.startswith("下") else "h1"
    digits = re.findall(r"[一二三四两1-4]", written)
    last = _value(digits[-1].replace("两", "二"))
    if written.startswith("前") or len(digits) > 1:
        return f"to{last}"
    return last


def _names(folded: str) -> Iterator[NamedThing]:
    """Yield works, places, institutions and people."""
    words, at = [], 0
    for word, tag in tag_words(folded):
        words.append((word, tag, at))
        at += len(word)
    ends = {start + len(word): (word, tag) for word, tag, start in words}
    for match in compiled("named.work").finditer(folded):
        yield _thing(match, "work:", match["name"])
    yield from _places(folded, ends)
    yield from _institutions(folded, words, ends)
    for match in compiled("named.team").finditer(folded):
        if match["name"] not in _NO_NAME and match["name"][-1] not in _NO_LAST:
            yield _thing(match, "name:队", match["name"])
    yield from _titled(folded)
    for word, tag, start in words:
        if tag == "nr" and _is_person(folded, word, start):
            yield NamedThing(word, start, start + len(word), "person:", word)


_BEHIND_PART = re.compile(
    rf"{pattern_of('named.institution')}|[省市县区镇乡村州旗盟街岛山江河湖海桥路杯奖]|股份|科技|实业"
)


def _is_person(folded: str, word: str, start: int) -> bool:
    """Return whether what the tagger takes for a person is one, not the start of a place or company name.

    A two-character name counts only at the start of a text: 宫殿 and 温度 are tagged as names too.
    """
    if word[0] not in SURNAMES or not (len(word) == 3 or (len(word) == 2 and start == 0)):
        return False
    if len(word) == 3 and tag_words(word[:2])[0] == (word[:2], "ns"):  # 唐山大地震
        return False
    return _BEHIND_PART.match(folded, start + len(word)) is None


def _titled(folded: str) -> Iterator[NamedThing]:
    for match in compiled("named.titled").finditer(folded):
        if match["surname"] in SURNAMES:
            yield _thing(match, "titled:", match["surname"])


def _places(folded: str, ends: dict[int, tuple[str, str]]) -> Iterator[NamedThing]:
    known = list(_places_by_ending(folded, ends))
    yield from known
    for match in compiled("named.district").finditer(folded):
        if not any(thing.end == match.end() for thing in known):
            yield _thing(match, "place:县", match["stem"])


def _places_by_ending(folded: str, ends: dict[int, tuple[str, str]]) -> Iterator[NamedThing]:
    no_place = compiled("places.no_place")
    for match in compiled("places.place").finditer(folded):
        ending, stem = match.group()[-1], match.group()[:-1][-2:]
        word, tag = ends.get(match.end(), ("", ""))
        if no_place.search(match.group()) or ending not in _RANKS or stem in _NO_NAME:
            continue
        if stem in _NO_PLACE or not _NO_STEM.isdisjoint(stem) or read_numeral(stem[-1]) is not None:
            continue
        is_known = tag in ("ns", "nr", "nt", "nz") or word in ("", ending) or len(word) > 3
        if is_known and _is_name_before(ends, match.end() - 1, word, ending):
            yield NamedThing(match.group(), match.end() - 3, match.end(), f"place:{_RANKS[ending]}", stem)
    for match in _STREET.finditer(folded):
        stem = match.group()[:-2][-2:]
        if stem not in _NO_NAME:
            yield NamedThing(match.group(), match.end() - 4, match.end(), "place:镇", stem)
    for match in _PROVINCE.finditer(folded):
        yield _thing(match, "place:省", match.group())


def _is_name_before(ends: dict[int, tuple[str, str]], at: int, word: str, ending: str) -> bool:
    """Return whether the word before the ending may be a name, not a verb (邀请镇卫生院的医生)."""
    if word != ending:
        return True
    before, tag = ends.get(at, ("", ""))
    return tag.startswith("n") or not before or (len(before) == 1 and tag[:1] not in "pcu")


def _institutions(
    folded: str, words: list[tuple[str, str, int]], ends: dict[int, tuple[str, str]]
) -> Iterator[NamedThing]:
    for match in _INSTITUTION.finditer(folded):
        yield from _institution(folded, match.start(), match.group(), ends)
    for word, tag, start in words:
        ending = word[-1]
        if ending not in _SHORT_ENDINGS:
            continue
        is_name = tag in ("ns", "nt", "nz", "nr") and (len(word) > 2 or _is_second_part(ends, start))
        if word == ending or is_name:
            yield from _institution(folded, start + len(word) - 1, ending, ends)


def _is_second_part(ends: dict[int, tuple[str, str]], start: int) -> bool:
    """Return whether the single character before a two-character place name belongs to it: 望/湖桥, but not 从/石桥."""
    before, tag = ends.get(start, ("", ""))
    return len(before) == 1 and tag[:1] in "vnagz" and before not in _NO_FIRST


def _institution(folded: str, at: int, ending: str, ends: dict[int, tuple[str, str]]) -> Iterator[NamedThing]:
    """Yield the name that ends with the `ending` at this offset, if a name precedes it."""
    key = folded[max(at - 2, 0) : at]
    if len(key) < 2 or not all("\u4e00" <= character <= "\u9fff" for character in key):
        return
    before, tag = ends.get(at, ("", "n"))
    is_name = tag.startswith(_NAME_TAGS) and len(before) != 1
    if not is_name or key in _NO_NAME or before in _NO_NAME or key[-1] in _NO_LAST or key[0] in "第的在和与了":
        return
    if read_numeral(key[-1]) is not None and "第" in folded[max(at - 4, 0) : at]:
        return
    yield NamedThing(folded[at - 2 : at + len(ending)], at - 2, at + len(ending), f"name:{ending}", key)


# ---- Numbers that identify one of a series, by unit or in one spelling


_PLACE_IN_ROW = re.compile(
    rf"{pattern_of('ordinals.first')}|第(?=[\d一二三四五六七八九十百])"
    rf"|{pattern_of('ordinals.instance')}"
)


def places_in_rows(folded: str) -> dict[str, frozenset[str]]:
    """Return by unit (届, 任, 审) the ordinals that a folded text names; 首届 is the first."""
    places: dict[str, set[str]] = {}
    amounts = {amount.start: amount for amount in read_amounts(folded)}
    for match in _PLACE_IN_ROW.finditer(folded):
        if match["first"]:
            places.setdefault(match["unit"], set()).add("1")
        elif match["instance"]:
            places.setdefault("审", set()).add(match["instance"])
        elif (amount := amounts.get(match.end())) is not None and amount.unit:
            places.setdefault(amount.unit, set()).add(f"{amount.value:g}")
    return {unit: frozenset(named) for unit, named in places.items()}


def numbered_names(folded: str) -> frozenset[str]:
    """Return the names with a number in a folded text, each in one canonical spelling.

    十四号 and 14号 are 14号 (a day of the month is skipped), F-16 is f16, 第四中学 is 4中, 国发〔2023〕1号 is
    国发2023-1.
    """
    names = {match.group().replace("-", "") for match in compiled("ordinals.letters_and_digits").finditer(folded)}
    documents = list(compiled("ordinals.document").finditer(folded))
    names |= {f"{match['issuer']}{match['year']}-{match['number']}" for match in documents}
    for match in compiled("ordinals.numbered").finditer(folded):
        is_day = match["kind"] == "号" and folded.endswith("月", 0, match.start())
        in_document = any(document.start() <= match.start() < document.end() for document in documents)
        value = read_numeral(match["number"])
        if value is not None and not is_day and not in_document:
            names |= {f"{number:g}{match['kind']}" for number in [*counted_up_to(folded, match.start(), value), value]}
    return frozenset(names)


_MOST_COUNTED = 100
_UP_TO = re.compile(r"(?<![\d.])(?P<first>\d{1,4})(?:[号路]?[楼院栋线]?)(?:至|到|[-—–~～]{1,2})第?$")


def counted_up_to(folded: str, at: int, last: float) -> range:
    """Return the numbers of a range before its end `last` at offset `at`: 10 to 21 for 10至22号楼."""
    up_to = _UP_TO.search(folded, max(at - 12, 0), at)
    first = int(up_to["first"]) if up_to else int(last)
    return range(first, int(last)) if 0 < last - first <= _MOST_COUNTED else range(0)


# ---- Whether a text is about a thing that it names: its subject, owner, head or condition


def names_it(folded: str, thing: NamedThing) -> bool:
    """Return whether a folded text names a thing, by another name of the user's dictionary too."""
    return holds_thing(folded, thing) or any(name in folded for name in names_beside(thing.text))


def opens_with_work(text: str) -> bool:
    """Return whether a text begins with a work, as one of several described in turn (其中《甲》刻于1963年)."""
    return re.match(r"(?:其中|而|另外?|同时)?[，]?《", text) is not None


def is_about(text: str, thing: NamedThing, *, is_near: bool) -> bool:
    """Return whether the text is about the thing: it is the subject, owner, head or condition."""
    if text.count("《", 0, thing.start) > text.count("》", 0, thing.start):  # part of a work's name
        return not is_near and not thing.series.startswith(TIMES)
    if text.startswith(("等", "和", "与", "及", "、", "至", "到"), thing.end):
        return False
    if not is_near:
        return thing.series.startswith((*ANYWHERE, *TIMES)) or stands_first(text, thing)
    return stands_first(text, thing)


_FILLERS = frozenset(words_of("named.fillers"))
_TIME_TAGS = ("t", "m", "q", "f", "d")
_MODIFIER_TAGS = ("n", "j", "x", "eng", "b", "s", "nz", "z", "g")
_LONGEST_MODIFIER, _LONGEST_BEFORE_YEAR, _LONGEST_CLAUSE = 8, 4, 40
_SIGNS = ' 《“"（(【[—·•*-'


def stands_first(text: str, thing: NamedThing) -> bool:
    """Return whether only times, function words and its owners precede the thing in its clause."""
    is_time = thing.series.startswith(TIMES)
    if is_time and "《" in text[: thing.start]:
        return False
    in_front = re.split("[：:；;]", text[: thing.start])[-1]
    *before, own = re.split("[，,]", in_front)
    said = compiled("named.said")
    if any(
        _modifier_length(clause) != 0 for clause in before if not (said.fullmatch(clause) or _SPAN.fullmatch(clause))
    ):
        return False
    longest = _LONGEST_MODIFIER
    if is_time:
        longest = _LONGEST_BEFORE_YEAR if thing.series == "year:" or _is_acted_upon(text, thing.end) else 0
    owners = [] if is_time else _owners_in(text, thing.start - len(own), thing.start)
    for start, end in reversed(owners):
        own = own[: start - thing.start + len(own)] + own[end - thing.start + len(own) :]
    if thing.series.startswith("code:") and own.endswith("的"):  # 同日发布的QJ-500
        return True
    length = _modifier_length(own)
    return length is not None and length + sum(end - start for start, end in owners) <= longest


def _is_acted_upon(text: str, end: int) -> bool:
    """Return whether a verb follows the time that ends at `end`, so that it dates an action (热线11月受理诉求)."""
    behind = tag_words(text[end : end + _LONGEST_WORD])
    return bool(behind) and behind[0][1] == "v"


_LONGEST_WORD = 4


def _owners_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the disjoint spans, in order, of the places and institutions named between `start` and `end`: 奉栾县
    before 南沙河, which the tagger may take for a verb."""
    spans: list[tuple[int, int]] = []
    for thing in read_named(text):
        is_owner = thing.series.startswith(("place:", "name:"))
        if is_owner and max(start, spans[-1][1] if spans else 0) <= thing.start and thing.end <= end:
            spans.append((thing.start, thing.end))
    return spans


_CLOCK = re.compile(r"\d{1,2}(?:[时点](?:\d{1,2}分)?|[:：]\d\d)(?:许|左右|整)?")
_SPAN = re.compile("[^，。；]{2,8}期间")
"""A clause that only says when: 检修期间，…"""

_SINCE = re.compile("(?<=[期日月年后])起$")


def _modifier_length(clause: str) -> int | None:
    """Return the number of characters of nouns in a clause of nouns, times and function words; None for any other."""
    length = 0
    clause = _SINCE.sub("", _CLOCK.sub("", clause))
    for word, tag in tag_words(clause) if len(clause) <= _LONGEST_CLAUSE else [(clause, "")]:
        if word in _FILLERS or tag.startswith(_TIME_TAGS) or not word.strip(_SIGNS):
            continue
        if not tag.startswith(_MODIFIER_TAGS):
            return None
        length += len(word)
    return length
