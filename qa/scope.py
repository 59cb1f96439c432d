"""Which articles a question was held to, in words: what an answer under filters must say of itself."""

from dataclasses import replace

from index.search import Filters
from index.store.snapshot import Snapshot
from qa.answer import Answer, Status
from qa.refuse import say_searched

MAX_SOURCES_NAMED = 3
"""More sources are counted instead: a sentence is to be read."""


def describe_filters(filters: Filters) -> str:
    """Return what the articles have in common, to stand before 的文章; '' without a restriction."""
    parts = [_describe_dates(filters), _describe_sources(filters.sources), "指定" if filters.articles else ""]
    return "、".join(part for part in parts if part)


def within_filters(snapshot: Snapshot, answer: Answer, filters: Filters) -> Answer:
    """Return the answer as one that was asked under these filters; its refusal says what was searched."""
    if filters.is_empty:
        return answer
    asked = replace(answer, filters=filters)
    count = snapshot.article_count()
    if answer.status is not Status.NO_EVIDENCE or count == 0 or not answer.question.strip():
        return asked
    scope, fitting = describe_filters(filters), snapshot.article_count(filters)
    if fitting == 0:
        return replace(asked, refusal=f"资料库里没有{scope}的文章，请放宽或去掉筛选条件。")
    return replace(asked, refusal=answer.refusal.replace(say_searched(count), say_searched(fitting, scope)))


def _describe_dates(filters: Filters) -> str:
    since, until = filters.since, filters.until
    if since and until:
        return f"在 {since} 发布" if since == until else f"在 {since} 至 {until} 发布"
    if since:
        return f"在 {since} 及以后发布"
    return f"在 {until} 及以前发布" if until else ""


def _describe_sources(sources: tuple[str, ...]) -> str:
    if not sources:
        return ""
    named = "、".join(f"“{source}”" for source in sources[:MAX_SOURCES_NAMED])
    return f"来自{named}等 {len(sources)} 家" if len(sources) > MAX_SOURCES_NAMED else f"来自{named}"
