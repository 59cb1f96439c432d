"""Words a sentence needs to stand alone: whom 他 means, which county 该县 is, which meeting 会议 was."""

import re

from index.text.words import tag_words
from qa.answer import Quote

_PERSON = re.compile(r"^[“\"]?(?:他|她)(?!们)")
_PLACE = re.compile(r"^[“\"]?(?:该|我|全|本)(省|市|县|区|镇|乡|村|州|旗)")
_EVENT = re.compile(
    r"^[“\"]?(?:会议|会上|会后|会前|活动|活动中|仪式|现场|此次|这次|本次|同时|此外|其中|据悉|据介绍|目前|下一步|这)"
)
_PERSON_CHARS = (2, 4)


def find_missing_words(quote: Quote) -> str:
    """Return what the reader of this quote alone would miss, in the article's words, or ''."""
    text = quote.text
    if _PERSON.match(text):
        return _last_tagged(quote, "nr")
    if place := _PLACE.match(text):
        return _last_place(quote, place[1])
    if _EVENT.match(text):
        return quote.article.title
    return ""


def _last_tagged(quote: Quote, tag: str) -> str:
    """Return the last word with this part of speech before the quote, as the article writes it."""
    for text in _texts_before(quote):
        names = [word for word, found in _words_as_written(text) if found == tag]
        names = [name for name in names if _PERSON_CHARS[0] <= len(name) <= _PERSON_CHARS[1]]
        if names:
            return names[-1]
    return ""


def _last_place(quote: Quote, ending: str) -> str:
    """Return the last place name that ends like 县 in 该县, before the quote or in the title."""
    pattern = re.compile(rf"[\u4e00-\u9fff]{{1,4}}{ending}")
    for text in [*_texts_before(quote), quote.article.title]:
        places = [word for word, tag in _words_as_written(text) if tag == "ns" and pattern.fullmatch(word)]
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


def _words_as_written(text: str) -> list[tuple[str, str]]:
    """Return the tagged words in the text's own script: the tagger sees folded text of the same length."""
    words, at = [], 0
    for word, tag in tag_words(text):
        words.append((text[at : at + len(word)], tag))
        at += len(word)
    return words
