"""What a library holds on a matter: its articles, read once, and which of their sentences speak of it."""

import re
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cache, cached_property
from typing import TypeVar

from index.article import Article, Span
from index.chinese.amounts import read_amounts
from index.chinese.dates import days_asked, find_times
from index.chinese.folding import fold_text
from index.chinese.named import TIMES, NamedThing, holds_thing, read_named
from index.chinese.sentences import split_sentences
from index.chinese.vocabulary import compiled, entries_of, groups_of, pattern_of
from index.chinese.words import tag_words
from index.embed.embedder import Vectors
from index.messages import Message, say
from index.settings import FormSettings
from index.snapshot import Filters, Snapshot
from qa.answer import DraftAnswer, Form, Passage, Quote, day_in_words
from qa.check.claim import bigrams_of
from qa.question import Question, WordWeights, read_question, weigh_words
from qa.reader.candidates import Candidate, find_missing_words
from qa.reader.identity import Identity, Relation, judge, read_identity
from qa.running import StageBegan

# ---- How much is looked at


@dataclass(frozen=True)
class Limits:
    """How much one form looks at: articles, and seconds for finding and reading them."""

    articles: int = 120
    seconds: float = 1.2

    @property
    def chunks(self) -> int:
        """How many chunks are found at most: several may be of one article."""
        return max(400, 4 * self.articles)


def limits_of(form: Form, settings: FormSettings) -> Limits:
    """Return how much a form may look at by the settings."""
    articles, milliseconds = {
        Form.BRIEF: (settings.brief_articles, settings.brief_ms),
        Form.TIMELINE: (settings.timeline_articles, settings.timeline_ms),
        Form.TABLE: (settings.table_articles, settings.table_ms),
        Form.POSTS: (settings.posts_articles, settings.posts_ms),
        Form.IN_FORCE: (settings.in_force_articles, settings.in_force_ms),
    }[form]
    return Limits(articles, milliseconds / 1000)


class Cut(Enum):
    """Why not all was looked at: there is more than may be, the time was over, or nobody waits any more."""

    ARTICLES = "articles"
    TIME = "time"
    STOPPED = "stopped"


TELL_S = 0.5
"""Progress is told no more often, so never of what is done sooner."""
FINDING, READING = 0.5, 0.9
"""The share of the time that is over when articles are looked for, and when they are read: the rest is for what
follows."""


class Hurry:
    """Says when to stop: the time is over, or nobody waits any more."""

    def __init__(self, limits: Limits, cancel: threading.Event | None = None) -> None:
        self.limits = limits
        self._started = self._told = time.monotonic()
        self._cancel = cancel
        self.cut: Cut | None = None
        """Why anybody was told to stop, None where nobody was."""
        self.unread = 0
        """How many of the articles on the topic were not read any more."""

    def start(self) -> None:
        """Let the time begin: what is loaded once, before the first question, is not the question's."""
        self._started = time.monotonic()

    def is_over(self, share: float, done: int) -> bool:
        """Return whether so much of the time is over, but for the first article, or nobody waits any more."""
        if self._cancel is not None and self._cancel.is_set():
            self.cut = Cut.STOPPED
            return True
        if done and time.monotonic() > self._started + share * self.limits.seconds:
            self.cut = self.cut or Cut.TIME
            return True
        return False

    def tell(self, stage: Message, done: int, total: int) -> Iterator[StageBegan]:
        """Yield how far a stage is, where nothing was told for TELL_S seconds."""
        if (now := time.monotonic()) - self._told >= TELL_S:
            self._told = now
            yield StageBegan(stage, done, total)


T = TypeVar("T")
Steps = Generator[StageBegan, None, T]
"""Tells how far it is, and returns what it comes to."""


