"""How many processor cores there are to work with."""

import os


def core_count() -> int:
    """Return the processor cores this process may use, at least 1."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
