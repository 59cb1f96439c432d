"""Who wrote, edited and published: bylines, credit lines and datelines of Chinese articles."""

import re
from dataclasses import dataclass, replace
from datetime import date

from index.clean.dates import DATE_PATTERN, TIME_PATTERN, find_date

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管"
    "卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌"
    "焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖"
    "卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习"
    "宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙"
    "乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴肖闫付代覃朴佘底苑候邸仝蹇谌展晋楚初由布库苟丛兰"
    "趙錢孫馮陳衛蔣韓楊許呂張嚴魏謝鄒蘇範魯韋馬鳳費賀倪湯羅畢鄔樂時齊顧黃蕭紀項賈婁顏鍾駱蔡盧經應鄧單諸鈕龔陸榮段烏"
    "車龍葉賴喬聞黨譚貢勞鄭蘭鍾華賓劉溫莊閻習連廖東歐師鞏聶關豐陰簡饒遊權蓋嶽況肖閆"
)
_COMPOUND = "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|慕容|皇甫|尉迟|公孙|令狐|宇文|长孙|端木|夏侯|司徒|南宫|呼延"
NAME = rf"(?:[\u4e00-\u9fff]{{2,8}}·[\u4e00-\u9fff]{{2,8}}|(?:{_COMPOUND})[\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}](?:[\u4e00-\u9fff]{{1,2}}|[ \u3000]{{1,2}}[\u4e00-\u9fff](?![\u4e00-\u9fff])))"
_GAP = r"[ \u3000、，,/&和]{1,3}"
NAMES = rf"{NAME}(?:{_GAP}{NAME}){{0,11}}"

_WRITER = (
    r"(?:本报|本网|本台|特约|实习|见习|驻[\u4e00-\u9fff]{1,6}|首席|全媒体|融媒体|总台|央视)*(?:记者|通讯员|通訊員|記者|特派员|撰稿人?|撰文|采写|采写/?|作者|文章作者|文|编译|供稿)"
)
_EDITOR = r"(?:责任编辑|責任編輯|责编|值班编辑|网络编辑|编辑|編輯|编审|校对|审校|审核|审签|初审|复审|终审|一审|二审|三审|监制|监审|签发|值班主任|主编|流程编辑|见习编辑|校審|排版|录入|发布人|发布者)"
_SOURCE = r"(?:信息来源|文章来源|稿件来源|新闻来源|内容来源|资料来源|本文来源|来\s{0,2}源|稿源|转自|发布机构|发布单位|來源)"
_DAY = r"(?:发布日期|发布时间|發布時間|发表时间|发表日期|发稿时间|更新时间|更新日期|日期|时间|時間|成文日期|发文日期|生成日期|公开日期|Date)"
_COUNTER = (
    r"(?:浏览次数|浏览量|浏览数|浏览|访问量|访问次数|阅读次数|阅读量|阅读数|阅读|点击率|点击量|点击数|点击次数|点击|人气|字体大小|字体|字号|"
    r"视力保护色|分享到|分享至|分享|收藏|打印|评论数?|索引号|文号|发文字号|主题分类|主题词|体裁分类|有效性|公开方式|公开范围|公开类别|信息分类|分类|栏目|"
    r"关键词|关键字|标签|Tags?|热度|摄影|制图|美编|设计|统筹|策划|审读)"
)
_KINDS = (("published", _DAY), ("source", _SOURCE), ("author", _WRITER), ("editor", _EDITOR), ("other", _COUNTER))
_FIELD = re.compile(
    r"(?<![\u4e00-\u9fff])(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS) + r")\s{0,3}[:：/丨|｜]\s*"
)
_TIGHT_FIELD = re.compile(
    r"(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS[1:4]) + r")\s{0,3}[:：/丨|｜]\s*"
)
_MAX_CREDIT_CHARS = 160

