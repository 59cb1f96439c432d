"""What is installed: the lists of packages agree, and the wheel is a whole program on its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import index
from index.embed.cache_folder import default_models_folder
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PYTHONS = ("3.11", "3.12", "3.13")


def pins(name: str) -> list[Requirement]:
    """Return the requirements that a file of the project names, without the hashes and the lines of other files."""
    text = re.sub(r" \\\n( +--hash=\S+( \\)?\n)+", "\n", (ROOT / name).read_text() + "\n")
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-r ")]


def names(requirements: list[Requirement]) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements}


LOCKED = [*pins("requirements.lock"), *pins("requirements-torch.lock")]


@pytest.mark.parametrize("python", PYTHONS)
def test_lock_holds_every_requirement_once_and_at_the_version_named(python: str) -> None:
    environment = {**default_environment(), "python_version": python, "python_full_version": f"{python}.0"}
    locked = [r for r in LOCKED if r.marker is None or r.marker.evaluate(environment)]
    versions = {canonicalize_name(r.name): str(r.specifier) for r in locked}
    assert len(versions) == len(locked)
    wanted = {canonicalize_name(r.name): str(r.specifier) for r in pins("requirements.txt")}
    assert wanted.items() <= versions.items(), "run: make lock"


def test_lock_holds_what_the_locked_packages_need() -> None:
    locked = names(LOCKED)
    found = {name: _needed(name) - locked for name in locked if _is_installed(name)}
    assert {name: missing for name, missing in found.items() if missing} == {}, "run: make lock"


def test_lock_of_the_extras_adds_to_the_other_and_holds_what_they_need() -> None:
    more = pins("requirements-extras.lock")
    assert not names(more) & names(LOCKED), "run: make lock"
    listed = ["extras", "mcp", "milvus", "oidc"]
    wanted = {canonicalize_name(r.name): str(r.specifier) for name in listed for r in pins(f"requirements-{name}.txt")}
    versions = {canonicalize_name(r.name): str(r.specifier) for r in more}
    assert wanted.items() <= versions.items(), "run: make lock"
    extras = PROJECT["optional-dependencies"]
    assert names([Requirement(text) for name in extras if name != "dev" for text in extras[name]]) == set(wanted)
    locked = names([*LOCKED, *more])
    found = {name: _needed(name) - locked for name in names(more) if _is_installed(name)}
    assert {name: missing for name, missing in found.items() if missing} == {}, "run: make lock"


def _is_installed(name: str) -> bool:
    try:
        return bool(metadata.distribution(name))
    except metadata.PackageNotFoundError:
        return False  # what only another system, Python or build of torch needs


def _needed(name: str) -> set[str]:
    needed = [Requirement(text) for text in metadata.requires(name) or []]
    return names([r for r in needed if r.marker is None or r.marker.evaluate({"extra": ""})])


def test_lock_has_a_hash_for_all_but_torch_and_what_its_builds_bring() -> None:
    texts = [(ROOT / name).read_text().strip() for name in ("requirements.lock", "requirements-extras.lock")]
    blocks = [block for text in texts for block in re.split(r"\n(?=\S)", text)]
    assert [block for block in blocks if not block.startswith("#") and "--hash=sha256:" not in block] == []
    assert names(pins("requirements-torch.lock")) & names(pins("requirements.txt")) == {"torch"}


def test_lean_installation_is_the_same_without_torch_and_its_friends() -> None:
    whole, lean = pins("requirements.txt"), pins("requirements-lean.txt")
    left_out = {"torch", "transformers", "sentence-transformers"}
    assert {str(r) for r in whole if r.name not in left_out} == {str(r) for r in lean if r.name != "setuptools"}
    locked = {str(r) for r in LOCKED}
    assert {str(r) for r in pins("requirements-lean.lock")} <= locked, "run: make lock"
    assert names(lean) <= names(pins("requirements-lean.lock"))
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements-lean.lock").read_text().strip())
    assert [block for block in blocks if not block.startswith("#") and "--hash=sha256:" not in block] == []


def test_lock_names_no_place() -> None:
    text = "".join(path.read_text() for path in sorted(ROOT.glob("requirements*.lock")))
    assert re.findall(r"^--(?!hash)\S+|\w+://\S*|(?<!\w)/\w\S*| @ .*", text, re.M) == []


def test_package_depends_on_what_requirements_name() -> None:
    versions = {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in pins("requirements.txt")}
    ranges = {canonicalize_name(r.name): r.specifier for r in map(Requirement, PROJECT["dependencies"])}
    assert sorted(ranges) == sorted(versions)
    assert [name for name, version in versions.items() if version not in ranges[name]] == []


@pytest.mark.parametrize("extra", ["mcp", "milvus", "oidc", "dev"])
def test_extras_are_what_the_files_pin(extra: str) -> None:
    wanted = names([Requirement(text) for text in PROJECT["optional-dependencies"][extra]])
    pinned = names(pins(f"requirements-{extra}.txt"))
    assert wanted - {"yinju"} == pinned - {"langchain-openai"}  # dev has it by an extra, of yinju itself


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the project as it is now, built from a copy: a build leaves its work behind."""
    folder = tmp_path_factory.mktemp("build")
    for name in ("index", "qa", "ui", "yinju"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / "project" / name, ignore=ignored, symlinks=True)
    for name in ("pyproject.toml", "README.md", "LICENSE", "config.toml"):
        shutil.copy(ROOT / name, folder / "project" / name)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    building = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", "wheels", "./project"]
    done = subprocess.run(building, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return next((folder / "wheels").iterdir())


class Installed:
    """The wheel in a virtual environment of its own, far from the project, and a home without anything."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "venv" / "bin"
        self.home = folder / "home"
        self.home.mkdir()
        self.environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "XDG_CACHE_HOME": str(default_models_folder().parents[1]),  # the model is unpacked there already
            "HF_HUB_OFFLINE": "1",
            "PYTHONWARNINGS": "error",
        }

    def run(self, *command: str, cwd: Path | None = None, status: int = 0) -> str:
        """Return what a command prints, of one that fails its reason; fail where it ends otherwise than said."""
        done = subprocess.run(
            command, cwd=cwd or self.home, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == status, done.stderr
        return done.stderr if status else done.stdout


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "venv")}))
    (packages / "beside.pth").write_text(sysconfig.get_path("purelib"))  # all packages but the project
    program = Installed(folder)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", program.bin / "python"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", wheel], check=True, capture_output=True)
    yield program


@pytest.fixture(scope="module")
def synced(installed: Installed) -> Installed:
    """The installed program with the project's articles in its library."""
    assert installed.run("yinju", "sync", str(ROOT / "articles")).startswith("新增 ")
    return installed


@pytest.mark.slow
@pytest.mark.model
def test_installed_program_answers_from_a_library_of_its_user(synced: Installed) -> None:
    answer = json.loads(synced.run("yinju", "ask", "澜青大桥全长多少公里？", "--json"))
    assert "2.86公里" in answer["answer"] and answer["citations"]
    status = synced.run("yinju", "status", "--json")
    assert json.loads(status)["path"] == str(synced.home / ".local" / "share" / "yinju" / "library")
    assert synced.run("python", "-m", "index", "status", "--json") == status


@pytest.mark.slow
def test_installed_program_says_its_version(installed: Installed) -> None:
    assert installed.run("yinju", "--version") == f"yinju {index.__version__}\n"


@pytest.mark.slow
def test_installed_program_reads_settings_of_its_user(installed: Installed) -> None:
    data = installed.home / ".local" / "share" / "yinju"
    data.mkdir(parents=True, exist_ok=True)
    text = installed.run("yinju", "settings", "--file")
    assert text == (ROOT / "config.toml").read_text()
    (data / "config.toml").write_text(text.replace('folder = "library"', 'folder = "elsewhere"'))
    assert "/elsewhere 里没有资料库" in installed.run("yinju", "verify", status=1)
    (data / "config.toml").unlink()


@pytest.mark.slow
def test_wheel_holds_every_file_of_the_program(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = set(archive.namelist())
    written = {
        str(path.relative_to(ROOT))
        for layer in ("index", "qa", "ui", "yinju")
        for path in (ROOT / layer).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert written - held == set()


EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.py"))
STATUSES = "['answered', 'no_evidence']"
PRINTED = {
    "langchain_chain.py": {
        0: "answered 大桥全长2.86公里",
        -4: STATUSES,
        -2: STATUSES,
        -1: "问题：澜青大桥全长多少公里？",
    }
}
"""How lines of an example begin that say the same whatever passages are found, by the number of the line."""


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize(
    "example",
    [
        # With the real models in a chain: the short form is tests/qa/test_langchain_answering.py.
        pytest.param(path, id=path.name, marks=[pytest.mark.long] if path.name == "langchain_chain.py" else [])
        for path in EXAMPLES
    ],
)
def test_example_runs_as_it_says(example: Path, synced: Installed) -> None:
    (command,) = re.findall(r"^\.venv/bin/(python docs/examples/\S+)$", example.read_text(), re.M)
    output = synced.run(*command.split(), cwd=ROOT)
    assert "2.86公里" in output
    lines = output.splitlines()
    for number, beginning in PRINTED.get(example.name, {}).items():
        assert lines[number].startswith(beginning), output
