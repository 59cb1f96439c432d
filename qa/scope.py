"""Which articles a question was held to, in words: what an answer under filters must say of itself."""

from dataclasses import replace

from index.search import Filters
from index.snapshot import Snapshot
from qa.answer import Answer, Status
from qa.reader.refuse import say_searched
from qa.wording import ZH_WORDING, Wording

MAX_SOURCES_NAMED = 3
"""More sources are counted instead: a sentence is to be read."""


def describe_filters(filters: Filters, wording: Wording = ZH_WORDING) -> str:
    """Return what the articles have in common, in Chinese to stand before 的文章; '' without a restriction."""
    parts = [
        describe_dates(filters, wording),
        _describe_sources(filters.sources, wording),
        wording.chosen if filters.articles else "",
    ]
    return wording.list_separator.join(part for part in parts if part)


def describe_dates(filters: Filters, wording: Wording = ZH_WORDING) -> str:
    """Return when the articles were published; '' for any time."""
    since, until = filters.since, filters.until
    if since and until:
        template = wording.on if since == until else wording.between
    else:
        template = wording.since if since else wording.until if until else ""
    return template.format(since=since, until=until)


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


def _describe_sources(sources: tuple[str, ...], wording: Wording) -> str:
    if not sources:
        return ""
    named = wording.list_separator.join(wording.source.format(name=name) for name in sources[:MAX_SOURCES_NAMED])
    template = wording.by_more if len(sources) > MAX_SOURCES_NAMED else wording.by
    return template.format(sources=named, count=len(sources))
