"""The reader's network in PyTorch: the bundled encoder with its embeddings frozen, and its small heads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from index.embed.bert_weights import read_tensors
from training.unpack_reader import unpack_tensors

NULL_POSITION = 0  # <s>: a span that starts and ends here says that the passage does not answer
NEW_HEADS = ("claim",)  # a file may lack them: they then start untrained
COMPUTED_IN = torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32
"""Without instructions for it, bfloat16 is fifty times as slow: a layer of 384 by 1,536 and its gradients for 1,300
tokens took 1.57 s on two AVX2 cores, .031 s in float32."""


@dataclass(frozen=True)
class Outputs:
    """Logits of a batch: start and end (batch, tokens), answers and rank (batch,)."""

    start: Tensor
    end: Tensor
    answers: Tensor
    rank: Tensor


class ReaderNetwork(nn.Module):
    """Question and passage in one sequence -> span, answerability, rank; statement and quote -> support."""

    def __init__(self, bundled: Path, frozen_layers: int, dropout: float, token_dropout: float = 0.0) -> None:
        super().__init__()
        bert = AutoModel.from_pretrained(
            bundled, hidden_dropout_prob=dropout, attention_probs_dropout_prob=0.0, add_pooling_layer=False
        )
        hidden = bert.config.hidden_size
        self.embeddings, self.layers = bert.embeddings, bert.encoder.layer
        self.frozen_layers, self.token_dropout = frozen_layers, token_dropout
        self.span = nn.Linear(hidden, 2)
        self.pool = nn.Linear(hidden, hidden)
        self.judge = nn.Linear(hidden, 2)
        self.claim_pool = nn.Linear(hidden, hidden)
        self.claim = nn.Linear(hidden, 1)
        self.embeddings.requires_grad_(False)
        for layer in self.layers[:frozen_layers]:
            layer.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor, allowed: Tensor) -> Outputs:
        """Read question and passage. `mask` is 1 on tokens, `allowed` is true where a span may start or end."""
        states = self._encode(ids, mask)
        spans = self.span(states).masked_fill(~allowed[:, :, None], -1e4)
        judged = self.judge(torch.tanh(self.pool(states[:, NULL_POSITION])))
        return Outputs(spans[..., 0], spans[..., 1], judged[:, 0], judged[:, 1])

    def support(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Read statement and quote: the logit (batch,) that the quote supports all of the statement."""
        states = self._encode(ids, mask)
        logits: Tensor = self.claim(torch.tanh(self.claim_pool(states[:, NULL_POSITION])))[:, 0]
        return logits

    def _encode(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the last states (batch, tokens, hidden), computed in COMPUTED_IN throughout: on a CPU with bfloat16
        instructions this is three times as fast as autocast."""
        bias = torch.zeros(mask.shape[0], 1, 1, mask.shape[1]).masked_fill(mask[:, None, None, :] == 0, -1e4)
        bias = bias.to(COMPUTED_IN)
        with torch.no_grad():
            states = self._hide_tokens(self.embeddings(input_ids=ids)).to(COMPUTED_IN)
            for layer in self.layers[: self.frozen_layers]:
                states = self._layer(layer, states, bias)
        for layer in self.layers[self.frozen_layers :]:
            states = self._layer(layer, states, bias)
        return states.float()

    def _layer(self, layer: Any, states: Tensor, bias: Tensor) -> Tensor:
        """Run one BERT layer; attention is written out, because the fused one has a slow backward pass on CPUs."""
        own: Any = layer.attention.self
        batch, tokens, hidden = states.shape
        heads = own.num_attention_heads
        weight = torch.cat([own.query.weight, own.key.weight, own.value.weight]).to(COMPUTED_IN)
        added = torch.cat([own.query.bias, own.key.bias, own.value.bias]).to(COMPUTED_IN)
        mixed = functional.linear(states, weight, added).view(batch, tokens, 3, heads, hidden // heads)
        query, key, value = mixed.permute(2, 0, 3, 1, 4).unbind(0)
        scores = (query * (hidden // heads) ** -0.5) @ key.transpose(-1, -2) + bias
        told = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, tokens, hidden)
        states = self._add(layer.attention.output, told, states)
        within = functional.gelu(_linear(layer.intermediate.dense, states))
        return self._add(layer.output, within, states)

    def _add(self, output: Any, told: Tensor, states: Tensor) -> Tensor:
        told = functional.dropout(_linear(output.dense, told), output.dropout.p, self.training)
        norm = output.LayerNorm
        scaled = (norm.weight.to(COMPUTED_IN), norm.bias.to(COMPUTED_IN))
        return functional.layer_norm(told + states, norm.normalized_shape, *scaled, norm.eps)

    def _hide_tokens(self, states: Tensor) -> Tensor:
        """Zero some tokens in training, never <s>, so that the reader does not rely on single words."""
        if not self.training or not self.token_dropout:
            return states
        kept = torch.rand(states.shape[:2]) >= self.token_dropout
        kept[:, NULL_POSITION] = True
        return states * kept[:, :, None]

    def trained(self) -> dict[str, Tensor]:
        """Return layers and heads by name, without the embeddings."""
        return {name: value for name, value in self.state_dict().items() if "embeddings" not in name}

    def load(self, path: Path) -> None:
        """Load layers and heads written by save_reader or export_reader; NEW_HEADS the file lacks stay as they are.

        Raises ValueError if the file does not fit the network.
        """
        tensors = {name: torch.from_numpy(array) for name, array in unpack_tensors(read_tensors(path)).items()}
        missing, unexpected = self.load_state_dict(tensors, strict=False)
        lacking = [name for name in missing if "embeddings" not in name and not name.startswith(NEW_HEADS)]
        if unexpected or lacking:
            raise ValueError(f"{path} does not fit the network: {unexpected} {lacking}")


def save_reader(path: Path, tensors: dict[str, Tensor]) -> None:
    """Write layers and heads for export_reader; a half-written file never has the final name."""
    partial = path.with_suffix(".partial")
    save_file({name: value.contiguous() for name, value in tensors.items()}, partial)
    partial.rename(path)


def _linear(dense: nn.Linear, states: Tensor) -> Tensor:
    return functional.linear(states, dense.weight.to(COMPUTED_IN), dense.bias.to(COMPUTED_IN))
