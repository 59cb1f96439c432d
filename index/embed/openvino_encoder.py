"""A BERT encoder on OpenVINO: int8 weights, activations rounded to int8 on the fly; the one file that imports it."""

import math
import sys
from queue import SimpleQueue
from typing import Any

import numpy as np

from index.embed.bert_weights import EmbeddingTable, FloatArray, IdArray, LayerWeights
from index.progress import has_instructions

# OpenVINO reports its use to an internet host when its tools are imported; without the telemetry package it falls back
# to its own empty stub. This program contacts no other host.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]

import openvino as ov  # noqa: E402
from openvino import opset13 as ops  # noqa: E402

HEADS = 12
NORM_EPSILON = 1e-12
# Added to the attention scores of padding: vanishes in the softmax, yet representable in every precision.
_MASKED = -1e4
WIDTH_STEP = 16
"""Sequences are padded to a multiple of this many tokens. OpenVINO compiles and keeps kernels for every shape: without
padding a server grew by half a gigabyte in 600 calls and processed a sixth fewer tokens a second."""


class OpenVinoEncoder:
    """Token ids in, last hidden states out. Safe to call from several threads: `lanes` calls run in parallel, each on
    its share of the cores; others wait.

    One lane per core takes the least of the processor: threads sharing a call wait for each other at every layer (a
    quarter of the processor's time on two cores, docs/indexing.md). One lane has the lowest latency for long texts.

    `unpacked` keeps the weights as bfloat16 and does not round activations: twice the memory, and three quarters of the
    processor's time on processors with bfloat16 tiles (`multiplies_in_tiles`), more on others.
    """

    def __init__(
        self, table: EmbeddingTable, layers: list[LayerWeights], *, lanes: int = 1, unpacked: bool = False
    ) -> None:
        self._table = table
        self._hidden = hidden = table.positions.shape[1]
        properties: dict[str, Any] = {
            "PERFORMANCE_HINT": "LATENCY" if lanes == 1 else "THROUGHPUT",
            "INFERENCE_PRECISION_HINT": "bf16",  # if the processor has it, else float32
            # Activations are rounded in groups of this many: whole rows (384) cost accuracy through outliers (cosine
            # of the first token's state to float32 0.996 against 0.999), smaller groups cost time.
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0" if unpacked else "128",
        }
        if lanes > 1:
            properties["NUM_STREAMS"] = str(lanes)
        model = ov.Core().compile_model(_build_graph(layers, hidden, unpacked=unpacked), "CPU", properties)
        self._requests: SimpleQueue[Any] = SimpleQueue()
        for _ in range(lanes):
            self._requests.put(model.create_infer_request())

    @staticmethod
    def padded_width(tokens: int) -> int:
        """Return the number of tokens to which a sequence of this many is padded."""
        return -(-tokens // WIDTH_STEP) * WIDTH_STEP

    def encode(self, ids: IdArray, mask: IdArray) -> FloatArray:
        """Hidden states, shape (batch, tokens, hidden); ids and mask (1 on tokens) have shape (batch, tokens)."""
        count, tokens = ids.shape
        width = self.padded_width(tokens)
        bias = np.full((count, 1, 1, width), _MASKED, dtype=np.float32)
        bias[:, 0, 0, :tokens] = np.where(mask == 1, 0.0, _MASKED)
        states = np.zeros((count, width, self._hidden), dtype=np.float32)
        states[:, :tokens] = self._table.look_up(ids)
        request = self._requests.get()
        try:
            return np.array(request.infer({"states": states, "bias": bias}, share_inputs=True)[0][:, :tokens])
        finally:
            self._requests.put(request)


def multiplies_in_tiles() -> bool:
    """Return whether the processor multiplies bfloat16 matrices in tiles (AMX); False if unknown."""
    return has_instructions("amx_bf16")


def _build_graph(layers: list[LayerWeights], hidden: int, *, unpacked: bool) -> ov.Model:
    states = ops.parameter([-1, -1, hidden], ov.Type.f32, name="states")
    bias = ops.parameter([-1, 1, 1, -1], ov.Type.f32, name="bias")
    states.output(0).get_tensor().set_names({"states"})
    bias.output(0).get_tensor().set_names({"bias"})
    current: Any = states
    for layer in layers:
        current = _layer(current, bias, layer, hidden, unpacked=unpacked)
    return ov.Model([ops.result(current)], [states, bias], "bert")


def _layer(states: Any, bias: Any, layer: LayerWeights, hidden: int, *, unpacked: bool) -> Any:
    def linear(inputs: Any, *names: str) -> Any:
        return _linear(inputs, layer, names, unpacked=unpacked)

    query, key, value = _split_heads(
        linear(states, *(f"attention.self.{name}" for name in ("query", "key", "value"))), hidden
    )
    scale = ops.constant(np.float32(1 / math.sqrt(hidden / HEADS)))
    attended = ops.scaled_dot_product_attention(query, key, value, bias, scale)
    joined = ops.reshape(ops.transpose(attended, np.array([0, 2, 1, 3])), np.array([0, 0, hidden]), True)
    states = _norm(ops.add(states, linear(joined, "attention.output.dense")), layer, "attention.output.LayerNorm")
    wide = ops.gelu(linear(states, "intermediate.dense"), "erf")
    return _norm(ops.add(states, linear(wide, "output.dense")), layer, "output.LayerNorm")


def _linear(inputs: Any, layer: LayerWeights, names: tuple[str, ...], *, unpacked: bool) -> Any:
    """inputs · weightᵀ + bias for the named matrices, concatenated; unless `unpacked`, a weight is an int8 constant
    times scales, which the plugin multiplies in that form."""
    matrices = [layer.matrices[f"{name}.weight"] for name in names]
    numbers = np.concatenate([matrix.numbers for matrix in matrices])
    scales = np.concatenate([matrix.scales for matrix in matrices])[:, None]
    if unpacked:
        weight = ops.constant(numbers.astype(np.float32) * scales)
    else:
        weight = ops.multiply(ops.convert(ops.constant(numbers), "f32"), ops.constant(scales))
    bias = ops.constant(np.concatenate([layer.vectors[f"{name}.bias"] for name in names]))
    return ops.add(ops.matmul(inputs, weight, False, True), bias)


def _split_heads(joined: Any, hidden: int) -> list[Any]:
    """Return queries, keys and values, each of shape (batch, heads, tokens, hidden / heads).

    Split before they are turned: the attention then reads them turned, instead of having all three copied first.
    """
    widths = ops.constant(np.full(3, hidden))
    parts = ops.variadic_split(joined, ops.constant(np.int64(2)), widths).outputs()
    shape, turned = np.array([0, 0, HEADS, hidden // HEADS]), np.array([0, 2, 1, 3])
    return [ops.transpose(ops.reshape(part, shape, True), turned) for part in parts]


def _norm(states: Any, layer: LayerWeights, name: str) -> Any:
    centred = ops.mvn(states, np.array([-1]), True, NORM_EPSILON, "inside_sqrt")
    scaled = ops.multiply(centred, ops.constant(layer.vectors[f"{name}.weight"]))
    return ops.add(scaled, ops.constant(layer.vectors[f"{name}.bias"]))
