"""Measure answers of more than one fact: how much is there of what must and must not be, and how long they take.

    .venv/bin/python -m tests.benchmarks.bench_forms [--library DIR]

The tasks are tests/evaluation/forms/tasks.toml, over the sample articles and invented ones, and other_world.toml and
third_world.toml beside it, which have their own articles. Uses the real models. `--library` names a library to measure
times on: summaries of its first 200 articles and of some topics.
"""

import argparse
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.article import Article
from index.embed.embedder import load_embedder
from index.library import Library
from index.settings import EmbeddingSettings, Settings
from index.sync.sources import sync_paths
from qa.answer import Answer, Form, Status
from qa.asking import QuestionAnswering, load_reader_model, question_answering_over
from tests.conftest import ROOT, add_articles, make_article
from tests.qa.forms.test_forms import ARTICLES

TASKS = ROOT / "tests" / "evaluation" / "forms" / "tasks.toml"
WORLDS = {"other": TASKS.with_name("other_world.toml"), "third": TASKS.with_name("third_world.toml")}
TOPICS = ("台风杜苏芮", "涿州洪水", "大学生运动会", "新能源汽车销量", "北京", "尼日尔政变", "暑期旅游", "养老")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path)
    options = parser.parse_args(arguments)
    model = load_reader_model(Settings())
    embedder = load_embedder(EmbeddingSettings())
    with tempfile.TemporaryDirectory() as folder:
        samples = Library.open(Path(folder) / "samples", embedder)
        sync_paths(samples, [ROOT / "articles"])
        invented = Library.open(Path(folder) / "invented", embedder)
        add_articles(invented, *ARTICLES)
        libraries = {"samples": samples, "invented": invented}
        worlds = {name: tomllib.loads(path.read_text(encoding="utf-8")) for name, path in WORLDS.items()}
        for name, world in worlds.items():
            libraries[name] = Library.open(Path(folder) / name, embedder)
            add_articles(libraries[name], *map(_article_of, world["article"]))
        over = {name: question_answering_over(library, Settings(), model) for name, library in libraries.items()}
        measure_tasks(over, tomllib.loads(TASKS.read_text(encoding="utf-8"))["task"])
        for world in worlds.values():
            measure_tasks(over, world["task"])
        for library in libraries.values():
            library.close()
    if options.library is not None:
        library = Library.open(options.library, embedder)
        measure_times(question_answering_over(library, Settings(), model))
        library.close()


def measure_tasks(over: dict[str, QuestionAnswering], tasks: Sequence[dict[str, Any]]) -> None:
    """Ask every task; print what is missing, and the overall shares."""
    wanted = there = lines = foreign = quotes = verbatim = recognised = 0
    for task in tasks:
        answer = over[task["over"]].ask(task["ask"])
        said = [statement.text for statement in answer.statements]
        wanted += len(task.get("must", ()))
        missing = [fact for fact in task.get("must", ()) if not any(_holds(line, fact) for line in said)]
        there += len(task.get("must", ())) - len(missing)
        missing += [fact for fact in task.get("first", ()) if not _holds("".join(said[:1]), fact)]
        wrong = [line for line in said if any(fact in line for fact in task.get("never", ()))]
        wrong += [line for line in said if line.startswith(tuple(task.get("starts_not", ())))]
        lines, foreign = lines + len(said), foreign + len(wrong)
        quotes, verbatim = quotes + len(answer.statements), verbatim + sum(_is_verbatim(answer))
        is_right = answer.status is Status.NO_EVIDENCE if task.get("refused") else answer.form == Form(task["form"])
        recognised += is_right
        if missing or wrong or not is_right:
            form = answer.form.value if answer.form else "-"
            _tell(f"{task['ask']}: form {form}, missing {missing}, wrong {wrong}")
    _tell(f"tasks {len(tasks)}, answered in their form or refused {recognised / len(tasks):.3f}")
    _tell(f"required lines there {there / wanted:.3f} of {wanted}")
    _tell(f"shown lines without what must not stand {1 - foreign / max(lines, 1):.3f} of {lines}")
    _tell(f"verbatim {verbatim / max(quotes, 1):.3f}")


def _article_of(record: dict[str, Any]) -> Article:
    return make_article(record["id"], record["text"], title=record["title"], published=record.get("published"),
                        source=record.get("source", ""))  # fmt: skip


def _holds(line: str, fact: str) -> bool:
    return any(spelling in line for spelling in fact.split("|"))


def _is_verbatim(answer: Answer) -> list[bool]:
    quotes = {citation.number: citation.quote.text for citation in answer.citations}
    return [s.text == "".join(quotes[number] for number in s.citations) for s in answer.statements]


def measure_times(answering: QuestionAnswering) -> None:
    """Print the times of summaries and topics in a large library, and the lengths of summaries."""
    with answering.library.snapshot() as snapshot:
        ids = [summary.id for summary, _ in zip(snapshot.articles(), range(200), strict=False)]
    spent, sizes = [], []
    for id in ids:
        started = time.perf_counter()
        answer = answering.in_form(Form.BRIEF, id)
        spent.append((time.perf_counter() - started) * 1000)
        sizes.append(len(answer.statements))
    _tell(f"summaries: median {statistics.median(spent):.0f} ms, slowest {max(spent):.0f} ms, "
          f"lines {min(sizes)} to {max(sizes)}")  # fmt: skip
    for topic in TOPICS:
        for form in (Form.TIMELINE, Form.TABLE):
            started = time.perf_counter()
            answer = answering.in_form(form, topic)
            took = (time.perf_counter() - started) * 1000
            _tell(f"{form.value} {topic}: {took:.0f} ms, {len(answer.statements)} lines")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
