"""What a published library says of itself: one record, written last, that makes everything before it visible."""

import json
from dataclasses import asdict, dataclass

from index.errors import LibraryError
from index.milvus.collections import Collections

FORMAT = 1
"""Raised when the rows on Milvus change; a copy of another format is published anew."""
MAX_HIDDEN = 2_000
"""Removed articles kept out of searches by number: a condition of some 20 KB."""
MAX_LEAVING = 7_000
"""Removed articles remembered by number: the record they stand in holds 64 KB."""
FOREVER = 2**62
"""The version at which what is still there is removed."""
_KEY = "fact:published"


@dataclass(frozen=True)
class PublishedFacts:
    """One version of a library on Milvus. `generation` names the collection of its chunks, `folder` the library folder
    it was published from; `average_length` is in tokens, `published_at` in seconds since 1970; `leaving` are the
    numbers of removed articles whose chunks are not deleted yet."""

    version: int
    generation: str
    folder: str
    model: str
    dimensions: int
    average_length: float
    articles: int
    reprints: int
    chunks: int
    synced_at: str | None
    published_at: float
    leaving: tuple[int, ...] = ()
    format: int = FORMAT

    @property
    def hidden(self) -> frozenset[int]:
        """The removed articles that a search keeps out by number; where there are more, their chunks are deleted."""
        return frozenset(self.leaving[-MAX_HIDDEN:])


def read_facts(collections: Collections) -> PublishedFacts | None:
    """Return what was published last, or None where nothing is. Raises LibraryError for another program's format."""
    if not collections.exists():
        return None
    rows = collections.records(f'key == "{_KEY}"', ["text"])
    if not rows:
        return None
    facts = json.loads(rows[0]["text"])
    if facts.get("format") != FORMAT:
        raise LibraryError(
            f"Milvus 资料库 {collections.address} 的格式是第 {facts.get('format')} 版，本程序用第 {FORMAT} 版；"
            "请换一个名字重新迁移。"
        )
    return PublishedFacts(**{**facts, "leaving": tuple(facts["leaving"])})


def write_facts(collections: Collections, facts: PublishedFacts) -> None:
    """Make this version the one that answers."""
    text = json.dumps(asdict(facts), ensure_ascii=False)
    collections.put_records([{"key": _KEY, "kind": "fact", "text": text}])
