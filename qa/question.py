"""Understand a question by rule: the kind of answer it wants, its words, the thing asked for, its parts."""

import math
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from index.snapshot import Snapshot
from index.text.fold import fold_text, is_traditional
from index.text.words import cut_content_words, tag_words

# ---- Understand a question by rule: what kind of answer it wants and which words must be met


MAX_QUESTION_CHARS = 500
"""Longer input is searched by its first 500 characters: the model reads no more."""


class AnswerKind(Enum):
    """What a question wants."""

    PERSON = "person"
    TIME = "time"
    PLACE = "place"
    AMOUNT = "amount"
    LIST = "list"
    MANNER = "manner"
    REASON = "reason"
    OTHER = "other"


FACT_KINDS = (AnswerKind.PERSON, AnswerKind.TIME, AnswerKind.PLACE, AnswerKind.AMOUNT)
"""The kinds that one short answer satisfies."""


@dataclass(frozen=True)
class Question:
    """A question and what its words say. `folded` is the search form; `words` its topic words, folded, distinct;
    `pieces` what stands between its question words and signs.

    `item_count` is how many items a list question asks for (哪六个方面 -> 6), or 0, and `count_phrase` how it says so
    (六个), or ''.
    """

    text: str
    folded: str
    words: tuple[str, ...]
    pieces: tuple[str, ...]
    kind: AnswerKind
    item_count: int
    count_phrase: str
    is_traditional: bool


_KINDS = (
    (
        AnswerKind.LIST,
        r"哪些|哪几|哪[一二两三四五六七八九十百\d]+[个项条大类种点方件家名位]|分别|包括什么|包含什么|列举",
    ),
    (
        AnswerKind.LIST,
        r"[“\"《]?[一二三四五六七八九十两]+[个项条大][^，。？]{0,12}[”\"》]?(?:是什么|指什么|有什么|指的是|的?(?:具体)?内容)",
    ),
    (AnswerKind.LIST, r"(?:具体|主要)?(?:内容|措施|要求|任务|问题|举措|做法|方面)(?:是|有)(?:什么|啥)"),
    (AnswerKind.PERSON, r"谁|哪位|何人|什么人|哪个人|哪名"),
    (
        AnswerKind.TIME,
        r"什么时候|何时|哪天|哪一天|哪年|哪一年|几月|几号|几点|什么时间|多久|哪个月|哪日|何日|何年|多长时间|时间是",
    ),
    (
        AnswerKind.AMOUNT,
        r"多少|几[个名家人次项条座所处台辆亿万元吨公只层天岁位张艘年]|多大|多高|多长|多远|多重|多宽|百分之几|第几",
    ),
    (AnswerKind.PLACE, r"哪里|哪儿|何地|何处|什么地方|哪个(?:省|市|县|区|镇|乡|村|地区|城市|国家|地方)|在哪"),
    (AnswerKind.REASON, r"为什么|为何|为啥|原因|缘故"),
    (AnswerKind.MANNER, r"如何|怎么|怎样|咋"),
    # Questions in telegram style have no question word: 2022年高考报名人数, 论坛举办地.
    (AnswerKind.TIME, r"(?:日期|时间|日子)[？?。 ]*$"),
    (
        AnswerKind.AMOUNT,
        r"(?:[人次户件册例篇]数|数量|总[量数额价]|[产销售容流]量|交付量|价格|售价|票房|金额|营收|收入|利润|面积|比例|增速|增幅"
        r"|浓度|温度|高度|长度|重量|票价|电话|号码|比分|排名)[？?。 ]*$",
    ),
    (AnswerKind.PLACE, r"(?:地点|举办地|所在地|地址|位置|产地|故乡|籍贯)[？?。 ]*$"),
    (
        AnswerKind.PERSON,
        r"(?:作者|导演|主演|主持人|创始人|负责人|冠军|得主|市长|县长|区长|书记|校长|院长|局长)[？?。 ]*$",
    ),
)
# What a question asks with. It is no topic, and cut together with its neighbours it makes words that no article holds
# (哪天交, 几不开门).
_ASKING = re.compile(
    r"什么(?:时候|地方|时间|人)?|为什么|为何|为啥|请问|是不是|有没有|是否|怎么样|怎样|怎么|如何|多少|多久|谁|何时|何地|何处|何人"
    r"|(?<!许)多(?:大|高|长|远|重|宽|深)(?=[的了？?，。 ]|$)"
    r"|哪(?:里|儿|些|[一二两三四五六七八九十几]?(?:个|位|家|天|年|月|日|种|条|项|名|所|座|次|届|点|方面|类|款|场|级|部|篇|件|份))?(?!吒)"
    r"|几(?:点(?!钟)|[个名家位年月天号岁条项座次种届]|(?=[名人次户]))|(?<=[期周月])几|吗(?=[？?]|$)"
)
_PIECE = re.compile(r"[^\W_](?:[^\W_]|(?<=\d)[.%](?=\d|$))*")
_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_COUNT = re.compile(r"([一二两三四五六七八九十]{1,2}|\d{1,2})(?:个|项|条|大|类|种|点|方面|件|督|不|要|必)")


