"""An article's metadata as one line of text that can be quoted: paragraph 0 of a citation."""

from index.article import Article

HEADER_PARAGRAPH = 0
"""The paragraph number of the header; an article's own paragraphs count from 1."""


def header_fields(article: Article) -> dict[str, str]:
    """Return the known metadata by its Chinese name, in the order shown."""
    published = article.published
    shown_date = f"{published.year}年{published.month}月{published.day}日（{published}）" if published else ""
    fields = {"标题": article.title, "发布日期": shown_date, "来源": article.source, "作者": article.author}
    return {name: value for name, value in fields.items() if value}


def header_text(article: Article) -> str:
    """Return the metadata as one line: 标题：…；发布日期：…；来源：…；作者：…"""
    return "；".join(f"{name}：{value}" for name, value in header_fields(article).items())


def field_span(article: Article, name: str) -> tuple[int, int] | None:
    """Return the half-open span of one field (name and value) in the header text, or None where it is unknown."""
    value = header_fields(article).get(name)
    if value is None:
        return None
    piece = f"{name}：{value}"
    start = header_text(article).index(piece)
    return start, start + len(piece)
