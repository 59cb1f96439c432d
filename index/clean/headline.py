"""Find an article's title: among the lines above its text, and after 原标题."""

import re

from index.chinese.dates import DATE_PATTERN, MONTH_DAY
from index.chinese.vocabulary import compiled, pattern_of
from index.clean.lines import Line, is_one_of_fields

MAX_TITLE_CHARS = 90
_MAX_GUESSED_CHARS = 50
_MIN_TITLE_CHARS = 5
_SITE_NAME = re.compile(rf"^(?:欢迎.*|.{{0,16}}{pattern_of('outlets.site')})$")
_SITE_PART = re.compile(rf"^[\u4e00-\u9fff]{{0,16}}{pattern_of('outlets.site_part')}$")
_SITE_TAIL = re.compile(r"\s*(?:[_|｜]|\s[-—–·]\s|-{1,2}|——?|–)\s*(?P<site>[^_|｜\-—–]{2,24})$")
_PARTS = re.compile(r"[_|｜]|\s[-—–·]\s?|-{1,2}|——?|–")
_EDITION = re.compile(r"(?:数字报|电子版|数字版|电子报|數位版|電子報|官方网站|官网|首页|手机版)+$")
_SITE_WORD = re.compile(rf"{pattern_of('outlets.in_site_name')}[^，。！？]{{0,4}}$")
_EYEBROW = re.compile(r"(?:指出|强调|強調|要求|表示|提出|时|時|上|说|說|会见|主持召开|透露|——|：|:)$")
_NOTICE_TITLE = re.compile(
    r"^.{0,30}关于.{2,60}的?(?:通知|通告|公告|通报|公示|决定|意见|批复|请示|报告|方案|办法|规定|函)(?:[（(].{1,12}[）)])?$"
)
_ISSUER = re.compile(
    r"^[\u4e00-\u9fff]{3,30}(?:公司|政府|局|委员会|办公室|中心|学校|小学|中学|大学|学院|幼儿园|医院|协会|指挥部|支队|集团|法院|检察院|事务所|合作社|研究院|研究所|派出所|银行|出版社|杂志社|报社)$|^[\u4e00-\u9fff]{4,30}文件$"
)
_NAMED = re.compile(r"(?:公文|文件|信息)?名称\s*[:：]\s*(?P<title>\S.+)")
_MADE_TITLE = re.compile(
    r"(?:microsoft (?:word|excel|powerpoint)\b.*|(?:powerpoint|ppt) ?(?:演示文稿|presentation)"
    r"|(?:演示文稿|文档|幻灯片|工作簿|无标题|标题|untitled|(?:word )?document|presentation|book|slide|title)[ \d]*"
    r"|新建.*|.*\.(?:docx?|wps|xlsx?|pptx?|pdf|txt|rtf|indd|cdr|html?))",
    re.IGNORECASE,
)
"""What programs call a new file."""
_TAG = re.compile(r"^[\[【][^\[\]【】]{1,8}[\]】]\s*")
_SET_APART = re.compile(r"[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff])+")
_APART_AT_END = re.compile(r"(?<=的[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff]$)")
_FRAMED = re.compile(r"(?P<mark>[^\w\s])(?P=mark){1,30}\s?(?P<title>\S.*?)\s?(?P=mark){2,31}")
_MASTHEAD = re.compile(r"(?P<office>[\u4e00-\u9fff]{3,29}[司府局会室心学校院部队团厅委处组站所行社])文件$")
_SENTENCE_MARK = re.compile(r"。|[，,].{0,60}[，,].{0,60}[，,].{0,60}[，,]")

_LEADING_LABEL = re.compile(r"^(?:【?原?标\s{0,4}题】?|標\s{0,4}題|題\s{0,4}目|题\s{0,4}目|Title)\s*[:：]\s*")
_BODY_OPENS = re.compile(
    r"【[\u4e00-\u9fff]{2,10}(?:报道|讯|综合)"
    rf"|[\u4e00-\u9fff]{{2,10}}?(?:社|网|报|讯|日报|晚报|新闻|之家|记者|汇|台)?(?:[\u4e00-\u9fff]{{0,6}})?(?:\d{{4}}年)?{MONTH_DAY}(?:电|讯|消息|[｜|]|，据)"
    r"|(?:本报讯|近日|日前|近期|今日|昨日|今天上午|当地时间|北京时间|据悉|据[\u4e00-\u9fff]{2,12}(?:报道|消息|通报))"
    rf"|(?:\d{{4}}年)?{MONTH_DAY}(?:[，至—,\-]|上午|下午|晚|凌晨|，)"
    r"|(?<!\d)\d{1,2}日[，上下晚]"
)


