"""The Writer: a chat model answers from the passages, and every statement is checked as it arrives."""

import re
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from index.errors import ChatModelError
from index.messages import Message
from index.settings import ChatSettings
from qa.answer import Answer, DraftStatement, Form, Passage, Status
from qa.chat.material import gather_material
from qa.chat.model import STOPPED, ChatModel, Written, collect, open_chat_model
from qa.chat.prompt import (
    Prompt,
    as_data,
    is_in_chinese,
    is_refusal,
    is_repeating,
    split_statements,
    without_markers,
    without_thoughts,
    write_prompt,
    write_repair,
)
from qa.chat.rewriting import is_foreign, translate_back
from qa.check.flaws import Flaw
from qa.check.judgement import ClaimModel
from qa.check.verify import DraftChecker
from qa.check.written import only_verdict
from qa.question import read_question
from qa.reader.yes_no import asks_yes_or_no
from qa.running import AnswerEvent, AnswerFinished, StageBegan, StatementChecked, TextWritten, events_of
from qa.wanted import Wanted, hold_to, notes_on, read_wanted

DOUBTED = Message("chat-doubted")
# Small models refuse although the article plainly answers (docs/chat-model.md), so unless the settings trust the
# model, its refusal is reported but not followed.
STOPPED_EARLY = Message("chat-stopped-early")
MAX_MENDED = 8
"""Most unsupported statements that a model is asked to rewrite."""
CHARS_A_TOKEN = 6
"""Characters per allowed token; a longer text comes from a server that ignores the token limit."""
_UNFINISHED_TAG = re.compile(r"<[a-z]{0,8}$", re.IGNORECASE)
_OTHER_FORM = re.compile(r"\s*(?:```\w*\s*)?(?:[{<]|\[\s*[{\"])")
"""JSON or XML instead of sentences."""
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
"""What a model is told about an unsupported statement, by its flaw."""
_WHY_ELSE = "资料里没有这样说"


@dataclass(frozen=True)
class Material:
    """What an answer is written from: the passages, numbered as in the prompt, an additional `task` for the model, and
    `notes` for the answer. `points` has the statements that are the answer if no others are supported."""

    passages: Sequence[Passage]
    task: str = ""
    notes: tuple[Message, ...] = ()
    points: DraftChecker | None = None


@dataclass(frozen=True)
class ChatWriter:
    """Turns the extractive answer's passages into a written answer, or falls back to the extractive one."""

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

        The model reads `passages`, found by the questions `searched`, or without them those of the extractive answer;
        it is not called if there are none. The extractive answer is returned instead, with a note that says why, if the
        model cannot be reached, is too slow or writes nothing the passages support, even in a second attempt. A note
        says so if the model answers after the extractive reader refused. When stopped, what was checked so far is kept.
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
        """Yield what `write` does, for an answer written from `material` and checked by `checker`."""
        started = time.perf_counter()
        prompt = write_prompt(
            extractive.asked,
            material.passages,
            max_tokens=self.passage_tokens,
            is_unsure=extractive.status is Status.NO_EVIDENCE,
            task=material.task,
        )
        written = yield from self.relay(prompt, checker, cancel)
        has_refused = not written.failure and is_refusal(without_thoughts(written.text))
        if not written.failure and not has_refused:
            yield from check_new(checker, finished_statements(written, checker.wanted))
            if not _is_enough(checker):
                yield from self.mend(prompt, checker, cancel)
        wanted = checker.wanted
        is_of_points = material.points is not None and not any(s.is_supported for s in checker.statements)
        if material.points is not None and is_of_points:
            checker, has_refused = material.points, False
            written = replace(written, failure=STOPPED if written.failure == STOPPED else None)
        answer = self._finish(_add_time(extractive, started), checker, written, has_refused=has_refused)
        answer = hold_to(wanted, answer) if is_of_points else answer
        answer = replace(answer, notes=(*answer.notes, *material.notes))
        if is_foreign(answer.question) and answer.statements == tuple(checker.statements):
            answer = yield from translate_back(self.model, answer, cancel)
        yield AnswerFinished(answer)

    def relay(
        self, prompt: Prompt, checker: DraftChecker, cancel: threading.Event | None
    ) -> Generator[AnswerEvent, None, Written]:
        """Yield the text as it arrives, and each statement once the next has begun; return all that was written. Stops
        reading when the answer has the wanted length."""
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
                    drafts = split_statements(text, in_lines=checker.wanted.is_in_lines)
                    yield from check_new(checker, drafts[:-1])
                if _is_enough(checker):
                    return Written("")
        except StopIteration as end:
            return Written(text, was_cut=bool(end.value))
        except ChatModelError as error:
            return Written(text, failure=error.message)
        finally:
            pieces.close()

    def mend(self, prompt: Prompt, checker: DraftChecker, cancel: threading.Event | None) -> Iterator[AnswerEvent]:
        """Ask the model to rewrite the unsupported statements; those then supported replace them in place.

        Each is checked like any other; if it is still unsupported, or the model fails, nothing changes.
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
        for draft in finished_statements(written, checker.wanted):
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
        """Return why reading stops for a text that is too long or repeats itself, or None."""
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
    """Return the writer for the settings' chat model, None if none is set. Raises as open_chat_model does."""
    if not settings.model:
        return None
    model = open_chat_model(settings)
    may_refuse = settings.refusal == "refuse"
    return ChatWriter(model, settings.passage_tokens, may_refuse, max_tokens=settings.max_tokens)