def read_question(text: str) -> Question:
    """Return what the question says; any text is accepted, of any length."""
    shown = " ".join(_printable(text).split())[:MAX_QUESTION_CHARS]
    folded = fold_text(shown)
    kind = find_kind(folded)
    topic = _ASKING.sub(" ", folded)
    counted = _COUNT.search(folded) if kind in (AnswerKind.LIST, AnswerKind.OTHER) else None
    return Question(
        text=shown,
        folded=folded,
        words=tuple(cut_content_words(topic) or cut_content_words(folded)),
        pieces=tuple(_PIECE.findall(topic)),
        kind=kind,
        item_count=_to_number(counted[1]) if counted else 0,
        count_phrase=counted[0] if counted else "",
        is_traditional=is_traditional(shown),
    )


def _printable(text: str) -> str:
    """Return the text without control and zero-width characters, white space kept."""
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


def find_kind(folded: str) -> AnswerKind:
    """Return the kind of answer that a folded question wants."""
    for kind, pattern in _KINDS:
        if re.search(pattern, folded):
            return kind
    return AnswerKind.OTHER


def _to_number(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    if len(numeral) == 1:
        return _NUMERALS[numeral]
    return 10 + _NUMERALS[numeral[1]] if numeral[0] == "十" else 0


# ---- Whether a sentence holds the kind of thing a question asks for: a name, a time, a number …


_KIND_PATTERNS = {
    AnswerKind.TIME: re.compile(r"\d{1,4}年|\d{1,2}月|\d{1,2}[日号时点]|[上下]午|去年|今年|昨[日天]|小时|分钟"),
    AnswerKind.AMOUNT: re.compile(r"\d|[一二三四五六七八九十百千万亿两][个名家人次项条座所处台辆万亿元公吨%]"),
    AnswerKind.LIST: re.compile(r"一是|一要|第一|[（(]一[)）]|、[^、。]{1,30}、|[:：]"),
    AnswerKind.REASON: re.compile(
        r"因|由于|为了|导致|所以|以便|以免|原因|所致|致使|造成|使得|旨在|得益于|受.{1,20}影响"
    ),
}


def meets_kind(kind: AnswerKind, text: str) -> bool:
    """Return whether the text holds something of this kind; never for the kinds that no rule can tell."""
    folded = fold_text(text)
    if kind is AnswerKind.PERSON:
        return any(tag.startswith("nr") for _, tag in tag_words(folded))
    if kind is AnswerKind.PLACE:
        return any(tag in ("ns", "nt") for _, tag in tag_words(folded))
    pattern = _KIND_PATTERNS.get(kind)
    return pattern is not None and pattern.search(folded) is not None


# ---- The thing a question asks for, by its own word: 哪个方向 -> 方向, 水位如何 -> 水位, 多少家公司 -> 公司


_ASKED = re.compile(
    r"什么样|什么(?!时候|时间|地方|人|原因)|哪一?[^，。？?\s]|哪些|多少|几|怎么样|怎样|怎么|如何|何种|何"
)
_NOUN_TAGS = ("n", "vn", "an", "j", "l", "i", "eng", "b", "x")
_PASSED_OVER = frozenset(
    "的 了 是 有 为 在 会 将 都 又 被 和 种 个 家 名 项 条 款 部 座 位 所 类 大 些 件 艘 届 样 处 支 只 份 台".split()
)
_EMPTY = frozenset("时候 时间 地方 人 原因 内容 东西 方面 情况 具体 主要 名字 名称 意思".split())
"""Nouns that the answer seldom says: the kind of answer stands for them."""


def find_focus(folded: str) -> tuple[str, ...]:
    """Return the words of the thing asked for, those behind the question word or else the noun in front of it."""
    asked = _ASKED.search(folded)
    if asked is None:
        return ()
    words, at = [], 0
    for word, tag in tag_words(folded):
        words.append((word, tag, at))
        at += len(word)
    behind = [(word, tag) for word, tag, start in words if start >= asked.end()]
    found = _nouns(behind)
    if not found:
        before = [(word, tag) for word, tag, start in reversed(words) if start + len(word) <= asked.start()]
        found = _nouns(before)[:1]
    return tuple(word for word in found if word not in _EMPTY)


def share_held(focus: tuple[str, ...], folded: str) -> float:
    """Return the share of these words that stand in the text, 0 where there are none."""
    return sum(word in folded for word in focus) / len(focus) if focus else 0.0


def _nouns(words: list[tuple[str, str]]) -> list[str]:
    """Return the run of nouns at the beginning, small words passed over."""
    run: list[str] = []
    for word, tag in words:
        if word in _PASSED_OVER:
            continue
        if not tag.startswith(_NOUN_TAGS) or len(word) < 2:
            break
        run.append(word)
    return run


# ---- Take a question apart that asks for several things at once, so that each is searched and answered for itself


MAX_PARTS = 3
"""More parts would be answered too slowly, and are rarely meant."""

_SHARED = re.compile(
    r"分别|各自|各(?=[是有为占在达多几])|(?:有(?:什么|啥|何)|的)(?:不同|区别|差别|异同)"
    r"|相比|哪个(?=更|多|少|高|大|低|早|晚)|谁更"
)
_JOINS = frozenset("和 与 跟 及 以及 、".split())
_PLACE = re.compile(r"[^\W\d_省市县区镇乡村州旗和与跟及在从到的两哪各]{2,4}[省市县区镇乡村州旗](?![\u4e00-\u9fff]?长)")
_ASKS = re.compile(r"什么|哪|谁|多少|几|吗|如何|怎|为何|何时|多[久长远大高]")
_NAME_TAGS = ("nr", "ns", "nt", "nz")


def split_question(text: str) -> list[str]:
    """Return the parts of a question in order, each a question of its own; a simple question comes back alone.

    青岚县和禾阳县分别有多少学校 -> 青岚县有多少学校 / 禾阳县有多少学校; two questions in one line are two parts, the
    second with the names of the first.
    """
    clauses = _asking_clauses(text)
    if len(clauses) > 1:
        return clauses[:MAX_PARTS]
    if _SHARED.search(fold_text(text)):
        parts = _split_joined(text)
        if len(parts) > 1:
            return parts[:MAX_PARTS]
    return [text]


def _asking_clauses(text: str) -> list[str]:
    """Return the clauses if at least two of them ask something."""
    pieces = [piece.strip() for piece in re.split(r"[？?，,；;。]", text) if piece.strip()]
    asking = [piece for piece in pieces if _ASKS.search(fold_text(piece))]
    if len(asking) < 2:
        return []
    first_asking = pieces.index(asking[0])
    lead = "，".join(pieces[:first_asking])
    names = _names("，".join(pieces[: first_asking + 1]))
    first = f"{lead}，{asking[0]}" if lead else asking[0]
    rest = [piece if _has_subject(piece) else " ".join([*names, piece]) for piece in asking[1:]]
    return [f"{part}？" for part in [first, *rest]]


def _has_subject(clause: str) -> bool:
    """Return whether a noun stands in front of the question word: the clause then says itself what it is about."""
    asked = _ASKS.search(fold_text(clause))
    before = clause[: asked.start()] if asked else clause
    return any(tag.startswith("n") and len(word) > 1 for word, tag in tag_words(before))


def _names(text: str) -> list[str]:
    """Return the places, people and organisations of a text; a place by its ending, even one no dictionary knows."""
    places = _PLACE.findall(text)
    words, at = [], 0
    for word, tag in tag_words(text):
        shown = text[at : at + len(word)]
        at += len(word)
        if tag.startswith(_NAME_TAGS) and len(word) > 1 and not any(shown in p or p in shown for p in places):
            words.append(shown)
    return list(dict.fromkeys([*places, *words]))


def _split_joined(text: str) -> list[str]:
    """Return one question for each of the things joined by 和, 与 or 、; none where nothing is joined."""
    units = _units(text)
    joined = _joined_run(units)
    if len(joined) < 2:
        return []
    before = "".join(units[: joined[0]])
    after = "".join(units[joined[-1] + 1 :])
    return [_without_marker(before + units[place] + after) for place in joined]


def _without_marker(text: str) -> str:
    """Return the question without the word that says it asks for several (分别, 各, 相比 …)."""
    text = re.sub(r"哪个更?[多少高大低长]|谁更[多少高大低长]", "是多少", text)
    return re.sub(r"分别|各自|各(?=[是有为占在达多几])|两[县市区地](?=[的小中学])", "", text)


def _units(text: str) -> list[str]:
    """Return the words of the text, places whole, covering every character."""
    units: list[str] = []
    for piece in re.split(f"({_PLACE.pattern})", text):
        if _PLACE.fullmatch(piece):
            units.append(piece)
            continue
        at = 0
        for word, _ in tag_words(piece):
            units.append(piece[at : at + len(word)])
            at += len(word)
    return units


def _joined_run(units: list[str]) -> list[int]:
    """Return the places of the longest run unit, join, unit, join, unit …, without the joins."""
    best: list[int] = []
    for start in range(1, len(units) - 1):
        if units[start] not in _JOINS:
            continue
        run, place = [start - 1], start
        while place + 1 < len(units) and units[place] in _JOINS:
            run.append(place + 1)
            place += 2
        if len(run) > len(best) and all(units[p] not in _JOINS for p in run):
            best = run
    return best


# ---- How well a sentence meets a question's words: rare words count more (idf), context counts less


@dataclass(frozen=True)
class WordWeights:
    """The weight of each topic word of a question, summing to 1; empty for a question without topic words."""

    weights: dict[str, float]

    def coverage(self, folded: str) -> float:
        """Return the share of the question's weight whose words stand in this folded text, 0 to 1.

        A word counts where its characters stand in a row, however the text would be cut; a number only as a whole.
        """
        return sum(weight for word, weight in self.weights.items() if holds_word(folded, word))


def holds_word(folded: str, word: str) -> bool:
    """Return whether the word stands in the text; a number not as a part of a longer one."""
    if not word[0].isdigit() and not word[-1].isdigit():
        return word in folded
    return re.search(rf"(?<![0-9.]){re.escape(word)}(?![0-9]|\.[0-9])", folded) is not None


def weigh_words(snapshot: Snapshot, question: Question) -> WordWeights:
    """Return idf weights: ln(1 + (N - df + 0.5) / (df + 0.5)), as BM25 has it, normalised."""
    total = snapshot.chunk_count()
    frequencies = snapshot.document_frequencies(question.words)
    idf = {word: math.log(1 + (total - df + 0.5) / (df + 0.5)) for word, df in frequencies.items()}
    whole = sum(idf.values())
    return WordWeights({word: value / whole for word, value in idf.items()} if whole else {})
