"""Credits: who wrote an article, who published it and when, in bylines, datelines, labels and credit lines."""

import re
from dataclasses import dataclass, replace
from datetime import date

from index.chinese.dates import DATE_PATTERN, DAY_PATTERN, MONTH_DAY, RARER_DAY, TIME_PATTERN, WEEKDAY, find_date
from index.chinese.names import NAME, NAMES, are_names, clean_names
from index.chinese.vocabulary import compiled, pattern_of
from index.clean.furniture import is_furniture

# ---- Labels of credit lines (来源：, 记者：, 发布日期：) and their values


MAX_CREDIT_CHARS = 160
_ROLE, _WRITERS = pattern_of("credits.role"), pattern_of("credits.writers")
WRITER = rf"(?:{_ROLE})*(?:{_WRITERS})"
EDITOR, SOURCE = pattern_of("credits.editor"), pattern_of("credits.source")
_KINDS = (
    ("published", pattern_of("credits.day")),
    ("source", SOURCE),
    ("author", WRITER),
    ("editor", EDITOR),
    ("written", pattern_of("credits.written")),
    ("other", pattern_of("credits.other")),
)
_NAMED = [f"(?P<{kind}>{words})" for kind, words in _KINDS]
_SEPARATOR = r"\s{0,3}[:：/／丨|｜]\s*"
FIELD = re.compile(rf"(?<![\u4e00-\u9fff])(?:{'|'.join(_NAMED)}){_SEPARATOR}")
"""A label with its separator; the group name is the kind of field."""
TIGHT_FIELD = re.compile(rf"(?:{'|'.join(_NAMED[1:4])}){_SEPARATOR}")
"""Labels of source, writer and editor, even with nothing between them and the text before."""
DATE_TIME = re.compile(rf"(?:{DATE_PATTERN}){TIME_PATTERN}")


@dataclass(frozen=True)
class Credits:
    """What a byline or a credit line says; empty fields are not given. `written` is when a document was signed."""

    published: date | None = None
    written: date | None = None
    source: str = ""
    author: str = ""
    editor: str = ""

    def merged(self, other: "Credits") -> "Credits":
        """Return these credits, with empty fields filled from `other`."""
        return replace(
            self,
            published=self.published or other.published,
            written=self.written or other.written,
            source=self.source or other.source,
            author=self.author or other.author,
            editor=self.editor or other.editor,
        )


_SPAN = re.compile(rf"{DATE_TIME.pattern}\s?[~～—–至到-]{{1,2}}\s?(?:{DATE_PATTERN}|{MONTH_DAY}|\d{{1,2}}[:：时日])")
"""From one day or moment to another."""
_SAID = re.compile(r"[？?]|(?:吗|呢|吧|您)(?:[，,]|$)")
"""What names do not contain, but the questions of an interview do."""
_NEXT_LABEL = re.compile(r"[\s|｜]+(?:图|绘|插画|插图|朗读|诵读|配图|播音)\s{0,2}[:：/／|｜丨]")
"""What follows a writer's name in one line: 文：阿苇 图：老克."""
_OTHER_LABEL = re.compile(r"[\s|｜]+(?!(?:图|文)\s?[:：])[\u4e00-\u9fff]{2,6}\s?[:：]")
"""A field of another kind behind a writer's name: 作者：叶青　单位：河湾博物馆."""
_COUNTER = re.compile(
    r"[\s·•|｜]+(?:阅读|浏览|点击|评论|点赞|收藏|分享|转发|热度|人气|字数|閱讀|瀏覽)量?"
    r"[\s:：]*[\d,.万wWkK+]*\s*[次人字]?\s*$"
    r"|[\s·•|｜]+\d[\d,.万wWkK+]*\s*[次人条个]?\s*(?:阅读|浏览|点击|评论|跟帖|点赞|收藏|转发|参与)\s*$"
)
"""A counter behind an author's name: 阿穗 · 阅读 1024, 阿穗 3评论."""


def read_fields(line: str, fields: list[re.Match[str]]) -> Credits | None:
    """Return the fields of a line, None if a value is too long to be one."""
    credits = Credits()
    for field, following in zip(fields, [*fields[1:], None], strict=True):
        value = line[field.end() : following.start() if following else len(line)]
        kind = field.lastgroup or "other"
        if len(value.strip()) > (60 if kind == "other" else 48):
            return None
        if kind == "published" and _SPAN.search(value):
            return None  # 时间：2024-07-06 08:00 ~ 11:30, when something takes place
        if kind == "author" and _SAID.search(value):
            return None  # 记者：您在这里守了多少年？
        credits = credits.merged(_read_value(kind, value))
    return credits


