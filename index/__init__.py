"""Articles in, searchable library out: load, clean, chunk, embed, store, search."""

__version__ = "0.2.0"
"""Version of the whole program; pyproject.toml, the commands and the screen read it from here."""
