"""What a question is about, apart from what it asks: the words a follow-up leaves out."""

import re

from index.text.words import STOP_WORDS
from qa.mentions import find_people, find_places, words_as_written

_COUNTED = "[个位家所处名人户间座栋点级项条篇种类件步方面章节集门届次号张辆台架艘艏亩吨元块斤公里米天年月日岁周层楼部本册首幅倍成]"
ASKING = re.compile(
    r"(?:在|从|到|于|是)?(?:什么(?:时候|时间|地方|日期)|何[时地处日年月])|[因]?为(?:什么|何|啥)"
    rf"|哪(?:里|儿|些|几?{_COUNTED}|[一二两三四五六七八九十百\d]+{_COUNTED}+)?|什么样?的?|啥|谁"
    rf"|多少{_COUNTED}?|多(?:长时间|[久长远大高重宽深快])|几{_COUNTED}|第几|怎么(?:样|办|了|回事|个)?|怎样|如何|咋"
    r"|是否|是不是|有没有|能不能|可不可以|[吗呢]"
)
_EDGES = "，,。.？?！!：:；;、 　的了是有在"
_GENERIC = frozenset(
    "时候 时间 地方 情况 问题 原因 结果 办法 内容 具体 详细 要求 打算 下一步 后来 然后 之后 以后 当时 现在 目前 今年 去年 明年 今后 "
    "还有 还要 再 进一步 提到 指出 表示 介绍 认为 知道 告诉 请问 可以 能够 需要 应该 开始 结束 进行 工作 方面 特点 影响 意义 目的 作用 "
    "规定 事情 一共 总共 全部 计划 准备 继续 最后 最早 首先 为什么 怎么办 多少 多久 多长时间 哪一年 哪天 哪年 其中 其他 另外 这个 那个 "
    "觉得 看法 评价 负责 参加 完成 发生 实现 包括 主要 到底 究竟 分别 有没有 会 能 要 去 来 做 用 说 讲 提 去过 一点 多少钱".split()
)
"""Words that fit any topic, and so tell none."""
_CARRIED_TAGS = ("n", "v", "j", "l", "i", "eng", "z", "a", "s")
_NAMED = re.compile(r"《[^》]+》|“[^”]+”|\"[^\"]+\"")


def strip_asking(question: str) -> str:
    """Return what a question says without what it asks: 青岚县一共签了几个项目？ -> 青岚县一共签了项目."""
    said = ASKING.sub(" ", question.strip(_EDGES))
    pieces = [piece.strip(_EDGES) for piece in re.split(r"[ ？?]+", said)]
    return "".join(piece for piece in pieces if piece).strip(_EDGES)


def carried_topic(asked: str, typed: str) -> str:
    """Return what the next question may leave out of this one; a topic once carried stays, what it was asked goes."""
    lead, comma, _ = asked.partition("，")
    if comma and asked != typed and not ASKING.search(lead):
        return lead
    return strip_asking(asked)


def own_names(question: str) -> list[str]:
    """Return the names that let a question stand alone: places, people, what stands in quotation marks."""
    strong = [name for name in find_people(question) if name not in _tagged_only(question)]
    return [*find_places(question), *strong, *_NAMED.findall(question)]


def _tagged_only(question: str) -> set[str]:
    """Return likely names the tagger alone vouches for: 滑坡 and 玉米 are among them."""
    return {word for word, tag in words_as_written(question) if tag == "nr"} - set(find_people(f"局长{question}")[:1])


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
