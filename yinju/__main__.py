"""The command `yinju`: the commands of all layers as one. `python -m index|qa|ui` are the same commands."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from index import __version__
from index.command_line import run_command

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
"""Which layer has a command: only that one is loaded, for the packages of all take two seconds."""


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
        from yinju.asking_again import ask_saved_again

        commands.choices["sync"].set_defaults(after_sync=ask_saved_again)
    return run_command(parser, given)


def _needed(given: list[str]) -> list[str]:
    """Return the layer whose command is given, or all where none is: for the help, and to say what there is."""
    if given == ["--version"]:
        return []
    return [layer for layer, names in LAYERS.items() if given and given[0] in names] or list(LAYERS)


if __name__ == "__main__":
    sys.exit(main())
