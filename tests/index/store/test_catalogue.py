"""The list of everything found, withdrawn and rejected among it, as the folder keeps it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.catalogue import CatalogueQuery, CatalogueRow, State
from index.library import Library
from index.sync.sources import sync_paths
from tests.conftest import add_articles, make_article
from tests.index.listed_articles import ARTICLES, FILTERED, LONG, PEAR, SEARCHED, listed_ids
from tests.said import said

ALL = CatalogueQuery()
WriteFiles = Callable[[dict[str, str | bytes]], Path]


@pytest.fixture
def filled(library: Library) -> Library:
    """A shown article with a reprint, two more, one of them withdrawn."""
    add_articles(library, *ARTICLES)
    library.change(lambda writer: writer.withdraw_articles(["pear"]))
    return library


def rows(library: Library, query: CatalogueQuery = ALL) -> list[CatalogueRow]:
    with library.snapshot() as snapshot:
        return list(snapshot.catalogue().rows(query, offset=0, limit=50))


def test_every_article_has_its_state(filled: Library) -> None:
    states = {row.id: (row.state, row.original, row.original_face, row.reprints) for row in rows(filled)}
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
    assert (row.is_gone, bool(row.added_at)) == (False, True)


def test_rejected_file_is_listed_with_its_reason(library: Library, write_files: WriteFiles) -> None:
    sync_paths(library, [write_files({"空.txt": "", "a.txt": "大桥通车\n松溪大桥昨天正式通车。\n"})])
    (row,) = rows(library, CatalogueQuery(states=(State.REJECTED,)))
    assert (row.id, said(row.note), row.published) == ("空.txt", "文件是空的，请检查它是否保存完整", None)
    assert listed_ids(library, CatalogueQuery(text="空的")) == ["空.txt"]


@pytest.mark.parametrize(("text", "found"), SEARCHED)
def test_withdrawn_article_is_found_like_the_others(filled: Library, text: str, found: list[str]) -> None:
    assert listed_ids(filled, CatalogueQuery(text=text)) == found


@pytest.mark.parametrize(
    ("query", "found"), [(CatalogueQuery(states=(State.REPRINT, State.WITHDRAWN)), ["pear", "copy"]), *FILTERED]
)
def test_list_with_a_withdrawn_article_is_filtered_and_sorted(
    filled: Library, query: CatalogueQuery, found: list[str]
) -> None:
    assert listed_ids(filled, query) == found


def test_pages_of_a_list_with_a_withdrawn_article_are_the_whole_list_once(filled: Library) -> None:
    pages = [listed_ids(filled, ALL, offset, 3) for offset in (0, 3, 6)]
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
