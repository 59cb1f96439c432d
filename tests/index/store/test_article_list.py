"""Pages of the list of articles."""

from datetime import date

import pytest

from index.library import Library
from index.search import Filters
from index.store.article_list import PageWanted
from tests.conftest import add_articles, make_article


@pytest.fixture
def filled(library: Library) -> Library:
    add_articles(
        library,
        make_article("old", "一。", title="大桥开工", published=date(2019, 1, 2), source="甲报"),
        make_article("new", "二。", title="大桥通车 A", published=date(2020, 3, 4), source="乙报"),
        make_article("undated", "三。", title="梨花", source="甲报"),
    )
    return library


@pytest.mark.parametrize(
    ("wanted", "total", "ids"),
    [
        (PageWanted(), 3, ["new", "old", "undated"]),
        (PageWanted(limit=1, offset=1), 3, ["old"]),
        (PageWanted(offset=9), 3, []),
        (PageWanted(text="大桥"), 2, ["new", "old"]),
        (PageWanted(text="a"), 2, ["new", "undated"]),
        (PageWanted(text="%"), 0, []),
        (PageWanted(Filters(sources=("甲报",))), 2, ["old", "undated"]),
        (PageWanted(Filters(since=date(2020, 1, 1))), 1, ["new"]),
        (PageWanted(Filters(until=date(2019, 1, 2))), 1, ["old"]),
        (PageWanted(Filters(articles=("undated", "nothing"))), 1, ["undated"]),
    ],
)
def test_page_and_total(filled: Library, wanted: PageWanted, total: int, ids: list[str]) -> None:
    with filled.snapshot() as snapshot:
        page = snapshot.article_page(wanted)
    assert (page.total, [summary.id for summary in page.articles]) == (total, ids)


def test_rows_are_those_of_the_whole_list(filled: Library) -> None:
    with filled.snapshot() as snapshot:
        assert list(snapshot.article_page(PageWanted()).articles) == list(snapshot.articles())
