"""The style sheets and scripts beside this file."""

from pathlib import Path


def read_assets(*names: str) -> str:
    """Return the files of ui/ with these names, one after the other."""
    return "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in names)
