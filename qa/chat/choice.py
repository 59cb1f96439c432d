"""Which chat model a library is asked with, where it was chosen on the screen instead of in config.toml."""

import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import LibraryError, SettingsError
from index.settings import ChatSettings
from qa.chat.model import open_chat_model

FILE_NAME = "chat_model.json"
MAX_CHARS = 300
TRY_S = 30
"""Longest wait for the first word of a model that is tried: a small machine loads it at the first request."""
TRY_TOKENS = 16
_KEY_VARIABLE = re.compile(r"YINJU_CHAT_KEY[A-Z0-9_]*")
"""No other variable can be named on the screen: its value is sent to the address that stands beside it."""


@dataclass(frozen=True)
class ChatChoice:
    """`model` is provider:model, empty for no chat model; the key itself is never part of a choice."""

    model: str = ""
    base_url: str = ""
    key_variable: str = "YINJU_CHAT_KEY"


def read_choice(model: str, base_url: str, key_variable: str) -> ChatChoice:
    """Return what was typed as a choice. Raises SettingsError, in one sentence, for what cannot be one."""
    choice = ChatChoice(model.strip(), base_url.strip(), key_variable.strip() or ChatChoice.key_variable)
    if max(map(len, asdict(choice).values())) > MAX_CHARS:
        raise SettingsError(f"对话模型的设置太长了，每一项最多 {MAX_CHARS} 个字符。")
    provider, colon, name = choice.model.partition(":")
    if not (provider and colon and name) or any(sign.isspace() for sign in choice.model):
        raise SettingsError(f"对话模型写成了 {choice.model!r}，应写成 服务:模型，例如 openai:qwen2.5。")
    if choice.base_url and not _is_address(choice.base_url):
        raise SettingsError(
            "服务器地址应以 http:// 或 https:// 开头，不带用户名和密码，例如 http://127.0.0.1:8000/v1。"
        )
    if not _KEY_VARIABLE.fullmatch(choice.key_variable):
        raise SettingsError(
            "密钥的环境变量名应以 YINJU_CHAT_KEY 开头（大写字母、数字、下划线），密钥本身放在服务器的这个变量里。"
        )
    return choice


def load_choice(folder: Path) -> ChatChoice | None:
    """Return what was chosen for the library in `folder`; None where nothing was. Raises LibraryError."""
    file = folder / FILE_NAME
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise LibraryError(f"{file} 读不出来，请在问答页重新选择对话模型，或删除这个文件。") from error
    known = {field.name for field in fields(ChatChoice)}
    if not isinstance(kept, dict) or set(kept) != known or not all(isinstance(value, str) for value in kept.values()):
        raise LibraryError(f"{file} 的内容不对，请在问答页重新选择对话模型，或删除这个文件。")
    return ChatChoice(**kept) if not kept["model"] else read_choice(**kept)


def save_choice(folder: Path, choice: ChatChoice | None) -> None:
    """Keep the choice beside the library, for its owner only; None forgets it. Raises LibraryError."""
    file = folder / FILE_NAME
    try:
        if choice is None:
            file.unlink(missing_ok=True)
        else:
            _write_private(file, json.dumps(asdict(choice), ensure_ascii=False))
    except OSError as error:
        raise LibraryError(f"无法写入 {file}（{os.strerror(error.errno or 0)}），请检查权限和磁盘空间。") from error


def settings_of(settings: ChatSettings, choice: ChatChoice | None) -> ChatSettings:
    """Return the settings with the choice in the place of theirs; None leaves them as they are."""
    return settings if choice is None else replace(settings, **asdict(choice))


def try_chat_model(settings: ChatSettings) -> None:
    """Ask the settings' model one short question and wait for its first word.

    Raises MissingPackageError, SettingsError or ChatModelError, which says what is wrong.
    """
    brief = replace(settings, timeout_s=min(settings.timeout_s, TRY_S), retries=0, max_tokens=TRY_TOKENS)
    pieces = open_chat_model(brief).stream("你是一个助手。", "请只回答一个字：好")
    try:
        next(pieces, None)  # one that only thinks within so few tokens has answered too
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
