"""The Writer: a chat model answers from the passages, and every statement is checked as it comes."""

import re
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from index.errors import ChatModelError
from index.messages import Message
from index.settings import ChatSettings
from qa.answer import Answer, DraftStatement, Passage, Status
from qa.chat.collecting import Written, collect
from qa.chat.material import gather_material
from qa.chat.model import STOPPED, ChatModel, open_chat_model
from qa.chat.prompt import (
    Prompt,
    as_data,
    is_in_chinese,
    is_refusal,
    is_repeating,
    most_statements,
    split_statements,
    without_thoughts,
    write_prompt,
    write_repair,
)
from qa.chat.rewriting import is_foreign, translate_back
from qa.check.flaws import Flaw
from qa.check.judgement import ClaimModel
from qa.check.verify import DraftChecker
from qa.question import read_question
from qa.reader.yes_no import asks_yes_or_no
from qa.running import AnswerEvent, AnswerFinished, StageBegan, StatementChecked, TextWritten, events_of

DOUBTED = Message("chat-doubted")
# Small models refuse where the article plainly answers (docs/chat-model.md), so unless the settings trust the model
# its refusal is said, not obeyed.
STOPPED_EARLY = Message("chat-stopped-early")
MAX_MENDED = 8
"""Statements without support that a model is asked about once more."""
CHARS_A_TOKEN = 6
"""A text longer than this for each token allowed comes from a server that does not keep to the length."""
_UNFINISHED_TAG = re.compile(r"<[a-z]{0,8}$", re.IGNORECASE)
_OTHER_FORM = re.compile(r"\s*(?:```\w*\s*)?(?:[{<]|\[\s*[{\"])")
"""JSON or XML where sentences are asked for."""
_ENDS = ("。", "！", "？", "；", "!", "?", ";", "”", "」", "）")
_WHY = {
    Flaw.NUMBER: "数字或日期与资料不符",
    Flaw.NAME: "名称与资料不符",
    Flaw.POLARITY: "与资料的意思相反或语气不同",
    Flaw.STRENGTH: "说得比资料多",
    Flaw.ROLE: "谁对谁做了什么，与资料不符",
    Flaw.CAUSE: "因果与资料不符",
    Flaw.CONDITION: "漏掉或改了资料里的条件",
}
"""What a model is told of a statement without support, by what is wrong with it."""
_WHY_ELSE = "资料里没有这样说"


@dataclass(frozen=True)
class Material:
    """What an answer is written from: the passages, whose numbers are those of the prompt, what else is asked of the
    model and what is to be said of the answer. `points` holds statements that are the answer where no other comes."""

    passages: Sequence[Passage]
    task: str = ""
    notes: tuple[Message, ...] = ()
    points: DraftChecker | None = None


