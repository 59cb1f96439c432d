"""Ask a real chat model as the program does, and show what it wrote and what passed the check.

    python tests/benchmarks/try_chat_model.py --model openai:qwen2.5 --base-url http://127.0.0.1:18080/v1 \
        --library library 澜青大桥全长多少米？
    python tests/benchmarks/try_chat_model.py --model … --library natural \
        --questions ../shared/eval/natural/questions.jsonl --first 30 --output trial.jsonl

Without questions it asks some on the sample articles (yinju sync articles --library library makes the library). A key,
if needed, is read from the variable that config.toml names. Times are in milliseconds. Ends with counts of the
outcomes. `--output` writes one JSON line per question, with what the model was given, so that each statement can be
judged by hand; questions already in it are not asked again. `--replay trial.jsonl` needs no model: the current program
reads what the model wrote then, without rewritten questions and repairs.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.settings import ChatSettings, load_settings
from qa.answer import Answer
from qa.asking import QuestionAnswering, open_question_answering
from qa.chat.prompt import as_data
from qa.chat.write import open_chat_writer
from qa.evaluation import read_question_set
from qa.running import AnswerFinished, StageBegan, StatementChecked, TextWritten
from tests.qa.chat_server import Reply, chat_server

QUESTIONS = (
    "澜青大桥全长多少米？",
    "青岚县有多少家重点企业错峰生产？",
    "石渡县洪水一共转移了多少人？",
    "暴雨那天石渡县有人伤亡吗？",
    "禾阳县清洁取暖每户一年补多少钱？",
    "柳树湾村的村支书叫什么名字？",
    "石渡水退后给受灾户发的粉刷补助是多少？",
    "青岚县怎么治理大气污染？",
    "澜青大桥是谁设计的？",
)


@dataclass
class Trial:
    """The result of one question. `outcome`: written, not held (the model said there is no answer), instead (the
    articles' own sentences or a refusal, as the model failed or proved nothing), or not asked; `repaired` are the
    statements that replaced struck ones."""

    question: str
    outcome: str = "not asked"
    written: str = ""
    stages: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    shown: str = ""
    quotes: list[str] = field(default_factory=list)
    note: str = ""
    extractive: str = ""
    given: list[str] = field(default_factory=list)
    first_ms: float = 0.0
    total_ms: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("asked", nargs="*", default=QUESTIONS, metavar="QUESTION")
    parser.add_argument("--questions", type=Path, help="a question set's questions.jsonl, instead")
    parser.add_argument("--first", type=int, default=10_000, help="ask so many of them")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--model", default="openai:none")
    parser.add_argument("--replay", type=Path, help="what a model wrote before, an --output of this")
    parser.add_argument("--base-url", default="")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--timeout", type=int, default=120)
    parser.add_argument("--passage-tokens", type=int, help="room for passages; default: the settings'")
    options = parser.parse_args()
    questions: Sequence[str] = options.asked
    if options.questions:
        questions = [q.question for q in read_question_set(options.questions.parent)][: options.first]
    settings = load_settings()
    if options.replay:
        _replay(open_question_answering(settings, options.library), _read(options.replay))
        return
    trials = _read(options.output)
    chat = replace(settings.chat, model=options.model, base_url=options.base_url, timeout_s=options.timeout)
    chat = replace(chat, passage_tokens=options.passage_tokens or chat.passage_tokens)
    answering = open_question_answering(replace(settings, chat=chat), options.library)
    for question in questions:
        if question in trials:
            continue
        trials[question] = trial = _try(answering, question)
        _show(trial)
        if options.output:
            with options.output.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(trial), ensure_ascii=False) + "\n")
    _count([trials[question] for question in questions])


def _replay(answering: QuestionAnswering, before: Mapping[str, Trial]) -> None:
    """Let the program read again what a model wrote for each question."""

    def write(body: Mapping[str, Any]) -> Reply:
        asked = body["messages"][1]["content"]
        question = next((question for question in before if asked.endswith(f"问题：{as_data(question)}\n回答：")), "")
        return Reply((before[question].written if question else "",))

    with chat_server(write) as server:
        chat = open_chat_writer(replace(server.settings(retries=0), passage_tokens=ChatSettings.passage_tokens))
        trials = [_try(replace(answering, chat=chat), question) for question in before]
    for trial in trials:
        _show(trial)
    _count(trials)


def _read(output: Path | None) -> dict[str, Trial]:
    if output is None or not output.exists():
        return {}
    trials = [Trial(**json.loads(line)) for line in output.read_text(encoding="utf-8").splitlines()]
    return {trial.question: trial for trial in trials}


def _try(answering: QuestionAnswering, question: str) -> Trial:
    trial = Trial(question, extractive=replace(answering, chat=None).ask(question).text)
    started = time.perf_counter()
    is_mending = False
    for event in answering.stream(question):
        if isinstance(event, TextWritten):
            trial.first_ms = trial.first_ms or (time.perf_counter() - started) * 1000
            trial.written += event.text
        elif isinstance(event, StageBegan):
            is_mending = event.stage.code == "chat-mending"
            trial.stages.append(event.stage.code)
        elif isinstance(event, StatementChecked) and trial.written:
            statement = event.statement
            kept = trial.repaired if is_mending else trial.cited if statement.is_supported else trial.struck
            kept.append(statement.text)
        elif isinstance(event, AnswerFinished):
            _finish(trial, event.answer)
    return trial


def _finish(trial: Trial, answer: Answer) -> None:
    codes = {note.code for note in answer.notes}
    whys = {note.facts["why"].code for note in answer.notes if note.code == "chat-instead"}
    if codes & {"chat-agrees"} or "chat-doubted" in whys:
        trial.outcome = "not held"
    elif codes & {"chat-instead", "chat-no-help"}:
        trial.outcome = "instead"
    elif trial.written:
        trial.outcome = "written"
    trial.shown, trial.note, trial.total_ms = answer.text, answer.note, answer.timings.total
    trial.quotes = [f"[{c.number}] {c.quote.article.id}：{c.quote.text}" for c in answer.citations]
    trial.given = [f"{passage.article.id}：{passage.text}" for passage in answer.passages]


def _show(trial: Trial) -> None:
    _say(f"\n问：{trial.question}\n  模型写：{trial.written or '（没有问到模型）'}")
    _say(f"  {trial.outcome}，首字 {trial.first_ms:.0f}，全部 {trial.total_ms:.0f}；{trial.note}")
    for name, texts in (("划去", trial.struck), ("改正", trial.repaired), ("出处", trial.quotes)):
        for text in texts:
            _say(f"  {name}：{text}")
    _say(f"  回答：{trial.shown}\n  不用模型：{trial.extractive}")


def _count(trials: Sequence[Trial]) -> None:
    outcomes = Counter(trial.outcome for trial in trials)
    statements = {name: sum(len(getattr(trial, name)) for trial in trials) for name in ("cited", "struck", "repaired")}
    _say(f"\n{len(trials)} questions: {dict(outcomes)}\nstatements: {statements}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
