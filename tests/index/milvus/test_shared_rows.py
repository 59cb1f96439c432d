"""Rows that several servers keep together: found by key and by what they hold, whatever characters those are."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.milvus.client import MilvusAddress
from index.milvus.shared_rows import (
    MAX_WORD_CHARS,
    RowQuery,
    SharedRow,
    SharedRows,
    findable_words,
    join_pieces,
    text_pieces,
    word_pieces,
)
from tests.milvus_server import milvus_server, new_name

pytest.importorskip("pymilvus", reason="pip install -r requirements-milvus.txt")


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path, real_milvus: str | None) -> MilvusAddress:
    if real_milvus is not None:
        return MilvusAddress(real_milvus, new_name())
    request.getfixturevalue("milvus_lite")
    return MilvusAddress(str(tmp_path / "rows.db"), "news")


@pytest.fixture
def rows(address: MilvusAddress) -> Iterator[SharedRows]:
    opened = SharedRows.open(address, "notes")
    yield opened
    opened.close()


def keys(found: list[SharedRow]) -> list[str]:
    return sorted(row.key for row in found)


def test_rows_come_back_as_they_were_written(rows: SharedRows, address: MilvusAddress) -> None:
    row = SharedRow("a", "note", "p", 'me"\\', 2**61, 3, 2**50, 0, ("x:1", "y:2"), '文字\n"引号"')
    rows.put([row])
    assert rows.get(["a", "none"]) == [row]
    assert SharedRows.open(address, "notes").find(RowQuery(("note",), owner='me"\\')) == [row]
    assert SharedRows.open(address, "others").get(["a"]) == []
    rows.put([SharedRow("a", "note", "q")])
    assert [found.parent for found in rows.get(["a"], with_text=False)] == ["q"]


def test_every_condition_holds(rows: SharedRows) -> None:
    rows.put(
        [
            SharedRow("a", "note", "p", "me", 1, changed=10, uses=("x",)),
            SharedRow("b", "note", "p", "you", 2, changed=20, deleted=5, uses=("x", "y")),
            SharedRow("c", "mark", "q", "me", 3, changed=30, deleted=9),
        ]
    )
    both = ("note", "mark")
    for query, found in (
        (RowQuery(("note",)), ["a", "b"]),
        (RowQuery(both, parents=("p", "r")), ["a", "b"]),
        (RowQuery(both, numbers=(2, 3)), ["b", "c"]),
        (RowQuery(both, uses=("y", "z")), ["b"]),
        (RowQuery(both, owner="me"), ["a", "c"]),
        (RowQuery(both, is_deleted=False), ["a"]),
        (RowQuery(both, is_deleted=True), ["b", "c"]),
        (RowQuery(both, deleted_before=9), ["b"]),
        (RowQuery(both, changed_before=30), ["a", "b"]),
        (RowQuery(both, parents=()), []),
        (RowQuery(("note",), owner="me", is_deleted=True), []),
    ):
        assert keys(rows.find(query)) == found, query
    rows.delete(RowQuery(both, parents=()))
    rows.delete(RowQuery(both, parents=("p",), is_deleted=True))
    assert keys(rows.find(RowQuery(both))) == ["a", "c"]


def test_more_rows_than_one_condition_lists_are_found_and_deleted(rows: SharedRows) -> None:
    rows.put([SharedRow(f"k{n}", "note", f"p{n}", number=n) for n in range(1100)])
    wanted = tuple(f"p{n}" for n in range(1050))
    assert len(rows.get([f"k{n}" for n in range(1050)], with_text=False)) == 1050
    assert len(rows.find(RowQuery(("note",), parents=wanted), with_text=False)) == 1050
    rows.delete(RowQuery(("note",), parents=wanted))
    assert {row.number for row in rows.find(RowQuery(("note",)))} == set(range(1050, 1100))


def test_words_mean_nothing_but_themselves(rows: SharedRows) -> None:
    words = ["%", "_", "\\", '"', "'", "5%", "a_b", "c\\d", '说"好', "820", "文字", "[", "*"]
    rows.put([SharedRow(f"with {word}", "note", words=f"前面{word}后面") for word in words])
    rows.put([SharedRow("without", "note", words="前面后面 abcd 文")])
    for word in words:
        holding = [other for other in words if word in other]
        assert keys(rows.find(RowQuery(("note",), word=word))) == sorted(f"with {other}" for other in holding)


@pytest.mark.parametrize("length", [0, 1, 15_999, 16_000, 16_001, 40_000])
def test_text_in_pieces_is_whole_again_and_each_part_of_it_is_findable(length: int) -> None:
    text = "".join(chr(0x4E00 + n % 20_000) for n in range(length))
    assert join_pieces(reversed(text_pieces(SharedRow("k", "note"), text))) == text
    pieces = [row.words for row in word_pieces(SharedRow("k", "note"), text)]
    for start in range(0, max(1, length - MAX_WORD_CHARS), 97):
        assert any(text[start : start + MAX_WORD_CHARS] in piece for piece in pieces)
    assert "".join(findable_words([text])) == text


@pytest.mark.long
def test_servers_that_begin_at_once_share_the_rows(tmp_path: Path) -> None:
    with milvus_server(tmp_path) as server, ThreadPoolExecutor(4) as pool:
        for name in ("one", "two", "three"):
            opened = list(
                pool.map(lambda _, name=name: SharedRows.open(MilvusAddress(server, name), "notes"), range(4))
            )
            for number, rows in enumerate(opened):
                rows.put([SharedRow(f"k{number}", "note")])
            assert [keys(rows.find(RowQuery(("note",)))) for rows in opened] == [["k0", "k1", "k2", "k3"]] * 4
