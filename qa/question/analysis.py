"""Understand a question by rule: what kind of answer it wants and which words must be met."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from index.text.fold import fold_text, is_traditional
from index.text.words import cut_content_words

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
