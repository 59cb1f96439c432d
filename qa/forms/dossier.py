"""What a library contains on a topic: the articles, read once, and their sentences about it."""

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
from qa.reader.identity import Identity, Relation, read_identity
from qa.reader.judging import judge
from qa.running import StageBegan

# ---- How much is examined


@dataclass(frozen=True)
class Limits:
    """Limits of one form: articles examined, and seconds for finding and reading them."""

    articles: int = 120
    seconds: float = 1.2

    @property
    def chunks(self) -> int:
        """Most chunks retrieved; several may be from one article."""
        return max(400, 4 * self.articles)


def limits_of(form: Form, settings: FormSettings) -> Limits:
    """Return a form's limits from the settings."""
    articles, milliseconds = {
        Form.BRIEF: (settings.brief_articles, settings.brief_ms),
        Form.TIMELINE: (settings.timeline_articles, settings.timeline_ms),
        Form.TABLE: (settings.table_articles, settings.table_ms),
        Form.POSTS: (settings.posts_articles, settings.posts_ms),
        Form.IN_FORCE: (settings.in_force_articles, settings.in_force_ms),
    }[form]
    return Limits(articles, milliseconds / 1000)


class Cut(Enum):
    """Why not everything was examined: there are too many articles, time ran out, or nobody waits any more."""

    ARTICLES = "articles"
    TIME = "time"
    STOPPED = "stopped"


TELL_S = 0.5
"""Least seconds between progress reports, so that short work reports none."""
FINDING, READING = 0.5, 0.9
"""Shares of the time after which finding, and reading, articles must end; the rest is for what follows."""


class Hurry:
    """Tells a form when to stop: time ran out, or nobody waits any more."""

    def __init__(self, limits: Limits, cancel: threading.Event | None = None) -> None:
        self.limits = limits
        self._started = self._told = time.monotonic()
        self._cancel = cancel
        self.cut: Cut | None = None
        """Why a stage had to stop, None if none did."""
        self.unread = 0
        """How many articles on the topic were left unread."""

    def start(self) -> None:
        """Start the clock; one-time loading before the first question does not count."""
        self._started = time.monotonic()

    def is_over(self, share: float, done: int) -> bool:
        """Return whether this share of the time has passed (never before the first article is done) or nobody waits."""
        if self._cancel is not None and self._cancel.is_set():
            self.cut = Cut.STOPPED
            return True
        if done and time.monotonic() > self._started + share * self.limits.seconds:
            self.cut = self.cut or Cut.TIME
            return True
        return False

    def tell(self, stage: Message, done: int, total: int) -> Iterator[StageBegan]:
        """Yield a stage's progress if none was reported for TELL_S seconds."""
        if (now := time.monotonic()) - self._told >= TELL_S:
            self._told = now
            yield StageBegan(stage, done, total)


T = TypeVar("T")
Steps = Generator[StageBegan, None, T]
"""A generator that yields progress and returns its result."""


def finished(steps: Steps[T]) -> T:
    """Run the steps and return their result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


# ---- The sentences of an article


@dataclass(frozen=True)
class Line:
    """A sentence or clause of an article: a half-open span of a paragraph."""

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
        """The character bigrams without times and amounts, for comparing what is said, not how much."""
        text = self.folded
        for amount in reversed(read_amounts(text)):
            text = f"{text[: amount.start]} {text[amount.end :]}"
        return bigrams_of(text)

    @property
    def quote(self) -> Quote:
        return Quote(self.article, self.paragraph, self.start, self.end)

    @property
    def missing(self) -> str:
        """What someone reading only this line would miss (who 他 is), or ''."""
        return find_missing_words(self.quote)

    def part(self, start: int, end: int) -> "Line":
        """Return a stripped piece of the line; offsets count from the line's start."""
        text = self.text[start:end]
        first = self.start + start + len(text) - len(text.lstrip())
        return Line(self.article, self.paragraph, first, first + len(text.strip()), self.paragraph_text)


def lines_of(article: Article) -> list[Line]:
    """Return the sentences of an article's content, without datelines before them."""
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
"""Unclosed opening brackets, which belong to what follows, as in （2023）云01民初118号."""


