"""The articles over HTTP: list, read, put, upload, delete."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Query, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from index.additions import Added, add_upload, put_article, read_file, read_record, take_out
from index.article import Article as StoredArticle
from index.catalogue import CatalogueQuery, CatalogueRow, State
from index.library import Library
from index.load.loader import SUPPORTED_SUFFIXES
from index.messages import Message, say
from qa.answer import iso
from qa.json_form import Article, article_to_json
from qa.scope import read_filters
from qa.serve.guard import NEEDS_KEY, LibrarianRoute, ReaderRoute
from qa.serve.problems import ProblemError, responses
from qa.serve.schemas import MAX_LINE_CHARS, ArticleRecord, ArticlesWanted, SummaryPage, Uploaded
from qa.serve.service import Service, service_of

# ---- The body of PUT /articles/{id}: a record, or a file


JSON = "application/json"
SUFFIXES: Mapping[str, str] = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/epub+zip": ".epub",
    "message/rfc822": ".eml",
    "multipart/related": ".mhtml",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/xhtml+xml": ".html",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
}
"""Media type -> suffix of the file it is read as; for old formats the error says how to convert them."""
_BINARY = (".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".doc", ".xls", ".ppt")

BODY: dict[str, Any] = {
    "required": True,
    "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{ArticleRecord.__name__}"}}}
    | {
        media: {"schema": {"type": "string", "format": "binary"} if suffix in _BINARY else {"type": "string"}}
        for media, suffix in SUFFIXES.items()
    },
}


@dataclass(frozen=True)
class RawArticle:
    """The body sent: a record, or the bytes of a file with this suffix."""

    record: Mapping[str, object] | None
    data: bytes = b""
    suffix: str = ""


async def read_raw(request: Request) -> RawArticle:
    """Return the body. Raises ProblemError 415 for another media type, 422 for an invalid record."""
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media != JSON and media not in SUFFIXES:
        raise ProblemError(415, Message("http-content-type", {"known": [JSON, *SUFFIXES]}))
    data = await request.body()
    if media != JSON:
        return RawArticle(None, data, SUFFIXES[media])
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProblemError(422, Message("http-no-json")) from error
    try:
        return RawArticle(ArticleRecord.model_validate(value).model_dump(exclude_none=True))
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_url=False)]
        raise RequestValidationError(faults) from error


# ---- For readers: list and read articles


router = APIRouter(tags=["articles"], route_class=ReaderRoute, dependencies=NEEDS_KEY)

ArticleId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=MAX_LINE_CHARS,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="As in citations; it may hold slashes, all else is percent-encoded.",
        examples=["澄青大桥通车.txt"],
    ),
]


@router.get(
    "/articles",
    response_model=SummaryPage,
    summary="List articles",
    responses=responses(401, 403, 422, 429, 500, 503),
)
async def list_articles(request: Request, wanted: Annotated[ArticlesWanted, Query()]) -> Response:
    """Return a page of the list, newest first, undated articles last."""
    filters = read_filters(wanted.since, wanted.until, wanted.source)
    states = (State(wanted.state),) if wanted.state else (State.SHOWN, State.REPRINT)
    query = CatalogueQuery(wanted.text, states, filters.sources, filters.since, filters.until)
    service = service_of(request)
    total, rows = await service.reading.run(
        lambda: _page(service.answering.library, query, wanted.offset, wanted.limit)
    )
    body = {"total": total, "offset": wanted.offset, "limit": wanted.limit}
    return JSONResponse(body | {"articles": [_summary(row) for row in rows]})


@router.get(
    "/articles/{id:path}",
    response_model=Article,
    summary="Read an article",
    responses=responses(401, 403, 404, 422, 429, 500, 503),
)
async def read_article(id: ArticleId, request: Request) -> Response:
    """Return the whole article, as shown and cited."""
    service = service_of(request)
    article = await service.reading.run(lambda: find_article(service.answering.library, id))
    if article is None:
        raise ProblemError(404, Message("http-article-unknown"))
    return JSONResponse(article_to_json(article))


def find_article(library: Library, article_id: str) -> StoredArticle | None:
    """Return the article with this id, or None."""
    with library.snapshot() as snapshot:
        return snapshot.article(article_id)


def _page(library: Library, query: CatalogueQuery, offset: int, limit: int) -> tuple[int, list[CatalogueRow]]:
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        return catalogue.count(query), catalogue.rows(query, offset=offset, limit=limit)


def _summary(row: CatalogueRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "face": row.face,
        "published": iso(row.published),
        "source": row.source,
        "author": row.author,
        "chars": row.chars,
        "note": say(row.note),
        "added_at": row.added_at,
        "original": row.original or None,
        "reprints": row.reprints,
    }


# ---- For librarians: put, upload and delete articles


MAX_FILES = 100
WAIT_S = 20.0
"""Seconds a change waits for another program that is changing the library."""

librarian_router = APIRouter(tags=["articles"], route_class=LibrarianRoute, dependencies=NEEDS_KEY)


@librarian_router.put(
    "/articles/{id:path}",
    response_model=Article,
    summary="Put an article in",
    responses={
        201: {"model": Article, "description": "The article is new."},
        **responses(401, 403, 409, 413, 415, 422, 429, 500, 503),
    },
    openapi_extra={"requestBody": BODY},
)
async def put(id: ArticleId, request: Request) -> Response:
    """Store the article, replacing the one with this id; it can be asked about at once, and no sync removes it.

    The body is a record as in a line of a .jsonl file (application/json), or a file with one article, in any format
    allowed in a folder, read and cleaned like a file in a synced folder.
    """
    service = service_of(request)
    raw = await read_raw(request)
    is_new, article = await service.writing.run(lambda: _store(service, id, raw))
    return JSONResponse(article_to_json(article), 201 if is_new else 200)


@librarian_router.delete(
    "/articles/{id:path}",
    status_code=204,
    response_model=None,
    summary="Take an article out",
    responses=responses(401, 403, 404, 422, 429, 500, 503),
)
async def delete(id: ArticleId, request: Request) -> Response:
    """Remove the article from the answers at once.

    One from a synced folder stays out whatever a sync finds, and its file is left alone. One put over HTTP is deleted.
    """
    service = service_of(request)
    was_there = await service.writing.run(lambda: take_out(service.answering.library, id, wait_s=WAIT_S))
    if not was_there:
        raise ProblemError(404, Message("http-article-unknown"))
    return Response(status_code=204)


@librarian_router.post(
    "/uploads",
    response_model=Uploaded,
    summary="Upload files",
    responses=responses(400, 401, 403, 413, 422, 429, 500, 503),
)
async def upload(
    request: Request,
    files: Annotated[list[UploadFile], File(min_length=1, description="Articles in any format a folder may hold.")],
) -> Response:
    """Store the articles in these files, each replacing those of an earlier upload with the same name.

    The article of a single-article file gets the file's name as id; records keep their own ids. Of two files sent
    together with one name both are kept, the second as name（2）. Unreadable files are listed with the reason.
    """
    service = service_of(request)
    if len(files) > MAX_FILES:
        raise ProblemError(422, Message("http-too-many-files", {"limit": MAX_FILES, "count": len(files)}))
    results = []
    taken: set[str] = set()
    for file in files:
        name, data = _free_name(_file_name(file.filename or ""), taken), await file.read()
        results.append(
            await service.writing.run(partial(add_upload, service.answering.library, name, data, wait_s=WAIT_S))
        )
    return JSONResponse(_uploaded(results))


def _store(service: Service, id: str, raw: RawArticle) -> tuple[bool, StoredArticle]:
    """Return whether the article is new, and the stored article."""
    library = service.answering.library
    if raw.record is not None:
        article = read_record(id, raw.record)
    else:
        article = read_file(id, _name_of_file(id, raw.suffix), raw.data)
    return put_article(library, article, wait_s=WAIT_S), find_article(library, id) or article


def _name_of_file(id: str, suffix: str) -> str:
    """Return the file name for a file sent under this id: a file's name may supply its article's title and date."""
    name = PurePosixPath(id)
    return f"{name.stem if name.suffix.lower() in SUPPORTED_SUFFIXES else name.name or 'article'}{suffix}"


def _file_name(sent: str) -> str:
    """Return the last part of the name a client sent, without unprintable characters."""
    name = sent.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in name if sign.isprintable())[-MAX_LINE_CHARS:] or "upload"


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name not in `taken`, and add it there."""
    path, number = PurePosixPath(name), 2
    free = name
    while free in taken:
        free, number = f"{path.stem}（{number}）{path.suffix}", number + 1
    taken.add(free)
    return free


def _uploaded(results: list[Added]) -> dict[str, Any]:
    return {
        **{
            kind: [id for result in results for id in getattr(result, kind)]
            for kind in ("added", "updated", "unchanged", "removed")
        },
        "rejected": [{"name": item.name, "reason": say(item.reason)} for result in results for item in result.rejected],
        "reprints": sum(result.reprints for result in results),
    }
