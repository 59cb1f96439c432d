"""Files of many articles as records: .jsonl, .json, .csv."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from pathlib import PurePosixPath

from index.article import Article, Rejection, RemovedLine
from index.chinese.dates import read_date
from index.chinese.folding import holds_chinese
from index.clean.lines import Line
from index.clean.page import Metadata, clean_marked_lines, clean_text, plain_line, visible_text
from index.clean.sheet_tables import split_at_blank_rows
from index.clean.tables import Cell, read_table
from index.errors import LoadError
from index.load.decode import choose_encoding, decode, repair
from index.load.source import Columns, LoadOptions, Source, decoding_note, make_article
from index.messages import Message

_MAX_CSV_FIELD_CHARS = 10_000_000
_MAX_BRACKET_SHARE = 1 / 16
"""JSON with more brackets per byte than this is data, not articles; parsing it could exhaust memory."""
_BRACKETS_MATTER_FROM = 1_000_000
_MAX_SHORT_FIELD = 300
_MAX_JSON_DEPTH = 4
_MIN_TITLE_CHARS = 4
_MAX_TITLE_CHARS = 200
_RECORDS_TO_JUDGE_BY = 20
_MIN_ROW_VALUES = 2
_MAX_CELL_CHARS = 30
_MAX_CAPTIONS = 3
_LINES_TO_JUDGE_BY = 8
_MAX_HEAD_CHARS = 1_000_000
_MIN_CAPTIONED_COLUMNS = 3
_CAPTION_FIELD = re.compile(r"[^：:，。]{1,12}[：:]\s*\S")
_DECLARED = re.compile(r"\ufeff?\"?sep=(?P<mark>[,;|\t])\"?\s*\n", re.IGNORECASE)
"""The first line in which a file tells a spreadsheet program what separates its columns."""
_NAMES = ("name", "nickname", "title", "姓名", "名称")
"""The fields of an object that say who or what it is: author: {name: …, id: …}."""
_INSIDE_BLOCK = ("text", "insert", "children", "content", "items", "blocks", "data")
"""Where the blocks of an editor's text have theirs."""
_MAX_BLOCK_DEPTH = 12
_OTHER = "其他栏目"
"""The role of a record's fields that are neither text nor metadata."""
_COUNT = re.compile(r"[A-Za-z]{0,2}[-_]?\d{1,10}")
_ROWS_IN_AN_ARTICLE = 300
_BROKEN_JSON = Message("json-broken")
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class _Record:
    """One record of a file: its place (line or number, from 1), its fields, and characters lost in decoding."""

    place: int
    fields: Mapping[str, object]
    replaced: int = 0


