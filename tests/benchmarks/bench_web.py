"""Measure the web app as readers experience it: first paint, an answer on screen, many people asking at once.

    python tests/benchmarks/bench_web.py ../shared/eval/news --library LIBRARY

LIBRARY contains the articles of the set (yinju sync ../shared/eval/news --library LIBRARY). The app is started over it
as a person would start it. First paint and single answers are timed in Chromium. The people asking at once are sessions
over the page's own WebSocket, each with its own questions; an answer is right if it equals the program's answer to the
same question asked alone. Times are in milliseconds; a busy machine affects them all, so the time of the answer itself
(shown below it) and the machine's load are printed too.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page, sync_playwright

from index.settings import load_settings
from qa.answer import Answer
from qa.asking import open_question_answering
from tests.benchmarks.web_client import connect
from tests.end_to_end.web_server import CHROMIUM_FLAGS, find_chromium, running_server
from ui.chat.answer_view import answer_data
from ui.language.texts import ZH

PAINTS = 5
WAIT_MS = 60_000
SETTLE_MS = 500
WATCH_PAGE = """
window.shift = 0
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value
}).observe({type: "layout-shift", buffered: true})
window.inputDelay = 0
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
        window.inputDelay = Math.max(window.inputDelay, entry.processingStart - entry.startTime)
    }
}).observe({type: "event", durationThreshold: 16, buffered: true})
"""
"""Adds up layout shifts not caused by a click or key, and keeps the longest delay of a click or key (ms)."""
TIME_QUESTION = """question => {
    let pressed = 0
    document.addEventListener("keydown", () => (pressed = performance.now()), {capture: true, once: true})
    const turns = () => [...document.querySelectorAll(".st-key-awaited-place *, [class*='st-key-turn-'] *")]
        .flatMap(part => part.shadowRoot ? [part.shadowRoot] : [])
    const asks = turn => turn.querySelector("h2")?.textContent === question
    const look = () => {
        const shown = pressed ? turns().filter(asks) : []
        if (shown.length) window.questionMs ??= performance.now() - pressed
        if (shown.some(turn => turn.querySelector(".took")?.checkVisibility())) {
            requestAnimationFrame(() => (window.answerMs = performance.now() - pressed))
        } else requestAnimationFrame(look)
    }
    look()
}"""
"""Times, by the browser's clock, from the key press to the frames that show the question and its whole answer.

A driver polls for an element less often the longer it waits, which would add up to half a second.
"""


@dataclass(frozen=True)
class Asked:
    """One question of many: how long its page and its answer took, and whether the answer was right."""

    page_ms: float
    ms: float
    is_right: bool
    errors: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, help="folder with questions.jsonl")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--each", type=int, default=3, help="questions each of them asks, one after the other")
    parser.add_argument("--alone", type=int, default=10, help="questions timed in the browser")
    options = parser.parse_args()
    lines = (options.set / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    expected = _ask_alone(options.library, questions[: max(options.people * options.each, options.alone)])
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder), library=options.library) as server:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
            _measure_paint(browser, server.address)
            _measure_answers(browser, server.address, questions[: options.alone])
            browser.close()
        asyncio.run(_measure_crowd(server.address, list(expected.items()), options.people, options.each))


def _ask_alone(library: Path, questions: Sequence[str]) -> dict[str, Answer]:
    """Return the program's own answers, and print how long they took without a screen."""
    answering = open_question_answering(load_settings(), library)
    answering.ask(questions[0])  # triggers lazy loading
    answers, times = {}, []
    for question in questions:
        started = time.perf_counter()
        answers[question] = answering.ask(question)
        times.append((time.perf_counter() - started) * 1000)
    articles = answering.library.status().articles
    answering.library.close()
    _say(f"{articles:,} articles; a question without a screen: {_spread(times)}")
    return answers


