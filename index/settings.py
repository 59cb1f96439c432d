"""The settings: read once, in an entry point, from config.toml."""

import os
import tomllib
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from index.errors import SettingsError
from index.messages import Message, sentence

T = TypeVar("T")

CONFIG_VARIABLE = "YINJU_CONFIG"
"""Environment variable that names another config.toml."""


def _find_home() -> Path:
    """Return the project folder this program is in or, if it is installed, a folder for the user's data."""
    root = Path(__file__).resolve().parent.parent
    if (root / "pyproject.toml").is_file():
        return root
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "yinju"


HOME = _find_home()
"""Default folder of config.toml, the library and the articles."""


def setting(default: T, says: str, **limits: object) -> T:
    """Return a setting's field. `says` is its description in docs/settings.md.

    Limits: `choices`, or `least` and `most`; `is_path` marks a text that is a file path.
    """
    return field(default=default, metadata={"says": says, **limits})


@dataclass(frozen=True)
class LibrarySettings:
    """Where things are kept."""

    folder: Path = setting(HOME / "library", "Where everything indexed lives; copy this folder to back it up.")
    milvus: str = setting(
        "",
        "Where Milvus serves the library, e.g. `milvus+http://127.0.0.1:19530/news`; empty: the folder itself "
        "(docs/milvus.md).",
    )
    articles: Path = setting(HOME / "articles", "The watched folder: drop articles here.")
    watch: bool = setting(True, "Whether the web app takes in by itself what is dropped there.")
    keep_removed_days: int = setting(
        30,
        "How many days the vectors of removed articles are kept: one that comes back by then needs no embedding.",
        least=0,
        most=3650,
    )
    dictionary: Path = setting(
        HOME / "dictionary.txt",
        "Words, names and aliases of your own, where there are any (docs/retrieval.md); read at the start.",
    )
    text_columns: tuple[str, ...] = setting(
        (),
        "Columns of tables, and fields of records, that hold the texts, all of them in this order; "
        "none: the first of the usual names (docs/reading.md).",
    )


@dataclass(frozen=True)
class EmbeddingSettings:
    """The embedding model. A library remembers the one it was made with."""

    model: str = setting("bundled", "`bundled` needs no download; or a name or folder sentence-transformers can load.")
    runtime: str = setting(
        "auto",
        "`auto`: OpenVINO int8 for the bundled model; `torch`: sentence-transformers itself.",
        choices=("auto", "torch"),
    )
    query_prefix: str = setting("query: ", "What the model wants in front of a question.")
    passage_prefix: str = setting("passage: ", "What it wants in front of a passage.")
    cache: str = setting("", "Where the bundled model is unpacked; empty: `~/.cache/yinju`.", is_path=True)


@dataclass(frozen=True)
class RetrievalSettings:
    """Finding passages."""

    passages: int = setting(8, "How many passages are shown to the reader.", least=1, most=50)


@dataclass(frozen=True)
class ChatSettings:
    """The chat model, if any (docs/chat-model.md)."""

    model: str = setting(
        "", "`provider:model` as LangChain's init_chat_model reads it, e.g. `openai:qwen2.5`; empty: none."
    )
    base_url: str = setting(
        "", "An OpenAI-compatible server, e.g. `http://127.0.0.1:8000/v1`; empty: the provider's own."
    )
    key_variable: str = setting("YINJU_CHAT_KEY", "The environment variable that holds its key.")
    timeout_s: int = setting(90, "Longest wait for one whole answer, retries included, in seconds.", least=1, most=3600)
    retries: int = setting(2, "Further attempts when the server is busy or unreachable.", least=0, most=10)
    max_tokens: int = setting(700, "Length of an answer at most, in tokens.", least=16, most=32_000)
    passage_tokens: int = setting(
        2200,
        "Room for passages in the prompt, in tokens; with the rest it fits a context of 4k.",
        least=200,
        most=100_000,
    )
    refusal: str = setting(
        "doubt",
        "The model finds no answer: `doubt` shows the articles' sentences and says so, `refuse` refuses.",
        choices=("doubt", "refuse"),
    )


