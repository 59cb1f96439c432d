"""For operators: health and metrics."""

from typing import Any

from fastapi import APIRouter, Request, Response

from qa.serve.guard import NEEDS_KEY, ReaderRoute
from qa.serve.metrics import CONTENT_TYPE
from qa.serve.problems import responses
from qa.serve.schemas import Health
from qa.serve.service import service_of

open_router = APIRouter(tags=["operation"])
router = APIRouter(tags=["operation"], route_class=ReaderRoute, dependencies=NEEDS_KEY)


@open_router.get("/healthz", response_model=Health, summary="Is it well?", responses=responses(500, 503))
async def healthz(request: Request) -> dict[str, Any]:
    """Return what answers here, once the library can be read and the models are loaded. Needs no key."""
    service = service_of(request)
    answering = service.answering
    status, notice = await service.reading.run(lambda: (answering.library.status(), answering.library.notice()))
    return {
        "status": "ok",
        "reader": answering.reader.model.name,
        "chat_model": answering.chat.model.name if answering.chat else None,
        "embedding_model": status.model,
        "articles": status.articles,
        "version": status.version,
        "needs_care": bool(notice or status.withheld),
        "withheld": status.withheld_count,
        "pending": status.pending,
    }


@router.get(
    "/metrics",
    response_model=None,
    summary="Metrics",
    responses={
        200: {"description": "Prometheus' text form.", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **responses(401, 403, 429, 500, 503),
    },
)
async def metrics(request: Request) -> Response:
    """Return counts of requests and questions, latencies, and the size of the library."""
    service = service_of(request)
    return Response(await service.reading.run(service.metrics.text), headers={"Content-Type": CONTENT_TYPE})