_SOURCE_ENDS = re.compile(
    r"\s{2,}|[|｜]|\s+(?=[【\[]|举报|打印|分享|字号|字体|浏览|阅读|关注|收藏|点击|纠错|编辑|责编)"
)
_SHORT_YEAR = re.compile(r"^\s*(?P<republic>1)?(?P<year>\d\d)(?P<day>[-/.]\d{1,2}[-/.]\d{1,2})\s*$")


def _short_day(value: str) -> date | None:
    """Return the day of a labelled date in years of the Republic (112-03-20) or without the century (24-05-10)."""
    found = _SHORT_YEAR.match(value)
    return find_date(f"{(2011 if found['republic'] else 2000) + int(found['year'])}{found['day']}") if found else None


def _read_value(kind: str, value: str) -> Credits:
    if kind == "published":
        return Credits(published=find_date(value) or _short_day(value))
    if kind == "written":
        return Credits(written=find_date(value))
    day = find_date(value)
    value = _COUNTER.sub("", DATE_TIME.sub(" ", value))
    value = value.strip(" ·•\u3000[]【】()（）|｜<>,，.。:：;；@-—")
    if kind == "source":
        return Credits(published=day, source=_SOURCE_ENDS.split(value)[0].strip() if value else "")
    if kind in ("author", "editor") and value:
        value = _OTHER_LABEL.split(_NEXT_LABEL.split(value)[0])[0]
        first, *others = re.split(r"\s*[|｜]\s*", value)
        names = clean_names(" ".join([first, *(other for other in others if are_names(other))]))
        return Credits(day, author=names) if kind == "author" else Credits(day, editor=names)
    return Credits(published=day)


# ---- Bylines: the writers, in an article's first or last words


_GATHERED = re.compile(
    r"(?:^|(?<=[。！？”」』）)]))[ \u3000]*(?:[（(【](?:[\u4e00-\u9fff]{2,14})?综合"
    r"(?:[^。！？（()）【】]{2,60}(?:[社网報报台]|新闻|客户端|网站)|报道|整理)[^。！？（()）【】]{0,20}[)）】]"
    r"|综合\s?[:：][^。！？]{0,60}(?:[社网報报台]|新闻|客户端|@)[^。！？]{0,40})\s*$"
)
"""Outlets whose reports an article was compiled from: 综合：岚桥晚报、沅川新闻, （沅川新闻综合岚桥社、湖汀报）."""
_BRACKET_END = re.compile(r"[（(【\[]\s*([^（()）【】\[\]。！？]{2,80}?)\s*[)）】\]]\s*$")
_OUTLET_END, _OFFICE_END = pattern_of("outlets.in_byline"), pattern_of("outlets.office_in_byline")
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
_CLOSING_DATELINE = re.compile(rf"^(?P<source>新华社|中新社)[\u4e00-\u9fff]{{0,8}}(?P<day>{DAY_PATTERN})电$")

_SPACED_EDITORS = re.compile(rf"^(?:{EDITOR}[ \u3000]?{NAME}[ \u3000]{{0,3}}){{1,5}}$")
_STOP = re.compile(r"[。！？!?…][”’」』）)】]*|[”」]")


_REPORTED = re.compile(
    rf"^(?:(?:{DATE_PATTERN}){TIME_PATTERN}\s*)?(?:(?P<outlet>[\u4e00-\u9fff]{{2,12}}[網网社報报聞闻])\s*[／/]\s*)?(?:記者|记者)\s*"
    rf"(?P<name>{NAMES})\s*[／/]\s*[\u4e00-\u9fff]{{0,8}}(?:報導|報道|报道|综合报道)$"
)
_CONTENTS = re.compile(r"^(?:文|全文|本文)?章?(?:目录|目錄|章节)")


