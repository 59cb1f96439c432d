"""Training examples made by rule from real news articles ({"id", "title", "published", "text"} lines, gzipped).

python -m training.make_news_data --news FILE --output FOLDER --articles 4000 [--seed 1]
"""

import argparse
import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import opencc

from training.changes import EntityPool, change_question
from training.groups import Group, LabelledPassage, write_groups
from training.make_data import label
from training.passages import Bm25, TrainingPassage, cut_passages, split_sentences
from training.rephrase import rephrase
from training.targets import YEAR_ASKS, Target, find_targets

# How many questions of each kind are kept, as parts of the whole.
SHARES = {"person": 0.17, "date": 0.13, "number": 0.2, "place": 0.1, "organisation": 0.1, "title": 0.04, "name": 0.05,
          "list": 0.12, "said": 0.09, "reason": 0.05, "purpose": 0.02, "means": 0.03}  # fmt: skip
_BOILERPLATE = ("链接", "责任编辑", "公众号", "版权", "http", "www")
FAR_NEGATIVES = 3  # look-alike passages of other articles
ASKED_FOR_YEAR = 0.4  # of the days with their year: 哪一年, answered by the year alone
_DAY_OF_YEAR = re.compile(r"(?:19|20)\d\d年(?=\d)")
_ENUMERATION = re.compile(
    r"(?:(?<!第)一是|一要|(?<=[，。：；])第一[，、是]|（一）|首先[，要是])(?:(?!\n).){4,160}?"
    r"(?:二是|二要|(?<=[，。；])第二[，、是]|（二）|其次[，要是])[^\n]{4,260}"
)
_MARKS = re.compile(
    r"[一二三四五六七八九]是|[一二三四五六七八九]要"
    r"|第[一二三四五六七八九][，、是]|（[一二三四五六七八九]）|首先|其次|再次|最后"
)
_CLEAN = re.compile(
    r"返回搜狐，查看更多|责任编辑[：:].*|原标题[：:]|\(完\)|（完）|编辑 \S+\s*校对 \S+|来源[ ：|].{0,20}$"
)


def read_news(path: Path, articles: int, rng: random.Random) -> list[TrainingPassage]:
    """Passages of some of the articles, folded and without the site's own lines."""
    fold = opencc.OpenCC("tw2s").convert
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = rng.sample([json.loads(line) for line in file], articles)
    passages = []
    for row in rows:
        text = re.sub(r"[ \u3000\u00a0]{2,}", "\n", _CLEAN.sub("", fold(row["text"]))).strip()
        passages += [p for p in cut_passages(row["id"], fold(row["title"] or ""), text) if 60 <= len(p.text) <= 420]
    return passages


def held_out_articles(passages: list[TrainingPassage]) -> set[str]:
    """One article in ten, kept out of training to report on."""
    return set(sorted({passage.article for passage in passages})[::10])


def sentence_questions(passage: TrainingPassage, rng: random.Random) -> Iterator[tuple[str, str, int, int]]:
    """(kind, question, start, end) for spans of the passage's sentences, at most one of a kind."""
    found: dict[str, list[tuple[int, str, Target]]] = defaultdict(list)
    for start, end in split_sentences(passage.text):
        sentence = passage.text[start:end]
        if 16 <= len(sentence) <= 160 and not any(word in sentence for word in _BOILERPLATE):
            for target in find_targets(sentence):
                found[target.kind].append((start, sentence, target))
    for kind, candidates in found.items():
        start, sentence, target = rng.choice(candidates)
        year = _DAY_OF_YEAR.match(sentence[target.start : target.end])
        asks_year = year is not None and rng.random() < ASKED_FOR_YEAR
        question = rephrase(sentence, replace(target, asks=YEAR_ASKS) if asks_year else target, passage.title, rng)
        if question and passage.text[start + target.start : start + target.end] not in question:
            end = target.start + year.end() if year is not None and asks_year else target.end
            yield kind, question, start + target.start, start + end


