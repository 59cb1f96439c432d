"""The shipped reader on a few sentences of our own, and what happens when its files are missing or damaged."""

import itertools
import json
import shutil
from pathlib import Path

import pytest

from index.embed.bundled import ensure_bundled_model
from index.errors import ModelError
from qa.reader.model import CONFIG_FILE, DEFAULT_FOLDER, NO_SPAN, WEIGHTS_FILE, ReaderModel, Reading, SpanScore

pytestmark = pytest.mark.model

MEETING = (
    "2022年5月12日，临河区召开防汛工作会议，区长周海平主持会议并讲话。会议要求：一是压实责任；二是加强巡查；三是备足物资。"
    "截至当日，全区共准备编织袋12万条。"
)
LIBRARY = "新馆位于文昌路8号，面积3.2万平方米，藏书45万册。😀图书馆将于6月1日重新开放，首日预计接待读者2000人次。"
ROAD = "临河区交通局介绍，今年前四个月完成农村公路改造36公里，涉及5个乡镇。"
PASSAGES = [MEETING, LIBRARY, ROAD]


@pytest.fixture(scope="module")
def reader() -> ReaderModel:
    return ReaderModel.load(DEFAULT_FOLDER, ensure_bundled_model())


def best_of(readings: list[Reading]) -> int:
    return max(range(len(readings)), key=lambda number: readings[number].rank_score)


@pytest.mark.parametrize(
    ("question", "passage", "answer"),
    [
        ("谁主持了临河区防汛工作会议？", 0, "周海平"),
        ("全区准备了多少条编织袋？", 0, "12万条"),
        ("图书馆什么时候重新开放？", 1, "6月1日"),
        ("图书馆新馆藏书多少册？", 1, "45万册"),
        ("今年前四个月改造农村公路多少公里？", 2, "36公里"),
    ],
)
def test_finds_the_passage_and_the_words(reader: ReaderModel, question: str, passage: int, answer: str) -> None:
    readings = reader.read(question, PASSAGES)
    assert best_of(readings) == passage
    reading = readings[passage]
    found = PASSAGES[passage][reading.start : reading.end]
    assert answer in found or found == answer[:-1]  # with or without the measure word
    assert len(found) <= len(answer) + 4
    assert reading.answer_score > 0.5
    assert reading.top_spans[0] == SpanScore(reading.start, reading.end, reading.span_score)


def test_passages_without_the_answer_score_low(reader: ReaderModel) -> None:
    assert max(each.answer_score for each in reader.read("苹果公司的创始人是谁？", PASSAGES)) < 0.3


def test_spans_are_exact_behind_wide_characters(reader: ReaderModel) -> None:
    shifted = "😀😀𠮷　" + LIBRARY
    plain, moved = reader.read("图书馆什么时候重新开放？", [LIBRARY, shifted])
    assert shifted[moved.start : moved.end] == LIBRARY[plain.start : plain.end]


def test_answer_far_down_a_long_passage_is_found(reader: ReaderModel) -> None:
    filler = "".join(f"第{number}小组汇报了各自的学习体会和下一步打算。" for number in range(1, 60))
    passage = filler + MEETING
    (reading,) = reader.read("谁主持了临河区防汛工作会议？", [passage])
    assert "周海平" in passage[reading.start : reading.end]
    assert all(0 <= span.start < span.end <= len(passage) for span in reading.top_spans)


def test_spans_do_not_overlap_and_come_best_first(reader: ReaderModel) -> None:
    for reading in reader.read("会议提出了哪些要求？", PASSAGES):
        spans = reading.top_spans
        assert len(spans) <= 5
        assert [span.score for span in spans] == sorted((span.score for span in spans), reverse=True)
        ordered = sorted(spans, key=lambda span: span.start)
        assert all(one.end <= other.start for one, other in itertools.pairwise(ordered))


def test_same_call_gives_the_same_result(reader: ReaderModel) -> None:
    first = reader.read("会议提出了哪些要求？", PASSAGES, ["防汛会议", "", ""])
    assert reader.read("会议提出了哪些要求？", PASSAGES, ["防汛会议", "", ""]) == first


def test_order_of_passages_hardly_matters(reader: ReaderModel) -> None:
    forward = reader.read("图书馆什么时候重新开放？", PASSAGES)
    backward = reader.read("图书馆什么时候重新开放？", PASSAGES[::-1])[::-1]
    assert [(each.start, each.end) for each in forward] == [(each.start, each.end) for each in backward]


def test_nothing_to_read(reader: ReaderModel) -> None:
    assert reader.read("谁？", []) == []
    (blank,) = reader.read("谁？", ["　……"])
    assert (blank.start, blank.end, blank.span_score, blank.top_spans) == (0, 0, NO_SPAN, ())


def test_titles_must_match_passages(reader: ReaderModel) -> None:
    with pytest.raises(ValueError, match="1 titles for 3 passages"):
        reader.read("谁？", PASSAGES, ["题"])


@pytest.mark.parametrize("missing", [CONFIG_FILE, WEIGHTS_FILE])
def test_missing_file_is_said_in_one_sentence(tmp_path: Path, missing: str) -> None:
    folder = shutil.copytree(DEFAULT_FOLDER, tmp_path / "reader")
    (folder / missing).unlink()
    with pytest.raises(ModelError, match=r"^没有找到.*阅读模型.*请重新安装程序。$"):
        ReaderModel.load(folder, ensure_bundled_model())


def test_damaged_weights_are_said_in_one_sentence(tmp_path: Path) -> None:
    folder = shutil.copytree(DEFAULT_FOLDER, tmp_path / "reader")
    (folder / WEIGHTS_FILE).write_bytes(b"\x10" * 1000)
    with pytest.raises(ModelError, match=r"^模型文件 .* 缺失或已损坏"):
        ReaderModel.load(folder, ensure_bundled_model())


def test_unknown_format_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_text(json.dumps({"format": 99, "name": "x"}))
    with pytest.raises(ModelError, match=r"的格式不是 1，请更新程序"):
        ReaderModel.load(tmp_path, ensure_bundled_model())


def test_shipped_folder_is_small_and_pickles_nothing() -> None:
    names = sorted(path.name for path in DEFAULT_FOLDER.iterdir())
    assert names == ["MODEL_CARD.md", "NOTICE", CONFIG_FILE, WEIGHTS_FILE]
    assert (DEFAULT_FOLDER / WEIGHTS_FILE).stat().st_size <= 25_000_000
