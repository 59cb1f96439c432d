"""Decode real articles in every encoding that users have; every character must survive.

    python -m tests.benchmarks.bench_encodings [--articles 200] [--data ../shared/eval]

Exits with 1 if a character is lost.
"""

# ruff: noqa: T201  (a benchmark prints its tables)
import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import opencc

from index.errors import LoadError
from index.load.decode import decode

_RARE = "镕䶮𠮷㛃"
_ASCII_HEAD = "<html><head>\n" + "<script>var a = 'plain ascii';</script>\n" * 40 + "</head><body>"
_TO_TRADITIONAL = opencc.OpenCC("s2t")

Case = tuple[str, str, Callable[[str], str]]


def same(text: str) -> str:
    return text


def with_rare(text: str) -> str:
    return text + _RARE


def ascii_head(text: str) -> str:
    return _ASCII_HEAD + text + "</body></html>"


def declared(charset: str) -> Callable[[str], str]:
    return lambda text: f'<html><head><meta charset="{charset}"></head><body>{text}</body></html>'


def xml(charset: str) -> Callable[[str], str]:
    return lambda text: f'<?xml version="1.0" encoding="{charset}"?>\n<doc>{text}</doc>'


CASES: tuple[Case, ...] = (
    ("UTF-8", "utf-8", with_rare),
    ("UTF-8 with BOM", "utf-8-sig", with_rare),
    ("UTF-8 declared as gb2312", "utf-8", declared("gb2312")),
    ("UTF-16 with BOM", "utf-16", with_rare),
    ("UTF-16 LE without BOM", "utf-16-le", with_rare),
    ("UTF-16 BE without BOM", "utf-16-be", with_rare),
    ("GBK", "gbk", same),
    ("GB18030, rare characters", "gb18030", with_rare),
    ("GB18030, declared gb2312", "gb18030", declared("gb2312")),
    ("GB18030, XML declaration", "gb18030", xml("GBK")),
    ("GB18030 after 1.5 kB of ASCII", "gb18030", ascii_head),
    ("UTF-8 after 1.5 kB of ASCII", "utf-8", ascii_head),
    ("Big5", "big5", same),
    ("Big5, declared", "big5", declared("big5")),
    ("Big5-HKSCS", "big5hkscs", lambda text: text + "㛃嘅喺啲"),
    ("Big5 after 1.5 kB of ASCII", "big5", ascii_head),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--chars", type=int, default=0, help="cut the articles to so many characters (0: whole)")
    options = parser.parse_args()
    rows = [json.loads(line)["text"] for line in (options.data / "news" / "articles.jsonl").open(encoding="utf-8")]
    texts = random.Random(1).sample(rows, options.articles)
    lost = 0
    print(f"{'case':32} right  of   ms each")
    for name, encoding, prepare in CASES:
        right, seconds = 0, 0.0
        for raw in texts:
            raw = raw[: options.chars or None]
            text = prepare(_TO_TRADITIONAL.convert(raw) if encoding.startswith("big5") else raw)
            # Characters that the encoding cannot represent do not test the decoder.
            text = text.encode(encoding, "ignore").decode(encoding).lstrip("\ufeff")
            data = text.encode(encoding)
            start = time.process_time()
            right += reads(data, text)
            seconds += time.process_time() - start
        lost += len(texts) - right
        print(f"{name:32} {right:5}  {len(texts):4}  {1000 * seconds / len(texts):.2f}")
    print("every character of every file came back" if not lost else f"{lost} files were not read right")
    return 0 if not lost else 1


def reads(data: bytes, text: str) -> bool:
    try:
        decoded = decode(data)
    except LoadError:
        return False
    return decoded.text == text and decoded.replaced == 0


if __name__ == "__main__":
    sys.exit(main())
