"""A file dropped into the watched folder can be asked about within two seconds: real processes, real model."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from index.chinese.words import cut_words
from index.embed.embedder import Embedder
from index.library import Library
from tests.end_to_end.web_server import ROOT, running_server

pytestmark = [pytest.mark.model, pytest.mark.slow]

WITHIN_S = 2.0
SLOWER = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
"""How many times slower than on an idle machine: others may use it too."""
START_S = 240
TEA = "绿水乡春茶开采\n发布时间：2024-03-10\n3月9日，绿水乡春茶开采，首日收青叶640公斤，平均每公斤96元。\n"


def wait_until(condition: Callable[[], object], at_most_s: float) -> float:
    """Return the seconds until the condition held."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < at_most_s
        time.sleep(0.02)
    return time.monotonic() - started


def found(library: Library, word: str) -> list[str]:
    """Return the article nearest in meaning, or none unless the word is found too."""
    with library.snapshot() as snapshot:
        hits = snapshot.search_words(cut_words(word), 9)
        dense = snapshot.search_dense(library.embedder.embed_question(word), 1) if hits else []
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in dense])]


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Path]:
    """A folder with one article, which `sync --watch` syncs into tmp_path/library."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "first.txt").write_text("松溪水库除险加固工程完工，总投资4860万元。\n", encoding="utf-8")
    command = [sys.executable, "-m", "index", "sync", str(folder), "--library", str(tmp_path / "library"), "--watch"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            if "正在监视" in line:
                break
        yield folder
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=START_S)
    assert process.returncode == 1


def test_command_line_takes_in_a_new_file(watching: Path, tmp_path: Path, bundled_embedder: Embedder) -> None:
    library = Library.open(tmp_path / "library", bundled_embedder)
    wait_until(lambda: found(library, "水库") == ["first.txt"], START_S)
    taken = []
    for word in ("枇杷", "杨梅", "荔枝"):
        (watching / f"{word}.txt").write_text(TEA.replace("春茶", word), encoding="utf-8")
        taken.append(round(wait_until(lambda word=word: found(library, word) == [f"{word}.txt"], START_S), 2))
    sys.stdout.write(f"seconds until answerable: {taken}, load {os.getloadavg()[0]:.1f}\n")
    assert min(taken) < WITHIN_S * SLOWER, taken
    library.close()


@pytest.mark.browser
def test_web_app_takes_in_a_new_file(browser: Browser, tmp_path: Path, bundled_embedder: Embedder) -> None:
    with running_server(tmp_path, watch=True) as server:
        (server.articles / "first.txt").write_text("松溪水库除险加固工程完工。\n", encoding="utf-8")
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        page.goto(server.address)
        page.get_by_test_id("stChatInput").wait_for(timeout=START_S * 1000)
        library = Library.open(tmp_path / "library", bundled_embedder)
        wait_until(lambda: found(library, "水库") == ["first.txt"], START_S)
        (server.articles / "tea.txt").write_text(TEA, encoding="utf-8")
        seconds = wait_until(lambda: found(library, "春茶") == ["tea.txt"], START_S)
        sys.stdout.write(f"seconds until answerable: {seconds:.2f}, load {os.getloadavg()[0]:.1f}\n")
        library.close()
        page.get_by_placeholder("输入问题").fill("绿水乡春茶首日收青叶多少公斤？")
        page.keyboard.press("Enter")
        expect(page.locator("article.turn .statement").first).to_contain_text("640公斤", timeout=START_S * 1000)
        context.close()
    assert seconds < WITHIN_S * SLOWER
