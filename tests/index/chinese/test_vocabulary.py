"""Every entry of the TOML files is found in its own examples and not in those it must not be found in."""

import re

import pytest

from index.chinese.vocabulary import Entry, entries_of
from tests.conftest import ROOT

ENTRIES = [entry for file in sorted((ROOT / "index/chinese").glob("*.toml")) for entry in entries_of(file.stem)]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_entry_is_found_where_it_says_and_nowhere_else(entry: Entry) -> None:
    assert entry.found and entry.not_found, "an entry says one text it is found in, and one it is not"
    pattern = re.compile(entry.pattern)
    assert {text: bool(pattern.search(text)) for text in (*entry.found, *entry.not_found)} == {
        **dict.fromkeys(entry.found, True),
        **dict.fromkeys(entry.not_found, False),
    }