_DATE_TIME = re.compile(rf"(?:{DATE_PATTERN}){TIME_PATTERN}")
_STAMP = re.compile(
    rf"^(?P<stamp>(?:{DATE_PATTERN}){TIME_PATTERN})[\s|｜].*$|^.*[\s|｜](?P<end>(?:{DATE_PATTERN}){TIME_PATTERN})$"
)
_MAX_STAMP_WORDS = 32
_DECORATION = re.compile(r"[\s\[\]【】()（）|｜<>《》:：,，.。/\-—_]+")
_OUTLET = re.compile(
    r"^[\u4e00-\u9fffA-Za-z0-9·\-—－/]{2,24}(?:网|報|报|社|台|频道|客户端|融媒体中心|融媒体|传媒|新闻|在线|日报|晚报|晨报|时报|周刊|杂志|"
    r"公众号|微信|微博|发布|财经|政府|委员会|局|办公室|厅|部|办|院|中心|号)$"
)


@dataclass(frozen=True)
class Credits:
    """What a byline or a credit line says; empty where it says nothing."""

    published: date | None = None
    source: str = ""
    author: str = ""
    editor: str = ""

    def merged(self, other: "Credits") -> "Credits":
        """Return these credits, with `other` filling what is empty."""
        return replace(
            self,
            published=self.published or other.published,
            source=self.source or other.source,
            author=self.author or other.author,
            editor=self.editor or other.editor,
        )


def read_credit_line(line: str) -> Credits | None:
    """Return what a line of nothing but credits says (发布日期：… 来源：… 访问量：…), None for any other line."""
    if len(line) > _MAX_CREDIT_CHARS or "。" in line:
        return None
    fields = list(_FIELD.finditer(line))
    if not fields:
        return _read_bare_line(line)
    credits = _read_fields(line, fields)
    lead = line[: fields[0].start()]
    if credits is None or not _is_credit_lead(lead):
        return None
    return credits.merged(_read_lead(lead))


def lacks_source(line: str) -> bool:
    """Return whether a credit line ends with the label of a source and nothing behind it: the next line may name it."""
    return re.search(rf"{_SOURCE}\s{{0,3}}[:：]\s*$", line) is not None


def is_bare_day(line: str) -> bool:
    """Return whether a line is a day, with or without time, and no label or outlet."""
    return find_date(line) is not None and not re.search(r"[\u4e00-\u9fff]{2}|[:：].*[:：].*[:：]", _DATE_TIME.sub("", line))


def read_stamp(line: str) -> date | None:
    """Return the day that a short line begins or ends with, set off by a space from a few other words."""
    found = _STAMP.match(line)
    return find_date(line) if found and len(line) - len(found["stamp"] or found["end"]) <= _MAX_STAMP_WORDS else None


def read_outlet(line: str) -> Credits | None:
    """Return the source that a line names and nothing else, None where it is no outlet's name."""
    return Credits(source=line) if _OUTLET.match(line) else None


def _read_fields(line: str, fields: list[re.Match[str]]) -> Credits | None:
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
    day = find_date(value)
    value = _DATE_TIME.sub(" ", value)
    value = value.strip(" \u3000[]【】()（）|｜<>,，.。:：;；@-—")
    if kind == "source":
        return Credits(published=day, source=re.split(r"\s{2,}|[|｜]", value)[0].strip() if value else "")
    if kind in ("author", "editor") and value:
        names = clean_names(value)
        return Credits(author=names) if kind == "author" else Credits(editor=names)
    return Credits(published=day)


def _is_credit_lead(lead: str) -> bool:
    """Return whether what stands before the first field is a date, an outlet or decoration."""
    rest = _DECORATION.sub("", _DATE_TIME.sub("", lead))
    return not rest or len(rest) <= 12 or _OUTLET.match(rest) is not None


def _read_lead(lead: str) -> Credits:
    rest = _DATE_TIME.sub(" ", lead).strip(" \u3000[]【】()（）|｜<>,，:：-—")
    source = rest if _OUTLET.match(rest) else ""
    return Credits(published=find_date(lead), source=source)


