"""What a clause exchanges: the two sides of a verb, the filler of one place, the owner of an amount. Characters are
compared, not words, because taggers split names wrongly most often."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations

from index.chinese.amounts import DATE_UNITS, TIME_UNITS, Amount, are_same, read_amounts
from index.chinese.statements import read_series
from index.chinese.vocabulary import words_of
from index.chinese.words import holds_synonym
from qa.check.alignment import Stretch, find_stretches
from qa.check.claim import Clause, Word, bigrams_of

_SCORE = re.compile(r"\d+[比:：]\d+")
MARKERS = words_of("statement_places.side_markers")
ALIKE = words_of("statement_places.both_alike")
PART = words_of("statement_places.part_of_it")
"""其中, which leads to a part of what was told before."""
EQUAL = frozenset(words_of("statement_places.says_what_is"))
FRAME_FILL = frozenset(words_of("statement_places.frame_fill"))
LEAST_SIDE, LEAST_FRAME = 2, 4
LEAST_FRAME_SHARE = 0.5
MOST_BESIDE = 2
"""Most characters in which two clauses may differ besides the one place that is filled differently."""
LEAST_OWNER_SHARE = 0.9
OWNER_CHARS = 2
LEAST_EXCHANGED = 7
MOST_NOUNS, NEARLY_ALL = 10, 0.95


def is_turned_about(clause: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether the clause says 甲队战胜乙队 where a quote says 乙队战胜甲队, and no quote says it as stated."""
    return not any(clause.text in quote.text for quote in quotes) and any(
        _turns(clause.text, quote.text, find_stretches(clause.text, quote.text)) for quote in quotes
    )


def _turns(said: str, told: str, stretches: Sequence[Stretch]) -> bool:
    for at, first in enumerate(stretches):
        for behind in range(at + 2, len(stretches)):
            last = stretches[behind]
            if last.told + last.length > first.told or min(first.length, last.length) < LEAST_SIDE:
                continue
            for between in stretches[at + 1 : behind]:
                word = said[between.said : between.said + between.length]
                if last.told < between.told < first.told and not all(character in EQUAL for character in word):
                    mine = said[first.said + first.length : last.said]
                    theirs = told[last.told + last.length : first.told]
                    if _marked_alike(mine, theirs):
                        return True
    return False


def _marked_alike(mine: str, theirs: str) -> bool:
    """Return whether both texts use the same role markers (被, 由) and the two sides are not just listed (与)."""
    mine, theirs = _SCORE.sub("", mine), _SCORE.sub("", theirs)
    return all((marker in mine) == (marker in theirs) for marker in MARKERS) and not any(
        word in text for word in ALIKE for text in (mine, theirs)
    )


