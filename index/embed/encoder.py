"""The role of an encoder runtime, and the choice of the best one installed."""

import importlib.util
from typing import Protocol

from index.cores import core_count
from index.embed.bert_weights import EmbeddingTable, IdArray, LayerWeights
from index.embed.tensor_file import FloatArray


class TokenEncoder(Protocol):
    """Token ids in, last hidden states out; safe to call from several threads."""

    def encode(self, ids: IdArray, mask: IdArray) -> FloatArray:
        """Hidden states, shape (batch, tokens, hidden); ids and mask (1 on tokens) have shape (batch, tokens)."""


MAX_LANES = 8
"""Beyond so many cores a lane takes several: a batch of articles is not cut into more pieces."""


def make_bulk_encoder(table: EmbeddingTable, layers: list[LayerWeights]) -> tuple[TokenEncoder, int]:
    """Return an encoder for as many texts a second as the machine can, and how many calls it runs side by side."""
    lanes = min(core_count(), MAX_LANES)
    if lanes == 1 or importlib.util.find_spec("openvino") is None:
        return make_encoder(table, layers), 1
    from index.embed.openvino_encoder import OpenVinoEncoder

    return OpenVinoEncoder(table, layers, lanes=lanes), lanes


def make_encoder(table: EmbeddingTable, layers: list[LayerWeights], *, threads: int = 0) -> TokenEncoder:
    """OpenVINO when it is installed, else PyTorch, about half as fast; `threads` 0 leaves the number to the runtime."""
    if importlib.util.find_spec("openvino") is not None:
        from index.embed.openvino_encoder import OpenVinoEncoder

        return OpenVinoEncoder(table, layers, threads=threads)
    from index.embed.torch_encoder import TorchEncoder

    return TorchEncoder(table, layers)