def finished(steps: Steps[T]) -> T:
    """Run through the steps and return what they come to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


# ---- A sentence of an article, and an article read for a form


@dataclass(frozen=True)
class Line:
    """A sentence of an article, or a clause of one: a half-open span of a paragraph."""

    article: Article
    paragraph: int
    start: int
    end: int
    paragraph_text: str = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        return self.paragraph_text[self.start : self.end]

    @cached_property
    def folded(self) -> str:
        return fold_text(self.text)

    @cached_property
    def bigrams(self) -> frozenset[str]:
        """The pairs of letters that follow each other, times and amounts left out: what is told, not how much of it."""
        text = self.folded
        for amount in reversed(read_amounts(text)):
            text = f"{text[: amount.start]} {text[amount.end :]}"
        return bigrams_of(text)

    @property
    def quote(self) -> Quote:
        return Quote(self.article, self.paragraph, self.start, self.end)

    @property
    def missing(self) -> str:
        """What who reads this line alone would miss (whom 他 means), or ''."""
        return find_missing_words(self.quote)

    def part(self, start: int, end: int) -> "Line":
        """Return a piece of the line, offsets from its start, without white space at its edges."""
        text = self.text[start:end]
        first = self.start + start + len(text) - len(text.lstrip())
        return Line(self.article, self.paragraph, first, first + len(text.strip()), self.paragraph_text)


def lines_of(article: Article) -> list[Line]:
    """Return the sentences of an article that tell something of its matter, datelines in front of them left out."""
    lines = []
    for paragraph in article.paragraphs:
        for sentence in split_sentences(paragraph.text):
            line = Line(article, paragraph.number, sentence.start, sentence.end, paragraph.text)
            if before := compiled("opening.before_text").match(line.folded):
                end = before.end() - len(_OPENED.search(before.group())[0])  # type: ignore[index]
                line = line.part(end, len(line.text))
            if re.search(r"[^\W_]", line.text) and not compiled("forms.boilerplate").search(line.folded):
                lines.append(line)
    return lines


_OPENED = re.compile(r"[(（\[【《〈“‘「『〔]*$")
"""Brackets that are opened and not closed: they belong to what follows, as in （2023）云01民初118号."""


def say_the_same(left: Line, right: Line, least: float, known: frozenset[str] = frozenset()) -> bool:
    """Return whether two lines share this much of the shorter one's pairs of letters, those `known` left out: what both
    are about says nothing."""
    mine, others = left.bigrams - known, right.bigrams - known
    if not mine or not others:
        mine, others = left.bigrams, right.bigrams
    shorter = min(len(mine), len(others))
    return shorter > 0 and len(mine & others) >= least * shorter


# ---- A matter, and what is held of it


LEAST_OF_ARTICLE = 0.75
"""The share of a topic's word weight that an article must hold to be about it at all."""
LEAST_OF_FRONT = 0.7
"""The share that a title, or the first lines, must hold for the whole article to be about it."""
LEAST_OF_LINE = 0.7
"""The share that a sentence, with what stands before it in its paragraph, must hold in any other article."""
FRONT_CHARS = 160
LEAST_NEAR = 0.5
"""The share that an article must hold whose text means what the topic says, in other words."""
NEAR_COSINE = 0.03
"""So much less alike than the closest chunk another still means the same."""
_NEAR_CHUNKS = 40
_LONGEST_LITERAL = 3


