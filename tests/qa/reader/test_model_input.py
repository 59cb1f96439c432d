"""Token sequences for the reader: windows, titles, offsets that point at characters."""

import itertools

import pytest

from index.embed.bundled import ensure_bundled_model
from index.embed.tokenizer import TextTokenizer, load_tokenizer
from qa.reader.model import END_ID, MAX_QUESTION_TOKENS, MAX_TOKENS, encode_windows

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def tokenizer() -> TextTokenizer:
    return load_tokenizer(ensure_bundled_model())


def test_offsets_name_the_characters_of_the_passage(tokenizer: TextTokenizer) -> None:
    passage = "😀临河区新建公路１２．５公里，投资㎡换算。"
    (window,) = encode_windows(tokenizer, "新建公路多少公里？", passage)
    assert window.ids[window.first - 1] == END_ID
    assert len(window.ids) == window.first + len(window.offsets) + 1
    assert (window.offsets[0][0], window.offsets[-1][1]) == (0, len(passage))
    covered = {at for start, end in window.offsets for at in range(start, end)}
    assert covered == set(range(len(passage)))


def test_title_is_read_but_is_not_part_of_the_offsets(tokenizer: TextTokenizer) -> None:
    (plain,) = encode_windows(tokenizer, "何时召开？", "会议于五月召开。")
    (titled,) = encode_windows(tokenizer, "何时召开？", "会议于五月召开。", "防汛工作会议")
    assert titled.first > plain.first
    assert (titled.offsets[0][0], titled.offsets[-1]) == (0, plain.offsets[-1])


def test_long_passage_is_read_in_overlapping_windows(tokenizer: TextTokenizer) -> None:
    passage = "".join(f"第{number}户居民领到补助{number * 7}元。" for number in range(1, 121))
    windows = encode_windows(tokenizer, "第九十户领到多少？", passage)
    assert len(windows) > 1
    assert max(len(window.ids) for window in windows) <= MAX_TOKENS
    assert (windows[0].offsets[0][0], windows[-1].offsets[-1][1]) == (0, len(passage))
    for before, after in itertools.pairwise(windows):
        assert after.offsets[0][0] < before.offsets[-1][1]


def test_long_question_and_title_leave_room_for_the_passage(tokenizer: TextTokenizer) -> None:
    windows = encode_windows(tokenizer, "为什么，" * 300, "会议于五月召开。", "关于，" * 300)
    assert windows[0].first <= 2 * MAX_QUESTION_TOKENS + 3
    assert windows[-1].offsets[-1][1] == len("会议于五月召开。")


def test_empty_passage_has_one_window_without_offsets(tokenizer: TextTokenizer) -> None:
    (window,) = encode_windows(tokenizer, "谁？", "")
    assert window.offsets == []