def enumeration_question(passage: TrainingPassage, rng: random.Random) -> tuple[str, str, int, int] | None:
    """A question for a whole numbered enumeration of the passage."""
    match = _ENUMERATION.search(passage.text)
    if match is None:
        return None
    last = list(_MARKS.finditer(match[0]))[-1]
    stop = re.search(r"[。\n]", match[0][last.end() :])
    end = match.start() + (last.end() + stop.start() if stop else len(match[0]))
    lead = re.split(r"[。！？\n]", passage.text[: match.start()])[-1].strip("，：:；、 ")
    if not 5 <= len(lead) <= 70:
        return None
    lead = "，".join(re.split(r"[，；：]", lead)[-rng.choice((1, 1, 2)) :])
    noun = rng.choice(("要求", "措施", "方面", "内容", "工作", "任务", "举措", "意见"))
    count = len(set(_MARKS.findall(match[0][: last.end()])))
    number = "几" if rng.random() < 0.7 else "零一二三四五六七八九十"[min(10, count)]
    asked_in_number = (f"，哪{number}个方面", f"，是哪{number}点{noun}")
    tails = (f"有哪些{noun}", *asked_in_number, "，具体是什么", f"的具体{noun}有哪些", "，如何做")
    tail = rng.choice(tails)
    return "enumeration", f"{lead}{tail}？", match.start(), end


def news_groups(passages: list[TrainingPassage], rng: random.Random, count: int) -> Iterator[Group]:
    """Questions of all kinds in their shares, with look-alikes, and changed questions for half of them."""
    index = Bm25([passage.title + passage.text for passage in passages])
    neighbours: dict[str, list[TrainingPassage]] = defaultdict(list)
    for passage in passages:
        neighbours[passage.article].append(passage)
    pool = EntityPool()
    for passage in passages[:: max(1, len(passages) // 4000)]:
        pool.collect(passage.text)
    wanted = {kind: round(share * count) for kind, share in SHARES.items()} | {"enumeration": round(0.06 * count)}
    for passage in rng.sample(passages, len(passages)):
        made = list(sentence_questions(passage, rng))
        enumeration = enumeration_question(passage, rng)
        made = ([enumeration] if enumeration else []) + rng.sample(made, min(2, len(made)))
        for kind, question, start, end in made:
            if wanted[kind] > 0:
                wanted[kind] -= 1
                asked = (kind, question, passage, start, end)
                yield from question_groups(asked, passages, index, neighbours, pool, rng)
        if not any(wanted.values()):
            return


def question_groups(
    made: tuple[str, str, TrainingPassage, int, int],
    passages: list[TrainingPassage],
    index: Bm25,
    neighbours: dict[str, list[TrainingPassage]],
    pool: EntityPool,
    rng: random.Random,
) -> Iterator[Group]:
    """The question with passages that share its words but not its answer, and perhaps the question changed."""
    kind, question, passage, start, end = made
    answer = passage.text[start:end]
    key = answer[:12]
    positive = label(passage, rng, (start, end))
    found = [passages[number] for number in index.snapshot(question, 14)]
    near = [p for p in neighbours[passage.article] if p is not passage and key not in p.text]
    far = [p for p in found if p.article != passage.article and key not in p.text and not _is_reprint(p, passage)]
    # The same article's other passages are the hardest: right in everything but the answer.
    others = rng.sample(near, min(2, len(near))) + far[:FAR_NEGATIVES]
    yield Group(f"news-{kind}", question, (positive, *(label(p, rng) for p in others)))
    context = positive.title + positive.text
    changed = change_question(question, context, [""], pool, rng) if rng.random() < 0.8 else None
    if changed and changed != question:
        yield Group("news-changed", changed, (replace(positive, start=-1, end=-1),))
    elif others and rng.random() < 0.3:
        look_alikes: tuple[LabelledPassage, ...] = tuple(label(p, rng) for p in others[:2])
        yield Group("news-absent", question, look_alikes)


def _is_reprint(one: TrainingPassage, other: TrainingPassage) -> bool:
    """Whether two passages share so many 6-character pieces that they tell the same story."""
    pieces = {one.text[at : at + 6] for at in range(0, len(one.text) - 6)}
    shared = sum(other.text[at : at + 6] in pieces for at in range(0, len(other.text) - 6))
    return shared > 0.25 * min(len(one.text), len(other.text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=4000)
    parser.add_argument("--questions", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    options.output.mkdir(parents=True, exist_ok=True)
    passages = read_news(options.news, options.articles, rng)
    held_out = held_out_articles(passages)
    sides = (("news-train", False, options.questions), ("news-held-out", True, options.questions // 10))
    for name, side, count in sides:
        chosen = [passage for passage in passages if (passage.article in held_out) == side]
        written = write_groups(options.output / f"{name}.jsonl", news_groups(chosen, rng, count))
        print(f"{name}: {len(chosen)} passages, {written} groups")


if __name__ == "__main__":
    main()