def _measure_paint(browser: Browser, address: str) -> None:
    """Time the first paint, and the question field's appearance, of a page on a warm server."""
    paints, ready = [], []
    for number in range(PAINTS + 1):
        page = _open(browser, address)
        if number:  # the first one loads the models
            paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            ready.append(page.evaluate("performance.now()"))
        page.context.close()
    _say(f"first paint: {_spread(paints)}; page ready: {_spread(ready)}")


def _measure_answers(browser: Browser, address: str, questions: Sequence[str]) -> None:
    """Time from the key press to the answer on screen, with a conversation per question."""
    times, inside, seen, loading, asking, delays = [], [], [], [], [], []
    for question in questions:
        page = _open(browser, address)
        page.wait_for_timeout(SETTLE_MS)
        loading.append(page.evaluate("window.shift"))
        page.evaluate("window.shift = 0")
        page.get_by_placeholder("输入问题").fill(question)
        page.evaluate(TIME_QUESTION, question)
        page.keyboard.press("Enter")
        page.locator(".took").wait_for(timeout=WAIT_MS)
        page.wait_for_function("window.answerMs")
        times.append(page.evaluate("window.answerMs"))
        inside.append(page.locator(".took").inner_text())
        seen.append(page.evaluate("window.questionMs"))
        page.wait_for_timeout(SETTLE_MS)
        asking.append(page.evaluate("window.shift"))
        delays.append(page.evaluate("window.inputDelay"))
        page.context.close()
    _say(
        f"question on screen: {_spread(seen)}; layout shift, greatest of {len(seen)}: {max(loading):.3f} loading, "
        f"{max(asking):.3f} asking; input delay: {_spread(delays)}; load of the machine {os.getloadavg()[0]:.1f}"
    )
    _say(f"answer on screen: {_spread(times)}; shown below the answers: {', '.join(inside)}")


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 840}, locale="zh-CN").new_page()
    page.add_init_script(WATCH_PAGE)
    page.goto(address)
    page.get_by_test_id("stChatInput").wait_for(timeout=WAIT_MS)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)
    return page


async def _measure_crowd(address: str, expected: list[tuple[str, Answer]], people: int, each: int) -> None:
    """Let `people` open the page at once, each asking `each` questions one after another."""
    started = time.perf_counter()
    asked = await asyncio.gather(
        *(_ask_all(address, expected[place * each : (place + 1) * each]) for place in range(people))
    )
    seconds = time.perf_counter() - started
    results = [result for some in asked for result in some]
    right, errors = sum(result.is_right for result in results), sum(result.errors for result in results)
    _say(
        f"load of the machine {os.getloadavg()[0]:.1f}; {people} people at once, {each} questions each: "
        f"page {_spread([result.page_ms for result in results])}; "
        f"answer on screen {_spread([result.ms for result in results])}; {right} of {len(results)} right, "
        f"{errors} errors, {len(results) / seconds:.1f} answers a second"
    )


async def _ask_all(address: str, expected: Sequence[tuple[str, Answer]]) -> list[Asked]:
    """Ask one after another, each on a new page, so that no earlier question affects an answer."""
    return [await _ask_on_new_page(address, question, answer) for question, answer in expected]


async def _ask_on_new_page(address: str, question: str, answer: Answer) -> Asked:
    reader = await connect(address)
    opened = await reader.open_page()
    seconds, shown = await reader.ask(question)
    await reader.connection.close()
    wanted = answer_data(answer, ZH, is_last=True)
    for statement in shown["statements"]:
        statement.pop("collected", None)  # what the reader collected is not part of the answer
    is_right = all(shown[part] == wanted[part] for part in ("status", "statements", "refusal", "cards"))
    return Asked(opened * 1000, seconds * 1000, is_right, len(reader.errors))


def _spread(times: Sequence[float]) -> str:
    """Return the median and the 95th percentile, as text."""
    ranked = sorted(times)
    return f"median {median(ranked):.0f} ms, p95 {ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]:.0f} ms"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
