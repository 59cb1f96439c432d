"""Question answering as a whole: the steps from question to Answer, in reading order."""

import threading
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import zip_longest
from pathlib import Path

import numpy as np

from index.article import Span
from index.chinese.folding import fold_text
from index.chinese.words import cut_words
from index.embed.bundled import ensure_bundled_model
from index.embed.embedder import load_embedder
from index.library import Library
from index.messages import Message
from index.opening import has_folder, open_library, place_of
from index.progress import core_count
from index.settings import FormSettings, Settings
from index.snapshot import Filters, Snapshot
from qa.answer import Answer, DraftAnswer, DraftStatement, Form, Passage, Quote, Timings
from qa.catalogue_questions import answer_from_catalogue
from qa.chat.rewriting import may_need_help, rewrite_question
from qa.chat.summary import wants_summary, write_summary
from qa.chat.write import ChatWriter, open_chat_writer
from qa.check.checker_model import CHECKER_FOLDER, CheckerModel
from qa.check.judgement import ClaimModel
from qa.check.verify import make_answer
from qa.comparison import are_of_two_matters, decide
from qa.conversation.antecedents import points_back
from qa.conversation.follow_up import StandAlone, stand_alone
from qa.conversation.remarks import replied, reply_to, without_remarks
from qa.conversation.turn import Turn
from qa.forms.dossier import Hurry, Steps, limits_of
from qa.forms.drafting import draft_in_form, draft_of_articles
from qa.forms.request import read_request, request_for
from qa.joined import Comparison, PerhapsJoined, perhaps_joined, tell_of_all, tells_of_both, tells_of_each
from qa.parts import SameDay, day_told, read_parts, read_same_day, tell_of_event
from qa.question import read_question, weigh_words
from qa.reader.compose import quote_whole
from qa.reader.extractive import ExtractiveReader
from qa.reader.metadata import (
    answer_from_header,
    find_asked_field,
    may_be_in_text,
    names_other_piece,
    names_other_work,
    strip_field_words,
    tells_field,
)
from qa.reader.model import DEFAULT_FOLDER, ReaderModel
from qa.reader.several import MORE_PASSAGES, asks_several
from qa.reader.yes_no import NO, YES
from qa.retrieval import HybridRetriever
from qa.running import Admission, AnswerEvent, QuestionUnderstood, StageBegan, events_of, finished_answer
from qa.scope import within_filters
from qa.spelling import respell
from qa.wanted import hold_to, read_wanted, without_length

_GATHERING = Message("form-gathering")


