"""Ask the questions of evaluation sets, and record what a reader that never refuses makes of the passages found.

    python -m training.read_sets --sets ../shared/eval --names natural rgb --libraries FOLDER --model FOLDER \\
        --output FILE

A name like rgb@natural asks one set's questions of another set's library, which contains none of the answers.
Builds each set's library (kept in FOLDER) and reads, for every question (a sample in large sets), the passages found
with the answering articles and, in sets used for refusals, without them. FILE has a JSON line per question: the
evidence for an answer, whether the statements contain the facts, and the signs for each sentence, as input for
fit_evidence and fit_sentences.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from index.embed.bundled import ensure_bundled_model
from index.embed.embedder import load_embedder
from index.library import Library
from index.settings import Settings
from qa.answer import Passage
from qa.asking import question_answering_over
from qa.batch import AskedQuestion
from qa.evaluation import build_library, known_id, library_without, read_question_set
from qa.question import WordWeights, read_question, weigh_words
from qa.reader.candidates import Candidate
from qa.reader.compose import compose_statements
from qa.reader.evidence import Evidence, measure_evidence
from qa.reader.model import ReaderModel
from qa.reader.scoring import (
    SentenceSigns,
    measure_sentences,
    rank_passages,
    read_until_sure,
    score_sentences,
)
from training.evaluate_reader import is_unseen

SAMPLES = {"cmrc": 150, "newsmrc": 150, "chrono": 150, "apart": 320}
WITHOUT_TOO = ("rgb", "cmrc", "newsmrc", "news")
"""Sets whose questions are asked again of a library without the answering articles."""


@dataclass(frozen=True)
class Found:
    """A question of a set and the passages found. `answerable`: whether the library contains an answer."""

    set_name: str
    asked: AskedQuestion
    answerable: bool
    passages: tuple[Passage, ...]
    weights: WordWeights


@dataclass(frozen=True)
class SentenceRead:
    """A sentence found: its signs, the share of the facts it contains (0 outside the right articles), its length in
    characters."""

    signs: SentenceSigns
    held: float
    characters: int


@dataclass(frozen=True)
class Read:
    """What a reader made of a question's passages: evidence (None: nothing marked), whether the statements, and the
    first alone, contain the question's facts, and every sentence found."""

    set_name: str
    question: str
    answerable: bool
    has_facts: bool
    evidence: Evidence | None
    right: bool
    first_right: bool
    sentences: tuple[SentenceRead, ...]


def write_read(path: Path, rows: Sequence[Read]) -> None:
    """Write one JSON line per question."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            evidence = astuple(row.evidence) if row.evidence else None
            sentences = [(astuple(each.signs), each.held, each.characters) for each in row.sentences]
            written = {**vars(row), "evidence": evidence, "sentences": sentences}
            file.write(json.dumps(written, ensure_ascii=False) + "\n")


def read_read(path: Path) -> list[Read]:
    """Return what write_read wrote."""
    read = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        row["evidence"] = Evidence(*row["evidence"]) if row["evidence"] else None
        row["sentences"] = tuple(SentenceRead(SentenceSigns(*signs), *rest) for signs, *rest in row["sentences"])
        read.append(Read(**row))
    return read


def draw(name: str, questions: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    """Return the questions to read: of cmrc only those no reader was trained on, of large sets a sample."""
    usable = [q for q in questions if name != "cmrc" or is_unseen(q.articles[0])]
    return random.Random(3).sample(usable, min(SAMPLES.get(name, len(usable)), len(usable)))


def find(sets: Path, name: str, libraries: Path, model: ReaderModel) -> Iterator[Found]:
    """Yield what is found for a set's questions, in its own library or, as in rgb@natural, in another set's."""
    asked_of, _, other = name.partition("@")
    settings = Settings()
    embedder = load_embedder(settings.embedding)
    home = other or asked_of
    library = build_library(sets / home, libraries / home, embedder, lambda _: None)
    questions = draw(asked_of, read_question_set(sets / asked_of))

    def find_in(searched: Library, *, has_answers: bool) -> Iterator[Found]:
        answering = question_answering_over(searched, settings, model)
        for question in questions:
            with searched.snapshot() as snapshot:
                read = read_question(question.question)
                passages = tuple(answering.retriever.retrieve(snapshot, read))
                answerable = has_answers and bool(question.answers or question.articles)
                yield Found(name, question, answerable, passages, weigh_words(snapshot, read))

    yield from find_in(library, has_answers=not other)
    if name in WITHOUT_TOO:
        removed = sorted({article for question in questions for article in question.articles})
        with library_without(library, removed) as rest:
            yield from find_in(rest, has_answers=False)


def read_found(model: ReaderModel, found: Found) -> Read:
    """Return what the program makes of the passages with this reader if it never refuses."""
    question = read_question(found.asked.question)
    read = rank_passages(found.weights, read_until_sure(model, question, found.passages))
    measured = measure_sentences(question, found.weights, read)
    evidence = measure_evidence(question, found.weights, read, measured)
    statements = compose_statements(question, found.weights, score_sentences(measured))
    texts = [f"{statement.before}{statement.text}{statement.after}" for statement in statements]
    facts, wanted = found.asked.answers, found.asked.articles

    def share_of_facts(candidate: Candidate) -> float:
        if known_id(candidate.article, wanted) not in wanted:
            return 0.0
        return sum(any(spelling in candidate.text for spelling in fact) for fact in facts) / max(1, len(facts))

    sentences = tuple(
        SentenceRead(each.signs, share_of_facts(each.candidate), len(each.candidate.text))
        for each in measured
        if each.instead is None
    )
    right = [all(any(spelling in text for spelling in fact) for fact in facts) for text in ("".join(texts), *texts[:1])]
    held = [bool(facts) and each for each in right] + [False] * (2 - len(right))
    name, asked = found.set_name, found.asked.question
    return Read(name, asked, found.answerable, bool(facts), evidence, held[0], held[1], sentences)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, required=True)
    parser.add_argument("--names", nargs="+", required=True)
    parser.add_argument("--libraries", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    model = ReaderModel.load(options.model, ensure_bundled_model())
    read: list[Read] = []
    for name in options.names:
        made = [read_found(model, found) for found in find(options.sets, name, options.libraries, model)]
        read += made
        write_read(options.output, read)
        asked = [each for each in made if each.answerable and each.has_facts]
        if asked:
            shares = [sum(part) / len(asked) for part in zip(*((e.right, e.first_right) for e in asked), strict=True)]
            print(f"{name}: all facts {shares[0]:.3f}, first {shares[1]:.3f} of {len(asked)}", flush=True)


if __name__ == "__main__":
    main()