def say_the_same(left: Line, right: Line, least: float, known: frozenset[str] = frozenset()) -> bool:
    """Return whether two lines share this much of the shorter one's bigrams, except those `known`: their common topic
    proves nothing."""
    mine, others = left.bigrams - known, right.bigrams - known
    if not mine or not others:
        mine, others = left.bigrams, right.bigrams
    shorter = min(len(mine), len(others))
    return shorter > 0 and len(mine & others) >= least * shorter


# ---- A topic, and what the library contains on it


LEAST_OF_ARTICLE = 0.75
"""Least share of a topic's word weight in an article that mentions it."""
LEAST_OF_FRONT = 0.7
"""Least share in the title or the first lines of an article that is wholly about it."""
LEAST_OF_LINE = 0.7
"""Least share in a sentence, with the text before it in its paragraph, of any other article."""
FRONT_CHARS = 160
LEAST_NEAR = 0.5
"""Least share in an article whose text means the same as the topic in other words."""
NEAR_COSINE = 0.03
"""A chunk whose cosine is at most this far below the closest one's means the same."""
_NEAR_CHUNKS = 40
_LONGEST_LITERAL = 3


@dataclass(frozen=True)
class Topic:
    """The topic of a form; `names` are the things that a text must name."""

    text: str
    question: Question
    weights: WordWeights
    names: tuple[NamedThing, ...]

    @property
    def literal(self) -> str:
        """The topic if it is so short that it must occur literally, else ''."""
        return self.question.folded if len(self.question.folded) <= _LONGEST_LITERAL else ""

    def is_named_in(self, folded: str) -> bool:
        """Return whether a folded text names all things in the topic."""
        return all(holds_thing(folded, name) for name in self.names)

    @cached_property
    def _others(self) -> re.Pattern[str]:
        """Matches other things named after the topic."""
        name = re.escape("".join(self.question.folded.split()))
        return re.compile(rf"{name}(?={pattern_of('forms.other_of_it')})")

    def own(self, folded: str) -> str:
        """Return a folded text without names of other things that begin with the topic's, and with synonyms for what
        happened (失火) replaced by the topic's word (火灾)."""
        text = self._others.sub("〇", folded) if len(self.question.folded) >= _LEAST_NAME else folded
        return f"{text} {' '.join(self._happened_in(text))}" if self._happenings else text

    @cached_property
    def _happenings(self) -> dict[str, tuple[str, ...]]:
        """The topic's words for what happened, each with its synonyms."""
        groups = [group for name in ("forms.event", "forms.happening") for group in groups_of(name)]
        return {word: tuple(group) for word in self.weights.weights for group in groups if word in group}

    def _happened_in(self, text: str) -> list[str]:
        return [word for word, others in self._happenings.items() if any(other in text for other in others)]


def read_topic(snapshot: Snapshot, text: str) -> Topic:
    """Return the topic that this text names."""
    question = read_question(text)
    named = read_named(question.folded)
    names = tuple(thing for thing in named if not thing.series.startswith((*TIMES, "kind:", "item:", "row:")))
    # pm2.5 is also cut into pm2 and 5, which are no words in texts with pm2.5
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
    """An article that mentions a topic; `is_main`: the whole article is about it, not only some lines."""

    article: Article
    is_main: bool
    score: float


