"""The sync that runs beside the sessions."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import ui.sync_job
from index.errors import LibraryBusyError
from index.library import Library
from index.progress import Progress, ReportProgress
from index.sync import SyncSummary
from ui.sync_job import SyncJob

FOLDER = Path("articles")
Sync = Callable[..., SyncSummary]


@pytest.fixture
def replace_sync(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sync], None]:
    return lambda sync: monkeypatch.setattr(ui.sync_job, "sync_paths", sync)


def test_job_that_never_ran_has_nothing_to_show() -> None:
    state = SyncJob().state
    assert (state.run, state.is_running, state.progress, state.summary, state.error) == (0, False, None, None, "")


def test_sync_of_a_real_folder_ends_with_its_summary(
    library: Library, write_files: Callable[[dict[str, str | bytes]], Path]
) -> None:
    folder = write_files({"雨.txt": "大雨通报\n青山镇下了一天的大雨，镇里转移了十七户居民。\n", "空.txt": ""})
    job = SyncJob()
    job.start(library, folder)
    state = job.wait()
    assert (state.run, state.is_running, state.error) == (1, False, "")
    assert state.summary is not None
    assert (state.summary.added, [item.name for item in state.summary.rejected]) == (1, ["空.txt"])
    assert state.progress == Progress("同步", 2, 2, "文件")


def test_progress_is_seen_while_it_runs(library: Library, replace_sync: Callable[[Sync], None]) -> None:
    reported, go_on = threading.Event(), threading.Event()

    def sync(_: Library, paths: Sequence[Path], *, report: ReportProgress) -> SyncSummary:
        assert paths == [FOLDER]
        report(Progress("同步", 1, 4, "文件"))
        reported.set()
        assert go_on.wait(10)
        return SyncSummary(added=4)

    replace_sync(sync)
    job = SyncJob()
    job.start(library, FOLDER)
    assert reported.wait(10)
    assert (job.state.is_running, job.state.progress) == (True, Progress("同步", 1, 4, "文件"))
    go_on.set()
    assert job.wait().summary == SyncSummary(added=4)


def test_sync_asked_for_while_one_runs_follows_it(library: Library, replace_sync: Callable[[Sync], None]) -> None:
    started, go_on = threading.Event(), threading.Event()
    summaries = iter([SyncSummary(added=1, unchanged=5), SyncSummary(added=2, removed=1, unchanged=6)])

    def sync(_: Library, __: Sequence[Path], *, report: ReportProgress) -> SyncSummary:
        started.set()
        assert go_on.wait(10)
        return next(summaries)

    replace_sync(sync)
    job = SyncJob()
    job.start(library, FOLDER)
    assert started.wait(10)
    job.start(library, FOLDER)
    job.start(library, FOLDER)
    go_on.set()
    state = job.wait()
    assert (state.run, state.summary) == (1, SyncSummary(added=3, removed=1, unchanged=6))
    assert next(summaries, None) is None


@pytest.mark.parametrize(
    ("raised", "error"),
    [(LibraryBusyError("另一个程序正在更新资料库。"), "另一个程序正在更新资料库。"), (ZeroDivisionError("x"), None)],
    ids=["foreseen", "unforeseen"],
)
def test_failed_sync_is_told_and_the_next_can_start(
    library: Library, replace_sync: Callable[[Sync], None], raised: Exception, error: str | None
) -> None:
    def fail(_: Library, __: Sequence[Path], *, report: ReportProgress) -> SyncSummary:
        raise raised

    replace_sync(fail)
    job = SyncJob()
    job.start(library, FOLDER)
    state = job.wait()
    assert (state.is_running, state.summary, state.error) == (False, None, error)
    replace_sync(lambda *_, report: SyncSummary(unchanged=1))
    job.start(library, FOLDER)
    state = job.wait()
    assert (state.run, state.summary, state.error) == (2, SyncSummary(unchanged=1), "")
