"""How files are read: the limits that keep one bad file from stopping the others, and the names of table columns."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Columns:
    """Names under which a record (JSON object, CSV row) holds its fields; the first that is there counts."""

    id: tuple[str, ...] = ("id", "ID", "_id", "编号", "序号")
    title: tuple[str, ...] = ("title", "标题", "題目", "题目", "headline")
    published: tuple[str, ...] = (
        "published", "date", "发布日期", "发布时间", "日期", "时间", "pubdate", "publish_time", "pub_time", "time",
    )  # fmt: skip
    source: tuple[str, ...] = ("source", "来源", "site", "媒体", "media")
    author: tuple[str, ...] = ("author", "作者", "记者")
    location: tuple[str, ...] = ("url", "link", "location", "网址", "链接", "地址")
    text: tuple[str, ...] = ("text", "content", "正文", "内容", "body", "html", "article")


@dataclass(frozen=True)
class LoadOptions:
    """Limits in bytes, entries and pages; a file or record beyond one is rejected with that reason.

    `max_rejections` is how many bad records of one file are named before the rest is only counted. `max_zip_ratio` is
    how many times larger an entry may be unpacked than packed (text: about 3 to 10).
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
