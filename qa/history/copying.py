"""Take conversations and ratings along when a library moves: from a folder to Milvus, back, or to a second place."""

from index.progress import Progress, ReportProgress
from qa.history.conversations import Conversations


def copy_conversations(source: Conversations, target: Conversations, report: ReportProgress) -> int:
    """Copy everybody's conversations with their ratings; return how many were copied.

    One that is there already stays as it is there, so after an interruption it is simply done again. Deleted
    conversations are left. Raises LibraryError.
    """
    ids, copied = source.ids(), 0
    for done, id in enumerate(ids, 1):
        conversation = source.whole(id)
        copied += conversation is not None and target.keep(conversation)
        report(Progress("复制对话", done, len(ids), "个"))
    return copied
