"""The bundled embedder: many texts side by side give the vectors that each gives alone."""

import threading
from collections.abc import Callable

import numpy as np
import pytest

from index.embed.bundled import BATCH_TEXTS, BULK_BATCHES, BundledEmbedder
from index.embed.embedder import Embedder
from index.errors import ModelError

STORY = "市民步行过江只要八分钟。"
TEXTS = [f"第{n}号大桥于{n % 12 + 1}月通车，{STORY * (n % 9)}" for n in range(BATCH_TEXTS * BULK_BATCHES + 3)]


def test_many_texts_get_the_vectors_each_gets_alone(bundled_embedder: Embedder) -> None:
    together = bundled_embedder.embed_passages(TEXTS)
    alone = np.concatenate([bundled_embedder.embed_passages([text]) for text in TEXTS])
    assert together.shape == (len(TEXTS), bundled_embedder.dimensions)
    assert float((together * alone).sum(axis=1).min()) > 0.999
    assert np.abs(np.linalg.norm(together, axis=1) - 1).max() < 1e-5
    nearest = (together @ alone.T).argmax(axis=1)
    assert nearest.tolist() == list(range(len(TEXTS)))


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


def test_fault_in_one_batch_is_raised(bundled_embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(bundled_embedder, BundledEmbedder)
    embed: Callable[..., object] = bundled_embedder._embed

    def fail_at_one(texts: list[str], encoder: object) -> object:
        if any("第7号" in text for text in texts):
            raise ModelError("x")
        return embed(texts, encoder)

    monkeypatch.setattr(bundled_embedder, "_embed", fail_at_one)
    with pytest.raises(ModelError):
        bundled_embedder.embed_passages(TEXTS)


def test_no_texts_are_no_vectors(bundled_embedder: Embedder) -> None:
    assert bundled_embedder.embed_passages([]).shape == (0, bundled_embedder.dimensions)
