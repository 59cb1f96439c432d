"""What is wrong with a statement's amounts compared with its quotes: another amount, one of something else, a part
of another date, a reversed bound."""

import math
import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise

from index.chinese.amounts import TIME_UNITS, Amount, are_same, have_same_unit, with_bounds
from index.chinese.numerals import DIGITS
from index.chinese.polarity import DOWN, UP, find_sides
from index.chinese.vocabulary import compiled, words_of
from qa.check.claim import LATIN, Clause

_CHANGING = (
    r"(?:增加|增长|增|提高|提升|上升|上涨|涨|升|延长|扩大|减少|减|降低|下降|下跌|降|跌|缩短|缩小|缩减|下调|上调)"
)
_BY = re.compile(rf"{_CHANGING}了?(?:近|约|超过?|逾|将近|大约)?$")
_TO = re.compile(rf"{_CHANGING}(?:到|至|为|成)了?(?:近|约|超过?|逾|将近|大约)?$")
_FRAME_CHARS = 8
MOST_COUNTED, MOST_ADDED = 10, 8
_COUNTED = frozenset(words_of("units.thing")) | {"", "个", "人", "天", "次", "大类", "方面"}
_ABOUT = words_of("amounts.about")
FRAME_CHARS = 2
MORE_CHARS = 2
"""Characters behind an amount that may say that it is more: 300人以上."""


class Change(Enum):
    """The role of an amount after a verb of change: 缩短了15分钟 (by), 缩短到15分钟 (to)."""

    NONE = "none"
    BY = "by"
    TO = "to"


def change_of(amount: Amount, clause: str) -> Change:
    """Return the role that the words before an amount give it."""
    before = clause[max(amount.start - _FRAME_CHARS, 0) : amount.start]
    if _TO.search(before):
        return Change.TO
    return Change.BY if _BY.search(before) else Change.NONE


def find_in_amounts(
    clause: Clause, near: Sequence[Clause], clauses: Sequence[Clause], implied: Sequence[Amount], context: str
) -> Iterator[str]:
    """Yield the signs against the amounts of a clause. `near`: those of the quotes' `clauses` most similar to it, best
    first; `implied`: dates that words of the quotes mean (昨日); `context`: folded text around the quotes."""
    if _is_date_mixed(clause, clauses, implied):
        yield "date-mixed"
    close = [(amount, other.text) for other in near for amount in other.amounts]
    everywhere = [amount for other in clauses for amount in other.amounts]
    for amount in clause.amounts:
        rivals = [other for other, _ in close if amount.unit and other.unit == amount.unit]
        yield from _find_in_bounds(amount, clause, near[0], clauses, close)
        if any(are_same(amount, other) for other, _ in close):
            yield from _find_where_it_stands(amount, clause, close)
        elif any(are_same(amount, other) for other in everywhere):
            # It is in another clause: fine if clauses were merged, not if the near ones have an amount of its kind.
            if not all(any(are_same(rival, own) for own in clause.amounts) for rival in rivals):
                yield "amount-elsewhere"
        # s3 is a machine's name in its article; 三针 of the quotes is no amount, as 针 is no unit.
        elif not (_is_of_a_name(amount, clause, context) or _is_spelt(amount, clause, clauses)):
            yield from _find_beside_implied(amount, clause, close, implied, rivals, everywhere)


def _find_beside_implied(
    amount: Amount,
    clause: Clause,
    close: Sequence[tuple[Amount, str]],
    implied: Sequence[Amount],
    rivals: Sequence[Amount],
    everywhere: Sequence[Amount],
) -> Iterator[str]:
    if any(are_same(amount, other) for other in implied) and not rivals:
        return
    if _is_of_another_year(amount, everywhere, implied):
        yield "year-otherwise"
    yield from _find_in_new_amount(amount, clause, rivals, everywhere, _is_framed(amount, clause, close))


def _find_in_bounds(
    amount: Amount, clause: Clause, nearest: Clause, clauses: Sequence[Clause], close: Sequence[tuple[Amount, str]]
) -> Iterator[str]:
    if _is_time_cut(amount, clause, close):
        yield "time-cut"
    if amount.unit in TIME_UNITS:
        return
    told = [(other, quote.text) for quote in clauses for other in quote.amounts if are_same(amount, other)]
    if told and _is_average_dropped(clause, told):
        yield "average-dropped"
    nearby = [(other, nearest.text) for other in nearest.amounts if are_same(amount, other)]
    if _is_bound_of_another(amount, clause, nearby or told):
        yield "bound-of-another"
    if (
        _exceeds(amount, clause)
        and told
        and all(_falls_short(other, text) or _is_exact(other, text) for other, text in told)
    ):
        yield "bound-exceeded"
    if (
        told
        and _lacks(amount, clause.text)
        and all(_is_passed(other, text) or _is_exact(other, text) for other, text in told)
    ):
        yield "bound-missed"


