"""The same BERT encoder on PyTorch, for machines without OpenVINO."""

import torch
from torch import Tensor
from torch.nn import functional

from index.embed.bert_weights import EmbeddingTable, IdArray, LayerWeights
from index.embed.tensor_file import FloatArray

HEADS = 12
NORM_EPSILON = 1e-12


class TorchEncoder:
    """Token ids in, last hidden states out, in bfloat16 where the processor has it."""

    def __init__(self, table: EmbeddingTable, layers: list[LayerWeights]) -> None:
        self._table = table
        # Without the instructions bfloat16 is emulated and slower than float32.
        self._dtype = torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32
        self._layers = [self._tensors(layer) for layer in layers]

    def _tensors(self, layer: LayerWeights) -> dict[str, Tensor]:
        arrays = {name: matrix.unpack() for name, matrix in layer.matrices.items()} | layer.vectors
        return {name: torch.from_numpy(array.copy()).to(self._dtype) for name, array in arrays.items()}

    def encode(self, ids: IdArray, mask: IdArray) -> FloatArray:
        """Hidden states, shape (batch, tokens, hidden); ids and mask (1 on tokens) have shape (batch, tokens)."""
        with torch.inference_mode():
            states = torch.from_numpy(self._table.look_up(ids)).to(self._dtype)
            seen = torch.from_numpy(mask[:, None, None, :] == 1)
            for layer in self._layers:
                states = _run_layer(states, seen, layer)
            result: FloatArray = states.float().numpy()
            return result


def _run_layer(states: Tensor, seen: Tensor, layer: dict[str, Tensor]) -> Tensor:
    def linear(inputs: Tensor, name: str) -> Tensor:
        return functional.linear(inputs, layer[f"{name}.weight"], layer[f"{name}.bias"])

    def norm(inputs: Tensor, name: str) -> Tensor:
        weight, bias = layer[f"{name}.weight"], layer[f"{name}.bias"]
        return functional.layer_norm(inputs, inputs.shape[-1:], weight, bias, NORM_EPSILON)

    batch, tokens, hidden = states.shape
    query, key, value = (
        linear(states, f"attention.self.{name}").view(batch, tokens, HEADS, hidden // HEADS).transpose(1, 2)
        for name in ("query", "key", "value")
    )
    attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
    joined = attended.transpose(1, 2).reshape(batch, tokens, hidden)
    states = norm(states + linear(joined, "attention.output.dense"), "attention.output.LayerNorm")
    wide = functional.gelu(linear(states, "intermediate.dense"))
    return norm(states + linear(wide, "output.dense"), "output.LayerNorm")