@dataclass(frozen=True)
class Topic:
    """What a form is about: `names` are the things of it that a text must name."""

    text: str
    question: Question
    weights: WordWeights
    names: tuple[NamedThing, ...]

    @property
    def literal(self) -> str:
        """The topic where it is so short that it must stand there as it is written, else ''."""
        return self.question.folded if len(self.question.folded) <= _LONGEST_LITERAL else ""

    def is_named_in(self, folded: str) -> bool:
        """Return whether a folded text names all the things of the topic."""
        return all(holds_thing(folded, name) for name in self.names)

    @cached_property
    def _others(self) -> re.Pattern[str]:
        """What is named after the topic and is no part of it."""
        name = re.escape("".join(self.question.folded.split()))
        return re.compile(rf"{name}(?={pattern_of('forms.other_of_it')})")

    def own(self, folded: str) -> str:
        """Return a folded text without the names of other things that begin with the topic's, and with the topic's
        word where it has another one for what happened (失火 for 火灾)."""
        text = self._others.sub("〇", folded) if len(self.question.folded) >= _LEAST_NAME else folded
        return f"{text} {' '.join(self._happened_in(text))}" if self._happenings else text

    @cached_property
    def _happenings(self) -> dict[str, tuple[str, ...]]:
        """Words of the topic for what happened, each with other ones for it."""
        groups = [group for name in ("forms.event", "forms.happening") for group in groups_of(name)]
        return {word: tuple(group) for word in self.weights.weights for group in groups if word in group}

    def _happened_in(self, text: str) -> list[str]:
        return [word for word, others in self._happenings.items() if any(other in text for other in others)]


def read_topic(snapshot: Snapshot, text: str) -> Topic:
    """Return the topic of these words."""
    question = read_question(text)
    named = read_named(question.folded)
    names = tuple(thing for thing in named if not thing.series.startswith((*TIMES, "kind:", "item:", "row:")))
    # pm2.5 is cut into pm2 and 5 as well, which no text that writes it holds
    words = tuple(
        word
        for word in question.words
        if not (_DIGIT.search(word) and any(word != other and word in other for other in question.words))
    )
    question = replace(question, words=words)
    return Topic(text, question, weigh_words(snapshot, question), names)


_DIGIT = re.compile(r"\d")
_LEAST_NAME = 3
_ROUTES = ("route:", "line:")
_LONGEST_TO_SUBJECT = 16


@dataclass(frozen=True)
class Holding:
    """An article that speaks of a topic; `is_main`: it is about it, not only in some of its lines."""

    article: Article
    is_main: bool
    score: float


@dataclass(frozen=True)
class Dossier:
    """The articles that speak of a topic, best first.

    `looked_at` articles were looked at, of those of the library that the filters let through (`searched`).
    """

    topic: Topic
    holdings: tuple[Holding, ...]
    searched: int
    looked_at: int
    hurry: Hurry

    @property
    def is_cut(self) -> bool:
        """Whether there was more than could be looked at."""
        return self.hurry.cut is not None

    def stops_at(self, place: int) -> bool:
        """Return whether the holding at a place is not read any more."""
        is_over = self.hurry.is_over(READING, place)
        if is_over:
            self.hurry.unread = len(self.holdings) - place
        return is_over

    def tell_read(self, place: int) -> Iterator[StageBegan]:
        """Yield that the holding at a place is read now, where it is time to tell."""
        count = len(self.holdings)
        return self.hurry.tell(Message("form-reading", {"done": place, "all": count}), place, count)

    @cached_property
    def identity(self) -> Identity:
        """What the topic names, and what the articles have in its place."""
        passages = [
            Passage(place, 0.0, place, holding.article, _opening_spans(holding.article))
            for place, holding in enumerate(self.holdings, 1)
        ]
        return read_identity(self.topic.question, passages)

    def lines(self, holding: Holding) -> Iterator[Line]:
        """Yield the lines of an article that speak of the topic, in its order, none about its like."""
        before, paragraph = "", 0
        for line in lines_of(holding.article):
            before = before if line.paragraph == paragraph else ""
            paragraph = line.paragraph
            if not self._tells_of_a_route(line) and (holding.is_main or self._is_about(before, line)):
                candidate = Candidate(line.article, line.paragraph, line.start, line.end, 0)
                if judge(self.identity, candidate).relation is not Relation.OTHER:
                    yield line
            before = line.folded

    def _tells_of_a_route(self, line: Line) -> bool:
        """Return whether a line that does not name the topic begins with a bus or train line that the topic lacks."""
        if self.topic.names and self.topic.is_named_in(self.topic.own(line.folded)):
            return False
        head = line.folded[:_LONGEST_TO_SUBJECT]
        routes = [thing for thing in read_named(head) if thing.series.startswith(_ROUTES)]
        return any(not holds_thing(self.topic.question.folded, route) for route in routes)

    def _is_about(self, before: str, line: Line) -> bool:
        """Return whether a line speaks of the topic, with the one before it in its paragraph and the title."""
        told = self.topic.own(before + line.folded)
        said = f"{self.topic.own(fold_text(line.article.title))}\n{told}"
        weights = self.topic.weights
        if not self.topic.is_named_in(said) or weights.coverage(said) < LEAST_OF_LINE:
            return False
        own = weights.without([name.text for name in self.topic.names])
        rest = own if own.weights else weights
        return rest.coverage(told) >= LEAST_OF_LINE


