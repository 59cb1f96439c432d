"""The service does what its OpenAPI description says: tried out by schemathesis."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa.asking import QuestionAnswering
from tests.conftest import ROOT
from tests.qa.serve.conftest import LIBRARIAN_KEY, running, toy_answering

HERE = Path(__file__).parent
EXAMPLES_VARIABLE = "CONTRACT_EXAMPLES"
"""How many requests are made up for each operation and phase; `make contract` sets more."""


@pytest.mark.long
def test_service_keeps_its_own_description(tmp_path: Path) -> None:
    answering: QuestionAnswering = toy_answering(tmp_path / "library")
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"),
        "run", "{address}/openapi.json", "--header", f"Authorization: Bearer {LIBRARIAN_KEY}", "--no-color",
        "--max-examples", os.environ.get(EXAMPLES_VARIABLE, "6"), "--generation-database", "none",
    ]  # fmt: skip
    if EXAMPLES_VARIABLE not in os.environ:
        command += ["--seed", "1"]  # the short form says the same each time; the long one looks further
    hooks = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.qa.serve.contract_hooks", "PYTHONPATH": str(ROOT)}
    with running(answering) as server:
        done = subprocess.run(
            [part.format(address=server.address) for part in command],
            cwd=tmp_path, env=hooks, capture_output=True, text=True, timeout=1800,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tested: 30" in done.stdout
