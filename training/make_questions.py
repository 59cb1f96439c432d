"""Training questions of people, their passages as the program cuts them, look-alikes beside them.

    python -m training.make_questions --sources ../shared/training --corpus ../shared/corpus --output FOLDER [--seed 1]

Beside the questions of the sources stand those of training/questions, which ask of the sources' documents, of articles
of the corpus and of documents of their own. Writes questions-train.jsonl and questions-apart.jsonl (a tenth of the
documents of every kind), and apart/, the natural questions of that tenth as an evaluation set of the program, other
documents beside theirs. Look-alikes: the article's other passages, the other members of its family, what BM25 finds,
the passage without the answer's sentence, the passage with a condition of the question changed.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.chinese.folding import fold_text
from training.changes import EntityPool
from training.groups import Group, LabelledPassage, write_groups
from training.look_alikes import swap_condition, without_answer
from training.passages import Bm25
from training.program_passages import (
    CutPassage,
    cut_article,
    locate_quote,
    name_cells,
    plain_article,
    read_article,
)
from training.sources import OUR_QUESTIONS, Row, is_kept_apart, read_rows, split_key

RETRIEVED = 4
SEARCHED = 14
NEAR_MISS_PASSAGES = 6
OTHERS = 150
TOLD_OTHERWISE_CHARS = 2  # a shorter answer stands in too many passages to say that they hold it


@dataclass(frozen=True)
class Asked:
    """A question and where its answer stands. `places`: (passage, start, end) of every quote that answers, start -1
    where only the passage is known; none: nothing answers. `told`: what a passage must not hold to be a look-alike."""

    kind: str
    question: str
    article: str
    places: tuple[tuple[int, int, int], ...]
    told: tuple[str, ...]


@dataclass
class Collection:
    """Passages by article, the family of each article, and what is asked of them."""

    passages: dict[str, list[CutPassage]]
    family: dict[str, str]
    asked: list[Asked]


def collect(folder: Path, corpus: Path, rng: random.Random) -> Collection:
    """Return all questions of the folder, and of our own, that can be asked of a passage."""
    found = Collection({}, {}, [])
    ours = list(read_rows(OUR_QUESTIONS, "questions"))
    asked_of = {row["doc"] for row in ours}
    documents = [*read_rows(folder, "natural_docs"), *read_rows(OUR_QUESTIONS, "documents")]
    documents += [row for row in read_rows(corpus, "news") if row["id"] in asked_of]
    documents += [row for row in read_rows(folder, "cmrc_train") if row["id"] in asked_of]
    ours = [{**row, "kind": f"ours-{row['kind']}"} for row in ours]
    _collect_natural(documents, [*read_rows(folder, "natural"), *ours], found, rng)
    for name in ("cmrc_train", "drcd", "xquad_zh"):
        _collect_paragraphs(folder, name, found)
    _collect_news(folder, found)
    _collect_statutes(folder, found)
    return found


def _collect_natural(documents: Iterable[Row], questions: Iterable[Row], found: Collection, rng: random.Random) -> None:
    texts = {}
    for row in documents:
        # Half of the documents with tables of bars are read with the names of the columns in each row.
        texts[row["id"]] = (row["text"], name_cells(row["text"]) if rng.random() < 0.5 else row["text"])
        title, day = row.get("title") or "", row.get("published") or ""
        found.passages[row["id"]] = read_article(row["id"], title, day, texts[row["id"]][1])
        if row.get("family") is not None:
            found.family[row["id"]] = split_key(row)
    for row in questions:
        passages = found.passages[row["doc"]]
        short = row.get("short") or ""
        lines = dict(zip(*(text.split("\n") for text in texts[row["doc"]]), strict=True))
        quotes = [lines.get(quote.strip(), quote) for quote in row.get("quotes", [])]
        places = tuple(place for quote in quotes if (place := locate_quote(passages, quote, short)))
        if row["answerable"] == bool(places) and passages:
            told = (fold_text(short),) if len(short) >= TOLD_OTHERWISE_CHARS else tuple(map(fold_text, quotes))
            kind = f"natural-{row['kind']}"
            found.asked.append(Asked(kind, fold_text(row["question"]), row["doc"], places, told))


def _collect_paragraphs(folder: Path, name: str, found: Collection) -> None:
    for row in read_rows(folder, name):
        cut = found.passages.get(row["id"])  # a document of our own questions too
        passages = cut or cut_article(plain_article(row["id"], row["title"], row["text"]))
        found.passages[row["id"]] = passages
        if name != "cmrc_train":  # several paragraphs an article
            found.family[row["id"]] = f"{name} {row['title']}"
        for question in row["questions"]:
            answer = question["answers"][0]
            around = row["text"][max(0, answer["start"] - 8) : answer["start"] + len(answer["text"]) + 8]
            place = locate_quote(passages, around, answer["text"]) or locate_quote(passages, answer["text"])
            if place:
                told = (fold_text(answer["text"]).strip("。 "),)
                found.asked.append(Asked(name, fold_text(question["question"]), row["id"], (place,), told))


def _collect_news(folder: Path, found: Collection) -> None:
    for row in read_rows(folder, "chronoqa"):
        passages = [CutPassage(row["id"], "", fold_text(text)) for text in row["texts"] if len(text) > 20]
        place = locate_quote(passages, row["answer"].rstrip("。")) if passages else None
        if place and row["kind"].endswith("single"):
            found.passages[row["id"]] = passages
            told = (fold_text(row["answer"]).strip("。 "),)
            found.asked.append(Asked("chronoqa", fold_text(row["question"]), row["id"], (place,), told))


def _collect_statutes(folder: Path, found: Collection) -> None:
    for row in read_rows(folder, "stard"):
        passages: list[CutPassage] = []
        right: list[tuple[int, int, int]] = []
        for article in row["articles"]:
            cut = cut_article(plain_article(row["id"], article["name"], article["text"]))
            if len(cut) == 1:  # of a longer one nobody says which part answers
                right.append((len(passages), -1, -1))
            passages += cut
        if right:
            found.passages[row["id"]] = passages
            told = tuple(passages[number].text for number, _, _ in right)
            found.asked.append(Asked("stard", fold_text(row["question"]), row["id"], tuple(right), told))


def make_groups(found: Collection, rng: random.Random) -> Iterator[tuple[str, Group]]:
    """Yield the document that decides on which side of the split it falls, and the group."""
    members: dict[str, list[str]] = defaultdict(list)
    for article, name in found.family.items():
        members[name].append(article)
    everywhere = [passage for passages in found.passages.values() for passage in passages]
    index = Bm25([passage.context + passage.text for passage in everywhere])
    pool = EntityPool()
    for passage in rng.sample(everywhere, min(4000, len(everywhere))):
        pool.collect(passage.text)
    titles = sorted({passage.context for passage in everywhere if 2 <= len(passage.context) <= 12})
    for asked in found.asked:
        family = found.family.get(asked.article)
        own = found.passages[asked.article]
        relatives = [each for each in members[family] if each != asked.article] if family else []
        kin = [each for relative in relatives for each in found.passages[relative]]
        searched = [everywhere[number] for number in index.search(asked.question, SEARCHED)]
        kept = {asked.article, *relatives}
        retrieved = [each for each in searched if each.article not in kept and not _tells(each, asked)][:RETRIEVED]
        group = _near_miss(asked, own) if not asked.places else _answered(asked, own, pool, titles, rng)
        # A passage of the family that holds the same words may tell them of the same thing only among paragraphs.
        alike = [each for each in kin if asked.kind.startswith("natural") or not _tells(each, asked)]
        order = _by_likeness(asked.question, alike)[:RETRIEVED]
        look_alikes = [_plain(each, "family") for each in order] + [_plain(each, "retrieved") for each in retrieved]
        yield family or asked.article, replace(group, passages=(*group.passages, *look_alikes))


def _near_miss(asked: Asked, own: Sequence[CutPassage]) -> Group:
    order = _by_likeness(asked.question, own)[:NEAR_MISS_PASSAGES]
    return Group(asked.kind, asked.question, tuple(_plain(each, "near-miss") for each in order))


def _answered(
    asked: Asked, own: Sequence[CutPassage], pool: EntityPool, titles: list[str], rng: random.Random
) -> Group:
    """The passage of one of the quotes first; of a list of quotes the one first told."""
    number, start, end = asked.places[0]
    answering = {place for place, _, _ in asked.places}
    passage = own[number]
    right = LabelledPassage(passage.context, passage.text, start, end, answers=True)
    others = [each for at, each in enumerate(own) if at not in answering and not _tells(each, asked)]
    passages = [right, *(_plain(each, "own") for each in _by_likeness(asked.question, others)[:RETRIEVED])]
    alone = Group(asked.kind, asked.question, (right,))
    if len(asked.places) == 1 and start >= 0:
        changed = (without_answer(alone), swap_condition(alone, titles, pool, rng))
        passages += [passage for passage in changed if passage]
    return replace(alone, passages=tuple(passages))


def _tells(passage: CutPassage, asked: Asked) -> bool:
    return any(told and told in passage.text for told in asked.told)


def _plain(passage: CutPassage, role: str) -> LabelledPassage:
    return LabelledPassage(passage.context, passage.text, -1, -1, role=role)


def _by_likeness(question: str, passages: Sequence[CutPassage]) -> list[CutPassage]:
    pairs = {question[at : at + 2] for at in range(len(question) - 1)}
    return sorted(passages, key=lambda each: -sum(pair in each.context + each.text for pair in pairs))


def write_set(sources: Path, output: Path, rng: random.Random) -> None:
    """Write the natural questions kept apart, with their documents and OTHERS more, as articles and questions."""
    documents = {row["id"]: row for row in read_rows(sources, "natural_docs")}
    apart = [name for name, row in documents.items() if is_kept_apart(split_key(row))]
    others = rng.sample([name for name in documents if name not in apart], OTHERS)
    output.mkdir(parents=True, exist_ok=True)
    with (output / "articles.jsonl").open("w", encoding="utf-8") as file:
        for name in [*apart, *others]:
            row = {key: documents[name].get(key) or "" for key in ("id", "title", "published", "text")}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    with (output / "questions.jsonl").open("w", encoding="utf-8") as file:
        for row in read_rows(sources, "natural"):
            if row["doc"] in apart:
                facts = [[row.get("short") or row["quotes"][0]]] if row["answerable"] else []
                articles = [row["doc"]] if row["answerable"] else []
                asked = {"id": row["id"], "question": row["question"], "answers": facts, "articles": articles}
                file.write(json.dumps({**asked, "kind": row["kind"]}, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True, help="the folder that holds news.jsonl.gz")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    options.output.mkdir(parents=True, exist_ok=True)
    found = collect(options.sources, options.corpus, rng)
    sides: dict[bool, list[Group]] = {False: [], True: []}
    for document, group in make_groups(found, rng):
        sides[is_kept_apart(document)].append(group)
    write_set(options.sources, options.output / "apart", random.Random(options.seed))
    for apart, name in ((False, "questions-train"), (True, "questions-apart")):
        write_groups(options.output / f"{name}.jsonl", sides[apart])
        print(name, Counter(group.kind for group in sides[apart]))
        print(Counter(passage.role or "answer" for group in sides[apart] for passage in group.passages))


if __name__ == "__main__":
    main()
