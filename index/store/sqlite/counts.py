"""In how many chunks each word occurs, kept up to date with the table words: counting would cost a look at each."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.store.sqlite.queries import Connection
from index.store.sqlite.schema import ROW_COUNTS

_TOKEN = re.compile(r"[^\W_]+")
"""How FTS5's unicode61 cuts what cut_words leaves together."""


def split_tokens(words: str) -> list[str]:
    """Return the tokens FTS5 makes of words."""
    return _TOKEN.findall(words.lower())


def count_words(connection: Connection, texts: Iterable[tuple[str, str]], sign: int) -> None:
    """Count the words of chunks, each given as (title words, body words), in with `sign` 1 or out with -1."""
    changes: Counter[str] = Counter()
    for title, body in texts:
        changes.update(set(split_tokens(f"{title} {body}")))
    connection.executemany(
        "INSERT INTO word_counts VALUES (?, ?) ON CONFLICT(word) DO UPDATE SET chunks = chunks + excluded.chunks",
        [(word, sign * count) for word, count in sorted(changes.items())],
    )
    if sign < 0:
        connection.executemany("DELETE FROM word_counts WHERE word = ? AND chunks <= 0", [(word,) for word in changes])


def recount_words(connection: Connection) -> None:
    """Take all counts from the words themselves."""
    connection.execute("DELETE FROM word_counts")
    connection.execute("INSERT INTO word_counts SELECT term, doc FROM vocabulary")


def document_frequencies(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """Return in how many chunks each word occurs; a word of several parts (pm2.5) counts as its rarest part."""
    return {word: min((_frequency(connection, part) for part in split_tokens(word)), default=0) for word in words}


def _frequency(connection: Connection, token: str) -> int:
    row = connection.execute("SELECT chunks FROM word_counts WHERE word = ?", (token,)).fetchone()
    return int(row[0]) if row else 0


def recount_rows(connection: Connection) -> None:
    """Take all counts of rows from the rows themselves."""
    for name, count in ROW_COUNTS.items():
        connection.execute(f"UPDATE counts SET number = ({count}) WHERE name = ?", (name,))