def _opening_spans(article: Article) -> tuple[Span, ...]:
    first = article.paragraphs[:1]
    return tuple(Span(paragraph.number, 0, len(paragraph.text)) for paragraph in first)


def gather(snapshot: Snapshot, text: str, filters: Filters, limits: Limits = Limits()) -> Dossier:
    """Return what the library holds on the matter of this text, articles within the filters only."""
    return finished(gathering(snapshot, text, filters, Hurry(limits)))


def gathering(
    snapshot: Snapshot, text: str, filters: Filters, hurry: Hurry, vector: Vectors | None = None
) -> Steps[Dossier]:
    """Return, step by step, what `gather` returns, as far as there is time.

    `vector` is what the text means, where articles that say it in other words are to be found too.
    """
    _load_words()
    topic = read_topic(snapshot, text)
    limits = hurry.limits
    hurry.start()
    words = list(dict.fromkeys([*topic.question.words, *days_asked(topic.question.folded, date.today())]))
    found = (
        [hit.chunk_id for hit in snapshot.search_words(words, limits.chunks, filters)] if topic.question.words else []
    )
    near = _near(snapshot, vector, filters) if vector is not None and topic.names else []
    close = {chunk.article.id for chunk in snapshot.chunks(near)}
    seen: set[str] = set()
    holdings = []
    if len(found) == limits.chunks:
        hurry.cut = Cut.ARTICLES
    for article in _articles_of(snapshot, [*near, *found]):
        if article.id in seen:
            continue
        if len(seen) >= limits.articles:
            hurry.cut = Cut.ARTICLES
            break
        if hurry.is_over(FINDING, len(seen)):
            break
        yield from hurry.tell(Message("form-finding", {"done": len(seen)}), len(seen), limits.articles)
        seen.add(article.id)
        if (holding := hold(topic, article, is_close=article.id in close)) is not None:
            holdings.append(holding)
    ordered = sorted(holdings, key=lambda holding: (not holding.is_main, -holding.score))
    return Dossier(topic, tuple(ordered), snapshot.article_count(filters), len(seen), hurry)


@cache
def _load_words() -> None:
    """Load what the forms know of Chinese, half a second of work: else the first question's time went by with it."""
    for known in entries_of("forms"):
        compiled(known.name)
    text = "2021年3月5日，韦一鸣任青岚县第三中学校长，捐款5万元。"
    read_named(text)
    list(find_times(text, date.today()))
    read_amounts(text)
    tag_words(text)


def _near(snapshot: Snapshot, vector: Vectors, filters: Filters) -> list[int]:
    """Return the chunks that mean most nearly what a vector means."""
    hits = snapshot.search_dense(vector, _NEAR_CHUNKS, filters)
    return [hit.chunk_id for hit in hits if hit.score >= hits[0].score - NEAR_COSINE]


def _articles_of(snapshot: Snapshot, chunk_ids: Sequence[int]) -> Iterator[Article]:
    """Yield the article of each chunk, a few being read at a time."""
    for start in range(0, len(chunk_ids), _BATCH):
        for chunk in snapshot.chunks(chunk_ids[start : start + _BATCH]):
            yield chunk.article


