"""The row of a table with the highest or lowest value of what is asked: 哪天的午餐最贵."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from index.chinese.amounts import read_amounts, read_ranges
from index.chinese.folding import fold_text
from index.chinese.hours import MINUTES_OF_DAY, moments_in
from index.chinese.measures import in_basic_unit, is_called_by, kind_asked, kind_of_unit, unit_of_head, wants_less
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, words_of
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored
from qa.reader.rows import Row, longest_shared, tables_scored

LEAST_HELD = 0.5
"""Least share of the question's words in the table and its article's title."""
_LEAST_ROWS, _LEAST_SHARED = 3, 2


@dataclass(frozen=True)
class _Column:
    """A column of amounts of one kind: its head and the least and the most of each row, the same but for a range
    (120—150元), in the basic unit of the kind."""

    head: str
    kind: str
    sizes: tuple[tuple[float, float], ...]


def find_extreme(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> tuple[list[Scored], str]:
    """Return the rows with the highest, lowest or n-th value in the first table among the better sentences that has it,
    in table order, and the criterion (价格最高); nothing if the question asks for no such row or no table has it."""
    asked = compiled("comparing.most").search(question.folded)
    if asked is None or not scored:
        return [], ""
    about = weights.without([asked.group()])
    own = scored[0].candidate.article.id
    for article, table in sorted(tables_scored(scored), key=lambda found: found[0].id != own):
        if len(table) < _LEAST_ROWS:
            continue
        meant = _rows_meant(question, table)
        columns = _columns_asked(question, asked, meant)
        if not _is_about(_without_heads(about, question.folded.replace(asked.group(), "\n"), columns), article, table):
            continue
        chosen = [_rows_chosen(meant, column, asked) for column in columns]
        if not chosen or not chosen[0] or any(rows != chosen[0] for rows in chosen):
            continue
        passage = next(item.candidate.passage for item in scored if item.candidate.article.id == article.id)
        made = [Scored(Candidate(article, row.paragraph, row.start, row.end, passage), 1.0) for row in chosen[0]]
        place = f"第{asked['place']}" if asked["place"] else "最"
        is_least = _wants_least(columns[0], asked["by"])
        by = asked["by"] if columns[0].kind == CLOCK else "低" if is_least else "高"
        return made, f"{columns[0].head}{place}{by}"
    return [], ""


def _rows_meant(question: Question, table: Sequence[Row]) -> Sequence[Row]:
    """Return the rows to compare: those whose first cell best matches the question (年卡), at least two, else all."""
    shared = [len(longest_shared(fold_text(row.cells[0].value), question.folded)) for row in table]
    meant = [row for row, length in zip(table, shared, strict=True) if length == max(shared) >= _LEAST_SHARED]
    return meant if len(meant) > 1 else table


def _rows_chosen(table: Sequence[Row], column: _Column, asked: re.Match[str]) -> list[Row]:
    """Return the rows with the highest or lowest amount, or that at the rank asked for; with ranges, all rows that may
    be the first."""
    is_least = _wants_least(column, asked["by"])
    place = int(read_numeral(asked["place"]) or 1) if asked["place"] else 1
    if any(low != high for low, high in column.sizes):
        bound = min(high for _, high in column.sizes) if is_least else max(low for low, _ in column.sizes)
        may_be = [low <= bound if is_least else high >= bound for low, high in column.sizes]
        return [row for row, is_first in zip(table, may_be, strict=True) if is_first] if place == 1 else []
    sizes = sorted(set(column.sizes), reverse=not is_least)
    if place > len(sizes):
        return []
    return [row for row, own in zip(table, column.sizes, strict=True) if own == sizes[place - 1]]


def _is_about(weights: WordWeights, article: Article, table: Sequence[Row]) -> bool:
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    rows = (texts[row.paragraph][row.start : row.end] for row in table)
    return weights.coverage(fold_text("\n".join([article.title, *rows]))) >= LEAST_HELD


def _without_heads(weights: WordWeights, rest: str, columns: Sequence[_Column]) -> WordWeights:
    """Return the weights of what a question asks about besides these columns, however its words were cut (车票价 in
    哪路车票价)."""
    for column in columns:
        rest = rest.replace(fold_text(column.head), "\n")
    return weights.of(word for word in weights.weights if word in rest)


def _wants_least(column: _Column, by: str) -> bool:
    """Return whether an adjective means the smallest amounts of a column: the quickest takes the least time but has the
    highest speed."""
    is_speed = by in words_of("comparing.of_speed") and compiled("tables.speed_head").search(fold_text(column.head))
    return wants_less(by) is not bool(is_speed)


def _columns_asked(question: Question, asked: re.Match[str], table: Sequence[Row]) -> list[_Column]:
    """Return the column whose head the question names, else the one whose count it names (人最多: 人数), else the one
    of the adjective's kind, if there are several the one called so (最高: 苗高, not 胸径). Else return all: they must
    agree. Of prices those of one kind (平日价, 周末价); for an adjective of no kind every column, unless all are money.

    The first of several columns identifies the rows (哪个年级) and is not considered.
    """
    heads = _heads(table)
    columns = [column for head in heads[len(heads) > 1 :] if (column := _column(head, table))]
    named = [column for column in columns if _shared(column.head, question) >= _LEAST_SHARED]
    before = question.folded[: asked.start()]
    counted = [
        column
        for column in columns
        if (stem := compiled("tables.count_ending").sub("", fold_text(column.head))) and before.endswith(stem)
    ]
    kind = kind_asked(asked["by"])
    alike = [column for column in columns if column.kind == kind]
    if kind == CLOCK:
        named = [column for column in named if column in alike]
    called = [column for column in alike if is_called_by(asked["by"], fold_text(column.head))]
    if asked["by"] in words_of("comparing.only_by_label"):
        alike = called
    for some in (named, counted, called, alike):
        if len(some) == 1:
            return some
    if kind == MONEY:
        return alike
    is_told = kind is None and any(column.kind != MONEY for column in columns)
    return columns if is_told else []


def _shared(head: str, question: Question) -> int:
    return len(longest_shared(fold_text(head), question.folded))


def _heads(table: Sequence[Row]) -> list[str]:
    return [cell.head for cell in table[0].cells if cell.head]


def _column(head: str, table: Sequence[Row]) -> _Column | None:
    """Return the column with this head; None if a row lacks it or has no single amount of the same kind there."""
    cells = [next((cell.value for cell in row.cells if cell.head == head), "") for row in table]
    told = [_size_in(fold_text(value), head) for value in cells]
    sizes = [(low, high) for each in told if each for low, high, _ in (each,)]
    kinds = {each[2] for each in told if each}
    return _Column(head, kinds.pop(), tuple(sizes)) if len(sizes) == len(table) and len(kinds) == 1 else None


CLOCK, MONEY = "钟", "钱"
"""The kinds of times of day, in minutes, and of sums."""


def _size_in(folded: str, head: str) -> tuple[float, float, str] | None:
    """Return the least, the most and the kind of the one amount, range (80-100元), sum (1小时10分) or time of day in a
    cell; None if it has none or several."""
    moments = moments_in(folded)
    if len(moments) == 1 and moments[0].end - moments[0].start == len(folded):
        late = MINUTES_OF_DAY if moments[0].minute < _FIRST_MINUTE else 0  # the last bus at 0:30 is later than 23:00
        return moments[0].minute + late, moments[0].minute + late, CLOCK
    amounts = read_amounts(folded)
    ranges = list(read_ranges(folded, amounts)) if len(amounts) == _TWO else []
    if len(ranges) == 1 and all(ranges[0]):
        ends = [end for end in ranges[0] if end is not None]
    elif len(amounts) == _TWO and amounts[0].unit == "小时" and amounts[1].unit in ("分", "分钟"):
        minutes = amounts[0].value * 60 + amounts[1].value
        return minutes, minutes, kind_of_unit("分钟")
    elif len(amounts) == 1:
        ends = [amounts[0], amounts[0]]
    else:
        return None
    units = [end.unit or unit_of_head(fold_text(head)) for end in ends]
    low, high = (in_basic_unit(end.value, unit) for end, unit in zip(ends, units, strict=True))
    return (low, high, kind_of_unit(units[0])) if kind_of_unit(units[0]) == kind_of_unit(units[1]) else None


_FIRST_MINUTE = 240
_TWO = 2
