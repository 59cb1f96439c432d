"""Ask a real chat model the same way the program does, and show what it wrote and what passed the check.

    python tests/benchmarks/try_chat_model.py --model openai:qwen2.5 --base-url http://127.0.0.1:18080/v1 \
        --library library 澜青大桥全长多少米？

Without questions it asks some on the sample articles (yinju sync articles --library library makes it). The
key, where one is needed, is read from the variable config.toml names. Times are milliseconds.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.settings import load_settings
from qa.answer import Answer
from qa.asking import QuestionAnswering, open_question_answering
from qa.running import AnswerFinished, TextWritten

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="*", default=QUESTIONS)
    parser.add_argument("--model", required=True)
    parser.add_argument("--base-url", default="")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--timeout", type=int, default=120)
    options = parser.parse_args()
    settings = load_settings()
    chat = replace(settings.chat, model=options.model, base_url=options.base_url, timeout_s=options.timeout)
    answering = open_question_answering(replace(settings, chat=chat), options.library)
    extracting = replace(answering, chat=None)
    extracting.ask(options.questions[0])  # loads what is loaded lazily
    for question in options.questions:
        _show(answering, extracting, question)


def _show(answering: QuestionAnswering, extracting: QuestionAnswering, question: str) -> None:
    started = time.perf_counter()
    first, written, answer = 0.0, "", None
    for event in answering.stream(question):
        if isinstance(event, TextWritten):
            first = first or (time.perf_counter() - started) * 1000
            written += event.text
        elif isinstance(event, AnswerFinished):
            answer = event.answer
    assert answer is not None
    _say(f"\n问：{question}\n  模型写：{written or '（没有问到模型）'}\n  回答：{answer.text}")
    _say(f"  {answer.status.value}，首字 {first:.0f}，全部 {answer.timings.total:.0f}；{answer.note}")
    for statement in answer.statements:
        if not statement.is_supported:
            _say(f"  划去：{statement.text}")
    _show_quotes(answer)
    _say(f"  不用模型：{extracting.ask(question).text}")


def _show_quotes(answer: Answer) -> None:
    for citation in answer.citations:
        _say(f"  [{citation.number}] {citation.quote.article.title}：{citation.quote.text}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
