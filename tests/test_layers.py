"""The layers hold: yinju -> ui -> qa -> index, each outside library behind one file, nothing ever unpickled."""

import ast
import re
import sys
from collections import defaultdict
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.parsed_source import parsed

ROOT = Path(__file__).parents[1]
LAYERS = ("index", "qa", "ui", "yinju")
MAY_IMPORT = {
    "index": {"index"},
    "qa": {"qa", "index"},
    "ui": {"ui", "qa", "index"},
    "yinju": {"yinju", "ui", "qa", "index"},
    "training": {"training", "qa", "index"},
}
"""training/ makes the models that are shipped; nothing that runs for users imports it."""

EXEMPT = {"numpy"}
SEVERAL_FILES = {
    "torch": {
        "index/embed/sentence_transformer.py",  # chooses the number format of a model it loads
    },
    "selectolax": {
        "index/clean/html_head.py",  # reads the head of a page
        "index/clean/html.py",  # finds the article in its body
        "index/clean/html_walk.py",  # walks the tree and gathers lines
    },
    "docx": {
        "index/load/word.py",  # opens the package and walks its parts
        "index/load/word_numbering.py",  # only how Word names its elements
    },
    "lxml": {
        "index/load/word.py",  # the tree that docx gives
        "index/load/flat_xml.py",  # writes the tree of a document as one of today
        "index/load/word_numbering.py",  # its type
        "index/load/diagrams.py",  # likewise
        "index/load/package.py",  # parses the XML of packages: no entities, no network
        "index/load/books.py",  # the type of what package parses
        "index/load/open_document.py",  # likewise
        "index/load/feeds.py",  # parses feeds, which are in no package
        "index/load/markup.py",  # XHTML of books and mails
    },
    "langchain_core": {
        "qa/langchain_interface.py",  # the retriever as a Runnable
    },
    "starlette": {  # see FRAMEWORKS
        "ui/access/sign_in_routes.py",  # pages that are not Streamlit's
        "ui/access/web_limits.py",  # what a request is given up with
        "ui/components.py",  # files that are not Streamlit's
    },
    "pydantic": {  # see FRAMEWORKS
        "qa/answer.py",  # how an article is kept once in a kept answer
        "qa/history/conversations.py",  # answers written and read again
        "qa/json_form.py",  # the JSON that scripts depend on
        "qa/langchain_interface.py",  # what LangChain's classes are made of
        "qa/mcp_server.py",  # how MCP's package is told what a tool's parameters may be
    },
}
"""Outside libraries that more than one file may import, and why."""

FRAMEWORKS = {
    "streamlit": "ui/",
    "fastapi": "qa/serve/",
    "starlette": "qa/serve/",
    "pydantic": "qa/serve/",
}
"""Outside libraries that a package is written in, and that package."""

UNPICKLING = re.compile(
    r"\b(c?pickle|dill|joblib|shelve|marshal)\b|allow_dangerous_deserialization|allow_pickle\s*=\s*True|torch\.load\("
)
_PROSE = re.compile(r'""".*?"""|#[^\n]*', re.DOTALL)


def sources(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


@cache
def imported_modules(path: Path) -> set[str]:
    """Return the dotted names of everything the file imports, anywhere in it: of `from a.b import c` a.b and a.b.c."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: say where from"
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def imported(path: Path) -> set[str]:
    """Return the top-level names of everything the file imports, anywhere in it."""
    return {name.split(".")[0] for name in imported_modules(path)}


@pytest.mark.parametrize("layer", sorted(MAY_IMPORT))
def test_imports_never_go_upward(layer: str) -> None:
    assert sources(layer)
    upward = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(layer)
        for name in imported(path) & (set(MAY_IMPORT) | {"tests"}) - MAY_IMPORT[layer]
    }
    assert upward == set()


def packages_used(folder: Path) -> dict[str, set[str]]:
    """Return, of each package in the folder, the packages beside it that its files import."""
    packages = {path.parent.name: path.parent for path in folder.glob("*/__init__.py")}
    prefix = folder.relative_to(ROOT).as_posix().replace("/", ".") + "."
    used: dict[str, set[str]] = {}
    for name, package in packages.items():
        modules = {module for path in package.rglob("*.py") for module in imported_modules(path)}
        inside = {module.removeprefix(prefix).split(".")[0] for module in modules if module.startswith(prefix)}
        used[name] = inside & set(packages) - {name}
    return used


@pytest.mark.parametrize("layer", LAYERS)
def test_packages_of_a_folder_never_import_each_other_in_a_circle(layer: str) -> None:
    folders = {ROOT / layer, *(path.parent.parent for path in (ROOT / layer).glob("*/**/__init__.py"))}
    circles = {}
    for folder in folders:
        try:
            TopologicalSorter(packages_used(folder)).prepare()
        except CycleError as error:
            circles[folder.name] = error.args[1]
    assert circles == {}


def test_each_outside_library_is_imported_in_one_file() -> None:
    files: dict[str, set[str]] = defaultdict(set)
    for layer in LAYERS:
        for path in sources(layer):
            place = path.relative_to(ROOT).as_posix()
            at_home = {name for name, package in FRAMEWORKS.items() if place.startswith(package)}
            for name in imported(path) - set(LAYERS) - EXEMPT - sys.stdlib_module_names - at_home:
                files[name].add(place)
    several = {name: places - SEVERAL_FILES.get(name, set()) for name, places in files.items() if len(places) > 1}
    assert {name: places for name, places in several.items() if places} == {}


def test_streamlit_stays_on_the_screen() -> None:
    assert [path for layer in ("index", "qa") for path in sources(layer) if "streamlit" in imported(path)] == []


def test_nothing_is_unpickled() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for layer in MAY_IMPORT
        for path in sources(layer)
        for match in [UNPICKLING.search(_PROSE.sub("", path.read_text(encoding="utf-8")))]
        if match
    }
    assert found == set()


def test_no_file_is_named_for_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "base", "misc"}
    assert [path for layer in LAYERS for path in sources(layer) if path.stem in vague] == []