def is_site_name(text: str) -> bool:
    """Return whether a text is the name of a site or a section of it (某某区政府信息公开, 信件详情)."""
    return _SITE_NAME.match(text) is not None or _SITE_PART.search(text) is not None


def is_notice_title(text: str) -> bool:
    """Return whether a line is the title of an official notice (关于…的通知), anywhere in the head."""
    return _NOTICE_TITLE.match(text) is not None


def is_issuer(text: str) -> bool:
    """Return whether a line is the name of an office, as above the title of a document it issues."""
    return _ISSUER.match(text) is not None


def issuer_of_masthead(text: str) -> str:
    """Return the office named by the red head of an official document (河湾县水利局文件), '' for another line."""
    bare = "".join(text.split())
    found = _MASTHEAD.match(bare)
    return found["office"] if found else ""


_ATTACHMENT = re.compile(r"附[件表录]\s?[\d一二三四五六七八九十]{0,3}(?:[-—－]\d{1,2})?\s?[:：]?")


def is_attachment_label(text: str) -> bool:
    """Return whether a line only numbers an attachment (附件2), as above its title."""
    return _ATTACHMENT.fullmatch(text.strip()) is not None


def pick_title(lines: list[Line], head: list[int], anchor: int | None, start: int) -> list[int]:
    """Return the numbers of the title's lines, out of `head`: the numbers of the short lines above the text.

    With an `anchor`, the number of a date or source line, it is the last line before that; otherwise the first that is
    long enough and not a site's name. An eyebrow line (…会上指出) belongs to the title below it. A very short line
    counts if the text, which begins at line `start`, contains it near its start.
    """
    able = [number for number in head if _can_be_title(lines[number]) and not is_one_of_fields(lines, number)]
    if not able:
        return _subject(lines, head, start)
    marked = [number for number in able if lines[number].heading]
    before = [number for number in able if anchor is not None and number < anchor]
    if marked and not (before and anchor is not None and marked[0] > anchor):
        chosen = marked[0]
    elif before:
        chosen = before[-1]
    else:
        subjects = [number for number in able if _NOTICE_TITLE.match(lines[number].text)]
        chosen = subjects[0] if subjects else next((number for number in able if len(lines[number].text) >= 8), able[0])
    return _with_eyebrow(lines, able, chosen, anchor)


def _subject(lines: list[Line], head: list[int], start: int) -> list[int]:
    """Return the first very short line that the text repeats at its start, as in an encyclopaedia."""
    opening = lines[start].text[:30] if start < len(lines) else ""
    return [n for n in head if 2 <= len(lines[n].text) < _MIN_TITLE_CHARS and lines[n].text in opening][:1]


def _with_eyebrow(lines: list[Line], able: list[int], chosen: int, anchor: int | None) -> list[int]:
    place = able.index(chosen)
    above = able[place - 1] if place > 0 else -1
    if (
        anchor is None
        and above == chosen - 1
        and lines[chosen].text.startswith("关于")
        and _ISSUER.search(lines[above].text)
    ):
        return [above, chosen]
    if place > 0 and able[place - 1] == chosen - 1 and _EYEBROW.search(lines[chosen - 1].text):
        return [chosen - 1, chosen]
    following = able[place + 1] if place + 1 < len(able) else None
    joins = following == chosen + 1 and _EYEBROW.search(lines[chosen].text) and (anchor is None or following < anchor)
    if joins and following is not None:
        return [chosen, following]
    return [chosen]


def _can_be_title(line: Line) -> bool:
    text = line.text
    if not _MIN_TITLE_CHARS <= len(text) <= MAX_TITLE_CHARS or _SITE_NAME.match(text):
        return False
    return not line.linked and not text.endswith(("：", ":", "。", "，")) and not _SENTENCE_MARK.search(text)


