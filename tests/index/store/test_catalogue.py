"""The list of everything found, searched, filtered, sorted and cut into pages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.catalogue import CatalogueQuery, CatalogueRow, Order, State
from index.library import Library
from index.sync.sources import sync_paths
from tests.conftest import add_articles, make_article
from tests.said import said

WriteFiles = Callable[[dict[str, str | bytes]], Path]
LONG = "松溪大桥昨天正式通车，全长一千二百米，双向六车道，是松溪县最长的一座桥。" * 3
BRIDGE = make_article("bridge", LONG, title="大桥通车", published=date(2024, 5, 1), source="松溪日报", author="王小川")
PEAR = make_article("pear", "云台乡的梨园丰收。", title="梨园丰收", published=date(2024, 6, 2), source="云台新闻")
UNDATED = make_article("undated", "没有日期的短文，写到了水库。", title="啊，水库", source="松溪日报")
ALL = CatalogueQuery()
COPY = make_article("copy", LONG, title="松溪县新桥", published=date(2024, 5, 3), source="晚报")


@pytest.fixture
def filled(library: Library) -> Library:
    """A shown article with a reprint, two more, one of them withdrawn."""
    add_articles(library, BRIDGE, PEAR, UNDATED, COPY)
    library.change(lambda writer: writer.withdraw_articles(["pear"]))
    return library


def rows(library: Library, query: CatalogueQuery = ALL, offset: int = 0, limit: int = 50) -> list[CatalogueRow]:
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        found = catalogue.rows(query, offset=offset, limit=limit)
        if not offset and limit == 50:
            assert catalogue.count(query) == len(found)
        return found


def ids(library: Library, query: CatalogueQuery = ALL, offset: int = 0, limit: int = 50) -> list[str]:
    return [row.id for row in rows(library, query, offset, limit)]


def test_every_article_has_its_state(filled: Library) -> None:
    states = {row.id: (row.state, row.original, row.original_title, row.reprints) for row in rows(filled)}
    assert states == {
        "bridge": (State.SHOWN, "", "", 1),
        "copy": (State.REPRINT, "bridge", "大桥通车", 0),
        "pear": (State.WITHDRAWN, "", "", 0),
        "undated": (State.SHOWN, "", "", 0),
    }
    with filled.snapshot() as snapshot:
        counts = snapshot.catalogue().state_counts()
    assert counts == {State.SHOWN: 2, State.REPRINT: 1, State.WITHDRAWN: 1, State.REJECTED: 0}


def test_row_holds_what_is_known_of_the_article(filled: Library) -> None:
    row = next(row for row in rows(filled) if row.id == "bridge")
    assert (row.title, row.published, row.source, row.author, row.chars) == (
        "大桥通车", date(2024, 5, 1), "松溪日报", "王小川", len(LONG),
    )  # fmt: skip
    assert (row.withdrawn_at, row.is_gone, bool(row.added_at)) == ("", False, True)


def test_rejected_file_is_listed_with_its_reason(library: Library, write_files: WriteFiles) -> None:
    sync_paths(library, [write_files({"空.txt": "", "a.txt": "大桥通车\n松溪大桥昨天正式通车。\n"})])
    (row,) = rows(library, CatalogueQuery(states=(State.REJECTED,)))
    assert (row.id, said(row.note), row.published) == ("空.txt", "文件是空的，请检查它是否保存完整", None)
    assert ids(library, CatalogueQuery(text="空的")) == ["空.txt"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("大桥通", ["bridge"]),
        ("松溪日报", ["bridge", "undated"]),
        ("王小川", ["bridge"]),
        ("undat", ["undated"]),
        ("水库", ["undated"]),
        ("写到了水", ["undated"]),
        ("松溪县最长的一座桥", ["copy", "bridge"]),
        ("松溪縣最長的一座橋", ["copy", "bridge"]),
        ("云台乡的梨园", ["pear"]),
        ("  梨園豐收 ", ["pear"]),
        ("没有的词句", []),
        ('"', []),
        ("%", []),
        ("AND OR NEAR(", []),
    ],
)
def test_text_is_looked_for_in_title_source_author_id_and_text(filled: Library, text: str, found: list[str]) -> None:
    assert ids(filled, CatalogueQuery(text=text)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (CatalogueQuery(states=(State.REPRINT, State.WITHDRAWN)), ["pear", "copy"]),
        (CatalogueQuery(sources=("晚报", "云台新闻")), ["pear", "copy"]),
        (CatalogueQuery(since=date(2024, 5, 3)), ["pear", "copy"]),
        (CatalogueQuery(until=date(2024, 5, 3)), ["copy", "bridge"]),
        (CatalogueQuery(text="松溪", sources=("晚报",)), ["copy"]),
        (CatalogueQuery(order=Order.NEWEST), ["pear", "copy", "bridge", "undated"]),
        (CatalogueQuery(order=Order.OLDEST), ["bridge", "copy", "pear", "undated"]),
        (CatalogueQuery(order=Order.TITLE), ["undated", "bridge", "pear", "copy"]),
        (CatalogueQuery(order=Order.SOURCE), ["bridge", "undated", "copy", "pear"]),
        (CatalogueQuery(order=Order.LONGEST), ["bridge", "copy", "undated", "pear"]),
        (CatalogueQuery(order=Order.SHORTEST), ["pear", "undated", "bridge", "copy"]),
        (CatalogueQuery(order=Order.MOST_REPRINTED), ["bridge", "pear", "copy", "undated"]),
    ],
)
def test_list_is_filtered_and_sorted(filled: Library, query: CatalogueQuery, found: list[str]) -> None:
    assert ids(filled, query) == found


def test_page_after_page_is_the_whole_list_once(filled: Library) -> None:
    pages = [ids(filled, offset=offset, limit=3) for offset in (0, 3, 6)]
    assert pages == [["pear", "copy", "bridge"], ["undated"], []]


def test_withdrawn_article_can_still_be_opened(filled: Library) -> None:
    with filled.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        assert (snapshot.article("pear"), catalogue.withdrawn_article("pear")) == (None, PEAR)
        assert catalogue.withdrawn_article("bridge") is None


def test_figures_by_day_and_by_source_count_what_answers(filled: Library) -> None:
    with filled.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        assert catalogue.articles_per_day() == [(date(2024, 5, 1), 1), (date(2024, 5, 3), 1), (None, 1)]
        assert catalogue.articles_per_source() == [("松溪日报", 2), ("晚报", 1)]
        assert catalogue.sources() == ["松溪日报", "云台新闻", "晚报"]
        assert catalogue.reprints_of(["bridge", "pear"]) == ["copy"]


def test_new_article_that_says_the_same_is_told_which(filled: Library) -> None:
    again = make_article("again", LONG, title="又一座桥", published=date(2023, 1, 1))
    other = make_article("other", "完全不同的一篇短文，说的是另一件事。", title="另一件事")
    with filled.snapshot() as snapshot:
        assert snapshot.catalogue().same_articles([again, other]) == {"again": "大桥通车"}
        assert snapshot.catalogue().same_articles([replace(again, published=date(2025, 1, 1))]) == {"again": "大桥通车"}
