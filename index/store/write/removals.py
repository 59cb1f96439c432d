"""The log of removed chunks: kept short, so that a reader far behind reads everything again instead."""

from index.store.sqlite.queries import Connection, kept_count

MIN_KEPT = 10_000
"""Removals that are always kept: following them costs a reader milliseconds."""
KEPT_SHARE = 8
"""In a large library one removal for this many chunks is kept: beyond that, reading all again is hardly more work."""


def trim_removals(connection: Connection) -> None:
    """Forget the older half of the removals where there are more than a reader would follow."""
    limit = max(MIN_KEPT, kept_count(connection, "chunks") // KEPT_SHARE)
    if kept_count(connection, "removed_chunks") <= limit:
        return
    row = connection.execute(
        "SELECT version FROM removed_chunks ORDER BY version DESC LIMIT 1 OFFSET ?", (limit // 2,)
    ).fetchone()
    connection.execute("DELETE FROM removed_chunks WHERE version <= ?", (row[0],))
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('removals_since', ?)", (str(row[0]),))
