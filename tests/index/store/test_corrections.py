"""What a librarian says of an article holds over every later reading of its file."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from index.library import Library, open_database
from index.maintenance import find_problems, rebuild_library
from index.store.corrections import Facts, facts_of
from index.sync.sources import SyncRules, SyncSummary, sync_paths

WriteFiles = Callable[[dict[str, str | bytes]], Path]
BRIDGE = "大桥通车\n发布时间：2024-05-01　来源：松溪日报\n松溪大桥全长1200米，昨天正式通车。\n"
SAID = Facts("松溪大桥正式通车", date(2024, 5, 2), "松溪晚报", "沈知微")


def correct(library: Library, facts: Facts) -> bool:
    return library.change(lambda writer: writer.correct_article("a.txt", facts))


def known(library: Library) -> Facts | None:
    with library.snapshot() as snapshot:
        article = snapshot.article("a.txt")
        return None if article is None else facts_of(article)


def is_whole(library: Library) -> bool:
    return find_problems(open_database(library.path)) == []


def test_correction_is_shown_searched_and_survives_reading_again(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    assert correct(library, SAID)
    assert known(library) == SAID and is_whole(library)

    assert sync_paths(library, [folder], rules=SyncRules(by_content=True)) == SyncSummary(unchanged=1)
    (folder / "a.txt").write_text(BRIDGE.replace("1200", "1300"), encoding="utf-8")
    assert sync_paths(library, [folder]).updated == 1
    assert known(library) == SAID and is_whole(library)
    rebuild_library(library)
    assert known(library) == SAID and is_whole(library)
    with library.snapshot() as snapshot:
        found = snapshot.article("a.txt")
        assert found is not None and "1300米" in found.paragraphs[0].text


def test_what_is_set_back_follows_the_file_again(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    read = known(library)
    assert read is not None
    correct(library, SAID)
    assert correct(library, read)
    (folder / "a.txt").write_text(BRIDGE.replace("松溪日报", "松溪新报"), encoding="utf-8")
    sync_paths(library, [folder])
    now = known(library)
    assert now is not None and (now.title, now.source) == ("大桥通车", "松溪新报")
    assert is_whole(library)


def test_a_file_that_says_by_now_what_was_corrected_is_read_as_ever(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    correct(library, SAID)
    (folder / "a.txt").write_text(BRIDGE.replace("2024-05-01", "2024-05-03"), encoding="utf-8")
    sync_paths(library, [folder])
    assert known(library) == SAID and is_whole(library)


def test_correction_outlives_a_withdrawal(library: Library, write_files: WriteFiles) -> None:
    sync_paths(library, [write_files({"a.txt": BRIDGE})])
    correct(library, SAID)
    library.change(lambda writer: writer.withdraw_articles(["a.txt"]))
    assert not correct(library, SAID), "a withdrawn article is not corrected"
    assert is_whole(library)
    library.change(lambda writer: writer.reinstate_articles(["a.txt"]))
    assert known(library) == SAID and is_whole(library)
