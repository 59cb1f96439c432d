"""A full disk: said in one sentence, and everything already indexed stays answerable."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.embed.cache_folder import ensure_folder
from index.errors import LibraryError, ModelError
from index.library import Library, open_database
from index.maintenance import backup_library, find_problems, restore_library
from index.sync.sources import sync_paths
from tests.conftest import ROOT, add_articles, make_article
from tests.toy_embedder import ToyEmbedder

SENTENCE = "磁盘已满或无法写入 {}，这次修改没有保存，已有的文章不受影响；请腾出空间后再试。"
ROOM_BYTES = 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM_BYTES}", "none", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("a small file system can be mounted by root only")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def found(library: Library, word: str) -> list[str]:
    with library.snapshot() as snapshot:
        chunks = snapshot.chunks([hit.chunk_id for hit in snapshot.search_words([word], 9)])
        return list(dict.fromkeys(chunk.article.id for chunk in chunks))


def fill(disk: Path, *, room: int = 0) -> Path:
    """Use up all of the disk but `room` bytes."""
    path = disk / "ballast"
    facts = os.statvfs(disk)
    path.write_bytes(bytes(facts.f_bavail * facts.f_frsize - room))
    return path


def test_full_disk_keeps_the_old_articles_and_the_next_sync_completes(small_disk: Path, tmp_path: Path) -> None:
    library = Library.open(small_disk / "library", ToyEmbedder())
    add_articles(library, make_article("old", "大桥通车。"))
    source = tmp_path / "files"
    source.mkdir()
    (source / "new.txt").write_text("".join(f"第{n}条乡村公路完工，全长{n}公里。" for n in range(800)))
    ballast = fill(small_disk, room=60_000)
    with pytest.raises(LibraryError) as caught:
        sync_paths(library, [source])
    assert str(caught.value) == SENTENCE.format(library.path)
    assert (found(library, "大桥"), found(library, "公路"), library.status().articles) == (["old"], [], 1)
    with library.writer() as writer:  # the connection goes on working
        assert writer.remove_articles(["nothing"]) == []
    assert find_problems(open_database(library.path)) == []
    ballast.unlink()
    assert sync_paths(library, [source]).added == 1
    assert found(library, "公路") == ["new.txt"]
    library.close()


def test_disk_without_one_free_byte_still_answers(small_disk: Path) -> None:
    library = Library.open(small_disk / "library", ToyEmbedder())
    add_articles(library, make_article("old", "大桥通车。"))
    ballast = fill(small_disk)
    with pytest.raises(LibraryError) as caught:
        add_articles(library, make_article("new", "乡村公路完工。" * 2000))
    assert str(caught.value) == SENTENCE.format(library.path)
    assert found(library, "大桥") == ["old"]
    ballast.unlink()
    add_articles(library, make_article("new", "乡村公路完工。"))
    assert found(library, "公路") == ["new"]
    library.close()


def test_new_library_on_a_full_disk_is_refused_and_can_be_made_later(small_disk: Path) -> None:
    ballast = fill(small_disk)
    with pytest.raises(LibraryError):
        Library.open(small_disk / "library", ToyEmbedder())
    ballast.unlink()
    library = Library.open(small_disk / "library", ToyEmbedder())
    add_articles(library, make_article("a", "大桥通车。"))
    assert found(library, "大桥") == ["a"]
    library.close()


def test_backup_onto_a_full_disk_is_refused_and_keeps_the_older_one(small_disk: Path, library: Library) -> None:
    add_articles(library, make_article("old", "大桥通车。"))
    backup_library(library.path, small_disk / "x.backup")
    before = (small_disk / "x.backup").read_bytes()
    add_articles(library, make_article("new", "".join(f"第{n}条乡村公路完工。" for n in range(2000))))
    ballast = fill(small_disk, room=30_000)
    with pytest.raises(LibraryError, match=r"磁盘"):
        backup_library(library.path, small_disk / "x.backup")
    assert (small_disk / "x.backup").read_bytes() == before
    assert sorted(path.name for path in small_disk.iterdir()) == ["ballast", "x.backup"]
    ballast.unlink()
    restore_library(small_disk / "x.backup", library.path)
    assert (found(library, "大桥"), found(library, "公路")) == (["old"], [])


def test_restore_onto_a_full_disk_is_refused_and_keeps_the_library(small_disk: Path, tmp_path: Path) -> None:
    other = Library.open(tmp_path / "other", ToyEmbedder())
    add_articles(other, make_article("new", "".join(f"第{n}条乡村公路完工，全长{n}公里。" for n in range(1000))))
    backup_library(other.path, tmp_path / "x.backup")
    other.close()
    library = Library.open(small_disk / "library", ToyEmbedder())
    add_articles(library, make_article("old", "大桥通车。"))
    for room in (20_000, 500_000):  # too little to unpack it, too little to write it
        ballast = fill(small_disk, room=room)
        with pytest.raises(LibraryError, match=r"磁盘"):
            restore_library(tmp_path / "x.backup", library.path)
        assert (found(library, "大桥"), found(library, "公路"), library.status().articles) == (["old"], [], 1)
        assert find_problems(open_database(library.path)) == []
        ballast.unlink()
    library.close()


def test_model_that_finds_the_disk_full_says_so_and_is_made_later(small_disk: Path) -> None:
    def build(folder: Path) -> None:
        (folder / "weights").write_bytes(bytes(400_000))

    ballast = fill(small_disk, room=200_000)
    with pytest.raises(ModelError, match=r"^无法在缓存文件夹 .*请检查磁盘空间和写入权限。$"):
        ensure_folder(small_disk / "models" / "m", "origin", build)
    assert not (small_disk / "models" / "m").exists()
    ballast.unlink()
    assert ensure_folder(small_disk / "models" / "m", "origin", build) == small_disk / "models" / "m"


def test_file_size_limit_keeps_the_old_articles(library: Library) -> None:
    """The same without a file system of its own: the system refuses to let the files grow."""
    add_articles(library, make_article("old", "大桥通车。"))
    library.close()
    code = """
import resource, sys
from pathlib import Path
from index.errors import LibraryError
from index.library import Library
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    add_articles(Library.open(Path(sys.argv[1]), ToyEmbedder()), make_article("new", "".join(
        f"第{n}条乡村公路完工，全长{n}公里。" for n in range(800))))
except LibraryError as error:
    print(error)
"""
    command = [sys.executable, "-c", code, str(library.path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout == SENTENCE.format(library.path) + "\n"
    assert (found(library, "大桥"), found(library, "公路")) == (["old"], [])
    assert find_problems(open_database(library.path)) == []
