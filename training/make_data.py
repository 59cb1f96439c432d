"""Training and held-out examples from CMRC 2018 (CC BY-SA 4.0).

    python -m training.make_data --cmrc FOLDER --output FOLDER [--seed 1]

One article in four is held out by the first byte of the SHA-256 of its id: never trained on, used to choose and report.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import opencc

from training.changes import EntityPool, change_question
from training.groups import Group, LabelledPassage, write_groups
from training.passages import Bm25, TrainingPassage, cut_passages, split_sentences

HELD_OUT_BELOW = 64  # of 256


@dataclass(frozen=True)
class Cmrc:
    """The part of the set on one side of the split."""

    articles: dict[str, tuple[str, str]]
    passages: list[TrainingPassage]
    questions: list[tuple[str, str, list[str]]]


def is_held_out(article: str) -> bool:
    """Whether an article is kept out of training."""
    return hashlib.sha256(article.encode()).digest()[0] < HELD_OUT_BELOW


def read_cmrc(folder: Path, held_out: bool) -> Cmrc:
    """One side of the set, folded to simplified characters as the reader will see text."""
    fold = opencc.OpenCC("tw2s").convert
    articles, passages = {}, []
    for row in map(json.loads, (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()):
        if is_held_out(row["id"]) == held_out:
            articles[row["id"]] = (fold(row["title"]), fold(row["text"]))
            passages += cut_passages(row["id"], *articles[row["id"]])
    questions = []
    for row in map(json.loads, (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()):
        if row["articles"][0] in articles:
            questions.append((row["articles"][0], fold(row["question"]), [fold(each) for each in row["answers"][0]]))
    return Cmrc(articles, passages, questions)


def locate_answer(text: str, question: str, answer: str) -> tuple[int, int] | None:
    """The answer's span; of several the one whose sentence shares most characters with the question."""
    answer = answer.strip().rstrip("。")
    starts = [at for at in range(len(text)) if text.startswith(answer, at)] if answer else []
    if not starts:
        return None
    sentences = split_sentences(text)
    wanted = set(question)

    def overlap(at: int) -> int:
        return max(len(wanted & set(text[start:end])) for start, end in sentences if start <= at < end)

    best = max(starts, key=lambda at: (overlap(at), -at))
    return best, best + len(answer)


def label(passage: TrainingPassage, rng: random.Random, span: tuple[int, int] = (-1, -1)) -> LabelledPassage:
    """A passage as the reader sees it, its title in front in six cases of ten."""
    return LabelledPassage(passage.title if rng.random() < 0.6 else "", passage.text, *span)


def cmrc_groups(data: Cmrc, rng: random.Random, negatives: int) -> Iterator[Group]:
    """For each question: its passage with look-alikes, and where possible a changed question for the same passage."""
    index = Bm25([passage.title + passage.text for passage in data.passages])
    pool = EntityPool()
    for passage in data.passages:
        pool.collect(passage.text)
    titles = [title for title, _ in data.articles.values()]
    for article, question, answers in data.questions:
        title, text = data.articles[article]
        span = locate_answer(text, question, answers[0])
        own = [passage for passage in data.passages if passage.article == article]
        right = next((p for p in own if span and p.start <= span[0] and span[1] <= p.start + len(p.text)), None)
        if span is None or right is None:
            continue
        positive = label(right, rng, (span[0] - right.start, span[1] - right.start))
        found = [data.passages[number] for number in index.snapshot(question, 12)]
        others = [p for p in found + own if p is not right and not any(a.strip("。 ") in p.text for a in answers)]
        others = list(dict.fromkeys(others))[: 3 * negatives]
        rng.shuffle(others)
        yield Group("cmrc", question, (positive, *(label(p, rng) for p in others[:negatives])))
        context = positive.title + positive.text
        changed = change_question(question, context, [title, *rng.sample(titles, 20)], pool, rng)
        if changed:
            yield Group("cmrc-changed", changed, (LabelledPassage(positive.title, positive.text, -1, -1),))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cmrc", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    rng = random.Random(options.seed)
    for name, held_out, negatives in (("cmrc-train", False, 5), ("cmrc-held-out", True, 4)):
        data = read_cmrc(options.cmrc, held_out)
        count = write_groups(options.output / f"{name}.jsonl", cmrc_groups(data, rng, negatives))
        print(f"{name}: {len(data.articles)} articles, {len(data.questions)} questions, {count} groups")


if __name__ == "__main__":
    main()
