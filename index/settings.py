"""The settings: read once, in an entry point, from config.toml."""

import os
import tomllib
from dataclasses import Field, dataclass, field, fields
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
    watch: bool = True


@dataclass(frozen=True)
class EmbeddingSettings:
    model: str = "bundled"
    runtime: str = field(default="auto", metadata={"choices": ("auto", "torch")})
    query_prefix: str = "query: "
    passage_prefix: str = "passage: "
    cache: str = field(default="", metadata={"is_path": True})


@dataclass(frozen=True)
class RetrievalSettings:
    passages: int = field(default=8, metadata={"least": 1, "most": 50})


@dataclass(frozen=True)
class WebSettings:
    host: str = "127.0.0.1"
    port: int = field(default=8501, metadata={"least": 1, "most": 65535})


@dataclass(frozen=True)
class AccessSettings:
    """Who may use the web app (docs/security.md). Passwords are not set here but by `python -m ui password`.

    A sign-in ends `idle_s` after its last use and `longest_s` after its start. `librarians` and `readers` are e-mail
    addresses as a sign-in provider knows them; "*" stands for everybody it lets in. `hosts` are names in the address
    bar besides this machine's own.
    """

    idle_s: int = field(default=3600, metadata={"least": 1, "most": 2_592_000})
    longest_s: int = field(default=43_200, metadata={"least": 1, "most": 2_592_000})
    librarians: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class HttpSettings:
    """`python -m qa serve` (docs/http.md). Keys are read from the environment variables named here.

    `workers` questions are answered at once and `queue` more may wait; what comes then is asked to come again later.
    `requests_per_minute` counts for each key, or for each address where there are no keys. `stop_s` is how long
    running answers may take to finish when the server is told to stop.
    """

    host: str = "127.0.0.1"
    port: int = field(default=8080, metadata={"least": 0, "most": 65535})
    reader_key_variable: str = "YINJU_READER_KEY"
    librarian_key_variable: str = "YINJU_LIBRARIAN_KEY"
    workers: int = field(default=4, metadata={"least": 1, "most": 64})
    queue: int = field(default=100, metadata={"least": 0, "most": 10_000})
    max_question_chars: int = field(default=2000, metadata={"least": 10, "most": 100_000})
    max_upload_mb: int = field(default=20, metadata={"least": 1, "most": 1000})
    requests_per_minute: int = field(default=600, metadata={"least": 1, "most": 1_000_000})
    stop_s: int = field(default=15, metadata={"least": 1, "most": 600})
    log_format: str = field(default="text", metadata={"choices": ("text", "json")})
    log_questions: bool = False


@dataclass(frozen=True)
class ChatSettings:
    """`model` is provider:model as LangChain's init_chat_model reads it, empty for none.

    `timeout_s` bounds one whole answer, retries included; `passage_tokens` what the passages may take of the prompt.
    `refusal` is what follows where the model finds no answer: "doubt" shows the articles' sentences and says so,
    "refuse" refuses.
    """

    model: str = ""
    base_url: str = ""
    key_variable: str = "YINJU_CHAT_KEY"
    timeout_s: int = field(default=90, metadata={"least": 1, "most": 3600})
    retries: int = field(default=2, metadata={"least": 0, "most": 10})
    max_tokens: int = field(default=700, metadata={"least": 16, "most": 32_000})
    passage_tokens: int = field(default=2200, metadata={"least": 200, "most": 100_000})
    refusal: str = field(default="doubt", metadata={"choices": ("doubt", "refuse")})


@dataclass(frozen=True)
class Settings:
    """Everything config.toml can say; paths are absolute (`embedding.cache` is empty where none is set)."""

    library: LibrarySettings = LibrarySettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    chat: ChatSettings = ChatSettings()
    web: WebSettings = WebSettings()
    access: AccessSettings = AccessSettings()
    http: HttpSettings = HttpSettings()


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
    except OSError as error:
        raise SettingsError(f"无法读取设置文件 {chosen}（{os.strerror(error.errno or 0)}），请检查权限。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"设置文件 {chosen} 不是有效的 TOML：{error}") from error
    sections = {field.name: field.default for field in fields(Settings)}
    _refuse_unknown(content, set(sections), chosen.name)
    values = {name: _read_section(default, content.get(name, {}), name, chosen) for name, default in sections.items()}
    return Settings(**values)


def _read_section(default: Any, content: object, section: str, file: Path) -> Any:
    if not isinstance(content, dict):
        raise SettingsError(f"设置文件 {file} 里的 {section} 应是一节 [{section}]。")
    known = fields(default)
    _refuse_unknown(content, {item.name for item in known}, f"{file.name} 的 [{section}]")
    values = {}
    for item in known:
        value = _convert(content.get(item.name, item.default), item, f"{section}.{item.name}", file)
        _check_range(value, item, f"{section}.{item.name}", file)
        values[item.name] = value
    return type(default)(**values)


def _convert(value: object, item: Field[Any], name: str, file: Path) -> object:
    """Return the value in the setting's own type; relative paths start at the folder of `file`."""
    if isinstance(item.default, Path):
        if isinstance(value, str | Path) and str(value):
            return _absolute(value, file)
    elif isinstance(item.default, tuple):
        if isinstance(value, list | tuple) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
    elif type(value) is type(item.default):
        return str(_absolute(value, file)) if value and item.metadata.get("is_path") else value
    kinds = {tuple: '一列文字（["…", "…"]）', int: "一个整数", str: "一段文字", bool: "布尔值（true 或 false）"}
    kind = kinds.get(type(item.default), "一个路径")
    raise SettingsError(f"设置 {name} 的值是 {value!r}，这里应是{kind}，请在 {file} 里改正。")


def _absolute(value: Any, file: Path) -> Path:
    return (file.resolve().parent / Path(value).expanduser()).resolve()


def _check_range(value: Any, item: Field[Any], name: str, file: Path) -> None:
    choices, least, most = (item.metadata.get(key) for key in ("choices", "least", "most"))
    if choices is not None and value not in choices:
        raise SettingsError(f"设置 {name} 的值是 {value!r}，这里可以是 {'、'.join(choices)}，请在 {file} 里改正。")
    if least is not None and most is not None and not least <= value <= most:
        raise SettingsError(f"设置 {name} 的值是 {value}，这里应在 {least} 到 {most} 之间，请在 {file} 里改正。")


def _refuse_unknown(content: dict[str, object], known: set[str], where: str) -> None:
    unknown = sorted(set(content) - known)
    if unknown:
        raise SettingsError(f"{where} 里有不认识的设置 {unknown[0]!r}，可用的是：{'、'.join(sorted(known))}。")
