"""The screen's texts: the same set in both languages, all of them used, and how numbers are filled in."""

import ast
import tomllib
from dataclasses import replace
from datetime import date
from string import Formatter

import pytest

from index.article import Reprint
from index.messages import Message
from index.progress import Progress
from index.sync.sources import SyncSummary
from tests.conftest import ROOT, make_article
from ui.conversations.sidebar import Action
from ui.language.texts import EN, ZH, also_published, duration, meta_line, title_of
from ui.library.sync_view import rebuild_progress, sync_done, sync_progress

FILES = Progress(Message("stage-sync"), 30, 90, Message("unit-file"))
CHINESE, ENGLISH = (
    tomllib.loads((ROOT / "ui" / "language" / f"{language}.toml").read_text(encoding="utf-8"))
    for language in ("zh", "en")
)
CODE = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "ui").rglob("*.py")]
USED = {
    node.attr
    for tree in CODE
    for node in ast.walk(tree)
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("labels", "chosen_labels()")
}
"""The names read from `labels` and from the result of `chosen_labels()`, the only ways to reach a Labels."""


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_both_catalogues_hold_the_same_texts_in_the_same_order() -> None:
    assert list(CHINESE) == list(ENGLISH)


@pytest.mark.parametrize("name", CHINESE)
def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill(name: str) -> None:
    chinese, english = CHINESE[name], ENGLISH[name]
    assert chinese and english
    assert placeholders(chinese) == placeholders(english)
    assert english != chinese, f"{name} has no English text in English"
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english), f"{name} is not English"


def test_every_text_is_used_and_every_text_used_is_there() -> None:
    assert sorted(USED | {action.value for action in Action}) == sorted(CHINESE)


def test_labels_have_one_name_everywhere_so_that_the_texts_they_are_asked_for_are_found() -> None:
    def is_labels(annotation: ast.expr | None) -> bool:
        return annotation is not None and ast.unparse(annotation) == "Labels"

    named = {
        node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)
        for tree in CODE
        for node in ast.walk(tree)
        if isinstance(node, ast.arg | ast.AnnAssign) and is_labels(node.annotation)
    }
    held = {
        ast.unparse(target)
        for tree in CODE
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.value) in ("chosen_labels()", "labels_for(language)")
        for target in node.targets
    }
    assert named | held == {"labels"}


def test_other_publications_are_named_with_their_dates() -> None:
    reprints = [Reprint("b", "雨", date(2024, 8, 5), "晚报", "b.txt"), Reprint("c", "雨情", None, "", "c.txt")]
    article = replace(make_article("a", "雨。", published=date(2024, 8, 4)), reprints=tuple(reprints))
    assert also_published(ZH, article) == "另有刊载：晚报（2024-08-05）、雨情（日期不详）"
    assert also_published(ZH, replace(article, reprints=())) == ""


def test_unknown_day_is_said_once() -> None:
    reprints = (Reprint("b", "", None, "晚报", "b"), Reprint("c", "", None, "", "c"))
    undated = replace(make_article("a", "雨。"), reprints=reprints)
    assert meta_line(ZH, "", "", "") == ["日期不详", "来源不详"]
    assert also_published(ZH, undated) == "另有刊载：晚报、来源不详"
    dated = replace(undated, published=date(2024, 8, 4))
    assert also_published(ZH, dated) == "另有刊载：晚报（日期不详）、来源不详"


def test_article_without_a_title_is_shown_by_its_first_sentence_marked_as_made() -> None:
    assert title_of(ZH, make_article("a/b.txt", "昨夜下了一场大雨。今早放晴。")) == "〔首句〕昨夜下了一场大雨"
    assert title_of(ZH, make_article("a/b.txt", "昨夜下雨。", title="雨")) == "雨"
    assert title_of(ZH, make_article("a/b.txt", "……")) == "（无标题）b.txt"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 秒"), (59.4, "59 秒"), (60, "1 分"), (125, "2 分 5 秒"), (3599, "59 分 59 秒"), (3600, "1 小时"),
        (7384, "2 小时 3 分"),
    ],
)  # fmt: skip
def test_durations_are_said_as_a_person_says_them(seconds: float, said: str) -> None:
    assert duration(ZH, seconds) == said


def test_progress_says_how_far_how_fast_and_how_long() -> None:
    assert sync_progress(ZH, FILES, 1.5) == "已读 30 个文件，共 90 个 · 每秒 1.5 个 · 约剩 40 秒"


def test_progress_without_a_rate_guesses_nothing() -> None:
    assert sync_progress(ZH, FILES, None) == "已读 30 个文件，共 90 个"


def test_progress_at_the_end_has_nothing_left() -> None:
    assert sync_progress(ZH, replace(FILES, done=90), 120.4) == "已读 90 个文件，共 90 个 · 每秒 120 个"


def test_progress_within_a_large_file_is_told_in_both_languages() -> None:
    progress = replace(FILES, done=0, total=1, note=Message("progress-taken-in", {"count": 1200}))
    assert sync_progress(ZH, progress, None) == "已读 0 个文件，共 1 个 · 已收入 1200 篇"
    assert sync_progress(EN, progress, None) == "Files read: 0 of 1 · articles taken in: 1200"


def test_rebuild_says_its_stage_and_how_long() -> None:
    progress = Progress(Message("stage-change-model"), 50, 1050, Message("unit-articles"))
    assert rebuild_progress(ZH, progress, 10.0) == "换向量模型：已做 50 篇，共 1,050 篇 · 约剩 1 分 40 秒"
    assert rebuild_progress(EN, progress, None) == "Changing the model: 50 of 1,050 articles"


def test_sync_summary_is_one_line() -> None:
    assert sync_done(ZH, SyncSummary(1, 2, 3, 4)) == (
        "同步完成：新增 1 篇，更新 2 篇，移除 3 篇，未变 4 篇，未收入 0 个。"
    )


def test_reprints_are_counted_within_the_line() -> None:
    assert sync_done(ZH, SyncSummary(3, 0, 0, 0, reprints=2)) == (
        "同步完成：新增 3 篇，更新 0 篇（其中 2 篇是转载，已并入原文），移除 0 篇，未变 0 篇，未收入 0 个。"
    )
