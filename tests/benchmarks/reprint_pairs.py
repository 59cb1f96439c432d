"""Pairs for bench_reprints.py: edits that keep an article a reprint, edits that do not, real pairs judged by hand.

Everything is made at run time from articles outside the project; only their ids are kept here.
"""

import random
import re
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from opencc import OpenCC

from index.chinese.sentences import split_sentences

Edit: TypeAlias = Callable[[str, random.Random], str | None]
"""Returns the edited text, or None if the edit does not apply to the article."""

_LEADS = (
    "本报讯（记者 何雨桐）记者昨日从有关方面了解到：",
    "据南江网8月21日消息，",
    "综合本台报道：今天上午，前方记者发来消息。",
)
_TAILS = ("（记者 段明 通讯员 罗小川）", "（来源：南江网 责任编辑：孙萍）", "本报将继续关注此事。（何雨桐）")
_NOTES = (
    "编者按：这篇报道引起了许多读者的兴趣，本站今天全文转载，欢迎在评论区留下您的看法。",
    "【编辑点评】事情不大，却和每个人的生活有关，值得我们从头到尾仔细读一读。",
)
_SURNAMES = "贺邱段罗莫秦温柏聂霍"
_GIVEN = ("启明", "志远", "怀瑾", "雨桐", "小川", "树生")
_NAMED_IN_NOTICE = re.compile(
    r"(?:书记|主任|局长|厅长|市长|县长|副主席|经理|董事长|委员|院长|部长)([\u4e00-\u9fff]{2,3})(?:涉嫌|严重违纪|接受|被查)"
)
_SPACED = {"，": ",", "。": ". ", "（": "(", "）": ")", "：": ": ", "；": ";", "“": '"', "”": '"'}
_FEW_SENTENCES = 4
_MANY_NUMBERS = 20


def _sentences(text: str) -> list[str]:
    return [line[s.start : s.end] for line in text.split("\n") for s in split_sentences(line)]


def other_byline(text: str, chance: random.Random) -> str:
    return f"来源：南江日报 记者 {chance.choice(_SURNAMES)}{chance.choice(_GIVEN)}\n{text}编辑：{chance.choice(_GIVEN)}"


def other_first_line(text: str, chance: random.Random) -> str | None:
    sentences = _sentences(text)
    return chance.choice(_LEADS) + "".join(sentences[1:]) if len(sentences) >= _FEW_SENTENCES else None


def other_last_line(text: str, chance: random.Random) -> str | None:
    sentences = _sentences(text)
    return "".join(sentences[:-1]) + chance.choice(_TAILS) if len(sentences) >= _FEW_SENTENCES else None


def other_first_and_last_line(text: str, chance: random.Random) -> str | None:
    first = other_first_line(text, chance)
    return first and other_last_line(first, chance)


def sentences_left_out(text: str, chance: random.Random) -> str | None:
    sentences = _sentences(text)
    if len(sentences) < _FEW_SENTENCES:
        return None
    count = max(1, round(len(sentences) * chance.uniform(0.1, 0.33)))
    start = chance.randrange(len(sentences) - count + 1)
    return "".join(sentences[:start] + sentences[start + count :])


def sentence_inserted(text: str, chance: random.Random) -> str:
    sentences = _sentences(text)
    sentences.insert(chance.randrange(len(sentences) + 1), chance.choice(_LEADS + _TAILS + _NOTES))
    return "".join(sentences)


def editors_note(text: str, chance: random.Random) -> str:
    return f"{chance.choice(_NOTES)}\n{text}"


def title_added(text: str, chance: random.Random) -> str:
    return f"{_sentences(text)[0][:24]}\n{text}"


def characters_edited(text: str, chance: random.Random) -> str:
    """Change, drop or double 5 % of the characters, including digits, as bad OCR and retyping do."""
    edited = []
    for character in text:
        if chance.random() >= 0.05:
            edited.append(character)
        else:
            edited.append(chance.choice(["", chance.choice(text), character + chance.choice(text)]))
    return "".join(edited)


def punctuation_and_width(text: str, chance: random.Random) -> str:
    return "".join(
        (" " if chance.random() < 0.1 else "")
        + (chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() and chance.random() < 0.5 else _SPACED.get(c, c))
        for c in text
    )


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def traditional(text: str, chance: random.Random) -> str:
    return _converter(chance.choice(["s2t", "s2tw", "s2hk"])).convert(text)


def byline_and_left_out(text: str, chance: random.Random) -> str | None:
    shorter = sentences_left_out(text, chance)
    return shorter and traditional(other_byline(shorter, chance), chance)


REPRINTING_EDITS: tuple[Edit, ...] = (
    other_byline,
    other_first_line,
    other_last_line,
    other_first_and_last_line,
    sentences_left_out,
    sentence_inserted,
    editors_note,
    title_added,
    characters_edited,
    punctuation_and_width,
    traditional,
    byline_and_left_out,
)


