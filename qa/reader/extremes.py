"""The row of a table with the highest or lowest value of what is asked: 哪天的午餐最贵."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from index.chinese.amounts import read_amounts
from index.chinese.folding import fold_text
from index.chinese.measures import in_basic_unit, kind_asked, kind_of_unit, wants_less
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, words_of
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored
from qa.reader.rows import Row, longest_shared, tables_scored

LEAST_HELD = 0.5
"""Least share of the question's words in the table and its article's title."""
_LEAST_ROWS, _LEAST_SHARED = 3, 2
_BRACKET = re.compile(r"[（(]([^（()）]+)[)）]")


@dataclass(frozen=True)
class _Column:
    """A column of plain amounts of one kind: its head and each row's amount, in the basic unit of the kind."""

    head: str
    kind: str
    sizes: tuple[float, ...]


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
        if not _is_about(about, article, table):
            continue
        meant = _rows_meant(question, table)
        columns = _columns_asked(question, asked, meant)
        chosen = [_rows_chosen(meant, column, asked) for column in columns]
        if not chosen or not chosen[0] or any(rows != chosen[0] for rows in chosen):
            continue
        passage = next(item.candidate.passage for item in scored if item.candidate.article.id == article.id)
        made = [Scored(Candidate(article, row.paragraph, row.start, row.end, passage), 1.0) for row in chosen[0]]
        place = f"第{asked['place']}" if asked["place"] else "最"
        return made, f"{columns[0].head}{place}{'低' if _wants_least(columns[0], asked['by']) else '高'}"
    return [], ""


def _rows_meant(question: Question, table: Sequence[Row]) -> Sequence[Row]:
    """Return the rows to compare: those whose first cell best matches the question (年卡), at least two, else all."""
    shared = [len(longest_shared(fold_text(row.cells[0].value), question.folded)) for row in table]
    meant = [row for row, length in zip(table, shared, strict=True) if length == max(shared) >= _LEAST_SHARED]
    return meant if len(meant) > 1 else table


def _rows_chosen(table: Sequence[Row], column: _Column, asked: re.Match[str]) -> list[Row]:
    """Return the rows with the highest or lowest amount, or that at the rank asked for."""
    sizes = sorted(set(column.sizes), reverse=not _wants_least(column, asked["by"]))
    place = int(read_numeral(asked["place"]) or 1) if asked["place"] else 1
    if place > len(sizes):
        return []
    return [row for row, own in zip(table, column.sizes, strict=True) if own == sizes[place - 1]]


def _is_about(weights: WordWeights, article: Article, table: Sequence[Row]) -> bool:
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    rows = (texts[row.paragraph][row.start : row.end] for row in table)
    return weights.coverage(fold_text("\n".join([article.title, *rows]))) >= LEAST_HELD


def _wants_least(column: _Column, by: str) -> bool:
    """Return whether an adjective means the smallest amounts of a column: the quickest takes the least time but has the
    highest speed."""
    is_speed = by in words_of("comparing.of_speed") and compiled("tables.speed_head").search(fold_text(column.head))
    return wants_less(by) is not bool(is_speed)


def _columns_asked(question: Question, asked: re.Match[str], table: Sequence[Row]) -> list[_Column]:
    """Return the column whose head the question names, else the one whose count it names (人最多: 人数), else the one
    of the adjective's kind. Else, for an adjective of no kind, return all unless all are money: they must agree.

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
    for some in (named, counted, alike):
        if len(some) == 1:
            return some
    is_told = kind is None and any(column.kind != "钱" for column in columns)
    return columns if is_told else []


def _shared(head: str, question: Question) -> int:
    return len(longest_shared(fold_text(head), question.folded))


def _heads(table: Sequence[Row]) -> list[str]:
    return [cell.head for cell in table[0].cells if cell.head]


def _column(head: str, table: Sequence[Row]) -> _Column | None:
    """Return the column with this head; None if a row lacks it or has no single amount of the same kind there."""
    cells = [next((cell.value for cell in row.cells if cell.head == head), "") for row in table]
    amounts = [read_amounts(fold_text(value)) for value in cells]
    if not all(len(found) == 1 for found in amounts):
        return None
    units = [found[0].unit or _unit_of(head) for found in amounts]
    kinds = {kind_of_unit(unit) for unit in units}
    if len(kinds) != 1:
        return None
    sizes = (in_basic_unit(found[0].value, unit) for found, unit in zip(amounts, units, strict=True))
    return _Column(head, kinds.pop(), tuple(sizes))


def _unit_of(head: str) -> str:
    """Return the unit that a head states for its column: 价格（元）."""
    bracket = _BRACKET.search(fold_text(head))
    told = read_amounts(f"1{bracket[1]}") if bracket else ()
    return told[0].unit if told else ""
