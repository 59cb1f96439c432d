"""One thing to read (a file, an upload, a member of an archive), and how files are read."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from index.article import Article, Paragraph
from index.errors import LoadError
from index.messages import Message

if TYPE_CHECKING:  # every command imports this module for limits and columns, without needing cleaning
    from index.clean.page import Page

# ---- How files are read: limits that keep one bad file from stopping the others, and names of table columns


MIB = 1024 * 1024

LOADER_VERSION = 11
"""Increased when reading changes, so that libraries read unchanged files again."""


@dataclass(frozen=True)
class Columns:
    """Names of the fields of a record (JSON object, CSV row); the first one present counts."""

    id: tuple[str, ...] = ("id", "ID", "_id", "编号", "序号")
    title: tuple[str, ...] = (
        "title", "标题", "題目", "题目", "headline", "文章标题", "新闻标题", "subject",
        "newsTitle", "news_title", "articleTitle", "article_title", "postTitle", "post_title",
    )  # fmt: skip
    published: tuple[str, ...] = (
        "published", "date", "发布日期", "发布时间", "日期", "时间", "pubdate", "publish_time", "pub_time", "time",
        "更新日期", "更新时间", "发表时间", "publish_date", "published_at", "publishedAt", "pubDate", "publishTime",
        "datetime", "created_at", "createdAt", "create_time", "createTime", "ctime", "timestamp", "updated_at",
        "update_time", "updateTime", "pubTime", "pub_date", "publishDate", "releaseTime", "release_date",
    )  # fmt: skip
    source: tuple[str, ...] = ("source", "来源", "site", "媒体", "media")
    author: tuple[str, ...] = ("author", "作者", "记者", "author_name", "writer", "nickname")
    location: tuple[str, ...] = ("url", "link", "location", "网址", "链接", "地址")
    text: tuple[str, ...] = (
        "text", "content", "正文", "内容", "body", "html", "article", "文章内容", "正文内容", "新闻内容",
        "content_text", "content_html", "contentHtml", "body_html", "full_text", "fulltext", "post_content",
        "newsContent", "news_content", "articleContent", "article_content", "postContent", "blocks", "paragraphs",
    )  # fmt: skip
    question: tuple[str, ...] = (
        "question", "问题", "提问", "问", "标准问题", "用户问题", "常见问题",
        "instruction", "prompt", "query", "Question", "Q", "ask", "q",
    )  # fmt: skip
    question_goes_on: tuple[str, ...] = ("input", "补充说明")
    answer: tuple[str, ...] = (
        "answer", "答案", "回答", "答", "答复", "解答", "回复", "标准答案",
        "output", "response", "completion", "Answer", "A", "reply", "a",
    )  # fmt: skip
    turns: tuple[str, ...] = ("conversations", "messages", "conversation", "对话")
    sender: tuple[str, ...] = ("sender", "from", "talker", "speaker", "发送人", "发送者", "发言人", "昵称")
    all_texts: tuple[str, ...] = ()
    """If not empty, the only text fields; all of them are used, in order."""

    @property
    def named(self) -> tuple[tuple[str, ...], ...]:
        """The names of each field except day and address, which count only if they contain one."""
        return (
            self.id, self.title, self.source, self.author, self.text, self.question, self.question_goes_on, self.answer,
            self.turns,
        )  # fmt: skip


@dataclass(frozen=True)
class LoadOptions:
    """Limits in bytes, entries and pages; a file or record beyond one is rejected with that reason.

    `max_rejections` is how many bad records of one file are named; the rest are only counted. `max_zip_ratio` is the
    maximum compression ratio of an entry (text: about 3 to 10).
    """

    columns: Columns = Columns()
    max_page_bytes: int = 20 * MIB
    max_document_bytes: int = 100 * MIB
    max_records_bytes: int = 4096 * MIB
    max_record_chars: int = 4_000_000
    max_rejections: int = 200
    max_pdf_pages: int = 3000
    max_zip_entries: int = 20_000
    max_zip_total_bytes: int = 2048 * MIB
    max_zip_ratio: int = 200


_options = LoadOptions()


def default_options() -> LoadOptions:
    """Return the default options, from the settings of this process."""
    return _options


def use_text_columns(names: tuple[str, ...]) -> None:
    """Use all of these table columns and record fields as texts, from now on in this process."""
    global _options
    _options = replace(_options, columns=replace(_options.columns, all_texts=names))


def reader_version(options: LoadOptions) -> int:
    """Return a number that changes whenever files would be read differently, so that they are read again."""
    names = "\n".join(options.columns.all_texts)
    return LOADER_VERSION + (zlib.crc32(names.encode()) << 16 if names else 0)


# ---- One thing to read: a file, an upload, a member of an archive


_PIECE_BYTES = 1024 * 1024

KeepOriginal = Callable[[str, str], None]


def keep_nothing(article_id: str, text: str) -> None:
    """Discard the text an article is made from; only a preview shows it."""


@dataclass(frozen=True)
class Source:
    """Bytes with a name. Each call of `open` gives them from the start; `location` is shown to readers.

    `keep_original` receives the id of each article and its text in the file before cleaning.
    """

    article_id: str
    name: str
    location: str
    size: int
    open: Callable[[], BinaryIO]
    keep_original: KeepOriginal = keep_nothing

    def read(self, max_bytes: int) -> bytes:
        """Return all bytes; raise LoadError if there are none or more than `max_bytes`."""
        self.check_size(max_bytes)
        with self.open() as stream:
            data = stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise LoadError(_too_large(len(data), max_bytes))
        if not data:
            raise LoadError(Message("file-empty"))
        return data

    def check_size(self, max_bytes: int) -> None:
        """Raise LoadError if the source is larger than `max_bytes`."""
        if self.size > max_bytes:
            raise LoadError(_too_large(self.size, max_bytes))

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes in pieces, so that a large file is never in memory as a whole."""
        with self.open() as stream:
            while piece := stream.read(_PIECE_BYTES):
                yield piece


def _too_large(size: int, limit: int) -> Message:
    return Message("file-too-large", {"size": round(size / MIB), "limit": round(limit / MIB)})


def make_article(article_id: str, page: "Page", *, location: str, note: Message | None = None) -> Article:
    """Return the Article of `page`; raise LoadError if it has no text."""
    if not page.paragraphs:
        raise LoadError(Message("text-none"))
    paragraphs = tuple(Paragraph(number, text) for number, text in enumerate(page.paragraphs, start=1))
    data = page.metadata
    return Article(
        article_id, data.title, data.published, data.source, data.author, data.location or location, paragraphs, note,
        removed=page.removed, fields=page.fields,
    )  # fmt: skip


def decoding_note(replaced: int) -> Message | None:
    """Return the note for a text in which characters were lost, None if none were."""
    return Message("text-undecoded", {"count": replaced}) if replaced else None