def _other_number(number: str, chance: random.Random) -> str:
    while True:
        other = "".join(chance.choice("123456789") for _ in number)
        if other != number:
            return other


def _with_numbers_changed(text: str, chance: random.Random, share: float) -> str | None:
    if len(re.findall("[0-9]+", text)) < _MANY_NUMBERS:
        return None
    return re.sub("[0-9]+", lambda m: _other_number(m[0], chance) if chance.random() < share else m[0], text)


def all_numbers_changed(text: str, chance: random.Random) -> str | None:
    return _with_numbers_changed(text, chance, 1.0)


def half_the_numbers_changed(text: str, chance: random.Random) -> str | None:
    return _with_numbers_changed(text, chance, 0.5)


def numbers_changed_and_other_lines(text: str, chance: random.Random) -> str | None:
    changed = half_the_numbers_changed(text, chance)
    return changed and other_first_and_last_line(changed, chance)


def notice_about_another(text: str, chance: random.Random) -> str | None:
    """Put another name into a notice of an inquiry, and change nothing else."""
    found = _NAMED_IN_NOTICE.search(text)
    if not found or text.count(found[1]) == 1:  # a notice repeats its name; 书记或书记涉嫌 names nobody
        return None
    return text.replace(found[1], chance.choice(_SURNAMES) + chance.choice(_GIVEN))


TEMPLATE_EDITS: tuple[Edit, ...] = (
    all_numbers_changed,
    half_the_numbers_changed,
    numbers_changed_and_other_lines,
    notice_about_another,
)

_SERIES = (
    re.compile(r"股票行情快报：(?P<what>[^（(]{2,12})[（(](?P<code>[0-9]{6})[）)](?P<day>[0-9]+月[0-9]+日)"),
    re.compile(r"(?P<day>[0-9]+月[0-9]+日)基金净值：(?P<code>(?P<what>.{4,24}?))最新净值"),
    re.compile(r"截至(?P<day>[0-9]+月[0-9]+日)收盘，(?P<what>[^（(]{2,12})[（(](?P<code>[0-9]{6})[）)]"),
)


def series_key(text: str) -> tuple[int, str, str] | None:
    """Return the automatic series an article belongs to, its security and its day, None for others.

    Two articles of one series that differ in security or day report different things, however similar they are.
    """
    for number, pattern in enumerate(_SERIES):
        if found := pattern.search(text[:200]):
            return number, found["code"], found["day"]
    return None


def _pairs(ids: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"crud-{a}", f"crud-{b}") for a, b in (pair.split("/") for pair in ids.split()))


JUDGED_REPRINTS = _pairs(
    "5277/5294 60647/54345 61499/62900 54859/61134 48503/10876 31236/41775 20900/27633 52814/1390 4047/11115 "
    "56390/54569 22900/22893 50318/18880 4554/8147 61074/37396 18668/49260 27115/27188 52669/3145 38566/59972 "
    "53733/5251 32495/32511 49719/18682 18448/12686 40591/40137 46104/17728 25162/24755 10848/40677 2278/2858 "
    "3505/36003 5173/14818 34693/33067 12087/4420 23846/63632 6423/8929 63105/8796 13268/13349 21190/27149 "
    "24993/24981 11020/12222 28213/53872 8315/56306"
)
"""The same report: only the headline, byline, captions, advertisements, phrases or some paragraphs differ."""

JUDGED_DIFFERENT = _pairs(
    "24517/13512 40696/30920 22104/17009 25269/51122 31043/5175 11541/36740 22647/61431 16904/51705 61802/61766 "
    "51181/2277 23202/19959 25195/39363 32115/32069 32641/18664 22103/36630 62811/429 33799/880 50242/15300 "
    "26919/19413 37510/20608 53441/53443 48334/48193 54956/55012 45547/6521 30204/47231 34480/34902 34893/38032 "
    "14503/25730 32373/32376 50125/50123 56630/42104 13703/36960 50131/56001 31400/33332 45720/53797 62078/20936 "
    "52373/39355 39766/19527 47059/46790 57202/44522 391/63249 11059/5785 21307/1769 10956/10957 11439/9910 "
    "60419/61763 2357/21259 48190/34144 61605/32981 24169/37840 23601/24593 14954/14957 21098/1423 2354/22213 "
    "22173/21072 13226/13220 22167/2343 22152/21790 44879/50058 62213/857 28891/17373 29569/28891 46779/47774 "
    "11486/218 1455/1456 41954/49631 61209/65 6801/51386 15368/17267 63174/254"
)
"""Much text in common but another report: another day, person or company, a later state of affairs, or a digest with
a second story. Borderline pairs (the same press release reworded) are left out."""
