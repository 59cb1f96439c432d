"""What the screen says in the language the reader chose: the texts of zh.toml and en.toml, and what is made of them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Protocol

import streamlit as st

from index.article import Article
from qa.answer import Statement

COOKIE = "yinju_language"
"""Set by page_bar.js and read by the sign-in page too. Holds a language and nothing else."""
CHOSEN = "language"
"""Where the session keeps a choice made after its page was opened: it knows only the cookies of that moment."""
MINUTE_S = 60
HOUR_S = 3600

# ---- The names of the texts: each is in both catalogues, with the same {names}; `str.format` fills them in


@dataclass(frozen=True)
class Labels:
    """Every word of the screen but those of the other two."""

    language: str
    language_name: str
    choose_language: str
    product: str
    about: str
    loading: str
    preparing: str
    unexpected_error: str
    list_separator: str

    chat_page: str
    chat_page_help: str
    chat_heading: str
    chat_promise: str
    chat_scope: str
    chat_suggestions: str
    question_placeholder: str
    question_blank: str
    stand_alone: str
    question_cut: str
    new_conversation: str
    empty_heading: str
    empty_advice: str
    empty_elsewhere: str
    empty_go: str

    unsupported: str
    searching: str
    draft: str
    draft_checked: str
    stop_writing: str
    copy_answer: str
    copied: str
    ask_again: str

    none: str
    chat_model_used: str
    chat_model_unused: str
    chat_model_failed: str
    chat_model_help: str
    chat_model_dialog: str
    chat_model_about: str
    chat_model_name: str
    chat_model_address: str
    chat_model_key: str
    chat_model_try: str
    chat_model_trying: str
    chat_model_no_answer: str
    chat_model_off: str
    chat_model_back: str

    sources: str
    nearest: str
    open_citation: str
    previous_citation: str
    next_citation: str
    close: str
    open_article: str
    made_face: str
    untitled: str
    undated: str
    unsourced: str
    took: str
    took_little: str

    article_dialog: str
    article_location: str
    also_published: str
    publication: str
    article_note: str
    article_removed: str

    seconds: str
    minutes: str
    hours: str

    library_page: str
    library_page_help: str

    sign_in: str
    sign_in_intro: str
    sign_in_field: str
    sign_in_back: str
    sign_in_wrong: str
    sign_in_wait: str
    sign_in_elsewhere: str
    sign_in_provider: str
    sign_out: str
    signed_in_reader: str
    signed_in_librarian: str
    asking_guarded: str
    asking_refused: str


@dataclass(frozen=True)
class LibraryLabels:
    """The words of the library page."""

    language: str

    heading: str
    intro: str
    read_only: str
    asks_only: str
    tab_articles: str
    tab_add: str
    tab_figures: str
    tab_health: str

    articles: str
    articles_count: str
    articles_help: str
    size: str
    size_help: str
    size_of_free: str
    last_sync: str
    never_synced: str
    watching: str
    watch_polling: str
    not_watching: str
    watch_changed: str
    watch_error: str
    watch_unreadable: str
    refresh: str
    has_changed: str
    other_model: str
    older_rules: str
    rebuild: str
    rebuild_help: str
    rebuild_progress: str
    rebuild_running: str
    rebuilt: str
    rebuild_stopped: str
    disk_low: str

    search: str
    search_hint: str
    filters: str
    filter_state: str
    filter_source: str
    any_source: str
    filter_since: str
    filter_until: str
    sort: str
    sort_newest: str
    sort_oldest: str
    sort_title: str
    sort_source: str
    sort_longest: str
    sort_shortest: str
    sort_reprinted: str
    sort_added: str
    clear_filters: str
    found: str
    found_page: str
    list_empty: str
    list_no_match: str

    state_shown: str
    state_reprint: str
    state_withdrawn: str
    state_rejected: str
    state_reprint_of: str
    state_gone: str

    column_open: str
    column_title: str
    column_published: str
    column_source: str
    column_author: str
    column_state: str
    column_reprints: str
    column_chars: str
    column_id: str
    column_note: str
    open_row: str
    made_face: str
    untitled: str
    table_name: str
    article_gone: str

    select_hint: str
    selected: str
    withdraw: str
    withdraw_none: str
    withdraw_help: str
    reinstate: str
    withdrawn: str
    withdrawn_reprints: str
    withdraw_reprints: str
    undo: str
    reinstated: str
    reinstated_gone: str
    changing: str

    sync: str
    sync_help: str
    allow_removals: str
    allow_removals_help: str
    sync_running: str
    sync_waiting: str
    sync_progress: str
    sync_rate: str
    sync_left: str
    sync_meanwhile: str
    seconds: str
    minutes: str
    hours: str
    stop: str
    stopping: str
    stopped: str
    sync_done: str
    sync_reprints: str
    rejected_heading: str
    column_file: str
    column_reason: str

    upload_label: str
    upload_help: str
    upload_intro: str
    upload_too_many: str
    upload_too_large: str
    previewing: str
    preview_heading: str
    preview_count: str
    preview_rejected: str
    preview_more: str
    preview_outcome: str
    outcome_new: str
    outcome_known: str
    outcome_reprint: str
    outcome_taken: str
    outcome_rejected: str
    preview_choose: str
    original_heading: str
    clean_heading: str
    original_none: str
    original_cut: str
    clean_cut: str
    clean_removed: str
    found_title: str
    found_published: str
    found_source: str
    found_author: str
    not_found: str
    add: str
    add_nothing: str
    added: str
    renamed: str

    figures_months: str
    figures_years: str
    figures_days: str
    figures_sources: str
    figures_undated: str
    figures_day: str
    figures_count: str
    figures_source: str
    unsourced: str
    other_sources: str
    figures_none: str

    health_embedding: str
    health_chunks: str
    health_program: str
    health_version: str
    health_version_value: str
    health_place: str
    health_articles_place: str
    health_folder_missing: str
    check: str
    check_help: str
    checking: str
    check_whole: str
    check_repairable: str
    check_damaged: str


@dataclass(frozen=True)
class TalkLabels:
    """The words of conversations, filters, export and thumbs."""

    language: str

    new_conversation: str
    search: str
    search_hint: str
    none_yet: str
    none_found: str
    whose: str
    today: str
    yesterday: str
    this_week: str
    earlier: str
    show_more: str
    actions: str
    rename: str
    title: str
    save: str
    delete: str
    deleted: str
    undo: str
    of_another: str

    export: str
    export_about: str
    export_answer: str
    export_conversation: str
    export_markdown: str
    export_word: str
    export_gone: str

    helpful: str
    unhelpful: str
    reason: str
    send: str
    thanks: str

    filters: str
    filters_about: str
    dates_from_to: str
    since: str
    until: str
    sources: str
    any_source: str
    clear_filters: str
    remove_filter: str
    fitting: str
    none_fitting: str


def _read(language: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8"))


_CHINESE, _ENGLISH = _read("zh"), _read("en")
ZH, EN = Labels(**_CHINESE["screen"]), Labels(**_ENGLISH["screen"])
LIBRARY_ZH, LIBRARY_EN = LibraryLabels(**_CHINESE["library"]), LibraryLabels(**_ENGLISH["library"])
ZH_TALK, EN_TALK = TalkLabels(**_CHINESE["talk"]), TalkLabels(**_ENGLISH["talk"])
LANGUAGES = (ZH, EN)
"""What a reader can choose from; the first is what is shown to one who has not chosen."""

# ---- Which language the reader has chosen: one switch, remembered in a cookie of the browser


def labels() -> Labels:
    """Return the texts in the language chosen in this session, else the one in the browser's cookie, else Chinese."""
    return labels_for(st.session_state.get(CHOSEN) or st.context.cookies.get(COOKIE))


