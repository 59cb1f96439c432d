"""An answer is defined once: what is added to it is told everywhere."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.conftest import ROOT

ALL = ["Answer", "Citation", "Passage", "Statement", "Timings"]


def test_field_added_to_the_words_of_an_answer_is_told_by_every_surface() -> None:
    program = Path(__file__).with_name("wider_answer.py")
    done = subprocess.run([sys.executable, str(program)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    expected = {
        "ask --json": ALL,
        "batch": ALL,
        "LangChain": ALL,
        "LangChain's Document": ["Passage"],
        "kept history": ALL,
        "POST /ask": ALL,
        "GET /conversations": ALL,
        "event answer": ALL,
        "event statement": ["Citation", "Statement"],
        "OpenAI's form": ALL,
        "OpenAPI": ALL,
        "MCP": ["Answer", "Citation", "Passage"],
    }
    if find_spec("mcp") is None:
        del expected["MCP"]
    assert json.loads(done.stdout) == expected
