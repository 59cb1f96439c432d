"""Train the checker, which reads whether a quote supports a statement, on top of the bundled encoder's lowest layers.

    python -m training.train_checker --data DATA/claims-train.jsonl --start-from READER --output RUN

The network is the bundled model's first --frozen-layers, unchanged, and --layers of its own, initialised from READER
(qa/models/reader/reader.safetensors). Of the documents of what people wrote one in --held-out-of is held out
(is_held_out): a run is measured on them every --evaluate steps (RUN/log.jsonl), and fit_claims fits the checker's
weight among the signs on one in HELD_OUT_OF: hold out as many where it is to be fitted anew. RUN/checker.safetensors is
the running mean of the weights; --go-on-from begins with those of an earlier run.
"""

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from index.embed.bert_weights import SCALE_SUFFIX, read_tensors
from index.embed.bundled import ensure_bundled_model
from index.embed.tokenizer import TextTokenizer, load_tokenizer
from qa.check.checker_model import SHARED_LAYERS, encode_claim, with_title
from training.encode import batches, pad, pools
from training.network import ReaderNetwork, save_reader
from training.sources import Row
from training.unpack_reader import unpack_tensors

SHARES = {
    "claims": 1.5, "ours": 1.0, "mismatched": 0.8, "citecheck": 1.5, "pawsx": 0.25, "made-true": 0.06, "made": 0.1,
    "made-mismatched": 0.25, "subtle-true": 0.1, "subtle-clause": 0.05, "subtle-cause": 0.15, "subtle-word": 0.15,
    "subtle": 0.4,
}  # fmt: skip
"""How many times a pair is drawn in each pass, by the longest matching prefix of its kind."""
HELD_OUT_OF = 5
POOL, WARM_UP_STEPS, LOG_EVERY, MEAN_DECAY = 256, 40, 25, 0.99
TRUE_KEPT = 0.92
HAND_WRITTEN = ("claims", "ours", "citecheck")
HEADS = ("claim", "claim_pool")
TITLED = 0.7
"""Share of the pairs with a title that are learnt with it: not every text that is checked has one."""


def is_held_out(row: Row, one_in: int = HELD_OUT_OF) -> bool:
    """Return whether a pair that people wrote is of a document, one in `one_in`, that the checker is not trained on."""
    if not row["kind"].startswith(HAND_WRITTEN):
        return False
    return hashlib.sha256(f"checker {row['document']}".encode()).digest()[0] % one_in == 0


def read_pairs(path: Path) -> list[Row]:
    """Return the pairs that make_claims wrote."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def checker_network(
    frozen: int, own: int, token_dropout: float, start_from: Path, go_on_from: Path | None
) -> ReaderNetwork:
    """Return the network: the bundled model's `frozen` lowest layers and as many `own` ones as the reader has above
    them, with the weights of an earlier run's file where given."""
    network = ReaderNetwork(ensure_bundled_model(), frozen, 0.0, token_dropout)
    lowest = {name: value.clone() for name, value in network.layers[:frozen].state_dict().items()}
    network.load(start_from)
    network.layers[:frozen].load_state_dict(lowest)
    network.layers = network.layers[: frozen + own]
    if go_on_from is not None:
        network.load_state_dict(_weights_of(go_on_from), strict=False)
    return network


def _weights_of(path: Path) -> dict[str, Tensor]:
    """Return the weights of a run's file, or of the one that ships, whose own layers are counted from 0."""
    tensors = read_tensors(path)
    if not any(name.endswith(SCALE_SUFFIX) for name in tensors):
        return load_file(path)
    weights = {}
    for name, array in unpack_tensors(tensors).items():
        if name.startswith("layers."):
            _, number, key = name.split(".", 2)
            name = f"layers.{int(number) + SHARED_LAYERS}.{key}"
        weights[name] = torch.from_numpy(array)
    return weights


def caught(scores: np.ndarray, labels: np.ndarray, kept: float = TRUE_KEPT) -> float:
    """Return the share of falsehoods below the threshold that keeps this share of the true statements."""
    true = np.sort(scores[labels == 1])
    return float((scores[labels == 0] < true[int((1 - kept) * len(true))]).mean())


def drawn_pairs(
    rows: list[Row], tokenizer: TextTokenizer, rng: random.Random, size: int
) -> Iterator[tuple[int, Tensor, Tensor, Tensor]]:
    """Yield (pass, ids, mask, labels) endlessly, with different pairs of the large sets in each pass."""
    passed = 0
    while True:
        drawn = [row for row in rows for _ in range(_times(_share(row["kind"]), rng))]
        for pool in pools(drawn, rng, POOL):
            told = [_told(row, rng) for row in pool]
            encoded = [
                (encode_claim(tokenizer, row["statement"], quote), float(row["label"]))
                for row, quote in zip(pool, told, strict=True)
            ]
            for pairs in batches(encoded, rng, size, lambda pair: len(pair[0]), lambda _: 1):
                ids, mask = pad([sequence for sequence, _ in pairs])
                yield passed, ids, mask, torch.tensor([label for _, label in pairs])
        passed += 1


