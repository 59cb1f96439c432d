"""The sync job that runs beside the sessions."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import index.sync.sources
import ui.library.sync_job
from index.errors import LibraryBusyError
from index.library import Library, open_database
from index.maintenance import find_problems
from index.messages import Message
from index.progress import Progress, ReportProgress
from index.sync.sources import SyncSummary
from tests.said import said
from ui.library.sync_job import PACE_WINDOW_S, Pace, SyncJob, Work

PROGRESS = Progress(Message("stage-sync"), 1, 4, Message("unit-file"))
FOLDER = Path("articles")
Sync = Callable[..., SyncSummary]


@pytest.fixture
def replace_sync(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sync], None]:
    return lambda sync: monkeypatch.setattr(ui.library.sync_job, "sync_paths", sync)


def test_job_that_never_ran_has_nothing_to_show() -> None:
    state = SyncJob().state
    assert (state.run, state.is_running, state.progress, state.summary, state.error) == (0, False, None, None, None)


def test_sync_of_a_real_folder_ends_with_its_summary(
    library: Library, write_files: Callable[[dict[str, str | bytes]], Path]
) -> None:
    folder = write_files({"雨.txt": "大雨通报\n青山镇下了一天的大雨，镇里转移了十七户居民。\n", "空.txt": ""})
    job = SyncJob()
    job.start(library, folder)
    state = job.wait()
    assert (state.run, state.is_running, state.error) == (1, False, None)
    assert state.summary is not None
    assert (state.summary.added, [item.name for item in state.summary.rejected]) == (1, ["空.txt"])
    assert said(state.progress) == ("同步", 2, 2, "文件", None)


def test_progress_is_seen_while_it_runs(library: Library, replace_sync: Callable[[Sync], None]) -> None:
    reported, go_on = threading.Event(), threading.Event()

    def sync(_: Library, paths: Sequence[Path], *, report: ReportProgress, **_said: object) -> SyncSummary:
        assert paths == [FOLDER]
        report(PROGRESS)
        reported.set()
        assert go_on.wait(10)
        return SyncSummary(added=4)

    replace_sync(sync)
    job = SyncJob()
    job.start(library, FOLDER)
    assert reported.wait(10)
    assert (job.state.is_running, job.state.progress) == (True, PROGRESS)
    go_on.set()
    assert job.wait().summary == SyncSummary(added=4)


def test_sync_asked_for_while_one_runs_follows_it(library: Library, replace_sync: Callable[[Sync], None]) -> None:
    started, go_on = threading.Event(), threading.Event()
    summaries = iter([SyncSummary(added=1, unchanged=5), SyncSummary(added=2, removed=1, unchanged=6)])

    def sync(_: Library, __: Sequence[Path], *, report: ReportProgress, **_said: object) -> SyncSummary:
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


def test_stopped_sync_keeps_what_it_committed_and_the_next_one_goes_on(
    library: Library, write_files: Callable[[dict[str, str | bytes]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.sync.sources, "BATCH_CHARS", 1)  # each article is committed on its own
    folder = write_files(
        {f"{n}.txt": f"第{n}号通报\n青山镇第{n}天下了大雨，转移了{n}户居民。\n" for n in range(10, 30)}
    )
    job = SyncJob()
    sync = index.sync.sources.sync_paths

    def stopped_after_five(
        library: Library, paths: Sequence[Path], *, report: ReportProgress, **_said: object
    ) -> SyncSummary:
        def watched(progress: Progress) -> None:
            if progress.done == 5:
                job.stop()
                assert job.state.is_stopping
            report(progress)

        return sync(library, paths, report=watched)

    monkeypatch.setattr(ui.library.sync_job, "sync_paths", stopped_after_five)
    job.start(library, folder)
    state = job.wait()
    assert (state.is_running, state.is_stopping, state.was_stopped, state.summary) == (False, False, True, None)
    kept = library.status().articles
    assert 0 < kept <= 5, "files are read, and articles committed, up to the stop"
    assert find_problems(open_database(library.path)) == []
    monkeypatch.setattr(ui.library.sync_job, "sync_paths", sync)
    job.start(library, folder)
    state = job.wait()
    assert state.summary is not None
    assert (state.was_stopped, state.summary.added, state.summary.unchanged) == (False, 20 - kept, kept)


def test_questions_are_answered_and_articles_withdrawn_while_it_runs(
    library: Library, write_files: Callable[[dict[str, str | bytes]], Path], replace_sync: Callable[[Sync], None]
) -> None:
    old = write_files({"a.txt": "大桥通车\n松溪大桥昨天正式通车，全长一千二百米。\n"})
    index.sync.sources.sync_paths(library, [old])
    write_files({"b.txt": "梨园丰收\n云台乡的梨园今年收了三十吨梨。\n", "c.txt": "春茶开采\n绿水乡春茶昨天开采。\n"})
    read_one, go_on = threading.Event(), threading.Event()
    sync = index.sync.sources.sync_paths

    def held(library: Library, paths: Sequence[Path], *, report: ReportProgress, **_said: object) -> SyncSummary:
        def watched(progress: Progress) -> None:
            report(progress)
            if progress.done == 1:
                read_one.set()
                assert go_on.wait(20)

        return sync(library, paths, report=watched)

    replace_sync(held)
    job = SyncJob()
    job.start(library, old)
    assert read_one.wait(10)
    with library.snapshot() as snapshot:
        assert [hit.chunk_id for hit in snapshot.search_words(["大桥"], 5)] == [1]
    withdrawn: list[str] = []
    change = threading.Thread(target=lambda: withdrawn.extend(library.change(lambda w: w.withdraw_articles(["a.txt"]))))
    change.start()
    go_on.set()
    change.join(10)
    assert (withdrawn, job.wait().error) == (["a.txt"], None)
    with library.snapshot() as snapshot:
        assert (snapshot.search_words(["大桥"], 5), snapshot.article_count()) == ([], 2)


def test_rebuild_is_made_and_a_sync_asked_for_meanwhile_follows(
    library: Library, write_files: Callable[[dict[str, str | bytes]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files({"a.txt": "大桥通车\n松溪大桥昨天正式通车，全长一千二百米。\n"})
    index.sync.sources.sync_paths(library, [folder])
    write_files({"b.txt": "梨园丰收\n云台乡的梨园今年收了三十吨梨。\n"})
    started, go_on = threading.Event(), threading.Event()
    rebuild = ui.library.sync_job.rebuild_library

    def held(library: Library, *, report: ReportProgress) -> int:
        started.set()
        assert go_on.wait(10)
        return rebuild(library, report=report)

    monkeypatch.setattr(ui.library.sync_job, "rebuild_library", held)
    job = SyncJob()
    job.start_rebuild(library)
    assert started.wait(10)
    assert (job.state.work, job.is_holding) == (Work.REBUILD, True)
    job.start(library, folder)
    job.start_rebuild(library)
    go_on.set()
    state = job.wait()
    assert (state.run, state.work, state.error) == (1, Work.SYNC, None)
    assert state.summary is not None and (state.summary.added, state.summary.unchanged) == (1, 1)
    job.start_rebuild(library)
    state = job.wait()
    assert (state.run, state.work, state.rebuilt, state.summary) == (2, Work.REBUILD, 2, None)


def test_nobody_else_syncs_while_files_are_being_saved(library: Library, replace_sync: Callable[[Sync], None]) -> None:
    replace_sync(lambda *_, report, rules: SyncSummary(unchanged=1))
    job = SyncJob()
    assert not job.is_holding
    with job.holding():
        assert job.is_holding
        job.start(library, FOLDER)
    job.wait()
    assert not job.is_holding


def test_stop_without_a_sync_does_nothing(library: Library, replace_sync: Callable[[Sync], None]) -> None:
    job = SyncJob()
    job.stop()
    replace_sync(lambda *_, report, rules: SyncSummary(unchanged=1))
    job.start(library, FOLDER)
    assert (job.wait().summary, job.state.was_stopped) == (SyncSummary(unchanged=1), False)


def test_pace_is_that_of_the_last_seconds() -> None:
    pace = Pace()
    assert (pace.note(0.0, 0), pace.note(0.5, 400)) == (None, None)
    assert pace.note(2.0, 1000) == 500
    rates = [pace.note(2.0 + second, 1000 + 3 * second) for second in range(1, int(PACE_WINDOW_S) * 2)]
    assert rates[-1] == pytest.approx(3.0)


def test_pace_begins_anew_when_another_sync_follows() -> None:
    pace = Pace()
    pace.note(0.0, 0)
    pace.note(10.0, 90)
    assert (pace.note(10.5, 0), pace.note(12.5, 4)) == (None, 2.0)


@pytest.mark.parametrize(
    "raised", [LibraryBusyError("另一个程序正在更新资料库。"), ZeroDivisionError("x")], ids=["foreseen", "unforeseen"]
)
def test_failed_sync_is_told_and_the_next_can_start(
    library: Library, replace_sync: Callable[[Sync], None], raised: Exception
) -> None:
    def fail(_: Library, __: Sequence[Path], *, report: ReportProgress, **_said: object) -> SyncSummary:
        raise raised

    replace_sync(fail)
    job = SyncJob()
    job.start(library, FOLDER)
    state = job.wait()
    assert (state.is_running, state.summary, state.error) == (False, None, raised)
    replace_sync(lambda *_, report, rules: SyncSummary(unchanged=1))
    job.start(library, FOLDER)
    state = job.wait()
    assert (state.run, state.summary, state.error) == (2, SyncSummary(unchanged=1), None)