def read_jsonl(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of a file with one JSON object per line; a bad line becomes a Rejection."""
    source.check_size(options.max_records_bytes)
    if source.size == 0:
        raise LoadError(Message("file-empty"))
    encoding = choose_encoding(source.pieces)
    if (rows := _rows_in_lines(source, encoding, options)) is not None:
        yield from _read_records_as_rows(rows, source)
        return
    seen: set[str] = set()
    with io.TextIOWrapper(source.open(), encoding=encoding, errors="replace", newline="\n") as stream:
        place = 0
        while line := stream.readline(options.max_record_chars + 1):
            place += 1
            name = f"{source.name} 第 {place} 行"
            if len(line) > options.max_record_chars:
                _skip_line(stream, options.max_record_chars)
                yield Rejection(name, Message("line-too-long", {"limit": options.max_record_chars}))
            elif line.strip("\ufeff \t\r\n\x00"):
                yield _read_line(line, place, name, encoding, source, options, seen)


def _rows_in_lines(source: Source, encoding: str, options: LoadOptions) -> "list[dict[str, object]] | None":
    """Return the records of a file of rows without texts, None if it has texts or anything else than records."""
    if source.size > options.max_document_bytes:
        return None
    rows: list[dict[str, object]] = []
    with io.TextIOWrapper(source.open(), encoding=encoding, errors="replace", newline="\n") as stream:
        for line in stream:
            if not line.strip("\ufeff \t\r\n\x00"):
                continue
            try:
                value = json.loads(line.strip("\ufeff \t\r\n\x00"))
            except (ValueError, RecursionError):
                return None
            if not isinstance(value, dict) or not _is_row(value, options.columns):
                return None
            rows.append(value)
    return rows or None


def _skip_line(stream: io.TextIOWrapper, piece_chars: int) -> None:
    while (piece := stream.readline(piece_chars)) and not piece.endswith("\n"):
        pass


def _read_line(  # noqa: PLR0913 - a line needs the file's state; a class for it would hide the loop
    line: str, place: int, name: str, encoding: str, source: Source, options: LoadOptions, seen: set[str]
) -> Article | Rejection:
    try:
        decoded = repair(line, encoding)
    except LoadError as error:
        return Rejection(name, error.message)
    try:
        value = json.loads(decoded.text.strip("\ufeff \t\r\n\x00"))
    except (ValueError, RecursionError):
        return Rejection(name, Message("line-broken"))
    if not isinstance(value, dict):
        return Rejection(name, Message("line-no-object"))
    return _make(_Record(place, value, decoded.replaced), name, source, options.columns, seen)


def read_json(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of a JSON file: an object, a list, a list inside an object, or one object per line."""
    data = source.read(options.max_document_bytes)
    brackets = data.count(b"[") + data.count(b"{")
    is_list = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    if not is_list and brackets > _BRACKETS_MATTER_FROM and brackets > len(data) * _MAX_BRACKET_SHARE:
        raise LoadError(Message("json-brackets"))
    decoded = decode(data)
    del data
    text = decoded.text.strip("\ufeff \t\r\n\x00")
    if text.startswith("{") and _is_line_delimited(text):
        yield from read_jsonl(source, options)
        return
    if text.startswith("{") and (tables := _tables_of(_parse(text, 0)[0], options.columns)) is not None:
        yield from _read_tables(tables, source)
        return
    if text.startswith("{") and (fields := _lone_object(_parse(text, 0)[0], options.columns)):
        yield _read_object(fields, source, options.columns)
        return
    yield from _read_list(_iter_records(text, options.columns), decoded.replaced, source, options)


def _read_list(
    records: Iterator[object], replaced: int, source: Source, options: LoadOptions
) -> Iterator[Article | Rejection]:
    """Yield the articles of records: each one of its own, or all together the rows of a table or a chat."""
    judged = list(islice(records, _RECORDS_TO_JUDGE_BY))
    if judged and all(isinstance(item, dict) and _is_row(item, options.columns) for item in judged):
        rows = [item for item in chain(judged, records) if isinstance(item, dict)]
        yield from _read_records_as_rows(rows, source)
        return
    if len(judged) > 1 and all(isinstance(item, dict) and _is_message(item, options.columns) for item in judged):
        messages = [item for item in chain(judged, records) if isinstance(item, dict)]
        yield from _read_messages(messages, source, options.columns)
        return
    seen: set[str] = set()
    for place, item in enumerate(chain(judged, records), start=1):
        name = f"{source.name} 第 {place} 条"
        if isinstance(item, dict):
            yield _make(_Record(place, item, replaced), name, source, options.columns, seen)
        else:
            yield Rejection(name, Message("json-entry-no-object"))


def _iter_records(text: str, columns: Columns) -> Iterator[object]:
    """Yield the records of a JSON text; a list is parsed record by record, so that only one is in memory."""
    if not text.startswith("["):
        yield from _find_records(_parse(text, 0)[0], columns)
        return
    place = _skip(text, 1)
    while not text.startswith("]", place):
        value, place = _parse(text, place)
        yield value
        place = _skip(text, place)
        if text.startswith(",", place):
            place = _skip(text, place + 1)
        elif not text.startswith("]", place):
            raise LoadError(_BROKEN_JSON)


def _parse(text: str, place: int) -> tuple[object, int]:
    """Return the JSON value at offset `place` and the offset after it; raise LoadError if there is none."""
    try:
        return _DECODER.raw_decode(text, place)
    except (ValueError, RecursionError) as error:
        raise LoadError(_BROKEN_JSON) from error


def _skip(text: str, place: int) -> int:
    """Return the offset of the next non-space character."""
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _is_line_delimited(text: str) -> bool:
    """Return whether the first of several lines is a complete JSON object."""
    first, _, rest = text.partition("\n")
    if not rest.strip():
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _find_records(value: object, columns: Columns) -> list[object]:
    """Return the list of records in a JSON value; raise LoadError if there is none."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        if any(name in value for name in (*(columns.all_texts or columns.text), *columns.turns)) or _pairs(
            value, columns
        ):
            return [value]
        if lists := _lists_in(value, 0):
            return max(lists, key=len)
        if _is_row(value, columns):
            return [value]
    raise LoadError(Message("json-no-text", {"field": columns.text[0]}))


@dataclass(frozen=True)
class _Tables:
    """A JSON object without a text: its title or '', its fields, one a line, and its lists of records, each a table."""

    title: str
    fields: tuple[str, ...]
    lists: tuple[list[dict[str, object]], ...]


def _tables_of(value: object, columns: Columns) -> _Tables | None:
    """Return the fields and tables of a JSON object whose lists hold rows without a text, None for any other."""
    if not isinstance(value, dict) or _pairs(value, columns) or holds_records(list(value), columns):
        return None
    lists = _lists_in(value, 0)
    if len(lists) == 1 and len(lists[0]) == 1 and isinstance(only := lists[0][0], dict) and _lists_in(only, 0):
        inner = _tables_of(only, columns)  # forecasts: [{city: …, casts: […]}]
        own = _title_beside(value, columns)
        around = _fields_in(value, own)
        return inner and replace(inner, title=own or inner.title, fields=(*around, *inner.fields))
    rows = [[item for item in found if isinstance(item, dict)] for found in lists]
    if not lists or any(
        not _is_row(item, columns) and not _is_short(item, columns) for found in rows for item in found
    ):
        return None
    title = _title_beside(value, columns)
    return _Tables(title, tuple(_fields_in(value, title)), tuple(rows))


def _title_beside(value: Mapping[str, object], columns: Columns) -> str:
    """Return the title that a JSON object, or one in it that has lists of records too, gives; '' without one."""
    own = _line(value, columns.title)
    if holds_chinese(own) and len(own) >= _MIN_TITLE_CHARS:
        return own[:_MAX_TITLE_CHARS]
    inner = (item for item in value.values() if isinstance(item, dict) and _lists_in(item, 0))
    return next(filter(None, (_title_beside(item, columns) for item in inner)), "")


def _is_short(record: Mapping[str, object], columns: Columns) -> bool:
    """Return whether a record's text is only a few words beside other values, without a title or an id of its own."""
    text, own = _text(record, columns), (*columns.title, *columns.id, *columns.published)
    return 0 < len(text) <= _MAX_CELL_CHARS and "。" not in text and not any(record.get(name) for name in own)


def _fields_in(value: dict[str, object], title: str) -> Iterator[str]:
    """Yield what a JSON object and the objects in it say beside its lists of records and its title; what a program says
    of its answer and its pages (code: 0, msg: ok) is nothing."""
    for name, item in value.items():
        if isinstance(item, dict):
            yield from () if _is_place_in_pages(name, item) else _fields_in(item, title)
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            continue
        elif (text := _shown(item)) and (
            holds_chinese(name + text) or (not isinstance(item, bool) and _is_told(name, text))
        ):
            if text != title:
                yield f"{name}：{text}"


def _is_place_in_pages(name: str, value: dict[str, object]) -> bool:
    """Return whether an object only says which page of its answer a program gave (page: {no: 1, size: 20})."""
    return _OF_PROGRAM.fullmatch(name) is not None and all(isinstance(item, int) for item in value.values())


def _is_told(name: str, text: str) -> bool:
    """Return whether a field without Chinese tells something: a price, a telephone, a web address."""
    return re.search(r"\d|:", text) is not None and _OF_PROGRAM.fullmatch(name) is None


def _lists_in(value: dict[str, object], depth: int) -> list[list[object]]:
    """Return the lists of objects in a JSON object, including nested ones (data: {list: [...]})."""
    found: list[list[object]] = []
    for item in value.values():
        if isinstance(item, list) and item and isinstance(item[0], dict):
            found.append(item)
        elif isinstance(item, dict) and depth < _MAX_JSON_DEPTH:
            found += _lists_in(item, depth + 1)
    return found


def read_csv(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of a table with a header row; columns are separated by comma, tab or semicolon."""
    source.check_size(options.max_records_bytes)
    encoding = choose_encoding(source.pieces)
    csv.field_size_limit(_MAX_CSV_FIELD_CHARS)
    with io.TextIOWrapper(source.open(), encoding=encoding, errors="replace", newline="") as stream:
        head = "".join(stream.readline(_MAX_HEAD_CHARS) for _ in range(_LINES_TO_JUDGE_BY))
        stream.seek(0)
        if declared := _DECLARED.match(head):
            stream.readline()
        delimiter = declared["mark"] if declared else _delimiter(head)
        rows = csv.reader((row.replace("\x00", "") for row in stream), delimiter=delimiter)
        try:
            names = [name.strip("\ufeff ") for name in next(rows, [])]
        except csv.Error as error:
            raise LoadError(Message("table-heads-broken")) from error
        captions: list[str] = []
        while len(captions) < _MAX_CAPTIONS and _is_caption(names):
            captions.append("；".join(name for name in names if name))
            names = [name.strip() for name in next(_sound_rows(rows), [])]
        is_table = not holds_records(names, options.columns)
        found = (
            _read_table_rows(_sound_rows(rows), names, source, above=_Above("", tuple(captions)))
            if is_table
            else _read_rows(rows, names, encoding, source, options)
        )
        is_blank = True
        for item in found:
            is_blank = False
            yield item
        if is_blank:
            raise LoadError(Message("table-heads-only"))


def holds_records(names: list[str], columns: Columns) -> bool:
    """Return whether columns with these names contain article texts, or questions with their answers."""
    if any(name in names for name in columns.all_texts or columns.text):
        return True
    return any(name in names for name in columns.question) and any(name in names for name in columns.answer)


def _is_caption(cells: list[str]) -> bool:
    """Return whether a row above a table's heads names or describes it: one cell of several, or fields (单位：亩)."""
    texts = [cell for cell in cells if cell]
    if not texts or len(cells) < _MIN_CAPTIONED_COLUMNS:
        return False
    return len(texts) == 1 or (len(texts) < len(cells) and all(map(_CAPTION_FIELD.match, texts)))


def _sound_rows(rows: "Iterator[list[str]]") -> Iterator[list[str]]:
    while True:
        try:
            yield next(rows)
        except csv.Error:
            continue
        except StopIteration:
            return


def _read_rows(
    rows: "Iterator[list[str]]", names: list[str], encoding: str, source: Source, options: LoadOptions
) -> Iterator[Article | Rejection]:
    seen: set[str] = set()
    place = 1
    while True:
        place += 1
        name = f"{source.name} 第 {place} 行"
        try:
            row = next(rows, None)
        except csv.Error:
            yield Rejection(name, Message("table-row-broken"))
            continue
        if row is None:
            return
        if not any(row):
            continue
        fields = {key: value for key, value in zip(names, row, strict=False) if key}
        replaced = sum(repair(value, encoding).replaced for value in fields.values())
        yield _make(_Record(place, fields, replaced), name, source, options.columns, seen)


def read_fields(
    rows: Iterator[dict[str, str]], name: str, source: Source, options: LoadOptions
) -> Iterator[Article | Rejection]:
    """Yield the articles of records from another format; `name` says where they are, for rejections."""
    seen: set[str] = set()
    for place, fields in enumerate(rows, start=2):
        if any(fields.values()):
            yield _make(_Record(place, fields), f"{name} 第 {place} 行", source, options.columns, seen)


def _delimiter(head: str) -> str:
    """Return what separates columns: found in most of the first lines, then most often in them."""
    lines = [line for line in head.split("\n") if line.strip()]
    return max(",\t;|", key=lambda mark: (sum(mark in line for line in lines), head.count(mark)))


def _make(record: _Record, name: str, source: Source, columns: Columns, seen: set[str]) -> Article | Rejection:
    """Return the record's article, or a Rejection with the reason."""
    fields = record.fields
    text = _text(fields, columns)
    pairs = [] if text.strip() else _pairs(fields, columns)
    if not text.strip() and not pairs:
        return Rejection(name, Message("record-no-text", {"field": (columns.all_texts or columns.text)[0]}))
    own_id = _line(fields, columns.id)
    article_id = _whole_id(own_id, source) or f"{source.article_id}#{record.place}"
    if article_id in seen:
        return Rejection(name, Message("record-id-twice", {"id": own_id or article_id}))
    location = _line(fields, columns.location)
    known = Metadata(
        title=_line(fields, columns.title) or (plain_line(pairs[0][0])[:_MAX_TITLE_CHARS] if pairs else ""),
        published=_day(fields, columns.published),
        source=_line(fields, columns.source),
        author=_line(fields, columns.author),
        location=location if re.match(r"https?://", location) else "",
    )
    source.keep_original(article_id, _as_text(fields, text or "\n".join(part for pair in pairs for part in pair)))
    try:
        rest = _unused(fields, columns)
        beside = [] if not pairs else [(name, value) for name, value in rest if _is_said(name, value)]
        lines = [*pair_lines(pairs), *(Line(f"{name}：{value}", True, row=True) for name, value in beside)]
        page = clean_marked_lines(lines, known) if pairs else clean_text(text, known)
        left_out = [RemovedLine(f"{name}：{value}", _OTHER) for name, value in rest if (name, value) not in beside]
        page = replace(page, removed=(*page.removed, *left_out))
        article = make_article(article_id, page, location=source.location, note=decoding_note(record.replaced))
    except LoadError as error:
        return Rejection(name, error.message)
    seen.add(article_id)
    return article


def _unused(fields: Mapping[str, object], columns: Columns) -> list[tuple[str, str]]:
    """Return the fields of a record that are neither text nor metadata, each as one short line."""
    used: set[str] = set()
    for names in columns.named:
        found = next((name for name in names if fields.get(name) not in (None, "")), None)
        used |= {found} if found else set()
    if _day(fields, columns.published) is not None:
        used |= {next(name for name in columns.published if fields.get(name) not in (None, ""))}
    if re.match(r"https?://", _line(fields, columns.location)):
        used |= {next(name for name in columns.location if fields.get(name) not in (None, ""))}
    used |= set(columns.all_texts)
    rest = ((name, plain_line(str(value))) for name, value in fields.items() if name not in used and _is_plain(value))
    return [(str(name), value[:_MAX_SHORT_FIELD]) for name, value in rest if value]


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _is_said(name: str, value: str) -> bool:
    """Return whether a column besides question and answer contains Chinese text: 备注：大件另算."""
    return holds_chinese(name) and holds_chinese(value)


def _whole_id(own_id: str, source: Source) -> str:
    """Return the stored id of a record: 1 or A003 is unique in its file only, not in the library."""
    return f"{source.article_id}#{own_id}" if _COUNT.fullmatch(own_id) else own_id


# ---- Questions with their answers


def _pairs(fields: Mapping[str, object], columns: Columns) -> list[tuple[str, str]]:
    """Return the questions and answers of a record: two fields, or the turns of a conversation."""
    question, answer = _first(fields, columns.question), _first(fields, columns.answer)
    if isinstance(question, str) and question.strip() and isinstance(answer, str) and answer.strip():
        more = _first(fields, columns.question_goes_on)
        question = f"{question.strip()} {more.strip()}" if isinstance(more, str) and more.strip() else question.strip()
        return [(question, answer.strip())]
    turns = _first(fields, columns.turns)
    pairs: list[tuple[str, str]] = []
    asked = ""
    for turn in turns if isinstance(turns, list) else []:
        who, said = _turn(turn)
        if who in _ASKING:
            asked = f"{asked} {said}".strip()
        elif who in _ANSWERING and said and asked:
            pairs.append((asked, said))
            asked = ""
    return pairs


_ASKING = frozenset(("human", "user", "问", "提问", "用户", "question"))
_ANSWERING = frozenset(("gpt", "assistant", "bot", "答", "回答", "客服", "answer"))


def _turn(turn: object) -> tuple[str, str]:
    """Return the speaker and the text of a turn in a conversation."""
    if not isinstance(turn, dict):
        return "", ""
    who = next((turn[name] for name in ("from", "role", "speaker") if isinstance(turn.get(name), str)), "")
    said = next((turn[name] for name in ("value", "content", "text") if isinstance(turn.get(name), str)), "")
    return who.lower(), said.strip()


def pair_lines(pairs: list[tuple[str, str]]) -> list[Line]:
    """Return questions and answers as separate lines: 问：… and 答：…."""
    lines: list[Line] = []
    for question, answer in pairs:
        lines.append(Line(f"问：{' '.join(visible_text(question).split())}", True, row=True))
        said = [line.strip() for line in visible_text(answer).split("\n") if line.strip()]
        lines += [Line(line if n else f"答：{line}", True, row=True) for n, line in enumerate(said)]
    return lines


_OF_PROGRAM = re.compile(
    r"(?:code|status|state|ret|errno|err(?:or)?_?(?:code|no)?|ok|success|msg|message|total|count|has_?more|(?:page|cur(?:rent)?)_?\w*"
    r"|\w*size|limit|offset|timestamp|ts|(?:trace|request|session)_?id|id|uuid|took|cost)",
    re.IGNORECASE,
)
"""Names of the fields in which a program tells of its answer and its pages."""


# ---- Rows of a table that is not a list of articles


@dataclass(frozen=True)
class _Above:
    """What stands above the rows of a table: its title, or '', and other lines."""

    title: str = ""
    lines: tuple[str, ...] = ()


def _read_table_rows(
    rows: Iterator[list[str]],
    header: list[str],
    source: Source,
    *,
    above: _Above = _Above(),
    is_headed: bool | None = None,
    first: int = 1,
) -> Iterator[Article]:
    """Yield a table as articles of a bounded number of rows each, every row a line with its column heads.

    Without a title, the first line above the heads is it unless it is a field. `is_headed`: whether `header` surely
    holds the heads; None where its look and the rows below decide. `first`: the number of the first row in its file.
    """
    title, captions = above.title, above.lines
    if not title and captions and not _CAPTION_FIELD.match(captions[0]):
        title, captions = captions[0], captions[1:]
    title = title or PurePosixPath(source.name).stem
    while block := [[cell.strip() for cell in row] for row in islice(rows, _ROWS_IN_AN_ARTICLE)]:
        grid = [
            [Cell(cell, is_heading=bool(is_headed)) for cell in header],
            *([Cell(cell) for cell in row] for row in block),
        ]
        tables = split_at_blank_rows(grid if is_headed is not False else grid[1:])
        lines = [line for table in tables for line in read_table(table)] if any(map(any, block)) else []
        if is_headed is None:
            is_headed = any(head for line in lines for head, _ in line.fields)
        text = [Line(line, True, row=True) for line in (*captions, *(line.text for line in lines))]
        captions = ()
        article_id = source.article_id if first == 1 else f"{source.article_id}#{first}"
        if text:
            yield _article_of(article_id, text, title, source)
        first += len(block)


def _is_row(record: Mapping[str, object], columns: Columns) -> bool:
    """Return whether a record has no text and no answer, but several short values, Chinese among them."""
    if holds_records(list(record), columns) or any(name in record for name in columns.turns):
        return False
    values = [text for value in record.values() if (text := _shown(value))]
    return len(values) >= _MIN_ROW_VALUES and any(map(holds_chinese, values))


def _lone_object(value: object, columns: Columns) -> dict[str, object] | None:
    """Return a JSON object without a text and without lists of records: all of the file; None for any other."""
    is_one = isinstance(value, dict) and not _lists_in(value, 0) and _is_row(value, columns)
    return value if is_one and isinstance(value, dict) else None


def _read_object(fields: dict[str, object], source: Source, columns: Columns) -> Article:
    """Return what a JSON object says, one field a line, below its title."""
    title = _title_beside(fields, columns)
    lines = [Line(f"{name}：{text}", True, row=True) for name, text in _all_fields(fields) if text != title]
    return _article_of(source.article_id, lines, title or PurePosixPath(source.name).stem, source)


def _article_of(article_id: str, lines: list[Line], title: str, source: Source) -> Article:
    """Return the article of lines that a file's records say, which are kept as the original."""
    source.keep_original(article_id, "\n".join(line.text for line in lines))
    return make_article(article_id, clean_marked_lines(lines, Metadata(title=title)), location=source.location)


def _all_fields(fields: Mapping[str, object], around: str = "") -> Iterator[tuple[str, str]]:
    """Yield the fields of an object and of those inside it, whose names stand behind that of the object around them
    (早班时间, price amount)."""
    for name, value in fields.items():
        gap = " " if around.isascii() or name.isascii() else ""
        whole = f"{around}{gap}{name}" if around else name
        if isinstance(value, dict):
            yield from _all_fields(value, whole)
        elif text := _shown(value):
            yield whole, text


# ---- Messages of a chat


def _is_message(record: Mapping[str, object], columns: Columns) -> bool:
    """Return whether a record is what somebody said: a sender and a text, without a title or an id of its own."""
    text, own = _text(record, columns), (*columns.title, *columns.location)
    return 0 < len(text) <= _MAX_SHORT_FIELD and bool(_line(record, columns.sender)) and not any(map(record.get, own))


def _read_messages(messages: "list[dict[str, object]]", source: Source, columns: Columns) -> Iterator[Article]:
    """Yield a chat as articles of a bounded number of messages, each a line with its writer and moment."""
    first = 1
    while block := messages[first - 1 : first - 1 + _ROWS_IN_AN_ARTICLE]:
        lines = [Line(text, True, row=True) for message in block if (text := _said(message, columns))]
        article_id = source.article_id if first == 1 else f"{source.article_id}#{first}"
        yield _article_of(article_id, lines, PurePosixPath(source.name).stem, source)
        first += len(block)


def _said(message: Mapping[str, object], columns: Columns) -> str:
    """Return a message as a line: 花匠老吕（2024-07-02 09:01）：先剪病叶再喷药。"""
    text = " ".join(visible_text(_text(message, columns)).split())
    moment = _line(message, columns.published)
    if re.fullmatch(r"1\d{9}(\d{3})?", moment):
        moment = str(_day(message, columns.published))
    return f"{_line(message, columns.sender)}{f'（{moment}）' if moment else ''}：{text}" if text else ""


def _read_tables(tables: _Tables, source: Source) -> Iterator[Article]:
    """Yield the fields of a JSON object and its tables, one after the other."""
    above, first = _Above(tables.title, tables.fields), 1
    for rows in tables.lists:
        yield from _read_records_as_rows(rows, source, above=above, first=first)
        above, first = _Above(tables.title), first + len(rows)


def _read_records_as_rows(
    records: "list[dict[str, object]]", source: Source, *, above: _Above = _Above(), first: int = 1
) -> Iterator[Article]:
    """Yield records without a text as the rows of a table, whose heads are their names, below what stands `above`."""
    header = list(dict.fromkeys(str(name) for record in records for name in record))
    rows = ([_shown(record.get(name)) for name in header] for record in records)
    yield from _read_table_rows(rows, header, source, above=above, is_headed=True, first=first)


def _shown(value: object) -> str:
    """Return a plain value, or a list or an object of such, as the text of a cell."""
    if isinstance(value, dict):
        return "、".join(f"{name} {text}" for name, item in value.items() if (text := _shown(item)))
    if isinstance(value, list):
        return "、".join(text for item in value if (text := _shown(item)))
    return plain_line(visible_text(str(value))) if _is_plain(value) else ""


def _as_text(fields: Mapping[str, object], text: str) -> str:
    """Return a record as readable text: its short fields, one per line, then its text."""
    short = [f"{name}：{value}" for name, value in fields.items() if isinstance(value, str | int | float)]
    return "\n".join([*(line for line in short if text not in line and len(line) < _MAX_SHORT_FIELD), "", text])


def _first(fields: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next((fields[name] for name in names if fields.get(name) not in (None, "")), None)


def _line(fields: Mapping[str, object], names: tuple[str, ...]) -> str:
    value = _first(fields, names)
    if isinstance(value, list):
        value = " ".join(str(item) for item in value if isinstance(item, str | int))
    if isinstance(value, dict):
        value = _first(value, _NAMES)
    return plain_line(str(value))[:500] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _text(fields: Mapping[str, object], columns: Columns) -> str:
    """Return the text of a record: the first text field that is not empty, or all that the settings name."""
    if columns.all_texts:
        return "\n\n".join(text for name in columns.all_texts if (text := _text_of(fields.get(name)).strip()))
    return _text_of(_first(fields, columns.text))


def _text_of(value: object) -> str:
    """Return a text, one that an editor stores in blocks (a paragraph, a heading, a list) a line each."""
    return value if isinstance(value, str) else "\n".join(_block_lines(value, 0))


def _block_lines(block: object, depth: int) -> Iterator[str]:
    if isinstance(block, str) and block.strip():
        yield block
    if depth > _MAX_BLOCK_DEPTH:
        return
    if isinstance(block, list):
        runs = [item.get("text") for item in block if isinstance(item, dict)]
        if len(runs) == len(block) > 1 and all(isinstance(run, str) for run in runs):
            yield "".join(str(run) for run in runs)  # the differently marked pieces of one paragraph
            return
        for item in block:
            yield from _block_lines(item, depth + 1)
    elif isinstance(block, dict):
        inner = next((block[name] for name in _INSIDE_BLOCK if block.get(name)), None)
        yield from _block_lines(inner, depth + 1)


def _day(fields: Mapping[str, object], names: tuple[str, ...]) -> date | None:
    """Return the day of a date field: in any usual format, or a Unix time in seconds or milliseconds."""
    value = _first(fields, names)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _day_of_timestamp(float(value))
    if isinstance(value, str):
        found = read_date(value)
        if found is None and re.fullmatch(r"1\d{9}(\d{3})?", value.strip()):
            return _day_of_timestamp(float(value))
        return found
    return None


def _day_of_timestamp(value: float) -> date | None:
    """Return the day of a Unix time in China's time zone; None for numbers that cannot be one."""
    if value > 1e11:
        value /= 1000
    if not 3e8 < value < 4e9:
        return None
    return (datetime.fromtimestamp(value, UTC) + timedelta(hours=8)).date()
