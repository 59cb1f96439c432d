"""Measure the service on a folder of questions (and the articles that answer them)."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

import numpy as np

from index.article import Article
from index.chinese.sentences import split_sentences
from index.embed.embedder import Embedder
from index.errors import LoadError
from index.library import Library
from index.messages import Message
from index.progress import Progress, ReportProgress, ignore_progress
from index.snapshot import Filters
from qa.answer import Answer, Status
from qa.asking import QuestionAnswering
from qa.batch import AskedQuestion, iter_questions
from qa.earlier import EarlierTurns

# ---- The figures of an evaluation


@dataclass(frozen=True)
class Asked:
    """One evaluated question: its answer, and the distinct article ids found, best first, down to a right one."""

    question: AskedQuestion
    answer: Answer
    found_articles: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1, None if the set has no question that shows them; times in milliseconds.

    `accuracy`: all facts are in the answer. `first_accuracy`: all facts are in its first sentence.
    `citation_precision`: share of citations that are to an article with the answer. `citation_recall`: share of
    answerable questions with at least one such citation. `right_source`: share of right answers with one.
    `refusal`: share of unanswerable questions refused, or replied to without an article. `false_refusal`: share of
    answerable ones refused.
    """

    questions: int
    answerable: int
    hit_1: float | None
    hit_5: float | None
    mrr_10: float | None
    accuracy: float | None
    first_accuracy: float | None
    citation_precision: float | None
    citation_recall: float | None
    right_source: float | None
    mean_answer_chars: float | None
    refusal: float | None
    false_refusal: float | None
    p50_ms: float
    p95_ms: float

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the figures by name."""
        return asdict(self)


def compute_figures(asked: Sequence[Asked]) -> Figures:
    """Return the figures of these questions; there must be at least one."""
    answerable = [item for item in asked if item.question.answers]
    unanswerable = [item for item in asked if not item.question.answers]
    located = [item for item in answerable if item.question.articles]
    answered = [item for item in answerable if item.answer.status is not Status.NO_EVIDENCE]
    right = [item for item in located if is_right(item)]
    times = [item.answer.timings.total for item in asked]
    citations = [cited for item in located for cited in _citations_right(item)]
    return Figures(
        questions=len(asked),
        answerable=len(answerable),
        hit_1=_mean([_rank(item) == 1 for item in located]),
        hit_5=_mean([0 < _rank(item) <= 5 for item in located]),
        mrr_10=_mean([1 / rank if 0 < (rank := _rank(item)) <= 10 else 0.0 for item in located]),
        accuracy=_mean([is_right(item) for item in answerable]),
        first_accuracy=_mean([_is_first_right(item) for item in answerable]),
        citation_precision=_mean(citations),
        citation_recall=_mean([any(_citations_right(item)) for item in located]),
        right_source=_mean([any(_citations_right(item)) for item in right]),
        mean_answer_chars=_mean([len(item.answer.text) for item in answered]),
        refusal=_mean([not item.answer.statements for item in unanswerable]),
        false_refusal=_mean([item.answer.status is Status.NO_EVIDENCE for item in answerable]),
        p50_ms=float(np.percentile(times, 50)),
        p95_ms=float(np.percentile(times, 95)),
    )


def is_right(item: Asked) -> bool:
    """Return whether the answer contains every fact in one of its accepted spellings."""
    return item.answer.status is not Status.NO_EVIDENCE and _holds_facts(item.question, item.answer.text)


def _holds_facts(question: AskedQuestion, text: str) -> bool:
    return all(any(spelling in text for spelling in fact) for fact in question.answers)


def _is_first_right(item: Asked) -> bool:
    if item.answer.reply is not None:
        return is_right(item)
    if not item.answer.statements:
        return False
    shown = item.answer.statements[0].shown_text
    first = split_sentences(shown)[0] if shown.strip() else None
    return first is not None and (_holds_facts(item.question, shown[first.start : first.end]))


def _citations_right(item: Asked) -> list[bool]:
    wanted = item.question.articles
    return [known_id(citation.quote.article, wanted) in wanted for citation in item.answer.citations]


def known_id(article: Article, wanted: Sequence[str]) -> str:
    """Return which of the wanted ids is the article's or that of one of its reprints; its own id if none is."""
    ids = (article.id, *(reprint.id for reprint in article.reprints))
    return next((id for id in ids if id in wanted), article.id)


