"""Saved questions: asked again where the library has changed, and told of only where the answer has."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from index.errors import LibraryDamagedError, LibraryError
from index.library import Library
from index.messages import Message
from index.settings import Settings
from index.snapshot import Filters
from qa.asking import question_answering_over
from qa.history.opening import open_history
from qa.history.shelf import SAVED
from qa.saved import MAX_SAVED, SavedAsker, SavedQuestions
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader

FERRY = "梳理白沙渡轮的时间线"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(tmp_path / "library", ToyEmbedder())
    add_articles(library, make_article("a", "3月8日，白沙渡轮停航。", title="白沙渡轮停航", published=date(2022, 3, 9)))
    yield library
    library.close()


@pytest.fixture
def saved(library: Library) -> SavedQuestions:
    answering = question_answering_over(library, Settings(), ToyReader())
    return SavedQuestions(answering, open_history(library.path).shelf)


def test_what_is_new_since_it_was_read_is_told_and_nothing_else(library: Library, saved: SavedQuestions) -> None:
    saved.save("me", FERRY)
    assert saved.refresh() == []
    add_articles(library, make_article("b", "红石水库放水。", title="红石水库放水", published=date(2022, 4, 1)))
    assert [question.has_just_changed for question in saved.refresh()] == [False]
    assert [question.has_changed for question in saved.find("me")] == [False]
    add_articles(
        library,
        make_article(
            "c", "10月15日，白沙渡轮复航。", title="白沙渡轮复航", published=date(2022, 10, 16), source="榆溪日报"
        ),
    )
    saved.refresh()
    found = saved.find("me")[0]
    assert [(line.text, line.source, line.published) for line in found.new] == [
        ("10月15日，白沙渡轮复航。", "榆溪日报", "2022-10-16")
    ]
    assert found.gone == ()
    assert saved.mark_read("me", found.id) is not None
    assert saved.refresh() == []
    assert not saved.find("me")[0].has_changed


def test_what_is_gone_is_told_too(library: Library, saved: SavedQuestions) -> None:
    add_articles(
        library, make_article("c", "10月15日，白沙渡轮复航。", title="白沙渡轮复航", published=date(2022, 10, 16))
    )
    saved.save("me", FERRY)
    with library.writer() as writer:
        writer.remove_articles(["c"])
    saved.refresh("me")
    assert saved.find("me")[0].gone == ("10月15日，白沙渡轮复航。",)


def test_question_is_its_owners_and_saved_once(saved: SavedQuestions) -> None:
    first = saved.save("me", FERRY)
    assert first is not None
    assert saved.save("me", f" {FERRY} ") == first
    held = saved.save("me", FERRY, Filters(since=date(2023, 1, 1), sources=("榆溪日报",)))
    assert held is not None and held.filters == Filters(since=date(2023, 1, 1), sources=("榆溪日报",))
    assert saved.find("you") == []
    assert saved.mark_read("you", first.id) is None
    assert not saved.remove("you", first.id)
    assert saved.remove("me", first.id)
    assert [question.id for question in saved.find(None)] == [held.id]


def test_no_more_are_saved_than_are_asked_again_in_time(saved: SavedQuestions) -> None:
    for number in range(MAX_SAVED):
        assert saved.save("me", f"谢谢{number}") is not None
    assert saved.save("me", FERRY) is None


def test_change_of_the_library_is_followed_by_itself(
    library: Library, saved: SavedQuestions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.saved.LOOK_S", 0.01)
    saved.save("me", FERRY)
    with SavedAsker(saved, library):
        add_articles(
            library, make_article("c", "10月15日，白沙渡轮复航。", title="白沙渡轮复航", published=date(2022, 10, 16))
        )
        until(lambda: saved.find("me")[0].has_changed)
        assert [line.text for line in saved.find("me")[0].new] == ["10月15日，白沙渡轮复航。"]
        with library.writer() as writer:
            writer.remove_articles(["c"])
        until(lambda: not saved.find("me")[0].has_changed)


def test_what_changed_while_nobody_asked_is_asked_at_the_start(
    library: Library, saved: SavedQuestions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.saved.LOOK_S", 0.01)
    saved.save("me", FERRY)
    add_articles(
        library, make_article("c", "10月15日，白沙渡轮复航。", title="白沙渡轮复航", published=date(2022, 10, 16))
    )
    with SavedAsker(saved, library):
        until(lambda: saved.find("me")[0].has_changed)


def test_library_that_keeps_changing_is_not_asked_at_every_change(
    library: Library, saved: SavedQuestions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.saved.LOOK_S", 0.01)
    versions = itertools.count(100)
    asked = threading.Event()
    monkeypatch.setattr(saved, "version", lambda: next(versions))
    monkeypatch.setattr(saved, "refresh", lambda *_: asked.set())
    with SavedAsker(saved, library):
        assert not asked.wait(0.2)
    monkeypatch.setattr("qa.saved.LONGEST_S", 0.05)
    with SavedAsker(saved, library):
        assert asked.wait(10)


def test_error_does_not_end_the_asking(
    library: Library, saved: SavedQuestions, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("qa.saved.LOOK_S", 0.01)
    monkeypatch.setattr("qa.saved.RETRY_S", 0.01)
    saved.save("me", FERRY)
    asked = threading.Event()
    fails = iter([LibraryError(Message("history-unreadable")), ValueError("nobody foresaw it")])

    def refresh(*_: object) -> None:
        for error in fails:
            raise error
        asked.set()

    monkeypatch.setattr(saved, "refresh", refresh)
    with SavedAsker(saved, library):
        assert asked.wait(10)
    assert len(caplog.records) == 2


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, ten seconds at most."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "it does not come to hold"
        time.sleep(0.01)


def test_anything_else_on_the_shelf_is_damage(library: Library, saved: SavedQuestions) -> None:
    open_history(library.path).shelf.put(SAVED, "x", '{"id": 1}', "me")
    with pytest.raises(LibraryDamagedError):
        saved.find("me")
