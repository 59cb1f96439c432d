"""Changed paths: half-written ones are waited for, bursts are taken together, nothing waits for ever."""

import threading
import time
from pathlib import Path

import pytest

from index.sync.folder_feed import PendingChanges

A, B, C = Path("/f/a"), Path("/f/b"), Path("/f/c")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("index.sync.watcher.time.monotonic", clock)
    return clock


def test_complete_file_is_taken_once_after_a_moment(clock: Clock) -> None:
    pending = PendingChanges()
    pending.note_complete(A)
    clock.now += 0.2
    assert pending.take() == []
    clock.now += 0.06
    assert (pending.take(), pending.take()) == ([A], [])


def test_file_being_written_waits_for_its_end(clock: Clock) -> None:
    pending = PendingChanges()
    pending.note_open(A, 5)
    pending.note_complete(B)
    clock.now += 1
    assert pending.take() == [B]
    pending.note_open(A, 5)
    clock.now += 4.9
    assert (pending.has(A), pending.take()) == (True, [])
    pending.note_complete(A)
    clock.now += 0.3
    assert (pending.take(), pending.has(A)) == ([A], False)


def test_writer_that_never_ends_is_not_waited_for_for_ever(clock: Clock) -> None:
    pending = PendingChanges()
    pending.note_open(A, 5)
    clock.now += 5
    assert pending.take() == [A]


def test_burst_is_taken_together_but_not_waited_for_for_ever(clock: Clock) -> None:
    pending = PendingChanges()
    taken: list[list[Path]] = []
    for number in range(20):
        pending.note_complete(Path(f"/f/{number}"))
        clock.now += 0.1
        taken.append(pending.take())
    sizes = [len(paths) for paths in taken if paths]
    assert sizes == [11]
    clock.now += 0.3
    assert len(pending.take()) == 9


def test_change_put_off_is_taken_later_unless_it_changed_again(clock: Clock) -> None:
    pending = PendingChanges()
    pending.note_complete(A)
    pending.put_off([A, B], 2)
    clock.now += 0.3
    assert pending.take() == [A]
    clock.now += 1.7
    assert pending.take() == [B]


def test_waiting_ends_when_something_is_ready() -> None:
    pending = PendingChanges()
    timer = threading.Timer(0.05, pending.note_complete, [A])
    timer.start()
    deadline = time.monotonic() + 5
    taken: list[Path] = []
    while not taken and time.monotonic() < deadline:
        pending.wait(5)
        taken = pending.take()
    timer.join()
    assert (taken, time.monotonic() < deadline - 3) == ([A], True)


def test_waiting_for_nothing_ends_at_its_time() -> None:
    started = time.monotonic()
    PendingChanges().wait(0.05)
    assert 0.04 < time.monotonic() - started < 2
