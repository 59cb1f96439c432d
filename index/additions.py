"""Articles added without a file in a folder: sent by programs, singly or as uploads."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.article import Article, Rejection, digest_article
from index.errors import LoadError
from index.library import Library
from index.load.loader import read_article_bytes
from index.messages import Message
from index.store.writer import NewArticle, Writer

ADDED_SOURCE = "added:"
"""Used as the source's path. No real path looks like it, so no sync touches these articles."""
BATCH_CHARS = 30_000
"""Characters stored together, as in a sync, so that other writers wait for one batch only."""
_RECORD = "record.jsonl"


class ArticleTakenError(LoadError):
    """The id belongs to an article that comes from a synced file."""


@dataclass(frozen=True)
class Added:
    """The result of adding articles, by article id. `reprints` counts those filed under an article with the same text;
    `removed` were in an earlier upload of the same name."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    reprints: int = 0


def read_record(article_id: str, record: Mapping[str, object]) -> Article:
    """Return the article of a record with the fields of a .jsonl line. Raises LoadError if it is not an article."""
    line = json.dumps({**record, "id": "x"}).encode()
    return _only_article(read_article_bytes(line, _RECORD, article_id), article_id)


def read_file(article_id: str, name: str, data: bytes) -> Article:
    """Return the single article of a file called `name`. Raises LoadError if there is none or several."""
    return _only_article(read_article_bytes(data, name, article_id), article_id)


def _only_article(items: Sequence[Article | Rejection], article_id: str) -> Article:
    articles = [item for item in items if isinstance(item, Article)]
    if len(articles) == 1:
        article = articles[0]
        location = article.location if "://" in article.location else article_id
        return replace(article, id=article_id, location=location)
    reason = next((item.reason for item in items if isinstance(item, Rejection)), Message("articles-none"))
    several = Message("articles-several", {"count": len(articles)})
    raise LoadError(several if articles else Message("input-rejected", {"reason": reason}))


def put_article(library: Library, article: Article, *, wait_s: float = 60.0) -> bool:
    """Store the article, replacing one with its id; return whether it is new.

    A withdrawn article is reinstated. Raises ArticleTakenError for the id of a synced file's article, LibraryBusyError
    if the library is not free within `wait_s` seconds.
    """

    def put(writer: Writer) -> bool:
        source = writer.keep_source(ADDED_SOURCE)
        owner = writer.owner(article.id)
        if owner is not None and owner[0] != source:
            raise ArticleTakenError(Message("id-taken-by-file", {"id": article.id, "file": owner[1]}))
        writer.reinstate_articles([article.id])
        writer.put_articles([NewArticle(article, source, article.id, digest_article(article))])
        return owner is None

    return library.change(put, wait_s=wait_s)


def add_upload(library: Library, name: str, data: bytes, *, wait_s: float = 60.0) -> Added:
    """Store the articles of a file called `name`, replacing those of an earlier upload of that name.

    Articles are stored in batches, each in one transaction. Nothing is removed if nothing in the file can be read.
    Raises LibraryBusyError as `put_article` does.
    """
    items = read_article_bytes(data, name, name)
    known, result = _known(library, name, wait_s), Added(rejected=tuple(i for i in items if isinstance(i, Rejection)))
    articles = {item.id: item for item in items if isinstance(item, Article)}
    for batch in _batches(articles.values()):
        result = library.change(_storing(batch, name, known, result), wait_s=wait_s)
    gone = [id for id in known if id not in articles]
    if not articles or not gone:
        return result
    removed = library.change(lambda writer: writer.remove_articles(gone), wait_s=wait_s)
    return replace(result, removed=tuple(removed))


def take_out(library: Library, article_id: str, *, wait_s: float = 60.0) -> bool:
    """Take an article out of the answers; return whether it existed.

    An added article is deleted. A synced file's article is withdrawn: it stays out, whatever a sync finds, until it is
    put back. Raises LibraryBusyError as `put_article` does.
    """

    def take(writer: Writer) -> bool:
        owner = writer.owner(article_id)
        if owner is not None and owner[0] == writer.keep_source(ADDED_SOURCE):
            return bool(writer.remove_articles([article_id]))
        return bool(writer.withdraw_articles([article_id]))

    return library.change(take, wait_s=wait_s)


def _known(library: Library, name: str, wait_s: float) -> dict[str, bytes]:
    """Return, by article id, the digests of an earlier upload of this name."""
    return library.change(lambda w: w.article_digests(w.keep_source(ADDED_SOURCE), name), wait_s=wait_s)


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    chars = 0
    for article in articles:
        batch.append(article)
        chars += sum(len(paragraph.text) for paragraph in article.paragraphs)
        if chars >= BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def _storing(batch: list[Article], name: str, known: Mapping[str, bytes], sofar: Added) -> Callable[[Writer], Added]:
    """Return the change that stores a batch and adds its result to `sofar`."""

    def store(writer: Writer) -> Added:
        source = writer.keep_source(ADDED_SOURCE)
        owners = {article.id: writer.owner(article.id) for article in batch}
        taken = [id for id, owner in owners.items() if owner is not None and owner[0] != source]
        new = [
            NewArticle(article, source, name, digest)
            for article in batch
            if article.id not in taken and known.get(article.id) != (digest := digest_article(article))
        ]
        reprints = writer.put_articles(new)
        stored = {article.article.id for article in new}
        return replace(
            sofar,
            added=(*sofar.added, *(id for id in owners if id in stored and owners[id] is None)),
            updated=(*sofar.updated, *(id for id in owners if id in stored and owners[id] is not None)),
            unchanged=(*sofar.unchanged, *(id for id in owners if id not in stored and id not in taken)),
            rejected=(*sofar.rejected, *(Rejection(id, Message("id-of-synced-file")) for id in taken)),
            reprints=sofar.reprints + reprints,
        )

    return store
