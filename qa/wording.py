"""The words put around what articles say, in the language of who reads them: in exported files and of filters."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """Words in one language; the defaults are Chinese. Texts with {names} are filled in by `str.format`."""

    language: str = "zh-CN"
    stand_alone: str = "按这个问题检索：{question}"
    held_to: str = "只检索了{scope}的文章。"
    exported: str = "由引据于 {day} 导出。每条脚注都是原文里的一句。"
    several: str = "{question}等 {count} 个问题"
    untitled: str = "（无标题）{name}"
    title: str = "《{title}》"
    undated: str = "日期不详"
    unsourced: str = "来源不详"
    paragraph: str = "第 {number} 段"
    header: str = "文章信息"
    quote: str = "：“{quote}”"
    separator: str = "，"

    between: str = "在 {since} 至 {until} 发布"
    on: str = "在 {since} 发布"
    since: str = "在 {since} 及以后发布"
    until: str = "在 {until} 及以前发布"
    by: str = "来自{sources}"
    by_more: str = "来自{sources}等 {count} 家"
    source: str = "“{name}”"
    chosen: str = "指定"
    list_separator: str = "、"


ZH_WORDING = Wording()
EN_WORDING = Wording(
    language="en-US",
    stand_alone="Searched as: {question}",
    held_to="Searched only articles {scope}.",
    exported="Exported from Yinju on {day}. Every footnote is a sentence of the article it names.",
    several="{question} and more ({count} questions)",
    untitled="(untitled) {name}",
    title="“{title}”",
    undated="no date",
    unsourced="no source",
    paragraph="paragraph {number}",
    header="about the article",
    quote=": “{quote}”",
    separator=", ",
    between="published from {since} to {until}",
    on="published on {since}",
    since="published on or after {since}",
    until="published on or before {until}",
    by="by {sources}",
    by_more="by {sources} and others ({count} in all)",
    source="{name}",
    chosen="that were chosen",
    list_separator=", ",
)


def wording_in(language: str) -> Wording:
    """Return the words in this language (a BCP 47 tag), Chinese where there are none."""
    return EN_WORDING if language.split("-")[0] == "en" else ZH_WORDING
