"""Progress of long work: one callback, drawn as a bar on a terminal or on a web page."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.messages import Message, say

if TYPE_CHECKING:
    from tqdm import tqdm


@dataclass(frozen=True)
class Progress:
    """Progress of a task: `done` of `total` units (files, articles, questions) of `stage`."""

    stage: Message
    done: int
    total: int
    unit: Message
    note: Message | None = None
    """Progress within the current unit, if it takes long (a file of many articles)."""


ReportProgress = Callable[[Progress], None]


def ignore_progress(_: Progress) -> None:
    """Discard the report."""


def report_model(stage: Message, fraction: float) -> None:
    """Print the progress of unpacking the model at the first start to standard error; `fraction` is from 0 to 1."""
    sys.stderr.write(f"\r首次使用，正在准备模型：{say(stage)} {fraction:4.0%}{chr(10) if fraction >= 1 else ''}")
    sys.stderr.flush()


class TerminalProgress:
    """Draws a bar with rate and time left on standard error; a new stage starts a new bar.

    The bar ends with its `with` block, so that later output starts on a new line.
    """

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._shown: tuple[Message, Message] | None = None

    def __call__(self, progress: Progress) -> None:
        from tqdm import tqdm

        if self._bar is None or (progress.stage, progress.unit) != self._shown:
            self.close()
            self._shown = progress.stage, progress.unit
            # miniters: check the clock at every report, draw at most ten times a second.
            said, unit = say(progress.stage), say(progress.unit)
            self._bar = tqdm(total=progress.total, desc=said, unit=unit, dynamic_ncols=True, miniters=1)
        self._bar.total = progress.total
        self._bar.set_postfix_str(say(progress.note), refresh=False)
        self._bar.update(progress.done - self._bar.n)
        if progress.note or progress.done >= progress.total:
            self._bar.refresh()

    def __enter__(self) -> "TerminalProgress":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the bar, so that later output starts on a new line."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


# ---- The processor: available cores and its instructions


def core_count() -> int:
    """Return the number of processor cores this process may use, at least 1."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def has_instructions(name: str) -> bool:
    """Return whether the processor says that it has these instructions (amx_bf16); False if unknown."""
    try:
        return name in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return False
