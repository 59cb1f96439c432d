"""What a library holds on a topic, and its main topics by its own words."""

from collections.abc import Iterator
from datetime import date

import pytest

from index.library import Library
from qa.forms.holdings import MainTopic, find_topics, holdings_of, name_topics
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder

TITLES = (
    "白沙渡轮停航",
    "白沙渡轮改建动工",
    "白沙渡轮复航",
    "红石水库放水",
    "红石水库清淤",
    "年度新闻盘点",
    "新闻盘点",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = Library.open(tmp_path_factory.mktemp("holdings") / "library", ToyEmbedder())
    for number, title in enumerate(TITLES):
        published = date(2022, number + 1, 3) if number else None
        source = "榆溪日报" if number % 2 else "桐岭晚报"
        add_articles(
            library, make_article(f"a{number}", f"{title}的消息传来。", title=title, published=published, source=source)
        )
    yield library
    library.close()


def test_topics_are_what_several_titles_name() -> None:
    assert list(name_topics(TITLES)) == ["白沙渡轮", "红石水库"]


def test_topic_is_offered_with_how_many_articles_speak_of_it(library: Library) -> None:
    with library.snapshot() as snapshot:
        assert list(find_topics(snapshot)) == [MainTopic("白沙渡轮", 3), MainTopic("红石水库", 2)]


def test_holdings_count_by_time_and_source_and_say_what_has_no_day(library: Library) -> None:
    with library.snapshot() as snapshot:
        held = holdings_of(snapshot, "白沙渡轮")
        assert (held.articles, held.searched, held.undated) == (3, 7, 1)
        assert held.by_time == (("2022-02", 1), ("2022-03", 1))
        assert held.by_source == (("桐岭晚报", 2), ("榆溪日报", 1))
        assert [article.id for article in held.newest] == ["a2", "a1", "a0"]
        assert holdings_of(snapshot, "青铜器").articles == 0