def read_byline(text: str) -> Credits | None:
    """Return the credits of a byline (记者 张三 李四 摄; 中新网记者张三; （张三 李四）), None if it is not one."""
    text = text.strip(" \u3000。")
    bracket = _BRACKET_END.fullmatch(text)
    if bracket and text[0] in "【[" and are_names(bracket.group(1)):
        return None  # 【冷菜】 heads what follows
    if bracket:
        return read_bracket(bracket.group(1))
    if dateline := _CLOSING_DATELINE.match(text):
        return Credits(published=find_date(dateline["day"]), source=dateline["source"])
    if editors := _read_spaced_editors(text):
        return editors
    if reported := _REPORTED.match(text):
        return Credits(find_date(text), source=reported["outlet"] or "", author=clean_names(reported["name"]))
    found = None if _CONTENTS.match(text) else _ORG_NAMES.match(text)
    if found and _REST.match(found["rest"]):
        return Credits(author=clean_names(found["names"] + " " + _further_writers(found["rest"])))
    return None


def _further_writers(rest: str) -> str:
    return " ".join(re.findall(NAME, _WORK_WORDS.sub(" ", rest)))


def read_bracket(content: str) -> Credits | None:
    """Return the credits inside a closing bracket, None if the bracket belongs to the article."""
    if _ABOUT_AUTHOR.search(content) or compiled("credits.seal").fullmatch(content):
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
    """Return `text` without its closing credits, and those; None if it does not end in credits."""
    tail = text[-MAX_CREDIT_CHARS:]
    base = len(text) - len(tail)
    if gathered := _GATHERED.search(tail):
        return text[: base + gathered.start()].rstrip(), Credits()
    if (bracket := _BRACKET_END.search(tail)) and (credits := read_bracket(bracket.group(1))) is not None:
        return text[: base + bracket.start()].rstrip(), credits
    start = _after_last_stop(tail)
    last = tail[start:].strip()
    if not last or (base + start == 0 and len(last) < 2):
        return None
    credits = read_byline(last) or _read_tight(last) or _read_roles(last)
    return (text[: base + start].rstrip(), credits) if credits is not None else None


def _read_tight(text: str) -> Credits | None:
    """Return the fields of credits without gaps between them (来源：新华网责任编辑：李四)."""
    fields = list(TIGHT_FIELD.finditer(text))
    if not fields:
        return None
    lead = text[: fields[0].start()].strip(" \u3000、，,；;")
    if lead.strip("【[（(") and (byline := read_byline(lead) or read_byline(lead.strip("【[（("))) is None:
        return None
    credits = read_fields(text, fields)
    return credits.merged(byline) if credits and lead.strip("【[（(") and byline else credits


_HASHTAGS = re.compile(r"(?:#[^#\s]{1,20}#[、，\s]*)+")
_MAX_LEAD_CHARS = 24
_MAX_OUTLET_CHARS = 16
_MAX_ROLE_NAMES = 12
_MIN_GLUED_CHARS = 8
_MAX_ROLE_NAME_CHARS = 4
_ROLE_MARKS = re.compile(r"[\s:：、，,;；/／|丨·・（）()【】\[\]]+")
_KINDS_OF_ROLE = (
    ("source", re.compile("来源|转自|综合自")),
    ("author", re.compile("记者|通讯员|报道员|撰|采写|作者|供稿")),
    ("editor", re.compile("编辑|责编")),
)


def _read_roles(text: str) -> Credits | None:
    """Return the credits in a row of roles and names (松溪日报高级记者 林小雨 图据受访者 编辑 田野), else None.

    It needs two roles, or one after an outlet; each is followed only by names, or the name of an outlet.
    """
    roles = list(compiled("newsroom.role").finditer(text))
    if not roles:
        return None
    lead = _HASHTAGS.sub("", text[: roles[0].start()]).strip(" \u3000（(【[")
    is_outlet = compiled("newsroom.outlet").search(lead) is not None
    if len(lead) > _MAX_LEAD_CHARS or (lead and not is_outlet and not are_names(lead)) or len(roles) + bool(lead) < 2:
        return None
    credits = Credits(author=clean_names(lead)) if lead and not is_outlet else Credits()
    for role, following in zip(roles, [*roles[1:], None], strict=True):
        value = text[role.end() : following.start() if following else len(text)]
        tokens = [token for token in _ROLE_MARKS.split(value) if token]
        kind = next((kind for kind, words in _KINDS_OF_ROLE if words.search(role.group())), "other")
        if not all(len(token) <= _MAX_ROLE_NAME_CHARS or _is_outlet_name(token) for token in tokens):
            return None
        if len(tokens) > _MAX_ROLE_NAMES or (len(tokens) > 1 and kind == "source"):
            return None
        if kind == "source" and tokens:
            credits = credits.merged(Credits(source=tokens[0]))
        elif kind != "other" and (names := " ".join(token for token in tokens if not _is_outlet_name(token))):
            credits = credits.merged(Credits(author=names) if kind == "author" else Credits(editor=names))
    return credits


