"""Collected sentences: kept, ordered, noted, and cited by the standard."""

from dataclasses import replace
from datetime import date

import pytest

from index.errors import LibraryDamagedError
from qa.answer import Quote
from qa.collection import (
    CitationStyle,
    Collection,
    as_lines,
    collect,
    export_collection,
    find_article,
    read_collection,
    reference,
    write_collection,
)
from qa.export import to_markdown
from tests.conftest import make_article

DAY = date(2024, 5, 6)
FERRY = replace(
    make_article(
        "ferry",
        "白沙渡轮昨天复航。票价两元。",
        title="白沙渡轮复航",
        published=date(2022, 10, 16),
        source="桐岭晚报",
        author="林一二 周二三、吴三四 郑四五",
    ),
    location="https://example.com/ferry",
)
NOTICE = replace(
    make_article("notice", "渡口每日六时开放。", title="渡口开放公告。", source="桐岭县政府"),
    location="http://example.com/n",
)
FIRST, SECOND, THIRD = (
    collect(Quote(FERRY, 1, 0, 9), "渡轮什么时候复航？"),
    collect(Quote(FERRY, 1, 9, 14), "票价多少？"),
    collect(Quote(NOTICE, 1, 0, 9), "渡口几点开放？"),
)


def test_sentence_is_collected_once_and_keeps_its_place() -> None:
    collection = Collection().with_all([FIRST, THIRD]).with_all([FIRST, SECOND])
    assert [sentence.text for sentence in collection.sentences] == [
        "白沙渡轮昨天复航。",
        "渡口每日六时开放。",
        "票价两元。",
    ]
    moved = collection.moved(2, -1).moved(0, -1).moved(2, 1)
    assert [sentence.text for sentence in moved.sentences] == ["白沙渡轮昨天复航。", "票价两元。", "渡口每日六时开放。"]
    assert moved.holds(Quote(FERRY, 1, 9, 14))
    assert not moved.without([SECOND.key]).holds(Quote(FERRY, 1, 9, 14))


def test_what_is_kept_is_read_back_and_anything_else_is_damage() -> None:
    collection = Collection((FIRST, THIRD)).noted(1, "  核对时间 ")
    assert read_collection(write_collection(collection)) == collection
    assert collection.sentences[1].note == "核对时间"
    for text in ("{", "[1]", '[{"article": "a"}]'):
        with pytest.raises(LibraryDamagedError):
            read_collection(text)


@pytest.mark.parametrize("style", [CitationStyle.GBT_2015, CitationStyle.GBT_2025])
def test_newspaper_and_page_are_cited_by_the_standard(style: CitationStyle) -> None:
    assert reference(FIRST, style, DAY) == (
        "林一二, 周二三, 吴三四, 等. 白沙渡轮复航[N/OL]. 桐岭晚报, 2022-10-16[2024-05-06]. https://example.com/ferry."
    )
    assert reference(THIRD, style, DAY) == "桐岭县政府. 渡口开放公告[EB/OL]. [2024-05-06]. http://example.com/n."


@pytest.mark.parametrize(
    ("author", "written"),
    [
        ("本报记者 王小明", "王小明. "),
        ("文：王小明 李四五", "王小明, 李四五. "),
        ("钟一鸣 马英 等", "钟一鸣, 马英, 等. "),
        ("John W. Smith", "John W. Smith. "),
        ("", ""),
    ],
)
def test_authors_are_named_without_what_they_are(author: str, written: str) -> None:
    article = make_article("a", "开园。", title="公园开园", source="榆溪日报", author=author)
    told = reference(collect(Quote(article, 1, 0, 3), ""), CitationStyle.GBT_2015, DAY)
    assert told == f"{written}公园开园[N]. 榆溪日报."


def test_what_is_not_on_the_web_has_neither_address_nor_day_of_reference() -> None:
    paper = collect(
        Quote(make_article("p", "开园。", title="公园开园", published=date(2020, 1, 2), source="榆溪日报"), 1, 0, 3), ""
    )
    assert reference(paper, CitationStyle.GBT_2015, DAY) == "公园开园[N]. 榆溪日报, 2020-01-02."
    assert reference(paper, CitationStyle.PLAIN, DAY) == "《公园开园》，榆溪日报，2020-01-02，第 1 段"
    nameless = collect(Quote(make_article("x/y.txt", "开园。", title=""), 1, 0, 3), "")
    assert reference(nameless, CitationStyle.GBT_2015, DAY).endswith("[Z].")


def test_document_has_a_footnote_an_article_and_notes_below_sentences() -> None:
    collection = Collection((FIRST, SECOND, THIRD)).noted(0, "与3月的公告对照")
    document = export_collection(collection, DAY, CitationStyle.GBT_2015, title="摘编：渡轮")
    assert [statement.notes for statement in document.turns[0].statements] == [(1,), (), (1,), (2,)]
    assert len(document.notes) == 2
    text = to_markdown(document)
    assert "〔批注〕与3月的公告对照" in text
    assert "[^1]: 林一二, 周二三, 吴三四, 等. 白沙渡轮复航" in text
    lines = as_lines(collection, DAY, CitationStyle.PLAIN).split("\n")
    assert lines[0] == "白沙渡轮昨天复航。[1]"
    assert lines[-1].startswith("[2] 《渡口开放公告。》")


def test_sentence_is_found_where_it_stands_now() -> None:
    longer = make_article("ferry", "新的一段。\n白沙渡轮昨天复航。票价两元。", title="白沙渡轮复航")
    assert find_article(FIRST, longer) == Quote(longer, 2, 0, 9)
    assert find_article(FIRST, make_article("ferry", "停航。")) is None
    assert find_article(FIRST, None) is None
