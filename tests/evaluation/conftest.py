"""What the figures share: question answering over the sample articles, everything real."""

from pathlib import Path

import pytest

from index.embed.embedder import Embedder
from index.library import Library
from index.settings import Settings
from qa.asking import QuestionAnswering, load_reader_model, question_answering_over


@pytest.fixture(scope="session")
def samples(bundled_embedder: Embedder, sample_library: Path) -> QuestionAnswering:
    """Question answering over the synced sample articles."""
    library = Library.open(sample_library, bundled_embedder)
    return question_answering_over(library, Settings(), load_reader_model(Settings()))