@dataclass(frozen=True)
class FormSettings:
    """Answers of more than one fact (docs/forms.md): how many articles each form looks at, and for how long."""

    brief_articles: int = setting(120, "Articles that a summary of a topic looks at.", least=1, most=20_000)
    brief_ms: int = setting(1200, "Milliseconds for it.", least=50, most=600_000)
    timeline_articles: int = setting(120, "Articles of a timeline.", least=1, most=20_000)
    timeline_ms: int = setting(1200, "Milliseconds for it.", least=50, most=600_000)
    table_articles: int = setting(120, "Articles of figures side by side.", least=1, most=20_000)
    table_ms: int = setting(1200, "Milliseconds for it.", least=50, most=600_000)
    posts_articles: int = setting(120, "Articles of who held which post.", least=1, most=20_000)
    posts_ms: int = setting(1200, "Milliseconds for it.", least=50, most=600_000)
    in_force_articles: int = setting(120, "Articles of what is in force.", least=1, most=20_000)
    in_force_ms: int = setting(1200, "Milliseconds for it.", least=50, most=600_000)


@dataclass(frozen=True)
class WebSettings:
    """The web app."""

    host: str = setting("127.0.0.1", "Address to listen on.")
    port: int = setting(8501, "Port to listen on.", least=1, most=65535)


@dataclass(frozen=True)
class AccessSettings:
    """Who may use the web app (docs/security.md). Passwords are not set here but by `yinju password`."""

    idle_s: int = setting(3600, "A sign-in ends so many seconds after its last use.", least=1, most=2_592_000)
    longest_s: int = setting(43_200, "A sign-in ends so many seconds after its start.", least=1, most=2_592_000)
    librarians: tuple[str, ...] = setting(
        (), 'E-mail addresses that may change the library, as a sign-in provider knows them; `"*"`: all it lets in.'
    )
    readers: tuple[str, ...] = setting((), 'E-mail addresses that may ask; `"*"`: all it lets in; none: anybody.')
    hosts: tuple[str, ...] = setting(
        (), "Names in the address bar besides this machine's own, e.g. of a reverse proxy."
    )


@dataclass(frozen=True)
class HttpSettings:
    """The HTTP service, `yinju serve` (docs/http.md)."""

    host: str = setting("127.0.0.1", "Address to listen on; one beyond this machine needs keys, and HTTPS in front.")
    port: int = setting(8080, "Port to listen on; 0 takes a free one.", least=0, most=65535)
    reader_key_variable: str = setting(
        "YINJU_READER_KEY", "The environment variable that holds the keys of who may ask; several are parted by commas."
    )
    librarian_key_variable: str = setting(
        "YINJU_LIBRARIAN_KEY", "The environment variable that holds the keys of who may also change articles."
    )
    origins: tuple[str, ...] = setting(
        (),
        "Web pages of other addresses that may use the service from a browser (CORS), e.g. "
        '`"https://chat.example.org"`; `"*"`: any, only with keys.',
    )
    workers: int = setting(4, "Questions answered at once.", least=1, most=64)
    queue: int = setting(
        100, "Questions that may wait; what comes then is asked to come again later.", least=0, most=10_000
    )
    max_question_chars: int = setting(2000, "Length of a question at most.", least=10, most=100_000)
    max_upload_mb: int = setting(20, "Size of an upload, or of an article, at most.", least=1, most=1000)
    requests_per_minute: int = setting(
        600, "Requests of one key, or of one address where there are no keys.", least=1, most=1_000_000
    )
    stop_s: int = setting(
        15, "How long running answers may take to finish when the server is told to stop.", least=1, most=600
    )
    log_format: str = setting("text", "`json`: one JSON object a line.", choices=("text", "json"))
    log_questions: bool = setting(False, "Whether the words of questions stand in the log.")


