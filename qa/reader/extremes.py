"""The row of a table that has the most or the least of what is asked: 哪天的午餐最贵."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from index.chinese.amounts import read_amounts
from index.chinese.folding import fold_text
from index.chinese.measures import in_basic_unit, kind_asked, kind_of_unit, wants_less
from index.chinese.vocabulary import compiled
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored
from qa.reader.rows import Row, find_tables, longest_shared

LEAST_HELD = 0.5
"""Least share of the question's words that the table and its article's title must hold."""
_LEAST_ROWS, _LEAST_SHARED = 3, 2
_BRACKET = re.compile(r"[（(]([^（()）]+)[)）]")


@dataclass(frozen=True)
class _Column:
    """A column of plain amounts of one kind: its head and each row's size, in the basic unit of the kind."""

    head: str
    kind: str
    sizes: tuple[float, ...]


def find_extreme(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> tuple[list[Scored], str]:
    """Return the rows that have the most, or the least, by the table of the best sentence, in its order, and by what
    they were chosen (价格最高); nothing where the question asks for no such row or the table does not tell."""
    asked = compiled("comparing.most").search(question.folded)
    if asked is None or not scored:
        return [], ""
    best = scored[0].candidate
    table = next((table for table in find_tables(best.article) if any(row.holds(best) for row in table)), ())
    if len(table) < _LEAST_ROWS or not _is_about(weights.without([asked.group()]), best.article, table):
        return [], ""
    column = _column_asked(question, asked["by"], table)
    if column is None:
        return [], ""
    least = wants_less(asked["by"])
    size = (min if least else max)(column.sizes)
    chosen = [row for row, own in zip(table, column.sizes, strict=True) if own == size]
    made = [Scored(Candidate(best.article, row.paragraph, row.start, row.end, best.passage), 1.0) for row in chosen]
    return made, f"{column.head}最{'低' if least else '高'}"


def _is_about(weights: WordWeights, article: Article, table: Sequence[Row]) -> bool:
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    rows = (texts[row.paragraph][row.start : row.end] for row in table)
    return weights.coverage(fold_text("\n".join([article.title, *rows]))) >= LEAST_HELD


def _column_asked(question: Question, by: str, table: Sequence[Row]) -> _Column | None:
    """Return the column whose head the question names, else the one of the kind that the adjective is about, else the
    only one of amounts; None where several are left."""
    columns = [column for head in _heads(table) if (column := _column(head, table))]
    named = [column for column in columns if _shared(column.head, question) >= _LEAST_SHARED]
    alike = [column for column in columns if column.kind == kind_asked(by)]
    for some in (named, alike, columns):
        if len(some) == 1:
            return some[0]
    return None


def _shared(head: str, question: Question) -> int:
    return len(longest_shared(fold_text(head), question.folded))


def _heads(table: Sequence[Row]) -> list[str]:
    return [cell.head for cell in table[0].cells if cell.head]


def _column(head: str, table: Sequence[Row]) -> _Column | None:
    """Return the column of this head, None where a row lacks it or tells no single amount of the same kind there."""
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
    """Return the unit that a head tells for its column: 价格（元）."""
    bracket = _BRACKET.search(fold_text(head))
    told = read_amounts(f"1{bracket[1]}") if bracket else ()
    return told[0].unit if told else ""
