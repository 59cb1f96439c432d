"""From the lines of a file to the article in it: title and credits, body, paragraphs, and what was left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.article import Field, RemovedLine
from index.chinese.dates import date_in_address, read_date
from index.chinese.vocabulary import compiled
from index.clean import document, web_page
from index.clean.artefacts import remove_artefacts
from index.clean.credits import Credits, read_dateline, read_outlet
from index.clean.edges import cut_closing
from index.clean.furniture import (
    cut_tail_widget,
    find_inline_adverts,
    is_breadcrumb,
    is_furniture,
    is_name_of_document_site,
    is_notice,
    is_page_furniture,
    is_related_heading,
    is_statement,
    notice_start,
)
from index.clean.headline import close_up, undouble, unframe
from index.clean.html import html_to_lines, html_to_text_lines
from index.clean.lines import Account, Line, Removal, text_to_lines
from index.clean.mail_head import read_mail_head, unquote_answered
from index.clean.markdown import FrontMatter, markdown_to_lines, split_front_matter
from index.clean.official_fields import find_fields
from index.clean.page_breaks import drop_page_breaks
from index.clean.paragraphs import group_paragraphs, is_list_item, join_broken, join_wrapped
from index.clean.repeats import drop_repeated_sentences
from index.clean.subtitles import (
    is_subtitles,
    is_timed_lyrics,
    lyric_lines,
    song_tags,
    subtitle_lines,
    title_of_subtitles,
)
from index.clean.text_tables import find_tables, mark_columns
from index.errors import LoadError
from index.messages import Message


@dataclass(frozen=True)
class Metadata:
    """An article's metadata; empty or None if unknown. `author` is the writers, else the editors."""

    title: str = ""
    published: date | None = None
    source: str = ""
    author: str = ""
    location: str = ""


@dataclass(frozen=True)
class Page:
    """An article found in a file: its metadata, its clean paragraphs in order, and what was left out.

    Every visible character of the file is in one of the three; a table's heads are repeated in its rows.
    """

    metadata: Metadata
    paragraphs: tuple[str, ...]
    removed: tuple[RemovedLine, ...] = field(default=(), compare=False)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Fields of a form at its head (发文字号, 索引号), which are also in the text or the credits."""
        return find_fields(self.paragraphs, self.removed)


EDITOR_MARK = "（责任编辑）"
"""Follows the name of an editor given in place of an unnamed writer."""
MAX_CHARS = 2_000_000
MAX_LINES = 30_000
MAX_SENTENCES = 50_000
"""A long novel has about a million characters, ten thousand lines and forty thousand sentences."""


def clean_page_lines(
    lines: Sequence[Line],
    known: Metadata,
    account: Account,
    *,
    above: Sequence[Line] = (),
    below: Sequence[Line] = (),
) -> Page:
    """Return the article in the lines of a web page, already without artefacts.

    `known` takes precedence over the page. `above` and `below` are lines around the article that are not part of it but
    may have its credits. Raises LoadError for pages far larger than any article.
    """
    _check_size(lines)
    title, body, credits = web_page.take_apart(join_wrapped(list(lines)), known.title, account)
    body = join_broken(body)
    rows = frozenset(line.text for line in body if line.row)
    items = frozenset(line.text for line in body if line.item)
    headings = frozenset(line.text for line in body if line.heading)
    texts, repeated = drop_repeated_sentences([line.text for line in body])
    account.add_lines(repeated, Removal.REPEATED)
    texts, closing = cut_closing(texts, account)
    for found in (closing, web_page.margin_credits(above, below), read_dateline(texts[0]) if texts else Credits()):
        credits = credits.merged(found)
    if not texts and title and not known.title:
        texts, title = [title], ""  # a one-line page has no title above its text: the line is the text
    kept = [Line(text, heading=text in headings, row=text in rows, item=text in items) for text in texts]
    return Page(_metadata(known, title, credits), tuple(group_paragraphs(kept)), account.lines)


def clean_document_lines(lines: Sequence[Line], known: Metadata, account: Account, *, wrapped: bool = False) -> Page:
    """Return the article in the lines of a plain document, of which everything except title and credits stays.

    `wrapped`: they are the lines of printed pages. Raises LoadError for documents far larger than any article.
    """
    _check_size(lines)
    joined = join_wrapped(_without_names_of_sites(lines, account), surely=wrapped)
    is_news = bool(known.source or known.author)
    title, body, credits = document.take_apart(joined, known.title, account, is_news=is_news)
    return Page(_metadata(known, title, credits), tuple(group_paragraphs(join_broken(body))), account.lines)


def _without_names_of_sites(lines: Sequence[Line], account: Account) -> list[Line]:
    """Return the lines without those in which a site of documents names itself (本文档由…文库整理)."""
    kept = [line for line in lines if line.row or not is_name_of_document_site(line.text)]
    account.add_missing(lines, kept, Removal.FURNITURE)
    return kept


def _check_size(lines: Sequence[Line]) -> None:
    """Raise LoadError for texts that would take long and are not articles."""
    chars = sum(len(line.text) for line in lines)
    sentences = sum(line.text.count(mark) for line in lines for mark in "。！？!?") if chars > MAX_SENTENCES else 0
    if chars > MAX_CHARS:
        raise LoadError(Message("text-too-long", {"chars": chars, "limit": MAX_CHARS}))
    if len(lines) > MAX_LINES or sentences > MAX_SENTENCES:
        raise LoadError(Message("text-too-many-sentences", {"lines": len(lines), "sentences": sentences}))


_WIDE_GAP = re.compile(r" {3,}")


def _metadata(known: Metadata, title: str, credits: Credits) -> Metadata:
    author = credits.author or (f"{credits.editor}{EDITOR_MARK}" if credits.editor else "")
    return replace(
        known,
        title=_WIDE_GAP.sub(" ", close_up(undouble(unframe(title)))),
        published=known.published or credits.published or credits.written,
        source=known.source or credits.source,
        author=known.author or author,
    )


# ---- Text or HTML in, Page out: common to all formats


_MARKUP = re.compile(
    r"<(?:p|br|div|span|strong|b|section|article|table|h[1-6]|ul|ol|li|font|img|a|html|body|em|center|blockquote)(?:\s[^<>]*)?/?>"
    r"|</(?:p|div|span|strong|b|section|h[1-6]|li|a|font|body)>",
    re.IGNORECASE,
)


def clean_text(text: str, known: Metadata) -> Page:
    """Return the article in plain text; text with HTML tags is read as HTML. `known` takes precedence over the text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if is_subtitles(text):
        account = Account()
        known = replace(known, title=known.title or title_of_subtitles(text))
        return clean_document_lines(subtitle_lines(text, account), known, account)
    if is_timed_lyrics(text):
        account, tags = Account(), song_tags(text)
        known = replace(known, title=known.title or tags.get("ti", ""), author=known.author or tags.get("ar", ""))
        return clean_document_lines(lyric_lines(text, account), known, account)
    if "<" in text and _MARKUP.search(text):
        return clean_html(text, known)
    account = Account()
    found = text_to_lines(remove_artefacts(mark_columns(unquote_answered(text))))
    lines = drop_page_breaks(found, account)
    printed = len(found) - len(lines) > 1
    page = _clean_by_kind(find_tables(lines), known, account, printed=printed)
    return _with_day_of_address(page)


