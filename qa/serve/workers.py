"""Threads for what would hold up the event loop, and no more of it at a time than was allowed."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

T = TypeVar("T")


class TooBusyError(Exception):
    """All threads work and the queue is full."""


class Workers:
    """`threads` jobs run at once, `queue` more wait; a further one is refused. Safe to share between threads."""

    def __init__(self, name: str, threads: int, queue: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = threads + queue
        self._lock = threading.Lock()
        self._jobs: set[Future[Any]] = set()

    @property
    def jobs(self) -> int:
        """How many jobs run or wait."""
        return len(self._jobs)

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Start `work`, or let it wait its turn, with the context (the request's id) of the caller.

        Raises TooBusyError.
        """
        context = contextvars.copy_context()
        with self._lock:
            if len(self._jobs) >= self._most:
                raise TooBusyError
            job: Future[T] = self._threads.submit(context.run, work)
            self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)
        return job

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, or raise what it raises. A caller that is cancelled gives up its turn."""
        return await asyncio.wrap_future(self.submit(work))

    def stop(self, wait_s: float) -> bool:
        """Take no more jobs, drop those that wait, and return whether the running ones ended in `wait_s` seconds."""
        with self._lock:
            running = set(self._jobs)
            self._most = 0
        self._threads.shutdown(wait=False, cancel_futures=True)
        return not wait(running, timeout=wait_s).not_done
