"""Requests by a button instead of a typed question: a summary of an article, the timeline of a topic."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import streamlit as st

from index.article import Article
from index.snapshot import Filters
from qa.answer import Form
from qa.asking import QuestionAnswering
from qa.running import AnswerEvent, AnswerFinished
from qa.saved import SavedQuestion
from ui.language.texts import Labels, title_of

_ASKED = "asked_in_form"


@dataclass(frozen=True)
class AskedInForm:
    """A form requested by a button, for a topic or an article id, and the question shown for it."""

    form: Form
    topic: str
    question: str

    def stream(self, answering: QuestionAnswering, filters: Filters, cancel: threading.Event) -> Iterator[AnswerEvent]:
        """Yield the events of its answer."""
        for event in answering.stream_form(self.form, self.topic, filters, cancel):
            if isinstance(event, AnswerFinished):
                yield AnswerFinished(replace(event.answer, question=self.question))
            else:
                yield event


@dataclass(frozen=True)
class AskedSaved:
    """A saved question asked in the conversation."""

    saved: SavedQuestion

    @property
    def question(self) -> str:
        """The question's text."""
        return self.saved.question

    def stream(self, answering: QuestionAnswering, filters: Filters, cancel: threading.Event) -> Iterator[AnswerEvent]:
        """Yield the events of its answer, with the filters it was saved with."""
        return answering.stream(self.saved.question, self.saved.filters, (), cancel)


def ask_again_saved(saved: SavedQuestion) -> None:
    """Have a saved question answered in the next run of the chat page."""
    st.session_state[_ASKED] = AskedSaved(saved)


def ask_in_form(asked: AskedInForm) -> None:
    """Have a form answered in the next run of the chat page."""
    st.session_state[_ASKED] = asked


def is_asked_in_form() -> bool:
    """Return whether such a request started this run; the chat page answers it."""
    return _ASKED in st.session_state


def take_asked_in_form() -> AskedInForm | AskedSaved | None:
    """Return the request that started this run, or None."""
    asked: AskedInForm | AskedSaved | None = st.session_state.pop(_ASKED, None)
    return asked


def ask_for_brief(article: Article, labels: Labels) -> None:
    """Ask for a summary of an article."""
    ask_in_form(AskedInForm(Form.BRIEF, article.id, labels.brief_question.format(title=title_of(labels, article))))


def ask_for_topic_brief(topic: str, labels: Labels) -> None:
    """Ask for a summary of the articles on a topic."""
    ask_in_form(AskedInForm(Form.BRIEF, topic, labels.topic_brief_question.format(topic=topic)))


def ask_for_timeline(topic: str, labels: Labels) -> None:
    """Ask for the timeline of a topic."""
    ask_in_form(AskedInForm(Form.TIMELINE, topic, labels.timeline_question.format(topic=topic)))
