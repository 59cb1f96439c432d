"""The implementations of the Library that one suite of tests runs over."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.embed.embedder import Embedder
from index.library import Library
from index.opening import open_library
from index.settings import LibrarySettings
from tests.milvus_server import milvus_server, new_name
from tests.toy_embedder import ToyEmbedder


@dataclass
class Place:
    """Where a library is kept: opened to be changed, or as a machine that only asks would open it."""

    address: Path | str
    folder: Path | None
    embedder: Embedder

    def open(self, embedder: Embedder | None = None) -> Library:
        """Return the library, to be changed; of Milvus the folder is the settings'."""
        settings = LibrarySettings(folder=self.folder) if self.folder else LibrarySettings()
        return open_library(settings, embedder or self.embedder, self.address)

    def open_to_ask(self, embedder: Embedder | None = None) -> Library:
        """Return the library as a machine that has no folder opens it."""
        settings = LibrarySettings(folder=self.folder.with_name("elsewhere")) if self.folder else LibrarySettings()
        return open_library(settings, embedder or self.embedder, self.address, may_change=False)


def make_place(request: pytest.FixtureRequest, folder: Path) -> Place:
    """Return a place of the kind that is the fixture's parameter inside `folder`, where there is no library yet."""
    if request.param == "folder":
        return Place(folder / "library", None, ToyEmbedder())
    if (server := request.getfixturevalue("real_milvus")) is not None:
        return Place(f"milvus+{server}/{new_name()}", folder / "library", ToyEmbedder())
    request.getfixturevalue("milvus_lite")
    return Place(f"milvus+file:{folder}/milvus.db/news", folder / "library", ToyEmbedder())


@pytest.fixture(params=["folder", "milvus"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return make_place(request, tmp_path)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, real_milvus: str | None) -> Iterator[str]:
    """The address of a server of Milvus: Lite's own, or the real one where it is asked for."""
    if real_milvus is not None:
        yield real_milvus
        return
    pytest.importorskip("pymilvus", reason="pip install -r requirements-milvus.txt")
    with milvus_server(tmp_path_factory.mktemp("milvus")) as address:
        yield address


@pytest.fixture
def opened(place: Place) -> Iterator[Library]:
    library = place.open()
    yield library
    library.close()
