"""docs/settings.md, made from the settings themselves: `python -m index settings`."""

from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from index.settings import CONFIG_VARIABLE, PROJECT_ROOT, Settings

INTRODUCTION = f"""# Settings

Made from the code by `python -m index settings > docs/settings.md`; a test holds that this page is current.

Settings stand in `config.toml` in the project's folder, or in the file that the environment variable
`{CONFIG_VARIABLE}` names. Every line may be left out. Relative paths start at the folder of that file. A name that is
not known and a value of the wrong kind are refused at the start, in one sentence. Secrets never stand there: the
settings name the environment variables that hold them."""
_KINDS = {bool: "true or false", int: "whole number", str: "text", tuple: "list of texts"}


def write_reference() -> str:
    """Return the page: every section, setting, kind, default and limit."""
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
    """Return the default as config.toml writes it; paths inside the project relative to it."""
    value = item.default
    if isinstance(value, Path):
        return f'"{value.relative_to(PROJECT_ROOT).as_posix()}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{entry}"' for entry in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
