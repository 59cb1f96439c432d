"""A BERT encoder on OpenVINO: int8 weights, activations rounded to int8 on the fly; the one file that imports it."""

import math
import sys
from queue import SimpleQueue
from typing import Any

import numpy as np

from index.embed.bert_weights import EmbeddingTable, FloatArray, IdArray, LayerWeights

# OpenVINO reports its use to a host on the internet when its tools are imported; without the package that does so
# it falls back to its own empty stand-in. This program speaks to no other host.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]

import openvino as ov  # noqa: E402
from openvino import opset13 as ops  # noqa: E402

HEADS = 12
NORM_EPSILON = 1e-12
# Added to the attention of padding: small enough to vanish in the softmax, large enough for every precision.
_MASKED = -1e4
WIDTH_STEP = 16
"""Tokens a sequence is padded to a multiple of. OpenVINO prepares its kernels for every shape it meets, and keeps them:
with each width as it came a server grew by half a gigabyte in 600 calls and read a sixth fewer tokens a second."""


class OpenVinoEncoder:
    """Token ids in, last hidden states out. Safe to call from several threads: `lanes` calls run side by side, each on
    its share of the cores; others take turns.

    One lane answers one call soonest. A lane a core does the most calls a second: threads that share a call wait for
    each other at every layer (a quarter of the processor's time on two cores, docs/indexing.md).
    """

    def __init__(self, table: EmbeddingTable, layers: list[LayerWeights], *, lanes: int = 1) -> None:
        self._table = table
        self._hidden = hidden = table.positions.shape[1]
        properties: dict[str, Any] = {
            "PERFORMANCE_HINT": "LATENCY" if lanes == 1 else "THROUGHPUT",
            "INFERENCE_PRECISION_HINT": "bf16",  # where the processor has it, else float32
            # Activations are rounded in groups of this many: whole rows (384) cost accuracy through outliers (cosine
            # of the first token's state to float32 0.996 against 0.999), smaller groups cost time.
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": "128",
        }
        if lanes > 1:
            properties["NUM_STREAMS"] = str(lanes)
        model = ov.Core().compile_model(_build_graph(layers, hidden), "CPU", properties)
        self._requests: SimpleQueue[Any] = SimpleQueue()
        for _ in range(lanes):
            self._requests.put(model.create_infer_request())

    def encode(self, ids: IdArray, mask: IdArray) -> FloatArray:
        """Hidden states, shape (batch, tokens, hidden); ids and mask (1 on tokens) have shape (batch, tokens)."""
        count, tokens = ids.shape
        width = -(-tokens // WIDTH_STEP) * WIDTH_STEP
        bias = np.full((count, 1, 1, width), _MASKED, dtype=np.float32)
        bias[:, 0, 0, :tokens] = np.where(mask == 1, 0.0, _MASKED)
        states = np.zeros((count, width, self._hidden), dtype=np.float32)
        states[:, :tokens] = self._table.look_up(ids)
        request = self._requests.get()
        try:
            return np.array(request.infer({"states": states, "bias": bias}, share_inputs=True)[0][:, :tokens])
        finally:
            self._requests.put(request)


def _build_graph(layers: list[LayerWeights], hidden: int) -> ov.Model:
    states = ops.parameter([-1, -1, hidden], ov.Type.f32, name="states")
    bias = ops.parameter([-1, 1, 1, -1], ov.Type.f32, name="bias")
    states.output(0).get_tensor().set_names({"states"})
    bias.output(0).get_tensor().set_names({"bias"})
    current: Any = states
    for layer in layers:
        current = _layer(current, bias, layer, hidden)
    return ov.Model([ops.result(current)], [states, bias], "bert")


def _layer(states: Any, bias: Any, layer: LayerWeights, hidden: int) -> Any:
    query, key, value = (
        _split_heads(_linear(states, layer, f"attention.self.{name}"), hidden) for name in ("query", "key", "value")
    )
    scale = ops.constant(np.float32(1 / math.sqrt(hidden / HEADS)))
    attended = ops.scaled_dot_product_attention(query, key, value, bias, scale)
    joined = ops.reshape(ops.transpose(attended, np.array([0, 2, 1, 3])), np.array([0, 0, hidden]), True)
    added = ops.add(states, _linear(joined, layer, "attention.output.dense"))
    states = _norm(added, layer, "attention.output.LayerNorm")
    wide = ops.gelu(_linear(states, layer, "intermediate.dense"), "erf")
    return _norm(ops.add(states, _linear(wide, layer, "output.dense")), layer, "output.LayerNorm")


def _linear(inputs: Any, layer: LayerWeights, name: str) -> Any:
    """inputs · weightᵀ + bias, the weight kept as int8 constant times scales, which the plugin multiplies so."""
    matrix = layer.matrices[f"{name}.weight"]
    numbers = ops.convert(ops.constant(matrix.numbers), "f32")
    weight = ops.multiply(numbers, ops.constant(matrix.scales[:, None]))
    return ops.add(ops.matmul(inputs, weight, False, True), ops.constant(layer.vectors[f"{name}.bias"]))


def _split_heads(states: Any, hidden: int) -> Any:
    split = ops.reshape(states, np.array([0, 0, HEADS, hidden // HEADS]), True)
    return ops.transpose(split, np.array([0, 2, 1, 3]))


def _norm(states: Any, layer: LayerWeights, name: str) -> Any:
    centred = ops.mvn(states, np.array([-1]), True, NORM_EPSILON, "inside_sqrt")
    scaled = ops.multiply(centred, ops.constant(layer.vectors[f"{name}.weight"]))
    return ops.add(scaled, ops.constant(layer.vectors[f"{name}.bias"]))
