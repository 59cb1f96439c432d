"""Lines of nothing but credits, above and below an article."""

import re
from datetime import date

from index.clean.credits.bylines import read_byline
from index.clean.credits.dates import DATE_PATTERN, TIME_PATTERN, find_date
from index.clean.credits.fields import DATE_TIME, FIELD, MAX_CREDIT_CHARS, SOURCE, Credits, read_fields
from index.clean.credits.names import are_names, clean_names

_STAMP = re.compile(
    rf"^(?P<stamp>(?:{DATE_PATTERN}){TIME_PATTERN})[\s|｜].*$|^.*[\s|｜](?P<end>(?:{DATE_PATTERN}){TIME_PATTERN})$"
)
_MAX_STAMP_WORDS = 32
_DECORATION = re.compile(r"[\s\[\]【】()（）|｜<>《》:：,，.。/\-—_]+")
_OUTLET = re.compile(
    r"^[\u4e00-\u9fffA-Za-z0-9·\-—－/]{2,24}(?:网|報|报|社|台|频道|客户端|融媒体中心|融媒体|传媒|新闻|在线|日报|晚报|晨报|时报|周刊|杂志|"
    r"公众号|微信|微博|发布|财经|政府|委员会|局|办公室|厅|部|办|院|中心|号)$"
)
_NEWS_OUTLET = re.compile(r"^[\u4e00-\u9fff]{2,8}(?:网|报|社|台|频道|客户端|融媒体中心|融媒体|传媒|新闻|在线|周刊)$")
_POSTED_FROM = re.compile(r"^(?:来自|IP属地)(?:\s+|\s*[:：]\s*)[\u4e00-\u9fffA-Za-z0-9]{2,12}$")
_POSTED = re.compile(rf"^.{{0,12}}(?:发表于|發表於|发布于|編輯於|编辑于)\s*(?:{DATE_PATTERN}){TIME_PATTERN}.{{0,30}}$")
_WEEKDAY = re.compile(r"星期[一二三四五六日天]|周[一二三四五六日]")
_RARER_DAY = re.compile(r"[〇零○OＯo一二三四五六七八九十]{1,4}[年月日]|[A-Z][a-z]+\.? \d+, \d{4}")


def read_credit_line(line: str) -> Credits | None:
    """Return what a line of nothing but credits says (发布日期：… 来源：… 访问量：…), None for any other line."""
    if len(line) > MAX_CREDIT_CHARS or "。" in line:
        return None
    if _POSTED.match(line):
        return Credits(published=find_date(line))
    fields = list(FIELD.finditer(line))
    if not fields:
        return _read_bare_line(line)
    credits = read_fields(line, fields)
    lead = line[: fields[0].start()]
    if credits is None or not _is_credit_lead(lead):
        return None
    return credits.merged(_read_lead(lead))


def lacks_source(line: str) -> bool:
    """Return whether a credit line ends with the label of a source and nothing behind it: the next line may name it."""
    return re.search(rf"{SOURCE}\s{{0,3}}[:：]\s*$", line) is not None


def is_bare_day(line: str) -> bool:
    """Return whether a line is a day, with or without time, and no label or outlet."""
    return find_date(line) is not None and not re.search(
        r"[\u4e00-\u9fff]{2}|[:：].*[:：].*[:：]", DATE_TIME.sub("", line)
    )


def read_stamp(line: str) -> date | None:
    """Return the day that a short line begins or ends with, set off by a space from a few other words."""
    found = _STAMP.match(line)
    return find_date(line) if found and len(line) - len(found["stamp"] or found["end"]) <= _MAX_STAMP_WORDS else None


def read_outlet(line: str) -> Credits | None:
    """Return the source that a line names and nothing else, None where it is no outlet's name."""
    return Credits(source=line) if _OUTLET.match(line) else None


def read_name_line(line: str) -> Credits | None:
    """Return what a line says that is an outlet's name, personal names, or where a post came from (来自 北京)."""
    if _NEWS_OUTLET.match(line):
        return Credits(source=line)
    if are_names(line):
        return Credits(author=clean_names(line))
    return Credits() if _POSTED_FROM.match(line) else None


def _is_credit_lead(lead: str) -> bool:
    """Return whether what stands before the first field is a date, an outlet or decoration."""
    rest = _DECORATION.sub("", DATE_TIME.sub("", lead))
    return not rest or len(rest) <= 12 or _OUTLET.match(rest) is not None


def _read_lead(lead: str) -> Credits:
    rest = DATE_TIME.sub(" ", lead).strip(" \u3000[]【】()（）|｜<>,，:：-—")
    source = rest if _OUTLET.match(rest) else ""
    return Credits(published=find_date(lead), source=source)


def _read_bare_line(line: str) -> Credits | None:
    """Return the credits of a line without labels: a date alone or with an outlet, or reporters alone."""
    day = DATE_TIME.search(line)
    if day or len(line) <= 20:
        rest = _WEEKDAY.sub(" ", DATE_TIME.sub(" ", line))
        published = find_date(line)
        if published and not _DECORATION.sub("", _RARER_DAY.sub("", rest)):
            return Credits(published=published)
        outlet = re.sub(r"^来自\s*", "", rest.strip(" \u3000[]【】()（）|｜,，:：-—"))
        if day and _OUTLET.match(outlet):
            return Credits(published=published, source=outlet)
    return read_byline(line)
