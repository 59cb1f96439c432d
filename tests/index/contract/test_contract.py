"""What every Library does, whatever keeps it: the same tests over a folder and over Milvus."""

from datetime import date

import pytest

from index.article import Reprint
from index.errors import ModelMismatchError
from index.library import Library
from index.snapshot import Filters
from tests.conftest import add_articles, make_article
from tests.index.contract.conftest import Place
from tests.toy_embedder import ToyEmbedder

LONG = "青岚县把三百二十户的煤炉换成了空气源热泵，每户补贴四千元，冬天前全部装好，县里派人逐户检查。"


def by_words(library: Library, *words: str, filters: Filters = Filters()) -> list[str]:
    with library.snapshot() as snapshot:
        return [c.article.id for c in snapshot.chunks([h.chunk_id for h in snapshot.search_words(words, 10, filters)])]


def by_vector(library: Library, text: str, filters: Filters = Filters()) -> list[str]:
    with library.snapshot() as snapshot:
        hits = snapshot.search_dense(library.embedder.embed_question(text), 10, filters)
        return [c.article.id for c in snapshot.chunks([hit.chunk_id for hit in hits if hit.score > 0.01])]


def test_what_is_added_is_found_and_read_as_it_was(opened: Library) -> None:
    article = make_article("a", "桥通车了。\n路面还在修。", title="大桥", published=date(2024, 5, 1), source="澜川日报")
    add_articles(opened, article, make_article("b", "梨花开了。"))
    assert by_words(opened, "桥")[:1] == ["a"]
    assert by_vector(opened, "梨花开")[:1] == ["b"]
    with opened.snapshot() as snapshot:
        assert snapshot.article("a") == article
        assert snapshot.article("none") is None
        assert (snapshot.article_count(), snapshot.chunk_count()) == (2, 2)
        assert snapshot.article_sources() == ["澜川日报"]
        assert snapshot.published_range() == (date(2024, 5, 1), date(2024, 5, 1))
        assert [summary.id for summary in snapshot.articles()] == ["a", "b"]


def test_an_article_of_many_pages_comes_back_whole(opened: Library) -> None:
    article = make_article("long", "\n".join(f"第{i}段。{LONG * 20}" for i in range(60)))
    add_articles(opened, article)
    with opened.snapshot() as snapshot:
        assert snapshot.article("long") == article


def test_a_changed_article_answers_with_its_new_text_only(opened: Library) -> None:
    add_articles(opened, make_article("a", "旧桥。"))
    add_articles(opened, make_article("a", "新路。"))
    assert (by_words(opened, "旧桥"), by_words(opened, "新路")) == ([], ["a"])
    with opened.snapshot() as snapshot:
        assert snapshot.article_count() == 1


def test_a_removed_article_is_gone(opened: Library) -> None:
    add_articles(opened, make_article("a", "桥通车。"), make_article("b", "桥封闭。"))
    with opened.writer() as writer:
        assert writer.remove_articles(["a"]) == ["a"]
    assert by_words(opened, "桥") == ["b"]
    assert by_vector(opened, "桥") == ["b"]
    with opened.snapshot() as snapshot:
        assert snapshot.article("a") is None
        assert snapshot.document_frequencies(["桥", "通车"]) == {"桥": 1, "通车": 0}


def test_versions_rise_and_a_snapshot_keeps_its_own(place: Place, opened: Library) -> None:
    add_articles(opened, make_article("a", "桥。"))
    with opened.snapshot() as before:
        other = place.open()
        add_articles(other, make_article("b", "桥。桥。"))
        assert [c.article.id for c in before.chunks([h.chunk_id for h in before.search_words(["桥"], 10)])] == ["a"]
        with other.snapshot() as after:
            assert after.version > before.version
    assert sorted(by_words(opened, "桥")) == ["a", "b"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(since=date(2024, 1, 1)), ["b"]),
        (Filters(until=date(2023, 12, 31)), ["a"]),
        (Filters(since=date(2023, 1, 1), until=date(2024, 12, 31)), ["a", "b"]),
        (Filters(sources=("乙报",)), ["b"]),
        (Filters(sources=("甲报", "乙报")), ["a", "b"]),
        (Filters(articles=("a", "c")), ["a", "c"]),
        (Filters(since=date(2024, 1, 1), sources=("甲报",)), []),
        (Filters(sources=("没有这家",)), []),
        (Filters(sources=('"] or id > 0 or source in ["',)), []),
    ],
)
def test_filters_hold_both_legs_and_the_count(opened: Library, filters: Filters, found: list[str]) -> None:
    add_articles(
        opened,
        make_article("a", "桥在东边。", published=date(2023, 3, 1), source="甲报"),
        make_article("b", "桥在西边的山脚下。", published=date(2024, 3, 1), source="乙报"),
        make_article("c", "桥没有日期也没有来源。"),
    )
    assert sorted(by_words(opened, "桥", filters=filters)) == found
    assert sorted(by_vector(opened, "桥", filters)) == found
    with opened.snapshot() as snapshot:
        assert snapshot.article_count(filters) == len(found)


