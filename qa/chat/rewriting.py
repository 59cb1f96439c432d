"""A question reworded by a chat model for another search, and answers for questions in other languages.

The rules have answered by then; the model's reply only adds to that, and only if it has the required form.
"""

import json
import re
import threading
from collections.abc import Generator, Sequence
from dataclasses import replace
from math import isclose

from index.chinese.amounts import read_amounts
from index.chinese.folding import fold_text, holds_chinese
from index.messages import Message
from qa.answer import Answer, Statement, Status
from qa.chat.model import ChatModel, collect
from qa.chat.prompt import Prompt, as_data, is_in_chinese, without_thoughts
from qa.conversation.turn import Turn
from qa.running import AnswerEvent, StageBegan

HELP_S = 20
"""Longest wait for help with a question; then the rules' reading is kept."""
MAX_QUESTIONS = 3
LEAST_CHARS, MAX_CHARS = 2, 120
TOLD_TURNS = 3
TOLD_CHARS = 200
LEAST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]{2,}")
_FENCED = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)
_LINE = re.compile(r"^\s*\[?(\d{1,2})[\].、)）:：]\s*(.+)$", re.MULTILINE)
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?:[\s-]*(thousand|million|billion|trillion)\b)?", re.IGNORECASE)
_MAGNITUDES = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

_SYSTEM = """你帮助检索中文文章库，不回答问题。把用户的问题改写成一到三个可以单独检索的中文问句：
承接前文的补全所指；一句问几件事或几篇文章的拆开；简称、口语换成文章里常用的说法；外语译成中文。不添加问题里没有的条件。
只输出一行 JSON，例如：{"questions": ["澄青大桥全长多少米？", "澄青大桥什么时候通车？"]}"""
_TRANSLATE = "你是译者。把编号的中文句子逐句译成提问所用的语言，一句一行，保留编号，数字照原样，不增不减，不加说明。"


def is_foreign(question: str) -> bool:
    """Return whether a question is not in Chinese: several words and no Chinese character."""
    return not holds_chinese(question) and len(_WORD.findall(question)) >= LEAST_WORDS


def may_need_help(extractive: Answer, history: Sequence[Turn]) -> bool:
    """Return whether rewording may improve the search: the question or a part of it found no answer, it is a follow-up,
    or it is in another language."""
    if extractive.status is Status.REPLIED or not extractive.passages:
        return False
    is_partly = any(note.code == "parts-unanswered" for note in extractive.notes)
    is_refused = extractive.status is Status.NO_EVIDENCE
    return is_refused or is_partly or bool(history and extractive.stand_alone) or is_foreign(extractive.question)


def rewrite_question(
    model: ChatModel, extractive: Answer, history: Sequence[Turn], cancel: threading.Event | None
) -> Generator[AnswerEvent, None, tuple[str, ...]]:
    """Yield a StageBegan and return the additional questions to search; () if the model fails or does not keep to the
    format."""
    yield StageBegan(Message("chat-rewriting"))
    brief = replace(model, timeout_s=min(model.timeout_s, HELP_S), retries=0)
    written = collect(brief, Prompt(_SYSTEM, _ask(extractive, history), ()), cancel)
    return () if written.failure else read_questions(written.text, (extractive.question, extractive.asked))


def read_questions(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct questions in a model's JSON, except those `known`; () for anything that is not such JSON."""
    bare = without_thoughts(text).strip()
    fenced = _FENCED.match(bare)
    try:
        said = json.loads(fenced[1] if fenced else bare)
    except ValueError:
        return ()
    questions = said["questions"] if isinstance(said, dict) and set(said) == {"questions"} else None
    if not isinstance(questions, list) or not 1 <= len(questions) <= MAX_QUESTIONS:
        return ()
    if not all(isinstance(q, str) and LEAST_CHARS <= len(q) <= MAX_CHARS for q in questions):
        return ()
    shown = [as_data(question) for question in questions]
    if not all(holds_chinese(question) and is_in_chinese(question) for question in shown):
        return ()
    bare_known = {_bare(question) for question in known}
    return tuple(dict.fromkeys(question for question in shown if _bare(question) not in bare_known))


def _ask(extractive: Answer, history: Sequence[Turn]) -> str:
    lines = []
    for turn in history[-TOLD_TURNS:]:
        lines += [
            f"前问：{as_data(turn.question)[:TOLD_CHARS]}",
            f"前答：{as_data(''.join(turn.statements))[:TOLD_CHARS]}",
        ]
    lines.append(f"问题：{as_data(extractive.question)[:500]}")
    if extractive.stand_alone:
        lines.append(f"程序的理解：{as_data(extractive.stand_alone)[:500]}")
    return "\n".join([*lines, "JSON："])


def _bare(question: str) -> str:
    return re.sub(r"[\W_]", "", fold_text(question))


# ---- The answer back in the language of the question


def translate_back(
    model: ChatModel, answer: Answer, cancel: threading.Event | None
) -> Generator[AnswerEvent, None, Answer]:
    """Return the answer with a translation after each supported statement, in 〔〕 like all additions.

    The statements stay in Chinese, as checked; a translation with a number that its statement lacks is left out. The
    answer is unchanged if the model fails.
    """
    told = [statement for statement in answer.statements if statement.is_supported]
    if not told or (cancel is not None and cancel.is_set()):
        return answer
    yield StageBegan(Message("chat-translating"))
    lines = "\n".join(f"{number}. {as_data(s.text)}" for number, s in enumerate(told, 1))
    prompt = Prompt(_TRANSLATE, f"提问：{as_data(answer.question)[:500]}\n{lines}\n译文：", ())
    written = collect(model, prompt, cancel)
    if written.failure:
        return answer
    found = {int(number): as_data(line) for number, line in _LINE.findall(without_thoughts(written.text))}
    translated = {
        id(statement): found[number]
        for number, statement in enumerate(told, 1)
        if number in found and _has_no_other_number(found[number], statement.text)
    }
    if not translated:
        return answer
    statements = tuple(_with_translation(s, translated.get(id(s), "")) for s in answer.statements)
    return replace(answer, statements=statements, notes=(*answer.notes, Message("chat-translated")))


def _with_translation(statement: Statement, translation: str) -> Statement:
    return replace(statement, after="；".join(filter(None, (statement.after, translation))))


def _has_no_other_number(translation: str, text: str) -> bool:
    stated = {amount.value for amount in read_amounts("".join(fold_text(text).split()))} | set(
        _numbers(fold_text(text))
    )
    return all(any(isclose(number, one) for one in stated) for number in _numbers(translation))


def _numbers(text: str) -> list[float]:
    """Return the numbers in a text; 12 million, 12,000,000 and 1200万 are equal."""
    return [
        float(number.replace(",", "")) * _MAGNITUDES[magnitude.lower()] for number, magnitude in _NUMBER.findall(text)
    ]