@dataclass(frozen=True)
class Dossier:
    """The articles that mention a topic, best first.

    `looked_at` articles were examined, out of the `searched` ones that pass the filters.
    """

    topic: Topic
    holdings: tuple[Holding, ...]
    searched: int
    looked_at: int
    hurry: Hurry

    @property
    def is_cut(self) -> bool:
        """Whether there was more than could be examined."""
        return self.hurry.cut is not None

    def stops_at(self, place: int) -> bool:
        """Return whether reading stops before the holding at a place."""
        is_over = self.hurry.is_over(READING, place)
        if is_over:
            self.hurry.unread = len(self.holdings) - place
        return is_over

    def tell_read(self, place: int) -> Iterator[StageBegan]:
        """Yield that the holding at a place is being read, if a progress report is due."""
        count = len(self.holdings)
        return self.hurry.tell(Message("form-reading", {"done": place, "all": count}), place, count)

    @cached_property
    def identity(self) -> Identity:
        """The topic's Identity, with the things that the articles name instead."""
        passages = [
            Passage(place, 0.0, place, holding.article, _opening_spans(holding.article))
            for place, holding in enumerate(self.holdings, 1)
        ]
        return read_identity(self.topic.question, passages)

    def lines(self, holding: Holding) -> Iterator[Line]:
        """Yield the lines of an article about the topic, in article order, without near misses."""
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
        """Return whether a line that does not name the topic begins with a bus or train route not in the topic."""
        if self.topic.names and self.topic.is_named_in(self.topic.own(line.folded)):
            return False
        head = line.folded[:_LONGEST_TO_SUBJECT]
        routes = [thing for thing in read_named(head) if thing.series.startswith(_ROUTES)]
        return any(not holds_thing(self.topic.question.folded, route) for route in routes)

    def _is_about(self, before: str, line: Line) -> bool:
        """Return whether a line, with the one before it in its paragraph and the title, is about the topic."""
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
    """Return what the library contains on the topic of this text, within the filters."""
    return finished(gathering(snapshot, text, filters, Hurry(limits)))


def gathering(
    snapshot: Snapshot, text: str, filters: Filters, hurry: Hurry, vector: Vectors | None = None
) -> Steps[Dossier]:
    """Yield progress and return what `gather` returns, as far as time allows.

    `vector` is the text's embedding, if articles that use other words are to be found too.
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
    """Load the forms' Chinese vocabulary, which takes half a second that the first question should not lose."""
    for known in entries_of("forms"):
        compiled(known.name)
    text = "2021年3月5日，韦一鸣任青岚县第三中学校长，捐款5万元。"
    read_named(text)
    list(find_times(text, date.today()))
    read_amounts(text)
    tag_words(text)


def _near(snapshot: Snapshot, vector: Vectors, filters: Filters) -> list[int]:
    """Return the ids of the chunks whose embeddings are closest to a vector."""
    hits = snapshot.search_dense(vector, _NEAR_CHUNKS, filters)
    return [hit.chunk_id for hit in hits if hit.score >= hits[0].score - NEAR_COSINE]


def _articles_of(snapshot: Snapshot, chunk_ids: Sequence[int]) -> Iterator[Article]:
    """Yield the article of each chunk, reading a few at a time."""
    for start in range(0, len(chunk_ids), _BATCH):
        for chunk in snapshot.chunks(chunk_ids[start : start + _BATCH]):
            yield chunk.article


_BATCH = 40


def hold(topic: Topic, article: Article, *, is_close: bool = False) -> Holding | None:
    """Return the article as a Holding if it mentions the topic, else None; `is_close`: its embedding is close."""
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


# ---- What several articles agree or disagree on


def merge_alike(items: Sequence[T], is_same: Callable[[T, T], bool], join: Callable[[T, T], T]) -> list[T]:
    """Return the items in order, each merged into the first earlier one that says the same."""
    merged: list[T] = []
    for item in items:
        place = next((at for at, other in enumerate(merged) if is_same(other, item)), None)
        if place is None:
            merged.append(item)
        else:
            merged[place] = join(merged[place], item)
    return merged


def count_told(articles: Sequence[Article]) -> int:
    """Return how many articles these are, reprints included."""
    return sum(1 + len(article.reprints) for article in articles)


def told_otherwise(article: Article, what: str) -> str:
    """Return a remark that an article says `what` instead, with its publisher and date."""
    told = [day_in_words(article.published)] if article.published else []
    return say(Message("form-differs", {"by": "，".join([article.source or article.face, *told]), "what": what}))


# ---- Notes on what was searched


def searched_note(dossier: Dossier) -> Message:
    """Return a note on how many articles were searched and how many mention the topic."""
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
    """Return a note that the library contains nothing on the topic."""
    facts = {"topic": dossier.topic.text, "searched": Message("searched", {"count": dossier.searched})}
    return Message("form-nothing", facts)


def found_nothing(dossier: Dossier, form: Form) -> DraftAnswer:
    """Return the refusal of a form that found nothing; it says if not everything was examined."""
    notes = (searched_note(dossier),) if dossier.is_cut else ()
    return DraftAnswer((), nothing_found(dossier), notes=notes, form=form)
