"""The runtimes of the encoder agree with each other; the int8 form keeps the numbers."""

from pathlib import Path

import numpy as np
import pytest

from index.embed.bert_weights import load_embedding_table, load_layers, scale_rows, write_tensors
from index.embed.bundled import WEIGHTS_FILE, ensure_bundled_model, load_bundled_embedder
from index.embed.openvino_encoder import OpenVinoEncoder, multiplies_in_tiles
from index.errors import ModelError


def cosine(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (one * other).sum(-1) / (np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1))


def test_rows_are_scaled_to_int8_and_back() -> None:
    matrix = np.array([[1.0, -0.5, 0.25], [0.0, 0.0, 0.0], [-200.0, 100.0, 0.0]], dtype=np.float32)
    scaled = scale_rows(matrix)
    assert scaled.numbers.tolist() == [[127, -64, 32], [0, 0, 0], [-127, 64, 0]]
    assert np.abs(scaled.unpack() - matrix).max() <= 0.5 * 200 / 127


@pytest.mark.model
@pytest.mark.slow
def test_openvino_and_transformers_give_the_same_states() -> None:
    import torch
    import transformers

    bundled = ensure_bundled_model()
    table, layers = load_embedding_table(bundled), load_layers(bundled / WEIGHTS_FILE, "encoder.layer.")
    ids = np.array([[0, 6, 15108, 16093, 275, 2], [0, 21119, 11659, 2, 1, 1]])
    mask = (ids != 1).astype(np.int64)
    fast = OpenVinoEncoder(table, layers).encode(ids, mask)
    model = transformers.AutoModel.from_pretrained(bundled)
    with torch.no_grad():
        plain = model(torch.tensor(ids), torch.tensor(mask)).last_hidden_state.numpy()
    assert fast.shape == plain.shape == (2, 6, 384)
    assert cosine(fast, plain)[mask == 1].mean() > 0.995


@pytest.mark.model
@pytest.mark.slow
def test_unpacked_weights_give_the_same_states() -> None:
    bundled = ensure_bundled_model()
    table, layers = load_embedding_table(bundled), load_layers(bundled / WEIGHTS_FILE, "encoder.layer.")
    ids = np.array([[0, *range(1000, 1030), 2], [0, *range(2000, 2010), 2, *[1] * 20]])
    mask = (ids != 1).astype(np.int64)
    packed = OpenVinoEncoder(table, layers).encode(ids, mask)
    unpacked = OpenVinoEncoder(table, layers, unpacked=True).encode(ids, mask)
    assert cosine(packed, unpacked)[mask == 1].min() > 0.98
    assert cosine(packed, unpacked)[mask == 1].mean() > 0.995


@pytest.mark.model
def test_layers_must_be_complete(tmp_path: Path) -> None:
    write_tensors(tmp_path / "half.safetensors", {"layers.1.output.dense.bias": np.zeros(3, np.float32)})
    with pytest.raises(ModelError, match=r"没有完整的编码层"):
        load_layers(tmp_path / "half.safetensors", "layers.")


@pytest.mark.model
@pytest.mark.slow
def test_sequences_of_like_length_have_one_shape_inside() -> None:
    """Each shape costs time when it is met first and memory ever after."""
    bundled = ensure_bundled_model()
    table, layers = load_embedding_table(bundled), load_layers(bundled / WEIGHTS_FILE, "encoder.layer.")
    encoder = OpenVinoEncoder(table, layers[:2])
    request = encoder._requests.get()
    encoder._requests.put(request)
    ids = np.array([[0, *range(1000, 1030), 2]])
    shapes = set()
    for width in range(17, 33):
        states = encoder.encode(ids[:, :width], np.ones((1, width), dtype=np.int64))
        assert states.shape == (1, width, 384)
        shapes.add(tuple(request.get_output_tensor().shape))
    assert shapes == {(1, 32, 384)}
    alone = encoder.encode(ids[:, :20], np.ones((1, 20), dtype=np.int64))
    longer = encoder.encode(ids, (np.arange(32) < 20).astype(np.int64)[None])[:, :20]
    assert cosine(alone, longer).min() > 0.999


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.skipif(not multiplies_in_tiles(), reason="this processor does not multiply bfloat16 in tiles (AMX)")
def test_vectors_of_unpacked_weights_are_the_same_to_the_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ensure_bundled_model()
    texts = [f"第{n}号渡口于{n % 12 + 1}月开航，" + "每天往返若干班。" * (n % 9) for n in range(40)]
    unpacked = load_bundled_embedder(folder, "unpacked")
    monkeypatch.setattr("index.embed.openvino_encoder.multiplies_in_tiles", lambda: False)
    packed = load_bundled_embedder(folder, "packed")
    assert np.array_equal(packed.embed_passages(texts), unpacked.embed_passages(texts))
    assert np.array_equal(packed.embed_question("渡口"), unpacked.embed_question("渡口"))
