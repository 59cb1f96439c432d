"""The number of cores decides how much is done side by side."""

import os
import sys

import pytest

from index.progress import core_count


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux binds a process to cores")
def test_only_cores_this_process_may_use_count() -> None:
    allowed = os.sched_getaffinity(0)
    assert core_count() == len(allowed)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert core_count() == 1
    finally:
        os.sched_setaffinity(0, allowed)
