"""Measure the check of written statements: how many false ones it accepts, how many true ones it rejects.

    python tests/benchmarks/bench_verify.py ../shared/eval --statements 600 [--alone]

Measures the whole check, rules and checker model; with --alone only the rules.

A true statement is the sentence of an article with the answer to a question of the set, given with eight passages: its
own, others of its article, and those of other questions. The rules of statement_changes.py change it. A wrong marker
must be repaired (the right sentence is quoted) or the statement rejected.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.article import Article, Paragraph
from index.chinese.sentences import split_sentences
from index.chinese.words import tag_words
from index.embed.bundled import ensure_bundled_model
from index.store.article_rows import split_chunks
from qa.answer import DraftStatement, Passage
from qa.batch import AskedQuestion, iter_questions
from qa.check.checker_model import CHECKER_FOLDER, CheckerModel
from qa.check.claim import read_claim
from qa.check.support import Support
from qa.check.verify import DraftChecker
from tests.benchmarks import statement_changes

PASSAGES = 8
SHARES = {"cmrc": 0.7, "news": 0.1, "rgb": 0.2}
CHARS = (10, 150)
ASKED = {
    "name": "谁 哪位",
    "number": "多少 几",
    "date": "什么时候 何时 哪年 哪一年",
    "place": "哪里 何地 哪个国家 哪个城市",
}
KINDS = {word: kind for kind, words in ASKED.items() for word in words.split()}
"""What a question asks for, by its words: its answer is swapped for another of the same kind."""


@dataclass(frozen=True)
class Case:
    """A true statement, its passages, the number of the right one, and the article."""

    question: AskedQuestion
    text: str
    answer: str
    passages: tuple[Passage, ...]
    right: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--statements", type=int, default=600)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--show", metavar="KIND", help="print the wrongly judged statements of this kind")
    parser.add_argument("--alone", action="store_true", help="without the checker model")
    options = parser.parse_args()
    model = None if options.alone else CheckerModel.load(CHECKER_FOLDER, ensure_bundled_model())
    rng = random.Random(options.seed)
    cases = [
        case
        for name, share in SHARES.items()
        for case in _cases(options.folder / name, round(options.statements * share), rng)
    ]
    judged: Counter[tuple[str, bool]] = Counter()
    for kind, is_true, text, marker, case in _statements(cases, rng):
        quotes = Support(case.passages, model).find_support(text, (marker,))
        accepted = bool(quotes)
        if kind == "marker":
            accepted = accepted and not any(case.text in quote.paragraph_text for quote in quotes)
        judged[(f"{'true' if is_true else 'false'} {kind}", accepted)] += 1
        if options.show == kind and accepted != is_true:
            flaws = [judged.flaw.name for _, judged in Support(case.passages, model).judge(text, (marker,))]
            _say(f"- {text}\n  = {case.text}\n  > {[q.text for q in quotes]} {flaws}")
    _report(judged, len(cases))
    _report_time(cases, model)


def _cases(folder: Path, count: int, rng: random.Random) -> list[Case]:
    articles = _read_articles(folder / "articles.jsonl")
    questions = [q for q in iter_questions(folder / "questions.jsonl") if q.articles and len(q.answers) == 1]
    rng.shuffle(questions)
    chunks: dict[str, list[Passage]] = {}
    found = []
    for question in questions:
        article = articles.get(question.articles[0])
        sentence = _answering_sentence(article, question.answers[0]) if article else None
        if article and sentence:
            chunks.setdefault(article.id, _passages(article))
            found.append((question, article, *sentence))
    ids = list(chunks)
    cases, seen = [], set()
    for question, article, text, answer in found:
        own = chunks[article.id]
        right = next((p for p in own if text in p.text), None)
        if right is None or text in seen:
            continue
        seen.add(text)
        near = [p for p in own if p is not right][:3]
        far = [chunks[i][0] for i in rng.sample(ids, min(len(ids), PASSAGES)) if i != article.id]
        passages = [right, *near, *far][:PASSAGES]
        rng.shuffle(passages)
        cases.append(Case(question, text, answer, tuple(passages), passages.index(right) + 1))
    return cases[:count]


def _read_articles(path: Path) -> dict[str, Article]:
    articles = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        lines = [line for line in record["text"].splitlines() if line.strip()]
        paragraphs = tuple(Paragraph(number, text) for number, text in enumerate(lines, 1))
        published = date.fromisoformat(record["published"]) if record.get("published") else None
        articles[record["id"]] = Article(record["id"], record["title"] or "", published, "", "", "", paragraphs)
    return articles


def _answering_sentence(article: Article, spellings: Sequence[str]) -> tuple[str, str] | None:
    for paragraph in article.paragraphs:
        for span in split_sentences(paragraph.text):
            text = paragraph.text[span.start : span.end]
            for answer in spellings:
                if answer in text and CHARS[0] <= len(text) <= CHARS[1] and text[-1] in "。！？":
                    return text, answer
    return None


def _passages(article: Article) -> list[Passage]:
    return [Passage(1, 1.0, number, article, chunk.spans) for number, chunk in enumerate(split_chunks(article))]


def _statements(cases: Sequence[Case], rng: random.Random) -> Iterator[tuple[str, bool, str, int, Case]]:
    pools = {
        kind: _names(" ".join(case.text for case in cases), tag) for kind, tag in (("name", "nr"), ("place", "ns"))
    }
    answers: dict[str, list[str]] = {}
    for case in cases:
        answers.setdefault(_kind(case.question), []).append(case.answer)
    for case in cases:
        yield "untouched", True, case.text, case.right, case
        for kind, text in statement_changes.rewordings(case.text, rng):
            yield kind, True, text, case.right, case
        own = case.passages[case.right - 1].article
        whole = " ".join(passage.text for passage in case.passages if passage.article is own)
        others = {kind: [*_names(whole, tag), *rng.sample(pools[kind], min(20, len(pools[kind])))]
                  for kind, tag in (("name", "nr"), ("place", "ns"))}  # fmt: skip
        for kind, text in statement_changes.mutants(case.text, others, rng):
            yield kind, False, text, case.right, case
        kind = _kind(case.question)
        if kind and len(case.answer) < 0.6 * len(case.text):
            other = rng.choice(answers[kind])
            if other not in case.text and case.answer not in other and not _says_same(other, case.answer):
                yield kind, False, case.text.replace(case.answer, other), case.right, case
        yield "marker", False, case.text, case.right % len(case.passages) + 1, case


def _kind(question: AskedQuestion) -> str:
    return next((kind for word, kind in KINDS.items() if word in question.question), "")


def _says_same(left: str, right: str) -> bool:
    return set(left) <= set(right) or set(right) <= set(left)


def _names(text: str, tag: str) -> list[str]:
    names, at = [], 0
    for word, found in tag_words(text):
        shown = text[at : at + len(word)]
        at += len(word)
        if found.startswith(tag) and len(shown) > 1:
            names.append(shown)
    return list(dict.fromkeys(names))


def _report(judged: Counter[tuple[str, bool]], count: int) -> None:
    _say(f"{count} true statements, {PASSAGES} passages each")
    for name in sorted({name for name, _ in judged}):
        accepted, rejected = judged[(name, True)], judged[(name, False)]
        wrong = (rejected if name.startswith("true") else accepted) / (accepted + rejected)
        _say(f"{name:22} {accepted + rejected:5}  accepted {accepted:5}  rejected {rejected:5}  wrong {wrong:5.1%}")
    held, lost = _sum(judged, "true", True), _sum(judged, "true", False)
    slipped, caught = _sum(judged, "false", True), _sum(judged, "false", False)
    _say(f"false statements rejected or repaired: {caught / (slipped + caught):.1%} of {slipped + caught}")
    _say(f"true statements rejected: {lost / (held + lost):.1%} of {held + lost}")
    _say(f"precision {held / (held + slipped):.3f}  recall {held / (held + lost):.3f}")


def _sum(judged: Counter[tuple[str, bool]], truth: str, accepted: bool) -> int:
    return sum(n for (name, was_accepted), n in judged.items() if name.startswith(truth) and was_accepted == accepted)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _reworded(text: str) -> str:
    rng = random.Random(text)
    changed = statement_changes.use_synonyms(text, rng) or text
    return statement_changes.swap_clauses(changed, rng) or changed


def _report_time(cases: Sequence[Case], model: CheckerModel | None) -> None:
    """Time answers of ten statements that reword their passages, none read before."""
    times = []
    for start in range(0, min(len(cases), 300) - 10, 10):
        group = cases[start : start + 10]
        passages = [case.passages[case.right - 1] for case in group][:PASSAGES]
        drafts = [DraftStatement(_reworded(case.text), (), markers=(1,), is_written=True) for case in group]
        read_claim.cache_clear()
        started = time.perf_counter()
        checker = DraftChecker(passages, model=model)
        for draft in drafts:
            checker.add(draft)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    _say(f"a ten-statement answer: median {times[len(times) // 2]:.0f} ms, slowest of {len(times)} {times[-1]:.0f} ms")


if __name__ == "__main__":
    main()
