"""Question answering over Chinese articles, for programs: `yinju.open("library").ask("…")`. See docs/python.md.

The names in `__all__` are stable; everything below (index, qa, ui) may change in any version.
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
"""Imported on first use: the models' packages take a second, and `yinju --version` needs none of them."""


def open(path: Path | str | None = None, *, config: Path | str | None = None) -> "OpenLibrary":
    """Open the library in the folder `path` and load the models; a folder without a library gets an empty one.

    `path` may also be an address on Milvus (docs/milvus.md); without it the library of the settings is opened. The
    settings come from the file `config`, else from $YINJU_CONFIG, else from the program's own config.toml. The first
    call on a machine unpacks the model, which takes some seconds. Raises YinjuError.
    """
    from yinju.open_library import open_library

    return open_library(path, config)


def read(path: Path | str) -> "list[Article | Rejection]":
    """Return the cleaned articles that a sync would add from the file `path`, and the rejections with their reasons."""
    from index.load.loader import iter_articles

    return list(iter_articles(Path(path), Path(path).name))


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return __all__
