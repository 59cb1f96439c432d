"""Files that hold many articles as records: .jsonl, .json, .csv."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from index.article import Article, Rejection
from index.clean import Metadata, clean_text, plain_line, read_date
from index.errors import LoadError
from index.load.decode import choose_encoding, decode, repair
from index.load.source import Columns, LoadOptions, Source, decoding_note, make_article
from index.messages import Message

_MAX_CSV_FIELD_CHARS = 10_000_000
_MAX_BRACKET_SHARE = 1 / 16
"""JSON with more brackets per byte than this holds structures, not articles; parsed it would fill the memory."""
_BRACKETS_MATTER_FROM = 1_000_000
_MAX_SHORT_FIELD = 300
_BROKEN_JSON = Message("json-broken")
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class _Record:
    """One record of a file: its place there (line or number, from 1), its fields, and characters lost in decoding."""

    place: int
    fields: Mapping[str, object]
    replaced: int = 0


def read_jsonl(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of a file with one JSON object a line; a bad line is a Rejection and the rest goes on."""
    source.check_size(options.max_records_bytes)
    if source.size == 0:
        raise LoadError(Message("file-empty"))
    encoding = choose_encoding(source.pieces)
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


def _skip_line(stream: io.TextIOWrapper, piece_chars: int) -> None:
    while (piece := stream.readline(piece_chars)) and not piece.endswith("\n"):
        pass


def _read_line(  # noqa: PLR0913 - one line needs the file's state, and a class for it would hide the loop
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
    """Yield the articles of a JSON file: an object, a list, a list inside an object, or one object a line."""
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
    seen: set[str] = set()
    for place, item in enumerate(_iter_records(text, options.columns), start=1):
        name = f"{source.name} 第 {place} 条"
        if isinstance(item, dict):
            yield _make(_Record(place, item, decoded.replaced), name, source, options.columns, seen)
        else:
            yield Rejection(name, Message("json-entry-no-object"))


def _iter_records(text: str, columns: Columns) -> Iterator[object]:
    """Yield the records of a JSON text; those of a list are parsed one by one, so that memory holds one."""
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
    """Return the JSON value at `place` and the offset behind it; raise LoadError where there is none."""
    try:
        return _DECODER.raw_decode(text, place)
    except (ValueError, RecursionError) as error:
        raise LoadError(_BROKEN_JSON) from error


def _skip(text: str, place: int) -> int:
    """Return the offset of the next character that is no white space."""
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _is_line_delimited(text: str) -> bool:
    """Return whether the first of several lines is a JSON object of its own."""
    first, _, rest = text.partition("\n")
    if not rest.strip():
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _find_records(value: object, columns: Columns) -> list[object]:
    """Return the list of records in a JSON value; raise LoadError where there is none."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        if any(name in value for name in columns.text):
            return [value]
        lists = [item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)]
        if lists:
            return max(lists, key=len)
    raise LoadError(Message("json-no-text", {"field": columns.text[0]}))


def read_csv(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of a table with a header row; comma, tab and semicolon separate columns."""
    source.check_size(options.max_records_bytes)
    encoding = choose_encoding(source.pieces)
    csv.field_size_limit(_MAX_CSV_FIELD_CHARS)
    with io.TextIOWrapper(source.open(), encoding=encoding, errors="replace", newline="") as stream:
        head = stream.readline(1_000_000)
        stream.seek(0)
        rows = csv.DictReader((row.replace("\x00", "") for row in stream), delimiter=_delimiter(head))
        names = [(name or "").strip("\ufeff ") for name in rows.fieldnames or []]
        if not any(name in names for name in options.columns.text):
            raise LoadError(Message("table-no-text", {"field": options.columns.text[:4]}))
        rows.fieldnames = names
        yield from _read_rows(rows, encoding, source, options)


def _read_rows(
    rows: "csv.DictReader[str]", encoding: str, source: Source, options: LoadOptions
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
        fields = {key: value for key, value in row.items() if key and isinstance(value, str)}
        replaced = sum(repair(value, encoding).replaced for value in fields.values())
        yield _make(_Record(place, fields, replaced), name, source, options.columns, seen)


def _delimiter(head: str) -> str:
    return max(",\t;", key=head.count)


def _make(record: _Record, name: str, source: Source, columns: Columns, seen: set[str]) -> Article | Rejection:
    """Return the record's article, or the reason why it is none."""
    text = _text(record.fields, columns.text)
    if not text.strip():
        return Rejection(name, Message("record-no-text", {"field": columns.text[0]}))
    article_id = _line(record.fields, columns.id) or f"{source.article_id}#{record.place}"
    if article_id in seen:
        return Rejection(name, Message("record-id-twice", {"id": article_id}))
    location = _line(record.fields, columns.location)
    known = Metadata(
        title=_line(record.fields, columns.title),
        published=_day(record.fields, columns.published),
        source=_line(record.fields, columns.source),
        author=_line(record.fields, columns.author),
        location=location if re.match(r"https?://", location) else "",
    )
    source.keep_original(article_id, _as_text(record.fields, text))
    try:
        article = make_article(
            article_id, clean_text(text, known), location=source.location, note=decoding_note(record.replaced)
        )
    except LoadError as error:
        return Rejection(name, error.message)
    seen.add(article_id)
    return article


def _as_text(fields: Mapping[str, object], text: str) -> str:
    """Return a record as a person reads it: its short fields, one a line, then its text."""
    short = [f"{name}：{value}" for name, value in fields.items() if isinstance(value, str | int | float)]
    return "\n".join([*(line for line in short if text not in line and len(line) < _MAX_SHORT_FIELD), "", text])


def _first(fields: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next((fields[name] for name in names if fields.get(name) not in (None, "")), None)


def _line(fields: Mapping[str, object], names: tuple[str, ...]) -> str:
    value = _first(fields, names)
    if isinstance(value, list):
        value = " ".join(str(item) for item in value if isinstance(item, str | int))
    return plain_line(str(value))[:500] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _text(fields: Mapping[str, object], names: tuple[str, ...]) -> str:
    value = _first(fields, names)
    if isinstance(value, list):
        return "\n".join(str(item) for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""


def _day(fields: Mapping[str, object], names: tuple[str, ...]) -> date | None:
    """Return the day of a date field: any usual way to write one, or a Unix time in seconds or milliseconds."""
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
    """Return the day in China of a Unix time; None for numbers that cannot be one."""
    if value > 1e11:
        value /= 1000
    if not 3e8 < value < 4e9:
        return None
    return (datetime.fromtimestamp(value, UTC) + timedelta(hours=8)).date()
