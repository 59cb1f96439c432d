from dataclasses import fields
from datetime import date
from string import Formatter

import pytest

from index.article import Reprint
from index.progress import Progress
from index.sync import SyncSummary
from ui.labels import EN, ZH, Labels, also_published, duration, sync_done, sync_progress

SAME_IN_BOTH: set[str] = set()
"""Texts that are the same in every language."""


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("name", [field.name for field in fields(Labels)])
def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill(name: str) -> None:
    chinese, english = getattr(ZH, name), getattr(EN, name)
    assert chinese and english
    assert placeholders(chinese) == placeholders(english)
    assert english != chinese or name in SAME_IN_BOTH, f"{name} has no English text in ui/labels_en.py"
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english), f"{name} is not English"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 秒"), (59.4, "59 秒"), (60, "1 分"), (125, "2 分 5 秒"), (3600, "60 分")]
)
def test_durations_are_said_to_the_second(seconds: float, said: str) -> None:
    assert duration(ZH, seconds) == said


def test_progress_says_how_far_how_fast_and_how_long() -> None:
    assert sync_progress(ZH, Progress("同步", 30, 90, "文件"), 20.0) == (
        "正在同步：30 / 90 文件 · 1.5 文件/秒 · 约剩 40 秒"
    )


def test_progress_without_anything_done_guesses_nothing() -> None:
    assert sync_progress(ZH, Progress("同步", 0, 90, "文件"), 0.5) == "正在同步：0 / 90 文件"


def test_progress_at_the_end_has_nothing_left() -> None:
    assert sync_progress(ZH, Progress("同步", 90, 90, "文件"), 60.0) == "正在同步：90 / 90 文件 · 1.5 文件/秒"


def test_sync_summary_is_one_line() -> None:
    assert sync_done(ZH, SyncSummary(1, 2, 3, 4)) == (
        "同步完成：新增 1 篇，更新 2 篇，移除 3 篇，未变 4 篇，未收入 0 个。"
    )


def test_reprints_are_counted_within_the_line() -> None:
    assert sync_done(ZH, SyncSummary(3, 0, 0, 0, reprints=2)) == (
        "同步完成：新增 3 篇，更新 0 篇（其中 2 篇是转载，已并入原文），移除 0 篇，未变 0 篇，未收入 0 个。"
    )


def test_other_publications_are_named_with_their_dates() -> None:
    reprints = [Reprint("b", "雨", date(2024, 8, 5), "晚报", "b.txt"), Reprint("c", "雨情", None, "", "c.txt")]
    assert also_published(ZH, reprints) == "另有刊载：晚报（2024-08-05）、雨情（日期不详）"
    assert also_published(ZH, []) == ""
