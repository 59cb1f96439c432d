"""Where tests await something: not in the main thread, in which the browser tests keep an event loop running."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def run_in_own_loop(start: Callable[[], Awaitable[T]], timeout_s: float | None = None) -> T:
    """Return what is awaited, in an event loop and a thread of its own; TimeoutError if it takes longer."""

    async def run() -> T:
        return await start()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(lambda: asyncio.run(run())).result(timeout_s)
