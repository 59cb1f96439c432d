"""What a question is about, apart from what it asks: the words a follow-up leaves out."""

import re

from index.text.words import STOP_WORDS
from qa.facts.mentions import find_people, find_places, words_as_written

_COUNTED = (
    "[个位家所处名人户间座栋点级项条篇种类件步方面章节集门届次号张辆台架艘亩吨元块斤里米天年月日岁周层部本首倍成]"
)
_UNIT = (
    "(?:平方米|平方公里|立方米|毫米|厘米|公里|千米|公斤|千克|公顷|摄氏度|小时|分钟|个月|人次|车次|[万亿]?元|[万亿]人|百分点"
    f"|{_COUNTED})"
)
ASKING = re.compile(
    r"(?:在|从|到|于|是)?(?:什么(?:时候|时间|地方|日期)|何[时地处日年月])|因?为(?:什么(?!时|地)|何(?!时|地)|啥)"
    rf"|哪(?:里|儿|些(?:地方|人|事情?|东西|内容|方面)?|几?{_COUNTED}|[一二两三四五六七八九十百\d]+{_COUNTED}+)?|(?:什么|啥)(?:地方|人|事情?|东西|内容|方面|样的?)?|谁来?"
    rf"|多少{_UNIT}?|多(?:长时间|[久长远大高重宽深快])|几{_UNIT}|第几|怎么(?:样|办(?!理)|了|回事|个)?|怎样|如何|咋"
    r"|是否|是不是|有没有|能不能|可不可以|[吗呢]"
)
_EDGES = "，,。.？?！!：:；;、 　的了是有在"
_GENERIC = frozenset(
    "时候 时间 地方 情况 问题 原因 结果 办法 内容 具体 详细 要求 打算 下一步 后来 然后 之后 以后 当时 现在 目前 "
    "今年 去年 明年 今后 还有 还要 再 进一步 提到 指出 表示 介绍 认为 知道 告诉 请问 可以 能够 需要 应该 开始 结束 "
    "进行 工作 方面 特点 影响 意义 目的 作用 规定 事情 一共 总共 全部 计划 准备 继续 最后 最早 首先 为什么 怎么办 "
    "多少 多久 多长时间 哪一年 哪天 哪年 其中 其他 另外 这个 那个 觉得 看法 评价 负责 参加 完成 发生 实现 包括 主要 "
    "到底 究竟 分别 有没有 会 能 要 去 来 做 用 说 讲 提 去过 一点 多少钱".split()
)
"""Words that fit any topic, and so tell none."""
_HANGING_TAGS = ("p", "c", "d", "uj", "ul", "uz", "vshi", "vyou")
_HANGING = frozenset(
    (word, "v")
    for word in (
        "收 退 补 借 花 要 能 会 叫 分 占 用 有 说 讲 写 做 涉及 提到 需要 包括 达到 提高 可以 应该 分为 属于 造成 获得"
    ).split()
)
"""Verbs that say nothing once what they ask for is gone."""
_HANGING_END = re.compile(r"(?:是|到底|究竟|一共|总共|还|由|被|归|于|[到至](?=$))$")
_CARRIED_TAGS = ("n", "v", "j", "l", "i", "eng", "z", "a", "s")
_NAMED = re.compile(r"《[^》]+》|“[^”]+”|\"[^\"]+\"")


def strip_asking(question: str) -> str:
    """Return what a question says without what it asks: 青岚县一共签了几个项目？ -> 青岚县一共签了项目."""
    asking = ASKING.search(question)
    pieces = [
        piece.strip("，,。.！!：:；;、 ")
        for piece in re.split(r"[\x00？?]+", ASKING.sub("\x00", question.strip(_EDGES)))
    ]
    pieces = [_HANGING_END.sub("", piece) for piece in pieces]
    topic = "".join(piece for piece in pieces if piece).strip(_EDGES)
    return topic if asking is None else _without_last_verb(topic)


def carried_topic(asked: str, typed: str, *, is_whole: bool = False) -> str:
    """Return what the next question may leave out of this one; a topic once carried stays, what it was asked goes.

    A verb behind the asking word (推进会由谁主持) is what was asked, and left out unless the topic `is_whole`.
    """
    lead, comma, _ = asked.partition("，")
    if comma and asked != typed and not ASKING.search(lead):
        return lead
    match = ASKING.search(asked)
    if match and (not is_whole or "谁" in match.group()):
        before = _HANGING_END.sub("", asked[: match.start()].strip(_EDGES)).strip(_EDGES)
        after = words_as_written(asked[match.end() :].strip(_EDGES + "吗呢"))
        is_manner = re.search("[怎咋]|如何|为", match.group())
        if len(after) == 1 and after[0][1].startswith("v") and not is_manner and topic_words(before):
            return before
    return strip_asking(asked)


def _without_last_verb(topic: str) -> str:
    """Return the topic without a verb whose object was asked for: 改造涉及(多少户) -> 改造."""
    words = words_as_written(topic)
    while len(words) > 1 and (words[-1][1] in _HANGING_TAGS or words[-1] in _HANGING):
        words.pop()
    if len(words) > 2 and words[-1][1] == "v" and len(words[-1][0]) == 1:
        words.pop()
    return "".join(word for word, _ in words).strip(_EDGES)


def own_names(question: str) -> list[str]:
    """Return the names that let a question stand alone: places, people, what stands in quotation marks."""
    return [*find_places(question), *find_people(question), *_NAMED.findall(question)]


def topic_words(question: str) -> list[str]:
    """Return the words of a question that tell what it is about, without names and words that fit any topic."""
    rest = ASKING.sub(" ", question)
    for name in own_names(question):
        rest = rest.replace(name, " ")
    words = [word for word, tag in words_as_written(rest) if tag.startswith(_CARRIED_TAGS)]
    return [word for word in dict.fromkeys(words) if word not in _GENERIC and word not in STOP_WORDS]


def bigrams(words: list[str]) -> set[str]:
    """Return the pairs of neighbouring characters inside these words."""
    return {word[at : at + 2] for word in words for at in range(len(word) - 1)}


def weak_names(question: str) -> list[str]:
    """Return what may be a name: runs of nouns that hold a word the tagger takes for one (澜青大桥, 望湖图书馆)."""
    names, run, has_name = [], "", False
    for word, tag in [*words_as_written(ASKING.sub(" ", question)), (" ", "x")]:
        if tag.startswith(("n", "j")):
            run, has_name = run + word, has_name or (tag in ("nr", "ns", "nt", "nz") and len(word) > 1)
            continue
        if has_name:
            names.append(run)
        run, has_name = "", False
    return names