def test_a_reprint_is_filed_and_found_by_its_own_source(opened: Library) -> None:
    text = LONG + "\n" + LONG.replace("青岚", "石渡")
    first = make_article("first", text, published=date(2024, 1, 1), source="甲报")
    again = make_article("again", text, published=date(2024, 1, 3), source="乙报")
    add_articles(opened, first)
    add_articles(opened, again)
    assert by_words(opened, "热泵", filters=Filters(sources=("乙报",))) == ["first"]
    assert by_words(opened, "热泵", filters=Filters(sources=("甲报",), since=date(2024, 1, 2))) == []
    with opened.snapshot() as snapshot:
        shown = snapshot.article("first")
        assert shown is not None
        assert shown.reprints == (Reprint("again", "", date(2024, 1, 3), "乙报", again.location),)
    with opened.writer() as writer:
        writer.remove_articles(["first"])
    assert by_words(opened, "热泵") == ["again"]


def test_a_withdrawn_article_answers_again_when_it_is_put_back(opened: Library) -> None:
    add_articles(opened, make_article("a", "桥通车。"))
    assert opened.change(lambda writer: writer.withdraw_articles(["a"])) == ["a"]
    assert by_words(opened, "桥") == []
    assert opened.change(lambda writer: writer.reinstate_articles(["a"])) == ["a"]
    assert by_words(opened, "桥") == ["a"]


def test_vectors_and_frequencies_are_those_of_the_chunks(opened: Library) -> None:
    add_articles(opened, make_article("a", "桥桥路。"), make_article("b", "桥。"))
    with opened.snapshot() as snapshot:
        hits = snapshot.search_dense(opened.embedder.embed_question("桥"), 10)
        vectors = snapshot.chunk_vectors([*[hit.chunk_id for hit in hits], 10**6], opened.embedder.dimensions)
        assert (vectors[:-1] @ opened.embedder.embed_question("桥")).tolist() == pytest.approx(
            [hit.score for hit in hits], abs=2e-3
        )
        assert not vectors[-1].any()
        assert snapshot.document_frequencies(["桥", "无"]) == {"桥": 2, "无": 0}


def test_it_is_all_there_after_reopening(place: Place, opened: Library) -> None:
    add_articles(opened, make_article("a", "桥通车。"))
    version = opened.status().version
    opened.close()
    again = place.open()
    assert (by_words(again, "桥"), again.status().version, again.status().articles) == (["a"], version, 1)


def test_an_empty_library_finds_nothing(opened: Library) -> None:
    assert (by_words(opened, "桥"), by_vector(opened, "桥")) == ([], [])
    with opened.snapshot() as snapshot:
        assert (snapshot.article_sources(), snapshot.published_range(), list(snapshot.articles())) == ([], None, [])


def test_another_model_does_not_answer_with_these_vectors(place: Place, opened: Library) -> None:
    add_articles(opened, make_article("a", "桥通车。"))
    other = ToyEmbedder("other", 16)
    if place.folder is None:
        assert place.open(other).notice()
        return
    with pytest.raises(ModelMismatchError, match="toy"):
        place.open_to_ask(other)


def test_scores_by_words_are_those_of_the_folder(opened: Library, tmp_path: object) -> None:
    texts = ["桥桥桥路。", "桥，路，水，电。", "pm2.5降了。", "PM2.5升了，桥封了。", LONG, "水电费涨了，桥没涨。"]
    add_articles(opened, *[make_article(str(i), text, title=f"第{i}号") for i, text in enumerate(texts)])
    folder = getattr(opened, "_folder", opened)
    with opened.snapshot() as found, folder.snapshot() as wanted:
        for words in (["桥"], ["pm2.5"], ["水", "电"], ["热泵", "桥", "号"]):
            here, there = found.search_words(words, 10), wanted.search_words(words, 10)
            assert [hit.chunk_id for hit in here] == [hit.chunk_id for hit in there]
            assert [hit.score for hit in here] == pytest.approx([hit.score for hit in there], rel=0.02, abs=1e-6)