def _is_outlet_name(text: str) -> bool:
    return len(text) <= _MAX_OUTLET_CHARS and compiled("newsroom.outlet").search(text) is not None


def cut_closing_source(text: str) -> tuple[str, Credits] | None:
    """Return a page's text without the source glued to its last words, and the source; None without one."""
    start = _after_last_stop(text[-MAX_CREDIT_CHARS:]) + max(0, len(text) - MAX_CREDIT_CHARS)
    found = compiled("newsroom.closing_source").search(text, start)
    if found is None or found.start() - start < _MIN_GLUED_CHARS:
        return None
    return text[: found.start()].rstrip(), Credits(source=found["source"])


def _read_spaced_editors(text: str) -> Credits | None:
    """Return the names of `编辑 张三 校对 李四`."""
    if not _SPACED_EDITORS.match(text):
        return None
    first = re.search(rf"{EDITOR}[ \u3000]?({NAME}?)(?=[ \u3000]|{EDITOR}|$)", text)
    return Credits(editor=clean_names(first.group(1)) if first else "")


def _after_last_stop(text: str) -> int:
    """Return the offset after the last sentence end of `text`, 0 if there is none."""
    ends = [found.end() for found in _STOP.finditer(text) if found.end() < len(text)]
    return ends[-1] if ends else 0


# ---- Datelines: 新华社北京7月29日电（记者 张三）


_DATELINE = re.compile(
    rf"^[【\[（(]?(?P<outlet>(?:据)?[\u4e00-\u9fffA-Za-z·\-—]{{2,14}}?{pattern_of('outlets.in_dateline')}?)(?P<place>[\u4e00-\u9fff]{{0,12}}?)"
    rf"\s?(?P<day>{DAY_PATTERN})?\s?(?P<mark>[电讯訊電]|消息)[】\]]?\s?"
    rf"(?:[（(【\[]?(?P<writers>[^（()）。]{{0,24}}?(?:记者|通讯员|记者组)[^（()）。，]{{1,40}})[)）】\]]?)?"
)
_AGENCY = re.compile(
    rf"^({pattern_of('outlets.agency_name')}|[\u4e00-\u9fff]{{2,8}}?{pattern_of('outlets.agency')}(?![网社报客台]))"
)
_PRESS_DATELINE = re.compile(
    r"^[A-Z][A-Za-z.,' ]{1,40}[,(]\s?"
    r"(?P<day>(?:[A-Z][a-z]+\.? \d{1,2}, \d{4})|(?:\d{1,2}/\d{1,2}/\d{4}))\)?"
    r"\s?(?:--|—|–|-|/)"
)
"""PENHALLOW, 03/27/2023 --, at the start of press releases."""
_WRITER_WORD = re.compile(r"^.*?(?:记者|通讯员)|通讯员|记者")


def read_dateline(text: str) -> Credits:
    """Return outlet, full date and writers of an opening dateline, which is part of the text and stays there."""
    found = _DATELINE.match(text[:120])
    if not found:
        place = _PRESS_DATELINE.match(text[:120])
        return Credits(published=find_date(place["day"])) if place else Credits()
    outlet = _AGENCY.match(found["outlet"] + (found["place"] or ""))
    writers = found["writers"] or ""
    names = " ".join(re.findall(NAME, _WRITER_WORD.sub(" ", writers)))
    if not outlet and not names:
        return Credits()
    return Credits(
        published=find_date(found["day"]) if found["day"] else None,
        source=outlet.group(1) if outlet else "",
        author=clean_names(names),
    )


# ---- Lines of credits only, above and below an article


