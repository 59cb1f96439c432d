"""The sentences a reader may choose from, and the words they need to stand alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.article import Article, Paragraph
from index.chinese.folding import fold_text
from index.chinese.names import find_likely_people
from index.chinese.sentences import split_sentences
from index.chinese.vocabulary import compiled
from index.chinese.words import words_as_written
from qa.answer import Passage, Quote
from qa.question import WordWeights


@dataclass(frozen=True)
class Candidate:
    """A sentence of a passage. `passage` is the index of its passage in the list read, from 0."""

    article: Article
    paragraph: int
    start: int
    end: int
    passage: int

    @cached_property
    def text(self) -> str:
        return self.quote.text

    @cached_property
    def quote(self) -> Quote:
        return Quote(self.article, self.paragraph, self.start, self.end)


@dataclass(frozen=True)
class Scored:
    """A candidate and how well it answers, 0 to 1 or more; comparable within one question.

    `marked` is what the reader model marked in it, a half-open span of the candidate's text, or None.
    """

    candidate: Candidate
    score: float
    marked: tuple[int, int] | None = None


LEAST_IN_FRONT = 0.02
"""A sentence moved ahead of better ones must score this share of the best."""


def put_first(
    scored: Sequence[Scored], tells: Callable[[Candidate], bool], share: float = LEAST_IN_FRONT
) -> list[Scored]:
    """Return the sentences with those first that `tells` accepts and that score enough; order is otherwise kept."""
    least = share * scored[0].score if scored else 0.0
    return sorted(scored, key=lambda item: not (item.score >= least and tells(item.candidate)))


def list_candidates(passages: Sequence[Passage]) -> list[Candidate]:
    """Return every distinct sentence of the passages, in passage order, without headings, which say nothing alone."""
    found: dict[tuple[str, int, int], Candidate] = {}
    for place, passage in enumerate(passages):
        paragraphs = {paragraph.number: paragraph for paragraph in passage.article.paragraphs}
        for span in passage.spans:
            text = paragraphs[span.paragraph].text
            for sentence in split_sentences(text):
                is_inside = sentence.start >= span.start and sentence.end <= span.end
                if is_inside and not is_heading(text, sentence.start, sentence.end):
                    key = (passage.article.id, span.paragraph, sentence.start)
                    candidate = Candidate(passage.article, span.paragraph, sentence.start, sentence.end, place)
                    found.setdefault(key, candidate)
    return list(found.values())


def is_heading(text: str, start: int, end: int) -> bool:
    """Return whether a sentence of a paragraph is a heading in front of its own text, or that of a chapter."""
    line = text[start:].partition("\n")[0]
    heading = compiled("items.heading_alone").match(line) if end - start <= _LONGEST_HEADING else None
    return heading is not None and heading.end() >= end - start


_LONGEST_HEADING = 30


def held_with_title(weights: WordWeights, candidate: Candidate) -> float:
    """Return the share of the question's word weight found in a sentence and its article's title."""
    return weights.coverage(fold_text(f"{candidate.article.title}\n{candidate.text}"))


def find_paragraph(article: Article, number: int) -> Paragraph | None:
    """Return the paragraph with this number, or None."""
    return next((paragraph for paragraph in article.paragraphs if paragraph.number == number), None)


def next_sentence(candidate: Candidate) -> Candidate | None:
    """Return the sentence that follows, in the same paragraph or at the start of the next, or None."""
    paragraph = find_paragraph(candidate.article, candidate.paragraph)
    following = find_paragraph(candidate.article, candidate.paragraph + 1)
    if paragraph is not None:
        for sentence in split_sentences(paragraph.text):
            if sentence.start >= candidate.end:
                return Candidate(candidate.article, paragraph.number, sentence.start, sentence.end, candidate.passage)
    if following is not None and (sentences := split_sentences(following.text)):
        first = sentences[0]
        return Candidate(candidate.article, following.number, first.start, first.end, candidate.passage)
    return None


def is_beside(candidate: Candidate, other: Candidate) -> bool:
    """Return whether two sentences stand in one paragraph."""
    return candidate.article.id == other.article.id and candidate.paragraph == other.paragraph


# ---- Words a sentence needs to stand alone: whom 他 means, which county 该县 is, which meeting 会议 was


def find_missing_words(quote: Quote) -> str:
    """Return what someone reading only this quote would miss, in the article's words, or ''."""
    text = quote.text
    if compiled("pointing.opens_with_person").match(text):
        return _last_person(quote)
    if place := compiled("pointing.opens_with_place").match(text):
        return _last_place(quote, place["ending"])
    if compiled("pointing.opens_with_event").match(text):
        return quote.article.title
    return ""


def _last_person(quote: Quote) -> str:
    """Return the last person named before the quote, as the article writes the name."""
    whole = "\n".join(paragraph.text for paragraph in quote.article.paragraphs)
    for text in _texts_before(quote):
        people = [name for name in find_likely_people(text) if not _begins_name_of_thing(name, whole)]
        if people:
            return max(people, key=text.rfind)
    return ""


def _begins_name_of_thing(name: str, whole: str) -> bool:
    """Return whether what looks like a person's name only stands in front of one noun: 白礁 of 白礁灯塔."""
    behind = {whole[match.end() : match.end() + 2] for match in re.finditer(re.escape(name), whole)}
    return len(behind) == 1 and [tag for _, tag in words_as_written(behind.pop())] == ["n"]


def _last_place(quote: Quote, ending: str) -> str:
    """Return the last place name before the quote or in the title that ends in `ending` (县 for 该县)."""
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
