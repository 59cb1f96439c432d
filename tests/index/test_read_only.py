"""Folders that may not be written: said in one sentence, and what lies there stays as it is."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import LibraryError
from index.library import Library
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


def found(library: Library, word: str) -> list[int]:
    with library.snapshot() as snapshot:
        return [hit.chunk_id for hit in snapshot.search_words([word], 9)]


def test_library_that_may_not_be_written_answers_and_is_not_changed(folder: Path) -> None:
    path = folder / "library"
    library = Library.open(path, ToyEmbedder())
    add_articles(library, make_article("a", "大桥通车。"))
    library.close()
    with read_only(path):
        before = {file.name: file.read_bytes() for file in path.iterdir()}
        reader = Library.open(path, ToyEmbedder())
        assert (found(reader, "大桥"), reader.status().articles) == ([1], 1)
        with pytest.raises(LibraryError) as caught:
            add_articles(reader, make_article("b", "梨花。"))
        assert str(caught.value) == f"无法写入资料库文件夹 {path}（Permission denied），请检查权限。"
        assert {file.name: file.read_bytes() for file in path.iterdir()} == before
    add_articles(Library.open(path, ToyEmbedder()), make_article("b", "大桥。"))
    with read_only(path):
        assert sorted(found(reader, "大桥")) == [1, 2]  # the reader that was open follows


def test_read_only_library_with_changes_that_wait_says_what_to_do(folder: Path) -> None:
    path = folder / "library"
    library = Library.open(path, ToyEmbedder())
    add_articles(library, make_article("a", "大桥通车。"))
    copy = folder / "copy"  # as of a power cut: the changes lie in the side file
    shutil.copytree(path, copy)
    library.close()
    (copy / "library.sqlite3-shm").unlink()
    with read_only(copy), pytest.raises(LibraryError) as caught:
        Library.open(copy, ToyEmbedder())
    assert str(caught.value) == (
        f"资料库 {copy} 只能读取，而且还有没并入的修改（library.sqlite3-wal）；"
        "请把整个文件夹复制到可以写的地方打开一次，再放回来。"
    )
    assert found(Library.open(copy, ToyEmbedder()), "大桥") == [1]


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
