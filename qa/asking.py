"""Question answering as a whole: one question's way through, in reading order."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.embed.bundled_model import ensure_bundled_model
from index.embed.loading import load_embedder
from index.errors import ModelError
from index.library import Library
from index.search import Filters
from index.settings import Settings
from qa.answer import Answer, DraftAnswer, Passage, Status, Timings
from qa.metadata import answer_from_header, find_asked_field, strip_field_words
from qa.overlap_scorer import OverlapScorer
from qa.question import read_question
from qa.read import ExtractiveReader
from qa.reader_model import DEFAULT_FOLDER, ReaderModel
from qa.retrieve import HybridRetriever
from qa.verify import check_draft

logger = logging.getLogger(__name__)

NOTHING_CHECKED = "找到了相关的文章，但没有一句话经得起核对，所以不作回答。"


@dataclass(frozen=True)
class QuestionAnswering:
    """Answers questions over one library. Safe to share between threads."""

    library: Library
    retriever: HybridRetriever
    reader: ExtractiveReader

    def ask(self, question: str, filters: Filters = Filters()) -> Answer:
        """Return the checked answer, or a refusal with its reason; any text a person may type is accepted.

        Raises LibraryError where the library cannot be read.
        """
        started = time.perf_counter()
        understood = read_question(question)
        field = find_asked_field(understood)
        with self.library.snapshot() as snapshot:
            if field:
                understood = read_question(strip_field_words(understood) or question)
            passages = self.retriever.retrieve(snapshot, understood, filters)
            retrieved = time.perf_counter()
            if field:
                draft = answer_from_header(field, passages)
            else:
                draft, passages = self.reader.read(snapshot, understood, passages)
        read = time.perf_counter()
        timings = Timings((retrieved - started) * 1000, (read - retrieved) * 1000, (read - started) * 1000)
        return make_answer(question, draft, passages, timings)

    @property
    def reader_name(self) -> str:
        """What chooses the sentences: the reader model's name, or "overlap" without one."""
        return self.reader.model.name if self.reader.model is not None else "overlap"

    def retrieve(self, question: str, filters: Filters = Filters(), count: int | None = None) -> list[Passage]:
        """Return the passages a question finds, best first, without reading them."""
        with self.library.snapshot() as snapshot:
            return self.retriever.retrieve(snapshot, read_question(question), filters, count)


def make_answer(question: str, draft: DraftAnswer, passages: Sequence[Passage], timings: Timings) -> Answer:
    """Return the Answer of a draft: what passes the check, or a refusal."""
    statements, citations = check_draft(draft)
    status = Status.ANSWERED if statements else Status.NO_EVIDENCE
    refusal = "" if statements else draft.refusal or NOTHING_CHECKED
    return Answer(question, status, statements, citations, tuple(passages), refusal, timings)


def open_question_answering(
    settings: Settings, folder: Path | None = None, report: Callable[[str, float], None] | None = None
) -> QuestionAnswering:
    """Return question answering over the library in `folder` (default: the settings'), models loaded.

    `report(stage, fraction)` hears of the first start's model conversion. Raises YinjuError.
    """
    embedder = load_embedder(settings.embedding, report)
    library = Library.open(folder or settings.library.folder, embedder)
    return question_answering_over(library, settings, load_reader_model(settings))


def question_answering_over(
    library: Library, settings: Settings, model: ReaderModel | None = None
) -> QuestionAnswering:
    """Return question answering over an open library; without a reader model sentences are chosen by overlap."""
    retriever = HybridRetriever(library.embedder, settings.retrieval.passages)
    return QuestionAnswering(library, retriever, ExtractiveReader(OverlapScorer(library.embedder), model))


def load_reader_model(settings: Settings) -> ReaderModel | None:
    """Return the reader model that ships with the program, or None, logged, where its files are missing."""
    try:
        bundled = ensure_bundled_model(Path(settings.embedding.cache) if settings.embedding.cache else None)
        return ReaderModel.load(DEFAULT_FOLDER, bundled)
    except ModelError as error:
        logger.warning("%s", error)
        return None