@dataclass(frozen=True)
class Settings:
    """All settings of config.toml; paths are absolute (`embedding.cache` is empty if not set)."""

    library: LibrarySettings = LibrarySettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    chat: ChatSettings = ChatSettings()
    forms: FormSettings = FormSettings()
    web: WebSettings = WebSettings()
    access: AccessSettings = AccessSettings()
    http: HttpSettings = HttpSettings()


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings of `path`, else of $YINJU_CONFIG, else of the config.toml in HOME.

    Raises SettingsError for a file that is not TOML, an unknown name or a value of the wrong kind.
    """
    chosen = path or Path(os.environ.get(CONFIG_VARIABLE) or HOME / "config.toml")
    if not chosen.is_file():
        if path is None and CONFIG_VARIABLE not in os.environ:
            return Settings()
        raise SettingsError(Message("settings-missing", {"file": chosen}))
    try:
        content = tomllib.loads(chosen.read_text(encoding="utf-8"))
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise SettingsError(Message("settings-unreadable", {"file": chosen, "reason": reason})) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(Message("settings-no-toml", {"file": chosen, "reason": str(error)})) from error
    sections = {field.name: field.default for field in fields(Settings)}
    _refuse_unknown(content, set(sections), sentence(chosen.name))
    values = {name: _read_section(default, content.get(name, {}), name, chosen) for name, default in sections.items()}
    return Settings(**values)


def _read_section(default: Any, content: object, section: str, file: Path) -> Any:
    if not isinstance(content, dict):
        raise SettingsError(Message("settings-no-section", {"file": file, "section": section}))
    known = fields(default)
    where = Message("settings-section", {"file": file.name, "section": section})
    _refuse_unknown(content, {item.name for item in known}, where)
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
    kind = _KIND_MESSAGES.get(type(item.default), Message("kind-path"))
    facts = {"name": name, "value": repr(value), "kind": kind, "file": file}
    raise SettingsError(Message("settings-kind", facts))


_KIND_MESSAGES = {
    tuple: Message("kind-texts"),
    int: Message("kind-number"),
    str: Message("kind-text"),
    bool: Message("kind-switch"),
}


def _absolute(value: Any, file: Path) -> Path:
    return (file.resolve().parent / Path(value).expanduser()).resolve()


def _check_range(value: Any, item: Field[Any], name: str, file: Path) -> None:
    choices, least, most = (item.metadata.get(key) for key in ("choices", "least", "most"))
    if choices is not None and value not in choices:
        facts = {"name": name, "value": repr(value), "choices": tuple(choices), "file": file}
        raise SettingsError(Message("settings-choice", facts))
    if least is not None and most is not None and not least <= value <= most:
        facts = {"name": name, "value": value, "least": least, "most": most, "file": file}
        raise SettingsError(Message("settings-range", facts))


def _refuse_unknown(content: dict[str, object], known: set[str], where: Message) -> None:
    unknown = sorted(set(content) - known)
    if unknown:
        facts = {"where": where, "name": repr(unknown[0]), "known": tuple(sorted(known))}
        raise SettingsError(Message("settings-unknown", facts))


# ---- docs/settings.md, generated from the settings: `yinju settings`


INTRODUCTION = f"""# Settings

Made from the code by `yinju settings > docs/settings.md`; a test holds that this page is current.

Settings stand in `config.toml` in the project's folder, or in the file that the environment variable
`{CONFIG_VARIABLE}` names; of an installed program in `~/.local/share/yinju`, and `yinju settings --file` prints one to
begin with. Every line may be left out. Relative paths start at the folder of that file. A name that is not known and a
value of the wrong kind are refused at the start, in one sentence. Secrets never stand there: the settings name the
environment variables that hold them."""
_KINDS = {bool: "true or false", int: "whole number", str: "text", tuple: "list of texts"}


def example_file() -> str:
    """Return the project's config.toml: every setting's default, with its description."""
    return Path(__file__).with_name("config.toml").read_text(encoding="utf-8")


def write_reference() -> str:
    """Return docs/settings.md: every section, setting, kind, default and limit."""
    return "\n\n".join([INTRODUCTION, *(_section(item.name, item.default) for item in fields(Settings))]) + "\n"


def _section(name: str, section: Any) -> str:
    rows = [
        f"| `{item.name}` | {_kind(item)} | `{_default(item)}` | {item.metadata['says']} |" for item in fields(section)
    ]
    about = " ".join((type(section).__doc__ or "").split())
    return "\n".join([f"## [{name}]", about, "", "| setting | kind | default | |", "|---|---|---|---|", *rows])


def _kind(item: Field[Any]) -> str:
    limits = item.metadata
    if "choices" in limits:
        return " or ".join(f"`{choice}`" for choice in limits["choices"])
    if "least" in limits:
        return f"{limits['least']} to {limits['most']}"
    return "path" if limits.get("is_path") else _KINDS.get(type(item.default), "path")


def _default(item: Field[Any]) -> str:
    """Return the default as config.toml writes it; paths at home relative to it."""
    value = item.default
    if isinstance(value, Path):
        return f'"{value.relative_to(HOME).as_posix()}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{entry}"' for entry in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
