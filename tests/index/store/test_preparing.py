"""What is derived of articles in a second process is what this one would have made, whatever becomes of the process."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import index.store.preparing
from index.article import Article
from index.chinese.dictionary import UserDictionary
from index.chinese.words import use_dictionary
from index.library import Library, open_database
from index.maintenance import find_problems
from index.store.article_rows import prepare_chunks
from index.store.preparing import Preparer
from index.store.reprint_plan import fingerprint_of
from index.sync.sources import SyncRules, sync_paths
from tests.conftest import make_article
from tests.toy_embedder import ToyEmbedder


def articles(count: int) -> list[Article]:
    return [
        make_article(
            f"{n}", f"昨天，第{n}号缆车在云栖山通车。\n全程{n * 7}米，票价{n}元，老人免票。", title=f"缆车{n}号"
        )
        for n in range(count)
    ]


@pytest.fixture
def preparer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Preparer]:
    monkeypatch.setattr("index.store.preparing.core_count", lambda: 2)
    made = Preparer()
    yield made
    made.stop()


def is_right(preparer: Preparer, article: Article) -> bool:
    made = preparer.fingerprint(article), preparer.chunks(article)
    return made == (fingerprint_of(article), prepare_chunks(article))


def made_beside(preparer: Preparer, monkeypatch: pytest.MonkeyPatch, article: Article) -> bool:
    """Return whether the other process made it: nothing is made here."""
    with monkeypatch.context() as patch:
        patch.setattr(index.store.preparing, "prepare_chunks", lambda article: None)
        return preparer.chunks(article) is not None


def test_the_other_process_makes_what_this_one_would(preparer: Preparer, monkeypatch: pytest.MonkeyPatch) -> None:
    some = articles(40)
    preparer.start()
    for article in some:
        preparer.begin(article)
    assert made_beside(preparer, monkeypatch, some[0])
    assert all(is_right(preparer, article) for article in some)


def test_an_article_that_was_corrected_since_is_prepared_anew(preparer: Preparer) -> None:
    article = articles(1)[0]
    preparer.start()
    preparer.begin(article)
    assert is_right(preparer, replace(article, title="索道"))
    assert is_right(preparer, article)


def test_the_other_process_cuts_words_by_the_library_s_own(preparer: Preparer, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article("a", "云栖山缆车今天停运。")
    use_dictionary(UserDictionary(("云栖山缆车 300 nz",)))
    try:
        preparer.start()
        preparer.begin(article)
        assert made_beside(preparer, monkeypatch, article)
        assert "云栖山缆车" in preparer.chunks(article)[0].body_words.split()
        assert is_right(preparer, article)
    finally:
        use_dictionary(UserDictionary())


@pytest.mark.faults
@pytest.mark.parametrize("after_s", [0.0, 1.0])
def test_this_process_goes_on_where_the_other_is_killed(preparer: Preparer, after_s: float) -> None:
    some = articles(200)
    before = children()
    preparer.start()
    (other,) = children() - before
    killed_at = time.monotonic() + after_s
    for article in some:
        preparer.begin(article)
        if other and time.monotonic() >= killed_at:
            os.kill(other, signal.SIGKILL)
            other = 0
    if other:
        os.kill(other, signal.SIGKILL)
    assert all(is_right(preparer, article) for article in some)


def test_one_that_says_nothing_is_done_without(preparer: Preparer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.preparing.PATIENCE_S", 0.2)
    monkeypatch.setattr("index.store.preparing.END_S", 0.2)
    before = children()
    preparer.start()
    (other,) = children() - before
    os.kill(other, signal.SIGSTOP)
    some = articles(20)
    for article in some:
        preparer.begin(article)
    assert all(is_right(preparer, article) for article in some)
    assert children() == before


def test_a_sync_of_much_text_is_the_same_with_it_and_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for article in articles(120):
        text = "\n".join(paragraph.text for paragraph in article.paragraphs)
        (files / f"{article.id}.txt").write_text(f"{article.title}\n{text}")
    (files / "again.txt").write_text((files / "7.txt").read_text() + "\n记者从现场报道。")  # a reprint
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 200)
    monkeypatch.setattr("index.sync.sources.PREPARED_BESIDE_CHARS", 200)
    before, held = children(), []
    for cores in (1, 2):
        monkeypatch.setattr("index.store.preparing.core_count", lambda cores=cores: cores)
        with closing(Library.open(tmp_path / f"library{cores}", ToyEmbedder())) as library:
            sync_paths(library, [files], rules=SyncRules(vectors_later=True))
            with library.reading() as connection:
                held.append([
                    [tuple(row) for row in connection.execute(f"SELECT {what} ORDER BY 1, 2")]
                    for what in ("ordinal, embedding, spans FROM chunks", "title, body FROM words",
                                 "key, article FROM reprint_keys", "id, original FROM articles")
                ])  # fmt: skip
        with closing(open_database(tmp_path / f"library{cores}")) as database:
            assert find_problems(database) == []
    assert held[0] == held[1]
    assert children() == before


def children() -> set[int]:
    """Return the processes that this one started and that still run."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == os.getpid() and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found
