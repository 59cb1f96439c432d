"""Reprints in a real library: filed under the earliest, shown again when it goes."""

from datetime import date
from pathlib import Path

from index.article import Article, Paragraph, digest_article
from index.library import Library, open_database
from index.maintenance import find_problems
from index.store.writer import NewArticle, Writer
from tests.toy_embedder import ToyEmbedder

TEXT = (
    "青岚县今天召开防汛工作会议，县长方季常要求各乡镇在六月底前完成河道清淤。"
    "会议通报了去年转移群众1203人的情况，并部署了二十座水库的巡查。"
    "各乡镇要落实二十四小时值班，遇有险情立即报告，确保群众安全度汛。"
)


def _article(article_id: str, day: int | None, tail: str = "") -> Article:
    published = date(2024, 5, day) if day else None
    return Article(article_id, "防汛", published, "", "", "", (Paragraph(1, TEXT + tail),))


def _put(writer: Writer, *articles: Article) -> int:
    source = writer.keep_source("/articles")
    return writer.put_articles([NewArticle(a, source, f"{a.id}.txt", digest_article(a)) for a in articles])


def _filed(library: Library) -> dict[str, str]:
    with library.snapshot() as snapshot:
        return {summary.id: summary.original for summary in snapshot.articles()}


def _found(library: Library) -> list[str]:
    with library.snapshot() as snapshot:
        hits = snapshot.search_words(["防汛"], 10)
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]


def test_reprints_of_one_change_are_filed_under_the_earliest(tmp_path: Path) -> None:
    library = Library.open(tmp_path, ToyEmbedder())
    with library.writer() as writer:
        count = _put(writer, _article("late", 5), _article("early", 3), _article("undated", None, "（责任编辑：王五）"))
    assert count == 2
    assert _filed(library) == {"late": "early", "early": "", "undated": "early"}
    assert _found(library) == ["early"]


def test_an_earlier_copy_takes_over_what_was_filed(tmp_path: Path) -> None:
    library = Library.open(tmp_path, ToyEmbedder())
    with library.writer() as writer:
        _put(writer, _article("b", 5), _article("a", 3))
        assert _put(writer, _article("first", 1, "记者张三报道")) == 0
    assert _filed(library) == {"a": "first", "b": "first", "first": ""}
    assert _found(library) == ["first"]
    with library.snapshot() as snapshot:
        article = snapshot.article("first")
    assert article is not None
    assert [reprint.id for reprint in article.reprints] == ["a", "b"]


def test_found_chunks_come_in_the_order_asked_each_with_its_whole_article(tmp_path: Path) -> None:
    library = Library.open(tmp_path, ToyEmbedder())
    other = Article("other", "汛后", None, "", "", "", (Paragraph(1, "防汛结束后修桥。"), Paragraph(2, "桥长九米。")))
    with library.writer() as writer:
        _put(writer, _article("a", 3), _article("b", 5), other)
    with library.snapshot() as snapshot:
        ids = [hit.chunk_id for hit in snapshot.search_words(["防汛"], 10)]
        assert len(ids) == 2
        for asked in (ids, ids[::-1]):
            chunks = snapshot.chunks([asked[0], max(ids) + 1, asked[1]])
            assert [chunk.chunk_id for chunk in chunks] == asked
            assert all(chunk.article == snapshot.article(chunk.article.id) for chunk in chunks)


def test_reprints_of_a_removed_article_are_placed_anew(tmp_path: Path) -> None:
    library = Library.open(tmp_path, ToyEmbedder())
    with library.writer() as writer:
        _put(writer, _article("c", 5), _article("b", 3), _article("a", 1))
        assert writer.remove_articles(["a"]) == ["a"]
    assert _filed(library) == {"b": "", "c": "b"}
    assert _found(library) == ["b"]


def test_a_reprint_that_changes_is_shown_itself(tmp_path: Path) -> None:
    library = Library.open(tmp_path, ToyEmbedder())
    with library.writer() as writer:
        _put(writer, _article("b", 3), _article("a", 1))
        other = Paragraph(1, "城区图书馆新馆昨天开馆，藏书四十万册，周末延长开放到晚上九点，市民凭身份证办理借阅。" * 2)
        _put(writer, Article("b", "图书馆", date(2024, 5, 3), "", "", "", (other,)))
    assert _filed(library) == {"a": "", "b": ""}


def test_a_template_with_other_numbers_is_no_reprint(tmp_path: Path) -> None:
    library = Library.open(tmp_path, ToyEmbedder())
    with library.writer() as writer:
        weather = (
            "今天白天晴，最高气温{}度，风力{}级，空气质量指数{}，相对湿度{}%，紫外线较强，"
            "请市民注意防晒补水，合理安排出行时间。"
        )
        one, two = weather.format(31, 3, 62, 40), weather.format(28, 4, 85, 55)
        _put(
            writer,
            *(Article(i, "天气", None, "", "", "", (Paragraph(1, t * 2),)) for i, t in (("x", one), ("y", two))),
        )
    assert _filed(library) == {"x": "", "y": ""}


def test_library_with_reprints_is_whole(tmp_path: Path) -> None:
    library = Library.open(tmp_path, ToyEmbedder())
    with library.writer() as writer:
        _put(writer, _article("c", 5), _article("b", 3))
        _put(writer, _article("a", 1))
        writer.remove_articles(["a"])
    assert find_problems(open_database(tmp_path)) == []
