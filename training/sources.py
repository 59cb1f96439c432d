"""The data sets that may train the reader and the checker, and which tenth of them is held out.

Their folder's README describes each and its licence; none of their texts is part of the project.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
OUR_CLAIMS, OUR_QUESTIONS = (Path(__file__).with_name(name) for name in ("claims", "questions"))
"""What was written for the project: statements and questions, each beside the documents invented for them."""
_KEPT_APART_BELOW = 26  # of 256


def read_rows(folder: Path, name: str) -> Iterator[Row]:
    """Yield the records of one set of the folder."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def is_kept_apart(document: str) -> bool:
    """Return whether a document, a family of look-alikes or a query is in the tenth never trained on."""
    return hashlib.sha256(f"apart {document}".encode()).digest()[0] < _KEPT_APART_BELOW


def split_key(document: Row) -> str:
    """Return the key that splits natural documents: the family's name, or the document's own id."""
    name, family = document["id"], document.get("family")
    return name if family is None else f"{name.split('-')[0]}-{family}"
