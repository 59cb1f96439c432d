"""第二条具体是什么: the item of the list that was answered before, with all that stands under it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article, Span
from index.text.sentences import split_sentences
from qa.answer import Quote
from qa.conversation.turn import Turn
from qa.reader.enumeration import find_enumerations, head_of

MAX_SENTENCES = 8
"""Sentences of an item that are shown; a longer item is opened in the article."""
_NUMERALS = "一二三四五六七八九十"
_NOUN = r"(?:措施|任务|意见|要求|内容|建议|目标|问题|规定|举措|原因|活动|来源|办法|工作|变化|特点|计划)"
_ASKED = re.compile(
    rf"^(?:那么?|其中|关于|至于|[他她]?说?的|前面|上面|请问|具体|说说|讲讲|展开说|详细说)*(?:的)?"
    rf"(?:第(?P<n>十?[{_NUMERALS}]|\d{{1,2}})|(?P<last>最后|末尾?)一?|(?P<first>首))(?:个方面|大?[条点项步个件种类句])"
    rf"{_NOUN}?(?P<rest>(?:里面?|中|的|具体|详细|主要|是|怎么|讲|说|提|有|指|呢|要|包括|都|为|如何|到底|究竟|还|[？?，。]|$).*)$"
)
_ONLY_ASKS = re.compile(
    r"^(?:里面?|中|的|具体|详细|主要|是|怎么|讲|说|提|到|有|指|呢|要|包括|都|如何|到底|究竟|了|什么|啥|哪些|哪|样|做"
    rf"|一下|{_NOUN}|[？?。 ])*$"
)


@dataclass(frozen=True)
class ListItem:
    """The item asked for: its head as shown in the list, everything under it, and what is asked of it.

    `rest` is empty where the whole item is asked for.
    """

    head: str
    quotes: tuple[Quote, ...]
    rest: str


def is_item_question(question: str) -> bool:
    """Return whether a question asks for the n-th of something listed."""
    return _ASKED.match(question) is not None


def find_list_item(question: str, history: Sequence[Turn]) -> ListItem | None:
    """Return the item of the last list answered, or None where the question asks for none or there is no such item."""
    match = _ASKED.match(question)
    if match is None:
        return None
    place = 0 if match["first"] else -1 if match["last"] else _to_number(match["n"]) - 1
    rest = "" if _ONLY_ASKS.match(match["rest"]) else match["rest"]
    lists = (turn for turn in reversed(history) if not is_item_question(turn.question))
    for turn in lists:
        found = _item_of_article(turn, place) or _item_of_answer(turn, place)
        if found is not None:
            head, quotes = found
            return ListItem(head, quotes, rest)
    return None


def _item_of_article(turn: Turn, place: int) -> tuple[str, tuple[Quote, ...]] | None:
    """Return the item of the enumeration that the answer quotes most of."""
    best: tuple[int, Article, Span] | None = None
    for article in turn.articles:
        for enumeration in find_enumerations(article):
            quoted = sum(_is_quoted(turn, article, span) for span in enumeration.items)
            if place < len(enumeration.items) and quoted > (best[0] if best else 0):
                best = (quoted, article, enumeration.items[place])
    if best is None:
        return None
    _, article, span = best
    text = next(paragraph.text for paragraph in article.paragraphs if paragraph.number == span.paragraph)
    head = head_of(text, span)
    return text[head.start : head.end], _sentences(article, text, span)


def _is_quoted(turn: Turn, article: Article, span: Span) -> bool:
    return any(
        quote.article.id == article.id
        and quote.paragraph == span.paragraph
        and quote.start < span.end
        and span.start < quote.end
        for quote in (citation.quote for citation in turn.answer.citations)
    )


def _sentences(article: Article, text: str, span: Span) -> tuple[Quote, ...]:
    sentences = [s for s in split_sentences(text) if s.end > span.start and s.start < span.end]
    return tuple(
        Quote(article, span.paragraph, max(s.start, span.start), min(s.end, span.end))
        for s in sentences[:MAX_SENTENCES]
    )


def _item_of_answer(turn: Turn, place: int) -> tuple[str, tuple[Quote, ...]] | None:
    """Return the n-th statement of an answer that has several."""
    statements = [statement for statement in turn.answer.statements if statement.is_supported]
    if len(statements) < 2 or place >= len(statements):
        return None
    quotes = {citation.number: citation.quote for citation in turn.answer.citations}
    return statements[place].text, tuple(quotes[number] for number in statements[place].citations)


def _to_number(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    value = _NUMERALS.index(numeral[-1]) + 1
    return value if len(numeral) == 1 else 10 + value