_MAX_ABOVE_SHARE = 0.2
_MARKDOWN = re.compile(r"^(?:#{1,6}|[-*+]|\d{1,3}\.) +\S|^\|.*\|\s*$", re.MULTILINE)
"""A heading, an item or a row: Markdown may begin with a tag (<a name="x"></a>)."""


def _clean_by_kind(lines: list[Line], known: Metadata, account: Account, *, printed: bool = False) -> Page:
    """Return the article in lines of a copied page or of a document; `printed`: copied out of printed pages."""
    if read_mail_head(lines) is None and is_copied_page(lines):
        tried = account.copied()
        page = clean_page_lines(lines, known, tried)
        above = sum(len(line.text) for line in page.removed if line.role == Removal.ABOVE_TITLE.value)
        if above <= _MAX_ABOVE_SHARE * sum(map(len, page.paragraphs)):
            return page  # else it was a notice of short lines, most of which would be taken for columns of a site
    return clean_document_lines(lines, known, account, wrapped=printed)


def clean_markdown(text: str, known: Metadata) -> Page:
    """Return the article in Markdown; fields of its front matter take precedence over the text."""
    front, body = split_front_matter(text)
    known = _with_fields(known, front)
    if body.lstrip()[:1] == "<" and _MARKUP.search(body) and not _MARKDOWN.search(body):
        return clean_html(body, known)
    account = Account()
    account.add_lines(front.lines, Removal.FRONT_MATTER)
    lines = markdown_to_lines(mark_columns(body.replace("\r\n", "\n").replace("\r", "\n")), account)
    return _with_day_of_address(_clean_by_kind(find_tables(_clean_each(lines)), known, account))


def clean_marked_lines(lines: Sequence[Line], known: Metadata) -> Page:
    """Return the article in the lines of a document whose format marks headings and table rows."""
    return clean_document_lines(_clean_each(lines), known, Account())


