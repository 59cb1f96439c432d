"""The command `yinju`: the commands of all layers in one. `python -m index|qa|ui` run the same commands."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from index import __version__
from index.command_line import run_command
from index.errors import YinjuError
from index.messages import printable

if TYPE_CHECKING:
    from index.library import Library
    from index.settings import Settings

LAYERS = {
    "index": (
        "sync", "read", "remove", "reinstate", "status", "verify", "rebuild",
        "backup", "restore", "migrate", "settings",
    ),
    "qa": (
        "ask", "brief", "timeline", "table", "posts", "in-force", "topics", "batch", "check", "evaluate",
        "feedback", "saved", "collection", "copy-conversations", "serve", "mcp",
    ),
    "ui": ("web", "password"),
}  # fmt: skip
"""The layer of each command: only that one is loaded, as loading all of them takes two seconds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 failed with one sentence on standard error, 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    parser = argparse.ArgumentParser(
        prog="yinju", description="引据：向一批中文文章提问，回答的每一句都能点开文章里的原句。"
    )
    parser.add_argument("--version", action="version", version=f"yinju {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for layer in _needed(given):
        import_module(f"{layer}.__main__").add_commands(commands)
    if "sync" in commands.choices:
        commands.choices["sync"].set_defaults(after_sync=ask_saved_again)
    return run_command(parser, given)


def ask_saved_again(library: "Library", settings: "Settings") -> None:
    """After `yinju sync`, ask everybody's saved questions again and print those whose answer has changed.

    Loads no model if nothing is saved. Errors go to standard error only: the sync itself is done.
    """
    if isinstance(library.place, Path) and not (library.place / "history.sqlite3").exists():
        return
    from qa.asking import load_reader_model, question_answering_over
    from qa.history.opening import open_history
    from qa.history.shelf import SAVED
    from qa.saved import SavedQuestions

    try:
        shelf = open_history(library.place).shelf
        if not shelf.find(SAVED):
            return
        saved = SavedQuestions(question_answering_over(library, settings, load_reader_model(settings)), shelf)
        for asked in saved.refresh():
            if asked.has_just_changed:
                sys.stdout.write(f"“{printable(asked.question)}”有新内容：{len(asked.new)} 句\n")
    except YinjuError as error:
        sys.stderr.write(f"{error}\n")


def _needed(given: list[str]) -> list[str]:
    """Return the layer of the given command, or all if there is none, for the help and the list of commands."""
    if given == ["--version"]:
        return []
    return [layer for layer, names in LAYERS.items() if given and given[0] in names] or list(LAYERS)


if __name__ == "__main__":
    sys.exit(main())
