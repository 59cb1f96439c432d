"""Measure what cleaning loses of real news articles, and how much of what it keeps is foreign to them.

    python -m tests.benchmarks.bench_corpus [--data ../shared/corpus/news.jsonl.gz] [--articles 2000] [--sample 300]

Lost: sentences that end in a full stop and are neither in the article nor, verbatim, within a sentence that is; those
removed as a publisher's notice or as a repetition are counted apart and printed for judging. --sample prints that many
random sentences of what would be indexed, to judge by eye which are foreign.
"""

# ruff: noqa: T201  (a benchmark prints its tables)
import argparse
import gzip
import json
import random
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from index.chinese.dates import read_date
from index.chinese.sentences import split_sentences
from index.clean.artefacts import remove_artefacts
from index.clean.page import Metadata, clean_text

_FOREIGN_HINT = re.compile(
    r"责任编辑|责编|编辑[:：]|校对[:：]|来源[:：]|返回搜狐|免责声明|版权|转载|不代表.{0,8}(?:观点|立场)|投资建议|仅供参考|扫码|二维码|公众号"
    r"|点击(?:下载|查看|关注|上方|下方)|[0-9a-f]{16,}|https?://|var |function\(|\{\{|更多精彩|APP下载"
)


def normal(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def load(path: Path, count: int) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from (json.loads(line) for line in islice(stream, count))


def main() -> int:  # noqa: C901 - one pass that counts several things
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/corpus/news.jsonl.gz"))
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=0, help="print so many sentences that would be indexed")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--show", type=int, default=20, help="print so many lost and so many removed sentences")
    options = parser.parse_args()
    sentences = lost = titled = dated = indexed = hinted = 0
    seconds = 0.0
    removed: Counter[str] = Counter()
    misses: list[str] = []
    gone: list[str] = []
    kept: list[str] = []
    for row in load(options.data, options.articles):
        start = time.process_time()
        known = Metadata(title=row["title"], published=read_date(row["published"] or ""))
        page = clean_text(row["text"], known)
        seconds += time.process_time() - start
        titled += bool(page.metadata.title)
        dated += page.metadata.published is not None
        whole = normal(page.metadata.title + "".join(page.paragraphs))
        without = {normal(line.text): line.role for line in page.removed}
        for sentence in _full_sentences(remove_artefacts(row["text"])):
            sentences += 1
            key = normal(sentence)
            if key in whole:
                continue
            role = next((role for text, role in without.items() if key in text), "")
            if role:
                removed[role] += 1
                gone.append(f"{role}｜{sentence}")
            elif not _is_cut(key, whole, without):
                lost += 1
                misses.append(f"{row['id']} {sentence}")
        for text in page.paragraphs:
            own = [text[s.start : s.end] for s in split_sentences(text)]
            indexed += len(own)
            hinted += sum(_FOREIGN_HINT.search(sentence) is not None for sentence in own)
            kept += own
    rng = random.Random(1)
    for name, texts in (("lost", misses), ("removed", gone)):
        print(f"--- {name}", *rng.sample(texts, min(options.show, len(texts))), sep="\n")
    if options.sample:
        rng = random.Random(options.seed)
        print("--- a sample of what is indexed", *rng.sample(kept, min(options.sample, len(kept))), sep="\n")
    print(f"{options.articles} articles, {sentences} sentences with a full stop: {lost} lost, removed {dict(removed)}")
    print(f"{indexed} sentences indexed, {hinted} with a word of foreign lines ({hinted / max(indexed, 1):.2%})")
    print(
        f"title {titled / options.articles:.3f}, day {dated / options.articles:.3f}, {options.articles / seconds:.0f}/s"
    )
    return 1 if lost else 0


def _full_sentences(text: str) -> Iterator[str]:
    for line in re.split(r"\n| {2,}|\u3000{2,}", text):  # wide gaps were once line breaks
        for span in split_sentences(line):
            sentence = line[span.start : span.end]
            if sentence.rstrip("”’」』）)").endswith("。") and len(normal(sentence)) > 1:
                yield sentence


def _is_cut(key: str, whole: str, removed: dict[str, str]) -> bool:
    """Return whether a sentence is present except for labels, bylines or notices that were removed and listed."""
    rest = key
    for text in sorted(removed, key=len, reverse=True):
        if len(text) > 2 and text in rest:  # shorter ones occur in any text
            rest = rest.replace(text, "", 1)
    if rest in whole:
        return True
    for text in removed:
        for size in range(min(len(text), len(rest)), 1, -1):
            if text.endswith(rest[:size]) and rest[size:] in whole:
                return True
            if text.startswith(rest[-size:]) and rest[:-size] in whole:
                return True
    return False


if __name__ == "__main__":
    sys.exit(main())
