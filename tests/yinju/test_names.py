"""What `import yinju` promises: few names, each of which is there and costs nothing until it is used."""

import subprocess
import sys

import index
import yinju
from tests.conftest import ROOT

NAMES = [
    "Answer", "Article", "Citation", "OpenLibrary", "Passage", "Rejection", "Statement", "Status", "SyncSummary",
    "YinjuError", "__version__", "open", "read",
]  # fmt: skip


def test_names_are_these() -> None:
    assert sorted(yinju.__all__) == NAMES == dir(yinju)


def test_every_name_is_there_and_says_what_it_is() -> None:
    assert all(getattr(yinju, name).__doc__ for name in NAMES)


def test_version_is_the_programs() -> None:
    assert yinju.__version__ == index.__version__


def test_page_tells_of_every_name() -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`yinju.{name}" not in page] == []
    methods = [name for name in vars(yinju.OpenLibrary) if not name.startswith("_")]
    assert [name for name in methods if f".{name}(" not in page] == []


def test_import_loads_no_package_but_its_own() -> None:
    script = "import sys, yinju; print(sorted({'numpy', 'faiss', 'streamlit', 'openvino', 'qa'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
