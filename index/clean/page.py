"""From the lines of a page to the article on it: title and credits, body, paragraphs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.chinese.dates import date_in_address, read_date
from index.clean.artefacts import remove_artefacts
from index.clean.credits import Credits, read_credit_line, read_dateline, read_stamp
from index.clean.edges import cut_closing, strip_opening
from index.clean.headline import pick_title, undouble
from index.clean.html import html_to_lines, html_to_text_lines
from index.clean.lines import Line, markdown_to_lines, split_front_matter, text_to_lines
from index.clean.paragraphs import group_paragraphs, join_broken, join_wrapped
from index.clean.repeats import drop_repeated, drop_repeated_sentences
from index.clean.roles import Role, assign_roles
from index.errors import LoadError
from index.messages import Message


@dataclass(frozen=True)
class Metadata:
    """What is known of an article beside its text; empty or None where unknown. `author` is writers, else editors."""

    title: str = ""
    published: date | None = None
    source: str = ""
    author: str = ""
    location: str = ""


@dataclass(frozen=True)
class Page:
    """An article found on a page: its metadata and its clean paragraphs in order."""

    metadata: Metadata
    paragraphs: tuple[str, ...]


MAX_CHARS = 2_000_000
MAX_LINES = 30_000
MAX_SENTENCES = 50_000
"""A long novel has about a million characters, ten thousand lines and forty thousand sentences."""

_NOT_TEXT = re.compile(r"[\W_]+")
_MIN_HEADLINE_LIST = 3


def clean_lines(
    lines: Sequence[Line],
    known: Metadata,
    *,
    above: Sequence[Line] = (),
    below: Sequence[Line] = (),
    wrapped: bool = False,
) -> Page:
    """Return the article in `lines`, from which artefacts are already gone.

    What is `known` wins over what the page says. `above` and `below` hold lines around the article that are not part
    of it but may carry its credits; `wrapped` says that the lines are those of a printed page. Raises LoadError for
    what is far beyond any article.
    """
    _check_size(lines)
    opening = strip_opening(join_wrapped(list(lines), surely=wrapped), known.title)
    lines = opening.lines
    roles, credit_lines = assign_roles(lines)
    title, body, credits = _take_apart(lines, roles, credit_lines, known.title or opening.title)
    credits = opening.credits.merged(credits)
    rows = frozenset(line.text for line in body if line.row)
    texts = join_broken([line.text for line in body], rows)
    texts, closing = cut_closing(drop_repeated_sentences(texts))
    for found in (closing, _margin_credits(above, below), read_dateline(texts[0]) if texts else Credits()):
        credits = credits.merged(found)
    if not texts and title and not known.title:
        texts, title = [title], ""  # a page of one line has no title above its text: it is the text
    return Page(_metadata(known, title, credits), tuple(group_paragraphs(texts, rows)))


def _check_size(lines: Sequence[Line]) -> None:
    """Raise LoadError for texts that would take more than a moment and are no article."""
    chars = sum(len(line.text) for line in lines)
    sentences = sum(line.text.count(mark) for line in lines for mark in "。！？!?") if chars > MAX_SENTENCES else 0
    if chars > MAX_CHARS:
        raise LoadError(Message("text-too-long", {"chars": chars, "limit": MAX_CHARS}))
    if len(lines) > MAX_LINES or sentences > MAX_SENTENCES:
        raise LoadError(Message("text-too-many-sentences", {"lines": len(lines), "sentences": sentences}))


def _take_apart(
    lines: list[Line], roles: list[Role], credit_lines: dict[int, Credits], known_title: str
) -> tuple[str, list[Line], Credits]:
    """Return title, body lines and the credits that stand around the body."""
    start = next((n for n, role in enumerate(roles) if role is Role.PROSE), len(lines))
    start = _skip_headline_sentence(lines, roles, start)
    head = [n for n in range(start) if roles[n] is Role.SHORT]
    anchor = next((n for n in range(start) if roles[n] is Role.CREDIT), None)
    chosen = [] if known_title else pick_title(lines, head, anchor, start)
    title = known_title or " ".join(lines[n].text for n in chosen)
    above = _last_above(lines, chosen, anchor, known_title, start)
    body = [
        n
        for n in range(len(lines))
        if roles[n] in (Role.PROSE, Role.SHORT) and n not in chosen and (n > above or roles[n] is Role.PROSE)
    ]
    kept = _without_title_lines([lines[n] for n in body], [title, *(lines[n].text for n in chosen)])
    credits = Credits()
    for number in sorted(credit_lines, key=lambda n: (n > start, n)):
        credits = credits.merged(credit_lines[number])
    return title, _without_headline_lists(drop_repeated(kept)), credits


def _skip_headline_sentence(lines: list[Line], roles: list[Role], start: int) -> int:
    """Return where the text starts when the first line that looks like prose is a title with ！ or ？ in it."""
    if start + 1 >= len(lines) or len(lines[start].text) > 50 or lines[start].text.endswith(("。", "；")):
        return start
    following = next((n for n in range(start + 1, len(lines)) if roles[n] is Role.PROSE), None)
    if following is None or not re.search(r"[！？!?；]", lines[start].text):
        return start
    dated = roles[start + 1] is Role.CREDIT
    much_longer = len(lines[following].text) >= 2 * len(lines[start].text)
    # Where every line stands apart (HTML), standing apart says nothing.
    set_off = following > start + 1 or (lines[following].starts and not all(line.starts for line in lines))
    if dated or (much_longer and set_off and Role.SHORT not in roles[:start]):
        roles[start] = Role.SHORT
        return following
    return start


def _last_above(lines: list[Line], chosen: list[int], anchor: int | None, known_title: str, start: int) -> int:
    """Return the number of the last line above the article: nothing short up to it belongs to the text."""
    if chosen:
        return chosen[-1]
    key = _NOT_TEXT.sub("", known_title)
    same = [n for n in range(start) if key and _NOT_TEXT.sub("", lines[n].text) == key]
    return max([*same, anchor if anchor is not None else -1])


def _without_title_lines(body: list[Line], titles: list[str]) -> list[Line]:
    keys = {key for title in titles if len(key := _NOT_TEXT.sub("", title)) >= 6}
    return [line for line in body if _NOT_TEXT.sub("", line.text) not in keys]


def _without_headline_lists(body: list[Line]) -> list[Line]:
    """Drop what follows the last prose where it is a list of other articles' headlines."""
    last = max((n for n, line in enumerate(body) if _is_prose(line.text)), default=-1)
    tail = body[last + 1 :]
    if last < 0 or len(tail) < _MIN_HEADLINE_LIST or body[last].text.endswith(("：", ":")):
        return body
    headlines = [line for line in tail if line.linked or _is_headline(line.text)]
    return body[: last + 1] if len(headlines) >= max(_MIN_HEADLINE_LIST, 0.8 * len(tail)) else body