@dataclass(frozen=True)
class QuestionAnswering:
    """Answers questions over one library. Safe to share between threads."""

    library: Library
    retriever: HybridRetriever
    reader: ExtractiveReader
    chat: ChatWriter | None = None
    checker: ClaimModel | None = None
    """Judges whether quotes support a written statement; without it only the rules judge."""
    forms: FormSettings = field(default_factory=FormSettings)
    """Limits on how much each form reads."""
    admission: Admission = field(default_factory=lambda: Admission(max(2, core_count())))
    """How many questions are processed at a time: one per core, at least two, so that one can be searched while the
    other waits for the models. Waiting for a chat model takes no place."""

    def ask(self, question: str, filters: Filters = Filters(), history: Sequence[Turn] = ()) -> Answer:
        """Return the checked answer, or a refusal with its reason; any text is accepted.

        `history` are the earlier turns, oldest first, from which a follow-up is made to stand alone.
        Raises LibraryError where the library cannot be read.
        """
        return finished_answer(self.stream(question, filters, history))

    def stream(
        self,
        question: str,
        filters: Filters = Filters(),
        history: Sequence[Turn] = (),
        cancel: threading.Event | None = None,
    ) -> Generator[AnswerEvent, None, None]:
        """Yield text as the chat model writes it, statements as they are checked, and last the Answer `ask` returns.

        A question for several facts begins with a StageBegan for going through the articles. QuestionUnderstood
        follows where the conversation completes the question. Without a chat model there is no text, only
        statements. Setting `cancel`, or closing the iterator, stops the chat model.
        Raises LibraryError where the library cannot be read.
        """
        question = question.encode("utf-8", "replace").decode()  # halves of characters cannot be printed or stored
        if read_request(without_remarks(question), date.today()) is not None:
            yield StageBegan(_GATHERING)
        extractive = yield from self._extract(question, filters, history, cancel)
        if extractive.stand_alone:
            yield QuestionUnderstood(extractive.stand_alone)
        if self.chat is None or (extractive.form is not None and not wants_summary(extractive.asked)):
            # A form consists of the articles' own sentences, so no chat model is needed.
            yield from events_of(hold_to(read_wanted(extractive.asked), extractive))
        else:
            chat = replace(self.chat, claims=self.checker)
            yield from self._write(chat, extractive, filters, history, cancel)

    def _write(
        self,
        chat: ChatWriter,
        extractive: Answer,
        filters: Filters,
        history: Sequence[Turn],
        cancel: threading.Event | None,
    ) -> Generator[AnswerEvent, None, None]:
        """Yield the chat model's version of the extractive answer, after another search with the model's own questions
        where that may help.
        """
        if wants_summary(extractive.asked) and (found := _passages_of(extractive)):
            yield from write_summary(chat, extractive, found, cancel)
            return
        if not may_need_help(extractive, history):
            yield from chat.write(extractive, cancel)
            return
        questions = yield from rewrite_question(chat.model, extractive, history, cancel)
        passages: list[Passage] = []
        if questions:
            yield StageBegan(Message("chat-searching", {"questions": "”“".join(questions)}))
            passages = self._search_also(extractive, questions, filters)
        yield from chat.write(extractive, cancel, passages=passages, searched=questions)

    def _search_also(self, extractive: Answer, questions: Sequence[str], filters: Filters) -> list[Passage]:
        """Return the answer's passages interleaved with those these questions find, without duplicates."""
        with self.admission.place(), self.library.snapshot() as snapshot:
            found = [self.retriever.retrieve(snapshot, read_question(question), filters) for question in questions]
        turns = zip_longest(extractive.passages, *found)
        passages = {passage.chunk_id: passage for turn in turns for passage in turn if passage is not None}
        return [replace(passage, rank=rank) for rank, passage in enumerate(passages.values(), 1)]

    def in_form(
        self, form: Form, text: str, filters: Filters = Filters(), cancel: threading.Event | None = None
    ) -> Answer:
        """Return an answer about `text` in this form, or a refusal with its reason; setting `cancel` ends it early.

        `text` is a topic or a question for the form; for a summary (BRIEF) also an article's id.
        Raises LibraryError where the library cannot be read.
        """
        return finished_answer(self.stream_form(form, text, filters, cancel))

    def stream_form(
        self, form: Form, text: str, filters: Filters = Filters(), cancel: threading.Event | None = None
    ) -> Generator[AnswerEvent, None, None]:
        """Yield the progress, the statements, and last the Answer `in_form` returns.

        Raises LibraryError where the library cannot be read.
        """
        yield StageBegan(_GATHERING)
        started = time.perf_counter()
        text = text.encode("utf-8", "replace").decode()
        request = request_for(form, text, date.today())
        with self.admission.place(), self.library.snapshot() as snapshot:
            if form is Form.BRIEF and (article := snapshot.article(text)) is not None:
                draft: DraftAnswer | None = draft_of_articles(snapshot, [article])
            else:
                hurry = Hurry(limits_of(form, self.forms), cancel)
                embed = self.retriever.embedder.embed_question
                draft = yield from draft_in_form(snapshot, request, filters, (), embed, hurry)
            if draft is None:
                raise AssertionError("a request that is sure has an answer")
            answer = self._formed(snapshot, text, draft, filters, started)
        yield from events_of(answer)

    def _formed(
        self, snapshot: Snapshot, question: str, draft: DraftAnswer, filters: Filters, started: float
    ) -> Answer:
        """Return the Answer made from a draft in a form."""
        total = (time.perf_counter() - started) * 1000
        answer = within_filters(snapshot, make_answer(question, draft, (), Timings(total, 0.0, total)), filters)
        return replace(answer, notes=(*draft.notes, *_awaited(snapshot)))

    def _extract(
        self, question: str, filters: Filters, history: Sequence[Turn], cancel: threading.Event | None = None
    ) -> Steps[Answer]:
        """Yield the progress and return the answer in the articles' own sentences."""
        started = time.perf_counter()
        if (reply := reply_to(question, history)) is not None:
            return replied(question, reply, (time.perf_counter() - started) * 1000)
        with self.admission.place(), self.library.snapshot() as snapshot:
            asked, draft = self._ask_catalogue(snapshot, without_remarks(question), filters, history)
            if draft is not None:
                total = (time.perf_counter() - started) * 1000
                answer = make_answer(question, draft, (), Timings(0.0, 0.0, total))
                read_as = "" if asked.question == question else asked.question
                return replace(answer, filters=filters, stand_alone=read_as)
            formed = yield from self._answer_in_form(snapshot, question, asked, filters, history, cancel)
            if formed is not None:
                return formed
            searched, parts = self._answer(snapshot, asked, filters)
            total = (time.perf_counter() - started) * 1000
            retrieve = sum(part.retrieve_ms for part in parts)
            draft, passages = _join_parts(parts)
            answer = make_answer(question, draft, passages, Timings(retrieve, total - retrieve, total))
            answer = within_filters(snapshot, answer, filters)
            notes = (*_notes(parts), *_awaited(snapshot))
        return replace(answer, notes=notes, stand_alone="" if searched == question else searched)

    def _answer_in_form(
        self,
        snapshot: Snapshot,
        question: str,
        asked: StandAlone,
        filters: Filters,
        history: Sequence[Turn],
        cancel: threading.Event | None,
    ) -> Steps[Answer | None]:
        """Yield the progress and return the answer to a question that asks for a form, as typed or as it stands alone;
        None for any other question."""
        started, today = time.perf_counter(), date.today()
        typed = without_remarks(question)
        request, read_as = read_request(typed, today), ""
        if request is None or (request.topic and history and points_back(request.topic)):
            request, read_as = read_request(asked.question, today), asked.question
        if request is None:
            return None
        near = asked.near or tuple(article.id for turn in reversed(history) for article in turn.articles)
        hurry = Hurry(limits_of(request.form, self.forms), cancel)
        embed = self.retriever.embedder.embed_question
        draft = yield from draft_in_form(snapshot, request, filters, near, embed, hurry)
        if draft is None:
            return None
        answer = self._formed(snapshot, question, draft, filters, started)
        return replace(answer, stand_alone="" if read_as in ("", question) else read_as)

    def _ask_catalogue(
        self, snapshot: Snapshot, question: str, filters: Filters, history: Sequence[Turn]
    ) -> "tuple[StandAlone, DraftAnswer | None]":
        """Return the question as it stands alone, and the catalogue's answer if the question is about the library."""
        today = date.today()
        draft = answer_from_catalogue(snapshot, question, filters, today)
        if draft is not None:
            return StandAlone(question), draft
        asked = stand_alone(question, history, self._closest, partial(_is_in_title, snapshot))
        is_new = asked.question != question and not asked.is_bound
        return asked, answer_from_catalogue(snapshot, asked.question, filters, today) if is_new else None

    def _answer(self, snapshot: Snapshot, asked: StandAlone, filters: Filters) -> "tuple[str, list[_Part]]":
        """Return the question as finally answered, and the answers to its parts."""
        within = replace(filters, articles=asked.near) if asked.is_bound else filters
        searched = read_parts(asked.shortened or asked.question)
        parts = [
            answered for part in searched.questions for answered in self._answer_joined(snapshot, part, within, asked)
        ]
        if searched.comparison is not None:
            parts = self._answer_compared(snapshot, searched.comparison, parts, within, asked)
        if asked.otherwise is not None and not any(part.draft.statements for part in parts):
            question, others = self._answer(snapshot, asked.otherwise, filters)
            if any(part.draft.statements for part in others):
                return question, others
        if len(parts) == 1 and (linked := read_same_day(searched.questions[0])):
            parts = self._answer_on_same_day(snapshot, linked, within, asked, parts[0])
        if len(parts) == 1 and parts[0].text != searched.questions[0]:
            return parts[0].text, parts
        return asked.question, parts

    def _answer_joined(self, snapshot: Snapshot, text: str, filters: Filters, asked: StandAlone) -> "list[_Part]":
        """Answer one part of a question; where it may ask of several things and the answer does not tell of all, answer
        it for each."""
        whole = self._answer_part(snapshot, text, filters, asked)
        joined = perhaps_joined(text)
        if joined is None:
            return [whole]
        if tell_of_all(joined, [statement.text for statement in whole.draft.statements]):
            return [_without_marks(joined, whole)]
        each = [
            part for question in joined.questions for part in self._answer_joined(snapshot, question, filters, asked)
        ]
        return each if any(part.draft.statements for part in each) else [whole]

    def _answer_compared(
        self, snapshot: Snapshot, comparison: Comparison, parts: "list[_Part]", filters: Filters, asked: StandAlone
    ) -> "list[_Part]":
        """Return the parts with the result of their comparison. A topic in front of the first thing is meant of both
        (补胎轿车和面包车哪个贵) where that finds an answer that tells of it, and where the second has one only about
        something else."""
        is_of_two = are_of_two_matters("".join(part.text for part in parts), [part.draft.statements for part in parts])
        if comparison.topic and len(parts) == len(comparison.things):
            of_topic = comparison.of_one_topic
            text = parts[1].text.replace(comparison.things[1], of_topic.things[1], 1)
            second = self._answer_part(snapshot, text, filters, asked)
            told = second.draft.statements[:1]
            if any(tells_of_both(comparison, f"{one.quotes[0].article.title} {one.text}") for one in told):
                return _compared(of_topic, [parts[0], second])
            if is_of_two and not told:
                return [parts[0], second]
        return parts if is_of_two else _compared(comparison, parts)

    def _answer_on_same_day(
        self, snapshot: Snapshot, linked: SameDay, filters: Filters, asked: StandAlone, whole: "_Part"
    ) -> "list[_Part]":
        """Answer a question about the day of an event from two articles, what is told of that day before the event.
        The whole question's answer stays where it tells of the event and, with a note, where its day is not told."""
        if tell_of_event(linked.event, whole.draft.statements):
            return [whole]
        event = self._answer_part(snapshot, linked.day_question, filters, asked)
        if not event.draft.statements:
            return [whole, event]
        day = day_told(event.draft.statements)
        if day is None or not tell_of_event(linked.event, event.draft.statements):
            return [whole]
        told = self._answer_part(snapshot, linked.question_of(day), filters, asked)
        if not told.draft.statements:
            return [whole]
        return [told, replace(event, draft=replace(event.draft, statements=event.draft.statements[:1]))]

    def _answer_part(self, snapshot: Snapshot, text: str, filters: Filters, asked: StandAlone) -> "_Part":
        """Answer one question that asks for one thing."""
        started = time.perf_counter()
        bare = without_length(text)
        question = read_question(bare)
        header, of_header = find_asked_field(question), None
        if header:
            about = read_question(strip_field_words(question) or bare)
            passages = self.retriever.retrieve(snapshot, about, filters, near=asked.near)
            if asked.is_bound or not (names_other_work(question, passages) or names_other_piece(question, passages)):
                of_header = answer_from_header(header, weigh_words(snapshot, about), passages)
                if of_header.statements or not may_be_in_text(header, question, of_header):
                    return _Part(text, of_header, passages, (time.perf_counter() - started) * 1000)
        count = MORE_PASSAGES if asks_several(question) else None
        passages = self.retriever.retrieve(snapshot, question, filters, count, near=asked.near)
        if meant := respell(snapshot, question, passages):
            text, question = text.replace(bare, meant) if bare in text else meant, read_question(meant)
            passages = self.retriever.retrieve(snapshot, question, filters, count, near=asked.near)
        retrieve_ms = (time.perf_counter() - started) * 1000
        if asked.item and all(snapshot.article(quote.article.id) == quote.article for quote in asked.item):
            draft = DraftAnswer(quote_whole(question, asked.item))
        else:
            draft, passages = self.reader.read(snapshot, question, passages, asked.told)
            if of_header is not None and not tells_field(header, draft.statements):
                draft = of_header
        return _Part(text, draft, passages, retrieve_ms)

    def _closest(self, word: str, words: Sequence[str]) -> int:
        """Return the index of the word closest in meaning to `word`."""
        vector, *others = map(self.retriever.embedder.embed_question, [word, *words])
        return int(np.argmax([vector @ other for other in others]))

    def retrieve(self, question: str, filters: Filters = Filters(), count: int | None = None) -> list[Passage]:
        """Return the passages a question finds, best first, without reading them."""
        with self.library.snapshot() as snapshot:
            return self.retriever.retrieve(snapshot, read_question(question), filters, count)


