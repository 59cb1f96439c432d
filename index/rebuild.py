"""Make everything derived anew from the stored articles: chunks, words and missing vectors."""

from index.library import Library
from index.progress import Progress, ReportProgress, ignore_progress

BATCH_ARTICLES = 50


def rebuild_library(library: Library, *, report: ReportProgress = ignore_progress) -> int:
    """Derive chunks, words and vectors of every article anew; return how many articles.

    Readers go on: every batch is one transaction that replaces whole articles. Vectors of texts that did not
    change are kept unless they are damaged; vectors no chunk uses any more are dropped at the end.
    """
    with library.writer() as writer:
        writer.rebuild_words()
        numbers = writer.article_numbers()
        for start in range(0, len(numbers), BATCH_ARTICLES):
            report(Progress("重建", start, len(numbers), "篇"))
            writer.rewrite_articles(numbers[start : start + BATCH_ARTICLES])
        writer.drop_unused_embeddings()
        report(Progress("重建", len(numbers), len(numbers), "篇"))
    return len(numbers)
