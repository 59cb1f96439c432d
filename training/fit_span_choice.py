"""Fit the weights of the signs in qa/reader/span_choice.py on held-out questions.

    python -m training.fit_span_choice --apart DATA/questions-apart.jsonl [--model qa/models/reader]

DATA/questions-apart.jsonl is what make_questions held out; its natural questions and those on encyclopaedia paragraphs
are read in all passages of their article.

Prints exact match and character F1 with the reader's logits alone, then five-fold cross-validated with fitted weights,
then the weights fitted on all questions, in logits.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
import torch

import qa.reader.model as reader_model
from index.chinese.asking import AnswerKind
from index.embed.bert_weights import FloatArray
from index.embed.bundled import ensure_bundled_model
from qa.reader.model import DEFAULT_FOLDER, ReaderModel, SpanScore, SpanSigns, choose_spans, list_spans
from training.evaluate_reader import compare_answer
from training.groups import Group, read_groups

FOLDS = 5
KINDS = ("natural", "cmrc_train")
SHORT_ANSWER = 20
SPANS = 60
BEHIND = 6.0  # in logits: spans further behind the best are never the answer
SHRINK = 0.003
SCALE = 4.0  # logits are divided by this for the regression: they are overconfident
EXACT_SHARE = 0.7  # of the target: exact spans; the rest goes to nearly exact ones
SIGNS = tuple(SpanSigns.__dataclass_fields__)


@dataclass(frozen=True)
class Asked:
    """One question's spans: logit and signs (n, 6), exact match (n,), character F1 (n,); is the answer short."""

    features: FloatArray
    exact: FloatArray
    f1: FloatArray
    is_short: bool


def collect(model: ReaderModel, groups: Sequence[Group]) -> list[Asked]:
    """Read every question in the passages of its article, and return the most likely spans."""
    asked = []
    found: list[tuple[str, float, FloatArray]] = []  # text of each span, its logit, its signs

    def listen(
        kind: AnswerKind, passage: str, starts: Sequence[tuple[int, float]], ends: Sequence[tuple[int, float]]
    ) -> tuple[SpanScore, ...]:
        spans, scores, signs = list_spans(kind, passage, starts, ends)
        for place in np.argsort(-scores)[:SPANS]:
            found.append((passage[spans[place, 0] : spans[place, 1]], float(scores[place]), signs[place]))
        return choose_spans(kind, passage, starts, ends)

    with patch.object(reader_model, "choose_spans", listen):
        for number, group in enumerate(groups, 1):
            right = group.passages[0]
            own = [right, *(passage for passage in group.passages if passage.role == "own")]
            answers = [right.text[right.start : right.end]]
            found.clear()
            model.read(group.question, [passage.text for passage in own], [passage.title for passage in own])
            best = max(score for _, score, _ in found)
            near = [(text, score - best, signs) for text, score, signs in found if score > best - BEHIND]
            asked.append(_compare(near, answers))
            if number % 100 == 0:
                print(f"{number} of {len(groups)} questions read", flush=True)
    return asked


def _compare(spans: Sequence[tuple[str, float, FloatArray]], answers: Sequence[str]) -> Asked:
    features = np.array([[score / SCALE, *signs] for _, score, signs in spans], dtype=np.float32)
    compared = np.array([compare_answer(text, answers) for text, _, _ in spans], dtype=np.float32)
    return Asked(features, compared[:, 0], compared[:, 1], len(answers[0]) <= SHORT_ANSWER)


def fit(asked: Sequence[Asked], steps: int = 300) -> FloatArray:
    """Fit a softmax regression over the spans of each question; return the weights of the logit and the signs."""
    most, width = max(len(each.exact) for each in asked), len(SIGNS) + 1
    features, barred = torch.zeros(len(asked), most, width), torch.full((len(asked), most), -1e4)
    wanted = torch.zeros(len(asked), most)
    for number, each in enumerate(asked):
        count = len(each.exact)
        features[number, :count], barred[number, :count] = torch.from_numpy(each.features), 0
        wanted[number, :count] = torch.from_numpy(_wanted(each))
    start = torch.eye(width)[0]
    weights = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([weights], lr=0.03)
    for _ in range(steps):
        likely = torch.log_softmax(features @ weights + barred, 1)
        loss = -(wanted * likely).sum(1).mean() + SHRINK * ((weights - start) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return np.asarray(weights.detach().numpy(), dtype=np.float32)


def _wanted(asked: Asked) -> FloatArray:
    near = asked.f1**4
    shares = [(EXACT_SHARE, asked.exact), (1 - EXACT_SHARE, near)]
    total = sum((share * part / part.sum() for share, part in shares if part.sum()), start=np.zeros_like(near))
    return np.asarray(total / max(total.sum(), 1e-9), dtype=np.float32)


def measure(asked: Sequence[Asked], weights: Sequence[FloatArray]) -> str:
    """Return, as text, exact match and F1 of each question's best span, with the question's own weights."""
    best = [int(np.argmax(each.features @ own)) for each, own in zip(asked, weights, strict=True)]
    found = [(each.is_short, each.exact[at], each.f1[at]) for each, at in zip(asked, best, strict=True)]
    parts = {"short answers": [each for each in found if each[0]], "all": found}
    said = []
    for name, part in parts.items():
        exact, f1 = np.mean([each[1:] for each in part], axis=0)
        said.append(f"{name} EM {exact:.3f} F1 {f1:.3f} ({len(part)})")
    return ", ".join(said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--apart", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=700)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    usable = [g for g in read_groups(options.apart) if g.kind.startswith(KINDS) and g.passages[0].start >= 0]
    groups = random.Random(options.seed).sample(usable, min(options.limit, len(usable)))
    asked = collect(ReaderModel.load(options.model, ensure_bundled_model()), groups)
    alone = np.eye(len(SIGNS) + 1, dtype=np.float32)[0]
    print("logits alone:    ", measure(asked, [alone] * len(asked)))
    rng = random.Random(options.seed)
    fold = [rng.randrange(FOLDS) for _ in asked]
    fitted = [fit([each for each, at in zip(asked, fold, strict=True) if at != part]) for part in range(FOLDS)]
    print("cross-validated: ", measure(asked, [fitted[at] for at in fold]))
    weights = fit(asked)
    print("fitted on all:   ", measure(asked, [weights] * len(asked)))
    print({name: round(float(each / weights[0]) * SCALE, 2) for name, each in zip(SIGNS, weights[1:], strict=True)})


if __name__ == "__main__":
    main()
