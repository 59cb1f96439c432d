"""Tables as self-contained rows: each cell with its column head, with merged and blank cells in place."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, takewhile

from index.chinese.vocabulary import compiled, pattern_of
from index.clean.calendars import calendar_entries

MAX_COLUMNS = 400
MAX_GRID_CELLS = 1_000_000
"""Columns beyond this are left out, and merged cells beyond this many places stay in their first place only."""
_MAX_HEADER_ROWS = 3
MAX_HEAD_CHARS = 24
_MAX_KEY_CHARS = 14
_MAX_ITEM_CHARS = 30
_MIN_HEADED_COLUMNS = 3
_MIN_SLOTS = 2
_KEY_SHARE = 0.6
_KEY_SHARE_OF_UNEVEN_ROWS = 0.4
_MAX_FORM_CELLS = 8
_MAX_PAIRED_CELLS = 4
_NAME_AND_VALUE = 2
_ROWS_TO_JUDGE_BY = 20
_MIN_ROWS_TO_JUDGE_BY = 3

_HEAD = re.compile(
    rf"{pattern_of('table_heads.ending')}(?:[（(][^（()）]{{1,12}}[)）]|[/／][\u4e00-\u9fff%℃]{{1,4}})?[:：]?$|[（(](?:元|个|人|吨|亩|担|米|毫米|%|℃)[^（()）]{{0,6}}[)）]$"
)
_SPREAD = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff]){1,3}")
_PERSON = compiled("tables.person_head")
_WEEKDAY, _TOTAL, _GROUP = (compiled(f"table_heads.{name}") for name in ("weekday", "total", "group"))
_ENGLISH_HEAD = re.compile(
    r"(?:no|id|name|title|date|time|place|phone|email|address|price|amount|total|count|number|type|status|note|notes|unit"
    r"|description|size|year|month|age|author|source|link|url|item|value|default|parameter|option|field|version)s?\.?:?$",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:(?:(?:19|20)\d\d年?[-/. ]?)?"
    r"(?:\d{1,2}月份?|十?[一二三四五六七八九十]月份?|[1一][-—至到~]\d{1,2}月份?|[第前]?[一二三四1-4]季度?|Q[1-4]|上半年|下半年|全年|末|底)"
    r"|(?:19|20)\d\d年?|\d{1,2})$"
)
_COUNTED = re.compile(r"(?P<before>第?)(?P<number>\d{1,3})(?P<kind>[号组班节排队桌室楼层栋期次轮名档区线路])$")
_OF_YEAR = re.compile(r"(?:19|20)\d\d年度?[\u4e00-\u9fff]{1,6}$")
"""What is told of a year: 2024年实际, 2025年度预算数."""
_DAY_OF_ROSTER = re.compile(r"(?:\d{1,2}[/.月])?\d{1,2}[日号]?$")
_DAY = re.compile(r"(?P<month>\d{1,2})(?:[/.]|月)(?P<day>\d{1,2})日?(?:\s?[（(][^（()）]{1,4}[)）])?$")
_LONG_PERIOD = re.compile(r"(?:19|20)\d\d|.*[月季年]")
_UNIT = re.compile(r"(?<=\d)[^\W\d_]")
_SLOT = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,6}\s?[（(]?\s?)?\d{1,2}[:：]\d\d(?:\s*[-—–~～至到]+\s*(?:次日)?\d{1,2}[:：]\d\d)?(?(name)\s?[)）]?)$"
)
"""A time of day that names a column, perhaps behind a word (早班（7:00-15:00）)."""
_REMARK_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff])[（(][^（()）]{1,16}[)）]$")
_VALUE = re.compile(
    r"[\s约共近第+＋\-−￥¥$€£NRnr№#]*[\d〇○]|第[一二三四五六七八九十]{1,3}(?!\w*(?:季|学期))|[一二三四五六七八九十两]+[个人元岁年月日号楼层次]|[免是否有无√×✓✗—–/-]$|免费$|.*\d{3,}|.*\d[:：]\d|.*\d[日时点分元]|.*〔\d{4}〕|.*@.*\."
)
_NUMBER = re.compile(r"[\s约￥¥$€£+\-−]*\d[\d,，.．%％:/\-–~至年月日元\s]*[^\d\s]{0,3}$")
_NUMBERED = re.compile(r"[QＱ]?(?P<number>\d{1,2})\s?[、.．:：]\s?(?=[\u4e00-\u9fff])")
_DAY_OF_MONTH = re.compile(r"(?P<number>\d{1,2})[日号](?:\s?[（(][^（()）]{1,4}[)）])?")
_NUMBERED_THING = re.compile(
    r"(?P<number>\d{1,2})[号#][\u4e00-\u9fff]{1,3}|第(?P<order>[一二三四五六七八九])[轮场次回局跳组节站关]"
)
_DIGITS = "〇一二三四五六七八九"
_SENTENCE = re.compile(r"[。！？；]|[，,].*[，,]")
_ENDS_SENTENCE = re.compile(r"[。！？][”」）)]?$")
_REMARK = re.compile(
    r"(?:备注|附注|说明|注意|注|※|\*|单位|制表|填表|合计)[^：:]{0,6}[：:]|[^：:]{1,10}[：:]\s*\S|※|\*"
    r"|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
)
_CHOICE = re.compile(r"[A-Ha-h][.．、)）]")
"""What an answer to choose from opens with."""
_FIELD = re.compile(r"(?P<name>[\u4e00-\u9fff][^：:。，,；;]{0,11})[：:](?P<value>[^：:\n]*|[^\n]*\d[：:]\d[^\n]*)")
_DITTO = re.compile(r"[〃″]|同上|(?:''|’’|””|\"\")")
_NAMED_VALUE = re.compile(r"[\u4e00-\u9fff）)]：\s*[^\W_]")
"""In a cell, a field with its value (名称：铃兰园), as no head is."""
_SPREAD_HEADS = re.compile(r"(?=.*-l)(?:--|-l)?(?:u-|--)*(?:ul(?:-l)+(?:u-)*)+")
"""Which of two rows of heads have a text, column by column: a head over each column below it but the first is blank."""
_NOTHING = "—"
"""Placeholder for a blank cell between others if there are no heads to tell the column."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell in the source: its text (several lines if it contains a list), and how many columns and rows it spans.

    `is_heading`: the source marks it as the head of a column or row (<th>, a repeated header row in Word). `inner` are
    the rows of a table inside the cell, which follow the row or field that the cell belongs to.
    """

    text: str
    columns: int = 1
    rows: int = 1
    is_heading: bool = False
    inner: tuple["TableLine", ...] = ()


@dataclass(frozen=True)
class TableLine:
    """One row as a line of text.

    `fields` are its (head, text) pairs, with '' for an unknown head. `is_field_list`: the row is from a form
    (发文字号：…), whose heads name properties of the whole document rather than columns.
    """

    text: str
    fields: tuple[tuple[str, str], ...] = ()
    is_field_list: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell at a place of the grid, with the same `origin` at each place it spans."""

    text: str
    origin: int
    is_heading: bool
    inner: tuple[TableLine, ...] = ()


