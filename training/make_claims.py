"""Pairs of statement and quote: written by hand, from CiteCheck and PAWS-X, and made from quotes by rule.

    python -m training.make_claims --sources ../shared/training --output FOLDER [--seed 1]

Beside the pairs of the sources stand those of training/claims, written by hand for the project. Writes
claims-train.jsonl and claims-apart.jsonl (a tenth of the documents, queries and pairs of every set), each line
{"kind", "statement", "quote", "label", "document", "title"}, folded; the title is "" where a document has none.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from index.chinese.folding import fold_text
from index.chinese.sentences import split_sentences
from training.changes import EntityPool
from training.falsehoods import make_false, shorten
from training.sources import OUR_CLAIMS, OUR_QUESTIONS, Row, is_kept_apart, read_rows, split_key
from training.subtle_falsehoods import make_subtle, reword

MADE_FROM = 3  # sentences per document that statements are made from, besides its quotes
MISMATCHED, JOINED, MADE_MISMATCHED = 3000, 1500, 3000
LEAST_CLAUSE = 5  # characters of a clause that is joined to a statement


@dataclass(frozen=True)
class Pair:
    """A statement, a quote, whether the quote supports all of it (1) or not (0), and the quote's document with its
    title."""

    kind: str
    statement: str
    quote: str
    label: int
    document: str
    title: str = ""


def read_pairs(folder: Path, rng: random.Random) -> Iterator[tuple[bool, Pair]]:
    """Yield every pair with whether it is held out."""
    titles = read_titles(folder)
    for source, name in ((folder, "claims"), (OUR_CLAIMS, "ours")):
        for row in read_rows(source, "claims"):
            title = titles.get(row["doc"], "")
            yield is_kept_apart(row["doc"]), _pair(f"{name}-{row['kind']}", row, row["doc"], title)
    for row in read_rows(folder, "citecheck"):
        yield is_kept_apart(row["query"]), _pair("citecheck", row, row["query"])
    for row in read_rows(folder, "pawsx_zh"):
        first, second = rng.sample((row["a"], row["b"]), 2)
        same = {"statement": first, "quote": second, "label": row["same"]}
        yield is_kept_apart(row["a"]), _pair("pawsx", same, row["a"])
    yield from _made_pairs(folder, rng)


def read_titles(folder: Path) -> dict[str, str]:
    """Return the titles of the documents that have one, by id."""
    kept = ((folder, "natural_docs"), (OUR_QUESTIONS, "documents"), (OUR_CLAIMS, "documents"))
    return {row["id"]: fold_text(row["title"]) for where, name in kept for row in read_rows(where, name)}


def invented(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    """Return statements that a quote does not say at all: true ones by hand and by rule, each with another quote of its
    document (mismatched), and true ones with a clause that is told elsewhere in the document (mismatched-joined).
    """
    by_hand = _with_others([pair for pair in pairs if pair.kind.startswith(("claims", "ours"))])
    made = _with_others([pair for pair in pairs if pair.kind == "made-true"])
    other_quotes = [
        replace(pair, kind="mismatched", quote=rng.choice(others).quote, label=0) for pair, others in by_hand
    ]
    joined = []
    for pair, others in by_hand:
        clauses = [each for each in rng.choice(others).statement.rstrip("。").split("，") if len(each) >= LEAST_CLAUSE]
        if clauses:
            statement = f"{pair.statement.rstrip('。')}，{rng.choice(clauses)}。"
            joined.append(replace(pair, kind="mismatched-joined", statement=statement, label=0))
    made_quotes = [
        replace(pair, kind="made-mismatched", quote=rng.choice(others).quote, label=0) for pair, others in made
    ]
    drawn = ((other_quotes, MISMATCHED), (joined, JOINED), (made_quotes, MADE_MISMATCHED))
    return [pair for found, most in drawn for pair in rng.sample(found, min(most, len(found)))]


def _with_others(pairs: Iterable[Pair]) -> list[tuple[Pair, list[Pair]]]:
    """Return every true pair that has some, with the true pairs of other quotes of its document."""
    true: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.label:
            true.setdefault(pair.document, []).append(pair)
    found = [
        (pair, [each for each in own if each.quote not in pair.quote and pair.quote not in each.quote])
        for own in true.values()
        for pair in own
    ]
    return [(pair, others) for pair, others in found if others]


def _made_pairs(folder: Path, rng: random.Random) -> Iterator[tuple[bool, Pair]]:
    """Yield statements made from the quotes of natural questions and from sentences of their documents."""
    documents = {row["id"]: row for row in read_rows(folder, "natural_docs")}
    quotes: dict[str, dict[str, None]] = {name: {} for name in documents}
    for row in read_rows(folder, "natural"):
        quotes[row["doc"]].update(dict.fromkeys(row.get("quotes", [])))
    pool = EntityPool()
    for row in documents.values():
        pool.collect(fold_text(row["text"]))
    for name, row in documents.items():
        title = fold_text(row["title"])
        told = [quote for quote in quotes[name] if 16 <= len(quote) <= 160 and " | " not in quote]
        sentences = [row["text"][each.start : each.end] for each in split_sentences(row["text"])]
        usable = [each for each in sentences if 20 <= len(each) <= 160 and " | " not in each]
        told += rng.sample(usable, min(MADE_FROM, len(usable)))
        apart = is_kept_apart(split_key(row))
        for quote in dict.fromkeys(fold_text(each) for each in told):
            statement = shorten(quote, rng)
            yield apart, Pair("made-true", statement, quote, 1, name, title)
            false = make_false(statement, quote, pool, rng)
            if false:
                yield apart, Pair(f"made-{false[0]}", false[1], quote, 0, name, title)
            said = reword(shorten(quote, rng), rng)
            yield apart, Pair("subtle-true", said, quote, 1, name, title)
            if subtle := make_subtle(said, quote, rng):
                yield apart, Pair(f"subtle-{subtle[0]}", subtle[1], quote, 0, name, title)


def _pair(kind: str, row: Row, document: str, title: str = "") -> Pair:
    return Pair(kind, fold_text(row["statement"]), fold_text(row["quote"]), row["label"], document, title)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    sides: dict[bool, list[Pair]] = {False: [], True: []}
    for apart, pair in read_pairs(options.sources, random.Random(options.seed)):
        sides[apart].append(pair)
    for pairs in sides.values():
        pairs += invented(pairs, random.Random(options.seed))
    for apart, name in ((False, "claims-train"), (True, "claims-apart")):
        with (options.output / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in sides[apart])
        print(name, Counter(pair.kind for pair in sides[apart]))


if __name__ == "__main__":
    main()
