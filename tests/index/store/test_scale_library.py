"""Tests of the synthetic library that bench_scale and bench_growth measure: it follows the tables' changes."""

from pathlib import Path

from index.chinese.words import cut_words
from index.library import Library
from tests.benchmarks.scale_library import CHUNKS_PER_ARTICLE, Base, build_library
from tests.toy_embedder import ToyEmbedder

CHUNKS = 30
SENTENCES = [["渡口清晨开船。", "船票两元。"], ["茶园采下春芽。", "晒青要两天。"], ["灯塔修了新梯。", "守塔人换了班。"]]


def test_made_library_is_whole_and_can_be_searched(tmp_path: Path) -> None:
    embedder = ToyEmbedder()
    words = [[" ".join(cut_words(sentence)) for sentence in chunk] for chunk in SENTENCES]
    base = Base(SENTENCES, words, embedder.embed_passages(["".join(chunk) for chunk in SENTENCES]))
    build_library(tmp_path / "made", CHUNKS, base, embedder, lambda progress: None)
    library = Library.open(tmp_path / "made", embedder)
    with library.snapshot() as snapshot:
        assert (snapshot.article_count(), snapshot.chunk_count()) == (CHUNKS // CHUNKS_PER_ARTICLE, CHUNKS)
        assert len(snapshot.search_dense(embedder.embed_question("渡口"), 5)) == 5
        assert len(snapshot.search_words(("船票",), 5)) > 0
    assert library.status().pending == 0
    library.close()
