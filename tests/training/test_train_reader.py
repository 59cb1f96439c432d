"""A run that is stopped goes on where it was, with all it had."""

import argparse
import json
from pathlib import Path

import pytest
import torch

from training.groups import Group, LabelledPassage, write_groups
from training.train_reader import Training

TEXT = "临河区图书馆新馆工程进展顺利，主体结构已经全部封顶。新馆建成后藏书将达到45万册，周一闭馆。"


def options(folder: Path, steps: int) -> argparse.Namespace:
    start = TEXT.index("45万册")
    right = LabelledPassage("图书馆", TEXT, start, start + 4, answers=True)
    group = Group("natural-fact", "新馆藏书多少册？", (right, LabelledPassage("", "周二开放。", -1, -1, role="own")))
    write_groups(folder / "groups.jsonl", [group] * 8)
    pair = {"kind": "claims", "statement": "周一闭馆。", "quote": TEXT, "label": 1}
    (folder / "claims.jsonl").write_text(json.dumps(pair) + "\n", encoding="utf-8")
    return argparse.Namespace(
        data=[str(folder / "groups.jsonl")], claims=[str(folder / "claims.jsonl")], develop=None, start_from=None,
        output=folder / "run", steps=steps, save=2, evaluate=100, cool_down=0, batch=4, claim_batch=1, negatives=1,
        rate=1e-4, head_rate=2.0, frozen_layers=11, dropout=0.0, token_dropout=0.0, among_others=0.0, threads=1, seed=1,
    )  # fmt: skip


@pytest.mark.model
def test_run_is_taken_up_where_it_stopped(tmp_path: Path) -> None:
    first = Training(options(tmp_path, steps=2))
    first.run()
    second = Training(options(tmp_path, steps=4))
    assert second.first_step == 2
    assert tuple(second.progress["place"]) == first.progress["place"]
    assert all(torch.equal(second.mean[name], value) for name, value in first.mean.items())
    moments, restored = first.optimizer.state_dict()["state"], second.optimizer.state_dict()["state"]
    assert all(torch.equal(restored[n][key], value) for n, each in moments.items() for key, value in each.items())
    second.run()
    assert second.progress["step"] == 4
    assert (tmp_path / "run" / "reader.safetensors").is_file()
