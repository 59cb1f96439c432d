"""Words a sentence needs to stand alone: whom 他 means, which county 该县 is, which meeting 会议 was."""

import re

from qa.answer import Quote
from qa.facts.mentions import find_likely_people, words_as_written

_PERSON = re.compile(r"^[“\"]?(?:他|她)(?!们)")
_PLACE = re.compile(r"^[“\"]?(?:该|我|全|本)(省|市|县|区|镇|乡|村|州|旗)")
_EVENT = re.compile(
    r"^[“\"]?(?:会议|会上|会后|会前|活动|活动中|仪式|现场|此次|这次|本次|同时|此外|其中|据悉|据介绍|目前|下一步|这)"
)


def find_missing_words(quote: Quote) -> str:
    """Return what the reader of this quote alone would miss, in the article's words, or ''."""
    text = quote.text
    if _PERSON.match(text):
        return _last_person(quote)
    if place := _PLACE.match(text):
        return _last_place(quote, place[1])
    if _EVENT.match(text):
        return quote.article.title
    return ""


def _last_person(quote: Quote) -> str:
    """Return the last person named before the quote, as the article writes the name."""
    for text in _texts_before(quote):
        people = sorted(find_likely_people(text), key=text.rfind)
        if people:
            return people[-1]
    return ""


def _last_place(quote: Quote, ending: str) -> str:
    """Return the last place name that ends like 县 in 该县, before the quote or in the title."""
    pattern = re.compile(rf"[\u4e00-\u9fff]{{1,4}}{ending}")
    for text in [*_texts_before(quote), quote.article.title]:
        places = [word for word, tag in words_as_written(text) if tag == "ns" and pattern.fullmatch(word)]
        if places:
            return places[-1]
    return ""


def _texts_before(quote: Quote) -> list[str]:
    """Return the text before the quote: its own paragraph first, then the one before it."""
    texts = {paragraph.number: paragraph.text for paragraph in quote.article.paragraphs}
    before = [texts[quote.paragraph][: quote.start]]
    if quote.paragraph - 1 in texts:
        before.append(texts[quote.paragraph - 1])
    return before
