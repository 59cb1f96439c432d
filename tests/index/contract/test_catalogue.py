"""The list of articles as the folder and a machine that only asks Milvus show it: the same tests over both."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from index.article import Field
from index.catalogue import CatalogueQuery, Order, State
from index.errors import AsksOnlyError
from index.library import Library
from tests.conftest import add_articles, make_article
from tests.index.contract.conftest import Place, make_place
from tests.index.listed_articles import ARTICLES, BRIDGE, FILTERED, LONG, PEAR, SEARCHED, listed_ids


@pytest.fixture(scope="module", params=["folder", "milvus"])
def listed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of three articles and a reprint, as it is opened to be asked; nothing changes it."""
    place = make_place(request, tmp_path_factory.mktemp("listed"))
    library = place.open()
    add_articles(library, *ARTICLES)
    asking = place.open_to_ask()
    yield asking
    asking.close()
    library.close()


def test_every_row_holds_what_is_known_of_its_article(listed: Library) -> None:
    with listed.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        rows = {row.id: row for row in catalogue.rows(CatalogueQuery(), offset=0, limit=9)}
        assert catalogue.state_counts() == {State.SHOWN: 3, State.REPRINT: 1, State.WITHDRAWN: 0, State.REJECTED: 0}
        assert catalogue.sources() == ["松溪日报", "云台新闻", "晚报"]
        assert catalogue.articles_per_source() == [("松溪日报", 2), ("云台新闻", 1), ("晚报", 1)]
        days = [(date(2024, 5, 1), 1), (date(2024, 5, 3), 1), (date(2024, 6, 2), 1), (None, 1)]
        assert catalogue.articles_per_day() == days
        assert (catalogue.reprints_of(["bridge", "pear"]), catalogue.reprints_of([])) == (["copy"], [])
        assert catalogue.withdrawn_article("bridge") is None
    bridge, copy = rows["bridge"], rows["copy"]
    assert (bridge.title, bridge.published, bridge.source, bridge.author, bridge.chars, bridge.state) == (
        "大桥通车", date(2024, 5, 1), "松溪日报", "王小川", len(LONG), State.SHOWN,
    )  # fmt: skip
    assert (bridge.reprints, bridge.original, bridge.is_gone, bool(bridge.added_at)) == (
        1, "", False, True,
    )  # fmt: skip
    assert (copy.state, copy.original, copy.original_face, copy.reprints) == (State.REPRINT, "bridge", "大桥通车", 0)


@pytest.mark.parametrize(("text", "found"), SEARCHED)
def test_text_is_looked_for_in_title_source_author_id_and_text(listed: Library, text: str, found: list[str]) -> None:
    assert listed_ids(listed, CatalogueQuery(text=text)) == found


@pytest.mark.parametrize(
    ("query", "found"), [(CatalogueQuery(states=(State.REPRINT, State.WITHDRAWN)), ["copy"]), *FILTERED]
)
def test_list_is_filtered_and_sorted(listed: Library, query: CatalogueQuery, found: list[str]) -> None:
    assert listed_ids(listed, query) == found


def test_page_after_page_is_the_whole_list_once(listed: Library) -> None:
    pages = [listed_ids(listed, CatalogueQuery(), offset, 3) for offset in (0, 3, 6)]
    assert pages == [["pear", "copy", "bridge"], ["undated"], []]
    assert sorted(listed_ids(listed, CatalogueQuery(order=Order.LATEST_ADDED))) == ["bridge", "copy", "pear", "undated"]


def test_list_follows_what_another_machine_changes(place: Place) -> None:
    changing = place.open()
    add_articles(changing, BRIDGE, PEAR)
    asking = place.open_to_ask()
    assert listed_ids(asking, CatalogueQuery()) == ["pear", "bridge"]
    with changing.writer() as writer:
        writer.remove_articles(["pear"])
    assert listed_ids(asking, CatalogueQuery()) == ["bridge"]
    assert listed_ids(asking, CatalogueQuery(text="梨园")) == []


def test_machine_that_only_asks_says_so_where_articles_are_to_be_added(place: Place) -> None:
    add_articles(place.open(), BRIDGE)
    asking = place.open_to_ask()
    assert asking.is_changeable == (place.folder is None)
    with asking.snapshot() as snapshot:
        if place.folder is None:
            assert snapshot.catalogue().same_articles([]) == {}
        else:
            with pytest.raises(AsksOnlyError, match=r"^这台机器只能提问；"):
                snapshot.catalogue().same_articles([])


def test_article_without_a_title_has_a_face_and_its_fields(place: Place) -> None:
    fields = (Field("发文字号", "松政发〔2024〕5号"),)
    with closing(place.open()) as library:
        add_articles(library, replace(make_article("plain", "渡口昨天恢复通航。水位回落。"), fields=fields))
    with closing(place.open_to_ask()) as library, library.snapshot() as snapshot:
        (row,) = snapshot.catalogue().rows(CatalogueQuery(), offset=0, limit=9)
        article = snapshot.article("plain")
    assert (row.title, row.face) == ("", "渡口昨天恢复通航")
    assert article is not None and (article.face, article.fields) == (row.face, fields)
