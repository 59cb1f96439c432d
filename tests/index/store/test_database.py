"""Connections to a library's file: one a thread, none left open."""

import gc
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.store.database import Database
from tests.conftest import ROOT


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "library.sqlite3")


def test_connections_of_other_threads_stay_open(database: Database) -> None:
    mine = database.connection()
    thread = threading.Thread(target=database.connection)
    thread.start()
    thread.join()
    assert database.connection() is mine
    assert mine.execute("SELECT 1").fetchone()[0] == 1


def test_connection_is_closed_by_close_and_made_anew(database: Database) -> None:
    first = database.connection()
    database.close()
    with pytest.raises(sqlite3.ProgrammingError, match="Cannot operate on a closed database"):
        first.execute("SELECT 1")
    assert database.connection() is not first


def test_dropped_connection_closes_itself(tmp_path: Path) -> None:
    connection = Database(tmp_path / "library.sqlite3").connection()
    connection.__del__()  # as Python calls it
    with pytest.raises(sqlite3.ProgrammingError, match="Cannot operate on a closed database"):
        connection.execute("SELECT 1")


def test_connection_that_cannot_be_opened_is_dropped_without_a_word(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Database(tmp_path / "missing" / "library.sqlite3").connection()
    gc.collect()  # what is said here is an error of this test


DROPPING = """
import gc, sys, threading
from pathlib import Path
from index.store.database import Database
database = Database(Path(sys.argv[1]))
circle = [Database(Path(sys.argv[1])), database.connection()]
circle[0].connection()
circle.append(circle)
for _ in range(3):
    thread = threading.Thread(target=database.connection)
    thread.start()
    thread.join()
del circle, database
gc.collect()
"""


def test_nothing_is_said_of_connections_that_threads_and_circles_leave_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-X", "dev", "-c", DROPPING, str(tmp_path / "library.sqlite3")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