def _is_average_dropped(clause: Clause, told: Sequence[tuple[Amount, str]]) -> bool:
    """Return whether an amount is only an average wherever the quotes have it, and the clause does not say so."""
    average = compiled("statement_places.average_of")
    is_average = all(average.search(text[: other.start]) for other, text in told)
    return is_average and not compiled("statement_places.on_average").search(clause.text)


def _exceeds(amount: Amount, clause: Clause) -> bool:
    before = clause.text[: amount.start]
    is_said = compiled("statement_places.exceeding").search(before) or clause.text.startswith("以上", amount.end)
    return bool(is_said) and not compiled("statement_places.not_exceeding").search(before)


def _falls_short(amount: Amount, text: str) -> bool:
    """Return whether a text says that something is about as much or less: 约300公里, 不到300公里."""
    is_short = compiled("statement_places.short_of").search(text[: amount.start])
    return bool(is_short or compiled("statement_places.short_behind").match(text, amount.end))


def _lacks(amount: Amount, text: str) -> bool:
    """Return whether a text says that something is less than an amount, or nearly as much: 不到300人, 近300人."""
    return compiled("statement_places.lacking").search(text[: amount.start]) is not None


def _is_exact(amount: Amount, text: str) -> bool:
    """Return whether a text says that an amount is all there is: 共11人, 只有96座."""
    spelt = text[amount.start : amount.end] + text[amount.end : amount.end + MORE_CHARS]
    is_all = compiled("statement_places.exactly").search(text[: amount.start])
    return bool(is_all) and not compiled("statement_places.and_more").search(spelt)


def _is_passed(amount: Amount, text: str) -> bool:
    """Return whether a text says that something is more than an amount: 300余人, 300人以上, 突破300人."""
    before, spelt = text[: amount.start], text[amount.start : amount.end] + text[amount.end : amount.end + MORE_CHARS]
    is_more = compiled("statement_places.passing").search(before) or compiled("statement_places.and_more").search(spelt)
    return bool(is_more) and not compiled("statement_places.not_exceeding").search(before)


def _is_time_cut(amount: Amount, clause: Clause, close: Sequence[tuple[Amount, str]]) -> bool:
    """Return whether a time of day lacks minutes although every time of that hour in the quotes has them."""
    if amount.unit != "时" or clause.text[amount.end : amount.end + 1].isdigit() or _is_about(amount, clause):
        return False
    told = [text[other.end : other.end + 1] for other, text in close if are_same(amount, other)]
    return bool(told) and all(following.isdigit() for following in told)


def _is_bound_of_another(amount: Amount, clause: Clause, told: Sequence[tuple[Amount, str]]) -> bool:
    """Return whether an amount is a lower bound here and an upper bound where the quotes have it, or vice versa."""
    mine = _bound(amount, clause.text)
    return mine is not None and {_bound(other, text) for other, text in told} == {1 - mine}


def _bound(amount: Amount, text: str) -> int | None:
    """Return UP for 至少30人, 30人起, DOWN for 至多30人, 限30人, None without a bound."""
    before = text[: amount.start]
    if any(compiled(name).search(before) for name in ("statement_places.limiting", "amounts.most_before")):
        return DOWN
    if compiled("amounts.least_before").search(before) or compiled("amounts.at_least").match(text, amount.end):
        return UP
    start, end = with_bounds(text, amount)
    around = text[start : amount.start] + text[amount.end : end]
    return next((side for _, side in find_sides(around, frozenset())), None)


def _is_about(amount: Amount, clause: Clause) -> bool:
    return any(word in clause.text[max(amount.start - 2, 0) : amount.end + 2] for word in _ABOUT)


def _is_of_a_name(amount: Amount, clause: Clause, context: str) -> bool:
    spelt = amount.unit + clause.text[amount.start : amount.end]
    return LATIN.match(amount.unit) is not None and spelt in clause.text and spelt in context