_STAMP = re.compile(
    rf"^(?P<stamp>(?:{DATE_PATTERN}){TIME_PATTERN})[\s|｜].*$|^.*[\s|｜](?P<end>(?:{DATE_PATTERN}){TIME_PATTERN})$"
)
_INNER_STAMP = re.compile(rf"^[^，。！？]{{0,20}}[\s·](?P<stamp>(?:{DATE_PATTERN}){TIME_PATTERN})[\s·][^，。！？]*$")
_MAX_STAMP_WORDS = 32
_DECORATION = re.compile(r"[\s\[\]【】()（）|｜<>《》:：,，.。/\-—_]+")
_OUTLET = re.compile(rf"^[\u4e00-\u9fffA-Za-z0-9·\-—－/]{{2,24}}{pattern_of('outlets.publisher')}$")
_NEWS_OUTLET = re.compile(rf"^[\u4e00-\u9fff]{{2,8}}{pattern_of('outlets.news')}$")
_POSTED_FROM = re.compile(r"^(?:来自|IP属地)(?:\s+|\s*[:：]\s*)[\u4e00-\u9fffA-Za-z0-9]{2,12}$")
_POSTED = re.compile(
    rf"^.{{0,12}}(?P<posted>[Pp]osted @|发表于|發表於|发布于|編輯於|编辑于)\s*(?:{DATE_PATTERN})"
    rf"{TIME_PATTERN}.{{0,40}}$"
)
_DEVICE = re.compile(
    r"来自\s*(?:iPhone|iPad|Android|安卓|华为|HUAWEI|小米|红米|Redmi|vivo|OPPO|荣耀|HONOR|三星|一加|魅族|微博|手机|网页)",
    re.IGNORECASE,
)
"""With what a post was written, which is no outlet."""
_NAME_BEHIND_MOMENT = re.compile(r":\d\d\s+(?P<name>[^\s\d:：]{2,12})\s+(?:阅读|浏览|评论)")
_IN_PAPER = re.compile(
    rf"^(?P<names>{NAMES})?\s*《(?P<source>[^《》]{{2,16}})》\s*[（(]\s*(?:{DATE_PATTERN}).{{0,8}}?第?\s*[A-Z]?\d{{1,3}}\s*版\s*[)）]$"
)
_AGO = re.compile(
    r"^(?:(?P<before>[\u4e00-\u9fffA-Za-z0-9]{2,16})?[\s·|｜]*)"
    r"(?:\d{1,3}\s?(?:秒|秒钟|分钟|小时|天|周|个月)前|刚刚|[今昨前]天\s?\d{1,2}[:：]\d\d)"
    r"(?:[\s·|｜]*(?:来自\s*)?(?P<after>[\u4e00-\u9fffA-Za-z0-9]{2,16})?)$|^[今昨前]天$"
)
"""3小时前 gives a day only if it is known when the page was saved."""
_STAMPED_NAME = re.compile(
    rf"^(?:原创\s*[·•|｜]?\s*)?(?:{DATE_PATTERN}){TIME_PATTERN}\s*[·•|｜]\s*(?P<name>[\u4e00-\u9fffA-Za-z0-9_]{{2,16}})$"
)
"""2024-02-14 17:30 · and the account that posted it."""
_ORIGINAL = re.compile(
    rf"^原创(?:\s?[:：]\s?|\s+)(?:(?P<author>[^\s:：，。]{{1,12}})\s+)?(?P<source>[^\s:：，。]{{2,16}})\s+"
    rf"(?:(?:{DATE_PATTERN}){TIME_PATTERN}|[今昨前]天|\d{{1,2}}(?:天|周|个?月)前)(?:\s.{{0,16}})?$"
)
"""原创 阿苇 河湾慢生活 2032-03-03 07:00, as copied from the head of a WeChat page."""
_LATIN_NAME = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*){0,3}"
_ENGLISH_CREDIT = re.compile(
    rf"^(?:(?P<named>{_LATIN_NAME})\s*[·•|]\s*[A-Z][a-z]{{2,8}}\.? \d{{1,2}}, \d{{4}}"
    rf"|(?:By|Written by|Posted by) (?P<name>{_LATIN_NAME})"
    rf"|(?:Published|Posted|Updated)(?: on)?:? \S.{{0,40}}?\d{{4}}"
    rf"(?:(?:,? at)? [\d:.]+ ?(?:AM|PM|a\.m\.|p\.m\.)?)?(?: by (?P<by>{_LATIN_NAME}))?)(?:\s*[|·•].{{0,30}})?$"
)


