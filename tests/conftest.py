"""What every test shares: a toy embedder, small libraries, no network, a clean environment."""

import ipaddress
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.article import Article, Paragraph, digest_article
from index.embed.embedder import Embedder
from index.library import Library
from index.messages import Message
from index.store.writer import NewArticle
from index.sync.sources import sync_paths
from tests.milvus_server import RealServer
from tests.toy_embedder import ToyEmbedder

ROOT = Path(__file__).parents[1]
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it, and all it starts
os.environ["HF_HUB_OFFLINE"] = "1"  # read once, by whichever test imports the package first


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the developer's machine reaches a test, and no model is ever looked for on the network."""
    for name in [name for name in os.environ if name.startswith("YINJU_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that connects to, or looks up, anything but this machine."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def checked_connect(self: socket.socket, address: Any) -> None:
        _refuse_remote(self, address)
        connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_remote(self, address)
        return connect_ex(self, address)

    def checked_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_local(host):
            pytest.fail(f"a test looked up {host!r}")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", checked_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", checked_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", checked_look_up)


def _refuse_remote(connection: socket.socket, address: Any) -> None:
    if connection.family != socket.AF_UNIX and not _is_local(address[0]):
        pytest.fail(f"a test connected to {address!r}")


def _is_local(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback or ipaddress.ip_address(name).is_unspecified
    except ValueError:
        return False


def make_article(
    id: str,
    text: str,
    *,
    title: str = "",
    published: date | None = None,
    source: str = "",
    author: str = "",
    note: Message | None = None,
) -> Article:
    """Return an article whose paragraphs are the lines of `text`."""
    paragraphs = tuple(Paragraph(number, line) for number, line in enumerate(text.splitlines(), 1))
    return Article(id, title, published, source, author, id, paragraphs, note)


def add_articles(library: Library, *articles: Article, source: str = "/source") -> None:
    """Store these articles in one transaction, as a sync of `source` would."""
    with library.writer() as writer:
        number = writer.keep_source(source)
        writer.put_articles([NewArticle(article, number, article.id, digest_article(article)) for article in articles])


@pytest.fixture
def embedder() -> ToyEmbedder:
    return ToyEmbedder()


@pytest.fixture
def library(tmp_path: Path, embedder: ToyEmbedder) -> Iterator[Library]:
    """An empty library in a new folder."""
    opened = Library.open(tmp_path / "library", embedder)
    yield opened
    opened.close()


@pytest.fixture
def write_files(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    """Return a function that writes files, by name, into one folder and returns the folder."""
    folder = tmp_path / "files"

    def write(contents: dict[str, str | bytes]) -> Path:
        folder.mkdir(exist_ok=True)
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return write


@pytest.fixture(scope="session")
def bundled_embedder() -> Embedder:
    """The real embedding model; tests that ask for it are marked `model`."""
    from index.embed.embedder import load_embedder
    from index.settings import EmbeddingSettings

    return load_embedder(EmbeddingSettings())


@pytest.fixture(scope="session")
def sample_library(bundled_embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library of the articles that are shipped, by the real model. Only to be read, or copied."""
    folder = tmp_path_factory.mktemp("samples") / "library"
    with closing(Library.open(folder, bundled_embedder)) as library:
        sync_paths(library, [ROOT / "articles"])
    return folder


@pytest.fixture(scope="session")
def own_milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer | None]:
    """The real server of the package `milvus`, where MILVUS=real asks for it (make milvus)."""
    if os.environ.get("MILVUS") != "real":
        yield None
        return
    server = RealServer(tmp_path_factory.mktemp("real"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def real_milvus(own_milvus: RealServer | None) -> str | None:
    """The address of a real server, over which the tests then run instead of over Lite: MILVUS names another one."""
    return own_milvus.address if own_milvus is not None else os.environ.get("MILVUS")


MILVUS_POLL_S = 0.01


@pytest.fixture(scope="session")
def milvus_lite() -> Iterator[None]:
    """Milvus Lite, which makes an index at once: its client waits half a second before it asks whether it did."""
    calls = pytest.importorskip("pymilvus.client.grpc_handler", reason="pip install -r requirements-milvus.txt")
    quick = SimpleNamespace(time=time.time, sleep=lambda wait_s: time.sleep(min(wait_s, MILVUS_POLL_S)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calls, "time", quick)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "bundled_embedder" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.model)
