"""Another embedding model: built beside the one in use, swapped in at once, while other programs go on asking."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index.embed.embedder import Embedder, Vectors
from index.errors import ModelMismatchError
from index.library import Library, open_database
from index.maintenance import find_problems, rebuild_library
from tests.conftest import ROOT, add_articles, make_article
from tests.toy_embedder import ToyEmbedder

ARTICLES = [make_article(f"a{n}", f"第{n}号大桥通车。" + "桥" * n) for n in range(120)]


def found_densely(library: Library, text: str, k: int = 10) -> list[str]:
    with library.snapshot() as snapshot:
        hits = [hit for hit in snapshot.search_dense(library.embedder.embed_question(text), k) if hit.score > 0.01]
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]


def model_states(library: Library) -> dict[str, str]:
    with closing(open_database(library.path)) as database, database.reading() as connection:
        return dict(connection.execute("SELECT name, state FROM models").fetchall())


@pytest.fixture
def filled(library: Library) -> Library:
    add_articles(library, *ARTICLES)
    return library


def test_rebuild_answers_with_the_new_model(filled: Library) -> None:
    other = Library.open(filled.path, ToyEmbedder("other", 32))
    assert rebuild_library(other) == len(ARTICLES)
    assert sorted(found_densely(other, "桥", 200)) == sorted(article.id for article in ARTICLES)
    assert (other.notice(), other.status().model) == (None, "other")
    add_articles(other, make_article("new", "梨花。"))
    assert found_densely(other, "梨") == ["new"]
    assert find_problems(open_database(filled.path)) == []
    assert model_states(filled) == {"toy": "retired", "other": "active"}


def test_reader_of_the_model_before_goes_on_with_its_vectors(filled: Library) -> None:
    before = found_densely(filled, "桥")
    other = Library.open(filled.path, ToyEmbedder("other", 32))
    rebuild_library(other)
    add_articles(other, make_article("new", "桥。大桥大桥。"))
    assert found_densely(filled, "桥") == before
    with filled.snapshot() as snapshot:  # what came in since is found by its words
        assert len(snapshot.search_words(["大桥"], 200)) == len(ARTICLES) + 1
    with pytest.raises(ModelMismatchError, match="是用向量模型 other 建的，现在的设置是 toy"):
        add_articles(filled, make_article("b", "路。"))
    reopened = Library.open(filled.path, ToyEmbedder())
    assert found_densely(reopened, "桥") == before


def test_going_back_to_the_model_before_embeds_nothing_again(filled: Library) -> None:
    rebuild_library(Library.open(filled.path, ToyEmbedder("other", 32)))
    embedder = ToyEmbedder()
    back = Library.open(filled.path, embedder)
    rebuild_library(back)
    assert embedder.embedded == []
    assert model_states(back) == {"toy": "active", "other": "retired"}


class Interrupted(ToyEmbedder):
    """Fails after the first passages."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if self.embedded:
            raise RuntimeError("stopped")
        return super().embed_passages(texts)


def test_interrupted_change_leaves_the_model_in_use_and_goes_on_where_it_stopped(filled: Library) -> None:
    with pytest.raises(RuntimeError, match="stopped"):
        rebuild_library(Library.open(filled.path, Interrupted("other")))
    assert model_states(filled) == {"toy": "active", "other": "building"}
    assert len(found_densely(filled, "桥", 200)) == len(ARTICLES)
    assert found_densely(Library.open(filled.path, ToyEmbedder("other")), "桥") == []  # not with half the vectors
    assert find_problems(open_database(filled.path)) == []
    embedder = ToyEmbedder("other")
    rebuild_library(Library.open(filled.path, embedder))
    assert len(embedder.embedded) == len(ARTICLES) - 50


def test_chunks_cut_by_older_rules_are_cut_anew_in_the_swap(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.article_rows.split_chunks.__kwdefaults__", {"max_chars": 40})
    other = Library.open(filled.path, ToyEmbedder("other"))
    with other.writer(may_change_model=True) as writer:
        numbers = writer.article_numbers()
        change = writer.model_change()
        change.build(numbers)
        chunks = filled.status().chunks
        change.swap()
    assert other.status().chunks > chunks
    assert find_problems(open_database(filled.path)) == []
    assert len(set(found_densely(other, "桥", 500))) == len(ARTICLES)


def test_real_model_takes_over_from_another(filled: Library, bundled_embedder: Embedder) -> None:
    with filled.writer() as writer:
        writer.remove_articles([article.id for article in ARTICLES[3:]])
    add_articles(filled, make_article("pear", "石渡县梨花节本周六开幕，主会场设在望江村。"))
    real = Library.open(filled.path, bundled_embedder)
    rebuild_library(real)
    assert found_densely(real, "赏花的活动什么时候开始", 1) == ["pear"]
    assert real.status().model == bundled_embedder.model_name
    assert find_problems(open_database(filled.path)) == []


READ = """
import sys, time
from pathlib import Path
from index.library import Library
from tests.toy_embedder import ToyEmbedder
library = Library.open(Path(sys.argv[1]), ToyEmbedder(sys.argv[2], int(sys.argv[3])))
vector = library.embedder.embed_question("桥")
versions = []
print("ready", flush=True)
while not Path(sys.argv[4]).exists():
    with library.snapshot() as snapshot:
        dense = {c.article.id for c in snapshot.chunks([h.chunk_id for h in snapshot.search_dense(vector, 500)])}
        words = {c.article.id for c in snapshot.chunks([h.chunk_id for h in snapshot.search_words(["大桥"], 500)])}
        assert len(words) == 120, (snapshot.version, len(words))
        assert len(dense) in (120, 0 if sys.argv[2] == "other" else 120), (snapshot.version, len(dense))
        versions.append((snapshot.version, len(dense)))
assert versions == sorted(versions), "never back to an older version, never from all vectors to none"
print(versions[0][1], versions[-1][1], versions[-1][0] - versions[0][0], flush=True)
"""


def test_programs_of_both_models_ask_during_the_change(filled: Library, tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READ, str(filled.path), name, str(dimensions), str(stop)],
            env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name, dimensions in (("toy", 64), ("other", 32))
    ]  # fmt: skip
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
        rebuild_library(Library.open(filled.path, ToyEmbedder("other", 32)))
        with Library.open(filled.path, ToyEmbedder("other", 32)).snapshot() as snapshot:
            assert len(snapshot.search_dense(ToyEmbedder("other", 32).embed_question("桥"), 500)) == 120
    finally:
        stop.touch()
        outputs = [reader.communicate(timeout=60) for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0], outputs
    assert outputs[0][0].split()[:2] == ["120", "120"]
    assert outputs[1][0].split()[:2] == ["0", "120"]