def _is_prose(text: str) -> bool:
    return len(text) >= 12 and re.search(r"[。！？；]|[，,].*[，,]", text) is not None


def _is_headline(text: str) -> bool:
    return 9 <= len(text) <= 45 and not re.match(r"^[（(\d一二三四五六七八九十•·]|.{0,12}[:：]", text)


def _margin_credits(above: Sequence[Line], below: Sequence[Line]) -> Credits:
    credits = Credits()
    for line in (*reversed(above), *below):
        if (found := read_credit_line(line.text)) is not None:
            credits = credits.merged(found)
    stamps = [day for line in above if (day := read_stamp(line.text))]
    return credits.merged(Credits(published=stamps[-1])) if stamps else credits


def _metadata(known: Metadata, title: str, credits: Credits) -> Metadata:
    author = credits.author or (f"{credits.editor}（责任编辑）" if credits.editor else "")
    return replace(
        known,
        title=undouble(title),
        published=known.published or credits.published or credits.written,
        source=known.source or credits.source,
        author=known.author or author,
    )


# ---- Text or HTML in, Page out: the one way every format takes


_MARKUP = re.compile(
    r"<(?:p|br|div|span|strong|b|section|article|table|h[1-6]|ul|ol|li|font|img|a|html|body|em|center|blockquote)(?:\s[^<>]*)?/?>"
    r"|</(?:p|div|span|strong|b|section|h[1-6]|li|a|font|body)>",
    re.IGNORECASE,
)


