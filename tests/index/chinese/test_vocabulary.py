"""Every entry of the TOML files is found in its own examples and not in those it must not be found in."""

import re

import pytest

from index.chinese.vocabulary import Entry, all_entries


@pytest.mark.parametrize("entry", list(all_entries()), ids=lambda entry: entry.name)
def test_entry_is_found_where_it_says_and_nowhere_else(entry: Entry) -> None:
    assert entry.found and entry.not_found, "an entry says one text it is found in, and one it is not"
    pattern = re.compile(entry.pattern)
    assert {text: bool(pattern.search(text)) for text in (*entry.found, *entry.not_found)} == {
        **dict.fromkeys(entry.found, True),
        **dict.fromkeys(entry.not_found, False),
    }
