"""Question answering over Chinese articles, for programs: `yinju.open("library").ask("…")`. docs/python.md tells more.

What stands in `__all__` stays; everything below (index, qa, ui) may change with any version.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import __version__

if TYPE_CHECKING:
    from index.article import Article, Rejection
    from index.errors import YinjuError
    from index.sync.sources import SyncSummary
    from qa.answer import Answer, Citation, Passage, Statement, Status
    from yinju.open_library import OpenLibrary

__all__ = [
    "Answer",
    "Article",
    "Citation",
    "OpenLibrary",
    "Passage",
    "Rejection",
    "Statement",
    "Status",
    "SyncSummary",
    "YinjuError",
    "__version__",
    "open",
    "read",
]

_PLACES = {
    "Answer": "qa.answer",
    "Article": "index.article",
    "Citation": "qa.answer",
    "OpenLibrary": "yinju.open_library",
    "Passage": "qa.answer",
    "Rejection": "index.article",
    "Statement": "qa.answer",
    "Status": "qa.answer",
    "SyncSummary": "index.sync.sources",
    "YinjuError": "index.errors",
}
"""Imported when they are asked for: the models' packages take a second, and `yinju --version` needs none of them."""


def open(path: Path | str | None = None, *, config: Path | str | None = None) -> "OpenLibrary":
    """Return the library in the folder `path` with the models loaded; a folder without one gets an empty one.

    `path` may also be an address on Milvus (docs/milvus.md); without it the library of the settings is opened. The
    settings are those of the file `config`, else of $YINJU_CONFIG, else of the program's own config.toml. The first
    time on a machine the model is unpacked, which takes some seconds. Raises YinjuError.
    """
    from yinju.open_library import open_library

    return open_library(path, config)


def read(path: Path | str) -> "list[Article | Rejection]":
    """Return what a sync would take in of the file `path`, cleaned, and what it would reject, each with its reason."""
    from index.load import iter_articles

    return list(iter_articles(Path(path), Path(path).name))


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return __all__