@dataclass(frozen=True)
class ChatWriter:
    """Turns the extractive answer's passages into a written answer; what it cannot support it gives up for that."""

    model: ChatModel
    passage_tokens: int
    may_refuse: bool = False
    claims: ClaimModel | None = None
    max_tokens: int = ChatSettings.max_tokens

    def write(
        self,
        extractive: Answer,
        cancel: threading.Event | None = None,
        *,
        passages: Sequence[Passage] = (),
        searched: Sequence[str] = (),
    ) -> Iterator[AnswerEvent]:
        """Yield text as it is written, statements as they are checked, and last the Answer.

        The model reads whatever was found, `passages` instead of what the answer was read from where there are any,
        which were found by the questions `searched`; only where there is nothing to read is it not asked. The
        extractive answer is given instead, with a note that says why, where the model cannot be reached, is too slow or
        writes nothing the passages support, even when asked once more. Where the extractive answer is a refusal and the
        model finds an answer, a note says so. Where it is stopped, what was written and checked until then is kept.
        """
        found = list(passages or extractive.passages)
        if extractive.status is Status.REPLIED or not found:
            yield from events_of(extractive)
            return
        material = gather_material(extractive.asked, found, self.passage_tokens)
        task = ""
        notes: tuple[Message, ...] = ()
        if searched:
            task = f"问题的意思是：{as_data('；'.join(searched))}。"
            notes = (Message("chat-searched", {"questions": "”“".join(searched)}),)
        checker = open_checker(extractive.asked, [*material, *found], self.claims)
        yield from self.write_from(extractive, Material(material, task, notes), checker, cancel)

    def write_from(
        self, extractive: Answer, material: "Material", checker: DraftChecker, cancel: threading.Event | None
    ) -> Iterator[AnswerEvent]:
        """Yield what `write` does, written from what is given and checked by `checker`."""
        started = time.perf_counter()
        prompt = write_prompt(
            extractive.asked,
            material.passages,
            max_tokens=self.passage_tokens,
            is_unsure=extractive.status is Status.NO_EVIDENCE,
            task=material.task,
        )
        most = most_statements(extractive.asked)
        written = yield from self.relay(prompt, checker, cancel, most)
        has_refused = not written.failure and is_refusal(without_thoughts(written.text))
        if not written.failure and not has_refused:
            yield from check_new(checker, finished_statements(written), most=most)
            if not _is_enough(checker, most):
                yield from self.mend(prompt, checker, cancel)
        if material.points is not None and not any(statement.is_supported for statement in checker.statements):
            checker, has_refused = material.points, False
            written = replace(written, failure=STOPPED if written.failure == STOPPED else None)
        answer = self._finish(_add_time(extractive, started), checker, written, has_refused=has_refused)
        answer = replace(answer, notes=(*answer.notes, *material.notes))
        if is_foreign(answer.question) and answer.statements == tuple(checker.statements):
            answer = yield from translate_back(self.model, answer, cancel)
        yield AnswerFinished(answer)

    def relay(
        self, prompt: Prompt, checker: DraftChecker, cancel: threading.Event | None, most: int | None = None
    ) -> Generator[AnswerEvent, None, Written]:
        """Yield the text as it comes, and each statement once the next has begun; return all that was written. Of more
        than `most` supported statements the rest is not waited for."""
        text, shown = "", 0
        pieces = self.model.stream(prompt.system, prompt.user, cancel)
        try:
            while True:
                text += next(pieces)
                if failure := self._runs_away(text):
                    return Written(text, failure=failure)
                visible = _UNFINISHED_TAG.sub("", without_thoughts(text))
                if len(visible) > shown:
                    yield TextWritten(visible[shown:])
                    shown = len(visible)
                if not is_refusal(visible):
                    yield from check_new(checker, split_statements(text)[:-1], most=most)
                if _is_enough(checker, most):
                    return Written("")
        except StopIteration as end:
            return Written(text, was_cut=bool(end.value))
        except ChatModelError as error:
            return Written(text, failure=error.message)
        finally:
            pieces.close()

    def mend(self, prompt: Prompt, checker: DraftChecker, cancel: threading.Event | None) -> Iterator[AnswerEvent]:
        """Ask once more for the statements without support; what is then supported takes their place, in order.

        Each is checked as any other; what still has no support changes nothing, and neither does a model that fails.
        """
        struck = [statement for statement in checker.statements if not statement.is_supported][:MAX_MENDED]
        if not struck or (cancel is not None and cancel.is_set()):
            return
        yield StageBegan(Message("chat-mending", {"count": len(struck)}))
        reasons = [(s.text, _WHY.get(checker.flaws.get(s.text, Flaw.CONTENT), _WHY_ELSE)) for s in struck]
        written = collect(self.model, write_repair(prompt, reasons), cancel)
        if written.failure or is_refusal(without_thoughts(written.text)):
            return
        known = {statement.text for statement in checker.statements}
        for draft in finished_statements(written):
            if draft.text in known:
                continue
            old = max(struck, key=lambda statement: _likeness(statement.text, draft.text))
            event = checker.mend(old, draft)
            if event is not None:
                struck.remove(old)
                yield event
            if not struck:
                return

    def _runs_away(self, text: str) -> Message | None:
        """Return why a text that does not end is no longer read."""
        if len(text) > CHARS_A_TOKEN * self.max_tokens and "<think" not in text:
            return Message("chat-endless")
        return Message("chat-repeats") if is_repeating(text) else None

    def _finish(self, extractive: Answer, checker: DraftChecker, written: "Written", *, has_refused: bool) -> Answer:
        if has_refused and extractive.status is Status.NO_EVIDENCE:
            return replace(extractive, notes=(Message("chat-agrees"), *extractive.notes))
        if has_refused and self.may_refuse:
            return _refuse(extractive)
        return finish(extractive, checker, DOUBTED if has_refused else written.failure, written.text)


