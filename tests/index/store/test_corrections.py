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


FAIR = (
    "# 渔灯会十月开幕\n\n发布时间：2024-09-30　来源：白鹭湾日报\n\n"
    "白鹭湾渔灯会10月3日开幕，为期四天，共扎灯三百六十盏。\n\n"
    "![灯匠陆停云在扎一盏两米高的鲤鱼灯](lamp.jpg)\n\n游客可乘11路公交前往，首班6点发车，末班22点。\n"
)
CAPTION = "灯匠陆停云在扎一盏两米高的鲤鱼灯"


def texts(library: Library) -> list[str]:
    with library.snapshot() as snapshot:
        article = snapshot.article("fair.md")
        assert article is not None
        return [paragraph.text for paragraph in article.paragraphs]


def left_out(library: Library) -> tuple[list[str], list[str]]:
    """Return the lines that are left out of the article, and those put back."""
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        removed, back = catalogue.removed_lines("fair.md"), catalogue.lines_put_back("fair.md")
        return [line.text for line in removed], [line.text for line in back]


def test_a_line_put_back_stands_behind_the_text_is_found_and_stays(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"fair.md": FAIR})
    sync_paths(library, [folder])
    read, (removed, _) = texts(library), left_out(library)
    assert CAPTION in removed and CAPTION not in read

    assert library.change(lambda writer: writer.put_back_lines("fair.md", [CAPTION, "一行没有删去的字"]))
    assert texts(library) == [*read, CAPTION] and is_whole(library)
    assert left_out(library) == ([text for text in removed if text != CAPTION], [CAPTION])
    with library.snapshot() as snapshot:
        assert snapshot.search_words(["鲤鱼"], 5)

    assert sync_paths(library, [folder], rules=SyncRules(by_content=True)) == SyncSummary(unchanged=1)
    assert texts(library) == [*read, CAPTION] and left_out(library)[1] == [CAPTION] and is_whole(library)
    (folder / "fair.md").write_text(FAIR.replace("三百六十", "四百"), encoding="utf-8")
    assert sync_paths(library, [folder]).updated == 1
    assert texts(library)[-1] == CAPTION and "四百盏" in texts(library)[0] and is_whole(library)
    rebuild_library(library)
    assert texts(library)[-1] == CAPTION and is_whole(library)
    assert library.change(lambda writer: writer.correct_article("fair.md", SAID))
    assert texts(library)[-1] == CAPTION and is_whole(library)


def test_a_line_put_back_can_be_left_out_again(library: Library, write_files: WriteFiles) -> None:
    sync_paths(library, [write_files({"fair.md": FAIR})])
    read, (removed, _) = texts(library), left_out(library)
    library.change(lambda writer: writer.put_back_lines("fair.md", [CAPTION]))
    assert library.change(lambda writer: writer.leave_out_lines("fair.md", [CAPTION]))
    assert texts(library) == read and is_whole(library)
    assert (sorted(left_out(library)[0]), left_out(library)[1]) == (sorted(removed), [])


def test_a_line_that_its_file_holds_no_more_is_answered_from_no_more(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"fair.md": FAIR})
    sync_paths(library, [folder])
    library.change(lambda writer: writer.put_back_lines("fair.md", [CAPTION]))
    (folder / "fair.md").write_text(FAIR.replace(CAPTION, "").replace("四天", "五天"), encoding="utf-8")
    sync_paths(library, [folder])
    assert CAPTION not in texts(library) and is_whole(library)
    (folder / "fair.md").write_text(FAIR, encoding="utf-8")
    sync_paths(library, [folder])
    assert texts(library)[-1] == CAPTION and is_whole(library), "it is there again with the line"


def test_a_line_put_back_outlives_a_withdrawal(library: Library, write_files: WriteFiles) -> None:
    sync_paths(library, [write_files({"fair.md": FAIR})])
    library.change(lambda writer: writer.put_back_lines("fair.md", [CAPTION]))
    library.change(lambda writer: writer.withdraw_articles(["fair.md"]))
    assert is_whole(library)
    assert not library.change(lambda writer: writer.leave_out_lines("fair.md", [CAPTION]))
    library.change(lambda writer: writer.reinstate_articles(["fair.md"]))
    assert texts(library)[-1] == CAPTION and left_out(library)[1] == [CAPTION] and is_whole(library)
