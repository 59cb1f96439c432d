"""Passages about another year, number, name or place: the passage is changed, the question stays as people asked it.

    python -m training.swapped_passages --groups FILE... --output FILE [--limit 3000] [--seed 5]

The changed passage keeps the answer, so only the condition tells it from the right one. FILEs of --groups are what
make_data and make_news_data wrote.
"""

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

import rjieba

from training.changes import NAMED_TAGS, EntityPool, other_number, other_year
from training.groups import Group, LabelledPassage, read_groups, write_groups

_NUMBER = re.compile(r"(?<![\d.])\d+(?![\d.]*\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A year is told apart from other numbers only where 年 or a dash, or nothing of a number, follows.
_YEAR_FOLLOWS = re.compile(r"年|[-/.]\d|赛季|\D")


def condition_changes(question: str, told: str, pool: EntityPool, rng: random.Random) -> list[tuple[str, str]]:
    """Return (word, other) for every year, number and name of the question that `told` holds too."""
    changes: list[tuple[str, str | None]] = []
    for match in _NUMBER.finditer(question):
        if _holds_number(told, match[0]):
            is_year = _YEAR.fullmatch(match[0]) and _YEAR_FOLLOWS.match(question, match.end())
            other = other_year(match[0], told, rng) if is_year else other_number(match[0], told, rng)
            changes.append((match[0], other))
    for word, tag in rjieba.tag(question):
        if tag in NAMED_TAGS and len(word) >= 2 and word in told:
            changes.append((word, pool.other(NAMED_TAGS[tag], word, told + question, rng)))
    return [(word, other) for word, other in changes if other]


def swap_condition(group: Group, titles: list[str], pool: EntityPool, rng: random.Random) -> Group | None:
    """Return the right passage beside itself with one condition of the question changed, title included.

    None where the question shares no condition with it, or where the answer itself would change.
    """
    right = group.passages[0]
    if right.start < 0:
        return None
    answer = right.text[right.start : right.end]
    changes = condition_changes(group.question, right.title + right.text, pool, rng)
    title = right.title
    if len(title) >= 2 and title in group.question:
        other = rng.choice(titles)
        changes += [(title, other)] * (other not in right.text and title not in other)
    usable = [(word, other) for word, other in changes if word not in answer and other not in group.question]
    if not usable:
        return None
    word, other = rng.choice(usable)
    swapped = LabelledPassage(_replace(title, word, other), _replace(right.text, word, other), -1, -1)
    return Group(f"{group.kind}-swapped", group.question, (right, swapped))


def _holds_number(text: str, number: str) -> bool:
    return re.search(rf"(?<![\d.]){number}(?![\d.]*\d)", text) is not None


def _replace(text: str, word: str, other: str) -> str:
    if word.isdigit():
        return re.sub(rf"(?<![\d.]){word}(?![\d.]*\d)", other, text)
    return text.replace(word, other)


def swapped_groups(groups: list[Group], rng: random.Random, limit: int) -> Iterator[Group]:
    """Return up to `limit` groups, drawn from all questions that have a condition to change."""
    pool = EntityPool()
    for group in groups[:: max(1, len(groups) // 5000)]:
        pool.collect(group.passages[0].text)
    titles = sorted({group.passages[0].title for group in groups if 2 <= len(group.passages[0].title) <= 12})
    left = limit
    for group in rng.sample(groups, len(groups)):
        made = swap_condition(group, titles, pool, rng) if left else None
        if made:
            left -= 1
            yield made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", type=Path, nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=3000, help="groups made of each file")
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    made = [group for path in options.groups for group in swapped_groups(list(read_groups(path)), rng, options.limit)]
    print(write_groups(options.output, made), "groups")


if __name__ == "__main__":
    main()
