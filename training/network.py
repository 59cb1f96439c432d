"""The reader's network in PyTorch: the bundled encoder with its embeddings frozen, and three small heads."""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import AutoModel

from index.embed.bert_weights import read_tensors
from training.unpack_reader import unpack_tensors

NULL_POSITION = 0  # <s>: a span that starts and ends here says that the passage does not answer


@dataclass(frozen=True)
class Outputs:
    """Logits of a batch: start and end (batch, tokens), answers and rank (batch,)."""

    start: Tensor
    end: Tensor
    answers: Tensor
    rank: Tensor


class ReaderNetwork(nn.Module):
    """Question and passage in one sequence -> span, answerability, rank."""

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
        self.embeddings.requires_grad_(False)
        for layer in self.layers[:frozen_layers]:
            layer.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor, allowed: Tensor) -> Outputs:
        """`mask` is 1 on tokens, `allowed` is true where a span may start or end."""
        bias = torch.zeros(mask.shape[0], 1, 1, mask.shape[1]).masked_fill(mask[:, None, None, :] == 0, -1e4)
        if torch.is_autocast_enabled("cpu"):
            bias = bias.bfloat16()
        with torch.no_grad():
            states = self._hide_tokens(self.embeddings(input_ids=ids))
            for layer in self.layers[: self.frozen_layers]:
                states = _states(layer(states, bias))
        for layer in self.layers[self.frozen_layers :]:
            states = _states(layer(states, bias))
        with torch.autocast("cpu", enabled=False):
            states = states.float()
            spans = self.span(states).masked_fill(~allowed[:, :, None], -1e4)
            judged = self.judge(torch.tanh(self.pool(states[:, 0])))
        return Outputs(spans[..., 0], spans[..., 1], judged[:, 0], judged[:, 1])

    def _hide_tokens(self, states: Tensor) -> Tensor:
        """Blank some of the tokens while training, never <s>: the reader must not lean on single words."""
        if not self.training or not self.token_dropout:
            return states
        kept = torch.rand(states.shape[:2]) >= self.token_dropout
        kept[:, NULL_POSITION] = True
        return states * kept[:, :, None]

    def save(self, path: Path) -> None:
        """Write layers and heads, not the embeddings."""
        tensors = {name: value.contiguous() for name, value in self.state_dict().items() if "embeddings" not in name}
        partial = path.with_suffix(".partial")
        save_file(tensors, partial)
        partial.rename(path)

    def load(self, path: Path) -> None:
        """Read layers and heads written by save or by export_reader."""
        tensors = {name: torch.from_numpy(array) for name, array in unpack_tensors(read_tensors(path)).items()}
        missing, unexpected = self.load_state_dict(tensors, strict=False)
        if unexpected or any("embeddings" not in name for name in missing):
            raise ValueError(f"{path} does not fit the network: {unexpected} {missing}")


def _states(output: Tensor | tuple[Tensor, ...]) -> Tensor:
    return output if isinstance(output, Tensor) else output[0]
