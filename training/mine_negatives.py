"""Replace the look-alikes of examples by those that the reader itself takes for answers.

python -m training.mine_negatives --model FOLDER --data FILE --output FILE [--groups 2000]
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from index.embed.bundled import ensure_bundled_model
from qa.reader.model import ReaderModel
from training.groups import Group, read_groups, write_groups

KEPT = 2


def mine(reader: ReaderModel, groups: list[Group]) -> Iterator[Group]:
    """Groups with their look-alikes in the order of the reader's belief that they answer, the first KEPT of them."""
    for number, group in enumerate(groups):
        others = group.passages[1:]
        if group.passages[0].start >= 0 and others:
            readings = reader.read(group.question, [p.text for p in others], [p.title for p in others])
            order = sorted(range(len(others)), key=lambda at: -readings[at].answer_score)
            group = Group(group.kind, group.question, (group.passages[0], *(others[at] for at in order[:KEPT])))
        if number % 200 == 0:
            print(number, flush=True)
        yield group


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--groups", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    reader = ReaderModel.load(options.model, ensure_bundled_model(), threads=1)
    groups = list(read_groups(options.data))
    chosen = random.Random(options.seed).sample(groups, min(options.groups, len(groups)))
    print(write_groups(options.output, mine(reader, chosen)), "groups")


if __name__ == "__main__":
    main()