def read_credit_line(line: str) -> Credits | None:
    """Return the credits of a line that has only credits (发布日期：… 来源：… 访问量：…), None for any other line."""
    if len(line) > MAX_CREDIT_CHARS or "。" in line:
        return None
    if (posted := _read_posted(line)) is not None:
        return posted
    if printed := _IN_PAPER.match(line):
        return Credits(find_date(line), source=printed["source"], author=clean_names(printed["names"] or ""))
    if (account := _read_account(line)) is not None:
        return account
    if english := _ENGLISH_CREDIT.match(line):
        return Credits(published=find_date(line), author=english["name"] or english["by"] or english["named"] or "")
    fields = list(FIELD.finditer(line))
    if not fields:
        return _read_bare_line(line)
    credits = read_fields(line, fields)
    lead = line[: fields[0].start()]
    if credits is None or not _is_credit_lead(lead):
        return None
    return credits.merged(_read_lead(lead))


def _read_posted(line: str) -> Credits | None:
    """Return the credits of a line that says when something was posted, and before or behind it by whom."""
    posted = _POSTED.match(line)
    if posted is None:
        return None
    before = line[: posted.start("posted")]
    fields = list(FIELD.finditer(before))
    said = read_fields(before, fields) if fields else None
    if said is None and (behind := _NAME_BEHIND_MOMENT.search(line)):
        said = Credits(author=behind["name"])
    return Credits(published=find_date(line)).merged(said or Credits())


def _read_account(line: str) -> Credits | None:
    """Return a platform's credits of a post: how long ago or when, and which account."""
    if ago := _AGO.match(line):
        outlet = ago["before"] or ago["after"] or ""
        return Credits(source=outlet if 2 <= len(outlet) <= 16 else "")
    if original := _ORIGINAL.match(line):
        return Credits(find_date(line), source=original["source"], author=original["author"] or "")
    stamped = _STAMPED_NAME.match(line)
    if stamped and is_furniture(stamped["name"]):
        return Credits(published=find_date(line))
    return Credits(published=find_date(line), source=stamped["name"]) if stamped else None


def holds_other_fields(line: str) -> bool:
    """Return whether a line with credits has other fields too (部门：数据平台 日期：…; 作者：叶青 单位：…)."""
    first = FIELD.search(line)
    if first is None:
        return False
    opens = re.search(r"[\u4e00-\u9fff][：:]", line[: first.start()]) is not None
    return opens or _OTHER_LABEL.search(_NEXT_LABEL.sub(" ", FIELD.sub(" ", line))) is not None


def lacks_source(line: str) -> bool:
    """Return whether a credit line ends with an empty source label, so that the next line may name the source."""
    return re.search(rf"{SOURCE}\s{{0,3}}[:：]\s*$", line) is not None


_BRACKETED = re.compile(r"^[（(【\[〔]\s*(?P<inside>[^（()）【】]{6,60}?)\s*[)）】\]〕]$")
_PAGE_OF_PAPER = re.compile(r"第?\s{0,3}[A-Z]?\d{1,3}\s{0,3}版(?:[:：].{1,8})?")
_SOURCE_WORD = re.compile(rf"^(?:{SOURCE}\s*[:：]?|来自)\s*")
_IN_FORCE = re.compile(
    r"^(?:[起止前后至到]|以[前后来])|(?:执行|施行|实施|生效|启用|开始|修订|修正|通过|批准|截止|有效|更新|版|稿|日起|调整|开业|成立|制定|起草|整理|记录|召开)$"
)
"""Follows a day in brackets that is not the day of publication: （2024年3月1日起执行）, （2019年修订）."""
_MADE_KNOWN = re.compile(r"(?:印发|发布|公布|刊发|发表|签发|公示|公告)$")
_SPEAKER = re.compile(
    rf"^[\u4e00-\u9fff]{{1,24}}(?:长|員|员|任|记|授|理|人|师|士|家|席|裁|官|代表|总监|顾问|主编|董事)"
    rf"[ \u3000]+(?P<name>{NAME})$"
)


def read_bracketed_day(line: str) -> Credits | None:
    """Return the credits of a line in brackets with a day and an outlet or page: （2023-07-28 岚桥日报 第3版）."""
    found = _BRACKETED.match(line)
    if not found or (day := find_date(found["inside"])) is None:
        return None
    rest = _PAGE_OF_PAPER.sub(" ", WEEKDAY.sub(" ", DATE_TIME.sub(" ", found["inside"])))
    rest = _SOURCE_WORD.sub("", rest.strip(" \u3000|｜,，:：-—《》"))
    if _IN_FORCE.search(rest):
        return None
    rest = _MADE_KNOWN.sub("", rest)
    if not _DECORATION.sub("", RARER_DAY.sub("", rest)):
        return Credits(published=day)
    return Credits(published=day, source=rest) if _OUTLET.match(rest) or len(rest) <= 6 else None


