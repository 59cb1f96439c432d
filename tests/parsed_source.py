"""The project's own source as trees: several tests read them, and reading them all takes a second."""

import ast
from functools import cache
from pathlib import Path


@cache
def parsed(path: Path) -> ast.Module:
    """Return the tree of a file; nobody changes it."""
    return ast.parse(path.read_text(encoding="utf-8"))