def open_chat_writer(settings: ChatSettings) -> ChatWriter | None:
    """Return the writer over the settings' chat model, or None where none is set. Raises as open_chat_model does."""
    if not settings.model:
        return None
    model = open_chat_model(settings)
    may_refuse = settings.refusal == "refuse"
    return ChatWriter(model, settings.passage_tokens, may_refuse, max_tokens=settings.max_tokens)


def open_checker(question: str, passages: Sequence[Passage], claims: ClaimModel | None = None) -> DraftChecker:
    """Return what checks statements against these passages, and answers by 是 or 否 where the question asks for it."""
    return DraftChecker(passages, question if asks_yes_or_no(read_question(question)) else "", claims)


def _is_enough(checker: DraftChecker, most: int | None) -> bool:
    return most is not None and sum(statement.is_supported for statement in checker.statements) >= most


def check_new(
    checker: DraftChecker, drafts: Sequence[DraftStatement], known: int = 0, most: int | None = None
) -> Iterator[StatementChecked]:
    """Check the statements that are new since the last time, until `most` are supported; `known` were there before this
    text began."""
    for draft in drafts[len(checker.statements) - known :]:
        if _is_enough(checker, most):
            return
        cited = len(checker.citations)
        statement = checker.add(draft)
        if statement is not None:
            yield StatementChecked(statement, tuple(checker.citations[cited:]))


def finished_statements(written: Written) -> tuple[DraftStatement, ...]:
    """Return the statements; the last one is left out where the text was cut in the middle of it."""
    drafts = split_statements(written.text)
    return drafts[:-1] if written.was_cut and drafts and not drafts[-1].text.endswith(_ENDS) else drafts


def finish(extractive: Answer, checker: DraftChecker, failure: Message | None, text: str) -> Answer:
    """Return the written answer, or the extractive one with why it is shown instead."""
    supported = sum(statement.is_supported for statement in checker.statements)
    is_refused = extractive.status is Status.NO_EVIDENCE
    if not supported or failure not in (None, STOPPED):
        why = failure or _why_nothing(checker, text)
        note = Message("chat-no-help", {"why": why}) if is_refused else Message("chat-instead", {"why": why})
        return replace(extractive, notes=(note, *extractive.notes))
    struck = len(checker.statements) - supported
    notes = [STOPPED_EARLY] if failure else []
    notes += [Message("chat-struck", {"count": struck})] if struck else []
    if is_refused and extractive.refusal is not None:
        notes += [Message("chat-found"), extractive.refusal]
    return replace(
        extractive,
        status=Status.ANSWERED,
        statements=tuple(checker.statements),
        citations=tuple(checker.citations),
        refusal=None,
        nearest=None,
        form=None,
        notes=tuple(notes),
    )


def _why_nothing(checker: DraftChecker, text: str) -> Message:
    if not checker.statements:
        return Message("chat-wrote-nothing")
    if _OTHER_FORM.match(without_thoughts(text)):
        return Message("chat-other-form")
    is_chinese = is_in_chinese(without_thoughts(text))
    return Message("chat-unsupported") if is_chinese else Message("chat-other-language")


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


def _likeness(left: str, right: str) -> float:
    own, other = set(left), set(right)
    return len(own & other) / max(len(own | other), 1)
