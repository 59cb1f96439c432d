"""Fifty clients at once for a few seconds; `make load` keeps it up for ten minutes with the real models."""

from pathlib import Path

from tests.benchmarks.bench_http import run_load, started_server
from tests.own_loop import run_in_own_loop
from tests.qa.serve.conftest import toy_answering

SECONDS = 6.0
MOST_GROWTH_MB = 40.0
"""In so short a time threads still start and allocators fill; the long run is held to less."""


def test_no_error_and_flat_memory_under_load(tmp_path: Path) -> None:
    toy_answering(tmp_path / "library").library.close()
    with started_server(tmp_path, is_toy=True) as (address, process):
        load = run_in_own_loop(lambda: run_load(address, process, 50, SECONDS))
    assert not load.failures, load.line
    assert len(load.taken_ms) >= 50, load.line
    assert load.changes >= 1, load.line
    assert load.end_mb - load.warm_mb < MOST_GROWTH_MB, load.line
    assert "ERROR" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
