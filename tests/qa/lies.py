"""A chat model that lies about the passages it is sent, in six kinds by turn, beside statements that are true."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from index.chinese.words import tag_words
from tests.benchmarks.statement_changes import change_date, change_number, deny, drop_adverbs, flip, swap_clauses
from tests.qa.chat_server import Reply

Change = Callable[[str, random.Random], str | None]
NO_ANSWER = "资料中没有答案。"
_LINE = re.compile(r"^\[(\d+)\] (?:（[^（）]*）)?(.*)$", re.MULTILINE)
_SENTENCE = re.compile(r"[^。！？!?；;“”\"：:\s（）()＜＞〔〕]{14,90}。")
_OPEN = "预计/已 计划/已经 拟/已 可能/必然 有望/必定 将/已 力争/已经 建议/要求 初步/最终 大约/整整 即将/已经"
_MORE = (
    "多数/所有 部分/全部 主要/全部 大部分/全部 一些/所有 多个/全部 近/超过 超过/不到 至少/最多 最高/最低 以上/以下 "
    "每年/每月 全国/全球 同比/环比 全县/全省 全市/全国 首次/多次 之一/第一 有的/所有"
)


@dataclass
class LyingModel:
    """Replies to a prompt with a falsehood about its passages and a true statement. Every kind takes its turn.

    `falsehoods` are pairs of kind and statement, `truths` statements, as written, in order.
    """

    seed: int = 17
    falsehoods: list[tuple[str, str]] = field(default_factory=list)
    truths: list[str] = field(default_factory=list)
    answered: int = 0
    helped: int = 0

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)

    def __call__(self, body: dict[str, Any]) -> Reply:
        system, user = (message["content"] for message in body["messages"])
        if "JSON" in system or "译者" in system:
            self.helped += 1
            return Reply((NO_ANSWER,))
        if "找不到依据" in user:
            return Reply((NO_ANSWER,))
        self.answered += 1
        lines = self._lines(user)
        written = [*self._lie(lines), *self._tell(lines)]
        self._rng.shuffle(written)
        return Reply(("".join(f"{text[:-1]}[{number}]。" for number, text in written) or NO_ANSWER,))

    def _lines(self, user: str) -> list[tuple[int, str]]:
        fenced = user[user.index("<资料>") : user.index("</资料>")]
        found = [(int(m[1]), s) for m in _LINE.finditer(fenced) for s in _SENTENCE.findall(m[2])]
        self._rng.shuffle(found)
        self._known = "".join(fenced.split())
        return found

    def _lie(self, lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
        names = list(KINDS)
        for turn in range(len(names)):
            kind = names[(len(self.falsehoods) + turn) % len(names)]
            for number, text in lines:
                said = KINDS[kind](text, self._rng)
                if said is not None and said != text and said[:-1] not in self._known:
                    self.falsehoods.append((kind, said))
                    return [(number, said)]
        return []

    def _tell(self, lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
        for number, text in lines:
            way = self._rng.choice((drop_adverbs, swap_clauses, None))
            said = (way(text, self._rng) if way else text) or text
            if said.endswith("。") and said not in [lie for _, lie in self.falsehoods]:
                self.truths.append(said)
                return [(number, said)]
        return []


def _turn(pairs: str) -> Change:
    """Return what puts the second word of a pair in the place of the first, where that stands as a word of its own."""
    table = dict(pair.split("/") for pair in pairs.split())

    def change(text: str, rng: random.Random) -> str | None:
        words = [text_of for text_of, _ in tag_words(text)]
        places = [place for place, word in enumerate(words) if word in table]
        if not places or "".join(words) != text:
            return None
        place = rng.choice(places)
        return "".join([*words[:place], table[words[place]], *words[place + 1 :]])

    return change


def change_figure(text: str, rng: random.Random) -> str | None:
    return change_number(text, rng) or change_date(text, rng)


def deny_or_flip(text: str, rng: random.Random) -> str | None:
    return flip(text, rng) or deny(text, rng)


def change_parties(text: str, rng: random.Random) -> str | None:
    """Return the text with two of its names in each other's place, a verb between them: who did what to whom."""
    words = tag_words(text)
    names = [word for word, tag in words if tag in ("nr", "ns", "nt") and len(word) > 1 and text.count(word) == 1]
    for first, second in pairwise(names):
        between = text[text.index(first) + len(first) : text.index(second)]
        has_verb = any(tag == "v" and len(word) > 1 for word, tag in tag_words(between))
        if has_verb and not re.search(r"[、，和与及]", between) and first not in second and second not in first:
            return text.replace(first, "\0").replace(second, first).replace("\0", second)
    return None


def change_name(text: str, rng: random.Random) -> str | None:
    """Return the text with one of its names another of the same kind, one that no article holds."""
    others = {"nr": ("邵云岚", "褚清遥"), "ns": ("霁川市", "汀梧县"), "nt": ("霁川大学", "汀梧集团")}
    found = [(word, tag[:2]) for word, tag in tag_words(text) if tag[:2] in others and len(word) > 1]
    if not found:
        return None
    word, tag = rng.choice(found)
    return text.replace(word, rng.choice(others[tag]))


KINDS: dict[str, Change] = {
    "number or date": change_figure,
    "name": change_name,
    "the opposite": deny_or_flip,
    "who to whom": change_parties,
    "hedge or tense": _turn(_OPEN),
    "scope or degree": _turn(_MORE),
}
