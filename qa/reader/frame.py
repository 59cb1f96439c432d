"""What an article says around a sentence: its title, the headings and items above, the rows of its tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from index.article import Article, Paragraph, Span, cut_lines
from index.chinese.folding import fold_text
from index.chinese.named import NamedThing, read_named
from index.chinese.vocabulary import compiled
from index.rows import find_cells
from qa.reader.candidates import Candidate


@dataclass(frozen=True)
class Row:
    """A row of a table: its paragraph's number, that of the table's first row, and the folded name of the row."""

    number: int
    block: int
    key: str


_LONGEST_KEY = 14
_DISTINCT_SHARE = 0.8
_LEAST_ROWS = 2


def cells_of(text: str) -> list[tuple[str, str]]:
    """Return the (head, value) pairs of a row (部门：水务站；电话：…), [] for running text."""
    if " | " in text:
        return [("", cell.strip()) for cell in text.split(" | ")]
    return [(cell.head, text[cell.start : cell.end].strip()) for cell in find_cells(text)]


def _name_rows(block: list[tuple[int, list[tuple[str, str]]]]) -> dict[int, Row]:
    if len(block) < _LEAST_ROWS:
        return {}
    if not block[0][1][0][0]:  # cells without heads: the first row has the heads
        block = block[1:]
    for column in range(min(len(cells) for _, cells in block)):
        values = [fold_text(cells[column][1]) for _, cells in block]
        names = [value for value in values if 2 <= len(value) <= _LONGEST_KEY and not _is_number(value)]
        if len(names) >= _DISTINCT_SHARE * len(values) and len(set(values)) >= _DISTINCT_SHARE * len(values):
            return {number: Row(number, block[0][0], value) for (number, _), value in zip(block, values, strict=True)}
    return {}


def _is_number(value: str) -> bool:
    return not re.search(r"[\u4e00-\u9fffa-z]", value)


@dataclass(frozen=True)
class Section:
    """A part of an article: the number of its heading's paragraph, the heading without its ordinal, how that is written
    ('' for none), and the lines below it."""

    number: int
    name: str
    shape: str
    body: tuple[Span, ...] = ()


_SECTION = re.compile(r"[^，,。；;！!？?：:\n]{2,24}[：:]?")
_ORDINAL = compiled("list_marks.item")


def _named_by(heading: str) -> str:
    ordinal = _ORDINAL.match(heading)
    return heading[ordinal.end() if ordinal else 0 :].strip(" 　:：")


def _shape_of(heading: str) -> str:
    ordinal = _ORDINAL.match(heading)
    return re.sub(r"[\d一二三四五六七八九十百]+", "1", ordinal.group()) if ordinal else ""


_MOST_ABOVE = 40
"""Paragraphs below a heading to which it applies at most."""
_MARKER = 12
"""Characters at the beginning of a line within which its item's number stands."""
_HEADING = re.compile(r"[^。；;！？!?\n]{2,32}[：:]?$")