def _is_in_title(snapshot: Snapshot, name: str) -> bool:
    """Return whether the title of one of the articles found by a name holds it."""
    hits = snapshot.search_words(cut_words(name), _TITLES_LOOKED_AT)
    folded = fold_text(name)
    return any(folded in fold_text(chunk.article.title) for chunk in snapshot.chunks([hit.chunk_id for hit in hits]))


_TITLES_LOOKED_AT = 8


@dataclass(frozen=True)
class _Part:
    """The result for one part of a question."""

    text: str
    draft: DraftAnswer
    passages: list[Passage]
    retrieve_ms: float


def _passages_of(answer: Answer) -> tuple[Passage, ...]:
    """Return the passages of an answer; for a form, which keeps none, the paragraphs it cites."""
    cited = dict.fromkeys((c.quote.article, c.quote.paragraph) for c in answer.citations if c.quote.paragraph)
    return answer.passages or tuple(
        Passage(rank, 1.0, -rank, article, (Span(number, 0, len(article.paragraphs[number - 1].text)),))
        for rank, (article, number) in enumerate(cited, 1)
    )


def _without_marks(joined: PerhapsJoined, part: "_Part") -> "_Part":
    """Return an answer to all the joined things without a mark where a sentence answers each: it would be on one."""
    statements = [
        replace(statement, highlight=None) if tells_of_each(joined, statement.text) else statement
        for statement in part.draft.statements
    ]
    return replace(part, draft=replace(part.draft, statements=tuple(statements)))


