"""The log: one line per request, as text or JSON, with the request's id; without keys and, by default, questions."""

import json
import logging
import sys
from datetime import datetime
from typing import Any

from index.settings import HttpSettings
from qa.serve.connections import Sparing
from qa.serve.problems import current_request_id
from qa.serve.service import Service

logger = logging.getLogger("qa.serve")
FACTS = "facts"
"""Attribute of a log record with further facts by name."""
MAX_VALUE_CHARS = 300
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
"""Characters that JSON need not escape but some programs take for line ends."""


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time, level, logger, message, request_id, and the facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": current_request_id() or None,
            **getattr(record, FACTS, {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False).translate(_LINE_ENDS)


class TextFormatter(logging.Formatter):
    """Time, level, logger, message, and name=value for each fact; values sent by clients cannot start a new line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the lines of a traceback after it."""
        time = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")
        facts = {"request_id": current_request_id(), **getattr(record, FACTS, {})}
        told = " ".join(f"{name}={_plain(value)}" for name, value in facts.items() if value not in ("", None))
        line = f"{time} {record.levelname} {record.name} {_plain(record.getMessage())} {told}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _plain(value: object) -> str:
    text = str(value)
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)


def start_logging(settings: HttpSettings) -> None:
    """Write the log of the whole process to standard error, in the format of the settings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else TextFormatter())
    handler.addFilter(Sparing())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("qa", "index", "uvicorn"):
        logging.getLogger(name).setLevel(logging.INFO)


def note_request(**facts: Any) -> None:
    """Log a finished request."""
    logger.info("request", extra={FACTS: {k: _short(v) for k, v in facts.items()}})


def note_question(service: Service, question: str) -> None:
    """Log a question: its length, and its text only if the settings say so."""
    facts: dict[str, Any] = {"question_chars": len(question)}
    if service.settings.log_questions:
        facts["question"] = _short(question)
    logger.info("question", extra={FACTS: facts})


def _short(value: object) -> object:
    return value[:MAX_VALUE_CHARS] if isinstance(value, str) else value
