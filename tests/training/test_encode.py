"""Training sequences mark the answer's tokens and nothing else."""

import random

import pytest

from index.embed.bundled import ensure_bundled_model
from index.embed.tokenizer import load_tokenizer
from training.encode import batches, collate, encode_passage, pools
from training.groups import LabelledPassage

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
    assert batch.answers.tolist() == [1, 0, 0]
    parts = pools([[encoded], [nothing]] * 20, random.Random(1), 16)
    drawn = [cut for part in parts for cut in batches(part, random.Random(1), 6, len, len)]
    assert sum(map(len, drawn)) == 40
    assert max(map(len, drawn)) <= 6


@pytest.mark.model
def test_answer_without_a_known_span_teaches_no_span() -> None:
    tokenizer = load_tokenizer(ensure_bundled_model())
    statute = encode_passage(tokenizer, "谁主持会议？", LabelledPassage("会议", TEXT, -1, -1, answers=True))
    assert (statute.answers, statute.teaches_span) == (True, False)
    assert not encode_passage(tokenizer, "谁？", LabelledPassage("会议", TEXT, -1, -1)).answers