def _is_spelt(amount: Amount, clause: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether the quotes have a digit without a known unit, spelt out before the same character."""
    counted = clause.text[amount.end : amount.end + 1]
    if amount.unit or not counted or amount.value not in range(1, len(DIGITS) + 1):
        return False
    return any(DIGITS[int(amount.value) - 1] + counted in quote.text for quote in quotes)


def _find_where_it_stands(amount: Amount, clause: Clause, close: Sequence[tuple[Amount, str]]) -> Iterator[str]:
    if _is_misplaced(amount, clause, close):
        yield "amount-misplaced"
    if not _is_same_change(amount, clause, close):
        yield "amount-change"


def _find_in_new_amount(
    amount: Amount, clause: Clause, rivals: Sequence[Amount], everywhere: Sequence[Amount], is_framed: bool
) -> Iterator[str]:
    """`is_framed`: the quote has another amount of its kind after the same characters, so this one is not computed."""
    if amount.is_article or _is_count(amount, clause):
        if rivals:
            yield "count-unknown"
    elif not (_is_near(amount, clause, everywhere) or (_is_worked_out(amount, everywhere) and not is_framed)):
        yield "amount-rival" if rivals else "amount-unknown"


def _is_date_mixed(clause: Clause, quotes: Sequence[Clause], implied: Sequence[Amount]) -> bool:
    """Return whether a month and day, or a year and month, occur together in no quote: 11月18日 from 11月14日 and
    12月18日. A part that is alone in a quote, or implied by its words, may combine with any."""
    for larger, smaller in pairwise(clause.amounts):
        if (larger.unit, smaller.unit) not in _PARTS_OF_DATE or smaller.start - larger.end > 1:
            continue
        beside = [_before(other, quote) for quote in quotes for other in quote.amounts if are_same(smaller, other)]
        is_implied = any(are_same(smaller, other) for other in implied)
        if not is_implied and all(other is not None and not are_same(larger, other) for other in beside):
            return True
    return False


_PARTS_OF_DATE = frozenset([("年", "月"), ("月", "日")])


def _before(amount: Amount, clause: Clause) -> Amount | None:
    """Return the part of a date right before an amount."""
    near = (other for other in clause.amounts if 0 <= amount.start - other.end <= 1)
    return next((other for other in near if (other.unit, amount.unit) in _PARTS_OF_DATE), None)


def _is_of_another_year(amount: Amount, everywhere: Sequence[Amount], implied: Sequence[Amount]) -> bool:
    """Return whether a year is stated for what the quotes date by month and day only, in another year."""
    units = {other.unit for other in everywhere}
    is_dated = "年" not in units and bool(units & {"月", "日"})
    return amount.unit == "年" and is_dated and any(other.unit == "年" for other in implied)


def _is_count(amount: Amount, clause: Clause) -> bool:
    """Return whether the amount just counts what the quote may list: 两家 for 甲公司和乙公司."""
    spelt = clause.text[amount.start : amount.start + 1]
    return amount.value <= MOST_COUNTED and not spelt.isdigit() and amount.unit in _COUNTED


def _is_near(amount: Amount, clause: Clause, others: Sequence[Amount]) -> bool:
    """Return whether an approximate number is one of the quotes' with fewer digits: 4.8万多 for 48756."""
    if not _is_about(amount, clause):
        return False
    near = [other.value for other in others if have_same_unit(amount, other) and _is_rounded(amount.value, other.value)]
    return any(not _exceeds(amount, clause) or value > amount.value for value in near)


def _is_rounded(value: float, exact: float) -> bool:
    """Return whether a number is another one rounded or truncated to fewer digits."""
    if value <= 0 or exact <= 0 or value == exact:
        return False
    digits = len(f"{value:.6g}".replace(".", "").strip("0"))
    step = 10 ** (math.floor(math.log10(value)) - digits + 1)
    return abs(exact - value) < step and digits < len(f"{exact:.9g}".replace(".", "").strip("0"))


def _is_worked_out(amount: Amount, others: Sequence[Amount]) -> bool:
    """Return whether a number is the sum of consecutive numbers of its unit in the quotes, or the difference of two."""
    values = [other.value for other in others if other.unit == amount.unit]
    if not 2 <= len(values) <= MOST_ADDED or amount.unit in TIME_UNITS:
        return False
    runs = (sum(values[a:b]) for a in range(len(values)) for b in range(a + 2, len(values) + 1))
    differences = (abs(a - b) for n, a in enumerate(values) for b in values[n + 1 :])
    return any(abs(amount.value - value) < 1e-6 for value in (*runs, *differences))


def _is_misplaced(amount: Amount, clause: Clause, close: Sequence[tuple[Amount, str]]) -> bool:
    """Return whether the characters before the amount precede another one in the quote: 从50降至30 for 从30降至50."""
    rivals = _rivals_in_frame(amount, clause, close)
    return bool(rivals) and not any(are_same(amount, other) for other in rivals)


def _is_framed(amount: Amount, clause: Clause, close: Sequence[tuple[Amount, str]]) -> bool:
    """Return whether the quote gives another amount of the same thing and the statement does not add up (共)."""
    is_added = compiled("arithmetic.sum").search(clause.text) is not None
    return not is_added and bool(_rivals_in_frame(amount, clause, close))


def _rivals_in_frame(amount: Amount, clause: Clause, close: Sequence[tuple[Amount, str]]) -> list[Amount]:
    """Return the quote's amounts of the same kind after the same characters."""
    frame = clause.text[max(amount.start - FRAME_CHARS, 0) : amount.start]
    if len(frame) < FRAME_CHARS:
        return []
    framed = [other for other, text in close if text[max(other.start - FRAME_CHARS, 0) : other.start] == frame]
    return [other for other in framed if have_same_unit(amount, other)]


def _is_same_change(amount: Amount, clause: Clause, close: Sequence[tuple[Amount, str]]) -> bool:
    """Return whether the quotes do not contradict the amount's role in a change (by or to)."""
    mine = change_of(amount, clause.text)
    theirs = [change_of(other, text) for other, text in close if are_same(amount, other)]
    said = [change for change in theirs if change is not Change.NONE]
    return mine is Change.NONE or not said or mine in said
