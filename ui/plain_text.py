"""Texts that stand in for themselves where Streamlit would read Markdown."""

MARKDOWN_SIGNS = frozenset("\\`*_{}[]()<>#+-.!|~$:&^=\"'")


def escape_markdown(text: str) -> str:
    """Return Markdown that shows exactly `text`, on one line."""
    return "".join(f"\\{sign}" if sign in MARKDOWN_SIGNS else sign for sign in " ".join(text.split()))
