"""How often a sentence is judged to be about something else: those that answer (should be rare), and look-alikes.

    python tests/benchmarks/bench_identity.py ../shared/training [--part 3] [--parts 10] [--show]

The folder contains natural.jsonl.gz and natural_docs.jsonl.gz; one part of the documents is judged, by whole families.
"""

import argparse
import sys
import time
import zlib
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.article import Article, Paragraph, Span
from qa.answer import Passage
from qa.question import read_question
from qa.reader.candidates import Candidate, list_candidates
from qa.reader.identity import Identity, Judgement, Relation, look_alikes, read_identity
from qa.reader.judging import judge
from training.sources import Row, read_rows, split_key


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=10)
    parser.add_argument("--show", action="store_true", help="print the false alarms, and the look-alikes let through")
    options = parser.parse_args()
    documents = {
        row["id"]: row
        for row in read_rows(options.folder, "natural_docs")
        if zlib.crc32(split_key(row).encode()) % options.parts == options.part
    }
    families = defaultdict(list)
    for row in documents.values():
        families[split_key(row)].append(row)
    counts: Counter[str] = Counter()
    spent, judged = 0.0, 0
    for asked in (row for row in read_rows(options.folder, "natural") if row["doc"] in documents):
        document = documents[asked["doc"]]
        passages = [_passage(row) for row in families[split_key(document)]]
        question = read_question(asked["question"])
        identity = read_identity(question, passages)
        candidates = list_candidates(passages)
        start = time.perf_counter()
        judgements = [(candidate, judge(identity, candidate)) for candidate in candidates]
        spent, judged = spent + time.perf_counter() - start, judged + len(judgements)
        if asked["answerable"]:
            _count_answer(counts, asked, judgements, show=options.show)
        else:
            _count_near_miss(counts, asked, identity, passages, judgements, show=options.show)
    _print_share("answers said to be of another thing", counts["false"], counts["answers"])
    _print_share("answers of that part said to be of the same", counts["same"], counts["answers"])
    _print_share("sentences of the look-alikes said to be of another", counts["other"], counts["others"])
    _print_share("near misses where something is missing or a look-alike", counts["caught"], counts["near"])
    _print_share("near misses whose every sentence with a look-alike", counts["blocked"], counts["near"])
    sys.stdout.write(f"{1e3 * spent / max(judged, 1):.3f} ms a sentence, {judged} judged\n")


def _count_answer(
    counts: Counter[str], asked: Row, judgements: list[tuple[Candidate, Judgement]], *, show: bool
) -> None:
    for candidate, judgement in judgements:
        text = candidate.text
        if candidate.article.id != asked["doc"]:
            counts["others"] += 1
            counts["other"] += judgement.relation is Relation.OTHER
            if show and judgement.relation is not Relation.OTHER:
                _show("LIKE", judgement.relation.name, asked["question"], candidate.article.title, text)
            continue
        if not any(quote.strip() in text or text in quote for quote in asked["quotes"]):
            continue
        counts["answers"] += 1
        counts["same"] += judgement.relation is Relation.SAME
        if judgement.relation is Relation.OTHER:
            counts["false"] += 1
            if show:
                named = f"{judgement.asked} / {judgement.instead}"
                _show("FALSE", asked["question"], named, candidate.article.title, text)


def _count_near_miss(
    counts: Counter[str],
    asked: Row,
    identity: Identity,
    passages: list[Passage],
    judgements: list[tuple[Candidate, Judgement]],
    *,
    show: bool,
) -> None:
    others = [judgement for _, judgement in judgements if judgement.relation is Relation.OTHER]
    missing = look_alikes(identity, passages)
    counts["near"] += 1
    counts["caught"] += bool(others or missing)
    counts["blocked"] += bool(missing)
    if show and not others and not missing:
        _show("NEAR", asked["question"], str(asked.get("why")), passages[0].article.title)


def _passage(row: Row) -> Passage:
    lines = [line for line in row["text"].split("\n") if line.strip()]
    paragraphs = tuple(Paragraph(number, line) for number, line in enumerate(lines, 1))
    published = date.fromisoformat(row["published"]) if row["published"] else None
    article = Article(row["id"], row["title"], published, "", "", "", paragraphs)
    return Passage(1, 1.0, 1, article, tuple(Span(p.number, 0, len(p.text)) for p in paragraphs))


def _show(kind: str, *parts: str) -> None:
    sys.stdout.write(f"{kind} {' | '.join(parts)}\n")


def _print_share(name: str, part: int, whole: int) -> None:
    sys.stdout.write(f"{name}: {part} of {whole} ({part / max(whole, 1):.4f})\n")


if __name__ == "__main__":
    main()
