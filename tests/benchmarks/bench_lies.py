"""Ask with a chat model that lies, and count the falsehoods caught and the true statements kept.

    python tests/benchmarks/bench_lies.py ../shared/eval/natural [--questions 340]

A scripted OpenAI-compatible server reads the passages it is sent and writes for each prompt one falsehood, in six kinds
by turns, and one true statement; it neither rewrites questions nor repairs statements. Prints the shares caught and
kept, the time the program adds before the model's first token, and how many questions with passages reach the model.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.embed.embedder import load_embedder
from index.settings import load_settings
from qa.answer import Answer
from qa.asking import load_checker, load_reader_model, question_answering_over
from qa.chat.write import ChatWriter, open_chat_writer
from qa.evaluation import build_library, read_question_set
from qa.running import AnswerEvent, AnswerFinished, TextWritten
from tests.benchmarks.bench_stream import first_byte
from tests.qa.chat_server import ChatServer, chat_server
from tests.qa.lies import KINDS, LyingModel


@dataclass
class Counted:
    """What became of the statements; `added_ms` has one time per question, to the first piece of text."""

    told: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    true: int = 0
    kept: int = 0
    asked: int = 0
    reached: int = 0
    added_ms: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--show", action="store_true", help="print what was missed and what was lost")
    options = parser.parse_args()
    settings = load_settings()
    questions = [q.question for q in read_question_set(options.folder)]
    random.Random(5).shuffle(questions)
    liar, counted = LyingModel(), Counted()
    with tempfile.TemporaryDirectory() as name, chat_server(liar) as server:
        library = build_library(options.folder, Path(name), load_embedder(settings.embedding), lambda *_: None)
        plain = question_answering_over(library, settings, load_reader_model(settings))
        chat = open_chat_writer(replace(server.settings(), passage_tokens=settings.chat.passage_tokens))
        assert chat is not None
        chat = replace(chat, claims=load_checker(settings))
        for question in questions[: options.questions]:
            _count(chat, plain.ask(question), liar, server, counted)
    _print(counted, show=options.show)


def _count(chat: ChatWriter, extractive: Answer, liar: LyingModel, server: ChatServer, counted: Counted) -> None:
    if not extractive.passages:
        return
    answered, lies, truths = liar.answered, len(liar.falsehoods), len(liar.truths)
    answer, first_ms = _write(chat.write(extractive))
    counted.asked += 1
    counted.reached += liar.answered > answered
    prompt = server.requests[-1]["messages"]
    counted.added_ms.append(first_ms - first_byte(server.address, "JSON", prompt[1]["content"]))
    # If nothing the model wrote is supported, the answer is extractive and has none of its statements.
    supported = {s.text for s in answer.statements if s.is_supported} if _is_written(answer) else set()
    for kind, text in liar.falsehoods[lies:]:
        counted.told[kind] += 1
        counted.caught[kind] += text not in supported
        counted.missed += [f"{kind}: {text}"] if text in supported else []
    for text in liar.truths[truths:]:
        counted.true += 1
        counted.kept += text in supported
        counted.lost += [text] if text not in supported else []


def _is_written(answer: Answer) -> bool:
    return not any(note.code in ("chat-instead", "chat-no-help", "chat-agrees") for note in answer.notes)


def _write(events: Iterator[AnswerEvent]) -> tuple[Answer, float]:
    started, first_ms = time.perf_counter(), 0.0
    for event in events:
        if isinstance(event, TextWritten):
            first_ms = first_ms or (time.perf_counter() - started) * 1000
        if isinstance(event, AnswerFinished):
            return event.answer, first_ms
    raise AssertionError("events end in AnswerFinished")


def _print(counted: Counted, *, show: bool) -> None:
    lines = [f"{kind}: {counted.caught[kind]} of {counted.told[kind]} caught" for kind in KINDS]
    told, caught = counted.told.total(), counted.caught.total()
    slowest = quantiles(counted.added_ms, n=20)[-1] if len(counted.added_ms) > 1 else 0.0
    lines += [
        f"falsehoods caught: {caught / max(told, 1):.3f} of {told}",
        f"true statements kept: {counted.kept / max(counted.true, 1):.3f} of {counted.true}",
        f"added before the first token: {median(counted.added_ms):.1f} ms (19 of 20 within {slowest:.1f})",
        f"questions with passages that reach the model: {counted.reached / counted.asked:.3f} of {counted.asked}",
    ]
    lines += [f"missed: {text}" for text in counted.missed] + [f"lost: {text}" for text in counted.lost] if show else []
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
