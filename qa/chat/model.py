"""Any chat model that LangChain supports: opening it, waiting for it, retrying, and explaining errors."""

import logging
import os
import queue
import re
import threading
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

from index.errors import ChatModelError, MissingPackageError, SettingsError
from index.messages import Message
from index.settings import ChatSettings
from qa.chat.prompt import Prompt, is_repeating

logger = logging.getLogger(__name__)

FIRST_WAIT_S = 0.5
"""Seconds before the second attempt; doubled before each further one."""
POLL_S = 0.1
"""Seconds until a stop request is noticed while the model is silent."""
STOPPED = Message("chat-stopped")
"""The failure of a text that was stopped on request."""
_BUSY_STATUS = (408, 409, 425, 429)
_NO_KEY = "not-needed"
"""Sent to a self-hosted server if no key is set, because its client requires one."""
_PIP_LINE = re.compile(r"pip install (?:-U )?([\w.-]+)")


@dataclass(frozen=True)
class ChatModel:
    """A chat model that writes text piece by piece. Safe to share between threads."""

    name: str
    model: Any
    timeout_s: float
    retries: int
    key_variable: str = ""
    first_wait_s: float = FIRST_WAIT_S

    def stream(self, system: str, user: str, cancel: threading.Event | None = None) -> Generator[str, None, bool]:
        """Yield the text as it is written; return whether it was cut off at the token limit.

        Until the first piece arrives, a busy or unreachable server is retried. Raises ChatModelError, also if `cancel`
        is set or the whole takes longer than `timeout_s`. Closing the generator ends the request.
        """
        deadline = time.monotonic() + self.timeout_s
        stop = cancel or threading.Event()
        for attempt in range(self.retries + 1):
            if stop.is_set():
                raise ChatModelError(STOPPED)
            written = False
            try:
                pieces = self._attempt(system, user, stop, deadline)
                while True:
                    piece = next(pieces)
                    written = True
                    yield piece
            except StopIteration as end:
                return bool(end.value)
            except _AttemptError as error:
                wait = max(self.first_wait_s * 2**attempt, error.retry_after_s)
                is_last = attempt == self.retries or time.monotonic() + wait >= deadline
                if written or not error.is_passing or is_last:
                    raise ChatModelError(error.reason) from error
                logger.info("chat model %s: %s; asking again", self.name, error.reason.code)
                if stop.wait(wait):
                    raise ChatModelError(STOPPED) from error
        raise AssertionError("the last attempt returns or raises")

    def _attempt(self, system: str, user: str, stop: threading.Event, deadline: float) -> Generator[str, None, bool]:
        """Yield the pieces of one request, read in a separate thread so that waiting can be interrupted."""
        received: queue.SimpleQueue[_Piece | Exception | None] = queue.SimpleQueue()
        is_given_up = threading.Event()
        messages = [("system", system), ("human", user)]
        reading = threading.Thread(target=_read_pieces, args=(self.model, messages, received, is_given_up), daemon=True)
        reading.start()
        finish, has_begun = "", False
        try:
            while (item := self._next_item(received, stop, deadline)) is not None:
                if isinstance(item, Exception):
                    raise _explain(item, self.key_variable, has_begun=has_begun) from item
                finish = item.finish or finish
                if item.text:
                    has_begun = True
                    yield item.text
        finally:
            is_given_up.set()
        if not finish and self.name.startswith("openai:"):
            # Without chunked encoding a stream that breaks off looks as if it had ended.
            raise _AttemptError(Message("chat-broke-off"), is_passing=True)
        return finish in ("length", "max_tokens", "MAX_TOKENS")

    def _next_item(
        self, received: "queue.SimpleQueue[_Piece | Exception | None]", stop: threading.Event, deadline: float
    ) -> "_Piece | Exception | None":
        while not stop.is_set():
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise _AttemptError(Message("chat-too-slow", {"seconds": self.timeout_s}), is_passing=False)
            try:
                return received.get(timeout=min(POLL_S, remaining))
            except queue.Empty:
                continue
        raise _AttemptError(STOPPED, is_passing=False)


@dataclass(frozen=True)
class _Piece:
    text: str
    finish: str


