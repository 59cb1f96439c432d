"""Articles in a list, and what the list shows of them when it is searched, filtered and sorted, wherever it is kept."""

from datetime import date

from index.catalogue import CatalogueQuery, Order
from index.library import Library
from tests.conftest import make_article

LONG = "松溪大桥昨天正式通车，全长一千二百米，双向六车道，是松溪县最长的一座桥。" * 3
BRIDGE = make_article("bridge", LONG, title="大桥通车", published=date(2024, 5, 1), source="松溪日报", author="王小川")
COPY = make_article("copy", LONG, title="松溪县新桥", published=date(2024, 5, 3), source="晚报")
PEAR = make_article("pear", "云台乡的梨园丰收。", title="梨园丰收", published=date(2024, 6, 2), source="云台新闻")
UNDATED = make_article("undated", "没有日期的短文，写到了水库。第5节。", title="啊，水库", source="松溪日报")
ARTICLES = (BRIDGE, PEAR, UNDATED, COPY)

SEARCHED = [
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
    ("昨天 车道", ["copy", "bridge"]),
    ("昨天 水库", []),
    ("没有的词句", []),
    ('"', []),
    ("%", []),
    ("，", ["undated"]),
    ("AND OR NEAR(", []),
]
"""What is looked for, and the ids that are listed."""

FILTERED = [
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
]


def listed_ids(library: Library, query: CatalogueQuery, offset: int = 0, limit: int = 50) -> list[str]:
    """Return the ids of a page of the list; of a whole one the count is seen to be right."""
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        found = [row.id for row in catalogue.rows(query, offset=offset, limit=limit)]
        assert catalogue.count(query) == len(found) or (offset, limit) != (0, 50)
        return found