def trim_site_name(title: str) -> str:
    """Return the content of <title> without the site and column names after the headline."""
    title = re.sub(rf"\s*[_|｜]\s*(?:{DATE_PATTERN})$", "", " ".join(title.split()))
    for _ in range(4):
        tail = _SITE_TAIL.search(title)
        if not tail or tail.start() < _MIN_TITLE_CHARS:
            break
        hard = title[tail.start() :].lstrip()[:1] in "_|｜" or "--" in title[tail.start() :][:4]
        if not hard and not _SITE_WORD.search(tail["site"]):
            break
        title = title[: tail.start()].rstrip(" _|-—–")
    return title


def without_tag(heading: str, title: str) -> str:
    """Return a heading without the tag before it ([求助]) if `title` begins with the rest."""
    rest = _TAG.sub("", heading)
    return rest if rest and title.startswith(rest) else heading


def first_part(title: str) -> str:
    """Return the part of a document's title before its last separator, whatever follows it."""
    tail = _SITE_TAIL.search(title)
    return title[: tail.start()] if tail else title


def outlet_of_title(document_title: str, title: str) -> str:
    """Return the newspaper, station or site named in a document's title besides the article's title, else ''."""
    rest = " ".join(document_title.split()).replace(title, "_", 1) if title else document_title
    for part in reversed(_PARTS.split(rest)):
        name = _EDITION.sub("", part.strip(" \u3000_|｜-—–"))
        if compiled("outlets.in_title").search(name):
            return name
    return ""


def split_labelled_title(text: str, known_title: str) -> tuple[str, str] | None:
    """Return title and remaining text of a line that opens with 原标题：, None for another line.

    If nothing separates the title from the text, it ends at a usual opening (a dateline, 近日, 8月16日，); without one
    the title is '' and only the label is removed.
    """
    label = _LEADING_LABEL.match(text)
    if not label:
        return None
    rest = text[label.end() :]
    if known_title and rest.startswith(known_title):
        behind = rest[len(known_title) :].lstrip()
        opened = known_title.rfind("【")
        opening = _BODY_OPENS.search(known_title, 8)
        if opened > known_title.rfind("】"):
            behind = known_title[opened:] + " " + behind
        elif opening:
            behind = known_title[opening.start() :] + " " + behind
        # A title truncated in mid-sentence by a record must not be cut from the text.
        return known_title, rest if behind[:1] in "，、,；）)”" and behind else behind
    if len(rest) <= MAX_TITLE_CHARS and not re.search(r"[。；]", rest):
        return rest, ""
    opening = _BODY_OPENS.search(rest, 8, _MAX_GUESSED_CHARS + 20)
    if opening and opening.start() <= _MAX_GUESSED_CHARS and not re.search(r"。", rest[: opening.start()]):
        return rest[: opening.start()].strip(), rest[opening.start() :]
    gap = re.search(r"[ \u3000]+", rest[:_MAX_GUESSED_CHARS])
    if gap and gap.start() >= 8:
        return rest[: gap.start()].strip(), rest[gap.end() :]
    return "", rest


def read_title_line(text: str) -> str:
    """Return the title that a line gives after its label (题目：渡口的早晨); '' for another line or one with more."""
    title, rest = split_labelled_title(text, "") or ("", "")
    return "" if rest else title


def is_made_title(title: str) -> bool:
    """Return whether a title is a program's name for a new file (新建文档, Untitled, 报告.docx)."""
    return _MADE_TITLE.fullmatch(title) is not None


def read_named_title(text: str) -> str:
    """Return the title that a field of an official form names (名称：…关于…的通知), else ''."""
    found = _NAMED.match(text)
    return found["title"] if found and is_notice_title(found["title"]) else ""


def close_up(title: str) -> str:
    """Return a title of characters set apart (讣　告) as one word, also at its end (…工作的通　知)."""
    return re.sub(r"[ \u3000]+", "", title) if _SET_APART.fullmatch(title) else _APART_AT_END.sub("", title)


def unframe(title: str) -> str:
    """Return a title without the marks drawn on both sides of it (=== 日志 ===, ★★★ 告示 ★★★)."""
    framed = _FRAMED.fullmatch(title)
    return framed["title"] if framed else title


def undouble(title: str) -> str:
    """Return a title once if it was printed twice in a row."""
    half = len(title) // 2
    if half >= _MIN_TITLE_CHARS and title[:half].strip() == title[-half:].strip():
        return title[:half].strip()
    return title
