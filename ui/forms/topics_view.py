"""The library's contents on the empty chat: its main topics and newest articles; and everything on one topic."""

from collections.abc import Sequence

import streamlit as st

from index.article import Article
from index.library import Library
from qa.forms.holdings import Holdings, MainTopic, holdings_of
from ui.article_view import OpenedArticle, open_article
from ui.drawing import errors_as_sentences, escape_markdown
from ui.forms.asked import ask_for_timeline, ask_for_topic_brief
from ui.language.texts import Labels, title_of

_TOPIC = "asked_topic"
DIALOG_WIDTH = 640
BAR_COLOUR = "#3f8f83"
"""Visible on white and on black."""


def draw_topics(topics: Sequence[MainTopic], labels: Labels) -> None:
    """Show the main topics; the one clicked is opened in the next run."""
    if not topics:
        return
    st.caption(labels.topics, text_alignment="center")
    with st.container(key="topics", horizontal=True, horizontal_alignment="center", gap="small"):
        for number, topic in enumerate(topics):
            text = labels.topic.format(name=escape_markdown(topic.name), count=topic.articles)
            if st.button(text, key=f"topic-{number}", type="tertiary", icon=":material/tag:"):
                st.session_state[_TOPIC] = topic.name
                st.rerun()


def draw_newest(articles: Sequence[Article], labels: Labels) -> None:
    """Show the newest articles; the one clicked is opened in the next run."""
    st.caption(labels.newest, text_alignment="center")
    with st.container(key="newest", gap=None, horizontal_alignment="center"):
        for number, article in enumerate(articles):
            if st.button(_row(article, labels), key=f"newest-{number}", type="tertiary"):
                _open(article)


def _row(article: Article, labels: Labels) -> str:
    day = article.published.isoformat() if article.published else labels.undated
    return f"{escape_markdown(title_of(labels, article))}　:gray[{escape_markdown(day)}]"


def _open(article: Article) -> None:
    open_article(OpenedArticle(article, (), 0))
    st.rerun()


def show_asked_topic(library: Library, labels: Labels) -> None:
    """Open what the library contains on the topic that was clicked; a script run can open at most one dialog."""
    topic: str | None = st.session_state.pop(_TOPIC, None)
    if topic is None:
        return

    @st.dialog(escape_markdown(topic), width=DIALOG_WIDTH, icon=":material/tag:")
    def dialog() -> None:
        with errors_as_sentences(labels):
            with library.snapshot() as snapshot:
                held = holdings_of(snapshot, topic)
            _draw_held(held, labels)

    dialog()


def _draw_held(held: Holdings, labels: Labels) -> None:
    said = labels.topic_held_most if held.is_cut else labels.topic_held
    undated = labels.topic_undated.format(count=held.undated) if held.undated else ""
    st.markdown(said.format(searched=f"{held.searched:,}", count=held.articles) + undated)
    with st.container(horizontal=True):
        st.button(
            labels.timeline_button,
            key="topic-timeline",
            icon=":material/timeline:",
            on_click=ask_for_timeline,
            args=(held.topic, labels),
        ) and st.rerun()
        st.button(
            labels.topic_brief_button,
            key="topic-brief",
            icon=":material/short_text:",
            on_click=ask_for_topic_brief,
            args=(held.topic, labels),
        ) and st.rerun()
    if len(held.by_time) > 1:
        st.caption(labels.topic_by_time)
        columns = {
            labels.topic_time: [time for time, _ in held.by_time],
            labels.topic_count: [n for _, n in held.by_time],
        }
        st.bar_chart(
            columns, x=labels.topic_time, y=labels.topic_count, height=180, x_label="", y_label="", color=BAR_COLOUR
        )
    sources = labels.list_separator.join(f"{source or labels.unsourced} {count}" for source, count in held.by_source)
    st.caption(labels.topic_by_source.format(sources=escape_markdown(sources)))
    st.caption(labels.topic_newest)
    with st.container(gap=None):
        for number, article in enumerate(held.newest):
            if st.button(_row(article, labels), key=f"topic-article-{number}", type="tertiary"):
                _open(article)
