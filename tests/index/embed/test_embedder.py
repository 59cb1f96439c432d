"""The embedders the settings can name: the real bundled model on both runtimes, and models that are not there."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embed.embedder import BUNDLED_NAME, Embedder, load_embedder
from index.errors import ModelError
from index.settings import EmbeddingSettings
from tests.conftest import ROOT

TEXTS = [
    "澄青大桥5月1日正式通车，全长820米。",
    "梨花节",
    "望湖区图书馆延长开放时间，周末开到晚上十点，" * 30,
    "",
    "pm2.5",
]
QUESTION = "大桥多长？"


@pytest.mark.model
def test_bundled_vectors_are_unit_and_in_the_order_of_the_texts(bundled_embedder: Embedder) -> None:
    vectors = bundled_embedder.embed_passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), bundled_embedder.dimensions), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-3)
    alone = np.vstack([bundled_embedder.embed_passages([text]) for text in TEXTS])
    assert (vectors * alone).sum(axis=1).min() > 0.995


@pytest.mark.model
def test_bundled_question_finds_its_passage(bundled_embedder: Embedder) -> None:
    question = bundled_embedder.embed_question(QUESTION)
    assert question.shape == (bundled_embedder.dimensions,)
    assert int(np.argmax(bundled_embedder.embed_passages(TEXTS) @ question)) == 0
    assert float(question @ bundled_embedder.embed_passages([QUESTION])[0]) < 0.9999  # question and passage differ


@pytest.mark.model
def test_nothing_to_embed_gives_no_vectors(bundled_embedder: Embedder) -> None:
    assert bundled_embedder.embed_passages([]).shape == (0, bundled_embedder.dimensions)


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_both_runtimes_give_nearly_the_same_vectors_under_different_names(bundled_embedder: Embedder) -> None:
    reference = load_embedder(EmbeddingSettings(runtime="torch"))
    assert (reference.model_name, reference.dimensions) == (f"{BUNDLED_NAME} torch", bundled_embedder.dimensions)
    assert bundled_embedder.model_name in (f"{BUNDLED_NAME} torch", f"{BUNDLED_NAME} openvino-int8")
    texts = [text for text in TEXTS if text]
    cosines = (reference.embed_passages(texts) * bundled_embedder.embed_passages(texts)).sum(axis=1)
    assert cosines.min() > 0.99
    assert float(reference.embed_question(QUESTION) @ bundled_embedder.embed_question(QUESTION)) > 0.99
    assert reference.embed_passages([]).shape == (0, reference.dimensions)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("content", [{}, {"config.json": "{}"}, {"config.json": "{torn"}, "damaged weights"])
def test_model_that_cannot_be_loaded_is_named(tmp_path: Path, content: dict[str, str] | str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    if isinstance(content, str):
        config = '{"model_type": "bert", "architectures": ["BertModel"], "vocab_size": 9, "hidden_size": 4, '
        config += '"num_attention_heads": 1, "num_hidden_layers": 1, "intermediate_size": 4}'
        content = {"config.json": config, "model.safetensors": content}
    for name, text in content.items():
        (folder / name).write_text(text)
    with pytest.raises(ModelError) as caught:
        load_embedder(EmbeddingSettings(model=str(folder)))
    assert str(caught.value) == (
        f"无法加载向量模型 {folder}：请确认它是 sentence-transformers 模型文件夹，或已在本机缓存中。"
    )


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_model_that_was_never_fetched_is_not_looked_for_on_the_network() -> None:
    with pytest.raises(ModelError, match=r"^无法加载向量模型 nobody/no-such-model："):
        load_embedder(EmbeddingSettings(model="nobody/no-such-model"))


LOOK_UPS = """
import socket, sys
asked = []
def look_up(host, *_, **__):
    asked.append(host)
    raise OSError("no network")
socket.getaddrinfo = look_up
from index.embed.embedder import load_embedder
from index.errors import ModelError
from index.settings import EmbeddingSettings
try:
    load_embedder(EmbeddingSettings(model="nobody/no-such-model"))
except ModelError:
    print("refused", asked)
"""


@pytest.mark.long
def test_a_process_without_offline_settings_looks_nothing_up(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "TRANSFORMERS_"))}
    done = subprocess.run(
        [sys.executable, "-c", LOOK_UPS], cwd=ROOT, env={**environment, "HF_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.stdout == "refused []\n", done.stderr
