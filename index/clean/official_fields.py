"""Form fields of official documents, court papers and notices: number, index, period of validity."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from index.article import Field, RemovedLine
from index.chinese.vocabulary import compiled, groups_of, pattern_of, words_of
from index.clean.lines import Removal

NAME_OF: Mapping[str, str] = {name: group[0] for group in groups_of("official.names") for name in group}
"""Canonical name of each field name: 文号 -> 发文字号."""
_SURE = frozenset(words_of("official.sure"))
_NAMED = re.compile(
    rf"(?:^|(?<=[\s\u3000;；|｜\]】]))[\[【]?(?P<name>{pattern_of('official.names')})[\]】]?\s{{0,3}}[:：]\s*"
)
_VALUE_END = re.compile(r"[\u3000|｜]|\s{2,}|[；;](?=[^；;：:]{2,10}[：:])|\s+(?=[\u4e00-\u9fff]{2,8}\s{0,2}[:：])")
_SENTENCE = re.compile(r"[。！？]")
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff][ \u3000]{1,4}){1,4}[\u4e00-\u9fff](?=\s{0,2}[:：])")
MAX_VALUE_CHARS = 80
_MAX_LINE_CHARS = 240
_HEAD_PARAGRAPHS = 24
_TITLE_PARAGRAPHS = 4


def find_fields(paragraphs: Sequence[str], removed: Iterable[RemovedLine]) -> tuple[Field, ...]:
    """Return the fields in the head of a document, in order, each once, under their canonical names.

    The first paragraphs and the removed credits are searched. Unless one field is certainly a document's (发文字号,
    索引号, 成文日期), the result is empty: a 有效期 may be that of a carton of milk.
    """
    credits = (line.text for line in removed if line.role == Removal.CREDIT.value)
    found: dict[str, str] = {}
    is_sure = False
    for line in chain.from_iterable(text.split("\n") for text in [*credits, *paragraphs[:_HEAD_PARAGRAPHS]]):
        for name, value in _fields_of(line):
            found.setdefault(NAME_OF[name], value)
            is_sure |= is_sure_name(name)
    if not is_sure:
        found = {}
    for name, entry in (("发文字号", "official.number_line"), ("案号", "official.case_line")):
        own_line = next((text for text in paragraphs[:_TITLE_PARAGRAPHS] if compiled(entry).match(text.strip())), "")
        if own_line:
            found.setdefault(
                name, own_line.strip().removeprefix("（").removesuffix("）") if name != "案号" else own_line
            )
    return tuple(Field(name, value) for name, value in found.items())


def is_sure_name(name: str) -> bool:
    """Return whether only documents have such a field: 发文字号 and 案号, not 有效期."""
    return name in _SURE


def _fields_of(line: str) -> Iterable[tuple[str, str]]:
    """Yield each name and value in a line like 索引号：A01　发文字号：湖水〔2023〕8号."""
    if len(line) > _MAX_LINE_CHARS:
        return
    line = _SPACED.sub(lambda match: "".join(match.group().split()), line)  # 有 效 期：
    for match in _NAMED.finditer(line):
        value = _VALUE_END.split(line[match.end() :], maxsplit=1)[0].strip()
        if value and len(value) <= MAX_VALUE_CHARS and not _SENTENCE.search(value):
            yield match["name"], value
