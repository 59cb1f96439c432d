"""The application: its routes, and what OpenAPI says of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from qa.serve.envelope import Envelope
from qa.serve.problems import install_problem_handlers
from qa.serve.routes import articles, ask, librarian, openai, operation
from qa.serve.schemas.articles import ArticleRecord
from qa.serve.schemas.operation import Problem
from qa.serve.service import Service

VERSION = "1"
DESCRIPTION = """Questions to a library of Chinese articles. Every sentence of an answer names the exact sentence of the
article it comes from; where the articles do not hold the answer, it says so.

Errors are `application/problem+json` (RFC 9457); `detail` is one sentence for the person who asked. Every response
carries `X-Request-Id`, the one that was sent or a new one; the log holds it too.
"""


def make_application(service: Service) -> ASGIApp:
    """Return the ASGI application that answers with `service`; the service ends with it."""
    app = FastAPI(
        title="引据 Yinju",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_name_operation,
        lifespan=_lifespan,
    )
    app.state.service = service
    install_problem_handlers(app)
    for router in (
        ask.router,
        openai.router,
        articles.router,
        librarian.router,
        operation.open_router,
        operation.router,
    ):
        app.include_router(router)
    app.openapi = lambda: _describe(app)  # type: ignore[method-assign]
    return Envelope(app, service)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    service: Service = app.state.service
    service.stop(wait_s=0)


def _name_operation(route: APIRoute) -> str:
    return route.name


def _describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description; problems are described as they are sent, not as the framework's own errors."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for model in (Problem, ArticleRecord):
            schemas[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
        app.openapi_schema = document
    return app.openapi_schema
