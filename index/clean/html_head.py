"""What an HTML page says about its article in its head and headings: title, day, source, author, address."""

import re
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from index.chinese.dates import read_date
from index.clean.headline import first_part, trim_site_name

_DAY_NAMES = (
    "article:published_time", "pubdate", "publishdate", "publish_date", "publishtime", "datepublished",
    "og:release_date",
    "og:published_time", "weibo:article:create_at", "dc.date.issued", "dcterms.created", "dc.date", "firstpublishtime",
    "parsely-pub-date", "date", "article.created", "sailthru.date", "og:time",
)  # fmt: skip
_TITLE_NAMES = ("articletitle", "og:title", "twitter:title", "headline")
_SOURCE_NAMES = ("contentsource", "source", "article:source", "mediaid", "og:site_name", "sitename")
_AUTHOR_NAMES = ("author", "article:author", "og:article:author", "dc.creator")
_JSON_DAY = re.compile(
    r'"(?:datePublished|pubDate|publishDate|publish_time|pubtime)"\s*:\s*"([^"]{8,40})"', re.IGNORECASE
)
_NOT_TEXT = re.compile(r"[\W_]+")
_MIN_SHORT_TITLE = 8
_PLACEHOLDER = re.compile(
    r"^(?:无|null|none|undefined|admin|administrator|管理员|编辑|本站|原创|网站|小编|\d+|[A-Za-z]{1,3}\d*)$", re.I
)


@dataclass(frozen=True)
class PageHead:
    """Empty or None where the page does not say. `site` is a source only when nothing names a better one."""

    title: str = ""
    published: date | None = None
    source: str = ""
    site: str = ""
    author: str = ""
    address: str = ""


def read_head(tree: LexborHTMLParser, lines: list[tuple[str, bool]]) -> PageHead:
    """Return what the head of the page says; `lines` are the page's lines and whether each is a heading."""
    metas = _metas(tree)
    address = _address(tree, metas)
    node = tree.css_first("title")
    title = _choose_title(metas, node.text() if node else "", lines)
    published = next((day for name in _DAY_NAMES if (day := read_date(metas.get(name, "")))), None)
    return PageHead(
        title,
        published or _day_in_scripts(tree) or _day_of_time_element(tree) or None,
        _value(metas, _SOURCE_NAMES[:4]),
        _value(metas, _SOURCE_NAMES[4:]),
        _value(metas, _AUTHOR_NAMES),
        address,
    )


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    metas: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = (
            (attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or "").lower().strip()
        )
        content = (attributes.get("content") or "").strip()
        if name and content:
            metas.setdefault(name, content)
    return metas


def _value(metas: dict[str, str], names: tuple[str, ...]) -> str:
    for name in names:
        value = re.sub(r"^(?:来源|作者|source)\s*[:：]\s*", "", metas.get(name, "")).strip()
        if value and len(value) <= 40 and not _PLACEHOLDER.match(value) and "://" not in value:
            return value
    return ""


def _address(tree: LexborHTMLParser, metas: dict[str, str]) -> str:
    node = tree.css_first('link[rel="canonical"]')
    for address in ((node.attributes.get("href") or "") if node else "", metas.get("og:url", "")):
        if re.match(r"https?://\S+$", address.strip()):
            return address.strip()
    return ""


def _day_in_scripts(tree: LexborHTMLParser) -> date | None:
    for node in tree.css('script[type="application/ld+json"]'):
        if found := _JSON_DAY.search(node.text_content or node.text() or ""):
            return read_date(found.group(1))
    return None


def _day_of_time_element(tree: LexborHTMLParser) -> date | None:
    """Return the day of <time> where the page marks exactly one as its own (pubdate, datePublished) or has only one."""
    nodes = tree.css("time[datetime]")
    marked = [n for n in nodes if "pubdate" in n.attributes or (n.attributes.get("itemprop") or "") == "datePublished"]
    chosen = marked or (nodes if len(nodes) == 1 else [])
    return read_date(chosen[0].attributes.get("datetime") or "") if chosen else None


def _choose_title(metas: dict[str, str], document_title: str, lines: list[tuple[str, bool]]) -> str:
    """Return the article's title: the heading that the document's title repeats, else the best that is said."""
    document_title = " ".join(document_title.split())
    said = [value for name in _TITLE_NAMES if (value := metas.get(name, "").strip())]
    whole = _NOT_TEXT.sub("", " ".join([document_title, *said]))
    headings = [text for text, heading in lines if heading and 5 <= len(text) <= 120]
    for text in headings:
        if (
            len(_NOT_TEXT.sub("", text)) >= 5
            and _NOT_TEXT.sub("", text) in whole
            and not _is_site(text, document_title)
        ):
            return text
    for value in said:
        return trim_site_name(value)
    short = _NOT_TEXT.sub("", first_part(document_title))
    for text in headings:
        if len(short) >= _MIN_SHORT_TITLE and short in _NOT_TEXT.sub("", text):
            return text  # the whole headline, which the document's title shortens
    trimmed = trim_site_name(document_title)
    if any(_NOT_TEXT.sub("", text) == _NOT_TEXT.sub("", trimmed) for text, _ in lines if trimmed):
        return trimmed
    own = [text for text in headings if len(text) >= 8]
    if len(trimmed) < 8 and own:
        return own[0]
    return trimmed


def _is_site(heading: str, document_title: str) -> bool:
    """Return whether a heading is the site's name, which stands at the end of the document's title."""
    trimmed = trim_site_name(document_title)
    key = _NOT_TEXT.sub("", heading)
    return trimmed != document_title and key not in _NOT_TEXT.sub("", trimmed)
