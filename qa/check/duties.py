"""Whose task it is: what one is charged with is not another's, where the quotes tell of both."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from index.chinese.statements import relation_pattern, relation_text, relation_words
from qa.check.alignment import find_stretches
from qa.check.claim import Claim

LEAST_SAME = 0.6
"""Least share of the shorter of two names or tasks in the other for both to be the same."""
LEAST_CHARS = 2
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_PART = re.compile(r"[^，；：、,;:()（）]+")


@dataclass(frozen=True)
class Duty:
    """`who` does it, and what it is: the words before and behind the one who does it."""

    who: str
    task: tuple[str, ...]


def is_duty_of_another(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement gives one a task that the quotes give another, and the one another task."""
    for quote in quotes:
        for sentence in _SENTENCE.findall(quote.text):
            told = read_duties(sentence)
            if any(_is_of_another(mine, told) for mine in read_duties(claim.text)):
                return True
    return False


def _is_of_another(mine: Duty, told: Sequence[Duty]) -> bool:
    if any(_is_task(mine, each) and _share(mine.who, each.who) >= LEAST_SAME for each in told):
        return False
    others = [each for each in told if _is_task(mine, each)]
    own = [each for each in told if _share(mine.who, each.who) >= LEAST_SAME]
    return bool(others and own)


@lru_cache(maxsize=2048)
def read_duties(text: str) -> tuple[Duty, ...]:
    """Return whose task is what by a sentence."""
    found, before = [], ""
    for part in _PART.findall(text):
        duty = next(_read(part, before), None)
        if duty is not None:
            found.append(duty)
        before = part
    return tuple(found)


def _read(part: str, before: str) -> Iterator[Duty]:
    for form in _forms():
        if (match := form.match(part)) and "分别" not in part:
            fields = match.groupdict()
            lead = fields["task"] or before if "behind" in fields else fields["task"]  # …是在2008年，由甲完成
            task = tuple(filter(None, (_told(lead), _told(fields.get("behind") or ""))))
            if task and len(match["who"]) >= LEAST_CHARS:
                yield Duty(match["who"], task)


def _told(task: str) -> str:
    rest = relation_pattern("duty", "empty").sub("", task)
    return rest if len(rest) >= LEAST_CHARS else ""


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    verbs, plain, roles = ("|".join(relation_words("duty", name)) for name in ("verbs", "plain", "roles"))
    between = relation_text("duty", "between")
    return tuple(
        map(
            re.compile,
            (
                rf"^(?P<task>[^由]*?){between}(?<![自缘事])由(?![于来此是按从每各])(?P<who>.{{2,}}?){between}(?P<behind>(?:{verbs}).*)$",
                rf"^(?P<task>[^由]{{2,}}?){between}(?<![自缘事理])由(?![于来此是按从每各])(?P<who>[^至到为]{{2,}})$",
                rf"^(?P<task>.{{2,}}?){between}(?:委托|(?:委托|外包|承包|转包|移交|交)给|交由)(?P<who>.{{2,}})$",
                rf"^(?P<task>.*(?:{verbs}|{roles})(?:方|者|商|单位|机构)?)(?:的?是|为)(?P<who>.{{2,}})$",
                r"^(?P<task>.{2,})的是(?P<who>.{2,})$",
                rf"^(?P<who>.{{2,}}?){between}(?:是|任|担任)(?P<task>.*(?:{roles}))$",
                rf"^(?P<who>[^的由是]{{2,}}?){between}(?P<task>(?:{plain}).*)$",
            ),
        )
    )


def _is_task(mine: Duty, other: Duty) -> bool:
    return any(_share(one, another) >= LEAST_SAME for one in mine.task for another in other.task)


def _share(one: str, other: str) -> float:
    """Return the share of the shorter of two texts found in the other in runs."""
    return sum(each.length for each in find_stretches(one, other)) / min(len(one), len(other))