def _compared(comparison: Comparison, parts: "list[_Part]") -> "list[_Part]":
    """Return the parts with the result of the comparison before the first statement, if the figures decide it."""
    which = decide(comparison, [part.draft.statements for part in parts])
    if not which:
        return parts
    first, *others = parts[0].draft.statements
    stated = replace(first, before=f"{which}；{first.before}" if first.before else which)
    return [replace(parts[0], draft=replace(parts[0].draft, statements=(stated, *others))), *parts[1:]]


def _join_parts(parts: Sequence[_Part]) -> tuple[DraftAnswer, list[Passage]]:
    """Return the parts' statements in order, each sentence once, and all their passages, the best of each first."""
    stated: dict[tuple[Quote, ...], DraftStatement] = {}
    for text, statement in ((part.text, statement) for part in parts for statement in part.draft.statements):
        before = statement.before
        if len(parts) > 1 and before in (YES, NO):  # 周日收不收：否
            before = f"{text.rstrip('？?').rpartition(' ')[2]}：{before}"
        first = stated.setdefault(statement.quotes, replace(statement, before=before))
        if first.highlight != statement.highlight:  # two answers in one sentence
            first = stated[statement.quotes] = replace(first, highlight=None)
        if before and before not in first.before:
            stated[statement.quotes] = replace(first, before="；".join(filter(None, (first.before, before))))
    statements = list(stated.values())
    refusal = None if statements else parts[0].draft.refusal
    passages: dict[int, Passage] = {}
    for passage in sorted((p for part in parts for p in part.passages), key=lambda passage: passage.rank):
        passages.setdefault(passage.chunk_id, passage)
    ranked = [replace(passage, rank=rank) for rank, passage in enumerate(passages.values(), 1)]
    nearest = None if statements else next((part.draft.nearest for part in parts if part.draft.nearest), None)
    return DraftAnswer(tuple(statements), refusal, nearest=nearest), ranked


