"""What a library says of itself beside its articles: by which rules its chunks and words were made."""

from collections.abc import Mapping

from index.text.chunks import CHUNKING_VERSION
from index.text.words import WORDS_VERSION

DERIVED_FACTS: Mapping[str, str] = {"words": str(WORDS_VERSION), "chunking": str(CHUNKING_VERSION)}
"""The versions of the rules of this program."""


def is_derived_as_now(meta: Mapping[str, str]) -> bool:
    """Return whether the chunks and words of a library were made by the rules of this program."""
    return all(meta.get(name) == version for name, version in DERIVED_FACTS.items())
