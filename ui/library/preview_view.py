"""What an upload would add: every article in a table, and each one's clean text beside what stands in its file."""

from collections.abc import Sequence

import streamlit as st

from index.article import Article
from index.load import ArticlePreview
from ui.language.library_labels import LibraryLabels
from ui.language.translation import translate
from ui.library.upload_preview import MAX_LISTED, Outcome, UploadItem, UploadPreview
from ui.plain_text import escape_markdown

COMPARE_HEIGHT = 460
MAX_CLEAN_CHARS = 20_000
ROW_HEIGHT = 38
MAX_ROWS_SHOWN = 10


def draw_preview(preview: UploadPreview, texts: LibraryLabels) -> bool:
    """Show the preview; return whether it is to be added."""
    st.subheader(texts.preview_heading, anchor=False)
    sentences = []
    if preview.addable:
        sentences.append(texts.preview_count.format(articles=preview.addable, files=len(preview.files)))
    if rejected := preview.counts[Outcome.REJECTED] + preview.counts[Outcome.TAKEN]:
        sentences.append(texts.preview_rejected.format(count=rejected))
    if preview.counts.total() > len(preview.items):
        sentences.append(texts.preview_more.format(count=MAX_LISTED))
    st.markdown(" ".join(sentences))
    is_asked = st.button(
        texts.add.format(count=preview.addable) if preview.addable else texts.add_nothing,
        key="add",
        type="primary",
        icon=":material/add:",
        disabled=not preview.addable,
    )
    _draw_table(preview.items, texts)
    _draw_comparison(preview.items, texts)
    return is_asked


def _draw_table(items: Sequence[UploadItem], texts: LibraryLabels) -> None:
    articles = [item.preview.article if item.preview else None for item in items]
    st.dataframe(
        {
            texts.preview_outcome: [_outcome(item, texts) for item in items],
            texts.column_title: [article.title if article else "" for article in articles],
            texts.column_published: [article.published if article else None for article in articles],
            texts.column_source: [article.source if article else "" for article in articles],
            texts.column_chars: [_chars(article) if article else None for article in articles],
            texts.column_file: [item.name for item in items],
        },
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(items), MAX_ROWS_SHOWN) + 1) + 3,
        placeholder="",
        alt=texts.preview_heading,
        column_config={
            texts.preview_outcome: st.column_config.TextColumn(width=300),
            texts.column_title: st.column_config.TextColumn(width=300),
            texts.column_published: st.column_config.DateColumn(format="YYYY-MM-DD", width=104),
            texts.column_chars: st.column_config.NumberColumn(format="localized", width=76),
        },
    )


def _draw_comparison(items: Sequence[UploadItem], texts: LibraryLabels) -> None:
    """Let one article be chosen and show it beside its original."""
    readable = [place for place, item in enumerate(items) if item.preview]
    if not readable:
        return
    place = st.selectbox(
        texts.preview_choose, readable, format_func=lambda place: _choice(items[place]), key="preview_chosen"
    )
    preview = items[place].preview
    if preview is not None:
        original, clean = st.columns(2)
        with original:
            _draw_original(preview, texts)
        with clean:
            _draw_clean(preview.article, texts)


def _draw_original(preview: ArticlePreview, texts: LibraryLabels) -> None:
    st.markdown(f"**{texts.original_heading}**")
    with st.container(height=COMPARE_HEIGHT, key="preview-original"):
        st.text(preview.original or texts.original_none)
        if preview.is_cut:
            st.caption(texts.original_cut)


def _draw_clean(article: Article, texts: LibraryLabels) -> None:
    st.markdown(f"**{texts.clean_heading}**")
    with st.container(height=COMPARE_HEIGHT, key="preview-clean"):
        found = {
            texts.found_title: article.title,
            texts.found_published: article.published.isoformat() if article.published else "",
            texts.found_source: article.source,
            texts.found_author: article.author,
        }
        lines = [f"{name}：{escape_markdown(value or texts.not_found)}" for name, value in found.items()]
        st.caption("  \n".join(lines))
        text = "\n\n".join(paragraph.text for paragraph in article.paragraphs)
        st.text(text[:MAX_CLEAN_CHARS])
        if len(text) > MAX_CLEAN_CHARS:
            st.caption(texts.clean_cut)
        if article.note:
            st.caption(escape_markdown(translate(article.note, texts.language)))


def _outcome(item: UploadItem, texts: LibraryLabels) -> str:
    return {
        Outcome.NEW: texts.outcome_new,
        Outcome.KNOWN: texts.outcome_known,
        Outcome.REPRINT: texts.outcome_reprint.format(title=item.detail),
        Outcome.TAKEN: texts.outcome_taken,
        Outcome.REJECTED: texts.outcome_rejected.format(reason=translate(item.detail, texts.language)),
    }[item.outcome]


def _choice(item: UploadItem) -> str:
    title = item.preview.article.title if item.preview else ""
    return f"{title}（{item.name}）" if title else item.name


def _chars(article: Article) -> int:
    return sum(len(paragraph.text) for paragraph in article.paragraphs)