def _rank(item: Asked) -> int:
    """Return the rank of the first right article, from 1, or 0."""
    return next((n for n, id in enumerate(item.found_articles, 1) if id in item.question.articles), 0)


def _mean(values: Sequence[float | bool]) -> float | None:
    return float(mean(values)) if values else None


# ---- Measure the service on a folder of questions (and the articles that answer them)


RANKED_PASSAGES = 40
"""Passages retrieved to find the first ten articles."""


def read_question_set(folder: Path) -> list[AskedQuestion]:
    """Return the questions in `folder`/questions.jsonl, or in `folder` itself if it is a file (dialogues.jsonl).

    Raises LoadError if there are none.
    """
    path = folder if folder.is_file() else folder / "questions.jsonl"
    questions = list(iter_questions(path))
    if not questions:
        raise LoadError(Message("questions-none", {"file": path}))
    return questions


def build_library(folder: Path, library_folder: Path, embedder: Embedder, report: ReportProgress) -> Library:
    """Return the library, synced with `folder`/articles.jsonl if that file exists."""
    library = Library.open(library_folder, embedder)
    articles = folder / "articles.jsonl"
    if articles.is_file():
        from index.sync.sources import sync_paths

        sync_paths(library, [articles], report=report)
    return library


def cached_library_folder(folder: Path, cache: Path) -> Path:
    """Return where the library of an evaluation folder is kept between runs."""
    return cache / "evaluation" / hashlib.blake2b(str(folder.resolve()).encode(), digest_size=6).hexdigest()


@contextmanager
def library_without(library: Library, article_ids: Sequence[str]) -> Iterator[Library]:
    """Yield a copy of `library` without these articles; it is deleted when the block ends."""
    with tempfile.TemporaryDirectory(prefix="yinju-evaluation-") as name:
        folder = Path(name) / "library"
        library.copy_to(folder)
        copy = Library.open(folder, library.embedder)
        with copy.writer() as writer:
            writer.remove_articles(article_ids)
        yield copy
        copy.close()
        shutil.rmtree(folder)


def ask_all(
    answering: QuestionAnswering, questions: Sequence[AskedQuestion], report: ReportProgress = ignore_progress
) -> list[Asked]:
    """Ask every question after the earlier ones of its dialogue; return the answers with the articles found."""
    asked = []
    earlier = EarlierTurns(answering)
    answering.ask(questions[0].question)  # the first question pays for what is loaded lazily
    for done, question in enumerate(questions):
        report(Progress(Message("stage-evaluate"), done, len(questions), Message("unit-questions")))
        answer = answering.ask(question.question, history=earlier.turns(question.history, Filters()))
        asked.append(Asked(question, answer, _found_articles(answering, question, answer)))
    report(Progress(Message("stage-evaluate"), len(questions), len(questions), Message("unit-questions")))
    return asked


def _found_articles(answering: QuestionAnswering, question: AskedQuestion, answer: Answer) -> tuple[str, ...]:
    """Return the articles found, best first; further ones are retrieved only if none of those read is right."""
    found = dict.fromkeys(known_id(passage.article, question.articles) for passage in answer.passages)
    if question.articles and not found.keys() & set(question.articles):
        more = answering.retrieve(answer.asked, count=RANKED_PASSAGES)
        found |= dict.fromkeys(known_id(passage.article, question.articles) for passage in more)
    return tuple(found)
