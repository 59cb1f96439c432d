"""An article's metadata from the HTML head and headings: title, day, source, author, address."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.chinese.dates import find_date, read_date
from index.chinese.names import clean_names
from index.clean.credits import read_byline, read_credit_line, read_outlet
from index.clean.furniture import is_furniture, is_related_heading
from index.clean.headline import (
    first_part,
    is_issuer,
    is_made_title,
    is_notice_title,
    is_site_name,
    outlet_of_title,
    trim_site_name,
    without_tag,
)

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
_JSON_DAYS = ("datePublished", "pubDate", "publishDate", "uploadDate", "dateCreated")
_MAX_JSON_DEPTH = 4
_MAX_JSON_ITEMS = 50
_AUTHOR_ELEMENTS = '[rel="author"], .author.vcard, .byline .author, [itemprop="author"]'
_NAMED_AUTHORS = (
    '[class*="author" i], [class*="nickname" i], [class*="authi" i], [class*="writer" i], [class*="username" i], '
    '[id*="author" i], h1 ~ a[href*="/people/"], header a[href*="/people/"], header a[href*="/user/"], '
    'header a[href*="/author/"]'
)
"""Elements that name somebody; the first one counts that is not in a comment or a side column."""
_BESIDE_NAME = re.compile(
    r"comment|reply|respond|pinglun|aside|side|recommend|related|rank|login|nav|hot|footer|toolbar", re.IGNORECASE
)
_MAX_NAMED_AUTHORS = 12
_COMMENT_NAME = re.compile(r"comment|reply|respond|pinglun", re.IGNORECASE)
_MAX_CLIMB = 8
_MAX_SCRIPTS = 2_000_000
_WECHAT_STAMP = re.compile(r"\bct\s*=\s*[\"'](1\d{9})[\"']")
_WECHAT_TIME = re.compile(r"\bcreateTime\s*=\s*[\"']([^\"']{8,30})[\"']")
_WECHAT_NAME = re.compile(r"\bnickname\s*=\s*(?:htmlDecode\()?[\"']([^\"']{1,40})[\"']")
_NOT_TEXT = re.compile(r"[\W_]+")
_MIN_SHORT_TITLE = 8
_MIN_SHORT_H1 = 4
_MAX_LINES_TO_CREDITS = 40
_PLACEHOLDER = re.compile(
    r"^(?:无|null|none|undefined|admin|administrator|管理员|编辑|本站|原创|网站|小编|\d+|[A-Za-z]{1,3}\d*)$", re.I
)


@dataclass(frozen=True)
class PageHead:
    """Metadata of a page; '' or None if not given. `site` is used as the source only if nothing better is named."""

    title: str = ""
    published: date | None = None
    source: str = ""
    site: str = ""
    author: str = ""
    address: str = ""
    is_sure: bool = False
    """Whether the page's system gives everything in its own fields, which then override the page's lines."""


def read_head(tree: LexborHTMLParser, lines: list[tuple[str, int]]) -> PageHead:
    """Return the metadata of a page; `lines` are its lines with their heading level, 0 for none."""
    metas = _metas(tree)
    address = _address(tree, metas)
    node = tree.css_first("title")
    linked = _read_json_ld(tree)
    if wechat := _read_wechat(tree):
        title = wechat.title or metas.get("og:title", "")
        author = wechat.author or _value(metas, _AUTHOR_NAMES)
        return PageHead(title, wechat.published or linked.published, wechat.publisher, "", author, address, True)
    title = _choose_title(metas, node.text() if node else "", linked.title, lines)
    published = next((day for name in _DAY_NAMES if (day := read_date(metas.get(name, "")))), None)
    return PageHead(
        title,
        published or linked.published or _day_of_time_element(tree),
        _value(metas, _SOURCE_NAMES[:4]),
        linked.publisher or _value(metas, _SOURCE_NAMES[4:]) or outlet_of_title(node.text() if node else "", title),
        linked.author or _value(metas, _AUTHOR_NAMES) or _author_element(tree) or _named_author(tree),
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


@dataclass(frozen=True)
class _Linked:
    """An article's metadata from the page's JSON-LD."""

    title: str = ""
    published: date | None = None
    author: str = ""
    publisher: str = ""


def _read_json_ld(tree: LexborHTMLParser) -> _Linked:
    """Return the metadata of the first JSON-LD object with a day, or else with an author."""
    found = _Linked()
    for node in tree.css('script[type="application/ld+json"]'):
        text = node.text_content or node.text() or ""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            stated = _JSON_DAY.search(text)
            found = found if found.published or not stated else replace(found, published=read_date(stated.group(1)))
            continue
        for item in _objects(value):
            day = next((read_date(str(item[name])) for name in _JSON_DAYS if item.get(name)), None)
            if day and not found.published:
                title = str(item.get("headline") or "")
                found = _Linked(title, day, _name_in(item.get("author")), _name_in(item.get("publisher")))
    return found


def _objects(value: object, depth: int = 0) -> Iterator[dict[str, object]]:
    if depth > _MAX_JSON_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        value = value.get("@graph", [])
    if isinstance(value, list):
        for item in value[:_MAX_JSON_ITEMS]:
            yield from _objects(item, depth + 1)


def _name_in(value: object) -> str:
    """Return the name of a person or organisation in JSON-LD, or all names of several."""
    if isinstance(value, list):
        return " ".join(name for item in value[:6] if (name := _name_in(item)))
    if isinstance(value, dict):
        value = value.get("name")
    name = value.strip() if isinstance(value, str) else ""
    return name if len(name) <= 40 and not _PLACEHOLDER.match(name) else ""


def _author_element(tree: LexborHTMLParser) -> str:
    """Return the author that the page marks (rel=author, an hCard), ignoring authors of comments."""
    for node in tree.css(_AUTHOR_ELEMENTS):
        name = " ".join(node.text(deep=True).split())
        around, depth = node.parent, 0
        while around is not None and depth < _MAX_CLIMB and not _COMMENT_NAME.search(_names_of(around)):
            around, depth = around.parent, depth + 1
        in_comment = around is not None and depth < _MAX_CLIMB
        if 2 <= len(name) <= 24 and not in_comment and not _PLACEHOLDER.match(name):
            return re.sub(r"^(?:作者|文|By)\s*[:：|]?\s*", "", name)
    return ""


def _named_author(tree: LexborHTMLParser) -> str:
    """Return the first name in an element whose class or id says author or nickname."""
    for node in tree.css(_NAMED_AUTHORS)[:_MAX_NAMED_AUTHORS]:
        if _is_beside(node):
            continue
        link = node.css_first("a") if node.tag != "a" else None
        link = link or _first_above_block(node)
        name = " ".join((link or node).text(deep=True).split()) or " ".join(node.text(deep=True).split())
        byline = read_byline(name)
        name = (byline.author or byline.editor) if byline else re.sub(r"^(?:作者|楼主|文|By)\s*[:：|]?\s*", "", name)
        if 2 <= len(name) <= 16 and find_date(name) is None and not re.search(r"[。，：:、]|\d{4}", name):
            if not _PLACEHOLDER.match(name) and not is_furniture(name):
                return clean_names(name)
    return ""


def _first_above_block(node: LexborNode) -> LexborNode | None:
    """Return what stands above a block in a writer's card: the name above a motto; None in another element."""
    first = node.child
    while first is not None and not first.text(deep=True).strip():
        first = first.next
    below = first.next if first is not None and first.tag in ("span", "strong", "b") else None
    while below is not None and not below.text(deep=True).strip():
        below = below.next
    return first if below is not None and below.tag in ("div", "p") else None


