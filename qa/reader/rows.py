"""Tables in an article's text, one row per line (线路：3路；末班：17:50): the rows that a question is about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Protocol, TypeVar

from index.article import Article, Paragraph, Span, begins_in, cut_lines
from index.chinese.amounts import Amount, are_same, read_amounts
from index.chinese.asking import ASKING_PHRASE, AnswerKind, holds_kind
from index.chinese.folding import fold_text, holds_chinese
from index.chinese.measures import tells_measure
from index.chinese.named import holds_thing, read_named
from index.chinese.vocabulary import compiled, pattern_of, words_of
from index.chinese.words import holds_synonym, names_beside, tag_words
from index.rows import find_cells
from qa.answer import Quote
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored
from qa.reader.frame import Frame
from qa.reader.identity import DEEDS
from qa.reader.subjects import PLACES_CALLED, asks_top, places_asked, read_place
from qa.reader.told_apart import only_one_meant, telling_characters

_LEAST_SHARED = 2
"""Characters that a cell must share with a question to count as named in it."""
_PART_WORTH = 0.7
"""Weight of each shared character of a cell that the question names only in part."""
ROW_SHARE, NAMED_ROW_SHARE = 0.1, 0.02
"""A table is considered if one of its rows scores this share of the best sentence. The lower one suffices if the
question names a row by a whole cell and the row has the cell asked for, or by a long cell."""
MAX_ROWS = 20
LOOKED_AT = 3
"""Best sentences whose tables may be the list asked for."""
_LEAST_HELD = 0.7
"""Least share of the question's words in the article for one of its rows to settle the question."""
_BEHIND_A_ROW = 0.04
"""Factor for the score of a sentence that does not name the row asked about, if a row settles the question."""
_LEAST_NAME = 3
"""Least characters in the name of a row that lacks a cell of the kind asked for."""


@dataclass(frozen=True)
class MissingRow:
    """What a question names but a table lacks (七年级), and what the table has instead, in order."""

    asked: str
    found: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A named value of a row; `start` and `end` are the value's half-open span of the paragraph."""

    head: str
    value: str
    start: int
    end: int


class _Headed(Protocol):
    @property
    def head(self) -> str: ...


_HeadedT = TypeVar("_HeadedT", bound=_Headed)


@dataclass(frozen=True)
class Row:
    """A line of a paragraph that is a table row; its span is half-open, like those of its cells."""

    paragraph: int
    start: int
    end: int
    cells: tuple[Cell, ...]


def read_rows(paragraph: Paragraph) -> Iterator[Row | None]:
    """Yield for each line of a paragraph its Row, or None if it is not a table row."""
    text = paragraph.text
    for line in cut_lines(text, Span(paragraph.number, 0, len(text))):
        cells = tuple(
            Cell(
                cell.head,
                text[line.start + cell.start : line.start + cell.end].strip(),
                line.start + cell.start,
                line.start + cell.end,
            )
            for cell in find_cells(text[line.start : line.end])
        )
        yield Row(paragraph.number, line.start, line.end, cells) if cells else None


def find_tables(article: Article) -> Iterator[tuple[Row, ...]]:
    """Yield the tables of an article: runs of two rows or more with the same heads; a row may lack a cell."""
    run: list[Row] = []
    for row in (row for paragraph in article.paragraphs for row in read_rows(paragraph)):
        if run and (row is None or not _are_alike(run[-1], row)):
            if len(run) > 1:
                yield tuple(run)
            run = []
        if row is not None:
            run.append(row)
    if len(run) > 1:
        yield tuple(run)


def table_of(candidate: Candidate) -> tuple[Row, ...]:
    """Return the table of which a sentence is a row, () if it is of none."""
    return next((rows for rows in find_tables(candidate.article) if any(begins_in(candidate, row) for row in rows)), ())


def row_of(candidate: Candidate, table: Sequence[Row]) -> Row | None:
    """Return the row of a table of its article in which a sentence begins, None if it is in none."""
    return next((row for row in table if begins_in(candidate, row)), None)


