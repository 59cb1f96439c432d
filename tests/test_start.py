"""What starting a command loads: the packages of file formats and of the screen wait until something needs them."""

import json
import subprocess
import sys
from pathlib import Path
from pkgutil import resolve_name

import pytest

from index.load.loader import OLD_FORMATS, READERS, SUPPORTED_SUFFIXES
from tests.conftest import ROOT

FORMATS = {"docx", "lxml", "openpyxl", "pptx", "pypdfium2", "selectolax", "striprtf"}
HEAVY = FORMATS | {
    "fastapi",
    "langchain",
    "sentence_transformers",
    "streamlit",
    "torch",
    "tqdm",
    "transformers",
    "uvicorn",
}
ASK = """
from pathlib import Path

import qa.__main__ as program
from index.library import Library
from index.settings import Settings
from qa.asking import question_answering_over
from tests.conftest import add_articles
from tests.qa.conftest import BRIDGE
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader

library = Library.open(Path({folder!r}), ToyEmbedder())
add_articles(library, BRIDGE)
program.open_question_answering = lambda *_: question_answering_over(library, Settings(), ToyReader())
assert program.main(["ask", "澄青大桥全长多少米？", "--library", {folder!r}]) == 0
library.close()
"""
VERSION = "import runpy, sys; sys.argv = ['yinju', '--version']; runpy.run_module('yinju', run_name='__main__')"


def loaded_by(program: str, folder: Path) -> set[str]:
    """Return the names of all modules that are loaded once a program has run, in a process of its own."""
    told = folder / "modules.json"
    at_exit = (
        f"import atexit, json, sys\natexit.register(lambda: json.dump(list(sys.modules), open({str(told)!r}, 'w')))\n"
    )
    subprocess.run([sys.executable, "-c", at_exit + program], cwd=ROOT, check=True, capture_output=True, timeout=120)
    return set(json.loads(told.read_text()))


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [
        pytest.param("import index.load.loader", HEAVY | {"numpy", "rjieba"}, id="import index.load.loader"),
        pytest.param("import index.__main__", HEAVY, id="commands of index"),
        pytest.param("import qa.__main__", HEAVY, id="commands of qa"),
        pytest.param(VERSION, HEAVY | {"numpy", "rjieba", "pydantic", "index.load"}, id="yinju --version"),
    ],
)
def test_start_loads_no_package_before_it_is_needed(program: str, unwanted: set[str], tmp_path: Path) -> None:
    assert sorted(loaded_by(program, tmp_path) & unwanted) == []


def test_question_is_answered_without_the_packages_of_files(tmp_path: Path) -> None:
    loaded = loaded_by(ASK.format(folder=str(tmp_path / "library")), tmp_path)
    assert "index.store.lexical" in loaded
    assert sorted(loaded & FORMATS) == []


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_every_suffix_has_its_reader(suffix: str) -> None:
    assert callable(resolve_name(READERS[suffix]))
    assert SUPPORTED_SUFFIXES == READERS.keys() | OLD_FORMATS | {".zip"}
