"""Measure the service on a folder of questions (and the articles that answer them)."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.embed.embedder import Embedder
from index.errors import LoadError
from index.library import Library
from index.progress import Progress, ReportProgress, ignore_progress
from index.sync.sources import sync_paths
from qa.answer import Answer
from qa.asking import QuestionAnswering
from qa.conversation.turn import Turn
from qa.evaluation.metrics import Asked, known_id
from qa.evaluation.question_file import AskedQuestion, iter_questions

RANKED_PASSAGES = 40
"""Passages looked at to find the first ten articles."""


def read_question_set(folder: Path) -> list[AskedQuestion]:
    """Return the questions of `folder`/questions.jsonl, or of the file where it is one (dialogues.jsonl).

    Raises LoadError where there are none.
    """
    path = folder if folder.is_file() else folder / "questions.jsonl"
    questions = list(iter_questions(path))
    if not questions:
        raise LoadError(f"{path} 里没有问题。")
    return questions


def build_library(folder: Path, library_folder: Path, embedder: Embedder, report: ReportProgress) -> Library:
    """Return the library of `folder`/articles.jsonl, synced; without that file the library as it is."""
    library = Library.open(library_folder, embedder)
    articles = folder / "articles.jsonl"
    if articles.is_file():
        sync_paths(library, [articles], report=report)
    return library


def cached_library_folder(folder: Path, cache: Path) -> Path:
    """Return where the library of an evaluation folder is kept between runs."""
    return cache / "evaluation" / hashlib.blake2b(str(folder.resolve()).encode(), digest_size=6).hexdigest()


@contextmanager
def library_without(library: Library, article_ids: Sequence[str]) -> Iterator[Library]:
    """Give a copy of `library` that lacks these articles; it is gone when the block ends."""
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
    """Ask every question, after the earlier ones of its dialogue; return the answers with the articles found."""
    asked = []
    turns: dict[tuple[str, ...], Turn] = {}
    answering.ask(questions[0].question)  # the first question pays for what is loaded lazily
    for done, question in enumerate(questions):
        report(Progress("评测", done, len(questions), "题"))
        answer = answering.ask(question.question, history=_ask_history(answering, question.history, turns))
        asked.append(Asked(question, answer, _found_articles(answering, question, answer)))
    report(Progress("评测", len(questions), len(questions), "题"))
    return asked


def _found_articles(answering: QuestionAnswering, question: AskedQuestion, answer: Answer) -> tuple[str, ...]:
    """Return the articles found, best first; more are looked for only where none of those read is right."""
    found = dict.fromkeys(known_id(passage.article, question.articles) for passage in answer.passages)
    if question.articles and not found.keys() & set(question.articles):
        more = answering.retrieve(answer.asked, count=RANKED_PASSAGES)
        found |= dict.fromkeys(known_id(passage.article, question.articles) for passage in more)
    return tuple(found)


def _ask_history(
    answering: QuestionAnswering, questions: Sequence[str], known: dict[tuple[str, ...], Turn]
) -> list[Turn]:
    """Return the turns of earlier questions; `known` keeps them by the questions up to each, for other dialogues."""
    turns: list[Turn] = []
    for count in range(1, len(questions) + 1):
        key = tuple(questions[:count])
        if key not in known:
            known[key] = Turn(answering.ask(key[-1], history=turns))
        turns.append(known[key])
    return turns
