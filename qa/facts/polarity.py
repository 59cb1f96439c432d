"""Whether a text affirms or denies, and which of two opposites (增加/减少, 实施/取消) it states."""

import re
from dataclasses import dataclass

UP, DOWN = 0, 1


@dataclass(frozen=True)
class _Opposites:
    """Two sets of words that contradict each other. `loose`: characters that may stand for each side in a quote.

    A side that `must_stand` is only believed where the quote has a word of that side too.
    """

    sides: tuple[tuple[str, ...], tuple[str, ...]]
    loose: tuple[str, str] = ("", "")
    must_stand: tuple[bool, bool] = (False, True)


def _pair(
    left: str, right: str, loose: tuple[str, str] = ("", ""), must: tuple[bool, bool] = (False, True)
) -> _Opposites:
    return _Opposites((tuple(left.split()), tuple(right.split())), loose, must)


_OPPOSITES = (
    _pair(
        "增加 增长 上升 上涨 提高 提升 增多 扩大 攀升 上调 增幅 走高 回升 加大 上浮 涨幅 飙升 激增 "
        "新增 递增 增产 增收 增值 加快 加速 延长",
        "减少 下降 降低 下跌 下滑 缩小 下调 降幅 回落 走低 缩减 削减 减缓 放缓 下浮 跌幅 锐减 递减 "
        "减产 减收 贬值 减慢 压减 缩水 缩短",
        ("增涨升高加扩多强长快超", "减降跌缩低少落滑慢负"),
        (True, True),
    ),
    _pair(
        "实施 执行 施行 启动 恢复 保留 延续 继续 推行 开展 设立 建立 决定 启用 生效 推进",
        "取消 废止 停止 暂停 终止 中止 撤销 撤消 停用 停办 叫停 取缔 搁置 失效 作废 废除 放弃 中断",
        ("", "停止废撤销弃"),
        (False, True),
    ),
    _pair(
        "允许 准许 可以 同意 批准 支持 赞成 赞同 接受 鼓励 倡导 许可",
        "禁止 不准 不得 严禁 拒绝 反对 否决 驳回 抵制 限制 谴责",
        ("", "禁不拒反否驳"),
        (False, True),
    ),
    _pair(
        "超过 高于 多于 以上 至少 不少于 不低于 大于 突破 逾",
        "不足 不到 低于 少于 以下 至多 不超过 不多于 小于 未达 未满 最多",
        ("超多余逾高上过破至", "不未低少下最小"),
        (False, True),
    ),
    _pair(
        "之前 以前 早于 提前",
        "之后 以后 晚于 推迟 延后 延期 滞后",
        ("前先早", "后晚迟延"),
        (False, False),
    ),
    _pair(
        "最大 最高 最多 最长 最早 最好 最强 最快",
        "最小 最低 最少 最短 最晚 最差 最弱 最慢",
        ("", ""),
        (False, False),
    ),
    _pair(
        "成功 获胜 战胜 胜利 夺冠 击败 取胜 晋级",
        "失败 失利 落败 败北 不敌 输给 输掉 淘汰",
        ("胜冠赢", "败负输"),
        (False, True),
    ),
    _pair(
        "盈利 顺差 利好 赚",
        "亏损 逆差 利空 赔",
        ("盈赚利", "亏赔"),
        (False, True),
    ),
    _pair(
        "进口 流入 买入 购买 收购 转入 迁入",
        "出口 流出 卖出 出售 抛售 转出 迁出",
        ("进买购", "出卖售"),
        (False, False),
    ),
    _pair(
        "开幕 开通 开放 开启 开业 开始 打开 开工 开学 开馆",
        "闭幕 关闭 封闭 停业 结束 关停 停工 闭馆 停运 歇业",
        ("开始启", "闭关停结终完毕"),
        (False, True),
    ),
    _pair(
        "加入 参加 出席 入选",
        "退出 缺席 落选 离开",
        ("", "退缺离"),
        (False, True),
    ),
    _pair(
        "任命 上任 当选 就任 聘任",
        "免去 卸任 罢免 辞职 辞去 解聘 免职",
        ("", "免卸辞罢"),
        (False, True),
    ),
    _pair(
        "合法 有效 合格 安全 真实 正常 积极 有利 公开 主动 必须 免费 有罪",
        "非法 无效 不合格 危险 虚假 异常 消极 不利 秘密 被动 无须 收费 无罪",
        ("", ""),
        (False, True),
    ),
    _pair(
        "出生 诞生 幸存 生还",
        "去世 逝世 死亡 身亡 遇难 病逝 丧生",
        ("生", "死亡逝难"),
        (False, True),
    ),
    _pair(
        "优于 好于 领先 强于 利于 改善 好转",
        "劣于 差于 落后 弱于 恶化 变差",
        ("", ""),
        (False, True),
    ),
    _pair(
        "简化 放宽 放松 解除 解禁 解封",
        "收紧 加强 从严 封锁 管制 封控",
        ("", ""),
        (False, False),
    ),
    _pair(
        "内部 国内 境内 室内 省内 以内",
        "外部 国外 境外 室外 省外 以外 海外",
        ("内", "外"),
        (False, False),
    ),
    _pair(
        "全部 所有 全体 一律 都",
        "部分 个别 少数",
        ("全所各均都", ""),
        (False, False),
    ),
)
_TERMS = tuple(
    sorted(((term, side) for side in (UP, DOWN) for term in pair.sides[side]), key=lambda pair: -len(pair[0]))
    for pair in _OPPOSITES
)
_SINGLE = {"增": (0, UP), "涨": (0, UP), "升": (0, UP), "减": (0, DOWN), "降": (0, DOWN), "跌": (0, DOWN)}

