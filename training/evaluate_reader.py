"""Measure a reader on questions and passages kept out of training, and on other public sets.

    python -m training.evaluate_reader --model qa/models/reader --data FOLDER [--eval ../shared/eval] [--limit 300]

FOLDER is what make_data and make_news_data wrote. Nothing measured here was trained on; rgb is only ever measured.
"""

import argparse
import json
import random
import re
import string
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import opencc

from index.embed.bundled import ensure_bundled_model
from qa.reader.model import ReaderModel, Reading
from training.groups import Group, read_groups
from training.hard_negatives import without_answer
from training.make_data import Cmrc, read_cmrc
from training.passages import Bm25, TrainingPassage, cut_passages, split_sentences

SHORT_ANSWER = 20
_PUNCTUATION = set(string.punctuation + "，。！？；：、“”‘’（）《》〈〉「」『』【】…—～·￥ \u3000\n")


def normalise(text: str) -> str:
    """Lower case without punctuation, as the CMRC 2018 evaluation compares answers."""
    return "".join(character for character in text.lower() if character not in _PUNCTUATION)


def char_f1(found: str, wanted: str) -> float:
    """Harmonic mean of precision and recall over characters."""
    one, other = normalise(found), normalise(wanted)
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other)) if one and other else float(one == other)


def compare_answer(found: str, answers: Sequence[str]) -> tuple[bool, float]:
    """Whether the text is one of the answers, and the best character F1 it has with one."""
    exact = any(normalise(found) == normalise(answer) for answer in answers)
    return exact, max(char_f1(found, answer) for answer in answers)


def is_short(answers: Sequence[str]) -> bool:
    """Whether a question wants a short answer: one accepted spelling has at most SHORT_ANSWER characters."""
    return min(map(len, answers)) <= SHORT_ANSWER