_BATCH = 40


def hold(topic: Topic, article: Article, *, is_close: bool = False) -> Holding | None:
    """Return the article as one that speaks of the topic, None for one that does not; `is_close`: it means the same."""
    title = topic.own(fold_text(article.title))
    folded = [topic.own(fold_text(paragraph.text)) for paragraph in article.paragraphs]
    whole = "\n".join([title, *folded])
    held = topic.weights.coverage(whole)
    least = LEAST_NEAR if is_close else LEAST_OF_ARTICLE
    by = fold_text(article.source)  # 市第三人民医院 in 澄湾日报 is 澄湾市第三人民医院
    if held < least or not topic.is_named_in(f"{whole}\n{by}") or topic.literal not in whole:
        return None
    of_title = topic.weights.coverage(title)
    front = f"{title}\n{''.join(folded)[:FRONT_CHARS]}"
    of_front = topic.weights.coverage(front)
    spread = sum(topic.weights.coverage(text) >= LEAST_OF_FRONT / 2 for text in folded)
    is_main = topic.is_named_in(f"{front}\n{by}") and (
        is_close or of_title >= LEAST_OF_FRONT or (of_front >= LEAST_OF_FRONT and (spread >= 2 or len(folded) <= 2))
    )
    return Holding(article, is_main, held + of_title + of_front)


# ---- What several articles tell alike, or otherwise


def merge_alike(items: Sequence[T], is_same: Callable[[T, T], bool], join: Callable[[T, T], T]) -> list[T]:
    """Return the items in order, each joined with the first before it that tells the same."""
    merged: list[T] = []
    for item in items:
        place = next((at for at, other in enumerate(merged) if is_same(other, item)), None)
        if place is None:
            merged.append(item)
        else:
            merged[place] = join(merged[place], item)
    return merged


def count_told(articles: Sequence[Article]) -> int:
    """Return how many articles tell what these tell, reprints included."""
    return sum(1 + len(article.reprints) for article in articles)


def told_otherwise(article: Article, what: str) -> str:
    """Return that an article says `what` instead, in words, with who published it and when."""
    told = [day_in_words(article.published)] if article.published else []
    return say(Message("form-differs", {"by": "，".join([article.source or article.face, *told]), "what": what}))


# ---- What is said of what was searched


def searched_note(dossier: Dossier) -> Message:
    """Return how many articles were searched and how many speak of the topic."""
    hurry, about = dossier.hurry, len(dossier.holdings)
    count, topic, read = dossier.searched, dossier.topic.text, about - hurry.unread
    if hurry.cut is Cut.ARTICLES:
        facts = {"count": count, "about": about, "topic": topic, "limit": dossier.looked_at}
        return Message("form-searched-some", facts)
    if hurry.cut is Cut.TIME:
        seconds = f"{hurry.limits.seconds:g}"
        timed = {"count": count, "about": about, "topic": topic, "read": read, "seconds": seconds}
        return Message("form-searched-in-time", timed)
    if hurry.cut is Cut.STOPPED:
        stopped = {"count": count, "about": about, "topic": topic, "read": read}
        return Message("form-searched-until-stopped", stopped)
    return Message("form-searched", {"count": count, "about": about, "topic": topic})


def nothing_found(dossier: Dossier) -> Message:
    """Return that the library holds nothing on the topic."""
    facts = {"topic": dossier.topic.text, "searched": Message("searched", {"count": dossier.searched})}
    return Message("form-nothing", facts)


def found_nothing(dossier: Dossier, form: Form) -> DraftAnswer:
    """Return the refusal of a form that found nothing; where not all was looked at it says so."""
    notes = (searched_note(dossier),) if dossier.is_cut else ()
    return DraftAnswer((), nothing_found(dossier), notes=notes, form=form)
