"""What the library page says: in both languages, and how numbers are put in."""

from dataclasses import fields, replace
from string import Formatter

import pytest

from index.messages import Message
from index.progress import Progress
from index.sync.sources import SyncSummary
from tests.conftest import ROOT
from ui.language.labels import EN, ZH, duration
from ui.language.library_labels import LibraryLabels
from ui.language.library_labels_en import LIBRARY_EN
from ui.language.library_texts import LIBRARY_ZH, library_texts
from ui.library.sync_view import rebuild_progress, sync_done, sync_progress

FILES = Progress(Message("stage-sync"), 30, 90, Message("unit-file"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_language_of_the_screen_is_the_language_of_the_page() -> None:
    assert (library_texts(ZH), library_texts(EN)) == (LIBRARY_ZH, LIBRARY_EN)


@pytest.mark.parametrize("name", [field.name for field in fields(LibraryLabels)])
def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill(name: str) -> None:
    chinese, english = getattr(LIBRARY_ZH, name), getattr(LIBRARY_EN, name)
    assert chinese and english != chinese
    assert placeholders(chinese) == placeholders(english)
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english), f"{name} is not English"


def test_no_text_is_left_over() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py"))
    assert [field.name for field in fields(LibraryLabels) if f".{field.name}" not in code] == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 秒"), (59.4, "59 秒"), (60, "1 分"), (125, "2 分 5 秒"), (3599, "59 分 59 秒"), (3600, "1 小时"),
        (7384, "2 小时 3 分"),
    ],
)  # fmt: skip
def test_durations_are_said_as_a_person_says_them(seconds: float, said: str) -> None:
    assert duration(LIBRARY_ZH, seconds) == said


def test_progress_says_how_far_how_fast_and_how_long() -> None:
    assert sync_progress(LIBRARY_ZH, FILES, 1.5) == "已读 30 个文件，共 90 个 · 每秒 1.5 个 · 约剩 40 秒"


def test_progress_without_a_rate_guesses_nothing() -> None:
    assert sync_progress(LIBRARY_ZH, FILES, None) == "已读 30 个文件，共 90 个"


def test_progress_at_the_end_has_nothing_left() -> None:
    assert sync_progress(LIBRARY_ZH, replace(FILES, done=90), 120.4) == "已读 90 个文件，共 90 个 · 每秒 120 个"


def test_progress_within_a_large_file_is_told_in_both_languages() -> None:
    progress = replace(FILES, done=0, total=1, note=Message("progress-taken-in", {"count": 1200}))
    assert sync_progress(LIBRARY_ZH, progress, None) == "已读 0 个文件，共 1 个 · 已收入 1200 篇"
    assert sync_progress(LIBRARY_EN, progress, None) == "Files read: 0 of 1 · articles taken in: 1200"


def test_rebuild_says_its_stage_and_how_long() -> None:
    progress = Progress(Message("stage-change-model"), 50, 1050, Message("unit-articles"))
    assert rebuild_progress(LIBRARY_ZH, progress, 10.0) == "换向量模型：已做 50 篇，共 1,050 篇 · 约剩 1 分 40 秒"
    assert rebuild_progress(LIBRARY_EN, progress, None) == "Changing the model: 50 of 1,050 articles"


def test_sync_summary_is_one_line() -> None:
    assert sync_done(LIBRARY_ZH, SyncSummary(1, 2, 3, 4)) == (
        "同步完成：新增 1 篇，更新 2 篇，移除 3 篇，未变 4 篇，未收入 0 个。"
    )


def test_reprints_are_counted_within_the_line() -> None:
    assert sync_done(LIBRARY_ZH, SyncSummary(3, 0, 0, 0, reprints=2)) == (
        "同步完成：新增 3 篇，更新 0 篇（其中 2 篇是转载，已并入原文），移除 0 篇，未变 0 篇，未收入 0 个。"
    )