def _are_alike(left: Row, right: Row) -> bool:
    a, b = ({cell.head for cell in row.cells} for row in (left, right))
    return len(a & b) * 2 > min(len(a), len(b)) and len(a & b) > 1


def pick_rows(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, best first, without the rows of a table in which the question names other rows.

    A named row that was not among the sentences is added: 园林站电话 means the row that contains 园林站.
    """
    kept = list(scored)
    likely = tables_scored(scored)
    tables = tables_scored(scored, NAMED_ROW_SHARE)
    named_of = [_rows_meant(question, article, table) for article, table in tables]
    of_all = {(article.id, row) for (article, _), named in zip(tables, named_of, strict=True) for row in named}
    for (article, table), named in zip(tables, named_of, strict=True):
        if _is_of_other_heading(question, article, table):
            kept = [item for item in kept if not _is_in(item.candidate, article, table)]
            continue
        names = [_names_of(question, row) for row in named]
        is_told = bool(named) and all(names) and all(_cell_asked(question, row) for row in named)
        is_known = bool(named) and all(any(len(name) >= _LEAST_NAME for name in of_row) for of_row in names)
        if not named or not (is_told or is_known or (article, table) in likely):
            continue
        of_table = [item for item in kept if _is_in(item.candidate, article, table)]
        best = max(item.score for item in of_table)
        kept = [item for item in kept if item not in of_table]
        behind = [
            item
            for item in _go_behind(question, named, kept)
            if not any(of == item.candidate.article.id and begins_in(item.candidate, row) for of, row in of_all)
        ]
        best = max([best, *(item.score for item in behind if item.candidate.article.id == article.id)])
        if is_told and best == 1:
            kept = [replace(item, score=item.score * _BEHIND_A_ROW) if item in behind else item for item in kept]
        rows = []
        for row in named:
            known = next((item for item in of_table if begins_in(item.candidate, row)), None)
            rows.append(_as_scored(question, article, row, known, of_table[0], best))
        kept = rows + kept
    return sorted(kept, key=lambda item: -item.score)


def _rows_meant(question: Question, article: Article, table: Sequence[Row]) -> list[Row]:
    """Return the rows that a question names; of several, or where it names none, the one that it means by a character
    (洗澡: 洗护), if one is asked about."""
    named = named_rows(question, article, table)
    of_many = any(compiled(f"comparing.{name}").search(question.folded) for name in _OF_MANY)
    if len(named) == 1 or question.kind is AnswerKind.LIST or of_many:
        return named
    texts = [" ".join(cell.value for cell in row.cells) for row in named] or [row.cells[0].value for row in table]
    meant = only_one_meant(question, texts)
    return named if meant is None else [(named or table)[meant]]


_OF_MANY = ("most", "more_of_them", "which_is_more")


def _is_in(candidate: Candidate, article: Article, table: Sequence[Row]) -> bool:
    return candidate.article.id == article.id and any(begins_in(candidate, row) for row in table)


def settles(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the best sentence is a row that the question names by a whole cell and that has the cell asked
    for. The table's structure proves this; the reader model, which sees running text, is often unsure."""
    if not scored:
        return False
    best = scored[0].candidate
    whole = Frame(best.article).whole
    places = [match.group() for match in compiled("ranking.asked").finditer(question.folded)]
    row = row_of(best, table_of(best)) if places else None
    held = weights.without(places) if row is not None and _place_of(row) is not None else weights
    if held.coverage(whole) < _LEAST_HELD or _names_stranger(question, whole, best):
        return False
    return is_row_named(question, best) or _is_cell_of_measure(question, best)


def _is_cell_of_measure(question: Question, candidate: Candidate) -> bool:
    """Return whether a sentence is the only row of its table that tells the measure asked for (多重) in the column of
    the thing that the question names (B2), the things standing in the table's heads."""
    measures = question.measures
    named = {thing.text for thing in read_named(question.folded)} if measures else set()
    if not named:
        return False
    table = table_of(candidate)
    telling = [
        row
        for row in table
        for cell in row.cells
        if fold_text(cell.head) in named and tells_measure(measures, fold_text(cell.value))
    ]
    return len(telling) == 1 and begins_in(candidate, telling[0])


def _names_stranger(question: Question, whole: str, candidate: Candidate) -> bool:
    """Return whether the question names a thing that the article does not, such as 飞鸟洗衣店 for another's prices."""
    strangers = [word for word in _nouns(question) if word not in whole and word not in PLACES_CALLED]
    row = row_of(candidate, table_of(candidate)) if strangers else None
    called = _places_called(question, row, whole) if row is not None else frozenset()
    # 村丹若 of 鹤村 and 丹若, two cells named beside each other, is no word.
    starts = ((word, question.folded.find(word)) for word in strangers)
    return any(start < 0 or not called.issuperset(range(start, start + len(word))) for word, start in starts)


def _places_called(question: Question, row: Row, whole: str) -> frozenset[int]:
    """Return the places of a question's characters that name cells of a row, or before these what the article names."""
    asked = question.folded
    places = set[int]()
    for name in _names_of(question, row):
        if (start := asked.find(name)) >= 0:
            before = next((n for n in range(start - _LEAST_SHARED + 1) if asked[n:start] in whole), start)
            places.update(range(before, start + len(name)))
    return frozenset(places)


def _nouns(question: Question) -> Iterator[str]:
    """Yield the nouns of a question, except those that ask or are asked for (什么工具)."""
    asked = compiled("yes_no.frame").sub(" ", ASKING_PHRASE.sub("\n", question.folded))
    asked = compiled("asking.either").sub(r" \g<verb>", asked)
    at = 0
    for word, tag in tag_words(asked):
        at = asked.find(word, at)
        is_cut = asked[at - 1 : at].isdigit()  # 2024年头两个月
        is_own = word.startswith(_OWN) or (len(word) == DEED_AND_THING and word[0] in DEEDS)
        if len(word) > 1 and tag.startswith(_NOUN_TAGS) and not (is_cut or is_own) and asked[at - 1 : at] != "\n":
            yield word[1:] if word[0] in DEEDS else word  # 坐飞机
        at += len(word)


_NOUN_TAGS = ("n", "j", "x", "eng")
DEED_AND_THING = 2
"""Characters of a word that is a deed and its thing, one each: 带狗."""
_OWN = tuple("我咱俺你您")
"""Begins what only whoever asks has: 我妈."""


def is_row_named(question: Question, best: Candidate) -> bool:
    """Return whether a sentence is a row that the question names by a whole cell, with the cell asked for."""
    table = table_of(best)
    row = row_of(best, table)
    if row is None:
        return False
    named = named_rows(question, best.article, table)
    is_one = row in named and (len(named) < len(table) or asks_top(question.folded))
    return is_one and bool(_names_of(question, row)) and _is_told(question, row)


def is_row_meant(question: Question, candidate: Candidate) -> bool:
    """Return whether a sentence is the one row of its table that the question names, by a whole cell or the end of one
    (旗袍 for 真丝旗袍), or a row of no table, which tells of what its article is about."""
    table = table_of(candidate)
    row = row_of(candidate, table)
    if row is None:
        return True
    if named_rows(question, candidate.article, table) != [row]:
        return False
    shared = [(longest_shared(value := fold_text(cell.value), question.folded), value) for cell in row.cells]
    is_by_end = any(len(part) >= _LEAST_SHARED and value.endswith(part) for part, value in shared)
    is_named = bool(_names_of(question, row)) or is_by_end
    return is_named and not _names_stranger(question, Frame(candidate.article).whole, candidate)


def _is_told(question: Question, row: Row) -> bool:
    """Return whether a row has the cell asked for; of a list question, whether it names somebody by the head that is
    asked about (苗以宁拿了哪些冠军: 冠军：苗以宁)."""
    if _cell_asked(question, row) is not None:
        return True
    return question.kind is AnswerKind.LIST and any(
        is_head_asked(cell.head, question) and _stands_in(fold_text(cell.value), question.folded)
        for cell in row.cells
        if len(cell.value) >= _LEAST_SHARED
    )


_TOLD_BY_A_HEAD = (AnswerKind.MANNER, AnswerKind.REASON)
"""Kinds of answers found only in a column for them: 处理, 原因."""


def _go_behind(question: Question, named: Sequence[Row], others: Sequence[Scored]) -> list[Scored]:
    """Return the sentences that the named rows outrank: those that do not mention what the question calls the rows by
    (三年级, which only the table mentions)."""
    names = set[str]().union(*(_names_of(question, row) for row in named))
    is_told = all(_cell_asked(question, row) for row in named)
    names = {name for name in names if is_told or len(name) >= _LEAST_NAME}
    if not names or question.kind is AnswerKind.LIST or (question.kind in _TOLD_BY_A_HEAD and not is_told):
        return []
    return [item for item in others if not any(name in fold_text(item.candidate.text) for name in names)]


def _names_of(question: Question, row: Row) -> set[str]:
    """Return the folded names by which the question names a row: whole cells, or whole members of cells with lists."""
    asked = question.folded
    names = set[str]()
    if _place_of(row) in places_asked(asked):
        names |= {match.group() for match in compiled("ranking.asked").finditer(asked)}
    for cell in row.cells:
        value = fold_text(cell.value)
        if variant := _variant_named(value, asked):
            names.add(variant[0])
        names.update(_named_in_ranges(value, asked))
        for piece in (value, *_MEMBERS.split(value)):
            if len(piece) >= _LEAST_SHARED and not piece.isdigit() and _stands_in(piece, asked):
                names.add(piece)
    return names


def find_missing_row(question: Question, scored: Sequence[Scored]) -> MissingRow | None:
    """Return the member of a series that the question names if the best sentence's article has a table of the others
    and never mentions it; else None."""
    if not scored:
        return None
    article = scored[0].candidate.article
    whole = Frame(article).whole
    for of_table, table in tables_scored(scored, NAMED_ROW_SHARE):
        members = [compiled("tables.member").fullmatch(fold_text(row.cells[0].value)) for row in table]
        what = {member["what"] for member in members if member}
        if of_table.id != article.id or len(table) < _LEAST_SERIES or not all(members) or len(what) != 1:
            continue
        for asked in re.finditer(f"{pattern_of('tables.numeral')}+{re.escape(what.pop())}", question.folded):
            if asked.group() not in whole:
                return MissingRow(asked.group(), tuple(row.cells[0].value for row in table))
    return None


def find_strange_row(question: Question, scored: Sequence[Scored]) -> MissingRow | None:
    """Return the thing that the question names and the best sentence's article does not, if that sentence is a table
    row that the question does not name: no other row of a price list without yoga gives the price of yoga."""
    if not scored or not holds_chinese(question.folded):
        return None
    best = scored[0].candidate
    table = table_of(best)
    if not table or any(begins_in(best, row) and _is_spoken_of(question, row) for row in table):
        return None
    whole = Frame(best.article).whole
    strangers = [
        word
        for word in _nouns(question)
        if not (word in whole or word in _ATTRIBUTES or holds_synonym(whole, word)) and holds_chinese(word)
    ]
    if not strangers or _is_meant_besides(question, strangers, best, table):
        return None
    return MissingRow(strangers[0], tuple(row.cells[0].value for row in table))


def _is_meant_besides(question: Question, strangers: Sequence[str], best: Candidate, table: Sequence[Row]) -> bool:
    """Return whether the best row is the one meant by a character of other words than the strangers, and its name has
    one of each of those too: 染发 for 染头发, but not 篮球 for 羽毛球."""
    names = [fold_text(row.cells[0].value) for row in table]
    others = replace(question, words=tuple(word for word in question.words if word not in strangers))
    meant = only_one_meant(others, names)
    return (
        meant is not None
        and begins_in(best, table[meant])
        and all(telling_characters(word).intersection(names[meant]) for word in strangers)
    )


def find_missing_pair(question: Question, scored: Sequence[Scored]) -> MissingRow | None:
    """Return what the question names by two cells if the best sentence is a row of a table with either, in a column
    that repeats its values, but no row has both (四轮定位，面包车 where only 轿车 has that service); else None."""
    if not scored or compiled("yes_no.asked").search(question.folded):
        return None
    best = scored[0].candidate
    table = table_of(best)
    named: dict[str, list[str]] = {}
    for cell in (cell for row in table for cell in row.cells):
        if _is_whole_cell_named(cell, table, question.folded) and cell.value not in named.setdefault(cell.head, []):
            named[cell.head].append(cell.value)
    for (head, values), (other, others) in combinations([each for each in named.items() if each[1]], 2):
        pairs = [(_value_under(head, row), _value_under(other, row)) for row in table]
        are_kinds = any(len(set(column)) < len(column) for column in zip(*pairs, strict=True))
        if are_kinds and not any(left in values and right in others for left, right in pairs):
            found = [f"{left}{right}" for left, right in pairs if left in values]
            return MissingRow(f"{values[0]}{others[0]}", tuple(dict.fromkeys(found)))
    return None


def _is_whole_cell_named(cell: Cell, table: Sequence[Row], asked: str) -> bool:
    """Return whether a question names a cell as a whole, and not as a part of a longer one that it names."""
    value = fold_text(cell.value)
    if len(value) < _LEAST_SHARED or value.isdigit() or value not in asked:
        return False
    longer = (fold_text(other.value) for row in table for other in row.cells)
    return not any(value in other and value != other and other in asked for other in longer)


def _value_under(head: str, row: Row) -> str:
    return next((cell.value for cell in row.cells if cell.head == head), "")


def find_missing_size(question: Question, scored: Sequence[Scored]) -> MissingRow | None:
    """Return the size that the question names if the best sentence is a row of a table with a column of other sizes in
    that unit and its article has it nowhere (8寸 where there are 6寸, 10寸 and 12寸); else None."""
    asked = [
        amount
        for amount in read_amounts(question.folded)
        if amount.unit in _UNITS_OF_SIZE and not _IN_NUMERAL.search(question.folded, 0, amount.start)
    ]
    if not scored or not asked:
        return None
    best = scored[0].candidate
    table = table_of(best)
    written = read_amounts(Frame(best.article).whole) if table else ()
    for size in asked:
        told = [cell.value for row in table for cell in row.cells if _is_of_unit(fold_text(cell.value), size)]
        if len(set(told)) >= _LEAST_SIZES and not any(amount.unit and are_same(size, amount) for amount in written):
            return MissingRow(question.folded[size.start : size.end], tuple(dict.fromkeys(told)))
    return None


def _is_of_unit(value: str, size: Amount) -> bool:
    """Return whether a cell is one amount in the unit of another and nothing else."""
    amounts = read_amounts(value)
    return len(amounts) == 1 and (amounts[0].start, amounts[0].end) == (0, len(value)) and amounts[0].unit == size.unit


_IN_NUMERAL = re.compile(rf"{pattern_of('tables.numeral')}$|[a-z]$")
"""Before what is only the end of a numeral or a name: 八升 of S7十八升."""
_UNITS_OF_SIZE = frozenset(words_of("tables.unit_of_size"))
_LEAST_SIZES = 2


def _is_spoken_of(question: Question, row: Row) -> bool:
    """Return whether the question names a row, if only by a part of a cell: 余氯 of 余氯（mg/L）."""
    pieces = (piece for cell in row.cells for piece in re.split(r"\W+", fold_text(cell.value)))
    parts = (piece for piece in pieces if len(piece) >= _LEAST_SHARED and not piece.isdigit())
    if _names_of(question, row) or any(_stands_in(part, question.folded) for part in parts):
        return True
    text = "\n".join(fold_text(cell.value) for cell in row.cells)
    return any(holds_thing(text, thing) for thing in read_named(question.folded))  # 5号楼 in 5号楼右梯


_ATTRIBUTES = frozenset(words_of("tables.attribute"))
_LEAST_SERIES = 3
_MEMBERS = re.compile("[、，,；;/]")


def find_row_list(question: Question, scored: Sequence[Scored]) -> tuple[Quote, ...]:
    """Return the rows that a list question means, in table order: those it names, or all if it asks for the content of
    a column (招什么岗位). For a question of how to do something (怎么办), the best sentence if it is a named row."""
    if not scored:
        return ()
    best = scored[0].candidate
    if question.kind is AnswerKind.MANNER:
        return (best.quote,) if is_row_named(question, best) else ()
    if question.kind is not AnswerKind.LIST and not asks_top(question.folded):
        return ()
    for article, table in tables_scored(scored[:LOOKED_AT]):
        rows = named_rows(question, article, table)
        is_best = best.article.id == article.id and any(begins_in(best, row) for row in table)
        is_asked = is_best and any(is_head_asked(cell.head, question) for cell in table[0].cells)
        if not rows and not is_asked and not _stands_over(best, article, table):
            continue
        chosen = rows or list(table)
        return tuple(Quote(article, row.paragraph, row.start, row.end) for row in chosen[:MAX_ROWS])
    return ()


def _stands_over(best: Candidate, article: Article, table: Sequence[Row]) -> bool:
    """Return whether the best sentence is the heading of a table: the line above its first row."""
    heading = heading_of(article, table)
    return bool(heading) and best.article.id == article.id and heading == best.text.strip()


def heading_of(article: Article, table: Sequence[Row]) -> str:
    """Return the line above a table's first row if it is a heading (男子组成绩), else ''."""
    first = table[0]
    lines = [
        (paragraph.number, paragraph.text[line.start : line.end].strip())
        for paragraph in article.paragraphs
        if paragraph.number in (first.paragraph - 1, first.paragraph)
        for line in cut_lines(paragraph.text, Span(paragraph.number, 0, len(paragraph.text)))
        if (line.paragraph, line.start) < (first.paragraph, first.start)
    ]
    heading = lines[-1][1] if lines else ""
    is_heading = len(heading) <= _LONGEST_HEADING and not heading.endswith(_ENDS) and not find_cells(heading)
    return heading if is_heading else ""


_LONGEST_HEADING, _ENDS = 25, tuple("。！？!?；;，,")


def named_rows(question: Question, article: Article, table: Sequence[Row]) -> list[Row]:
    """Return the rows whose cells the question names best; none if it names none, or all equally well."""
    asked = ASKING_PHRASE.sub("\n", question.folded)
    title = fold_text(article.title)
    places = places_asked(question.folded)
    placed = [row for row in table if _place_of(row) in places]
    if len(places) > 1 and placed:
        return placed
    worths = [
        sum(_worth(fold_text(cell.value), asked, title) for cell in row.cells) + _PLACE_WORTH * (row in placed)
        for row in table
    ]
    best = max(worths)
    if best < _LEAST_SHARED * _PART_WORTH or best == min(worths):
        return []
    return [row for row, worth in zip(table, worths, strict=True) if worth == best]


_PLACE_WORTH = 4.0
"""Worth of a row that has the place asked for, like that of a cell with so many characters."""


def _place_of(row: Row) -> int | None:
    """Return the place that a row's column for it states (名次：1, 排名：第二名), or None."""
    for cell in row.cells:
        if compiled("ranking.column").search(fold_text(cell.head)):
            return read_place(fold_text(cell.value))
    return None


def _is_of_other_heading(question: Question, article: Article, table: Sequence[Row]) -> bool:
    """Return whether the question names the heading of another table of the same columns in the article (女子组成绩),
    and not this table's."""
    heads = {cell.head for cell in table[0].cells}
    alike = [other for other in find_tables(article) if {cell.head for cell in other[0].cells} == heads]
    headings = [fold_text(heading_of(article, other)) for other in alike]
    own = fold_text(heading_of(article, table))
    if len(set(headings)) < _LEAST_HEADINGS or not all(headings):
        return False
    named = {heading for heading in headings if _is_named_apart(heading, headings, question.folded)}
    return bool(named) and own not in named


_LEAST_HEADINGS = 2


def _is_named_apart(heading: str, headings: Sequence[str], asked: str) -> bool:
    """Return whether a question has what tells one heading from the others: 女子 of 女子组成绩 beside 男子组成绩."""
    start = _count_shared(headings)
    end = len(heading) - _count_shared([other[::-1] for other in headings])
    own = heading[start : max(end, start + 1)]
    return bool(own) and (own if len(own) > 1 or own in "男女" else heading[start : start + 2]) in asked


def _count_shared(texts: Sequence[str]) -> int:
    """Return the number of characters with which all texts begin."""
    alike = (len(set(letters)) == 1 for letters in zip(*texts, strict=False))
    return next((place for place, is_same in enumerate(alike) if not is_same), min(map(len, texts)))


def tables_scored(scored: Sequence[Scored], share: float = ROW_SHARE) -> list[tuple[Article, tuple[Row, ...]]]:
    """Return the tables with a row that scores at least this share of the best sentence."""
    found: dict[tuple[str, int], tuple[Article, tuple[Row, ...]]] = {}
    likely = [item.candidate for item in scored if item.score >= share * scored[0].score]
    articles = {candidate.article.id: candidate.article for candidate in likely}
    for article in articles.values():
        of_article = [candidate for candidate in likely if candidate.article.id == article.id]
        for number, table in enumerate(find_tables(article)):
            if any(begins_in(candidate, row) for row in table for candidate in of_article):
                found[article.id, number] = (article, table)
    return list(found.values())


def _worth(value: str, asked: str, title: str) -> float:
    """Return how much of a cell the question names, in (weighted) characters."""
    if len(value) >= _LEAST_SHARED and _stands_in(value, asked):
        return float(len(value))
    if variant := _variant_named(value, asked):
        return float(sum(map(len, variant)))
    if in_range := _named_in_ranges(value, asked):
        return float(max(map(len, in_range)))
    if any(value.startswith(called["surname"]) for called in _called(value, asked)):
        return float(_LEAST_SHARED)
    shared = longest_shared(value, asked)
    if len(shared) < _LEAST_SHARED or shared.isdigit() or shared in title:
        return 0.0
    return _PART_WORTH * len(shared)


_VARIANT = re.compile(r"(?P<thing>[^()（）]{2,})[(（](?P<variant>[^()（）]+)[)）]")
_LONGEST_PERSON = 3


def _variant_named(value: str, asked: str) -> tuple[str, str] | None:
    """Return the thing and the named part of its variant if the question names both, in any order, of a cell with the
    variant in brackets (羽绒服（短款）: 短款羽绒服, 短羽绒服); else None."""
    cell = _VARIANT.fullmatch(value)
    if cell is None or cell["thing"] not in asked:
        return None
    thing, variant = cell["thing"], cell["variant"]
    rest = asked.replace(thing, "\n", 1)
    if variant in rest:
        return thing, variant
    stem = _VARIANT_ENDING.sub("", variant)
    if stem and stem != variant and re.search(rf"{re.escape(stem)}的?\n|\n[(（的]?{re.escape(stem)}", rest):
        return thing, stem
    shared = longest_shared(variant, rest)
    return (thing, shared) if len(shared) >= _LEAST_SHARED else None


_VARIANT_ENDING = re.compile(f"{pattern_of('tables.variant_ending')}$")


def _named_in_ranges(value: str, asked: str) -> list[str]:
    """Return what the question names within a range given in a cell: 桂香园7号楼 of 桂香园5至9号楼."""
    return [
        one.group()
        for found in compiled("tables.range").finditer(value)
        for one in re.finditer(rf"{found['thing']}(\d{{1,4}}){found['unit']}", asked)
        if int(found["first"]) <= int(one[1]) <= int(found["last"])
    ]


def _called(value: str, asked: str) -> Iterator[re.Match[str]]:
    """Yield the people whom the question addresses by surname, if the cell may be a person's name."""
    if len(value) <= _LONGEST_PERSON and value.isalpha():
        yield from compiled("tables.addressed").finditer(asked)


def _stands_in(value: str, text: str) -> bool:
    """Return whether the value, or another name of it, stands in the text, a number not as a part of a longer one."""
    return any(_is_written_in(name, text) for name in (value, *names_beside(value)))


def _is_written_in(value: str, text: str) -> bool:
    if not value:
        return False  # a cell without a head
    before = r"(?<![0-9a-z.])" if value[0].isascii() and value[0].isalnum() else ""
    behind = r"(?![0-9a-z])" if value[-1].isascii() and value[-1].isalnum() else ""
    return re.search(before + re.escape(value) + behind, text) is not None


def longest_shared(left: str, right: str) -> str:
    """Return the longest run of letters and digits that both texts contain, the first of several."""
    best = ""
    for start in range(len(left)):
        while start + len(best) < len(left):
            piece = left[start : start + len(best) + 1]
            if not piece.isalnum() or piece not in right:
                break
            best = piece
    return best


def is_head_asked(head: str, question: Question) -> bool:
    """Return whether a question has two characters or more in a row of the head of a column."""
    return len(longest_shared(fold_text(head), question.folded)) >= _LEAST_SHARED


def _as_scored(
    question: Question, article: Article, row: Row, known: Scored | None, beside: Scored, score: float
) -> Scored:
    """Return a named row with this score, the cell asked for marked if there is one."""
    candidate = Candidate(article, row.paragraph, row.start, row.end, beside.candidate.passage)
    is_whole = known is not None and (known.candidate.start, known.candidate.end) == (row.start, row.end)
    marked = known.marked if known is not None and is_whole else None
    if cell := _cell_asked(question, row):
        marked = (cell.start - row.start, cell.end - row.start)
    return Scored(candidate, score, marked)


def _cell_asked(question: Question, row: Row) -> Cell | None:
    """Return the one cell whose head the question matches best, else the one with the measure or of the kind asked
    for; None if there is none or several, or if the matching cell lacks that measure."""
    cells = [cell for cell in row.cells if fold_text(cell.value) not in question.folded]
    named = named_by_head(cells, question.folded)
    measures = question.measures
    if not named and measures:
        named = [cell for cell in cells if tells_measure(measures, fold_text(cell.value))]
    elif not named and question.kind in _HEADS:
        of_kind = compiled(_HEADS[question.kind])
        named = [cell for cell in cells if of_kind.search(fold_text(cell.head))]
    elif measures:
        named = [cell for cell in named if tells_measure(measures, fold_text(cell.value))]
    elif question.kind is AnswerKind.AMOUNT:
        named = [cell for cell in named if holds_kind(AnswerKind.AMOUNT, cell.value)]
    return named[0] if len(named) == 1 else None


def named_by_head(cells: Sequence[_HeadedT], asked: str) -> list[_HeadedT]:
    """Return the cells whose head a question names best: as a whole rather than in part, then by the most characters
    (A3 Pro has that head for A3 Pro, not A3; A3 for A3); none if it has less than two characters of any."""
    heads = [fold_text(cell.head) for cell in cells]
    shared = [(True, len(h)) if _stands_in(h, asked) else (False, len(longest_shared(h, asked))) for h in heads]
    best = max(shared, default=(False, 0))
    named = [cell for cell, of_cell in zip(cells, shared, strict=True) if of_cell == best]
    return named if best[1] >= _LEAST_SHARED or (best[0] and all(_is_noun(cell.head) for cell in named)) else []


def _is_noun(head: str) -> bool:
    """Return whether a head is one noun: 猫 in a price list of cats and dogs, but not 号."""
    return [tag[:1] for _, tag in tag_words(head)] == ["n"]


_HEADS = {
    AnswerKind.PLACE: "tables.place_head",
    AnswerKind.PERSON: "tables.person_head",
    AnswerKind.TIME: "tables.time_head",
    AnswerKind.MANNER: "tables.manner_head",
    AnswerKind.REASON: "tables.reason_head",
}
