"""Forget for good what several web servers share and nobody can bring back any more."""

from index.milvus.shared_rows import RowQuery, SharedRows
from qa.history.shared_turns import ARTICLE, RATING, RECORD, SAID, TURN

ABOUT, STATE = "about", "state"
GRACE_US = 300_000_000
"""An article written or confirmed less than five minutes ago stays: another server may be keeping a turn that needs it.
More than twice what that takes at the worst, and than clocks of servers differ."""


def forget_deleted(rows: SharedRows, cutoff: int, now: int) -> None:
    """Forget conversations and turns that were deleted before `cutoff`, and articles that nothing needs then.

    Times are microseconds since 1970. What is interrupted is done again by the next call: the rows that say what is
    to be forgotten go last.
    """
    deleted = rows.find(RowQuery((STATE, TURN), deleted_before=cutoff), with_text=False)
    states, turns = ([row for row in deleted if row.kind == kind] for kind in (STATE, TURN))
    if not deleted:
        return
    ids = tuple(state.parent for state in states)
    turns += rows.find(RowQuery((TURN,), parents=ids), with_text=False)
    numbers = tuple({turn.number for turn in turns})
    _forget_articles(rows, {article for turn in turns for article in turn.uses}, set(numbers), now)
    rows.delete(RowQuery((RECORD, SAID, RATING), numbers=numbers))
    rows.delete(RowQuery((TURN,), numbers=numbers))
    rows.delete(RowQuery((ABOUT, RECORD, SAID), parents=ids))
    rows.delete(RowQuery((STATE,), parents=ids, deleted_before=cutoff))


def _forget_articles(rows: SharedRows, articles: set[str], forgotten: set[int], now: int) -> None:
    users = rows.find(RowQuery((TURN,), uses=tuple(articles)), with_text=False)
    needed = {article for turn in users if turn.number not in forgotten for article in turn.uses}
    digests = tuple(article.partition(":")[0] for article in articles - needed)
    rows.delete(RowQuery((ARTICLE,), parents=digests, changed_before=now - GRACE_US))