def _is_beside(node: LexborNode) -> bool:
    around: LexborNode | None = node
    for _ in range(_MAX_CLIMB):
        if around is None or around.tag == "body":
            return False
        if around.tag in ("aside", "nav", "footer", "script") or _BESIDE_NAME.search(_names_of(around)):
            return True
        around = around.parent
    return False


def _names_of(node: LexborNode) -> str:
    return f"{node.attrs.get('class') or ''} {node.attrs.get('id') or ''}" if node.tag and node.tag[0] != "-" else ""


# ---- WeChat pages: account, writer and day are in their own elements and scripts


def _read_wechat(tree: LexborHTMLParser) -> _Linked | None:
    """Return the metadata of a saved WeChat article, None for another page."""
    if tree.css_first("#js_content") is None and tree.css_first("#activity-name") is None:
        return None
    scripts = "\n".join(node.text_content or node.text() or "" for node in tree.css("script:not([src])"))[:_MAX_SCRIPTS]
    shown = tree.css_first("#publish_time") or tree.css_first("#post-date")
    day = read_date(shown.text()) if shown else None
    if day is None and (stamp := _WECHAT_STAMP.search(scripts)):
        day = (datetime.fromtimestamp(int(stamp.group(1)), UTC) + timedelta(hours=8)).date()
    if day is None and (made := _WECHAT_TIME.search(scripts)):
        day = read_date(made.group(1))
    account = tree.css_first("#js_name")
    name = " ".join(account.text(deep=True).split()) if account else ""
    if not name and (nickname := _WECHAT_NAME.search(scripts)):
        name = nickname.group(1)
    title = tree.css_first("#activity-name")
    writers = [" ".join(node.text(deep=True).split()) for node in tree.css("#meta_content > .rich_media_meta_text")]
    named = [re.sub(r"^(?:文|作者|撰文)\s*[|｜:：/]\s*", "", text) for text in writers if read_date(text) is None]
    author = next((text for text in named if 2 <= len(text) <= 20 and text not in ("原创", name)), "")
    return _Linked(" ".join(title.text(deep=True).split()) if title else "", day, author, name)


