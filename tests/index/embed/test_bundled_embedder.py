"""The bundled embedder: many texts side by side give the vectors that each gives alone."""

import threading
from collections.abc import Callable

import numpy as np
import pytest

from index.embed import bundled
from index.embed.bundled import BULK_TEXTS, PASS_TEXTS
from index.embed.embedder import Embedder
from index.errors import ModelError

STORY = "市民步行过江只要八分钟。"
TEXTS = [f"第{n}号大桥于{n % 12 + 1}月通车，{STORY * (n % 9)}" for n in range(BULK_TEXTS + 3)]


def test_many_texts_get_the_vectors_each_gets_alone(bundled_embedder: Embedder) -> None:
    together = bundled_embedder.embed_passages(TEXTS)
    alone = np.concatenate([bundled_embedder.embed_passages([text]) for text in TEXTS])
    assert together.shape == (len(TEXTS), bundled_embedder.dimensions)
    # Equal to the bit where the processor multiplies int8 (VNNI), elsewhere within rounding.
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-6)
    assert np.abs(np.linalg.norm(together, axis=1) - 1).max() < 1e-5


def test_texts_of_one_width_share_passes_and_the_longest_come_first() -> None:
    widths = [32, 96, 32, 64, 96, *[16] * (PASS_TEXTS + 1)]
    passes = bundled._passes(widths)
    assert passes == [[1, 4], [3], [0, 2], list(range(5, 5 + PASS_TEXTS)), [5 + PASS_TEXTS]]


def test_same_texts_get_the_same_vectors_again(bundled_embedder: Embedder) -> None:
    assert np.array_equal(bundled_embedder.embed_passages(TEXTS), bundled_embedder.embed_passages(TEXTS))


def test_question_is_embedded_while_passages_are(bundled_embedder: Embedder) -> None:
    expected = bundled_embedder.embed_question("大桥何时通车？")
    done = threading.Event()

    def embed() -> None:
        bundled_embedder.embed_passages(TEXTS * 3)
        done.set()

    thread = threading.Thread(target=embed)
    thread.start()
    during = 0
    while not done.is_set():
        assert np.array_equal(bundled_embedder.embed_question("大桥何时通车？"), expected)
        during += 1
    thread.join()
    assert during > 3


def test_fault_in_one_pass_is_raised(bundled_embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    embed: Callable[..., object] = bundled._embed
    passes = []

    def fail_at_the_third(rows: object, encoder: object) -> object:
        passes.append(rows)
        if len(passes) == 3:
            raise ModelError("x")
        return embed(rows, encoder)

    monkeypatch.setattr(bundled, "_embed", fail_at_the_third)
    with pytest.raises(ModelError):
        bundled_embedder.embed_passages(TEXTS)


def test_no_texts_are_no_vectors(bundled_embedder: Embedder) -> None:
    assert bundled_embedder.embed_passages([]).shape == (0, bundled_embedder.dimensions)
