"""The role of an encoder runtime, and the choice of the best one installed."""

import importlib.util
from typing import Protocol

from index.embed.bert_weights import EmbeddingTable, IdArray, LayerWeights
from index.embed.tensor_file import FloatArray


class TokenEncoder(Protocol):
    """Token ids in, last hidden states out; safe to call from several threads."""

    def encode(self, ids: IdArray, mask: IdArray) -> FloatArray:
        """Hidden states, shape (batch, tokens, hidden); ids and mask (1 on tokens) have shape (batch, tokens)."""


def make_encoder(table: EmbeddingTable, layers: list[LayerWeights], *, threads: int = 0) -> TokenEncoder:
    """OpenVINO when it is installed, else PyTorch, about half as fast; `threads` 0 leaves the number to the runtime."""
    if importlib.util.find_spec("openvino") is not None:
        from index.embed.openvino_encoder import OpenVinoEncoder

        return OpenVinoEncoder(table, layers, threads=threads)
    from index.embed.torch_encoder import TorchEncoder

    return TorchEncoder(table, layers)