def is_swapped_back(clause: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether swapping two nouns of a clause turns it into a clause of the quotes."""
    text = clause.text
    nouns = [word for word in clause.words if _is_noun(word) and len(word.text) > 1 and text.count(word.text) == 1]
    for one, other in combinations(nouns[:MOST_NOUNS], 2):
        between = text[one.end : other.start]
        if len(between) < LEAST_SIDE or any(word in between for word in ALIKE):
            continue
        back = bigrams_of(text[: one.start] + other.text + between + one.text + text[other.end :])
        for quote in quotes:
            held = len(back & quote.bigrams)
            if held >= NEARLY_ALL * len(back) and held > len(clause.bigrams & quote.bigrams) + 1:
                return True
    return False


def is_exchanged(clause: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether the clause is a stretch of a quote in which two parts have changed places, and nothing else has:
    成某向唐某道歉 for 唐某向成某道歉. Whatever the parts are, one of the two is wrong."""
    said = clause.text
    if len(said) < LEAST_EXCHANGED or any(said in quote.text for quote in quotes):
        return False
    letters = sorted(said)
    return any(
        sorted(quote.text[at : at + len(said)]) == letters and _change_places(said, quote.text[at : at + len(said)])
        for quote in quotes
        for at in range(len(quote.text) - len(said) + 1)
    )


def _change_places(said: str, told: str) -> bool:
    """Return whether both are the same but for two parts, not just named side by side, that have changed places."""
    low = next(at for at, (one, other) in enumerate(zip(said, told, strict=True)) if one != other)
    high = next(at for at in range(len(said), 0, -1) if said[at - 1] != told[at - 1])
    mine, theirs, rest = said[low:high], told[low:high], said[high:]
    for first in range(1, len(mine)):
        for last in range(1, len(mine) - first):
            between = mine[first : len(mine) - last]
            if theirs == mine[len(mine) - last :] + between + mine[:first]:
                is_same = any(word in between for word in ALIKE) or (set(between) <= EQUAL and not rest)
                are_figures = (mine[:first] + mine[len(mine) - last :]).isdigit()
                return not is_same and not are_figures and not _SCORE.search(mine)
    return False


def is_series_exchanged(clause: Clause, nearest: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether a clause has a different member of a series (每月 每年, 部分 全部) than the quotes' clause."""
    if len(clause.bigrams & nearest.bigrams) < LEAST_FRAME_SHARE * len(clause.bigrams):
        return False
    for series in _terms():
        if not any(word in clause.text for word in series):
            continue
        mine, theirs = _degrees(series, clause), _degrees(series, nearest)
        if (
            mine - theirs
            and theirs - mine
            and any(not any(place in _degrees(series, each) for each in quotes) for place in mine - theirs)
        ):
            return True
    return False


@cache
def _terms() -> tuple[dict[str, frozenset[int]], ...]:
    """Return the words of each series with their degrees, the longest first: 大部分 is not 部分."""
    found = []
    for series in read_series():
        degrees: dict[str, frozenset[int]] = {}
        for place, words in enumerate(series):
            for word in words:
                degrees[word] = degrees.get(word, frozenset()) | {place}
        found.append(dict(sorted(degrees.items(), key=lambda item: -len(item[0]))))
    return tuple(found)


def _degrees(series: Mapping[str, frozenset[int]], clause: Clause) -> set[int]:
    """Return which degrees of a series a clause has; words of one character count where the tagger keeps them apart."""
    text, found = clause.text, set[int]()
    for word, places in series.items():
        if len(word) == 1:
            found |= places if any(each.text == word for each in clause.words) else frozenset()
        elif word in text:
            found |= places
            text = text.replace(word, "□")
    return found


def is_filled_otherwise(clause: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether a clause differs from one of the quotes' only in who or what fills one place."""
    return any(_fills_otherwise(clause, quote) for quote in quotes) and not any(
        clause.text in quote.text for quote in quotes
    )


def _fills_otherwise(clause: Clause, quote: Clause) -> bool:
    matcher = SequenceMatcher(None, quote.text, clause.text, False)
    kept = [block for block in matcher.get_matching_blocks() if block.size >= LEAST_SIDE]
    same = sum(block.size for block in kept)
    if same < max(LEAST_FRAME, LEAST_FRAME_SHARE * len(clause.text)):
        return False
    replaced: tuple[str, str, int, int] | None = None
    beside = at = other_at = 0
    for start, other_start, size in [*((b.a, b.b, b.size) for b in kept), (len(quote.text), len(clause.text), 0)]:
        gone, put = quote.text[at:start], clause.text[other_at:other_start]
        if min(len(gone), len(put)) < LEAST_SIDE:
            beside += max(len(gone), len(put))
        elif replaced is not None:
            return False
        else:
            replaced = gone, put, at, other_at
        at, other_at = start + size, other_start + size
    if replaced is None or beside > MOST_BESIDE:
        return False
    return _is_other_filling(clause, quote, *replaced)


def _is_other_filling(clause: Clause, quote: Clause, gone: str, put: str, start: int, other_start: int) -> bool:
    """Return whether the quote and the clause name two different things in that place."""
    if gone[-1] == put[-1] and min(len(gone), len(put)) > LEAST_SIDE:
        gone, put = gone[:-1], put[:-1]  # both end in 县, or both in 桥
    are_people = gone[0] != put[0] and _is_person(quote, start, gone) and _is_person(clause, other_start, put)
    are_places = _is_place(quote, start, gone) and _is_place(clause, other_start, put)
    # 被告张三 and 原告李四 share one character, 北京 and 河北 too.
    shared = 0 if are_people or are_places else len(set(gone) & set(put))
    if shared > (min(len(gone), len(put)) >= LEAST_FRAME) or read_amounts(clause.text) != read_amounts(quote.text):
        return False
    return (
        (are_people or _names_one(quote, start, len(gone)))
        and _names_something(quote, start, len(gone), clause.text)
        and _names_something(clause, other_start, len(put), quote.text)
    )


def _is_person(clause: Clause, start: int, name: str) -> bool:
    """Return whether a person's name begins there; the tagger may split it after the surname."""
    starts = (word for word in clause.words if word.start == start and word.tag.startswith("nr"))
    return any(name.startswith(word.text) for word in starts)


def _is_place(clause: Clause, start: int, name: str) -> bool:
    return any(word.start == start and word.text == name and word.tag == "ns" for word in clause.words)


def _names_one(clause: Clause, start: int, length: int) -> bool:
    """Return whether a name is in the place; other words may just be a paraphrase."""
    return any(word.is_name and word.start < start + length and word.end > start for word in clause.words)


def _names_something(clause: Clause, start: int, length: int, other: str) -> bool:
    """Return whether mostly nouns fill the place, none of which has a synonym in the other clause."""
    words = [word for word in clause.words if word.start < start + length and word.end > start]
    nouns = [word for word in words if _is_noun(word)]
    named = sum(len(word.text) for word in nouns)
    is_named = 2 * named >= sum(len(word.text) for word in words if word.has_content) > 0
    return is_named and not any(holds_synonym(other, word.text) for word in nouns)


def _is_noun(word: Word) -> bool:
    return word.tag.startswith(("n", "j", "eng")) and word.has_content


def find_amounts_of_another(clause: Clause, quotes: Sequence[Clause]) -> Iterator[str]:
    """Yield "amount-of-next" where the thing an amount is said to measure has another in a quote: 标准版…600毫升."""
    for place, amount in enumerate(clause.amounts):
        if amount.unit in TIME_UNITS and any(other.unit == amount.unit for other in clause.amounts[:place]):
            continue  # the end of a period: what stands before it is said of its beginning
        lead = {character for character in clause.text[: amount.start] if character not in FRAME_FILL}
        if len(lead) < LEAST_FRAME or not amount.unit:
            continue
        rivals = [
            (len(lead & set(quote.text)), any(are_same(amount, other) for other in quote.amounts))
            for quote in quotes
            if any(other.unit == amount.unit for other in quote.amounts)
        ]
        own = max((held for held, has_it in rivals if has_it), default=0)
        best = max((held for held, has_it in rivals if not has_it), default=0)
        if own and best >= LEAST_OWNER_SHARE * len(lead) and best >= own + OWNER_CHARS:
            yield "amount-of-next"


def is_part_confused(clause: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether the clause gives a part the amount of its whole, or something else the amount of the part, where a
    quote tells them apart: 扣球得27分 for 得27分，其中扣球21分."""
    for place, whole in enumerate(quotes[:-1]):
        following = quotes[place + 1]
        if following.text.startswith(PART) and following.text not in PART:
            part = following
        elif following.text in PART and place + 2 < len(quotes):
            part = quotes[place + 2]
        else:
            continue
        if _confuses(clause, whole, part, [each for each in quotes if each is not whole and each is not part]):
            return True
    return False


def _confuses(clause: Clause, whole: Clause, part: Clause, others: Sequence[Clause]) -> bool:
    named = [word.text for word in part.unnumbered if _names(word) and word.text not in whole.text]
    wholes = _amounts_beside(whole, part)
    if not named or not wholes or len(clause.amounts) != 1:
        return False
    amount = clause.amounts[0]
    if any(are_same(amount, other) for other in wholes):
        return all(word in clause.text for word in named) and not any(are_same(amount, each) for each in part.amounts)
    is_of_part = any(are_same(amount, other) for other in _amounts_beside(part, whole))
    if not is_of_part or set("".join(named)) & set(clause.text.removeprefix(PART[0])):
        return False
    said = [word.text for word in clause.unnumbered if _names(word) and word.text not in whole.text + part.text]
    return any(word in other.text for word in said for other in others)


def _amounts_beside(clause: Clause, other: Clause) -> list[Amount]:
    """Return the amounts of a clause that the other has one of the same unit beside."""
    units = {amount.unit for amount in other.amounts}
    return [amount for amount in clause.amounts if amount.unit in units and amount.unit not in DATE_UNITS]


def _names(word: Word) -> bool:
    return word.has_content and len(word.text) > 1