_NEGATION = re.compile(
    r"不能够|不可能|没有|未曾|并未|尚未|从未|未能|未经|并非|不是|不会|不能|不得|不准|不许|不可|不再|不予|不必|不用|不应|不要|不宜|"
    r"无法|无须|无需|禁止|严禁|杜绝|拒绝|不|没|未|无|非|勿|莫|别(?=再|去|让)"
)
_NO_NEGATION = re.compile(
    r"不仅|不但|不断|不少|不同|不久|不过|不管|不论|不如|不止|不只|不禁|不得不|不得已|不料|不妨|不可或缺|不平凡|不懈|不足|不到|"
    r"不幸|不错|不愧|不已|差不多|来不及|了不起|忍不住|是不是|不动产|不锈|不知不觉|不约而同|不明飞行|不倒翁|"
    r"未来|未婚|未必|未成年|无人机|无人驾驶|无线|无锡|无论|无数|无疑|无比|无偿|无愧|无人区|无产|无限|无障碍|南无|"
    r"非常|非洲|非遗|非典|非法|非凡|非但|除非|是非|莫非|非物质|非营利|非公|西非|南非|北非|东非|中非|"
    r"没收|没落|没关系|淹没|出没|沉没|埋没|莫斯科|莫大|莫言|约莫|没准|特别|级别|区别|类别|性别|分别|个别|告别|别墅|别人|没有不"
)
NEGATED_CHARS = 4
"""How many characters after the word of negation are taken as denied."""


def find_sides(folded: str, words: frozenset[str]) -> frozenset[tuple[int, int]]:
    """Return the sides (pair, side) that a text states; `words` are its words, for those of one character."""
    sides = {place for word, place in _SINGLE.items() if word in words}
    for number, terms in enumerate(_TERMS):
        rest = folded
        for term, side in terms:
            if term in (rest if len(term) > 1 else words):
                sides.add((number, side))
                rest = rest.replace(term, "|")  # 不少于 must not be found again as 少于
    return frozenset(sides)


def contradicts(
    stated: frozenset[tuple[int, int]], near: frozenset[tuple[int, int]], far: frozenset[tuple[int, int]], quote: str
) -> bool:
    """Return whether a stated side is not that of the quote: `near` in the clause it rests on, `far` in all of it."""
    for number, side in stated:
        if (number, side) in near:
            continue
        other = (number, 1 - side)
        if other in near or (other in far and (number, side) not in far):
            if (number, 1 - side) not in stated or other in near:
                return True
        if (number, side) not in far and _is_missing(number, side, quote):
            return True
    return False


def _is_missing(number: int, side: int, quote: str) -> bool:
    pair = _OPPOSITES[number]
    return pair.must_stand[side] and not any(character in quote for character in pair.loose[side])


def negated_spans(folded: str) -> list[tuple[int, int]]:
    """Return the half-open spans of what a clause denies: a few characters behind each word of negation."""
    kept = [match.span() for match in _NO_NEGATION.finditer(folded)]
    spans = []
    for match in _NEGATION.finditer(folded):
        if all(match.end() <= start or match.start() >= end for start, end in kept):
            spans.append((match.end(), match.end() + NEGATED_CHARS))
    return spans
