"""Articles taken out by hand: out of the answers at once, whatever a sync finds, until they are put back."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import LibraryBusyError, LibraryError
from index.library import DATABASE_NAME, Library, open_database
from index.maintenance import find_problems, rebuild_library
from index.progress import Progress
from index.sync.sources import SyncSummary, sync_paths
from tests.conftest import add_articles, make_article
from tests.said import said
from tests.toy_embedder import ToyEmbedder

WriteFiles = Callable[[dict[str, str | bytes]], Path]
BRIDGE = "大桥通车\n发布时间：2024-05-01　来源：松溪日报\n松溪大桥全长1200米，昨天正式通车。\n"
PEAR = "梨园丰收\n云台乡的梨园今年收了三十吨梨，比去年多了五吨。\n"


def withdraw(library: Library, *ids: str) -> list[str]:
    return library.change(lambda writer: writer.withdraw_articles(ids))


def reinstate(library: Library, *ids: str) -> list[str]:
    return library.change(lambda writer: writer.reinstate_articles(ids))


def ids_found(library: Library, word: str) -> list[str]:
    with library.snapshot() as snapshot:
        hits = snapshot.search_words([word], 5)
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]


def ids_near(library: Library, text: str) -> list[str]:
    with library.snapshot() as snapshot:
        hits = snapshot.search_dense(library.embedder.embed_question(text), 5)
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]


def problems(library: Library) -> list[str]:
    return [said(problem.message) for problem in find_problems(open_database(library.path))]


def test_withdrawn_article_is_out_of_every_search_and_counted_apart(library: Library, write_files: WriteFiles) -> None:
    sync_paths(library, [write_files({"a.txt": BRIDGE, "b.txt": PEAR})])
    assert withdraw(library, "a.txt", "nothing") == ["a.txt"]
    assert (ids_found(library, "大桥"), ids_near(library, BRIDGE)) == ([], ["b.txt"])
    status = library.status()
    assert (status.articles, status.withdrawn) == (1, 1)
    with library.snapshot() as snapshot:
        assert snapshot.article("a.txt") is None
    assert problems(library) == []


def test_undo_brings_the_same_article_back_without_embedding(
    library: Library, write_files: WriteFiles, embedder: ToyEmbedder
) -> None:
    sync_paths(library, [write_files({"a.txt": BRIDGE})])
    with library.snapshot() as snapshot:
        before = snapshot.article("a.txt")
    withdraw(library, "a.txt")
    with library.writer() as writer:
        writer.drop_unused_embeddings()
    embedded = list(embedder.embedded)
    assert reinstate(library, "a.txt", "nothing") == ["a.txt"]
    with library.snapshot() as snapshot:
        assert snapshot.article("a.txt") == before
    assert (ids_found(library, "大桥"), embedder.embedded) == (["a.txt"], embedded)
    assert (library.status().withdrawn, problems(library)) == (0, [])


def test_sync_leaves_it_withdrawn_and_its_file_alone(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR})
    sync_paths(library, [folder])
    withdraw(library, "a.txt")
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=2)
    assert (folder / "a.txt").read_text(encoding="utf-8") == BRIDGE
    assert ids_found(library, "大桥") == []


def test_undo_after_a_restart_and_a_sync(tmp_path: Path, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    for step in ("sync", "withdraw", "sync", "reinstate"):
        library = Library.open(tmp_path / "library", ToyEmbedder())
        if step == "sync":
            sync_paths(library, [folder])
        else:
            assert (withdraw if step == "withdraw" else reinstate)(library, "a.txt") == ["a.txt"]
        library.close()
    assert ids_found(Library.open(tmp_path / "library", ToyEmbedder()), "大桥") == ["a.txt"]


def test_change_of_its_file_is_what_comes_back(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    withdraw(library, "a.txt")
    write_files({"a.txt": BRIDGE.replace("1200", "1350")})
    sync_paths(library, [folder])
    assert ids_found(library, "大桥") == []
    reinstate(library, "a.txt")
    with library.snapshot() as snapshot:
        article = snapshot.article("a.txt")
    assert article is not None and "1350米" in article.paragraphs[0].text
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=1)


def test_file_that_goes_and_comes_back_is_still_withdrawn(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR})
    sync_paths(library, [folder])
    withdraw(library, "a.txt")
    (folder / "a.txt").unlink()
    sync_paths(library, [folder])
    write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    assert (ids_found(library, "大桥"), library.status().withdrawn) == ([], 1)
    assert reinstate(library, "a.txt") == ["a.txt"]
    assert (ids_found(library, "大桥"), problems(library)) == (["a.txt"], [])


def test_undo_of_one_whose_file_is_gone_waits_for_the_file(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR})
    sync_paths(library, [folder])
    withdraw(library, "a.txt")
    (folder / "a.txt").unlink()
    sync_paths(library, [folder])
    assert (reinstate(library, "a.txt"), library.status().withdrawn) == ([], 0)
    write_files({"a.txt": BRIDGE})
    assert sync_paths(library, [folder]).added == 1
    assert ids_found(library, "大桥") == ["a.txt"]


def test_other_folder_with_a_file_of_that_name_is_not_held_back(
    library: Library, write_files: WriteFiles, tmp_path: Path
) -> None:
    folder, other = write_files({"a.txt": BRIDGE}), tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text(PEAR, encoding="utf-8")
    sync_paths(library, [folder])
    withdraw(library, "a.txt")
    sync_paths(library, [other])
    assert ids_found(library, "梨园") == ["other/a.txt"]


def test_reprint_is_shown_instead_and_filed_again_after_undo(library: Library) -> None:
    text = "松溪大桥昨天正式通车，全长一千二百米，双向六车道，是松溪县最长的一座桥。" * 3
    add_articles(library, make_article("a", text), make_article("b", text, source="晚报"))
    original, reprint = ("a", "b") if ids_found(library, "大桥") == ["a"] else ("b", "a")
    withdraw(library, original)
    assert ids_found(library, "大桥") == [reprint]
    reinstate(library, original)
    assert (len(ids_found(library, "大桥")), library.status().reprints, problems(library)) == (1, 1, [])


def test_rebuild_leaves_it_withdrawn_and_its_vectors_kept(library: Library, embedder: ToyEmbedder) -> None:
    add_articles(library, make_article("a", "大桥通车。"), make_article("b", "梨园丰收。"))
    withdraw(library, "a")
    rebuild_library(library)
    assert ids_found(library, "大桥") == []
    embedded = list(embedder.embedded)
    reinstate(library, "a")
    assert (ids_found(library, "大桥"), embedder.embedded) == (["a"], embedded)


@pytest.mark.parametrize("moment", ["INSERT ON withdrawn", "DELETE ON articles"])
def test_fault_in_the_middle_withdraws_nothing(library: Library, moment: str) -> None:
    add_articles(library, make_article("a", "大桥通车。"))
    with sqlite3.connect(library.path / DATABASE_NAME) as connection:
        connection.execute(f"CREATE TRIGGER fault BEFORE {moment} BEGIN SELECT RAISE(ABORT, 'planted fault'); END")
    connection.close()
    with pytest.raises(LibraryError, match="planted fault"):
        withdraw(library, "a")
    assert (ids_found(library, "大桥"), library.status().withdrawn) == (["a"], 0)


def test_running_sync_gives_way_at_once(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    write_files({"b.txt": PEAR, "c.txt": BRIDGE.replace("大桥", "铁路")})
    done: list[str] = []
    change = threading.Thread(target=lambda: done.extend(withdraw(library, "a.txt")))
    found: dict[int, list[str]] = {}

    def report(progress: Progress) -> None:
        if progress.done == 1 and not change.is_alive():
            change.start()
            change.join(0.3)
        found[progress.done] = ids_found(library, "大桥")

    summary = sync_paths(library, [folder], report=report)
    change.join(10)
    assert (summary.added, done) == (2, ["a.txt"])
    assert (found[1], found[2]) == (["a.txt"], []), "the sync had two more files to read"
    assert ids_found(library, "铁路") == ["c.txt"]


def test_change_beside_another_process_waits_and_then_says_so(library: Library, tmp_path: Path) -> None:
    add_articles(library, make_article("a", "大桥通车。"))
    other = Library.open(library.path, ToyEmbedder())
    with other.writer(), pytest.raises(LibraryBusyError, match="请等它结束后再试"):
        library.change(lambda writer: writer.withdraw_articles(["a"]), wait_s=0.1)
    with library.writer() as writer:
        library.run_errands(writer)  # what was given up is not done later
    assert ids_found(library, "大桥") == ["a"]


def test_what_was_left_out_of_a_file_is_kept_with_its_article_wherever_it_is(
    library: Library, write_files: WriteFiles
) -> None:
    page = (
        "<html><body><nav><a href='/'>首页</a></nav><h1>松溪县校车管理办法</h1><table><tr><td>索引号</td>"
        "<td>SX-7</td></tr><tr><td>发文字号</td><td>松政发〔2024〕7号</td></tr></table><p>为了保障乘坐校车学生的人身安全，制定本办法。</p>"
        "<p>校车应当每半年检验一次，由公安机关交通管理部门发给标牌。</p><p>【打印】【关闭】</p></body></html>"
    )
    folder = write_files({"page.html": page})
    sync_paths(library, [folder])

    def look() -> tuple[list[tuple[str, str]], list[str]]:
        with library.snapshot() as snapshot:
            catalogue = snapshot.catalogue()
            article = snapshot.article("page.html") or catalogue.withdrawn_article("page.html")
            assert article is not None
            left_out = [(line.text, line.role) for line in catalogue.removed_lines("page.html")]
            return left_out, [field.value for field in article.fields]

    seen = look()
    assert ("【打印】【关闭】", "导航与按钮") in seen[0]
    assert seen[1] == ["SX-7", "松政发〔2024〕7号"]
    withdraw(library, "page.html")
    assert look() == seen
    library.change(lambda writer: writer.reinstate_articles(["page.html"]))
    assert look() == seen
    library.change(lambda writer: writer.keep_removed({"page.html": ()}))
    assert look()[0] == []
    with library.writer() as writer:  # files are read again, as by a newer program, and the articles are as before
        writer.move_source(next(iter(writer.sources())), str(folder))
    assert sync_paths(library, [folder]).unchanged == 1
    assert look() == seen