def _told(row: Row, rng: random.Random) -> str:
    return with_title(row["title"] if rng.random() < TITLED else "", row["quote"])


def _times(share: float, rng: random.Random) -> int:
    return int(share) + (rng.random() < share % 1)


def _share(kind: str) -> float:
    return SHARES[max((start for start in SHARES if kind.startswith(start)), key=len)]


def score(network: ReaderNetwork, rows: list[Row], tokenizer: TextTokenizer) -> np.ndarray:
    """Return the logits (pairs,), in order."""
    network.eval()
    encoded = [encode_claim(tokenizer, row["statement"], with_title(row["title"], row["quote"])) for row in rows]
    order = sorted(range(len(rows)), key=lambda place: len(encoded[place]))
    scores = np.zeros(len(rows))
    with torch.no_grad():
        for at in range(0, len(order), 16):
            part = order[at : at + 16]
            scores[part] = network.support(*pad([encoded[place] for place in part])).numpy()
    network.train()
    return scores


def measure(network: ReaderNetwork, rows: list[Row], tokenizer: TextTokenizer) -> dict[str, float]:
    """Return the figures of the logits alone on the held-out pairs."""
    scores = score(network, rows, tokenizer)
    figures = {}
    for kind in HAND_WRITTEN:
        own = [n for n, row in enumerate(rows) if row["kind"].startswith(kind)]
        labels = np.array([rows[n]["label"] for n in own])
        mine = scores[own]
        pairs = mine[labels == 1][:, None] - mine[labels == 0][None, :]
        figures[f"{kind} auc"] = round(float((pairs > 0).mean()), 3)
        figures[f"{kind} caught"] = round(caught(mine, labels), 3)
        figures[f"{kind} caught at .8"] = round(caught(mine, labels, 0.8), 3)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--start-from", type=Path, required=True)
    parser.add_argument("--go-on-from", type=Path, help="checker.safetensors of an earlier run, or that ships")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--frozen-layers", type=int, default=3)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--steps", type=int, default=1600)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--evaluate", type=int, default=200)
    parser.add_argument("--held-out-of", type=int, default=HELD_OUT_OF)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    tokenizer = load_tokenizer(ensure_bundled_model())
    rows = read_pairs(options.data)
    held = [row for row in rows if is_held_out(row, options.held_out_of)]
    learnt = [row for row in rows if not is_held_out(row, options.held_out_of)]
    network = checker_network(options.frozen_layers, options.layers, 0.05, options.start_from, options.go_on_from)
    learning = [p for name, p in network.named_parameters() if p.requires_grad and name.startswith(("layers", *HEADS))]
    optimizer = torch.optim.AdamW(learning, lr=options.rate, weight_decay=0.01)
    mean = {name: value.clone() for name, value in network.trained().items()}
    drawn = drawn_pairs(learnt, tokenizer, random.Random(options.seed), options.batch)
    network.train()
    losses, started = 0.0, time.monotonic()
    for step, (passed, ids, mask, labels) in zip(range(1, options.steps + 1), drawn, strict=False):
        factor = min(1.0, step / WARM_UP_STEPS) * min(1.0, 2 * (options.steps - step + 1) / options.steps)
        for group in optimizer.param_groups:
            group["lr"] = options.rate * factor
        optimizer.zero_grad(set_to_none=True)
        loss = functional.binary_cross_entropy_with_logits(network.support(ids, mask), labels)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        with torch.no_grad():
            for name, value in network.trained().items():
                mean[name].lerp_(value, 1 - min(MEAN_DECAY, step / (step + 9)))
        losses += loss.item()
        if step % LOG_EVERY == 0:
            _log(options.output, {"step": step, "loss": round(losses / LOG_EVERY, 3), "pass": passed,
                                  "seconds": round(time.monotonic() - started)})  # fmt: skip
            losses = 0.0
        if step % options.evaluate == 0 or step == options.steps:
            own = {name: value.clone() for name, value in network.trained().items()}
            network.load_state_dict(mean, strict=False)
            _log(options.output, {"step": step, **measure(network, held, tokenizer)})
            network.load_state_dict(own, strict=False)
            kept = [n for n in mean if n.startswith("layers") and int(n.split(".")[1]) >= options.frozen_layers]
            save_reader(options.output / "checker.safetensors",
                        {n: v for n, v in mean.items() if n in kept or n.startswith(HEADS)})  # fmt: skip


def _log(folder: Path, line: Row) -> None:
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
