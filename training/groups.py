"""One training example: a question, a passage that answers it (or none), and passages that do not."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class LabelledPassage:
    """start and end: half-open character span of the answer in text; -1, -1 when the passage does not answer.

    `answers`: whether it answers; an answer without a known span (-1, -1) trains no span. `role` is the kind of
    look-alike: own (another passage of the article), family, retrieved, removed (the answer's sentence left out),
    swapped (a condition changed), near-miss.
    """

    title: str
    text: str
    start: int
    end: int
    answers: bool = False
    role: str = ""

    @property
    def is_answer(self) -> bool:
        return self.answers or self.start >= 0


@dataclass(frozen=True)
class Group:
    """`kind` says how the example was made; it trains a ranking only if the first passage answers."""

    kind: str
    question: str
    passages: tuple[LabelledPassage, ...]


def write_groups(path: Path, groups: Iterable[Group]) -> int:
    """Write one JSON line per group; return their number."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for group in groups:
            file.write(json.dumps(asdict(group), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_groups(path: Path) -> Iterator[Group]:
    """Yield the groups of a file, in order."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield Group(row["kind"], row["question"], tuple(LabelledPassage(**each) for each in row["passages"]))