def _day_of_time_element(tree: LexborHTMLParser) -> date | None:
    """Return the day of <time> if the page marks exactly one as its own (pubdate, datePublished) or has only one."""
    nodes = tree.css("time[datetime]")
    marked = [
        n
        for n in nodes
        if "pubdate" in n.attributes
        or (n.attributes.get("itemprop") or "") == "datePublished"
        or "published" in (n.attributes.get("class") or "").split()
    ]
    chosen = marked or (nodes if len(nodes) == 1 else [])
    return read_date(chosen[0].attributes.get("datetime") or "") if chosen else None


def _choose_title(  # noqa: C901 - a series of rules, the surest first
    metas: dict[str, str], document_title: str, linked_title: str, lines: list[tuple[str, int]]
) -> str:
    """Return the article's title: the heading that the document's title repeats, else the best candidate.

    The page's own <h1> beats the document's title alone, which often names only the site.
    """
    document_title = " ".join(document_title.split())
    document_title = "" if is_made_title(document_title) else document_title
    said = [value for name in _TITLE_NAMES if (value := metas.get(name, "").strip())]
    said += [linked_title] if linked_title else []
    whole = _NOT_TEXT.sub("", " ".join([document_title, *said]))
    headings = [(without_tag(text, document_title), level) for text, level in lines if level and 2 <= len(text) <= 120]
    repeated: list[str] = []
    for text, level in headings:
        key = _NOT_TEXT.sub("", text)
        if (len(key) >= 5 or (level == 1 and len(key) >= 2)) and key in whole and not _is_site(text, document_title):
            repeated.append(text)
    if repeated:
        opened = _NOT_TEXT.sub("", document_title)
        return next((text for text in repeated if opened.startswith(_NOT_TEXT.sub("", text))), repeated[0])
    for value in said:
        return trim_site_name(value)
    short = _NOT_TEXT.sub("", first_part(document_title))
    for text, level in headings:
        if len(short) >= (_MIN_SHORT_H1 if level == 1 else _MIN_SHORT_TITLE) and short in _NOT_TEXT.sub("", text):
            return text  # the full headline, shortened in the document's title
    for text, _ in lines:
        if len(short) >= _MIN_SHORT_TITLE and _NOT_TEXT.sub("", text) == short:
            return text  # a headline that is not marked as one
    named = _NOT_TEXT.sub("", re.split(r"[_|｜【]|\s[-–—]\s", re.sub(r"^【[^】]*】", "", document_title))[0])
    for text, _ in lines:
        if len(named) >= _MIN_SHORT_TITLE and len(text) <= 60 and _NOT_TEXT.sub("", text).startswith(named):
            return text  # a shop's product under its full name
    first = next((text for text, _ in lines), "")
    if named and first != document_title and _NOT_TEXT.sub("", first).startswith(named) and is_notice_title(first):
        return first  # a program saved the first words of a notice as its title
    trimmed = trim_site_name(document_title)
    if (is_issuer(trimmed) or read_outlet(trimmed)) and (above := _above_credits(lines, trimmed)):
        return above
    if any(_NOT_TEXT.sub("", text) == _NOT_TEXT.sub("", trimmed) for text, _ in lines if trimmed):
        return trimmed
    ending = (text for text, _ in lines if len(text) >= 8 and _ends(document_title, text))
    longest = max((text for text in ending if not _is_site(text, document_title)), key=len, default="")
    if longest:
        return longest  # 某某镇人民政府 通知公告 and the headline
    is_shown = any(_NOT_TEXT.sub("", trimmed) in _NOT_TEXT.sub("", text) for text, _ in lines)
    if not is_shown and not headings and (above := _above_credits(lines, trimmed)):
        return above  # the document's title names the column (公示), the headline is marked as no heading
    for level in (1, 2, 3):
        own = [text for text, order in headings if order == level and (len(text) >= 5 or level == 1)]
        chosen = [text for text in own if not is_site_name(text) and not is_related_heading(text)]
        if chosen and (level == 1 or len(trimmed) < 8 or is_site_name(trimmed)):
            return chosen[0]
    return "" if is_site_name(trimmed) or is_site_name(first_part(document_title)) else trimmed


def _above_credits(lines: list[tuple[str, int]], site: str) -> str:
    """Return the line right above the first day of publication, where the document's title only names the site."""
    shown = [text for text, _ in lines[:_MAX_LINES_TO_CREDITS]]
    for above, below in pairwise(shown):
        credits = read_credit_line(below)
        if credits is not None and credits.published:
            is_title = _MIN_SHORT_TITLE <= len(above) <= 60 and above != site and not re.search(r"[。>»]", above)
            return above if is_title and not is_furniture(above) else ""
    return ""


def _ends(document_title: str, text: str) -> bool:
    key, whole = _NOT_TEXT.sub("", text), _NOT_TEXT.sub("", document_title)
    return len(key) >= 8 and whole != key and whole.endswith(key)


def _is_site(heading: str, document_title: str) -> bool:
    """Return whether a heading is the site's name, found at the end of the document's title."""
    trimmed = trim_site_name(document_title)
    key = _NOT_TEXT.sub("", heading)
    return trimmed != document_title and key not in _NOT_TEXT.sub("", trimmed)
