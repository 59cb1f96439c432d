"""Saved questions over HTTP: asked again after each change of the library, showing what is new since last read."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from index.messages import Message
from qa.saved import MAX_SAVED, SavedQuestion, saved_to_json
from qa.scope import read_filters
from qa.serve.callers import Role
from qa.serve.guard import NEEDS_KEY, ReaderRoute, caller_of
from qa.serve.problems import ProblemError, responses
from qa.serve.questions import check_length
from qa.serve.schemas import Saved, SavedAsked, SavedId, SavedList
from qa.serve.service import Service, service_of

router = APIRouter(tags=["questions"], route_class=ReaderRoute, dependencies=NEEDS_KEY)


@router.get(
    "/saved",
    response_model=SavedList,
    summary="What is new of saved questions",
    responses=responses(401, 403, 429, 500, 503),
)
async def list_saved(request: Request) -> Response:
    """Return the caller's saved questions, for a librarian also those saved on the web page; those whose answer has
    changed since it was read come first. They are asked after each change of the library; any not yet asked is asked
    now.
    """
    service, owner = service_of(request), _whose(request)

    def read() -> list[SavedQuestion]:
        service.saved.refresh(owner)
        return service.saved.find(owner)

    return JSONResponse({"saved": [saved_to_json(saved) for saved in await service.asking.run(read)]})


@router.post(
    "/saved",
    status_code=201,
    response_model=Saved,
    summary="Save a question",
    responses=responses(400, 401, 403, 409, 413, 422, 429, 500, 503),
)
async def save(asked: SavedAsked, request: Request) -> Response:
    """Save a question and ask it; its answer counts as read. One that is already saved is returned unchanged."""
    service, owner = service_of(request), _owner(service_of(request), request)
    check_length(service, asked.question)
    filters = read_filters(asked.since, asked.until, asked.source)
    saved = await service.asking.run(lambda: service.saved.save(owner, asked.question, filters))
    if saved is None:
        raise ProblemError(409, Message("saved-too-many", {"limit": MAX_SAVED}))
    return JSONResponse(saved_to_json(saved), status_code=201)


@router.post(
    "/saved/{id}/read",
    response_model=Saved,
    summary="Count its answer as read",
    responses=responses(401, 403, 404, 422, 429, 500, 503),
)
async def mark_read(id: Annotated[SavedId, Path()], request: Request) -> Response:
    """Mark the current answer as read, so that nothing in it is new."""
    service, owner = service_of(request), _whose(request)
    saved = await service.reading.run(lambda: service.saved.mark_read(owner, id))
    if saved is None:
        raise ProblemError(404, Message("saved-unknown"))
    return JSONResponse(saved_to_json(saved))


@router.delete(
    "/saved/{id}",
    status_code=204,
    response_model=None,
    summary="Forget a saved question",
    responses=responses(401, 403, 404, 422, 429, 500, 503),
)
async def forget(id: Annotated[SavedId, Path()], request: Request) -> Response:
    """Delete the saved question."""
    service, owner = service_of(request), _whose(request)
    if not await service.reading.run(lambda: service.saved.remove(owner, id)):
        raise ProblemError(404, Message("saved-unknown"))
    return Response(status_code=204)


_ANYBODY = "http"
"""The owner of questions saved without keys: everybody who reaches the server counts as one."""


def _owner(service: Service, request: Request) -> str:
    return caller_of(request).name if service.keys.are_set else _ANYBODY


def _whose(request: Request) -> str | None:
    """Return whose questions the caller may see: a reader's own, or None (everybody's) for a librarian."""
    return None if caller_of(request).role >= Role.LIBRARIAN else _owner(service_of(request), request)
