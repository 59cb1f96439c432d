"""Places are given in the order they are asked for, and none is lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.running import Admission

WAIT_S = 30.0


def wait_until_waiting(admission: Admission, count: int) -> None:
    until = time.monotonic() + WAIT_S
    while len(admission._waiting) != count:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_who_waits_longest_comes_next() -> None:
    admission, order = Admission(1), []

    def come(number: int) -> None:
        with admission.place():
            order.append(number)

    with ThreadPoolExecutor(8) as threads, admission.place():
        for number in range(8):
            threads.submit(come, number)
            wait_until_waiting(admission, number + 1)
        assert order == []
    assert order == list(range(8))


def test_no_more_are_inside_than_there_are_places() -> None:
    admission, lock, inside, most = Admission(3), threading.Lock(), 0, 0

    def come() -> None:
        nonlocal inside, most
        with admission.place():
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.002)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(20) as threads:
        for each in [threads.submit(come) for _ in range(100)]:
            each.result(WAIT_S)
    assert (most, inside, admission._free) == (3, 0, 3)


def test_place_of_one_that_failed_is_given_to_the_next() -> None:
    admission = Admission(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="bad"), admission.place():
            raise ValueError("bad")
    with admission.place():
        assert admission._free == 0


def test_one_that_is_interrupted_while_waiting_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    admission = Admission(1)

    def interrupt(self: threading.Event, timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    with admission.place():
        monkeypatch.setattr(threading.Event, "wait", interrupt)
        with pytest.raises(KeyboardInterrupt), admission.place():
            pass
        monkeypatch.undo()
    with admission.place():
        assert not admission._waiting