def open_checker(question: str, passages: Sequence[Passage], claims: ClaimModel | None = None) -> DraftChecker:
    """Return a checker of statements against these passages. It adds 是 or 否 if the question asks for it and keeps to
    the length that it wants; '' as the question asks for neither."""
    asked = question if asks_yes_or_no(read_question(question)) else ""
    return DraftChecker(passages, asked, claims, read_wanted(question))


def _is_enough(checker: DraftChecker) -> bool:
    return checker.is_full or not checker.wanted.has_room(checker.statements, "")


def check_new(checker: DraftChecker, drafts: Sequence[DraftStatement], known: int = 0) -> Iterator[StatementChecked]:
    """Check the drafts that are new since the last call, as long as there is room; `known` is the number of statements
    before this text."""
    for draft in drafts[len(checker.statements) - known :]:
        if _is_enough(checker):
            return
        cited = len(checker.citations)
        statement = checker.add(draft)
        if statement is not None:
            yield StatementChecked(statement, tuple(checker.citations[cited:]))


def finished_statements(written: Written, wanted: Wanted = Wanted()) -> tuple[DraftStatement, ...]:
    """Return the statements, without the last one if the text was cut in the middle of it."""
    drafts = split_statements(written.text, in_lines=wanted.is_in_lines)
    return drafts[:-1] if written.was_cut and drafts and not drafts[-1].text.endswith(_ENDS) else drafts


def finish(extractive: Answer, checker: DraftChecker, failure: Message | None, text: str) -> Answer:
    """Return the written answer, or the extractive one with a note on why it is shown instead."""
    checker.put_in_order()
    supported = sum(statement.is_supported for statement in checker.statements)
    is_refused = extractive.status is Status.NO_EVIDENCE
    if not supported or failure not in (None, STOPPED):
        why = failure or _why_nothing(checker, text)
        note = Message("chat-no-help", {"why": why}) if is_refused else Message("chat-instead", {"why": why})
        instead = hold_to(checker.wanted, extractive)
        return replace(instead, notes=(note, *instead.notes))
    struck = len(checker.statements) - supported
    notes = [STOPPED_EARLY] if failure else []
    notes += [Message("chat-struck", {"count": struck})] if struck else []
    notes += notes_on(checker.wanted, checker.statements, is_cut=checker.is_full)
    if is_refused and extractive.refusal is not None:
        notes += [Message("chat-found"), extractive.refusal]
    return replace(
        extractive,
        status=Status.ANSWERED,
        statements=tuple(checker.statements),
        citations=tuple(checker.citations),
        refusal=None,
        nearest=None,
        form=Form.LIST if checker.wanted.is_in_lines else None,
        notes=tuple(notes),
    )


def _why_nothing(checker: DraftChecker, text: str) -> Message:
    if not checker.statements:
        bare = without_markers(without_thoughts(text)).strip()
        if said := only_verdict(bare):
            return Message("chat-only-verdict", {"said": said})
        return Message("chat-only-asked") if bare.endswith(("？", "?")) else Message("chat-wrote-nothing")
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