_NAME_WITH_DAY = re.compile(r"(?:^|[_\s])(?:(?P<source>[^_\s\d]{2,20})_)?(?P<day>(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d)$")


def fill_from_name(page: Page, name: str) -> Page:
    """Return `page` with what its file's name says and the file itself does not: the day and the outlet at the end
    (…_沅川晚报_2023-06-01.txt), and the title (桂花巷房屋租赁合同.docx)."""
    stem = re.sub(r"\.[A-Za-z]{1,8}$", "", re.split(r"[/\\]", name)[-1])
    data = page.metadata
    found = _NAME_WITH_DAY.search(stem)
    day = read_date(found["day"].replace("_", "-")) if found else None
    if found is not None and day is not None:
        source = (found["source"] or "") if read_outlet(found["source"] or "") is not None else ""
        stem = stem[: found.start("source" if source else "day")]
        if not data.published:
            data = replace(data, published=day, source=data.source or source)
    return replace(page, metadata=replace(data, title=data.title or _title_in_name(stem, page.paragraphs)))


def _title_in_name(stem: str, paragraphs: Sequence[str]) -> str:
    """Return the title that a file's name gives an article without one, "" if it says nothing of its text: a title
    shares pairs of Chinese characters with its text."""
    title = plain_line(stem.replace("_", " "))
    for name in ("before", "behind"):
        title = compiled(f"file_names.{name}").sub("", title).strip(" -—.")
    if compiled("file_names.says_nothing").fullmatch(title.lower()):
        return ""
    pairs = {title[at : at + 2] for at in range(len(title) - 1) if _PAIR.fullmatch(title, at, at + 2)}
    text = "\n".join(paragraphs)[:_NAMED_WITHIN]
    return title if sum(pair in text for pair in pairs) >= _LEAST_PAIRS else ""


_PAIR = re.compile("[\u4e00-\u9fff]{2}")
_LEAST_PAIRS, _NAMED_WITHIN = 2, 4000
"""Pairs of characters of a file's name in the first characters of its text: one may be shared by chance."""


def plain_line(text: str) -> str:
    """Return a metadata value as one clean line."""
    return " ".join(remove_artefacts(text).split())


def visible_text(text: str) -> str:
    """Return all text a page shows, for HTML without tags, line by line: the input of cleaning."""
    if "<" in text and _MARKUP.search(text):
        return "\n".join(line for line in html_to_text_lines(text) if line)
    return text


def _with_fields(known: Metadata, front: FrontMatter) -> Metadata:
    fields = front.fields

    def first(*names: str) -> str:
        return next((plain_line(fields[name]) for name in names if fields.get(name)), "")

    return replace(
        known,
        title=known.title or first("title", "标题"),
        published=known.published or read_date(first("date", "published", "发布日期", "日期", "发布时间")),
        source=known.source or first("source", "来源"),
        author=known.author or first("author", "作者", "记者"),
        location=known.location or first("url", "link", "链接", "网址"),
    )


def clean_html(text: str, known: Metadata) -> Page:
    """Return the article in an HTML page or fragment; `known` takes precedence. Raises LoadError for absurd nesting."""
    found = html_to_lines(text)
    head = found.head
    lines = _clean_each(found.lines)
    if any("  " in line.text for line in lines):
        lines = find_tables(lines)  # only preformatted text keeps its blanks
    known = replace(
        known,
        title=known.title or remove_artefacts(head.title).strip(),
        published=known.published or head.published,
        source=known.source or head.source,
        author=known.author or (head.author if head.is_sure else ""),
        location=known.location or head.address,
    )
    above, below = _clean_each(found.above), _clean_each(found.below)
    page = clean_page_lines(lines, known, found.account, above=above, below=below)
    metadata = page.metadata
    is_editor = metadata.author.endswith(EDITOR_MARK)
    author = head.author if head.author and (is_editor or not metadata.author) else metadata.author
    metadata = replace(metadata, source=metadata.source or head.site, author=author)
    return _with_day_of_address(replace(page, metadata=metadata))


def _clean_each(lines: Sequence[Line]) -> list[Line]:
    """Remove artefacts from all lines at once: only the whole text shows whether brackets contain machine pinyin."""
    cleaned = remove_artefacts("\n".join(line.text.replace("\n", " ") for line in lines)).split("\n")
    if len(cleaned) != len(lines):
        cleaned = [remove_artefacts(line.text).replace("\n", " ") for line in lines]
    pairs = zip(lines, cleaned, strict=True)
    return [replace(line, text=text.strip(" \u3000")) for line, text in pairs if text.strip(" \u3000")]


