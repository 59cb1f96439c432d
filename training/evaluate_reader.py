"""Measure a reader's spans and evidence on sets outside the program.

    python -m training.evaluate_reader --model qa/models/reader --sets ../shared/eval [--limit 300]

cmrc: all questions, each on the whole right article in the program's passages; `unseen` are those on articles that no
version of the reader was trained on. Exact match and F1 as in CMRC 2018 (longest common run of characters), the best
over the accepted answers; evidence in the same way on ExpMRC's sentences, for the sentence of the best span. The
standard error of a share of n questions is at most half the square root of 1 / n. The checker is measured by
training/fit_claims.py.
"""

import argparse
import hashlib
import json
import random
import re
import string
import time
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean
from typing import Any

from index.article import Article
from index.chinese.folding import fold_text
from index.chinese.sentences import split_sentences
from index.embed.bundled import ensure_bundled_model
from qa.reader.model import ReaderModel
from training.program_passages import CutPassage, cut_article, plain_article

_SEEN_FROM = 64  # of 256: the reader shipped before was trained on cmrc articles from here on
_PUNCTUATION = set(string.punctuation + "，。！？；：、“”‘’（）《》〈〉「」『』【】…—～·￥ \u3000\n")
_TOKEN = re.compile(r"[a-z0-9.]+|.", re.DOTALL)


def is_unseen(article: str) -> bool:
    """Return whether no version of the reader was trained on this cmrc article."""
    return hashlib.sha256(article.encode()).digest()[0] < _SEEN_FROM


def normalise(text: str) -> str:
    """Return the text in lower case without punctuation, as the CMRC 2018 evaluation compares answers."""
    return "".join(character for character in text.lower() if character not in _PUNCTUATION)


def run_f1(found: str, wanted: str) -> float:
    """Return the F1 of the longest common run of tokens: Chinese characters, and words of Latin letters and digits."""
    one, other = _TOKEN.findall(normalise(found)), _TOKEN.findall(normalise(wanted))
    if not one or not other:
        return float(one == other)
    shared = SequenceMatcher(None, one, other, False).find_longest_match().size
    return 2 * shared / (len(one) + len(other))


def compare_answer(found: str, answers: Sequence[str]) -> tuple[bool, float]:
    """Return whether the text equals one of the answers, and its best F1 with any."""
    exact = any(normalise(found) == normalise(answer) for answer in answers)
    return exact, max(run_f1(found, answer) for answer in answers)


def area_under_curve(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return the chance that a positive scores above a negative, ties counting half."""
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


def read_paragraphs(folder: Path) -> dict[str, Article]:
    """Return the articles of an evaluation set as clean text, by id."""
    rows = map(json.loads, (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["id"]: plain_article(row["id"], row["title"], row["text"]) for row in rows}


def best_span(reader: ReaderModel, question: str, passages: Sequence[CutPassage]) -> tuple[str, str]:
    """Return the best span in the passages and the sentence it begins in."""
    readings = reader.read(question, [each.text for each in passages], [each.context for each in passages])
    at = max(range(len(passages)), key=lambda number: readings[number].span_score)
    text, reading = passages[at].text, readings[at]
    inside = [each for each in split_sentences(text) if each.start <= reading.start < each.end]
    return text[reading.start : reading.end], text[inside[0].start : inside[0].end] if inside else ""


def measure_cmrc(reader: ReaderModel, folder: Path, limit: int) -> dict[str, float]:
    """Measure spans on all questions, unseen articles and the public dev ones; ExpMRC's evidence and answers."""
    passages = {name: cut_article(article) for name, article in read_paragraphs(folder).items()}
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    evidence = {row["id"]: row for row in _read_lines(folder / "evidence.jsonl")}
    drawn = random.Random(7).sample(rows, min(limit, len(rows)))
    drawn += [row for row in rows if row["id"] in evidence and row not in drawn]
    parts: dict[str, list[tuple[float, ...]]] = {"all": [], "unseen": [], "dev": [], "expmrc": []}
    for number, row in enumerate(drawn):
        article = row["articles"][0]
        span, sentence = best_span(reader, fold_text(row["question"]), passages[article])
        scores = compare_answer(span, [fold_text(each) for each in row["answers"][0]])
        if number < limit:
            names = {"all": True, "unseen": is_unseen(article), "dev": row["id"].startswith("DEV")}
            for name in [name for name, holds in names.items() if holds]:
                parts[name].append(scores)
        if row["id"] in evidence:
            told = evidence[row["id"]]
            answers = [fold_text(each["text"]) for each in told["answers"]]
            told_f1 = max(run_f1(sentence, fold_text(each)) for each in told["evidence"])
            parts["expmrc"].append((told_f1, compare_answer(span, answers)[1]))
    evidenced = parts.pop("expmrc")
    figures = {f"{name} EM": mean(each[0] for each in part) for name, part in parts.items() if part}
    figures |= {f"{name} F1": mean(each[1] for each in part) for name, part in parts.items() if part}
    figures["expmrc evidence F1"], figures["expmrc answer F1"] = (mean(part) for part in zip(*evidenced, strict=True))
    return figures | {f"{name} n": len(part) for name, part in (*parts.items(), ("expmrc", evidenced))}


def _read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--sets", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=10_000)
    options = parser.parse_args()
    started = time.monotonic()
    reader = ReaderModel.load(options.model, ensure_bundled_model())
    _print("cmrc", measure_cmrc(reader, options.sets / "cmrc", options.limit))
    print(f"{time.monotonic() - started:.0f} s")


def _print(name: str, figures: Mapping[str, float]) -> None:
    print(name, {key: round(value, 3) for key, value in figures.items()}, flush=True)


if __name__ == "__main__":
    main()
