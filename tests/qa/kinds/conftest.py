"""What the tests of kinds of questions share: question answering over the articles here, everything real."""

from pathlib import Path

import pytest

from index.embed.embedder import Embedder
from index.library import Library
from index.settings import Settings
from index.sync.sources import sync_paths
from qa.asking import QuestionAnswering, load_reader_model, question_answering_over

ARTICLES = Path(__file__).parent / "articles"


@pytest.fixture(scope="session")
def own_articles(bundled_embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> QuestionAnswering:
    """Question answering over the articles beside this file."""
    library = Library.open(tmp_path_factory.mktemp("kinds") / "library", bundled_embedder)
    sync_paths(library, [ARTICLES])
    return question_answering_over(library, Settings(), load_reader_model(Settings()))
