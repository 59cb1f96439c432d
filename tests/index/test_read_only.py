"""Folders that may not be written: said in one sentence, and what lies there stays as it is."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import LibraryError
from index.library import Library, open_database
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Close the folder and its files to writing, for an ordinary user; root could write all the same."""
    modes = {path: path.stat().st_mode for path in [folder, *folder.iterdir()]}
    try:
        for path, mode in modes.items():
            path.chmod(mode & 0o555)
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@pytest.fixture(autouse=True)
def ordinary_user() -> Iterator[None]:
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    yield
    if was_root:
        os.seteuid(0)


def test_library_cannot_be_made_where_nothing_may_be_written(folder: Path) -> None:
    (folder / "closed").mkdir()
    with read_only(folder / "closed"), pytest.raises(LibraryError) as caught:
        Library.open(folder / "closed" / "library", ToyEmbedder())
    expected = f"无法建立资料库文件夹 {folder / 'closed' / 'library'}（Permission denied），请检查路径和权限。"
    assert str(caught.value) == expected
    with (
        read_only(folder / "closed"),
        pytest.raises(LibraryError, match=r"^无法写入 .*（Permission denied），请检查权限"),
    ):
        Library.open(folder / "closed", ToyEmbedder())


def test_library_that_may_not_be_written_is_refused_and_kept(folder: Path) -> None:
    path = folder / "library"
    library = Library.open(path, ToyEmbedder())
    add_articles(library, make_article("a", "大桥通车。"))
    library.close()
    message = f"无法打开或写入资料库 {path}，请检查文件夹的权限。"
    with read_only(path):
        with pytest.raises(LibraryError) as caught:
            Library.open(path, ToyEmbedder())
        assert str(caught.value) == message
        with pytest.raises(LibraryError) as caught:
            open_database(path)
        assert str(caught.value) == message
    assert Library.open(path, ToyEmbedder()).status().articles == 1


def test_open_library_answers_on_when_its_folder_is_closed(folder: Path) -> None:
    path = folder / "library"
    library = Library.open(path, ToyEmbedder())
    add_articles(library, make_article("a", "大桥通车。"))
    with read_only(path):
        with library.snapshot() as snapshot:
            assert [hit.chunk_id for hit in snapshot.search_words(["大桥"], 9)] == [1]
        with pytest.raises(LibraryError, match=r"请检查权限。$"):
            add_articles(library, make_article("b", "梨花。"))
    add_articles(library, make_article("b", "梨花。"))
    assert library.status().articles == 2
    library.close()
