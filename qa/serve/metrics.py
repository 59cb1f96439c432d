"""The metrics for Prometheus. The one file that imports prometheus_client."""

from collections.abc import Callable, Iterable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from index.library import LibraryStatus
from qa.answer import Answer

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90)


class Metrics:
    """Counters of one server. Safe to share between threads.

    `status` and `jobs` (questions running or waiting) are called at each scrape.
    """

    def __init__(self, status: Callable[[], LibraryStatus], jobs: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._registry.register(_LibraryCollector(status, jobs))
        self._requests = Counter(
            "yinju_requests", "HTTP requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "yinju_request_seconds", "Seconds until a response was sent whole.", ("route",),
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._questions = Counter(
            "yinju_questions", "Questions by how they ended: answered, no_evidence or replied.", ("status",),
            registry=self._registry,
        )  # fmt: skip
        self._stages = Histogram(
            "yinju_question_seconds", "Seconds of retrieving, reading and both.", ("stage",),
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        for name in ("answered", "no_evidence", "replied"):
            self._questions.labels(name)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a finished request; `route` is the pattern, not the address, so that ids do not each make a series."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Count a finished question."""
        self._questions.labels(answer.status.value).inc()
        timings = answer.timings
        for stage, milliseconds in (
            ("retrieve", timings.retrieve), ("read", timings.read), ("total", timings.total),
        ):  # fmt: skip
            self._stages.labels(stage).observe(milliseconds / 1000)

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format. Reads the library."""
        return generate_latest(self._registry)


class _LibraryCollector(Collector):
    """The library's figures at the time of the scrape."""

    def __init__(self, status: Callable[[], LibraryStatus], jobs: Callable[[], int]) -> None:
        self._status = status
        self._jobs = jobs

    def describe(self) -> Iterable[Metric]:
        return ()  # registering must not read the library

    def collect(self) -> Iterable[Metric]:
        status = self._status()
        for name, text, value in (
            ("yinju_articles", "Articles in the library.", status.articles),
            ("yinju_reprints", "Articles filed under another that says the same.", status.reprints),
            ("yinju_chunks", "Passages that can be found.", status.chunks),
            ("yinju_withheld", "Articles that stay although their files are gone.", status.withheld_count),
            ("yinju_pending", "Passages whose vectors are still to be made.", status.pending),
            ("yinju_library_version", "Rises with every change.", status.version),
            ("yinju_library_bytes", "Size of the library on disk.", status.bytes_on_disk),
            ("yinju_questions_in_progress", "Questions being answered or waiting.", self._jobs()),
        ):
            yield GaugeMetricFamily(name, text, value=value)