_BLANK = _Placed("", -1, False)
_Row = list[_Placed]


def read_table(rows: Sequence[Sequence[Cell]]) -> list[TableLine]:
    """Return a line for each row: 列名：值；列名：值, or its cells separated by ； if no heads are known.

    Merged cells are repeated in every place they span, blank cells left out. A row of one merged cell, and every row of
    a one-column table, gives its lines unchanged. A form gives one line for each name and value. Heads are one to three
    rows: those that the source marks, else those that look like column names above values.
    """
    whole = [row for row in _grid(rows) if any(cell.text for cell in row)]
    grid = _without_blank_columns(_without_foot(whole))
    if not grid:
        return []
    if len(grid) < len(whole):
        return [*_lines_of(grid), *(_row_line(row, []) for row in whole[len(grid) :])]
    return _lines_of(grid)


def _without_foot(grid: list[_Row]) -> list[_Row]:
    """Return the rows above those at the end that have only fields and remarks of their own (填表人：祁秋 | | 审核：
    高岩), whose columns are none of the table."""
    foot = len(list(takewhile(lambda row: _is_foot(row) or _is_remark(row), reversed(grid))))
    body = grid[: len(grid) - foot]
    return body if any(map(_is_foot, grid[len(body) :])) and any(len(_origins(row)) > 1 for row in body) else grid


def _lines_of(grid: list[_Row]) -> list[TableLine]:
    """Return the lines of a table without what stands below it."""
    if len(grid[0]) == 1 or _is_layout(grid):
        return _plain_lines(grid)
    top = len(grid) - len(_below_captions(grid))
    if days := calendar_entries([[cell.text for cell in row] for row in grid[top:]]) if top < len(grid) else []:
        captions = [line for row in grid[:top] for line in _caption_lines(row)]
        return [*captions, *(TableLine(f"{day}：{on}" if on else day, ((day, on),)) for day, on in days)]
    return _fields_of_parties(grid) or _lines_below_heads(_with_heads_spread(grid))


def _lines_below_heads(grid: list[_Row], *, is_part: bool = False) -> list[TableLine]:
    lines: list[TableLine] = []
    heads: list[str] | None = None
    header: list[list[str]] = []
    paired = False
    """Whether a part of a form with names and values side by side has been read."""
    unused: list[TableLine] = []
    """Heads above which no row has been read yet: no heads at all if others follow."""
    runs = _runs(grid)
    for number, run in enumerate(runs):
        if _is_band(run[0]):
            lines += _plain_lines(run)
            continue
        body = run if heads is not None else _below_captions(run)
        lines += [line for row in run[: len(run) - len(body)] for line in _caption_lines(row)]
        if not body:
            continue
        if form := None if is_part else _form_of_run(body, runs, number, is_below_form=paired):
            lines += _form_lines(form)
            paired = paired or any(not isinstance(row, _Part) and len(row) > _NAME_AND_VALUE for row in form.rows)
            continue
        below = (row for later in runs[number + 1 :] for row in later if not _is_band(row))
        enough = _ROWS_TO_JUDGE_BY if len(body) < _MIN_ROWS_TO_JUDGE_BY else 0
        depth = _header_depth([*body, *islice(below, enough)])
        may_replace = heads is None or _are_surely_heads(body[0], header[0]) or _opens_part(runs[:number], body)
        if 0 < depth <= len(body) and may_replace:
            lines += unused
            unused = [_row_line(row, None) for row in body[:depth]]
            header = [[cell.text for cell in row] for row in body[:depth]]
            heads = _heads(body[:depth])
            body = body[depth:]
        elif heads is None and not is_part and (form := _read_form(body)):
            lines += _form_lines(form)
            continue
        body, runs[number + 1 : number + 1] = _parted_at_heads(body, header)
        shown = [row for row in body if [cell.text for cell in row] not in header]
        lines += unused if all(map(_is_unfilled, shown)) and shown else []
        unused = [] if shown else unused
        lines += _lines_of_rows(shown, heads)
    return lines


def _lines_of_rows(rows: list[_Row], heads: list[str] | None) -> list[TableLine]:
    """Return the lines of rows below heads, or without, and of the tables inside them."""
    rows = _with_groups_named(_without_dittos(rows), heads) if heads and rows else _with_labels_named(rows)
    lines: list[TableLine] = []
    for row in rows:
        if sum(bool(cell.inner) for cell in _origins(row)) > 1:
            lines += _plain_lines([row])  # tables side by side, each below its caption
            continue
        lines += [_row_line(part, names) for part, names in _parts_beside(row, heads)]
        lines += [line for cell in _origins(row) for line in cell.inner]
    return lines


def _is_unfilled(row: _Row) -> bool:
    """Return whether a row has only a name in its first cell (得分), as a form does that nobody has filled in."""
    return len(row) >= _MIN_HEADED_COLUMNS and is_head(row[0].text) and not any(cell.text for cell in row[1:])


def _with_labels_named(rows: list[_Row]) -> list[_Row]:
    """Return rows without heads with a name that recurs in each (负责人) before what stands behind it, in one cell."""
    width = len(rows[0]) if len(rows) > 1 else 0
    labels = [
        column
        for column in range(1, width - 1)
        if len({row[column].text for row in rows}) == 1
        and is_head(rows[0][column].text)
        and all(row[column + 1].text and row[column + 1].origin != row[column].origin for row in rows)
    ]
    for column in labels:
        rows = [_joined_at(row, column) for row in rows]
    return rows


