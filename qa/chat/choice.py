"""A library's chat model if it was chosen on the screen instead of in config.toml."""

import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import LibraryError, SettingsError
from index.messages import Message
from index.settings import ChatSettings
from qa.chat.model import open_chat_model

FILE_NAME = "chat_model.json"
MAX_CHARS = 300
TRY_S = 30
"""Longest wait for a tested model's first word; a small machine loads the model at the first request."""
TRY_TOKENS = 16
_KEY_VARIABLE = re.compile(r"YINJU_CHAT_KEY[A-Z0-9_]*")
"""The only variables that can be named on the screen, because their value is sent to the address beside it."""


@dataclass(frozen=True)
class ChatChoice:
    """`model` is provider:model, empty for no chat model; the key itself is never part of a choice."""

    model: str = ""
    base_url: str = ""
    key_variable: str = "YINJU_CHAT_KEY"


def read_choice(model: str, base_url: str, key_variable: str) -> ChatChoice:
    """Return the typed values as a choice. Raises SettingsError for invalid ones."""
    choice = ChatChoice(model.strip(), base_url.strip(), key_variable.strip() or ChatChoice.key_variable)
    if max(map(len, asdict(choice).values())) > MAX_CHARS:
        raise SettingsError(Message("chat-setting-too-long", {"limit": MAX_CHARS}))
    provider, colon, name = choice.model.partition(":")
    if not (provider and colon and name) or any(sign.isspace() for sign in choice.model):
        raise SettingsError(Message("chat-setting-model", {"model": repr(choice.model)}))
    if choice.base_url and not _is_address(choice.base_url):
        raise SettingsError(Message("chat-setting-address"))
    if not _KEY_VARIABLE.fullmatch(choice.key_variable):
        raise SettingsError(Message("chat-setting-key"))
    return choice


def load_choice(folder: Path) -> ChatChoice | None:
    """Return the choice for the library in `folder`, None if there is none. Raises LibraryError."""
    file = folder / FILE_NAME
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise LibraryError(Message("chat-choice-unreadable", {"file": file})) from error
    known = {field.name for field in fields(ChatChoice)}
    if not isinstance(kept, dict) or set(kept) != known or not all(isinstance(value, str) for value in kept.values()):
        raise LibraryError(Message("chat-choice-wrong", {"file": file}))
    return ChatChoice(**kept) if not kept["model"] else read_choice(**kept)


def save_choice(folder: Path, choice: ChatChoice | None) -> None:
    """Save the choice in the library's folder, readable by the owner only; None deletes it. Raises LibraryError."""
    file = folder / FILE_NAME
    try:
        if choice is None:
            file.unlink(missing_ok=True)
        else:
            _write_private(file, json.dumps(asdict(choice), ensure_ascii=False))
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LibraryError(Message("file-unwritable", {"file": file, "reason": reason})) from error


def settings_of(settings: ChatSettings, choice: ChatChoice | None) -> ChatSettings:
    """Return the settings overridden by the choice; unchanged for None."""
    return settings if choice is None else replace(settings, **asdict(choice))


def try_chat_model(settings: ChatSettings) -> None:
    """Ask the settings' model one short question and wait for its first word.

    Raises MissingPackageError, SettingsError or ChatModelError, which says what is wrong.
    """
    brief = replace(settings, timeout_s=min(settings.timeout_s, TRY_S), retries=0, max_tokens=TRY_TOKENS)
    pieces = open_chat_model(brief).stream("你是一个助手。", "请只回答一个字：好")
    try:
        next(pieces, None)  # a model that only thinks within so few tokens has answered too
    finally:
        pieces.close()


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _write_private(file: Path, text: str) -> None:
    """Write the whole file or none of it."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{FILE_NAME}-")  # readable by its owner only
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(temporary, file)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
