"""The articles as readers see them: listed and read."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from index.article import Article as StoredArticle
from index.catalogue import CatalogueQuery, CatalogueRow, State
from index.library import Library
from qa.answer import iso
from qa.json_form import article_to_json
from qa.question.filters import read_filters
from qa.serve.guard import NEEDS_KEY, ReaderRoute
from qa.serve.problems import ProblemError, responses
from qa.serve.schemas.articles import Article, ArticlesWanted, SummaryPage
from qa.serve.schemas.limits import MAX_LINE_CHARS
from qa.serve.service import service_of

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
    """Return the whole article as it is shown and cited."""
    service = service_of(request)
    article = await service.reading.run(lambda: find_article(service.answering.library, id))
    if article is None:
        raise ProblemError(404, "资料库里没有这个编号的文章。")
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
        "published": iso(row.published),
        "source": row.source,
        "author": row.author,
        "chars": row.chars,
        "note": row.note,
        "added_at": row.added_at,
        "original": row.original or None,
        "reprints": row.reprints,
    }