def _joined_at(row: _Row, column: int) -> _Row:
    name, value = row[column], row[column + 1]
    named = replace(value, text=f"{name.text.rstrip(':：')}：{_one_line(value.text)}")
    return [*row[:column], replace(named, inner=name.inner), named, *row[column + 2 :]]


def _without_dittos(rows: list[_Row]) -> list[_Row]:
    """Return the rows with what stands above a cell that says only that it is the same (〃, 同上)."""
    told: list[_Row] = []
    for row in rows:
        above = told[-1] if told else row
        same = (beside if _DITTO.fullmatch(cell.text) else cell for cell, beside in zip(row, above, strict=True))
        told.append([*same])
    return told


def _with_groups_named(rows: list[_Row], heads: list[str]) -> list[_Row]:
    """Return the rows with the name of their group (航线：东线) where the source wrote it only in the first of them."""
    names = [row[0].text for row in rows if row[0].text]
    is_merged = any(below[0].text and below[0].origin == row[0].origin for row, below in pairwise(rows))
    blank = [row for row in rows if not row[0].text]
    if len(blank) < 2 or not rows[0][0].text or is_merged or not _GROUP.match(heads[0]):
        return rows
    if len(set(names)) < len(names) or any(not row[1].text for row in blank):
        return rows  # each row has its own
    named: list[_Row] = []
    for row in rows:
        above = named[-1][0] if named else row[0]
        named.append(row if row[0].text or _TOTAL.match(above.text) else [above, *row[1:]])
    return named


