"""A library in a program of one's own: asked, filled and read by one object."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import yinju
from index.library import Library
from index.settings import Settings
from qa.asking import question_answering_over
from tests.conftest import add_articles
from tests.qa.conftest import BRIDGE, OPENING, PEAR
from tests.said import said
from yinju.open_library import OpenLibrary

QUESTION = "澄青大桥全长多少米？"


@pytest.fixture
def opened(library: Library) -> Iterator[OpenLibrary]:
    """Three articles; sentences are chosen by overlap."""
    add_articles(library, BRIDGE, PEAR, OPENING)
    with OpenLibrary(question_answering_over(library, Settings())) as opened:
        yield opened


def test_answer_quotes_its_article(opened: OpenLibrary) -> None:
    answer = opened.ask(QUESTION)
    assert answer.status is yinju.Status.ANSWERED
    assert answer.text.startswith("澄青大桥5月1日正式通车，全长820米。[1]")
    quote = answer.citations[0].quote
    assert (quote.article.id, quote.paragraph, quote.text) == ("bridge", 1, "澄青大桥5月1日正式通车，全长820米。")


def test_follow_up_is_understood_from_the_questions_before(opened: OpenLibrary) -> None:
    assert opened.ask("什么时候通车的？").asked == "什么时候通车的？"
    assert "澄青大桥" in opened.ask("什么时候通车的？", history=[QUESTION]).asked


def test_days_and_sources_hold_the_search(opened: OpenLibrary) -> None:
    assert {p.article.id for p in opened.ask(QUESTION, since="2021-01-01").passages} == {"pear"}
    assert {p.article.id for p in opened.retrieve(QUESTION, sources=["石渡发布"])} == {"pear"}
    assert len(opened.retrieve(QUESTION, k=1)) == 1
    found = opened.retriever(k=1, until="2020-12-31").invoke(QUESTION)
    assert [document.metadata["article"] for document in found] == ["bridge"]
    with pytest.raises(yinju.YinjuError, match="'gestern' 不是日期"):
        opened.ask(QUESTION, since="gestern")


def test_runnable_gives_the_answer_as_json(opened: OpenLibrary) -> None:
    answer = opened.runnable().invoke(QUESTION)
    assert (answer["status"], answer["answer"]) == ("answered", opened.ask(QUESTION).text)


def test_articles_are_given_whole_newest_first(opened: OpenLibrary) -> None:
    assert list(opened.articles()) == [PEAR, BRIDGE, OPENING]
    assert opened.article("bridge") == BRIDGE
    assert opened.article("nothing") is None
    assert opened.status().articles == 3


def test_article_removed_while_the_articles_are_given_is_left_out(opened: OpenLibrary) -> None:
    given = opened.articles()
    assert next(given) == PEAR
    assert opened.remove("bridge", "nothing") == ["bridge"]
    assert list(given) == [OPENING]
    assert opened.reinstate("bridge") == ["bridge"]
    assert opened.article("bridge") == BRIDGE


def test_sync_takes_files_in(opened: OpenLibrary, write_files: Callable[[dict[str, str | bytes]], Path]) -> None:
    files = write_files({"ferry.txt": "云泊渡轮本月停航检修，预计十天。", "empty.txt": ""})
    summary = opened.sync(files)
    assert (summary.added, [rejection.name for rejection in summary.rejected]) == (1, ["empty.txt"])
    assert opened.ask("云泊渡轮预计停航几天？").citations[0].quote.article.id == "ferry.txt"


def test_read_shows_what_would_be_taken_in(write_files: Callable[[dict[str, str | bytes]], Path]) -> None:
    files = write_files({"ferry.txt": "云泊渡轮本月停航检修。", "empty.txt": ""})
    (article,), (rejection,) = yinju.read(files / "ferry.txt"), yinju.read(str(files / "empty.txt"))
    assert isinstance(article, yinju.Article) and isinstance(rejection, yinju.Rejection)
    assert [paragraph.text for paragraph in article.paragraphs] == ["云泊渡轮本月停航检修。"]
    assert said(rejection.reason) == "文件是空的，请检查它是否保存完整"


def test_library_changed_by_another_program_is_seen(opened: OpenLibrary, library: Library) -> None:
    version = opened.status().version
    add_articles(library, BRIDGE, PEAR)
    assert opened.status().version > version
