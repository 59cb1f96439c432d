"""The sentences a reader may choose from, each with its place in its article."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article, Paragraph
from index.text.sentences import split_sentences
from qa.answer import Passage, Quote


@dataclass(frozen=True)
class Candidate:
    """A sentence of a passage. `passage` is the place of its passage in the list read, from 0."""

    article: Article
    paragraph: int
    start: int
    end: int
    passage: int

    @property
    def text(self) -> str:
        return self.quote.text

    @property
    def quote(self) -> Quote:
        return Quote(self.article, self.paragraph, self.start, self.end)


@dataclass(frozen=True)
class Scored:
    """A candidate and how well it answers, 0 to 1 or more; comparable within one question.

    `highlight` is the short answer, a half-open span of the candidate's text, or None.
    """

    candidate: Candidate
    score: float
    highlight: tuple[int, int] | None = None


def list_candidates(passages: Sequence[Passage]) -> list[Candidate]:
    """Return every distinct sentence of the passages, in passage order."""
    found: dict[tuple[str, int, int], Candidate] = {}
    for place, passage in enumerate(passages):
        paragraphs = {paragraph.number: paragraph for paragraph in passage.article.paragraphs}
        for span in passage.spans:
            for sentence in split_sentences(paragraphs[span.paragraph].text):
                if sentence.start >= span.start and sentence.end <= span.end:
                    key = (passage.article.id, span.paragraph, sentence.start)
                    candidate = Candidate(passage.article, span.paragraph, sentence.start, sentence.end, place)
                    found.setdefault(key, candidate)
    return list(found.values())


def find_paragraph(article: Article, number: int) -> Paragraph | None:
    """Return the paragraph of this number, or None."""
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
