"""The settings: read once, in an entry point, from config.toml."""

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from index.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
CONFIG_VARIABLE = "YINJU_CONFIG"
"""Environment variable that names another config.toml."""


@dataclass(frozen=True)
class LibrarySettings:
    folder: Path = PROJECT_ROOT / "library"
    articles: Path = PROJECT_ROOT / "articles"


@dataclass(frozen=True)
class EmbeddingSettings:
    model: str = "bundled"
    runtime: str = "auto"
    query_prefix: str = "query: "
    passage_prefix: str = "passage: "
    cache: str = ""


@dataclass(frozen=True)
class RetrievalSettings:
    passages: int = 8


@dataclass(frozen=True)
class WebSettings:
    host: str = "127.0.0.1"
    port: int = 8501


@dataclass(frozen=True)
class Settings:
    """Everything config.toml can say; paths are absolute."""

    library: LibrarySettings = LibrarySettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    web: WebSettings = WebSettings()


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings of `path`, else of $YINJU_CONFIG, else of the project's config.toml.

    Raises SettingsError for a file that is not TOML, an unknown name or a value of the wrong kind.
    """
    chosen = path or Path(os.environ.get(CONFIG_VARIABLE) or PROJECT_ROOT / "config.toml")
    if not chosen.is_file():
        if path is None and CONFIG_VARIABLE not in os.environ:
            return Settings()
        raise SettingsError(f"找不到设置文件 {chosen}，请检查路径。")
    try:
        content = tomllib.loads(chosen.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"设置文件 {chosen} 不是有效的 TOML：{error}") from error
    sections = {field.name: field.default for field in fields(Settings)}
    _refuse_unknown(content, set(sections), chosen.name)
    values = {name: _read_section(default, content.get(name, {}), name, chosen) for name, default in sections.items()}
    return Settings(**values)


def _read_section(default: Any, content: object, section: str, file: Path) -> Any:
    if not isinstance(content, dict):
        raise SettingsError(f"设置文件 {file} 里的 {section} 应是一节 [{section}]。")
    names = {field.name for field in fields(default)}
    _refuse_unknown(content, names, f"{file.name} 的 [{section}]")
    values = {}
    for name in names:
        value = content.get(name, getattr(default, name))
        values[name] = _convert(value, getattr(default, name), f"{section}.{name}", file)
    return type(default)(**values)


def _convert(value: object, default: object, name: str, file: Path) -> object:
    if isinstance(default, Path):
        if isinstance(value, str | Path) and str(value):
            return (file.resolve().parent / Path(value).expanduser()).resolve()
    elif type(value) is type(default):
        return value
    kind = {"Path": "一个路径", "int": "一个整数", "str": "一段文字"}.get(
        "Path" if isinstance(default, Path) else type(default).__name__, type(default).__name__
    )
    raise SettingsError(f"设置 {name} 的值是 {value!r}，这里应是{kind}，请在 {file} 里改正。")


def _refuse_unknown(content: dict[str, object], known: set[str], where: str) -> None:
    unknown = sorted(set(content) - known)
    if unknown:
        raise SettingsError(f"{where} 里有不认识的设置 {unknown[0]!r}，可用的是：{'、'.join(sorted(known))}。")
