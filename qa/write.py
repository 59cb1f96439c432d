"""The Reader that writes: a chat model answers from the passages, and every statement is checked as it comes."""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.errors import ChatModelError
from index.settings import ChatSettings
from qa.answer import Answer, DraftStatement, Status
from qa.chat_model import ChatModel, open_chat_model
from qa.draft_text import split_statements, without_thoughts
from qa.events import AnswerEvent, AnswerFinished, StatementChecked, TextWritten, events_of
from qa.header import HEADER_PARAGRAPH
from qa.prompt import is_refusal, write_prompt
from qa.verify import DraftChecker

SHOWN_INSTEAD = "，以下是文章原句。"
_UNFINISHED_TAG = re.compile(r"<[a-z]{0,8}$", re.IGNORECASE)
_ENDS = ("。", "！", "？", "；", "!", "?", ";", "”", "」", "）")


@dataclass(frozen=True)
class ChatReader:
    """Turns the extractive answer's passages into a written answer; what it cannot support it gives up for that."""

    model: ChatModel
    passage_tokens: int

    def write(self, extractive: Answer, cancel: threading.Event | None = None) -> Iterator[AnswerEvent]:
        """Yield text as it is written, statements as they are checked, and last the Answer.

        The extractive answer is given instead, with a note that says why, where the model cannot be reached, is too
        slow, is stopped or writes nothing the passages support. A refusal, and an answer from an article's header,
        is final: the model is not asked.
        """
        if extractive.status is Status.NO_EVIDENCE or _is_from_header(extractive):
            yield from events_of(extractive)
            return
        started = time.perf_counter()
        prompt = write_prompt(extractive.asked, extractive.passages, max_tokens=self.passage_tokens)
        checker = DraftChecker(extractive.passages)
        text, reason, was_cut, shown = "", "", False, 0
        pieces = self.model.stream(prompt.system, prompt.user, cancel)
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
            was_cut = bool(end.value)
        except ChatModelError as error:
            reason = str(error)
        finally:
            pieces.close()
        if not reason and not is_refusal(without_thoughts(text)):
            yield from _check(checker, _finished_statements(text, was_cut=was_cut))
        yield AnswerFinished(_finish(extractive, checker, text, reason, started))


def open_chat_reader(settings: ChatSettings) -> ChatReader | None:
    """Return the reader of the settings' chat model, or None where none is set. Raises as open_chat_model does."""
    return ChatReader(open_chat_model(settings), settings.passage_tokens) if settings.model else None


def _check(checker: DraftChecker, drafts: tuple[DraftStatement, ...]) -> Iterator[StatementChecked]:
    """Check the statements that are new since the last time."""
    for draft in drafts[len(checker.statements) :]:
        known = len(checker.citations)
        statement = checker.add(draft)
        if statement is not None:
            yield StatementChecked(statement, tuple(checker.citations[known:]))


def _finished_statements(text: str, *, was_cut: bool) -> tuple[DraftStatement, ...]:
    """Return the statements; the last one is left out where the text was cut in the middle of it."""
    drafts = split_statements(text)
    return drafts[:-1] if was_cut and drafts and not drafts[-1].text.endswith(_ENDS) else drafts


def _finish(extractive: Answer, checker: DraftChecker, text: str, reason: str, started: float) -> Answer:
    timings = extractive.timings
    spent = (time.perf_counter() - started) * 1000
    timings = replace(timings, read=timings.read + spent, total=timings.total + spent)
    extractive = replace(extractive, timings=timings)
    if not reason and is_refusal(without_thoughts(text)):
        refusal = f"对话模型读了 {len(extractive.passages)} 段资料，其中没有能回答这个问题的内容。"
        return replace(extractive, status=Status.NO_EVIDENCE, statements=(), citations=(), refusal=refusal, note="")
    supported = sum(statement.is_supported for statement in checker.statements)
    if reason or not supported:
        why = reason or ("对话模型写的话在文章里找不到依据" if checker.statements else "对话模型没有写出内容")
        return replace(extractive, note=why + SHOWN_INSTEAD + extractive.note)
    struck = len(checker.statements) - supported
    note = f"对话模型写的话中有 {struck} 句在文章里找不到依据，没有算作回答。" if struck else ""
    return replace(extractive, statements=tuple(checker.statements), citations=tuple(checker.citations), note=note)


def _is_from_header(answer: Answer) -> bool:
    return all(citation.quote.paragraph == HEADER_PARAGRAPH for citation in answer.citations)