def _parts_beside(row: _Row, heads: list[str] | None) -> list[tuple[_Row, list[str] | None]]:
    """Return the parts of a row below heads that recur side by side (品名 | 价格 | 品名 | 价格), with their heads."""
    width = len(row)
    for part in range(2, width // 2 + 1):
        if heads and width % part == 0 and heads == heads[:part] * (width // part) and len(set(heads)) == part:
            starts = range(0, width, part)
            if all(row[start].origin != row[start - 1].origin for start in starts[1:] if row[start].text):
                return [(row[n : n + part], heads[:part]) for n in starts if any(c.text for c in row[n : n + part])]
    return [(row, heads)]


def bold_heads(are_bold: Sequence[bool], texts: Sequence[Sequence[str]]) -> set[int]:
    """Return the places of the rows of a table that are heads because they are bold.

    They are those at its top, and such as name three columns or more between rows that are not bold, if there are
    several.
    """
    top = len(list(takewhile(bool, are_bold)))
    heads = set(range(top)) if top <= _MAX_HEADER_ROWS and top < len(are_bold) else set()
    further = {
        place
        for place in range(top + 1, len(are_bold) - 1)
        if are_bold[place - 1 : place + 2] == [False, True, False] and _are_all_names(texts[place])
    }
    return heads | further if heads or len(further) > 1 else heads


def _are_all_names(texts: Sequence[str]) -> bool:
    names = [text for text in texts if text]
    return len(names) >= _MIN_HEADED_COLUMNS and not any(map(is_value, names))


def _is_layout(grid: list[_Row]) -> bool:
    """Return whether a single row only sets texts of several lines side by side."""
    return len(grid) == 1 and sum("\n" in cell.text for cell in _origins(grid[0])) > 1


def _fields_of_parties(grid: list[_Row]) -> list[TableLine]:
    """Return the fields of two parties side by side (甲方：… | 乙方：…), those of the first before the second's."""
    if len(grid[0]) != 2 or len(grid) < 2 or any(_is_band(row) for row in grid):
        return []
    columns = [[row[column].text for row in grid if row[column].text] for column in (0, 1)]
    found = [[_FIELD.fullmatch(line) for text in texts for line in text.split("\n")] for texts in columns]
    names = [{field["name"] for field in fields if field} for fields in found]
    if not all(map(all, found)) or not (names[0] & names[1]):
        return []
    return [
        TableLine(field.group().strip(), ((field["name"], field["value"].strip()),), True)
        for fields in found
        for field in fields
        if field
    ]


def _runs(grid: list[_Row]) -> list[list[_Row]]:
    """Return the rows in runs: each band alone, the rows between bands together, and fields above heads apart."""
    runs: list[list[_Row]] = []
    for row, below in zip(grid, [*grid[1:], []], strict=True):
        if not runs or _is_band(row) or _is_band(runs[-1][0]) or _are_heads_below_fields(row, runs[-1], below):
            runs.append([row])
        else:
            runs[-1].append(row)
    return runs


def _are_heads_below_fields(row: _Row, above: list[_Row], below: _Row) -> bool:
    """Return whether a row has nothing but names of columns, or is the widest with most, and above it stand names and
    values in turn.

    One that names a part of a form too (项目 beside 名称 | 数量) is no such row.
    """
    if len(row) < _MIN_HEADED_COLUMNS or not (
        _count(row, is_head) == len(_cells(row)) or _are_heads_above_values(row, above, below)
    ):
        return False
    beside = [above[-1], *([below] if below else [])]
    is_merged = any(cell.origin == other[n].origin for other in beside for n, cell in enumerate(row))
    if is_merged:
        return False
    are_many = len(_cells(row)) > _MAX_PAIRED_CELLS and all(len(_cells(other)) < len(_cells(row)) for other in above)
    are_many = are_many and not _may_be_heads(above[-1], is_parted=True)
    return are_many or _read_form(above, is_above_heads=True) is not None


def _are_heads_above_values(row: _Row, above: list[_Row], below: _Row) -> bool:
    """Return whether a row of mostly known names is the widest so far, and above one as wide that has values."""
    cells, others = _cells(row), _cells(below) if below else []
    is_widest = len(cells) > _MAX_PAIRED_CELLS and all(len(_cells(other)) < len(cells) for other in above)
    return (
        is_widest
        and len(others) == len(cells)
        and name_columns([cell.text for cell in cells])
        and _may_be_heads(row)
        and any(is_value(cell.text) for cell in others)
    )


def _below_captions(run: list[_Row]) -> list[_Row]:
    """Return the rows below leading rows of a single cell, such as a sheet's title, and of fields alone (单位：亩)."""
    return run[next((n for n, row in enumerate(run) if len(_origins(row)) > 1 and not _is_foot(row)), len(run)) :]


def _caption_lines(row: _Row) -> list[TableLine]:
    if fields := _fields_of_foot(row):
        return [TableLine("；".join(fields), tuple(("", field) for field in fields))]
    return [_row_line(row, None)] if len(_origins(row)) > 1 else _plain_lines([row])


def _plain_lines(rows: list[_Row]) -> list[TableLine]:
    return [
        line
        for row in rows
        for cell in _origins(row)
        for line in (*(TableLine(text) for text in cell.text.split("\n")), *cell.inner)
    ]


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the text of each line of `read_table`."""
    return [line.text for line in read_table(rows)]


# ---- The grid


def _grid(rows: Sequence[Sequence[Cell]]) -> list[_Row]:
    """Return rows of equal length, each cell repeated at every place it spans."""
    placed: list[dict[int, _Placed]] = [{} for _ in rows]
    origin = spread = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in placed[number]:
                column += 1
            if column >= MAX_COLUMNS:
                break
            text = _cell_text(cell.text)
            here = _Placed(text, origin, cell.is_heading, cell.inner)
            origin += 1
            width = max(1, min(cell.columns, MAX_COLUMNS - column))
            height = max(1, min(cell.rows, len(rows) - number))
            spread += width * height
            if spread > MAX_GRID_CELLS:
                width = height = 1
            for below in range(number, number + height):
                for across in range(column, column + width):
                    placed[below].setdefault(across, here)
            column += width
    width = max((max(row) + 1 for row in placed if row), default=0)
    return [[row.get(column, _BLANK) for column in range(width)] for row in placed]


def _cell_text(text: str) -> str:
    """Return the text of a cell without needless space; names of columns spread over their width are one word."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    return "\n".join(joined if is_head(joined := _unspread(line)) else line for line in lines)


def _unspread(text: str) -> str:
    """Return a word whose characters stand apart (姓　名, 甘　棠) as one, any other text as it is."""
    return text.replace(" ", "") if _SPREAD.fullmatch(text) else text


def _without_blank_columns(grid: list[_Row]) -> list[_Row]:
    """Return the grid without columns that are blank or only repeat the previous column."""
    if not grid:
        return grid
    rows = [row for row in grid if not _is_band(row)] or grid
    keep = [
        column
        for column in range(len(grid[0]))
        if any(row[column].text for row in rows)
        and (column == 0 or any(row[column].origin != row[column - 1].origin for row in rows))
    ]
    return [[row[column] for column in keep] for row in grid]


def _is_band(row: _Row) -> bool:
    """Return whether the row is one merged cell."""
    return row[0].text != "" and all(cell.origin == row[0].origin for cell in row)


def _origins(row: _Row) -> list[_Placed]:
    """Return the non-blank cells of a row, each once."""
    return [cell for n, cell in enumerate(row) if cell.text and (n == 0 or cell.origin != row[n - 1].origin)]


# ---- Heads of columns


def _with_heads_spread(grid: list[_Row]) -> list[_Row]:
    """Return the grid with the heads of two rows merged as they are meant, where the source left cells blank.

    In 月份 | 气温 | | 降水量 above | 最高 | 最低 | , 气温 spans two columns and 月份 and 降水量 both rows.
    """
    top = next((n for n, row in enumerate(grid) if len(_origins(row)) > 1), 0)
    if len(grid) < top + 3:
        return grid
    upper, lower = grid[top], grid[top + 1]
    alone = [cell for row in (upper, lower) for cell in row if cell.text]
    if len({cell.origin for cell in alone}) < len(alone) or any(cell.is_heading for cell in alone):
        return grid  # the source itself says what is merged
    if any(len(cell.text) > MAX_HEAD_CHARS or is_value(cell.text) for cell in alone if not _PERIOD.match(cell.text)):
        return grid
    places = [
        ("u" if above.text else "-") + ("l" if below.text else "-") for above, below in zip(upper, lower, strict=True)
    ]
    if not _SPREAD_HEADS.fullmatch("".join(places)):
        return grid
    upper, lower = [*upper], [*lower]
    for column, place in enumerate(places):
        if place == "-l":
            upper[column] = upper[column - 1] if column else lower[column]
        elif place == "u-":
            lower[column] = upper[column]
    return [*grid[:top], upper, lower, *grid[top + 2 :]]


def _header_depth(section: list[_Row]) -> int:
    """Return how many rows at the top of a section are column heads, 0 for none.

    Columns that only another part of the table has are none of it.
    """
    section = _without_blank_columns(section)
    if _are_days_with_weekdays(section):
        return 2
    marked = next((n for n, row in enumerate(section) if not _is_marked(row)), len(section))
    if 0 < marked < len(section):
        return min(marked, _MAX_HEADER_ROWS)
    depth = _spread_depth(section)
    if depth == 1 and (_is_above_numbers(section[0], section[1:]) or _are_slots(section[0], section[1:])):
        return 1
    if depth >= len(section) or depth > _MAX_HEADER_ROWS:
        return 0
    lowest = section[depth - 1]
    is_parted = depth > 1
    if is_parted and _may_be_heads(lowest, is_parted=True) and _count(lowest, is_head) == len(_origins(lowest)):
        return depth  # whatever stands above them (一楼仓库)
    if not all(_may_be_heads(row, is_parted=is_parted) for row in section[:depth]):
        return 0
    return depth if depth > 1 or _is_above_others(section[0], section) else 0


def _are_days_with_weekdays(section: list[_Row]) -> bool:
    """Return whether the first two rows are the heads of a roster: days, and below or above them their weekdays."""
    if len(section) < 3:
        return False
    upper, lower = section[:2]
    own = [(a.text, b.text) for a, b in zip(upper, lower, strict=True) if a.text and b.text and a.origin != b.origin]
    ways = own, [(below, above) for above, below in own]
    return len(own) > 1 and any(
        all(_DAY_OF_ROSTER.match(day) and _WEEKDAY.match(weekday) for day, weekday in way) for way in ways
    )


def _is_above_others(first: _Row, section: list[_Row]) -> bool:
    """Return whether a row of possible heads is above rows that look different."""
    named = _count(first, is_head)
    is_spread = len(_origins(first)) < len(first)
    if named == len(_origins(first)) and not (is_spread and _read_form(section)):
        return True
    if _read_form(section) or _is_form_of_two(section):
        return False
    is_alike = named == 0 and _ends_like_below(first, section[1:]) and not _is_above_values(first, section[1:])
    many = len(first) >= _MIN_HEADED_COLUMNS and not is_alike
    return many or named * 2 >= len(first) or _is_above_values(first, section[1:])


def _are_surely_heads(row: _Row, known: list[str]) -> bool:
    """Return whether a row below the first section is a new row of heads rather than data."""
    if _is_marked(row) or row[0].text == known[0] or _count(row, is_head) == len(_origins(row)):
        return True
    if _repeats_a_head(row, [known]):
        return True
    return len(row) >= _MIN_HEADED_COLUMNS and is_head(row[0].text) and [cell.text for cell in row[1:]] == known[1:]


def _parted_at_heads(body: list[_Row], header: list[list[str]]) -> tuple[list[_Row], list[list[_Row]]]:
    """Return the rows below heads up to a row of further heads, and the runs that begin with each such row."""
    parts: list[list[_Row]] = [[]]
    for row in body:
        if header and parts[-1] and _are_further_heads(row, header):
            parts.append([])
            header = [[cell.text for cell in row]]
        parts[-1].append(row)
    return parts[0], parts[1:]


def _are_further_heads(row: _Row, header: list[list[str]]) -> bool:
    is_new = [cell.text for cell in row] not in header
    return is_new and ((len(row) >= _MIN_HEADED_COLUMNS and _is_marked(row)) or _repeats_a_head(row, header))


def _repeats_a_head(row: _Row, header: list[list[str]]) -> bool:
    """Return whether a row below heads has one of them in its column again (备注), and nothing but names."""
    texts = [cell.text for cell in row]
    if len(row) < _MIN_HEADED_COLUMNS or texts in header or not all(texts) or any(map(is_value, texts)):
        return False
    return any(text == head for text, head in zip(texts, header[-1], strict=False))


def _opens_part(above: list[list[_Row]], body: list[_Row]) -> bool:
    """Return whether rows right below a band (三、粮温) begin with heads of their own, above values."""
    if not above or not _is_band(above[-1][0]) or len(body) < 2:
        return False
    first, *rest = _without_blank_columns(body)
    columns = [[row[number].text for row in rest if row[number].text] for number in range(len(first))]
    valued = sum(bool(cells) and all(map(is_value, cells)) for cells in columns)
    return 2 * valued >= len(first) and not any(is_value(cell.text) for cell in first)


def _is_marked(row: _Row) -> bool:
    cells = _origins(row)
    return len(cells) > 1 and all(cell.is_heading for cell in cells)


def _spread_depth(section: list[_Row]) -> int:
    """Return 2 or more if a head in the first row spans several columns that have their own heads."""
    first = section[0]
    if not any(first[n].origin == first[n - 1].origin and first[n].text for n in range(1, len(first))):
        return 1
    depth = 1
    while depth < len(section) and any(
        cell.text and cell.origin == first[n].origin for n, cell in enumerate(section[depth])
    ):
        depth += 1
    if depth == 1 and any(
        section[1][n].text and _spans_alone(first, n) and section[1][n].text != cell.text
        for n, cell in enumerate(first)
        if len(section) > 1 and cell.text
    ):
        return 1  # 时间 above 上午 | 第一节: what is below a head of one column is data
    # No cell spans downwards: the second row has the sub-heads if it has no values.
    return max(depth, 2)


def _spans_alone(row: _Row, column: int) -> bool:
    """Return whether a cell of a row spans no other column."""
    return all(
        row[beside].origin != row[column].origin for beside in (column - 1, column + 1) if 0 <= beside < len(row)
    )


def _may_be_heads(row: _Row, *, is_parted: bool = False) -> bool:
    """Return whether the cells of a row could be column names: short, no values, none missing except the corner.

    `is_parted`: heads above span several of them, so that the same names may recur below each, and one may be missing.
    """
    cells = [cell.text.rstrip("？?") for cell in row]
    if all(map(_CHOICE.match, cells)) or any(map(_NAMED_VALUE.search, cells)):
        return False
    corner = _corner(row)
    if sum(not text for text in cells[corner:]) > is_parted or any(
        len(text) > MAX_HEAD_CHARS or _SENTENCE.search(text) for text in cells
    ):
        return False
    rest = [
        cell.text
        for n, cell in enumerate(row)
        if n >= corner and (cell.origin == -1 or cell.origin != row[n - 1].origin)
    ]
    if all(_PERIOD.match(text) for text in rest) and (not cells[0] or not is_value(cells[0])):
        return is_parted or (len(set(rest)) == len(rest) and _are_in_turn(rest))
    if (_are_days_in_turn(rest) or _are_counted_in_turn(rest)) and not is_value(cells[0]):
        return True
    cells = _without_numbers(cells)
    if is_parted:
        cells = [_REMARK_BEHIND.sub("", text) for text in cells]  # 早场（4:30） above its own columns
    periods = [_PERIOD.match(text) or _OF_YEAR.match(text) for text in cells]
    may_be_period = is_parted or is_head(cells[0])
    return not any(is_value(t) for t, period in zip(cells, periods, strict=True) if not (period and may_be_period))


def _corner(row: _Row) -> int:
    """Return over how many columns the first cell reaches, if it is blank: one cell, or those before weekdays."""
    blank = len(list(takewhile(lambda cell: not cell.text, row)))
    is_merged = row[0].origin != -1 and all(cell.origin == row[0].origin for cell in row[:blank])
    named = [cell.text for cell in row[blank:]]
    are_weekdays = len(named) >= _MIN_HEADED_COLUMNS and all(map(_WEEKDAY.match, named))
    return max(1, blank if is_merged or are_weekdays else 1)


def _without_numbers(cells: list[str]) -> list[str]:
    """Return cells without the numbers of questions, days or things that are counted across columns (1、您的年龄 |
    2、您的建议; 1日 | 2日; 1号炉 | 2号炉; 第一轮 | 第二轮)."""
    found = [
        _NUMBERED.match(cell) or _DAY_OF_MONTH.fullmatch(cell) or _NUMBERED_THING.fullmatch(cell) for cell in cells
    ]
    numbers = [int(match["number"] or _DIGITS.index(match["order"])) for match in found if match]
    if len(numbers) < 2 or not _follow(numbers):
        return cells
    return [cell[match.end() :] if match else cell for match, cell in zip(found, cells, strict=True)]


def _is_above_numbers(first: _Row, body: list[_Row]) -> bool:
    """Return whether every column but the first has a name and most of these have only numbers below; such a name may
    contain a number (24小时封顶, 2024Q3)."""
    names = [cell.text for cell in first]
    below = [[row[column].text for row in body if row[column].text] for column in range(len(first))]
    if len(body) < 2 or len(first) < _MIN_HEADED_COLUMNS or len(set(names)) < len(names) or is_value(names[0]):
        return False
    if any(not name or len(name) > MAX_HEAD_CHARS or _SENTENCE.search(name) for name in names[1:]):
        return False
    are_bounds = _are_bounds(names, below)
    if any(_NUMBER.match(name) and not _LONG_PERIOD.match(name) for name in names[1:]) and not are_bounds:
        return False
    values = sum(bool(cells) and all(_NUMBER.match(cell) or is_value(cell) for cell in cells) for cells in below[1:])
    return values * 2 > len(names) - 1 and (are_bounds or not all(map(_NUMBER.match, below[0])))


def _ends_like_below(first: _Row, body: list[_Row]) -> bool:
    """Return whether in some column every cell ends in the same character as the first (一班, 二班)."""
    return any(
        bool(cell.text)
        and bool(body)
        and all(
            row[column].text[-1:] == cell.text[-1] and is_value(row[column].text) == is_value(cell.text) for row in body
        )
        for column, cell in enumerate(first)
    )


def _are_slots(first: _Row, body: list[_Row]) -> bool:
    """Return whether columns behind the first are named by times of day, no cell below them has one, and the names of
    the others are no values."""
    slots = [n for n, cell in enumerate(first) if n and _SLOT.match(cell.text)]
    others = [cell.text for n, cell in enumerate(first) if n not in slots]
    return (
        len(slots) >= max(_MIN_SLOTS, len(others) - 1)
        and all(0 < len(text) <= MAX_HEAD_CHARS and not is_value(text) for text in others[1:])
        and (not others[0] or not is_value(others[0]))
        and bool(body)
        and not any(_SLOT.match(row[n].text) for row in body for n in slots)
    )


def _are_in_turn(names: list[str]) -> bool:
    """Return whether the bare numbers among these are consecutive (days of a month), as values are not."""
    numbers = [int(name) for name in names if name.isdecimal() and len(name) < 3]
    return _follow(numbers)


def _are_days_in_turn(names: list[str]) -> bool:
    """Return whether names are days that follow each other (3/11, 3/12), one of them perhaps no day (合计)."""
    days = [(int(day["month"]), int(day["day"])) for name in names if (day := _DAY.match(name))]
    others = [name for name in names if not _DAY.match(name)]
    follow = all(after in ((month, day + 1), (month % 12 + 1, 1)) for (month, day), after in pairwise(days))
    return len(days) > 1 and follow and len(others) <= 1 and not any(map(is_value, others))


def _are_counted_in_turn(names: list[str]) -> bool:
    """Return whether names count things of one kind (1号, 2号, 3号; 第1组, 第2组)."""
    found = [_COUNTED.match(name) for name in names]
    numbers = [int(name["number"]) for name in found if name]
    kinds = {(name["before"], name["kind"]) for name in found if name}
    return len(numbers) == len(names) >= _MIN_HEADED_COLUMNS and len(kinds) == 1 and _follow(numbers)


def _follow(numbers: Sequence[int]) -> bool:
    """Return whether each number is one more than the one before it."""
    return all(after == before + 1 for before, after in pairwise(numbers))


def _are_bounds(names: list[str], below: list[list[str]]) -> bool:
    """Return whether the names of all columns but the first are numbers with a common unit that no cell below has
    (0-50度, 50-200度 above prices; 1.2米以下, 1.2米以上)."""
    units = [set(_UNIT.findall(name)) for name in names[1:]]
    common = set.intersection(*units)
    return any(not any(unit in cell for cells in below[1:] for cell in cells) for unit in common)


def _is_above_values(first: _Row, body: list[_Row]) -> bool:
    """Return whether the second of two columns has a value in every row but the first."""
    below = [row[1].text for row in body if row[1].text]
    return len(below) >= 2 and not is_value(first[1].text) and all(_NUMBER.match(text) for text in below)


def _heads(rows: list[_Row]) -> list[str]:
    """Return the head of each column, joined from top to bottom if there are several rows of heads."""
    heads: list[str] = []
    for column in range(len(rows[0])):
        parts: list[str] = []
        origins: list[int] = []
        for row in rows:
            cell = row[column]
            text = _one_line(cell.text).rstrip(":： ")
            if text and cell.origin not in origins and text not in parts:
                parts.append(text)
                origins.append(cell.origin)
        heads.append(_join_parts(parts))
    return heads


def _join_parts(parts: list[str]) -> str:
    joined = ""
    for part in parts:
        if joined and _DAY_OF_ROSTER.match(part) and _WEEKDAY.match(joined):
            joined, part = part, joined
        part = f"（{part}）" if _WEEKDAY.match(part) and _DAY_OF_ROSTER.match(joined) else part
        joined += (" " if joined[-1:].isascii() and joined[-1:].isalnum() and part[:1].isascii() else "") + part
    return joined


def name_columns(texts: Sequence[str]) -> bool:
    """Return whether most of the texts are names of columns, and none is a value."""
    return 2 * sum(map(is_head, texts)) > len(texts) and not any(map(is_value, texts))


def may_name_columns(texts: Sequence[str]) -> bool:
    """Return whether texts could be names of columns: short, no sentences, no values but months beside a known name."""
    if any(len(text) > MAX_HEAD_CHARS or _SENTENCE.search(text) for text in texts):
        return False
    return not any(is_value(text) for text in texts if not _PERIOD.match(text) or not is_head(texts[0]))


def is_head(text: str) -> bool:
    """Return whether a text ends like the name of a column (联系电话, 数量（个）)."""
    return len(text) <= MAX_HEAD_CHARS and (_HEAD.search(text) or _ENGLISH_HEAD.search(text)) is not None


def _is_of_person(head: str) -> bool:
    return head.endswith(("人", "员")) or _PERSON.search(head) is not None


def is_value(text: str) -> bool:
    """Return whether a text is what stands in a column of values (35元, 8:00, 是)."""
    return _VALUE.match(text) is not None


def _count(row: _Row, holds: Callable[[str], bool]) -> int:
    return sum(holds(cell.text) for cell in _origins(row))


# ---- Forms: alternating names and values


@dataclass(frozen=True, slots=True)
class _Form:
    """A form in the rows of a table: the cells of each row, names and values in turn, or the rows of a part of it
    (家庭成员), a table of its own beside the part's name."""

    rows: tuple["list[_Placed] | _Part", ...]


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    rows: list[_Row]


def _read_form(section: list[_Row], *, is_above_heads: bool = False, is_below_form: bool = False) -> _Form | None:
    """Return the form in a section of alternating names and values, else None.

    Rows above heads are no rows of data, so fewer of their names need to be known; none in a further part of a form,
    where no value is a name.
    """
    rows: list[list[_Placed] | _Part] = []
    for number, row in enumerate(section):
        beside = [section[n] for n in (number - 1, number + 1) if 0 <= n < len(section)]
        if any(row[0].origin == other[0].origin for other in beside) and len(_cells(row)) > _NAME_AND_VALUE:
            if (
                not rows
                or not isinstance(rows[-1], _Part)
                or number == 0
                or row[0].origin != section[number - 1][0].origin
            ):
                rows.append(_Part(row[0].text, []))
            if isinstance(part := rows[-1], _Part):
                part.rows.append(row[1:])
            continue
        cells = _cells(row)
        if len(cells) % 2 and len(cells) > 1 and any(cells[-1].origin == other[-1].origin for other in beside):
            cells.pop()  # the place of a photograph beside several rows
        if len(cells) % 2 or len(cells) > _MAX_FORM_CELLS:
            return None
        rows.append(cells)
    pairs = [
        pair for cells in rows if not isinstance(cells, _Part) for pair in zip(cells[::2], cells[1::2], strict=True)
    ]
    if is_below_form and any(is_head(value.text) for _, value in pairs):
        return None
    needed = 0.0 if is_below_form else _KEY_SHARE_OF_UNEVEN_ROWS if is_above_heads else _KEY_SHARE
    return _Form(tuple(rows)) if _are_names_and_values(pairs, section, needed) else None


def _form_of_run(body: list[_Row], runs: list[list[_Row]], number: int, *, is_below_form: bool) -> _Form | None:
    """Return the form in a run whose next one is a band or begins with heads, or that is a further part of a form below
    a band."""
    form = None
    if number + 1 < len(runs):
        form = _read_form(body, is_above_heads=not _is_band(runs[number + 1][0]))
    if form is None and is_below_form and _is_band(runs[number - 1][0]):
        form = _read_form(body, is_below_form=True)
    return form


def _is_form_of_two(section: list[_Row]) -> bool:
    """Return whether two columns are names and values: what stands first in the first row is the name of a field, its
    value is none, and others like it follow (供应商 | 南屏纺织行)."""
    if len(section[0]) != _NAME_AND_VALUE or not is_head(section[0][0].text) or is_head(section[0][1].text):
        return False
    names = [row[0].text for row in section[1:]]
    if any(map(is_value, names)) or _is_above_values(section[0], section[1:]):
        return False
    return bool(names) and sum(map(is_head, names)) * 4 >= len(names)


def _are_names_and_values(pairs: list[tuple[_Placed, _Placed]], section: list[_Row], needed: float) -> bool:
    """Return whether pairs are names of a form and their values; `needed` is the least share of known names."""
    if pairs and all(name.is_heading and not value.is_heading for name, value in pairs):
        return True  # <th>容量</th><td>45升</td>
    named = {(name.origin, name.text): name.text for name, _ in pairs if name.text}
    names = list(named.values())  # one beside two values is one name
    if not names or any(len(name) > _MAX_KEY_CHARS or _SENTENCE.search(name) for name in names):
        return False
    coloned = sum(name.endswith((":", "：")) for name in names)
    if coloned < len(names) and (len(set(names)) < len(names) or any(is_value(name) for name in names)):
        return False
    names_below = sum(is_head(value.text) and not value.text.endswith((":", "：")) for _, value in pairs)
    share = max(coloned, sum(map(is_head, names))) / len(names)
    # Values as wide as what several rows share out are no cells of a column.
    is_even = len({len(_cells(row)) for row in section}) == 1 and not _is_form_of_two(section)
    needed = needed if is_even else min(needed, _KEY_SHARE_OF_UNEVEN_ROWS)
    wide = sum(len(_cells(row)) == _NAME_AND_VALUE < len(row) for row in section)
    needed = 0.0 if wide > 1 and wide * 2 >= len(section) else needed
    # A single row of only names is the head of a table that lost its rows.
    return share >= needed and names_below * 2 <= len(pairs)


def _cells(row: _Row) -> list[_Placed]:
    """Return the cells of a row, blank ones too, each once."""
    return [cell for n, cell in enumerate(row) if n == 0 or cell.origin == -1 or cell.origin != row[n - 1].origin]


def _form_lines(form: _Form) -> list[TableLine]:
    """Return a line for each name and value of a form, and the rows of its parts below their names."""
    lines: list[TableLine] = []
    for row in form.rows:
        if isinstance(row, _Part):
            lines += [TableLine(f"{row.name}：", (("", row.name),), True)] if row.name else []
            lines += _part_lines(_without_blank_columns(row.rows))
            continue
        for named, valued in zip(row[::2], row[1::2], strict=True):
            name = named.text.rstrip(":： ")
            value, *below = _paragraphs_of(valued.text)
            value = _unspread(value) if _is_of_person(name) else value
            if name and value:
                lines.append(TableLine(f"{name}：{value}", ((name, value),), True))
            elif name or value:
                lines.append(TableLine(f"{name}：" if name else value, (("", name or value),), True))
            lines += [*map(TableLine, below), *named.inner, *valued.inner]
    return lines


def _paragraphs_of(text: str) -> list[str]:
    """Return the value of a form's field as its paragraphs where headings stand among sentences, else on one line."""
    lines = text.split("\n")
    are_sentences = len(text) > _MAX_ITEM_CHARS and any(map(_ENDS_SENTENCE.search, lines))
    has_headings = not all(map(_is_closed, lines[:-1]))
    return lines if are_sentences and has_headings else [_one_line(text)]


def _part_lines(rows: list[_Row]) -> list[TableLine]:
    """Return the rows of a part of a form: names and values in two columns, else a table of its own."""
    if (named := _with_labels_named(rows)) is not rows:
        return [_row_line(row, None) for row in named]
    are_pairs = all(len(_cells(row)) == _NAME_AND_VALUE and row[0].text for row in rows)
    if not are_pairs or _count(rows[0], is_head) == _NAME_AND_VALUE:
        return _lines_below_heads(rows, is_part=True)
    return _form_lines(_Form(tuple(_cells(row) for row in rows)))


# ---- Rows


def _row_line(row: _Row, heads: list[str] | None) -> TableLine:
    if heads is None:
        cells = [("", text) for text in _with_labels_joined([_one_line(cell.text) for cell in _without_repeats(row)])]
        return TableLine("；".join(text for _, text in cells), tuple(cells))
    if _is_unfilled(row):
        return TableLine(row[0].text, (("", row[0].text),))
    if _is_remark(row):
        return TableLine(_one_line(row[0].text), (("", _one_line(row[0].text)),))
    if texts := _fields_of_foot(row):
        return TableLine("；".join(texts), tuple(("", text) for text in texts))
    if _TOTAL.match(row[0].text) and any(_is_wide(row, heads, number) for number in range(len(row))):
        return _total_line(row, heads)
    merged = _with_wide_cell_once(row)
    cells = [
        (head if head != text else "", _unspread(text) if _is_of_person(head) else text)
        for number, (head, cell) in enumerate(zip(heads, merged, strict=True))
        if (text := _one_line(cell.text))
        and not (number and _is_same(merged, heads, number))
        and not (number and cell.origin == merged[0].origin)  # a label (总分, 甲队汇总) names its row once
    ]
    wide = {cell.text for cell, old in zip(merged, row, strict=True) if cell is not old and cell.text}
    if wide and is_head(row[0].text):  # a field below the table: 审核意见 | 同意
        name, value = row[0].text.rstrip(":： "), _one_line(merged[1].text)
        return TableLine(f"{name}：{value}", ((name, value),), True)
    fields = tuple(("", text) if text in wide else (head, text) for head, text in cells)
    return TableLine("；".join(f"{head}：{text}" if head else text for head, text in fields), fields)


def _total_line(row: _Row, heads: list[str]) -> TableLine:
    """Return the row of a sum whose label reaches over several columns; what does so belongs to none of them."""
    fields: list[tuple[str, str]] = []
    for number, cell in enumerate(row):
        if not cell.text or (number and cell.origin == row[number - 1].origin):
            continue
        head = "" if _is_wide(row, heads, number) or not number else heads[number]
        fields.append((head, _one_line(cell.text)))
    if len(fields) > 1 and not fields[1][0] and not _NAMED_VALUE.search(fields[0][1]):
        fields[:2] = [(fields[0][1].rstrip(":： "), fields[1][1])]
    return TableLine("；".join(f"{head}：{text}" if head else text for head, text in fields), tuple(fields))


def _is_wide(row: _Row, heads: list[str], number: int) -> bool:
    """Return whether the cell at a place reaches below the next head too."""
    places = range(number + 1, len(row))
    covered = takewhile(lambda place: row[place].origin == row[number].origin != -1, places)
    return any(heads[place] != heads[number] for place in covered)


def _is_same(row: _Row, heads: list[str], number: int) -> bool:
    """Return whether a place is that of the cell before it, below the same head."""
    return row[number].origin == row[number - 1].origin and heads[number] == heads[number - 1]


def _with_labels_joined(texts: list[str]) -> list[str]:
    """Return the texts of cells, a label and the cell behind it as one (日期： | 5月6日), a blank cell as a dash."""
    joined: list[str] = []
    for text in texts:
        if joined and text and joined[-1].endswith(("：", ":")) and not text.endswith(("：", ":")):
            joined[-1] += text
        else:
            joined.append(text or _NOTHING)
    return joined


def _without_repeats(row: _Row) -> _Row:
    """Return the cells of a row without heads, each once, up to the last non-blank one."""
    once = [cell for n, cell in enumerate(row) if n == 0 or cell.origin == -1 or cell.origin != row[n - 1].origin]
    while once and not once[-1].text:
        once.pop()
    return once if sum(not cell.text for cell in once) < len(once) / 2 else _origins(row)


def _is_remark(row: _Row) -> bool:
    """Return whether a row is a remark below the table: only in its first cell, and not a value of that column."""
    is_sentence = len(row) >= _MIN_HEADED_COLUMNS and row[0].text.endswith("。")
    return not any(cell.text for cell in row[1:]) and (is_sentence or _REMARK.match(row[0].text) is not None)


def _is_foot(row: _Row) -> bool:
    """Return whether a row has only fields of its own, apart from each other (填表人：祁秋 | | 填表日期：9月28日)."""
    return bool(_fields_of_foot(row))


def _fields_of_foot(row: _Row) -> list[str]:
    """Return the fields of a row that has nothing else, one of them perhaps in two cells (填表日期： | 9月28日)."""
    cells = _origins(row)
    fields = _with_labels_joined([_one_line(cell.text) for cell in cells])
    if not 1 < len(cells) < len(row) or len(fields) < 2 or not all(map(_FIELD.fullmatch, fields)):
        return []
    is_parted = len(fields) < len(cells)
    return fields if not is_parted or any(_NAMED_VALUE.search(cell.text) for cell in cells) else []


def _with_wide_cell_once(row: _Row) -> _Row:
    """Return the row with a remark that spans all columns but the first given once, without a head."""
    first = sum(1 for _ in takewhile(lambda cell: cell.origin == row[0].origin, row))
    rest = row[first:]
    if (
        len(rest) < 2
        or not rest[0].text
        or any(cell.origin != rest[0].origin for cell in rest)
        or (is_value(rest[0].text) and (not is_head(row[0].text) or _NUMBER.match(rest[0].text)))
    ):
        return row
    return [row[0], replace(rest[0]), *[_BLANK] * (len(row) - 2)]


def _is_closed(line: str) -> bool:
    return line[-1:] in "。！？；，、：,;:.!?"


def _one_line(text: str) -> str:
    """Return the lines of a cell as one: items separated by 、; sentences, remarks and wrapped text concatenated."""
    lines = text.split("\n")
    if len(lines) == 1:
        return text
    joined = lines[0]
    for line in lines[1:]:
        closed = _is_closed(joined)
        is_item = len(line) <= _MAX_ITEM_CHARS
        is_glued = line[0] in "（(" or (closed and not joined[-1:].isascii())
        joined += ("" if is_glued else " " if closed or not is_item else "、") + line
    return joined
