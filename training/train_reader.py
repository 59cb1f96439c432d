"""Train the reader.

    python -m training.train_reader --data FILE[:SHARE[:NEGATIVES]]... --output FOLDER --steps 400

SHARE is the part of the file's groups drawn each pass (1 by default), NEGATIVES how many of a group's further passages
(--negatives by default). Writes OUTPUT/reader.safetensors now and then.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from index.embed.bundled import ensure_bundled_model
from index.embed.tokenizer import load_tokenizer
from training.encode import Batch, EncodedPassage, batches, choose_negatives, collate, encode_passage
from training.groups import Group, read_groups
from training.network import Outputs, ReaderNetwork
from training.variation import ask_in_keywords, cut_at_random, set_among_others

NULL_SPAN_WEIGHT = 0.3  # a passage without an answer teaches spans less than one with
ANSWERS_WEIGHT, RANK_WEIGHT = 0.7, 0.5


def reader_loss(outputs: Outputs, batch: Batch) -> dict[str, Tensor]:
    """Span, answerability and ranking losses of a batch."""
    answered = batch.start > 0
    weights = torch.where(answered, 1.0, NULL_SPAN_WEIGHT)
    start = functional.cross_entropy(outputs.start, batch.start, reduction="none")
    end = functional.cross_entropy(outputs.end, batch.end, reduction="none")
    span = ((start + end) / 2 * weights).sum() / weights.sum()
    answers = functional.binary_cross_entropy_with_logits(outputs.answers, answered.float())
    groups = int(batch.group_of.max()) + 1
    member = torch.nn.functional.one_hot(batch.group_of, groups).T.bool()
    ranks = torch.where(member, outputs.rank[None, :], -1e4)
    right = torch.where(answered, batch.group_of, -1)
    useful = [g for g in range(groups) if int(member[g].sum()) > 1 and bool((right == g).any())]
    rank = torch.zeros(())
    if useful:
        targets = torch.tensor([int((right == g).nonzero()[0]) for g in useful])
        rank = functional.cross_entropy(ranks[useful], targets)
    return {"span": span, "answers": answers, "rank": rank}


def endless_batches(options: argparse.Namespace, rng: random.Random) -> Iterator[Batch]:
    """Passes over the data without end, other negatives and another share in each."""
    tokenizer = load_tokenizer(ensure_bundled_model())
    sources: list[tuple[list[Group], float, int]] = []  # groups, part drawn, further passages
    for source in options.data:
        path, share, count = [*source.split(":"), "", ""][:3]
        sources.append((list(read_groups(Path(path))), float(share or 1), int(count or options.negatives)))
    while True:
        encoded: list[list[EncodedPassage]] = []
        for groups, share, negatives in sources:
            for group in rng.sample(groups, round(share * len(groups))):
                chosen = choose_negatives(group, negatives, rng)
                passages = [cut_at_random(passage, rng) for passage in chosen.passages]
                if rng.random() < options.among_others:
                    strangers = [rng.choice(rng.choice(groups).passages) for _ in passages]
                    pairs = zip(passages, strangers, strict=True)
                    passages = [set_among_others(chosen.question, passage, other, rng) for passage, other in pairs]
                question = ask_in_keywords(chosen.question, rng)
                encoded.append([encode_passage(tokenizer, question, passage) for passage in passages])
        print(f"pass over {len(encoded)} groups, {sum(map(len, encoded))} sequences", flush=True)
        for together in batches(encoded, rng, options.batch):
            yield collate(together)


def learning_rate_factor(done: float) -> float:
    """Warm-up over the first 5 % of the run, then linear to nothing; `done` is the part of the run behind us."""
    return max(0.0, min((done + 0.002) / 0.05, 1 - done))


def train(options: argparse.Namespace) -> None:
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    rng = random.Random(options.seed)
    network = ReaderNetwork(ensure_bundled_model(), options.frozen_layers, options.dropout, options.token_dropout)
    if options.start_from:
        network.load(options.start_from)
    network.train()
    body = [p for name, p in network.named_parameters() if p.requires_grad and name.startswith("layers")]
    heads = [p for name, p in network.named_parameters() if p.requires_grad and not name.startswith("layers")]
    rates = [options.rate, options.rate * options.head_rate]
    optimizer = torch.optim.AdamW([{"params": body}, {"params": heads}], lr=options.rate, weight_decay=0.01)
    options.output.mkdir(parents=True, exist_ok=True)
    sums: dict[str, float] = {}
    started, sequences = time.monotonic(), 0
    for step, batch in zip(range(options.steps), endless_batches(options, rng), strict=False):
        done = max(step / options.steps, (time.monotonic() - started) / (60 * options.minutes))
        if done >= 1:
            break
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * learning_rate_factor(done)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            losses = reader_loss(network(batch.ids, batch.mask, batch.allowed), batch)
        loss = losses["span"] + ANSWERS_WEIGHT * losses["answers"] + RANK_WEIGHT * losses["rank"]
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
        optimizer.step()
        sequences += len(batch.ids)
        for name, value in losses.items():
            sums[name] = sums.get(name, 0.0) + value.item()
        if step % 10 == 9:
            means = {name: round(value / 10, 3) for name, value in sums.items()}
            rate_now = sequences / (time.monotonic() - started)
            line = {"step": step + 1, **means, "done": round(done, 3), "sequences_per_s": round(rate_now, 2)}
            print(json.dumps(line), flush=True)
            sums = {}
        if step % 25 == 24:
            network.save(options.output / "reader.safetensors")
    network.save(options.output / "reader.safetensors")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--start-from", type=Path)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--minutes", type=float, default=1e6, help="end (and decay) by then even if steps are left")
    parser.add_argument("--batch", type=int, default=16, help="sequences a step")
    parser.add_argument("--negatives", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=5.0, help="times the rate")
    parser.add_argument("--frozen-layers", type=int, default=0)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--token-dropout", type=float, default=0.0, help="share of tokens hidden from the network")
    parser.add_argument("--among-others", type=float, default=0.0, help="share of groups set among other sentences")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
