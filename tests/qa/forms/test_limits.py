"""How much one form looks at: its own limits of articles and time, what is said where they cut, progress, an end."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from index.library import Library
from index.settings import FormSettings, Settings
from index.snapshot import Filters
from qa.answer import Answer, Form, Status
from qa.asking import QuestionAnswering, question_answering_over
from qa.forms import dossier
from qa.forms import timeline as timeline_module
from qa.forms.dossier import Hurry, Limits, finished, limits_of
from qa.forms.timeline import Event, timeline
from qa.running import AnswerFinished, StageBegan
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader

COUNT = 30
FIRST = date(2021, 3, 1)
WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuestionAnswering]:
    library = Library.open(tmp_path_factory.mktemp("limits") / "library", ToyEmbedder())
    add_articles(
        library,
        *(
            make_article(f"reef-{number}", f"鹭岛礁{day.month}月{day.day}日清出渔网{number + 3}张。",
                         title=f"鹭岛礁清网第{number + 1}轮", published=day, source="鹭岛早报")
            for number in range(COUNT)
            for day in [FIRST + number * WEEK]
        ),
    )  # fmt: skip
    yield question_answering_over(library, Settings(), ToyReader())
    library.close()


class Clock:
    """A clock that goes on by a second at every look."""

    def __init__(self) -> None:
        self._ticks = itertools.count()

    def monotonic(self) -> float:
        return float(next(self._ticks))


def codes(answer: Answer) -> list[str]:
    return [note.code for note in answer.notes]


def test_each_form_has_limits_of_its_own() -> None:
    settings = FormSettings(timeline_articles=7, timeline_ms=2500, table_articles=9)
    assert limits_of(Form.TIMELINE, settings) == Limits(articles=7, seconds=2.5)
    assert limits_of(Form.TABLE, settings) == Limits(articles=9, seconds=1.2)
    gathered = [form for form in Form if form is not Form.LIST]  # a list is of what was found for any question
    assert {limits_of(form, FormSettings()).articles for form in gathered} == {120}


def test_no_more_articles_are_looked_at_than_the_form_may_and_it_says_so(asking: QuestionAnswering) -> None:
    held = replace(asking, forms=FormSettings(timeline_articles=5, timeline_ms=60_000))
    answer = held.in_form(Form.TIMELINE, "鹭岛礁清网")
    assert len(answer.statements) == 5
    assert "只看了最相关的 5 篇，其中 5 篇说到它" in answer.note
    assert codes(held.ask("梳理鹭岛礁清网的经过"))[0] == "form-searched-some"
    brief = held.in_form(Form.BRIEF, "鹭岛礁清网")
    assert codes(brief)[0] == "form-searched"  # the summary has its own


def test_time_that_is_over_is_said_and_what_was_read_is_shown(
    asking: QuestionAnswering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossier, "time", Clock())
    held = replace(asking, forms=FormSettings(timeline_ms=20_000))
    answer = held.in_form(Form.TIMELINE, "鹭岛礁清网")
    assert 0 < len(answer.statements) < COUNT
    assert codes(answer)[0] == "form-searched-in-time"
    assert "时限（20 秒）内" in answer.note
    assert f"读了其中最相关的 {len(answer.statements)} 篇" in answer.note


def test_a_moment_is_enough_for_one_article(asking: QuestionAnswering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier, "time", Clock())
    for form in (Form.TIMELINE, Form.TABLE, Form.POSTS):
        answer = replace(asking, forms=FormSettings(timeline_ms=50, table_ms=50, posts_ms=50)).in_form(
            form, "鹭岛礁清网"
        )
        assert answer.status is Status.NO_EVIDENCE or answer.statements
        assert "时限" in answer.note, form  # nothing is called missing that was not looked for


def test_progress_is_told_and_counted(asking: QuestionAnswering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier, "time", Clock())
    held = replace(asking, forms=FormSettings(timeline_ms=600_000))
    events = list(held.stream_form(Form.TIMELINE, "鹭岛礁清网"))
    told = [event for event in events if isinstance(event, StageBegan) and event.total]
    assert {event.stage.code for event in told} == {"form-finding", "form-reading", "form-joining"}
    assert all(0 <= event.done < event.total for event in told)
    asked = [event for event in held.stream("梳理鹭岛礁清网的经过") if isinstance(event, StageBegan)]
    assert {event.stage.code for event in asked} > {"form-gathering", "form-reading"}


def test_what_is_done_soon_tells_no_progress(asking: QuestionAnswering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier, "TELL_S", 60.0)
    events = list(asking.stream_form(Form.TIMELINE, "鹭岛礁清网"))
    assert [event.stage.code for event in events if isinstance(event, StageBegan)] == ["form-gathering"]
    assert isinstance(events[-1], AnswerFinished)


def test_cancelled_form_ends_and_says_so(asking: QuestionAnswering) -> None:
    cancel = threading.Event()
    hurry = Hurry(Limits(seconds=60), cancel)
    with asking.library.snapshot() as snapshot:
        found = finished(dossier.gathering(snapshot, "鹭岛礁清网", Filters(), hurry))
        cancel.set()
        draft = finished(timeline(found))
    assert len(found.holdings) == COUNT and draft.statements == ()
    assert draft.notes[0].code == "form-searched-until-stopped" and draft.notes[0].facts["read"] == 0


def test_lines_of_days_apart_are_not_compared(asking: QuestionAnswering, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each was once compared with each: of 2,000 articles that took minutes."""
    compared: list[object] = []
    is_same = timeline_module._is_same

    def counted(left: Event, right: Event) -> bool:
        compared.append(left)
        return is_same(left, right)

    monkeypatch.setattr(timeline_module, "_is_same", counted)
    assert len(asking.in_form(Form.TIMELINE, "鹭岛礁清网").statements) == COUNT
    assert not compared
