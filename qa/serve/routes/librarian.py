"""The articles as librarians change them: put in, uploaded, taken out."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from index.additions import Added, add_upload, put_article, read_file, read_record, take_out
from index.article import Article as StoredArticle
from qa.json_form import article_to_json
from qa.serve.guard import NEEDS_KEY, LibrarianRoute
from qa.serve.problems import ProblemError, responses
from qa.serve.routes.articles import ArticleId, find_article
from qa.serve.routes.raw_article import BODY, RawArticle, read_raw
from qa.serve.schemas.articles import Article, Uploaded
from qa.serve.schemas.limits import MAX_LINE_CHARS
from qa.serve.service import Service, service_of

MAX_FILES = 100
WAIT_S = 20.0
"""How long a change waits for another program that is changing the library."""

router = APIRouter(tags=["articles"], route_class=LibrarianRoute, dependencies=NEEDS_KEY)


@router.put(
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
    """Store the article in place of the one with this id; it can be asked about at once, and no sync removes it.

    The body is a record as a line of a .jsonl file holds it (application/json), or a file with one article: text,
    Markdown, HTML, PDF or Word, read and cleaned as a file in a synced folder is.
    """
    service = service_of(request)
    raw = await read_raw(request)
    is_new, article = await service.writing.run(lambda: _store(service, id, raw))
    return JSONResponse(article_to_json(article), 201 if is_new else 200)


@router.delete(
    "/articles/{id:path}",
    status_code=204,
    response_model=None,
    summary="Take an article out",
    responses=responses(401, 403, 404, 422, 429, 500, 503),
)
async def delete(id: ArticleId, request: Request) -> Response:
    """Take the article out of the answers at once.

    That of a synced folder stays out whatever a sync finds; its file is left alone. What was put in over HTTP is gone.
    """
    service = service_of(request)
    was_there = await service.writing.run(lambda: take_out(service.answering.library, id, wait_s=WAIT_S))
    if not was_there:
        raise ProblemError(404, "资料库里没有这个编号的文章。")
    return Response(status_code=204)


@router.post(
    "/uploads",
    response_model=Uploaded,
    summary="Upload files",
    responses=responses(400, 401, 403, 413, 422, 429, 500, 503),
)
async def upload(
    request: Request,
    files: Annotated[list[UploadFile], File(min_length=1, description="Articles in any format a folder may hold.")],
) -> Response:
    """Store the articles of these files, each in place of those of an earlier upload of the same name.

    A file of one article gives it its name as id; records keep their own. What cannot be read is listed with why.
    """
    service = service_of(request)
    if len(files) > MAX_FILES:
        raise ProblemError(422, f"一次可以上传 {MAX_FILES} 个文件，这里有 {len(files)} 个，请分几次上传。")
    results = []
    for file in files:
        name, data = _file_name(file.filename or ""), await file.read()
        results.append(
            await service.writing.run(partial(add_upload, service.answering.library, name, data, wait_s=WAIT_S))
        )
    return JSONResponse(_uploaded(results))


def _store(service: Service, id: str, raw: RawArticle) -> tuple[bool, StoredArticle]:
    """Return whether the article is new, and the article as it is stored."""
    library = service.answering.library
    if raw.record is not None:
        article = read_record(id, raw.record)
    else:
        article = read_file(id, f"article{raw.suffix}", raw.data)
    return put_article(library, article, wait_s=WAIT_S), find_article(library, id) or article


def _file_name(sent: str) -> str:
    """Return the last part of the name a client sent, without what a log or a screen could not show."""
    name = sent.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in name if sign.isprintable())[-MAX_LINE_CHARS:] or "upload"


def _uploaded(results: list[Added]) -> dict[str, Any]:
    return {
        **{
            kind: [id for result in results for id in getattr(result, kind)]
            for kind in ("added", "updated", "unchanged", "removed")
        },
        "rejected": [{"name": item.name, "reason": item.reason} for result in results for item in result.rejected],
        "reprints": sum(result.reprints for result in results),
    }