def _notes(parts: Sequence[_Part]) -> tuple[Message, ...]:
    """Return the drafts' notes, preceded by the parts without an answer if only some parts have one."""
    refused = [part.text.rstrip("？?") for part in parts if not part.draft.statements]
    notes = [note for part in parts for note in part.draft.notes]
    if len(refused) not in (0, len(parts)):
        notes.insert(0, Message("parts-unanswered", {"parts": "”“".join(refused)}))
    return tuple(note for place, note in enumerate(notes) if note not in notes[:place])


def _awaited(snapshot: Snapshot) -> tuple[Message, ...]:
    """Return a note if some passages have no vector yet and could be found by their words only."""
    count = snapshot.pending_count()
    return (Message("vectors-awaited", {"count": count}),) if count else ()


def open_question_answering(
    settings: Settings, place: Path | str | None = None, report: Callable[[Message, float], None] | None = None
) -> QuestionAnswering:
    """Return question answering over the library at `place` (default: the settings'), models loaded.

    `report(stage, fraction)` is called during model conversion on the first start. Raises YinjuError.
    """
    embedder = load_embedder(settings.embedding, report)
    model = load_reader_model(settings, report)
    chosen = place_of(settings.library) if place is None else place
    may_change = place is None and has_folder(settings.library)
    library = open_library(settings.library, embedder, chosen, may_change=may_change)
    return question_answering_over(library, settings, model, load_checker(settings, report))


