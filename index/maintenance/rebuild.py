"""Make everything derived anew from the stored articles: chunks, words and missing vectors."""

from index.library import Library
from index.progress import Progress, ReportProgress, ignore_progress
from index.store.write.writer import Writer

BATCH_ARTICLES = 50


def rebuild_library(library: Library, *, report: ReportProgress = ignore_progress) -> int:
    """Derive chunks, words and vectors of every article anew; return how many articles.

    Readers go on: every batch is one transaction that replaces whole articles. Vectors of texts that did not
    change are kept unless they are damaged; vectors no chunk uses any more are dropped at the end. A library made
    with another embedding model answers with that until all vectors of this program's model are there.
    """
    with library.writer(may_change_model=True, report=report) as writer:
        writer.rebuild_words()
        numbers = writer.article_numbers()
        _change_model(writer, numbers, report)
        for start in range(0, len(numbers), BATCH_ARTICLES):
            report(Progress("重建", start, len(numbers), "篇"))
            writer.rewrite_articles(numbers[start : start + BATCH_ARTICLES])
        writer.note_rebuilt()
        writer.drop_unused_embeddings()
        report(Progress("重建", len(numbers), len(numbers), "篇"))
    return len(numbers)


def _change_model(writer: Writer, numbers: list[int], report: ReportProgress) -> None:
    change = writer.model_change()
    if not change.is_needed():
        return
    for start in range(0, len(numbers), BATCH_ARTICLES):
        report(Progress("换向量模型", start, len(numbers), "篇"))
        change.build(numbers[start : start + BATCH_ARTICLES])
    change.swap()
    report(Progress("换向量模型", len(numbers), len(numbers), "篇"))
