"""What is stored is safe: nothing unpickled, no SQL made of values, search text is never syntax, files are private."""

import ast
import os
import re
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.chinese.words import cut_words
from index.library import Library
from index.maintenance import backup_library
from index.snapshot import Filters
from index.store.lexical import quote_match
from qa.history.folder import HistoryFile
from tests.conftest import ROOT, add_articles, make_article
from tests.parsed_source import parsed
from tests.toy_embedder import ToyEmbedder

LAYERS = ("index", "qa", "ui", "training")
UNPICKLERS = {"pickle", "cPickle", "_pickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}
LOAD_OPTIONS = {"weights_only", "allow_dangerous_deserialization", "allow_pickle"}
EXECUTES = {"execute", "executemany", "executescript"}
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
ASSEMBLED = {
    ("index/store/queries.py", "self._condition"): "made by describe_fitting: constants and question marks",
    ("index/store/queries.py", "condition"): "the same",
    ("index/store/catalogue.py", "sql"): "the WITH clauses of _select: constants and named parameters",
    ("index/store/catalogue.py", "_ORDERS[query.order]"): "a value of the constant _ORDERS",
    ("index/store/queries.py", "count"): "a value of the constant ROW_COUNTS",
    ("index/store/database.py", "statement"): "a statement of the constants CREATE_TABLES and UPGRADES",
    ("index/store/embeddings.py", "column"): "one of two constants of the loop around it",
    ("index/store/pending.py", "statement"): "a statement of the constant FILL_PENDING",
    ("index/store/withdrawn.py", "columns"): "made of the constant _COLUMNS",
    ("index/maintenance.py", "query"): "a value of the constant _QUERIES",
    ("qa/history/folder.py", "condition"): "a constant once a word, of one parameter's number",
    ("qa/history/folder.py", "statement"): "a statement of constants",
    ("qa/history/shelf.py", "condition"): "a constant of the callers below it, of parameters only",
}
"""SQL that is put together from more than constants with names in capitals, and why no value gets into it."""
HOSTILE = "'; DROP TABLE articles; --"


def sources(*layers: str) -> list[Path]:
    return [path for layer in layers for path in sorted((ROOT / layer).rglob("*.py"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# ---- nothing is unpickled


def test_nothing_in_the_whole_tree_unpickles() -> None:
    found = []
    words = UNPICKLERS | LOAD_OPTIONS | {"torch"}
    for path in sources(*LAYERS, "tests"):
        if not any(word in path.read_text(encoding="utf-8") for word in words):
            continue  # no tree of it holds what is looked for
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            if UNPICKLERS & {name.split(".")[0] for name in names}:
                found.append(f"{name_of(path)}:{node.lineno} imports {names}")
            if isinstance(node, ast.Call):
                found += [f"{name_of(path)}:{node.lineno} {fault}" for fault in faults_of(node)]
    assert found == []


def faults_of(call: ast.Call) -> Iterator[str]:
    """Yield what in this call would run whatever a file says."""
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg in LOAD_OPTIONS}
    is_load = isinstance(call.func, ast.Attribute) and call.func.attr == "load"
    if is_load and ast.unparse(call.func).endswith("torch.load") and given.get("weights_only") != "True":
        yield "torch.load without weights_only=True"
    if "allow_dangerous_deserialization" in given or given.get("allow_pickle") == "True":
        yield f"{ast.unparse(call.func)} is told to unpickle"


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("torch.load(path)", 1),
        ("torch.load(path, weights_only=True)", 0),
        ("np.load(path, allow_pickle=True)", 1),
        ("np.load(path)", 0),
        ("FAISS.load_local(path, model, allow_dangerous_deserialization=True)", 1),
    ],
)
def test_calls_that_unpickle_are_told_from_others(code: str, faults: int) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert len(list(faults_of(call))) == faults


# ---- SQL holds no values


def test_sql_is_made_of_constants_and_parameters() -> None:
    # Each of EXECUTES holds "execute": a module without the word calls none of them.
    paths = [path for path in sources(*LAYERS) if "execute" in path.read_text(encoding="utf-8")]
    found = {(name_of(path), name) for path in paths for name in unknown_parts(parsed(path))}
    assert found - ASSEMBLED.keys() == set(), "pass values as parameters, or say in ASSEMBLED why this holds none"
    assert ASSEMBLED.keys() - found == set(), "no longer there"


def unknown_parts(tree: ast.Module) -> Iterator[str]:
    """Yield what the SQL of a module is made of beside constants."""
    names = _constant_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in EXECUTES and node.args:
                yield from (part for part in _unknown_in(node.args[0]) if part not in names)


def _constant_names(tree: ast.Module) -> set[str]:
    """Return the names that stand for constants wherever the module gives them a value."""
    values: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            values.setdefault(node.targets[0].id, []).append(node.value)
    parameters = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    stored = Counter(n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return {
        name
        for name, assigned in values.items()
        if len(assigned) == stored[name]
        and name not in parameters
        and not any(unknown for value in assigned for unknown in _unknown_in(value))
    }


def _unknown_in(sql: ast.expr) -> Iterator[str]:
    if isinstance(sql, ast.JoinedStr):
        for part in sql.values:
            yield from _unknown_in(part.value if isinstance(part, ast.FormattedValue) else part)
    elif isinstance(sql, ast.BinOp) and isinstance(sql.op, ast.Add):
        yield from _unknown_in(sql.left)
        yield from _unknown_in(sql.right)
    elif not isinstance(sql, ast.Constant) and not CONSTANT.fullmatch(ast.unparse(sql)):
        yield ast.unparse(sql)


@pytest.mark.parametrize(
    ("code", "unknown"),
    [
        ("c.execute('SELECT 1 WHERE a = ?', (x,))", []),
        ("c.execute(f'SELECT {_COLUMNS} FROM a' + WHERE)", []),
        ("c.execute(f'SELECT 1 WHERE a = {x}')", ["x"]),
        ("c.execute('SELECT 1 WHERE a = ' + x)", ["x"]),
        ("c.executemany('SELECT 1 WHERE a = %s' % x, y)", ["'SELECT 1 WHERE a = %s' % x"]),
        ("c.execute('SELECT {}'.format(x))", ["'SELECT {}'.format(x)"]),
        ("c.execute(sql)", ["sql"]),
        ("sql = 'SELECT 1' + WHERE\nc.execute(sql)", []),
        ("sql = 'SELECT 1'\nsql += x\nc.execute(sql)", ["sql"]),
        ("sql = f'SELECT {x}'\nc.execute(sql)", ["sql"]),
        ("for sql in given:\n    c.execute(sql)", ["sql"]),
    ],
)
def test_values_in_sql_are_told_from_parameters(code: str, unknown: list[str]) -> None:
    assert list(unknown_parts(ast.parse(code))) == unknown


def test_search_text_becomes_an_expression_in_one_place() -> None:
    matching = [name_of(path) for path in sources("index", "qa", "ui") if "MATCH ?" in path.read_text(encoding="utf-8")]
    quoting = [name_of(path) for path in sources("index", "qa", "ui") if "def quote_match" in path.read_text("utf-8")]
    assert (len(quoting), [name for name in matching if "quote_match" not in (ROOT / name).read_text("utf-8")]) == (
        1,
        [],
    )


# ---- search text is text


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = Library.open(tmp_path_factory.mktemp("searched") / "library", ToyEmbedder())
    add_articles(library, make_article("a", "大桥通车，AND NEAR OR NOT 也是词。"), make_article("b", "梨花节开幕。"))
    yield library
    library.close()


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
SYNTAX = st.lists(
    st.sampled_from(
        ['"', "'", "*", "(", ")", "AND", "OR", "NOT", "NEAR(", "body:", "-", "+", "^", "{", "}", ";", "大桥"]
    ),
    max_size=8,
).map(" ".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY_TEXT | SYNTAX, max_size=5))
@example(['"', '""', "大桥\x00", "NEAR(大桥 通车, 2)", "body:大桥", "*", "^", "大桥 OR 梨花"])
def test_whatever_is_searched_is_no_syntax(searched: Library, words: list[str]) -> None:
    with searched.snapshot() as snapshot:
        hits = snapshot.search_words(words, 9)
        assert {hit.chunk_id for hit in hits} <= {1, 2}
        for word in words:
            snapshot.search_words(cut_words(word), 9)
            snapshot.document_frequencies([word])
            assert (snapshot.article(word) is None) == (word not in ("a", "b"))
        assert {hit.chunk_id for hit in snapshot.search_words([*words, "梨花"], 9)} >= {2}


@settings(max_examples=100, deadline=None)
@given(st.lists(ANY_TEXT | SYNTAX, min_size=1, max_size=4))
def test_quoted_words_are_strings_joined_by_or(words: list[str]) -> None:
    strings = [word.replace("\x00", " ").replace('"', '""') for word in words]
    assert quote_match(words) == " OR ".join(f'"{string}"' for string in strings)


@pytest.mark.parametrize("text", [HOSTILE, '" OR 1=1 --', "a') OR ('1'='1", "%", "?1", '["a", "b"]'])
def test_hostile_filters_and_ids_find_nothing_and_change_nothing(searched: Library, text: str) -> None:
    with searched.snapshot() as snapshot:
        assert snapshot.article(text) is None
        assert snapshot.search_words(["大桥", "梨花"], 9, Filters(sources=(text,))) == []
        assert snapshot.search_words(["大桥", "梨花"], 9, Filters(articles=(text,))) == []
    with searched.writer() as writer:
        assert writer.remove_articles([text]) == []
    assert searched.status().articles == 2


def test_hostile_article_is_kept_letter_for_letter(library: Library) -> None:
    article = make_article(HOSTILE, HOSTILE, title=HOSTILE, source=HOSTILE, author=HOSTILE)
    add_articles(library, article, source=HOSTILE)
    with library.snapshot() as snapshot:
        assert snapshot.article(HOSTILE) == article
        assert snapshot.article_sources() == [HOSTILE]


# ---- files are private


def test_library_folder_and_files_are_for_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)  # nothing is taken away by the user's own habits
    try:
        library = Library.open(tmp_path / "new" / "library", ToyEmbedder())
        add_articles(library, make_article("a", "大桥通车。"))
        with HistoryFile.open(library.path).writing() as connection:
            connection.execute("SELECT 1")
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in library.path.iterdir()}
        backup_library(library.path, tmp_path / "x.backup")
        library.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(library.path.stat().st_mode) == 0o700
    assert {name: oct(mode) for name, mode in modes.items() if mode != 0o600} == {}
    assert {"library.sqlite3", "library.sqlite3-wal", "library.sqlite3-shm", "history.sqlite3", "history.sqlite3-wal",
            "writer.lock"} <= set(modes)  # fmt: skip
    assert stat.S_IMODE((tmp_path / "x.backup").stat().st_mode) == 0o600


def test_files_the_command_line_makes_are_private(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("大桥通车。")
    code = """
import sys
import index.__main__ as program
from tests.toy_embedder import ToyEmbedder
program.load_embedder = lambda *_: ToyEmbedder()
program.main(["sync", sys.argv[1], "--library", sys.argv[2]])
program.main(["backup", sys.argv[3], "--library", sys.argv[2]])
"""
    command = [
        sys.executable,
        "-c",
        code,
        str(tmp_path / "a.txt"),
        str(tmp_path / "library"),
        str(tmp_path / "x.backup"),
    ]
    subprocess.run(command, cwd=ROOT, check=True, umask=0, capture_output=True)
    with closing(Library.open(tmp_path / "library", ToyEmbedder())) as library:
        assert library.status().articles == 1
    files = [*(tmp_path / "library").iterdir(), tmp_path / "x.backup"]
    assert {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in files if path.stat().st_mode & 0o077} == {}
