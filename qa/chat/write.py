"""The Writer: a chat model answers from the passages, and every statement is checked as it comes."""

import re
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

from index.errors import ChatModelError
from index.messages import Message
from index.settings import ChatSettings
from qa.answer import HEADER_PARAGRAPH, Answer, DraftStatement, Status
from qa.chat.model import STOPPED, ChatModel, open_chat_model
from qa.chat.prompt import is_refusal, split_statements, without_thoughts, write_prompt
from qa.check.judgement import ClaimModel
from qa.check.verify import DraftChecker
from qa.running import AnswerEvent, AnswerFinished, StatementChecked, TextWritten, events_of

DOUBTED = Message("chat-doubted")
# Small models refuse where the article plainly answers (docs/chat-model.md), so unless the settings trust the model
# its refusal is said, not obeyed.
STOPPED_EARLY = Message("chat-stopped-early")
_UNFINISHED_TAG = re.compile(r"<[a-z]{0,8}$", re.IGNORECASE)
_ENDS = ("。", "！", "？", "；", "!", "?", ";", "”", "」", "）")


@dataclass(frozen=True)
class ChatWriter:
    """Turns the extractive answer's passages into a written answer; what it cannot support it gives up for that."""

    model: ChatModel
    passage_tokens: int
    may_refuse: bool = False
    claims: ClaimModel | None = None

    def write(self, extractive: Answer, cancel: threading.Event | None = None) -> Iterator[AnswerEvent]:
        """Yield text as it is written, statements as they are checked, and last the Answer.

        The extractive answer is given instead, with a note that says why, where the model cannot be reached, is too
        slow or writes nothing the passages support. Where it is stopped, what was written and checked until then is
        kept. A refusal, and an answer from an article's header, is final: the model is not asked.
        """
        if extractive.status is Status.NO_EVIDENCE or _is_from_header(extractive):
            yield from events_of(extractive)
            return
        started = time.perf_counter()
        prompt = write_prompt(extractive.asked, extractive.passages, max_tokens=self.passage_tokens)
        checker = DraftChecker(extractive.passages, self.claims)
        written = yield from _relay(self.model.stream(prompt.system, prompt.user, cancel), checker)
        has_refused = not written.failure and is_refusal(without_thoughts(written.text))
        if not written.failure and not has_refused:
            yield from _check(checker, _finished_statements(written))
        answer = _add_time(extractive, started)
        if has_refused and self.may_refuse:
            yield AnswerFinished(_refuse(answer))
        else:
            yield AnswerFinished(_finish(answer, checker, DOUBTED if has_refused else written.failure))


@dataclass(frozen=True)
class _Written:
    """What a model wrote. `failure` is why it did not finish, or None; `was_cut`: it reached the longest length."""

    text: str
    was_cut: bool = False
    failure: Message | None = None


def open_chat_writer(settings: ChatSettings, claims: ClaimModel | None = None) -> ChatWriter | None:
    """Return the writer over the settings' chat model, or None where none is set. Raises as open_chat_model does."""
    if not settings.model:
        return None
    return ChatWriter(
        open_chat_model(settings), settings.passage_tokens, may_refuse=settings.refusal == "refuse", claims=claims
    )


def _relay(pieces: Generator[str, None, bool], checker: DraftChecker) -> Generator[AnswerEvent, None, _Written]:
    """Yield the text as it comes, and each statement once the next has begun; return all that was written."""
    text, shown = "", 0
    try:
        while True:
            text += next(pieces)
            visible = _UNFINISHED_TAG.sub("", without_thoughts(text))
            if len(visible) > shown:
                yield TextWritten(visible[shown:])
                shown = len(visible)
            if not is_refusal(visible):
                yield from _check(checker, split_statements(text)[:-1])
    except StopIteration as end:
        return _Written(text, was_cut=bool(end.value))
    except ChatModelError as error:
        return _Written(text, failure=error.message)
    finally:
        pieces.close()


def _check(checker: DraftChecker, drafts: tuple[DraftStatement, ...]) -> Iterator[StatementChecked]:
    """Check the statements that are new since the last time."""
    for draft in drafts[len(checker.statements) :]:
        known = len(checker.citations)
        statement = checker.add(draft)
        if statement is not None:
            yield StatementChecked(statement, tuple(checker.citations[known:]))


def _finished_statements(written: _Written) -> tuple[DraftStatement, ...]:
    """Return the statements; the last one is left out where the text was cut in the middle of it."""
    drafts = split_statements(written.text)
    return drafts[:-1] if written.was_cut and drafts and not drafts[-1].text.endswith(_ENDS) else drafts


def _add_time(answer: Answer, started: float) -> Answer:
    spent = (time.perf_counter() - started) * 1000
    timings = replace(answer.timings, read=answer.timings.read + spent, total=answer.timings.total + spent)
    return replace(answer, timings=timings)


def _refuse(extractive: Answer) -> Answer:
    refusal = Message("chat-no-answer", {"count": len(extractive.passages)})
    nearest = next((citation.quote for citation in extractive.citations), extractive.nearest)
    return replace(
        extractive, status=Status.NO_EVIDENCE, statements=(), citations=(), refusal=refusal, notes=(), nearest=nearest
    )


def _finish(extractive: Answer, checker: DraftChecker, failure: Message | None) -> Answer:
    """Return the written answer, or the extractive one with why it is shown instead."""
    supported = sum(statement.is_supported for statement in checker.statements)
    is_kept = supported and failure in (None, STOPPED)
    if not is_kept:
        why = failure or (Message("chat-unsupported") if checker.statements else Message("chat-wrote-nothing"))
        return replace(extractive, notes=(Message("chat-instead", {"why": why}), *extractive.notes))
    struck = len(checker.statements) - supported
    notes = [STOPPED_EARLY] if failure else []
    notes += [Message("chat-struck", {"count": struck})] if struck else []
    statements, citations = tuple(checker.statements), tuple(checker.citations)
    return replace(extractive, statements=statements, citations=citations, notes=tuple(notes))


def _is_from_header(answer: Answer) -> bool:
    return all(citation.quote.paragraph == HEADER_PARAGRAPH for citation in answer.citations)
