"""Shared by the commands of all layers: settings read once, an error as one sentence, the exit status."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from typing import TypeAlias

from index.errors import YinjuError
from index.messages import printable
from index.settings import Settings, load_settings

Command = Callable[[argparse.Namespace, Settings], int]
"""Runs one command and returns its exit status."""
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What a layer adds its commands to."""


def run_command(parser: argparse.ArgumentParser, arguments: Sequence[str] | None = None) -> int:
    """Run the command named by `arguments` (default: the program's); each sets `command` and `when_stopped`.

    Return the exit status: 0 done, 1 failed with one sentence on standard error. Wrong usage exits with 2.
    """
    _start_logging()
    options = parser.parse_args(arguments)
    command: Command = options.command
    try:
        status = command(options, load_settings())
        sys.stdout.flush()
        return status
    except YinjuError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader has seen enough, as `head` does: discard the remaining output
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        if options.when_stopped:
            print(options.when_stopped, file=sys.stderr)
        return 1


def _start_logging() -> None:
    """Write warnings to standard error, with control characters from file names escaped."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_PlainFormatter(logging.BASIC_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


class _PlainFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return the line, followed by any traceback unchanged."""
        return super().format(_with_message(record, printable(record.getMessage())))


def _with_message(record: logging.LogRecord, message: str) -> logging.LogRecord:
    return logging.makeLogRecord({**record.__dict__, "msg": message, "args": ()})