@dataclass(frozen=True)
class Frame:
    """An article and the context of its sentences; each part is computed on first use."""

    article: Article

    @cached_property
    def title(self) -> str:
        return fold_text(self.article.title)

    @cached_property
    def whole(self) -> str:
        """The title and all paragraphs, folded."""
        return "\n".join([self.title, *(fold_text(paragraph.text) for paragraph in self.article.paragraphs)])

    @cached_property
    def has_ruling(self) -> bool:
        """Whether the article reports a court's finding."""
        return compiled("parties.ruling").search(self.whole) is not None

    @cached_property
    def main_things(self) -> tuple[NamedThing, ...]:
        """The things that the title and the beginning name."""
        opening = self.article.paragraphs[0].text[:60] if self.article.paragraphs else ""
        return (*read_named(self.title), *read_named(fold_text(opening)))

    @cached_property
    def works(self) -> tuple[NamedThing, ...]:
        """The works (《…》) that it names anywhere."""
        texts = (paragraph.text for paragraph in self.article.paragraphs if "《" in paragraph.text)
        return tuple(thing for text in texts for thing in read_named(fold_text(text)) if thing.series == "work:")

    @cached_property
    def names_in_latin(self) -> tuple[str, ...]:
        """The names of several words in Latin letters in it, folded."""
        texts = (self.article.title, *(paragraph.text for paragraph in self.article.paragraphs))
        found = (match for text in texts for match in compiled("named.latin_name").finditer(f" {text}"))
        return tuple(fold_text(match.group()) for match in found)

    @cached_property
    def rows(self) -> dict[int, Row]:
        """By paragraph number, the rows of those tables whose rows have names."""
        rows: dict[int, Row] = {}
        block: list[tuple[int, list[tuple[str, str]]]] = []
        for paragraph in self.article.paragraphs:
            cells = cells_of(paragraph.text)
            if block and (len(cells) < 2 or cells[0][0] != block[0][1][0][0]):
                rows |= _name_rows(block)
                block = []
            if len(cells) > 1:
                block.append((paragraph.number, cells))
        return rows | _name_rows(block)

    @cached_property
    def labels(self) -> dict[tuple[int, int], str]:
        """By paragraph and line, the name with which the line's label begins (二、云杉里停车：…: 云杉里)."""
        return {
            (paragraph.number, number): match["name"]
            for paragraph in self.article.paragraphs
            for number, line in enumerate(fold_text(paragraph.text).split("\n"))
            if (match := compiled("named.label").match(line))
        }

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the article that have a heading with text right below it, in order; neither a heading over
        other headings nor a row is one."""
        found: list[tuple[Section, list[Span]]] = []
        for paragraph in self.article.paragraphs:
            for line in cut_lines(paragraph.text, Span(paragraph.number, 0, len(paragraph.text))):
                text = fold_text(paragraph.text[line.start : line.end]).strip()
                if _SECTION.fullmatch(text) and not cells_of(text):
                    found.append((Section(paragraph.number, _named_by(text), _shape_of(text)), []))
                elif found and text:
                    found[-1][1].append(line)
        return tuple(replace(section, body=tuple(body)) for section, body in found if body)

    def section_at(self, number: int) -> Section | None:
        """Return the part of the article in which a paragraph stands or that begins there, None before the first."""
        return next((section for section in reversed(self.sections) if section.number <= number), None)

    def label_at(self, number: int, start: int) -> str:
        """Return the name in the label of the line at `start` of a paragraph, '' for none."""
        before = next((p.text[:start] for p in self.article.paragraphs if p.number == number), "")
        return self.labels.get((number, before.count("\n")), "")

    def is_row(self, number: int) -> bool:
        """Return whether a paragraph is a row of a table."""
        return any(paragraph.number == number and cells_of(paragraph.text) for paragraph in self.article.paragraphs)

    def heading_above(self, number: int) -> str:
        """Return the folded heading above a paragraph, '' if there is none nearby."""
        for paragraph in self._above(number):
            text = paragraph.text.strip()
            if _HEADING.match(text) and not cells_of(text):
                return fold_text(text)
        return ""

    def item_above(self, number: int, start: int, series: str) -> NamedThing | None:
        """Return the item of this series (第四条) that the line at `start` of the paragraph begins or belongs to, None
        if there is none."""
        own = [
            paragraph.text[:start] + paragraph.text[start:].partition("\n")[0]
            for paragraph in self.article.paragraphs
            if paragraph.number == number
        ]
        for text in [*own, *(paragraph.text for paragraph in self._above(number))]:
            for line in reversed(text.split("\n")):
                named = [thing for thing in read_named(fold_text(line[:_MARKER])) if thing.series == series]
                if named and named[0].start <= 1:
                    return named[0]
        return None

    def _above(self, number: int) -> Iterator[Paragraph]:
        """Yield the paragraphs above this one, the nearest first."""
        before = [paragraph for paragraph in self.article.paragraphs if paragraph.number < number]
        return reversed(before[-_MOST_ABOVE:])


@dataclass(frozen=True)
class Place:
    """Where a sentence is: article, paragraph number, start offset in the folded paragraph, and the folded texts."""

    frame: Frame
    number: int
    start: int
    sentence: str
    paragraph: str

    @classmethod
    def of(cls, frame: Frame, candidate: Candidate) -> "Place":
        """Return where a sentence of the frame's article is."""
        paragraph = fold_text(candidate.quote.paragraph_text)
        sentence = paragraph[candidate.start : candidate.end]
        return cls(frame, candidate.paragraph, candidate.start, sentence, paragraph)

    @property
    def before(self) -> str:
        """What stands before the sentence in its line."""
        return self.paragraph[: self.start].rpartition("\n")[2]

    @property
    def line(self) -> str:
        """The line of the sentence."""
        behind = self.paragraph[self.start + len(self.sentence) :]
        return f"{self.before}{self.sentence}" + behind.partition("\n")[0]

    @property
    def around(self) -> str:
        """The title, the heading above and the paragraph, folded."""
        return f"{self.frame.title}\n{self.frame.heading_above(self.number)}\n{self.paragraph}"
