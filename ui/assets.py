"""The style sheets, scripts and pages of the screen."""

from pathlib import Path


def read_assets(*names: str) -> str:
    """Return the files with these paths below ui/, one after the other."""
    return "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in names)
