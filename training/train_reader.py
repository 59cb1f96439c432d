"""Train the reader and the checker, one encoder for both.

    python -m training.train_reader --data FILE[:KIND[=SHARE]...]... --claims FILE:KIND=SHARE... --output FOLDER

--data names files of make_questions; `:natural=1 :cmrc_train=0.3` gives the share of groups drawn in each pass, by the
prefix of their kind. The same goes for --claims and make_claims. OUTPUT/state.safetensors, written every --save steps,
contains all that the same command needs to resume the run. OUTPUT/reader.safetensors is the running mean of the
weights, OUTPUT/best.safetensors the one with the best development figure so far (--develop FOLDER, every --evaluate
steps); OUTPUT/log.jsonl is the log. The learning rate is constant after the warm-up; with --cool-down N it falls to
zero over the last N steps.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from index.embed.bundled import ensure_bundled_model
from index.embed.tokenizer import TextTokenizer, load_tokenizer
from qa.check.checker_model import encode_claim
from training.develop import Development, measure
from training.encode import Batch, batches, choose_passages, collate, encode_passage, pad, pools
from training.groups import Group, read_groups
from training.network import Outputs, ReaderNetwork, save_reader
from training.variation import ask_in_keywords, cut_at_random, set_among_others

NULL_SPAN_WEIGHT = 0.4  # a passage without an answer counts less in the span loss
LOSS_WEIGHTS = {"span": 1.0, "answers": 1.0, "rank": 0.5, "claim": 1.0}
NEAR_MISS_WEIGHT = 1.5
POOL = 192
MEAN_DECAY = 0.996
WARM_UP_STEPS, LOG_EVERY = 40, 25
WEIGHT_DECAY = 0.01

Row = dict[str, Any]


def reader_loss(outputs: Outputs, batch: Batch) -> dict[str, Tensor]:
    """Return the span, answerability and ranking losses of a batch, by name."""
    weights = torch.where(batch.start > 0, 1.0, NULL_SPAN_WEIGHT) * batch.spans
    start = functional.cross_entropy(outputs.start, batch.start, reduction="none")
    end = functional.cross_entropy(outputs.end, batch.end, reduction="none")
    span = ((start + end) / 2 * weights).sum() / weights.sum().clamp(min=1e-6)
    answers = functional.binary_cross_entropy_with_logits(outputs.answers, batch.answers, weight=batch.weight)
    groups = int(batch.group_of.max()) + 1
    member = torch.nn.functional.one_hot(batch.group_of, groups).T.bool()
    ranks = torch.where(member, outputs.rank[None, :], -1e4)
    right = torch.where(batch.answers > 0, batch.group_of, -1)
    useful = [g for g in range(groups) if int(member[g].sum()) > 1 and bool((right == g).any())]
    rank = torch.zeros(())
    if useful:
        targets = torch.tensor([int((right == g).nonzero()[0]) for g in useful])
        rank = functional.cross_entropy(ranks[useful], targets)
    return {"span": span, "answers": answers, "rank": rank}


@dataclass(frozen=True)
class ClaimBatch:
    """Padded pairs and their labels, 1 where the quote supports the statement."""

    ids: Tensor
    mask: Tensor
    labels: Tensor


class QuestionBatches:
    """Endless passes over the questions; `place` is the position, from which a pass can be resumed identically."""

    def __init__(self, options: argparse.Namespace, tokenizer: TextTokenizer, place: tuple[int, int, int]) -> None:
        self._options, self._tokenizer, self.place = options, tokenizer, place
        self._groups: list[Group] = []
        self._shares: dict[str, float] = {}
        for source in options.data:
            path, *shares = source.split(":")
            self._groups += read_groups(Path(path))
            self._shares |= _read_shares(shares)

    def __iter__(self) -> Iterator[Batch]:
        while True:
            number = self.place[0]
            rng = random.Random(f"{self._options.seed} {number}")
            drawn = [group for group in self._groups if rng.random() < _share_of(group.kind, self._shares)]
            for pool_number, pool in enumerate(pools(drawn, rng, POOL)):
                if pool_number < self.place[1]:
                    continue
                inside = random.Random(f"{self._options.seed} {number} {pool_number}")
                encoded = [self._encode(group, inside) for group in pool]
                cut = batches(
                    encoded, inside, self._options.batch, lambda group: max(len(each.ids) for each in group), len
                )
                for batch_number, groups in enumerate(cut):
                    if batch_number >= self.place[2]:
                        self.place = (number, pool_number, batch_number + 1)
                        yield collate(groups)
                self.place = (number, pool_number + 1, 0)
            self.place = (number + 1, 0, 0)

    def _encode(self, group: Group, rng: random.Random) -> list[Any]:
        options = self._options
        chosen = choose_passages(group, options.negatives, rng)
        passages = [cut_at_random(passage, rng) for passage in chosen.passages]
        if rng.random() < options.among_others and all(each.start >= 0 or not each.answers for each in passages):
            strangers = [rng.choice(rng.choice(self._groups).passages) for _ in passages]
            pairs = zip(passages, strangers, strict=True)
            passages = [set_among_others(chosen.question, passage, other, rng) for passage, other in pairs]
        question = chosen.question if chosen.kind.startswith("natural") else ask_in_keywords(chosen.question, rng)
        return [
            encode_passage(self._tokenizer, question, passage, NEAR_MISS_WEIGHT if passage.role == "near-miss" else 1.0)
            for passage in passages
        ]


def claim_batches(options: argparse.Namespace, tokenizer: TextTokenizer, seed: str) -> Iterator[ClaimBatch]:
    """Yield ids, mask and labels endlessly, with different pairs of the large sets in each pass."""
    rows: list[Row] = []
    shares: dict[str, float] = {}
    for source in options.claims:
        path, *parts = source.split(":")
        rows += [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
        shares |= _read_shares(parts)
    rng = random.Random(seed)
    while True:
        drawn = [row for row in rows for _ in range(_times(_share_of(row["kind"], shares), rng))]
        for pool in pools(drawn, rng, POOL):
            encoded = [(encode_claim(tokenizer, row["statement"], row["quote"]), float(row["label"])) for row in pool]
            for pairs in batches(encoded, rng, options.claim_batch, lambda pair: len(pair[0]), lambda _: 1):
                ids, mask = pad([sequence for sequence, _ in pairs])
                yield ClaimBatch(ids, mask, torch.tensor([label for _, label in pairs]))


def _times(share: float, rng: random.Random) -> int:
    return int(share) + (rng.random() < share % 1)


def _read_shares(parts: Sequence[str]) -> dict[str, float]:
    return {kind: float(share or 1) for kind, _, share in (part.partition("=") for part in parts)}


def _share_of(kind: str, shares: dict[str, float]) -> float:
    """Return the share for the longest named prefix of the kind; 1 if there is none."""
    named = [start for start in shares if kind.startswith(start)]
    return shares[max(named, key=len)] if named else 1.0


class Training:
    """A run: its network, optimizer, running mean and progress, all kept in its folder."""

    def __init__(self, options: argparse.Namespace) -> None:
        torch.set_num_threads(options.threads)
        torch.manual_seed(options.seed)
        self.options, self.state_path = options, options.output / "state.safetensors"
        self.tokenizer = load_tokenizer(ensure_bundled_model())
        self.network = ReaderNetwork(
            ensure_bundled_model(), options.frozen_layers, options.dropout, options.token_dropout
        )
        if options.start_from:
            self.network.load(options.start_from)
        self.network.train()
        learning = [(name, p) for name, p in self.network.named_parameters() if p.requires_grad]
        body = [p for name, p in learning if name.startswith("layers")]
        heads = [p for name, p in learning if not name.startswith("layers")]
        self.parameters, self.rates = body + heads, [options.rate, options.rate * options.head_rate]
        self.optimizer = torch.optim.AdamW(
            [{"params": body}, {"params": heads}], lr=options.rate, weight_decay=WEIGHT_DECAY
        )
        self.mean = {name: value.clone() for name, value in self.network.trained().items()}
        self.progress: Row = {"step": 0, "place": (0, 0, 0), "best": -1.0}
        options.output.mkdir(parents=True, exist_ok=True)
        if self.state_path.exists():
            self._restore()
        self.first_step = self.progress["step"]

    def _restore(self) -> None:
        with safe_open(self.state_path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}
            self.progress = json.loads(file.metadata()["progress"])
        self.network.load_state_dict(_part(tensors, "network."), strict=False)
        self.mean = _part(tensors, "mean.")
        torch.set_rng_state(tensors["random"])
        moments: dict[int, Row] = {}
        for name, tensor in _part(tensors, "optimizer.").items():
            number, key = name.split(".")
            moments.setdefault(int(number), {})[key] = tensor
        self.optimizer.load_state_dict({**self.optimizer.state_dict(), "state": moments})

    def run(self) -> None:
        """Train up to --steps, evaluating and saving at intervals."""
        options, sums, sequences = self.options, Counter[str](), 0
        questions = QuestionBatches(options, self.tokenizer, tuple(self.progress["place"]))
        claims = claim_batches(options, self.tokenizer, f"{options.seed} claims {self.first_step}")
        development = Development.load(options.develop, self.tokenizer) if options.develop else None
        started = time.monotonic()
        for step, batch in zip(range(self.first_step + 1, options.steps + 1), questions, strict=False):
            pairs = next(claims) if options.claims else None
            sums.update(self._learn(step, batch, pairs))
            sequences += len(batch.ids) + (len(pairs.ids) if pairs else 0)
            self.progress |= {"step": step, "place": questions.place}
            if step % LOG_EVERY == 0:
                means = {name: round(value / LOG_EVERY, 3) for name, value in sums.items()}
                pace = round(sequences / (time.monotonic() - started), 2)
                self._log({"step": step, **means, "sequences_per_s": pace, "pass": questions.place})
                sums.clear()
            if development and step % options.evaluate == 0:
                self._evaluate(step, development)
            if step % options.save == 0 or step == options.steps:
                self._save()

    def _learn(self, step: int, batch: Batch, pairs: ClaimBatch | None) -> dict[str, float]:
        factor = min(1.0, (step - self.first_step) / WARM_UP_STEPS)  # a resumed run warms up again
        if self.options.cool_down:
            factor *= min(1.0, (self.options.steps - step + 1) / self.options.cool_down)
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * factor
        self.optimizer.zero_grad(set_to_none=True)
        losses = reader_loss(self.network(batch.ids, batch.mask, batch.allowed), batch)
        sum(LOSS_WEIGHTS[name] * loss for name, loss in losses.items()).backward()  # type: ignore[union-attr]
        if pairs:
            logits = self.network.support(pairs.ids, pairs.mask)
            losses["claim"] = functional.binary_cross_entropy_with_logits(logits, pairs.labels)
            (LOSS_WEIGHTS["claim"] * losses["claim"]).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        update_mean(self.mean, self.network, min(MEAN_DECAY, step / (step + 9)))
        return {name: loss.item() for name, loss in losses.items()}

    def _evaluate(self, step: int, development: Development) -> None:
        figures = evaluate(self.network, self.mean, development)
        self._log({"step": step, **figures})
        if figures["figure"] > self.progress["best"]:
            self.progress["best"] = figures["figure"]
            save_reader(self.options.output / "best.safetensors", self.mean)

    def _save(self) -> None:
        save_reader(self.options.output / "reader.safetensors", self.mean)
        tensors = {f"network.{name}": value for name, value in self.network.trained().items()}
        tensors |= {f"mean.{name}": value for name, value in self.mean.items()}
        for number, moments in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{number}.{key}": value for key, value in moments.items()}
        tensors["random"] = torch.get_rng_state()
        whole = {name: value.contiguous() for name, value in tensors.items()}
        partial = self.state_path.with_suffix(".partial")
        save_file(whole, partial, metadata={"progress": json.dumps(self.progress)})
        partial.rename(self.state_path)

    def _log(self, line: Row) -> None:
        line["at"] = time.strftime("%H:%M:%S")
        with (self.options.output / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def update_mean(mean: dict[str, Tensor], network: ReaderNetwork, decay: float) -> None:
    """Update the running mean of the weights."""
    with torch.no_grad():
        for name, value in network.trained().items():
            mean[name].lerp_(value, 1 - decay)


def evaluate(network: ReaderNetwork, mean: dict[str, Tensor], development: Development) -> dict[str, float]:
    """Measure the running mean; the network's own weights are restored afterwards."""
    own = {name: value.clone() for name, value in network.trained().items()}
    network.load_state_dict(mean, strict=False)
    network.eval()
    figures = measure(network, development)
    network.load_state_dict(own, strict=False)
    network.train()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--claims", nargs="*", default=[])
    parser.add_argument("--develop", type=Path, help="the folder that make_questions and make_claims wrote")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--start-from", type=Path)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--save", type=int, default=100)
    parser.add_argument("--evaluate", type=int, default=300)
    parser.add_argument("--cool-down", type=int, default=0)
    parser.add_argument("--batch", type=int, default=16, help="sequences a step")
    parser.add_argument("--claim-batch", type=int, default=8, help="pairs a step")
    parser.add_argument("--negatives", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=2.0, help="times the rate")
    parser.add_argument("--frozen-layers", type=int, default=3)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--token-dropout", type=float, default=0.03, help="share of tokens hidden from the network")
    parser.add_argument("--among-others", type=float, default=0.1, help="share of groups set among other sentences")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    Training(parser.parse_args()).run()


if __name__ == "__main__":
    main()