def _read_bare_line(line: str) -> Credits | None:
    """Return the credits of a line without labels: a date alone or with an outlet, or reporters alone."""
    day = _DATE_TIME.search(line)
    if day or len(line) <= 20:
        rest = _DATE_TIME.sub(" ", line)
        rest = re.sub(r"星期[一二三四五六日天]|周[一二三四五六日]", " ", rest)
        published = find_date(line)
        if published and not _DECORATION.sub("", re.sub(r"[〇零○OＯo一二三四五六七八九十]{1,4}[年月日]|[A-Z][a-z]+\.? \d+, \d{4}", "", rest)):
            return Credits(published=published)
        outlet = rest.strip(" \u3000[]【】()（）|｜,，:：-—")
        if day and _OUTLET.match(outlet):
            return Credits(published=published, source=outlet)
    return read_byline(line)


# --- bylines -----------------------------------------------------------------------------------------------------------

_BRACKET_END = re.compile(r"[（(【\[]\s*([^（()）【】\[\]。！？]{2,80}?)\s*[)）】\]]\s*$")
_ALL_NAMES = re.compile(rf"^{NAMES}$")
_ORG_NAMES = re.compile(
    rf"^(?P<org>[\u4e00-\u9fffA-Za-z0-9·、/\-]{{2,24}}?(?:网|报|社|台|客户端|频道|融媒体|新闻|中心|支队|学校|大学|法院|检察院|公司|局|政府|街道|镇|乡|办))?"
    rf"[ \u3000·]?(?:{_WRITER}[ \u3000:：/]{{0,3}})(?P<names>{NAMES})(?P<rest>.{{0,60}})$"
)
_ORG_SPACE_NAMES = re.compile(
    rf"^[\u4e00-\u9fffA-Za-z0-9·\-]{{2,20}}(?:网|报|社|台|客户端|频道|融媒体|新闻|中心|APP)[ \u3000](?P<names>{NAMES})$"
)
_REST = re.compile(
    rf"^(?:[ \u3000、，,;；/和]{{0,3}}(?:{_WRITER}|{_EDITOR}|摄影|摄|图|文|报道|整理|综合|整理报道|综合报道|文/图|文图|图文|制图|视频|供图|实习生|{NAME})[ \u3000:：/]{{0,3}})*$"
)
_BRACKET_LABEL = re.compile(rf"{_SOURCE}|{_EDITOR}|编译|原标题|{_WRITER}[:：/ \u3000]|图/|摄影|供图|图片由|受访者|[摄攝]$|发$")
_NAMELESS = re.compile(rf"^[\u4e00-\u9fff]{{0,8}}(?:{_WRITER})$")
_ABOUT_AUTHOR = re.compile(r"作者(?:为|系|是|单位)|化名|以下简称|下称")
_CLOSING_DATELINE = re.compile(rf"^(?P<source>新华社|中新社)[\u4e00-\u9fff]{{0,8}}(?P<day>{DATE_PATTERN}|\d{{1,2}}月\d{{1,2}}日)电$")


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
    return " ".join(re.findall(NAME, re.sub(rf"{_WRITER}|{_EDITOR}|摄影报道|摄影|整理报道|综合报道|报道|整理|综合|供图", " ", rest)))


def read_bracket(content: str) -> Credits | None:
    """Return the credits inside a closing bracket, None where the bracket belongs to the article."""
    if _ABOUT_AUTHOR.search(content):
        return None
    if _ALL_NAMES.match(content):
        return Credits(author=clean_names(content))
    fields = list(_TIGHT_FIELD.finditer(content))
    if fields and not content[: fields[0].start()].strip(" 、，,"):
        return _read_fields(content, fields)
    if found := _ORG_SPACE_NAMES.match(content) or _ORG_NAMES.match(content):
        return Credits(author=clean_names(found["names"]))
    if _NAMELESS.match(content) or (_BRACKET_LABEL.search(content) and len(content) <= 40):
        return Credits()
    return None