def area_under_curve(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Chance that a positive scores above a negative, ties half."""
    ordered = sorted([(score, 1) for score in positives] + [(score, 0) for score in negatives])
    below, total, at = 0, 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        ties = [kind for _, kind in ordered[at:end]]
        total += sum(ties) * (below + (len(ties) - sum(ties)) / 2)
        below += len(ties) - sum(ties)
        at = end
    return total / max(1, len(positives) * len(negatives))


def rank_sentences(passages: Sequence[TrainingPassage], readings: Sequence[Reading]) -> list[str]:
    """Sentences in the order of the spans that touch them."""
    spans = [(span, passage.text) for passage, each in zip(passages, readings, strict=True) for span in each.top_spans]
    sentences: list[str] = []
    for span, text in sorted(spans, key=lambda each: -each[0].score):
        for start, end in split_sentences(text):
            if start < span.end and end > span.start and text[start:end] not in sentences:
                sentences.append(text[start:end])
                break
    return sentences


def measure_cmrc(reader: ReaderModel, data: Cmrc, limit: int) -> dict[str, float]:
    """Spans and sentences in the whole right article, from passages with their titles."""
    sums: Counter[str] = Counter()
    questions = random.Random(7).sample(data.questions, min(limit, len(data.questions)))
    for article, question, answers in questions:
        own = [passage for passage in data.passages if passage.article == article]
        readings = reader.read(question, [p.text for p in own], [p.title for p in own])
        best = max(range(len(own)), key=lambda number: readings[number].span_score)
        found = own[best].text[readings[best].start : readings[best].end]
        exact, f1 = compare_answer(found, answers)
        sentences = rank_sentences(own, readings)
        holds = [any(a.strip("。") in s or s.strip("。") in a for a in answers) for s in sentences]
        sums.update({"questions": 1, "exact": exact, "f1": f1, "first": any(holds[:1]), "top3": any(holds[:3])})
        if is_short(answers):
            sums.update({"short": 1, "short_exact": exact, "short_f1": f1})
    names = {"exact": "questions", "f1": "questions", "first": "questions", "top3": "questions"}
    names |= {"short_exact": "short", "short_f1": "short"}
    return {name: round(sums[name] / sums[total], 3) for name, total in names.items()} | {"questions": len(questions)}


def measure_groups(reader: ReaderModel, groups: list[Group], limit: int) -> dict[str, float]:
    """Answerability against look-alikes and against changed questions; the right passage first of its group."""
    groups = random.Random(7).sample(groups, min(limit, len(groups)))
    right, look_alike, changed, removed, ranks, f1 = [], [], [], [], [], []
    for group in groups:
        readings = reader.read(group.question, [p.text for p in group.passages], [p.title for p in group.passages])
        if group.passages[0].start < 0:
            changed += [each.answer_score for each in readings]
            continue
        right.append(readings[0].answer_score)
        look_alike += [each.answer_score for each in readings[1:]]
        without = without_answer(group)
        if without:
            rest = without.passages[1]
            removed.append(reader.read(group.question, [rest.text], [rest.title])[0].answer_score)
        ranks.append(all(readings[0].rank_score > each.rank_score for each in readings[1:]))
        passage = group.passages[0]
        f1.append(char_f1(passage.text[readings[0].start : readings[0].end], passage.text[passage.start : passage.end]))
    return {
        "auc_look_alike": round(area_under_curve(right, look_alike), 3),
        "auc_sentence_removed": round(area_under_curve(right, removed), 3),
        "auc_changed": round(area_under_curve(right, changed), 3),
        "rank_first": round(sum(ranks) / len(ranks), 3),
        "span_f1": round(sum(f1) / len(f1), 3),
    }


def measure_snippets(reader: ReaderModel, folder: Path, limit: int, depth: int = 10) -> dict[str, float]:
    """Web snippets: the best sentence of BM25's passages, and scores with the right articles there or taken away."""
    fold = opencc.OpenCC("tw2s").convert
    rows = [json.loads(line) for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    passages = [p for row in rows for p in cut_passages(row["id"], row["title"] or "", _clean(fold(row["text"])))]
    passages = [passage for passage in passages if len(passage.text) >= 20]
    index = Bm25([passage.title + passage.text for passage in passages])
    questions = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    first, top3, hit = [], [], []
    with_right: list[float] = []
    without: list[float] = []
    for row in random.Random(7).sample(questions, min(limit, len(questions))):
        found = [passages[number] for number in index.snapshot(row["question"], 60)]
        facts = row["answers"]
        present = found[:depth]
        absent = [passage for passage in found if passage.article not in row["articles"]][:depth]
        for chosen, scores in ((present, with_right), (absent, without)):
            readings = reader.read(row["question"], [p.text for p in chosen], [p.title for p in chosen])
            scores.append(max((each.answer_score for each in readings), default=0.0))
            if chosen is present and any(p.article in row["articles"] for p in present):
                sentences = rank_sentences(chosen, readings)
                holds = [[any(a in s for a in fact) for fact in facts] for s in sentences[:3]]
                first.append(all(holds[0]) if holds else False)
                top3.append(all(any(each) for each in zip(*holds, strict=True)) if holds else False)
                best = max(range(len(chosen)), key=lambda number: readings[number].rank_score)
                hit.append(chosen[best].article in row["articles"])
    threshold = sorted(with_right)[int(0.05 * len(with_right))]
    return {
        "first_sentence": round(sum(first) / len(first), 3),
        "top3_sentences": round(sum(top3) / len(top3), 3),
        "hit@1_by_rank": round(sum(hit) / len(hit), 3),
        "auc_refusal": round(area_under_curve(with_right, without), 3),
        "refused_at_5%_false": round(sum(score < threshold for score in without) / len(without), 3),
    }


def _clean(text: str) -> str:
    return re.sub(r"[ \r\t]{2,}", "\n", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--limit", type=int, default=200)
    options = parser.parse_args()
    started = time.monotonic()
    reader = ReaderModel.load(options.model, ensure_bundled_model())
    print("cmrc held out:", measure_cmrc(reader, read_cmrc(options.eval / "cmrc", True), options.limit), flush=True)
    for name in ("cmrc-held-out", "news-held-out"):
        groups = list(read_groups(options.data / f"{name}.jsonl"))
        print(f"{name}:", measure_groups(reader, groups, 2 * options.limit), flush=True)
    for name in ("rgb", "news"):
        print(f"{name} (BM25's 10 passages):", measure_snippets(reader, options.eval / name, options.limit), flush=True)
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
