"""Bylines: who wrote an article, as its first or last words name them."""

import re

from index.clean.credits.dates import DATE_PATTERN, find_date
from index.clean.credits.fields import EDITOR, MAX_CREDIT_CHARS, SOURCE, TIGHT_FIELD, WRITER, Credits, read_fields
from index.clean.credits.names import NAME, NAMES, are_names, clean_names

_BRACKET_END = re.compile(r"[（(【\[]\s*([^（()）【】\[\]。！？]{2,80}?)\s*[)）】\]]\s*$")
_OUTLET_END = "网|报|社|台|客户端|频道|融媒体|新闻|中心"
_OFFICE_END = "支队|学校|大学|法院|检察院|公司|局|政府|街道|镇|乡|办"
_ORG_NAMES = re.compile(
    rf"^(?:[\u4e00-\u9fffA-Za-z0-9·、/\-]{{2,24}}?(?:{_OUTLET_END}|{_OFFICE_END}))?"
    rf"[ \u3000·]?(?:{WRITER}[ \u3000:：/]{{0,3}})(?P<names>{NAMES})(?P<rest>.{{0,60}})$"
)
_ORG_SPACE_NAMES = re.compile(rf"^[\u4e00-\u9fffA-Za-z0-9·\-]{{2,20}}(?:{_OUTLET_END}|APP)[ \u3000](?P<names>{NAMES})$")
_WORK = (
    "摄影报道|整理报道|综合报道|摄影|摄|图|文|报道|整理|综合|"
    r"[／/][\u4e00-\u9fff]{2,6}(?:报道|報導|电|電)|文/图|文图|图文|制图|视频|供图|实习生|发自[\u4e00-\u9fff]{2,10}"
)
_REST = re.compile(rf"^(?:[ \u3000、，,;；/和]{{0,3}}(?:{WRITER}|{EDITOR}|{_WORK}|{NAME})[ \u3000:：/]{{0,3}})*$")
_WORK_WORDS = re.compile(rf"{WRITER}|{EDITOR}|{_WORK}")
_BRACKET_LABEL = re.compile(
    rf"{SOURCE}|{EDITOR}|编译|原标题|{WRITER}[:：/ \u3000]|图/|摄影|供图|图片由|受访者|[摄攝]$|发$"
)
_NAMELESS = re.compile(rf"^[\u4e00-\u9fff]{{0,8}}(?:{WRITER})$")
_ABOUT_AUTHOR = re.compile(r"作者(?:为|系|是|单位)|化名|以下简称|下称")
_CLOSING_DATELINE = re.compile(
    rf"^(?P<source>新华社|中新社)[\u4e00-\u9fff]{{0,8}}(?P<day>{DATE_PATTERN}|\d{{1,2}}月\d{{1,2}}日)电$"
)

_SPACED_EDITORS = re.compile(rf"^(?:{EDITOR}[ \u3000]?{NAME}[ \u3000]{{0,3}}){{1,5}}$")
_STOP = re.compile(r"[。！？!?…][”’」』）)】]*|[”」]")


def read_byline(text: str) -> Credits | None:
    """Return whom a byline names (记者 张三 李四 摄; 中新网记者张三; （张三 李四）), None where it is none."""
    text = text.strip(" \u3000。")
    bracket = _BRACKET_END.fullmatch(text)
    if bracket:
        return read_bracket(bracket.group(1))
    if dateline := _CLOSING_DATELINE.match(text):
        return Credits(published=find_date(dateline["day"]), source=dateline["source"])
    if editors := _read_spaced_editors(text):
        return editors
    found = _ORG_NAMES.match(text)
    if found and _REST.match(found["rest"]):
        return Credits(author=clean_names(found["names"] + " " + _further_writers(found["rest"])))
    return None


def _further_writers(rest: str) -> str:
    return " ".join(re.findall(NAME, _WORK_WORDS.sub(" ", rest)))


def read_bracket(content: str) -> Credits | None:
    """Return the credits inside a closing bracket, None where the bracket belongs to the article."""
    if _ABOUT_AUTHOR.search(content):
        return None
    if are_names(content):
        return Credits(author=clean_names(content))
    fields = list(TIGHT_FIELD.finditer(content))
    if fields and not content[: fields[0].start()].strip(" 、，,"):
        return read_fields(content, fields)
    if found := _ORG_SPACE_NAMES.match(content) or _ORG_NAMES.match(content):
        rest = found.groupdict().get("rest") or ""
        further = _further_writers(rest) if _REST.match(rest) else ""
        return Credits(author=clean_names(f"{found['names']} {further}"))
    if _NAMELESS.match(content) or (_BRACKET_LABEL.search(content) and len(content) <= 40):
        return Credits()
    return None


def cut_credits(text: str) -> tuple[str, Credits] | None:
    """Return `text` without the credits that close it, and what they say; None where it does not end in credits."""
    tail = text[-MAX_CREDIT_CHARS:]
    base = len(text) - len(tail)
    if (bracket := _BRACKET_END.search(tail)) and (credits := read_bracket(bracket.group(1))) is not None:
        return text[: base + bracket.start()].rstrip(), credits
    start = _after_last_stop(tail)
    last = tail[start:].strip()
    if not last or (base + start == 0 and len(last) < 2):
        return None
    credits = read_byline(last) or _read_tight(last)
    return (text[: base + start].rstrip(), credits) if credits is not None else None


def _read_tight(text: str) -> Credits | None:
    """Return the fields of credits that stand without gaps (来源：新华网责任编辑：李四)."""
    fields = list(TIGHT_FIELD.finditer(text))
    if not fields:
        return None
    lead = text[: fields[0].start()].strip(" \u3000、，,；;")
    if lead.strip("【[（(") and (byline := read_byline(lead) or read_byline(lead.strip("【[（("))) is None:
        return None
    credits = read_fields(text, fields)
    return credits.merged(byline) if credits and lead.strip("【[（(") and byline else credits


def _read_spaced_editors(text: str) -> Credits | None:
    """Return the names of `编辑 张三 校对 李四`."""
    if not _SPACED_EDITORS.match(text):
        return None
    first = re.search(rf"{EDITOR}[ \u3000]?({NAME}?)(?=[ \u3000]|{EDITOR}|$)", text)
    return Credits(editor=clean_names(first.group(1)) if first else "")


def _after_last_stop(text: str) -> int:
    """Return the offset behind the last sentence end of `text`, 0 where there is none."""
    ends = [found.end() for found in _STOP.finditer(text) if found.end() < len(text)]
    return ends[-1] if ends else 0
