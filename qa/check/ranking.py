"""Which of two things is more by the figures that the quotes give for each."""

from collections.abc import Iterator, Sequence

from index.chinese.amounts import TIME_UNITS, Amount
from index.chinese.vocabulary import compiled, words_of
from qa.check.alignment import find_stretches
from qa.check.claim import Claim
from qa.check.relations import Comparison, read_comparisons

_SCALES = frozenset(words_of("statement_places.figure_scales")) | {""}
_REACH = 40
"""Characters behind a name within which its figure stands."""
_MARKS = "，。；、|"
_LEAST_NAME = 2
_LABEL = 4
"""Characters before a figure that may say what it measures."""


def is_less_by_figures(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement calls more what is less by the quotes' figures."""
    told = [each for quote in quotes for clause in quote.clauses for each in read_comparisons(clause.text)]
    text = "".join(quote.text for quote in quotes)
    figures = _figures(quotes)
    return any(
        _is_less(mine, clause, text, figures)
        for clause, mine in _said(claim)
        if mine.scale in _SCALES and figures and not any(_may_be_told(mine, each) for each in told)
    )


def _may_be_told(mine: Comparison, told: Comparison) -> bool:
    """Return whether the quotes compare one of the statement's two things in words: figures then do not decide."""
    owners = [owner for name in (mine.more, mine.less) for owner in _owners(name)]
    return any(owner in side for owner in owners for side in (told.more, told.less))


def _said(claim: Claim) -> Iterator[tuple[str, Comparison]]:
    """Yield the comparisons without figures of their own, each with its words; 甲的产量，比乙高 is one."""
    before = ""
    for clause in claim.clauses:
        has_figures = any(amount.unit not in TIME_UNITS for amount in clause.amounts)
        goes_on = compiled("statement_places.goes_on_comparing").match(clause.text)
        words = before + clause.text if goes_on else clause.text
        found = [] if has_figures else read_comparisons(words)
        yield from ((words, each) for each in found if each.more and each.less)
        before = "" if has_figures or found else clause.text


def _figures(quotes: Sequence[Claim]) -> list[Amount]:
    """Return the amounts of the quotes, placed in their joined text."""
    placed, start = [], 0
    for quote in quotes:
        at = 0
        for clause in quote.clauses:
            at = quote.text.index(clause.text, at)
            placed += [
                Amount(each.value, each.unit, start + at + each.start, start + at + each.end)
                for each in clause.amounts
                if each.unit not in TIME_UNITS and not clause.text.endswith("第", 0, each.start)
            ]
            at += len(clause.text)
        start += len(quote.text)
    return placed


def _is_less(mine: Comparison, words: str, text: str, figures: Sequence[Amount]) -> bool:
    return any(
        _is_less_named(more, less, words, text, figures) for more in _owners(mine.more) for less in _owners(mine.less)
    )


def _is_less_named(more: str, less: str, words: str, text: str, figures: Sequence[Amount]) -> bool:
    one_at, other_at = _places(more, less, text), _places(less, more, text)
    measure = words.replace(more, "").replace(less, "")
    units = {each.unit for each in figures if each.unit}
    if compiled("statement_places.shares").search(measure):
        units &= {"%"}
    verdicts = []
    for unit in units:
        own = [each for each in figures if each.unit == unit]
        one = _figure_of(one_at, other_at, text, own)
        other = _figure_of(other_at, one_at, text, own)
        if one is not None and other is not None and one.value != other.value:
            is_named = any(_is_labelled(each, measure, text) for each in (one, other))
            verdicts.append((is_named, one.value < other.value))
    named = [is_less for is_named, is_less in verdicts if is_named]
    return all(named) if named else len(verdicts) == 1 and verdicts[0][1]


def _owners(name: str) -> list[str]:
    """Return what a name may be told apart by: 甲厂 for 甲厂的产量, 车间 or 女工 for 车间的女工, [] for 产量."""
    if compiled("statement_places.stands_for_one").search(name):
        return []
    owner, _, last = compiled("statement_places.before_comparing").sub("", name).rpartition("的")
    parts = (compiled("statement_places.measured").sub("", part) for part in (owner, last))
    return [part for part in parts if len(part) >= _LEAST_NAME]


def _places(name: str, other: str, text: str) -> list[int]:
    """Return the ends of the places in a text where a part of a name stands that the other name lacks."""
    ends = []
    for each in find_stretches(name, text):
        run = name[each.said : each.said + each.length]
        if not set(run) <= set(other):
            at = text.find(run)
            while at != -1:
                ends.append(at + len(run))
                at = text.find(run, at + 1)
    return sorted(ends)


def _figure_of(own: Sequence[int], others: Sequence[int], text: str, figures: Sequence[Amount]) -> Amount | None:
    """Return the figure of every place of a name: the one behind it and before one of the other name, or before it
    between the same marks (13人选了甲); None if there are several."""
    found = []
    for end in own:
        border = min((at for at in others if at > end), default=len(text))
        behind = next((each for each in figures if end <= each.start < min(border, end + _REACH)), None)
        start = max((text.rfind(mark, 0, end) for mark in _MARKS), default=-1)
        before = [each for each in figures if start < each.start < end]
        if before and (behind is None or any(mark in text[end : behind.start] for mark in _MARKS)):
            if len(before) > 1:
                return None
            behind = before[0]
        found += [behind] if behind is not None else []
    return found[0] if found and len({each.value for each in found}) == 1 else None


def _is_labelled(figure: Amount, words: str, text: str) -> bool:
    """Return whether the statement names what a figure measures: 产值 in 产值2520万元."""
    label = text[max(figure.start - _LABEL, 0) : figure.start]
    return any(label[at : at + 2] in words for at in range(len(label) - 1))