class _AttemptError(Exception):
    """One request failed; `is_passing`: retrying may help."""

    def __init__(self, reason: Message, *, is_passing: bool, retry_after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_passing = is_passing
        self.retry_after_s = retry_after_s


def open_chat_model(settings: ChatSettings) -> ChatModel:
    """Return the chat model of the settings, without sending it anything yet.

    Raises MissingPackageError with the command that installs its package, SettingsError for an unusable name or key.
    """
    from langchain.chat_models import init_chat_model  # takes a second, so only users of a chat model pay for it

    try:
        model = init_chat_model(settings.model, **_options(settings))
    except ImportError as error:
        found = _PIP_LINE.search(str(error))
        raise MissingPackageError(
            found[1] if found else "langchain-openai", Message("purpose-chat-model", {"model": settings.model})
        ) from error
    except Exception as error:  # each provider has its own exceptions, here all for unusable settings
        logger.info("chat model %s: %s", settings.model, type(error).__name__)
        raise SettingsError(
            Message(
                "chat-unusable",
                {
                    "model": repr(settings.model),
                    "reason": type(error).__name__,
                    "variable": settings.key_variable,
                },
            )
        ) from error
    return ChatModel(settings.model, model, settings.timeout_s, settings.retries, settings.key_variable)


def _options(settings: ChatSettings) -> dict[str, Any]:
    """Return the provider's options. Retries and the overall timeout are handled here, the same for every provider."""
    options: dict[str, Any] = {"temperature": 0}
    if settings.base_url:
        options["base_url"] = settings.base_url
    if settings.model.startswith("ollama:"):
        return options | {"num_predict": settings.max_tokens, "client_kwargs": {"timeout": settings.timeout_s}}
    options |= {"max_tokens": settings.max_tokens, "timeout": settings.timeout_s, "max_retries": 0}
    if settings.model.startswith("openai:") and settings.base_url:
        options["extra_body"] = {"max_tokens": settings.max_tokens}  # the only name older servers know
    key = os.environ.get(settings.key_variable)
    if key or settings.base_url:
        # The key in the provider's own variable (OPENAI_API_KEY) is never sent to a server at another address.
        options["api_key"] = key or _NO_KEY
    return options


def _read_pieces(
    model: Any,
    messages: list[tuple[str, str]],
    received: "queue.SimpleQueue[_Piece | Exception | None]",
    is_given_up: threading.Event,
) -> None:
    try:
        for chunk in model.stream(messages):
            if is_given_up.is_set():
                return
            facts: Mapping[str, Any] = chunk.response_metadata
            finish = next((str(facts[k]) for k in ("finish_reason", "done_reason", "stop_reason") if facts.get(k)), "")
            received.put(_Piece(str(chunk.text), finish))
        received.put(None)
    except Exception as error:  # noqa: BLE001 - passed to the waiting thread; each provider has its own exceptions
        received.put(error)


def _explain(error: Exception, key_variable: str, *, has_begun: bool) -> _AttemptError:
    """Return the error in words for the asker. The server's own message is not shown, as it may contain the key."""
    status = getattr(error, "status_code", None)
    logger.info("chat model failed: %s, status %s", type(error).__name__, status)
    if not isinstance(status, int):
        return _AttemptError(Message("chat-broke-off") if has_begun else Message("chat-unreachable"), is_passing=True)
    if status in (401, 403):
        facts = {"status": status, "variable": key_variable}
        return _AttemptError(Message("chat-key-refused", facts), is_passing=False)
    if status == 404:
        return _AttemptError(Message("chat-not-there"), is_passing=False)
    if status in _BUSY_STATUS:
        busy = Message("chat-busy", {"status": status})
        return _AttemptError(busy, is_passing=True, retry_after_s=_retry_after(error))
    return _AttemptError(Message("chat-fails", {"status": status}), is_passing=status >= 500)


def _retry_after(error: Exception) -> float:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    value = str(headers.get("retry-after", ""))
    return float(value) if value.isdigit() else 0.0


# ---- A model's text collected without streaming: all of it, or why it did not finish


@dataclass(frozen=True)
class Written:
    """What a model wrote. `failure` is why it did not finish, or None; `was_cut`: it reached the token limit."""

    text: str
    was_cut: bool = False
    failure: Message | None = None


def collect(model: ChatModel, prompt: Prompt, cancel: threading.Event | None) -> Written:
    """Return everything that a model writes, without streaming it."""
    text = ""
    pieces = model.stream(prompt.system, prompt.user, cancel)
    try:
        while True:
            text += next(pieces)
            if is_repeating(text):
                return Written(text, failure=Message("chat-repeats"))
    except StopIteration as end:
        return Written(text, was_cut=bool(end.value))
    except ChatModelError as error:
        return Written(text, failure=error.message)
    finally:
        pieces.close()