def labels_for(language: object) -> Labels:
    """Return the texts in `language`, Chinese where there are none."""
    return next((known for known in LANGUAGES if known.language == language), ZH)


def choose_language(language: object) -> None:
    """Show this session's pages in `language` from the next script run on."""
    st.session_state[CHOSEN] = labels_for(language).language


def library_texts(labels: Labels) -> LibraryLabels:
    """Return the texts in the language of `labels`, Chinese where there are none."""
    return LIBRARY_EN if labels.language == LIBRARY_EN.language else LIBRARY_ZH


def talk_labels(language: str) -> TalkLabels:
    """Return the texts in this language of the screen."""
    return EN_TALK if language == EN_TALK.language else ZH_TALK


# ---- What is put together of the texts


class FaceLabels(Protocol):
    """How an article without a title is shown."""

    @property
    def made_face(self) -> str: ...
    @property
    def untitled(self) -> str: ...


def title_of(labels: Labels, article: Article) -> str:
    """Return the title, or for an article without one its first sentence, marked as made, or else its name."""
    return article.title or face_in_words(labels, article.face, article.id)


def face_in_words(labels: FaceLabels, face: str, article_id: str) -> str:
    """Return what an article without a title is shown as: its first sentence, marked as made, or else its name."""
    return labels.made_face.format(face=face) if face else labels.untitled.format(name=PurePath(article_id).name)


def meta_line(labels: Labels, published: str, source: str, author: str) -> list[str]:
    """Return what stands under a title: date, source and, where known, author."""
    parts = [published or labels.undated, source or labels.unsourced]
    return [*parts, author] if author else parts


def also_published(labels: Labels, article: Article) -> str:
    """Return who else published an article and when, or ''. That a day is unknown is said once, the article's own
    included."""
    is_said = article.published is None
    publications = []
    for reprint in article.reprints:
        name = reprint.source or reprint.title or labels.unsourced
        published = reprint.published.isoformat() if reprint.published else "" if is_said else labels.undated
        is_said |= reprint.published is None
        publications.append(labels.publication.format(source=name, published=published) if published else name)
    return labels.also_published.format(publications=labels.list_separator.join(publications)) if publications else ""


def draft_state(labels: Labels, checked: Sequence[Statement]) -> str:
    """Return what stands over a chat model's draft: how much of it is checked, and what came of that."""
    supported = sum(statement.is_supported for statement in checked)
    return labels.draft_checked.format(checked=len(checked), supported=supported) if checked else labels.draft


def took(labels: Labels, milliseconds: float) -> str:
    """Return how long an answer took, in seconds with one decimal."""
    seconds = milliseconds / 1000
    return labels.took.format(seconds=f"{seconds:.1f}") if seconds >= 0.1 else labels.took_little


class TimeWords(Protocol):
    """How lengths of time are said; {count} is filled in."""

    @property
    def seconds(self) -> str: ...
    @property
    def minutes(self) -> str: ...
    @property
    def hours(self) -> str: ...


def duration(words: TimeWords, seconds: float) -> str:
    """Return a length of time as a person says it: the longer it is, the rougher."""
    whole = max(1, round(seconds))
    if whole >= HOUR_S:
        hours, rest = divmod(whole, HOUR_S)
        parts = [words.hours.format(count=hours)]
        if rest >= MINUTE_S:
            parts.append(words.minutes.format(count=rest // MINUTE_S))
    else:
        minutes, rest = divmod(whole, MINUTE_S)
        parts = [words.minutes.format(count=minutes)] if minutes else []
        if rest or not minutes:
            parts.append(words.seconds.format(count=rest))
    return " ".join(parts)
