"""Training sequences mark the answer's tokens and nothing else."""

import random

import pytest

from index.embed.bundled import ensure_bundled_model
from index.embed.tokenizer import load_tokenizer
from training.encode import batches, choose_negatives, collate, encode_passage
from training.groups import Group, LabelledPassage

TEXT = "临河区召开会议，区长周海平主持。"


@pytest.mark.model
def test_marked_tokens_spell_the_answer() -> None:
    tokenizer = load_tokenizer(ensure_bundled_model())
    start = TEXT.index("周海平")
    encoded = encode_passage(tokenizer, "谁主持会议？", LabelledPassage("会议", TEXT, start, start + 3))
    assert encoded.ids[encoded.start : encoded.end + 1] == tokenizer.encode("长" + TEXT[start : start + 3]).ids[2:]
    assert encoded.start >= encoded.first
    nothing = encode_passage(tokenizer, "谁主持会议？", LabelledPassage("会议", TEXT, -1, -1))
    assert (nothing.start, nothing.end) == (0, 0)
    batch = collate([[encoded, nothing], [nothing]])
    assert batch.group_of.tolist() == [0, 0, 1]
    assert batch.allowed[0].nonzero().flatten().tolist() == [0, *range(encoded.first, len(encoded.ids) - 1)]
    assert sum(len(groups) for groups in batches([[encoded], [nothing]] * 20, random.Random(1), 6)) == 40


def test_negatives_are_drawn_from_the_others() -> None:
    passages = tuple(LabelledPassage("", name, -1, -1) for name in "正一二三")
    chosen = choose_negatives(Group("x", "谁？", passages), 2, random.Random(3))
    assert chosen.passages[0] == passages[0]
    assert len(set(chosen.passages[1:]) & set(passages[1:])) == 2