def read_speaker(line: str) -> Credits | None:
    """Return the speaker named with an office below the title of a speech (某某中学校长 张三), else None."""
    found = _SPEAKER.match(line)
    return Credits(author=clean_names(found["name"])) if found else None


def read_ancient_writer(line: str) -> Credits | None:
    """Return the writer named with his age below the title of a poem (〔清〕蔺无咎), else None."""
    found = compiled("credits.ancient_writer").fullmatch(line)
    return Credits(author=found["name"]) if found else None


def is_bare_day(line: str) -> bool:
    """Return whether a line is only a day, with or without time."""
    return find_date(line) is not None and not re.search(
        r"[\u4e00-\u9fff]{2}|[:：].*[:：].*[:：]", RARER_DAY.sub("", DATE_TIME.sub("", line))
    )


def read_stamp(line: str) -> date | None:
    """Return the day at the start or end of a short line, separated by a space from a few other words."""
    if _SPAN.search(line):
        return None
    found = _STAMP.match(line)
    if found is None and (inner := _INNER_STAMP.match(line)) is not None:
        return find_date(line) if len(line) - len(inner["stamp"]) <= _MAX_STAMP_WORDS else None
    return find_date(line) if found and len(line) - len(found["stamp"] or found["end"]) <= _MAX_STAMP_WORDS else None


def read_stamped_name(line: str) -> Credits:
    """Return who stands alone beside the day of a short line (桑小满 2032-10-09 08:00, 冬捕人 · 2032年12月3日)."""
    rest = DATE_TIME.sub(" ", line).strip(" \u3000")
    name = rest.strip(" ·•|｜")
    if are_names(name):
        return Credits(author=clean_names(name))
    is_parted = rest != name and re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9_]{2,12}", name) and not is_furniture(name)
    return read_outlet(name) or Credits(author=name) if is_parted else Credits()


def read_outlet(line: str) -> Credits | None:
    """Return the source from a line that is only an outlet's name, else None."""
    return Credits(source=line) if _OUTLET.match(line) else None


def read_name_line(line: str) -> Credits | None:
    """Return the credits of a line that is an outlet's name, personal names, or a post's origin (来自 北京)."""
    if _NEWS_OUTLET.match(line):
        return Credits(source=line)
    if are_names(line):
        return Credits(author=clean_names(line))
    return Credits() if _POSTED_FROM.match(line) else None


def _is_credit_lead(lead: str) -> bool:
    """Return whether the text before the first field is a date, an outlet or decoration."""
    rest = _DECORATION.sub("", DATE_TIME.sub("", lead))
    return not rest or len(rest) <= 12 or _OUTLET.match(rest) is not None


def _read_lead(lead: str) -> Credits:
    rest = DATE_TIME.sub(" ", lead).strip(" \u3000[]【】()（）|｜<>,，:：-—")
    source = rest if _OUTLET.match(rest) else ""
    return Credits(published=find_date(lead), source=source)


def _without_issued(line: str, day: re.Match[str] | None) -> str:
    """Return a line without what stands behind the day of a bulletin: …气象台 2024年7月12日16时发布."""
    issued = compiled("credits.issued").search(line)
    return line[: issued.start()] if day and issued and issued.start() <= day.end() else line


def _read_bare_line(line: str) -> Credits | None:
    """Return the credits of a line without labels: a date with or without an outlet, or only reporters."""
    day = DATE_TIME.search(line)
    if day or len(line) <= 20:
        rest = WEEKDAY.sub(" ", DATE_TIME.sub(" ", _without_issued(line, day)))
        rest = _PAGE_OF_PAPER.sub(" ", rest) if day else rest
        published = find_date(line)
        if published and not _DECORATION.sub("", RARER_DAY.sub("", rest)):
            return Credits(published=published)
        outlet = re.sub(r"^来自\s*", "", rest.strip(" \u3000[]【】()（）|｜,，:：-—"))
        if day and _DEVICE.search(rest):
            return Credits(published=published)
        if day and _OUTLET.match(outlet):
            return Credits(published=published, source=outlet)
        if day and (byline := read_byline(" ".join(outlet.split()))) is not None:
            first = outlet.split()[0]
            return byline.merged(Credits(published, source=first if _NEWS_OUTLET.match(first) else ""))
    return read_byline(line)
