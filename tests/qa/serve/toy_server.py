"""`python -m qa` in a process of its own, with the toy embedder: python toy_server.py serve --library DIR ..."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

import qa.__main__ as program
from index.library import Library
from index.settings import Settings
from qa.asking import QuestionAnswering, question_answering_over
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader


def _open_toy(settings: Settings, folder: Path, report: object) -> QuestionAnswering:
    return question_answering_over(Library.open(folder, ToyEmbedder()), settings, ToyReader())


if __name__ == "__main__":
    program.open_question_answering = _open_toy
    sys.exit(program.main(sys.argv[1:]))
