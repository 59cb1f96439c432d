"""The application, its routes, and running it until it is stopped."""

import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from index.background import VectorMaker
from index.errors import SettingsError
from index.messages import Message
from index.settings import HttpSettings
from qa.asking import QuestionAnswering
from qa.serve import (
    anthropic_routes,
    article_routes,
    ask_routes,
    dify_routes,
    form_routes,
    kept_routes,
    openai_routes,
    responses_routes,
)
from qa.serve.connections import Server, listen, make_config
from qa.serve.envelope import Envelope, PlainMethods, with_origins
from qa.serve.guard import NEEDS_KEY, ReaderRoute, is_loopback
from qa.serve.metrics import CONTENT_TYPE
from qa.serve.problems import Addresses, install_problem_handlers, responses
from qa.serve.request_log import start_logging
from qa.serve.schemas import ArticleRecord, Health, Problem
from qa.serve.service import Service, make_service, service_of

# ---- The application: its routes and its OpenAPI description


VERSION = "1"
DESCRIPTION = """Questions to a library of Chinese articles. Every sentence of an answer names the exact sentence of the
article it comes from; where the articles do not hold the answer, it says so.

Errors are `application/problem+json` (RFC 9457); `detail` is one sentence for the person who asked,
`reason` the same as a code with its facts. Every response
carries `X-Request-Id`, the one that was sent or a new one; the log holds it too.
"""


def make_application(service: Service) -> ASGIApp:
    """Return the ASGI application over `service`, which it stops when it ends. Raises SettingsError."""
    app = FastAPI(
        title="引据 Yinju",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,  # these pages load scripts from other sites
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_name_operation,
        lifespan=_lifespan,
    )
    app.state.service = service
    install_problem_handlers(app)
    for routes in (
        ask_routes.router,
        form_routes.router,
        kept_routes.router,
        openai_routes.router,
        responses_routes.router,
        anthropic_routes.router,
        dify_routes.router,
        article_routes.router,
        article_routes.librarian_router,
        open_router,
        router,
    ):
        app.include_router(routes)
    app.openapi = lambda: _describe(app)  # type: ignore[method-assign]
    return with_origins(Envelope(PlainMethods(app, Addresses(app)), service), service)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    service: Service = app.state.service
    service.stop(wait_s=0)


def _name_operation(route: APIRoute) -> str:
    return route.name


def _describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description, with problems in place of the framework's own errors."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for model in (Problem, ArticleRecord):
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= schema.pop("$defs", {}) | {model.__name__: schema}
        app.openapi_schema = document
    return app.openapi_schema


# ---- For operators: health and metrics


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


# ---- Running the application


logger = logging.getLogger(__name__)

LAST_WAIT_S = 5.0
"""How long threads may take to notice that nobody waits for them."""


def serve(answering: QuestionAnswering, settings: HttpSettings) -> None:
    """Answer over HTTP until SIGTERM or SIGINT, then finish what is running, at most `settings.stop_s` seconds.

    Prints its address on standard output. Raises SettingsError if the address cannot be used, or is reachable from
    other machines without any keys being set.
    """
    service = make_service(answering, settings, os.environ)
    if not service.keys.are_set and not is_loopback(settings.host):
        raise SettingsError(
            Message(
                "serve-key-missing",
                {
                    "host": settings.host,
                    "reader": settings.reader_key_variable,
                    "librarian": settings.librarian_key_variable,
                },
            )
        )
    with listen(settings) as listener:
        start_logging(settings)
        config = make_config(make_application(service), settings)
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"http://{host}:{listener.getsockname()[1]}", flush=True)  # noqa: T201 - what a script waits for
        with VectorMaker(answering.library), service.asking_again():
            Server(config).run(sockets=[listener])
    if not service.stop(LAST_WAIT_S):
        logger.warning("work is still running; it is left undone, which the library stands")
        sys.stderr.flush()
        os._exit(0)
