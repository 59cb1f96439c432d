"""Questions offered on the empty chat."""

import tomllib
from pathlib import Path

from index.store.snapshot import Snapshot

SUGGESTIONS = Path(__file__).parent / "suggestions.toml"


def suggested_questions(snapshot: Snapshot) -> list[str]:
    """Return the sample questions whose article is in the library: none can end in a refusal for want of it."""
    suggestions = tomllib.loads(SUGGESTIONS.read_text(encoding="utf-8"))["suggestions"]
    return [item["question"] for item in suggestions if snapshot.article(item["article"]) is not None]
