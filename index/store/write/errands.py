"""Small changes that whoever holds the writer lock makes for threads that cannot wait for it: a sync takes minutes."""

from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from index.store.write.writer import Writer

Errand = Callable[[Writer], object]


class Errands:
    """What waits to be done at the writer's next stop. Safe to share between threads."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[Errand, Future[object]]] = SimpleQueue()

    def add(self, errand: Errand) -> Future[object]:
        """Return the coming result of `errand`; cancel it to take the errand back while nobody has begun it."""
        result: Future[object] = Future()
        self._waiting.put((errand, result))
        return result

    def run(self, writer: Writer) -> None:
        """Do what waits with the writer of the caller, who holds the lock; errors go to those who wait."""
        while True:
            try:
                errand, result = self._waiting.get_nowait()
            except Empty:
                return
            if not result.set_running_or_notify_cancel():
                continue
            try:
                result.set_result(errand(writer))
            except Exception as error:  # noqa: BLE001 - raised where the result is asked for
                result.set_exception(error)