def cut_credits(text: str) -> tuple[str, Credits] | None:
    """Return `text` without the credits that close it, and what they say; None where it does not end in credits."""
    tail = text[-_MAX_CREDIT_CHARS:]
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
    fields = list(_TIGHT_FIELD.finditer(text))
    if not fields:
        return None
    lead = text[: fields[0].start()].strip(" \u3000、，,；;")
    if lead.strip("【[（(") and (byline := read_byline(lead) or read_byline(lead.strip("【[（("))) is None:
        return None
    credits = _read_fields(text, fields)
    return credits.merged(byline) if credits and lead.strip("【[（(") and byline else credits


_SPACED_EDITORS = re.compile(rf"^(?:{_EDITOR}[ \u3000]?{NAME}[ \u3000]{{0,3}}){{1,5}}$")


def _read_spaced_editors(text: str) -> Credits | None:
    """Return the names of `编辑 张三 校对 李四`."""
    if not _SPACED_EDITORS.match(text):
        return None
    first = re.search(rf"{_EDITOR}[ \u3000]?({NAME}?)(?=[ \u3000]|{_EDITOR}|$)", text)
    return Credits(editor=clean_names(first.group(1)) if first else "")


def _after_last_stop(text: str) -> int:
    """Return the offset behind the last sentence end of `text`, 0 where there is none."""
    found = None
    for found in re.finditer(r"[。！？!?…][”’」』）)】]*|[”」]", text):
        if found.end() < len(text):
            last = found.end()
    return last if found and "last" in locals() else 0


def clean_names(value: str) -> str:
    """Return names as one line, separated by single spaces, without codes and brackets."""
    value = re.sub(r"[A-Z]{1,4}\d{2,6}|[（(].*?[)）]|[\[\]【】]", " ", value)
    value = re.sub(r"[、，,/&;；|]", " ", value)
    return re.sub(r"[()（）<>《》]", "", " ".join(value.split()))[:60].strip(" :：.。")


# --- datelines ----------------------------------------------------------------------------------------------------------

_DATELINE = re.compile(
    rf"^[【\[（(]?(?P<outlet>(?:据)?[\u4e00-\u9fffA-Za-z·\-—]{{2,14}}?(?:社|网|报|台|客户端|新闻|日报|晚报|频道|融媒体?|中心|讯)?)"
    rf"(?P<place>[\u4e00-\u9fff]{{0,12}}?)\s?(?P<day>(?:{DATE_PATTERN})|\d{{1,2}}月\d{{1,2}}日)?\s?(?P<mark>[电讯訊電]|消息)[】\]]?\s?"
    rf"(?:[（(【\[]?(?P<writers>[^（()）。]{{0,24}}?(?:记者|通讯员|记者组)[^（()）。，]{{1,40}})[)）】\]]?)?"
)
_AGENCY = re.compile(r"^(新华社|中新社|中新网|人民网|央视网|新京报|光明网|[\u4e00-\u9fff]{2,8}?(?:社|网|日报|晚报|时报|晨报|商报|客户端|报|台|新闻)(?![网社报客台]))")


def read_dateline(text: str) -> Credits:
    """Return outlet, whole day and writers of an opening like 新华社北京2023年7月29日电（记者 张三）; it stays in the text."""
    found = _DATELINE.match(text[:120])
    if not found:
        return Credits()
    outlet = _AGENCY.match(found["outlet"] + (found["place"] or ""))
    writers = found["writers"] or ""
    names = " ".join(re.findall(NAME, re.sub(r"^.*?(?:记者|通讯员)|通讯员|记者", " ", writers)))
    if not outlet and not names:
        return Credits()
    return Credits(
        published=find_date(found["day"]) if found["day"] else None,
        source=outlet.group(1) if outlet else "",
        author=clean_names(names),
    )
