"""Open the conversations and ratings of a library: in its folder, or on Milvus for servers that share it."""

from dataclasses import dataclass
from pathlib import Path

from index.milvus.client import read_address
from index.milvus.shared_rows import SharedRows
from qa.history.conversations import Conversations, HistoryLimits, Ratings
from qa.history.folder import FolderConversations, FolderRatings, HistoryFile
from qa.history.shared import SharedConversations, SharedRatings
from qa.history.shelf import FolderShelf, SharedShelf, Shelf

SHARED_NAME = "history"


@dataclass(frozen=True)
class History:
    """The conversations of a library, the ratings of its answers, and the readers' shelf."""

    conversations: Conversations
    ratings: Ratings
    shelf: Shelf


def open_history(place: Path | str, limits: HistoryLimits = HistoryLimits()) -> History:
    """Return the history of the library at `place` (as in index.opening), empty at first: in a file of the folder,
    which must exist, or on Milvus for all servers that use it.

    Raises LibraryError if it cannot be written, is damaged or comes from a newer program, SettingsError if `place` is
    neither, and MissingPackageError without Milvus's client.
    """
    if isinstance(place, str):
        rows = SharedRows.open(read_address(place), SHARED_NAME)
        return History(SharedConversations(rows, limits), SharedRatings(rows), SharedShelf(rows))
    file = HistoryFile.open(place)
    return History(FolderConversations(file, limits), FolderRatings(file), FolderShelf(file))