def question_answering_over(
    library: Library, settings: Settings, model: ReaderModel, checker: ClaimModel | None = None
) -> QuestionAnswering:
    """Return question answering over an open library; `model` chooses the sentences, `checker` compares what a chat
    model writes with them."""
    retriever = HybridRetriever(library.embedder, settings.retrieval.passages)
    reader, writer = ExtractiveReader(model), open_chat_writer(settings.chat)
    return QuestionAnswering(library, retriever, reader, writer, checker, settings.forms)


def load_checker(settings: Settings, report: Callable[[Message, float], None] | None = None) -> CheckerModel:
    """Return the bundled model that checks statements; `report` and errors as for load_reader_model."""
    bundled = ensure_bundled_model(Path(settings.embedding.cache) if settings.embedding.cache else None, report)
    return CheckerModel.load(CHECKER_FOLDER, bundled)


def load_reader_model(settings: Settings, report: Callable[[Message, float], None] | None = None) -> ReaderModel:
    """Return the reader model that ships with the program; `report` as in `open_question_answering`.

    Raises ModelError where its files are missing or damaged.
    """
    bundled = ensure_bundled_model(Path(settings.embedding.cache) if settings.embedding.cache else None, report)
    return ReaderModel.load(DEFAULT_FOLDER, bundled)
