"""What the figures share: question answering over the sample articles, everything real."""

from pathlib import Path

import pytest

from index.embed.embedder import Embedder
from index.library import Library
from index.settings import Settings
from index.sync.sources import sync_paths
from qa.asking import QuestionAnswering, load_reader_model, question_answering_over

ARTICLES = Path(__file__).parents[2] / "articles"


@pytest.fixture(scope="session")
def samples(bundled_embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> QuestionAnswering:
    """Question answering over the synced sample articles."""
    library = Library.open(tmp_path_factory.mktemp("library"), bundled_embedder)
    sync_paths(library, [ARTICLES])
    return question_answering_over(library, Settings(), load_reader_model(Settings()))
