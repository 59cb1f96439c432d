"""Spans of a news sentence that a question could ask for, each with the words that ask for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

UNITS = (
    "人次|人|名|位|户|家|个|项|起|件|条|只|辆|架|艘|台|套|张|份|部|场|次|届|所|座|栋|间|亩|公顷|平方公里|平方米|立方米|"
    "公里|千米|米|厘米|毫米|吨|公斤|千克|克|升|元|美元|欧元|港元|日元|元人民币|年|个月|周|天|小时|分钟|秒|岁|度|倍|个百分点|"
    "平方千米|公分|枚|颗|棵|株|头|匹|种|类|级|层|章|集|期|票|分|℃|摄氏度"
)
_NUMBER = re.compile(
    rf"(?<![\d.年月])\d[\d,]*(?:\.\d+)?(?:余|多)?(?:万亿|亿|万|千|百)?(?:余|多)?"
    rf"(?P<unit>{UNITS})(?![\d月])"
)
_PERCENT = re.compile(r"\d+(?:\.\d+)?%")
_DATE = re.compile(
    r"(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日(?:至\d{1,2}日)?|"
    r"(?:19|20)\d\d年(?:\d{1,2}月)?(?:底|初)?"
)
_BOOK = re.compile(r"《[^《》]{2,30}》")
_QUOTED = re.compile(r"(?:为|叫|叫做|称|以|题|主题是|誉为|称为|名为|称作)“(?P<name>[^“”]{2,14})”")
_ORGANISATION_END = re.compile(
    r"(?:公司|集团|大学|学院|委员会|法院|检察院|协会|研究院|研究所|医院|银行|办公室|局|街道办事处|基金会|博物馆|俱乐部|"
    r"出版社|管理处|中学|小学|联盟|中心|委|部|厅|镇政府|县政府|市政府|省政府|区政府|支队|大队)$"
)
_NAME_TAGS = ("ns", "nz", "n", "nt", "j", "b", "vn", "nrt", "s", "f", "an", "eng", "ng", "g")
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳"
    "翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤"
)
_LIST = re.compile(
    r"[^，。；：、！？“”（）\s]{2,14}(?:、[^，。；：、！？（）\s]{2,14}){2,}"
    r"(?:(?:和|及|以及)[^，。；：、！？]{2,12})?"
)
# What ends just before the first item, and what begins just after the last one.
_LIST_LEAD = re.compile(
    r".*(?:包括|包含|括|有|为|是|及|对|以|由|在|于|的|了|与|来自|向|从|给|获|等|设|含|涉及|将|把|到)(?=.{2})"
)
_LIST_TAIL = re.compile(r"等|的|在|为|是|共|将|均|都|也|进行|成")
_SAID = re.compile(r"(?:指出|强调|要求|表示|认为|提出|建议|介绍|透露|坦言|提醒|呼吁|称)(?:[，,：:]“?)")
_REASON = re.compile(r"(?:因为|由于|因)(?P<reason>[^，。；]{5,40})[，,]")
_PURPOSE = re.compile(r"(?:为了|旨在)(?P<aim>[^，。；]{6,30})(?=[，,。])")
_MEANS = re.compile(r"通过(?P<means>[^，。；]{6,40})(?:等方式|等措施|等形式|，)")
# A character or word in front of which "谁" can stand in for a name.
_PERSON_CONTEXT = re.compile(r"(?:[由与和向被对给获，。长任记员席师授者人手星演练统理官友亲婆夫士家生]|^)$")


YEAR_ASKS: tuple[str, ...] = ("哪一年", "哪年", "什么时候")
_DAY_ASKS = ("什么时候", "哪天", "何时", "哪一天", "几月几日")
_PLACE_WORD = re.compile(r"(?:在|位于|赴|前往|抵达|来自|落户|走进|来到)$")


@dataclass(frozen=True)
class Target:
    """Half-open span in the sentence, its kind, and what may stand in its place in a question."""

    start: int
    end: int
    kind: str
    asks: tuple[str, ...]


def find_targets(sentence: str) -> Iterator[Target]:
    """Every askable span of the sentence, in no particular order; spans may overlap."""
    for match in _DATE.finditer(sentence):
        asks = YEAR_ASKS if match[0].endswith("年") else _DAY_ASKS
        yield Target(*match.span(), "date", asks)
    for match in _NUMBER.finditer(sentence):
        unit = match["unit"]
        if not (unit == "年" and re.match(r"(?:19|20)\d\d年", match[0])):
            yield Target(*match.span(), "number", (f"多少{unit}", f"多少{unit}", f"几{unit}", "多少"))
    for match in _PERCENT.finditer(sentence):
        yield Target(*match.span(), "number", ("多少", "百分之多少", "百分之几"))
    for match in _BOOK.finditer(sentence):
        yield Target(*match.span(), "title", ("什么", "哪部作品", "哪个文件", "哪部", "哪份文件"))
    for match in _QUOTED.finditer(sentence):
        yield Target(*match.span("name"), "name", ("什么", "什么", "哪个"))
    yield from _find_lists(sentence)
    yield from _find_names(sentence)
    yield from _find_clauses(sentence)


def _find_lists(sentence: str) -> Iterator[Target]:
    """Enumerations by 、 whose first and last items can be told from the words around them."""
    for match in _LIST.finditer(sentence):
        items = re.split(r"、|以及|和|及", match[0])
        usual = sorted(map(len, items))[len(items) // 2] + 3
        lead = _LIST_LEAD.match(items[0])
        start = match.start() + (lead.end() if lead else 0)
        tail = _LIST_TAIL.search(items[-1][1:])
        end = match.end() - len(items[-1]) + (tail.start() + 1 if tail else len(items[-1]))
        trimmed = sentence[start:end]
        if all(2 <= len(item) <= usual for item in re.split(r"、|以及|和|及", trimmed)):
            yield Target(start, end, "list", ("哪些", "哪些", "什么", "哪几个", "哪几种", "哪些内容", "哪些方面"))


def _find_names(sentence: str) -> Iterator[Target]:
    words: list[tuple[str, str, int]] = []
    at = 0
    for word, tag in rjieba.tag(sentence):
        words.append((word, tag, at))
        at += len(word)
    run = 0
    for number, (word, tag, start) in enumerate(words):
        run = run + 1 if tag in _NAME_TAGS and word not in "，。" else 0
        end = start + len(word)
        following = words[number + 1] if number + 1 < len(words) else ("", "", end)
        if tag in ("nr", "nrfg", "nrt") and word[0] in SURNAMES and _PERSON_CONTEXT.search(sentence[:start]):
            if len(word) == 2 and following[1] in ("nr", "g", "ng", "zg"):
                end += len(following[0])
            if 2 <= end - start <= 4 and sentence[end : end + 1] != "·":
                yield Target(start, end, "person", ("谁", "谁", "谁", "哪位", "什么人"))
        ends_run = following[1] not in _NAME_TAGS
        if run and ends_run:
            first = words[number - run + 1][2]
            yield from _named_run(sentence, first, end, words[number - run + 1][1])


def _named_run(sentence: str, start: int, end: int, first_tag: str) -> Iterator[Target]:
    """A run of nouns as a place after a word of place, or as an organisation by its ending."""
    name = sentence[start:end]
    if first_tag == "ns" and _PLACE_WORD.search(sentence[:start]) and len(name) >= 2:
        yield Target(start, end, "place", ("哪里", "哪里", "什么地方", "哪儿", "何地"))
    elif len(name) >= 4 and first_tag in ("ns", "nz", "nt", "j", "nrt") and _ORGANISATION_END.search(name):
        asks: tuple[str, ...] = ("哪个单位", "哪个机构", "哪个部门", "哪里")
        if name.endswith(("公司", "集团")):
            asks = ("哪家公司", "哪个公司", "哪家企业")
        elif name.endswith(("大学", "学院", "中学", "小学")):
            asks = ("哪所学校", "哪个学校")
        yield Target(start, end, "organisation", asks)


def _find_clauses(sentence: str) -> Iterator[Target]:
    for pattern, kind, asks in (
        (_REASON, "reason", ("什么原因", "为什么")),
        (_PURPOSE, "purpose", ("什么", "什么目的")),
        (_MEANS, "means", ("什么方式", "哪些方式", "什么")),
    ):
        for match in pattern.finditer(sentence):
            yield Target(*match.span(1), kind, asks)
    for match in _SAID.finditer(sentence):
        end = len(sentence.rstrip("。！？!?”\n "))
        if 12 <= end - match.end() <= 130:
            yield Target(match.end(), end, "said", ("什么", "了什么", "什么内容"))