def _with_day_of_address(page: Page) -> Page:
    """Fill in the day from the article's web address if nothing else gives one."""
    metadata = page.metadata
    if metadata.published or not metadata.location.startswith(("http://", "https://")):
        return page
    return replace(page, metadata=replace(metadata, published=date_in_address(metadata.location)))


# ---- A page copied from the web, or a plain document: only the former has furniture around its text


_TAIL_CHARS = 260
_FEW_LINES = 3
_WALL_CHARS = 400
_MAX_WIDGET_CHARS = 24
_MIN_LIKELY_LINES = 2
_MIN_REPEATED_CHARS = 8
_MIN_REPEATED_SENTENCES = 2
_MIN_REPEATED_ALONE = 30
_MIN_REPEATED_SHARE = 0.2
_SENTENCE = re.compile(r"[^。！？]+[。！？]")
_NOT_TEXT = re.compile(r"[\W_]+")
_SCRAPED = re.compile(
    r"^【?原?标\s{0,4}题】?\s*[:：]"
    r"|^[\[［【(（]?[\s\d\-:：/.年月日]{8,40}[\]］】)）]?\s*[，,]?\s*正\s?文\s*[:：]"
    r"|^来\s?源\s*[:：].{2,20}正\s?文|^正\s?文\s*[:：]"
)
_CONTACT = re.compile(r"(?:联系|投稿|报名|电子)?(?:邮箱|方式|E-?mail)\s*[:：]", re.IGNORECASE)
"""A line that a notice has as well as a site."""
_END_MARK = re.compile(r"[（(【]?\s?(?:完|全文完|本文完|未完待续)\s?[】)）]?")
"""Stands below a tale in a document too."""
_STATEMENTS = re.compile(r"[。！？]")


def is_copied_page(lines: Sequence[Line]) -> bool:
    """Return whether a text's lines show signs that only web pages have.

    A breadcrumb, a row of buttons, counters, a copyright line, a publisher's notice, an advert, a label from a scraper
    (原标题：, 正文：), missing line breaks, or the whole body printed twice. A word that a menu might contain (首页) is
    no evidence alone.
    """
    if not lines:
        return False
    texts = [line.text for line in lines if not line.row]
    if any(_SCRAPED.match(line.text) and not document.is_among_fields(lines, n) for n, line in enumerate(lines[:8])):
        return True
    if any(_is_sure_furniture(text) and not is_list_item(text) for text in texts):
        return True
    if len(texts) <= _FEW_LINES and max(map(len, texts), default=0) > _WALL_CHARS:
        return True  # a scraper lost its line breaks
    if any(find_inline_adverts(text) for text in texts):
        return True
    if sum(_is_likely_furniture(text) for text in texts if len(text) <= _MAX_WIDGET_CHARS) >= _MIN_LIKELY_LINES:
        return True
    return _has_scraped_tail(texts) or _is_printed_twice(texts)


def _is_sure_furniture(text: str) -> bool:
    if is_breadcrumb(text) or is_page_furniture(text):
        return True
    if _CONTACT.match(text):
        return False
    return len(text) <= 400 and (is_statement(text) or is_notice(text[:_TAIL_CHARS]))


def _is_likely_furniture(text: str) -> bool:
    return is_related_heading(text) or (is_furniture(text) and re.search(r"[\u4e00-\u9fff]", text) is not None)


def _has_scraped_tail(texts: Sequence[str]) -> bool:
    """Return whether the last words are a widget or a notice glued to the text."""
    for text in texts[-2:]:
        if _END_MARK.fullmatch(text):
            continue
        tail = text[-_TAIL_CHARS:]
        last = _STATEMENTS.split(tail.rstrip("。！？"))[-1]
        if cut_tail_widget(text) != text or notice_start(last) is not None:
            return True
    return False


def _is_printed_twice(texts: Sequence[str]) -> bool:
    """Return whether so many sentences occur twice that no author wrote the text so."""
    seen: set[str] = set()
    repeated = repeated_chars = chars = 0
    for text in texts:
        for sentence in _SENTENCE.findall(text):
            key = _NOT_TEXT.sub("", sentence)
            chars += len(key)
            if len(key) < _MIN_REPEATED_CHARS:
                continue
            if key in seen:
                repeated += 1
                repeated_chars += len(key)
            seen.add(key)
    return repeated_chars >= _MIN_REPEATED_SHARE * chars and (
        repeated >= _MIN_REPEATED_SENTENCES or repeated_chars >= _MIN_REPEATED_ALONE
    )
