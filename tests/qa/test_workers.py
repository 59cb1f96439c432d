"""Worker threads: as many jobs as allowed, the context of who asked, and an end in order."""

import threading
from contextvars import ContextVar

import pytest

from qa.running import TooBusyError, Workers
from tests.own_loop import run_in_own_loop

name: ContextVar[str] = ContextVar("name", default="")


def test_job_beyond_threads_and_queue_is_refused_until_one_ends() -> None:
    workers = Workers("test", 1, 1)
    go = threading.Event()
    first, second = workers.submit(lambda: go.wait(10)), workers.submit(lambda: "second")
    with pytest.raises(TooBusyError):
        workers.submit(lambda: "third")
    assert workers.jobs == 2
    go.set()
    assert (first.result(10), second.result(10)) == (True, "second")
    assert workers.submit(lambda: "third").result(10) == "third"
    assert workers.stop(10)


def test_job_has_the_context_of_who_started_it() -> None:
    workers = Workers("test", 1, 1)
    name.set("request 1")
    assert workers.submit(name.get).result(10) == "request 1"
    assert workers.stop(10)


def test_error_reaches_who_waits_and_the_thread_goes_on() -> None:
    workers = Workers("test", 1, 0)

    def fail() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        run_in_own_loop(lambda: workers.run(fail))
    assert run_in_own_loop(lambda: workers.run(lambda: 1)) == 1
    assert workers.stop(10)


def test_stop_drops_what_waits_and_says_what_did_not_end() -> None:
    workers = Workers("test", 1, 1)
    go = threading.Event()
    running, waiting = workers.submit(lambda: go.wait(10)), workers.submit(lambda: 1)
    assert not workers.stop(0.05)
    assert waiting.cancelled()
    with pytest.raises(TooBusyError):
        workers.submit(lambda: 1)
    go.set()
    assert running.result(10)
    assert workers.stop(10)
