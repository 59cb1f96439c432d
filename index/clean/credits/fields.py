"""Labels of credit lines (来源：, 记者：, 发布日期：) and their values."""

import re
from dataclasses import dataclass, replace
from datetime import date

from index.clean.credits.dates import DATE_PATTERN, TIME_PATTERN, find_date
from index.clean.credits.names import are_names, clean_names

MAX_CREDIT_CHARS = 160
_ROLE = "本报|本网|本台|特约|实习|见习|驻[\u4e00-\u9fff]{1,6}|首席|全媒体|融媒体|总台|央视"
_WRITERS = "记者|通讯员|通訊員|記者|特派员|撰稿人?|撰文|采写|作者|文章作者|文|编译|供稿|楼主|樓主"
WRITER = rf"(?:{_ROLE})*(?:{_WRITERS})"
EDITOR = (
    r"(?:责任编辑|責任編輯|责编|值班编辑|网络编辑|流程编辑|见习编辑|编辑|編輯|编审|校对|校審|审校|审核|审签|初审|复审|终审|"
    r"一审|二审|三审|监制|监审|签发|值班主任|主编|排版|录入|发布人|发布者)"
)
SOURCE = (
    r"(?:信息来源|文章来源|稿件来源|新闻来源|内容来源|资料来源|本文来源|来\s{0,2}源|來源|"
    r"資料來源|文章來源|发文机关|稿源|转自|发布机构|发布单位)"
)
_DAY = (
    r"(?:发布日期|发布时间|發布時間|发表时间|发表日期|发稿时间|更新时间|更新日期|公开日期|"
    r"發佈時間|發佈日期|更新時間|日期|时间|時間|Date|发表于|發表於)"
)
_WRITTEN = r"(?:成文日期|发文日期|生成日期|印发日期|签发日期)"
_OTHER = (
    r"(?:浏览次数|浏览量|浏览数|浏览|访问量|访问次数|阅读次数|阅读量|阅读数|阅读|点击率|点击量|点击数|点击次数|点击|人气|"
    r"字体大小|字体|字号|视力保护色|分享到|分享至|分享|收藏|打印|评论数?|索引号|文号|发文字号|主题分类|主题词|体裁分类|"
    r"有效性|公开方式|公开范围|公开类别|信息分类|分类|栏目|关键词|关键字|标签|Tags?|热度|摄影|制图|美编|设计|统筹|策划|审读)"
)
_KINDS = (
    ("published", _DAY),
    ("source", SOURCE),
    ("author", WRITER),
    ("editor", EDITOR),
    ("written", _WRITTEN),
    ("other", _OTHER),
)
_NAMED = [f"(?P<{kind}>{words})" for kind, words in _KINDS]
_SEPARATOR = r"\s{0,3}[:：/丨|｜]\s*"
FIELD = re.compile(rf"(?<![\u4e00-\u9fff])(?:{'|'.join(_NAMED)}){_SEPARATOR}")
"""A label with its separator; the group's name is the kind of field."""
TIGHT_FIELD = re.compile(rf"(?:{'|'.join(_NAMED[1:4])}){_SEPARATOR}")
"""Labels of source, writer and editor, also where nothing separates them from what stands before."""
DATE_TIME = re.compile(rf"(?:{DATE_PATTERN}){TIME_PATTERN}")


@dataclass(frozen=True)
class Credits:
    """What a byline or a credit line says; empty where it says nothing. `written` is when a document was signed."""

    published: date | None = None
    written: date | None = None
    source: str = ""
    author: str = ""
    editor: str = ""

    def merged(self, other: "Credits") -> "Credits":
        """Return these credits, with `other` filling what is empty."""
        return replace(
            self,
            published=self.published or other.published,
            written=self.written or other.written,
            source=self.source or other.source,
            author=self.author or other.author,
            editor=self.editor or other.editor,
        )


def read_fields(line: str, fields: list[re.Match[str]]) -> Credits | None:
    """Return the fields of a line, None where a value is too long to be one."""
    credits = Credits()
    for field, following in zip(fields, [*fields[1:], None], strict=True):
        value = line[field.end() : following.start() if following else len(line)]
        kind = field.lastgroup or "other"
        if len(value.strip()) > (60 if kind == "other" else 48):
            return None
        credits = credits.merged(_read_value(kind, value))
    return credits


def _read_value(kind: str, value: str) -> Credits:
    if kind == "published":
        return Credits(published=find_date(value))
    if kind == "written":
        return Credits(written=find_date(value))
    day = find_date(value)
    value = DATE_TIME.sub(" ", value)
    value = value.strip(" \u3000[]【】()（）|｜<>,，.。:：;；@-—")
    if kind == "source":
        return Credits(published=day, source=re.split(r"\s{2,}|[|｜]", value)[0].strip() if value else "")
    if kind in ("author", "editor") and value:
        first, *others = re.split(r"\s*[|｜]\s*", value)
        names = clean_names(" ".join([first, *(other for other in others if are_names(other))]))
        return Credits(author=names) if kind == "author" else Credits(editor=names)
    return Credits(published=day)