def clean_text(text: str, known: Metadata) -> Page:
    """Return the article in plain text; text that holds HTML tags is read as HTML. `known` wins over the text."""
    if "<" in text and _MARKUP.search(text):
        return clean_html(text, known)
    page = clean_lines(text_to_lines(remove_artefacts(text)), known)
    return _with_day_of_address(page)


def clean_markdown(text: str, known: Metadata) -> Page:
    """Return the article in Markdown; fields of its front matter win over what the text says."""
    fields, body = split_front_matter(text)
    if body.lstrip()[:1] == "<" and _MARKUP.search(body):
        return clean_html(body, _with_fields(known, fields))
    lines = _clean_each(markdown_to_lines(body.replace("\r\n", "\n").replace("\r", "\n")))
    return _with_day_of_address(clean_lines(lines, _with_fields(known, fields)))


def clean_marked_lines(lines: Sequence[Line], known: Metadata, *, wrapped: bool = False) -> Page:
    """Return the article in the lines of a document whose format says which are headings and rows of tables.

    `wrapped` says that they are the lines of printed pages, not paragraphs.
    """
    return clean_lines(_clean_each(lines), known, wrapped=wrapped)


def plain_line(text: str) -> str:
    """Return a metadata value as one clean line."""
    return " ".join(remove_artefacts(text).split())


def visible_text(text: str) -> str:
    """Return all the text a page shows, of HTML without its tags, one line a line: what cleaning starts from."""
    if "<" in text and _MARKUP.search(text):
        return "\n".join(line for line in html_to_text_lines(text) if line)
    return text


def _with_fields(known: Metadata, fields: dict[str, str]) -> Metadata:
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
    """Return the article in an HTML page or fragment; `known` wins. Raises LoadError for absurd nesting."""
    found = html_to_lines(text)
    head = found.head
    lines = _clean_each(found.lines)
    known = replace(
        known,
        title=known.title or remove_artefacts(head.title).strip(),
        published=known.published or head.published,
        source=known.source or head.source,
        location=known.location or head.address,
    )
    page = clean_lines(lines, known, above=_clean_each(found.above), below=_clean_each(found.below))
    metadata = page.metadata
    metadata = replace(metadata, source=metadata.source or head.site, author=metadata.author or head.author)
    return _with_day_of_address(replace(page, metadata=metadata))


def _clean_each(lines: Sequence[Line]) -> list[Line]:
    """Remove artefacts from all lines at once: whether brackets hold machine pinyin shows in the whole text only."""
    cleaned = remove_artefacts("\n".join(line.text.replace("\n", " ") for line in lines)).split("\n")
    if len(cleaned) != len(lines):
        cleaned = [remove_artefacts(line.text).replace("\n", " ") for line in lines]
    pairs = zip(lines, cleaned, strict=True)
    return [replace(line, text=text.strip(" \u3000")) for line, text in pairs if text.strip(" \u3000")]


def _with_day_of_address(page: Page) -> Page:
    """Fill in the day that the article's web address names where nothing else does."""
    metadata = page.metadata
    if metadata.published or not metadata.location.startswith(("http://", "https://")):
        return page
    return replace(page, metadata=replace(metadata, published=date_in_address(metadata.location)))
