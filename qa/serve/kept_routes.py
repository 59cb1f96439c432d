"""What readers keep, over HTTP: saved questions with what is new, and the collection of a conversation (摘编), to which
cited sentences are added and which is exported as a document."""

from enum import Enum
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from index.messages import Message, say
from qa.collection import (
    CitationStyle,
    Collection,
    as_lines,
    collect,
    collection_to_json,
    export_collection,
    keep_collection,
    kept_collection,
)
from qa.export import MEDIA_TYPE, to_markdown, to_word, today
from qa.saved import MAX_SAVED, SavedQuestion, saved_to_json
from qa.scope import read_filters
from qa.serve.callers import Role
from qa.serve.guard import NEEDS_KEY, ReaderRoute, caller_of
from qa.serve.problems import ProblemError, responses
from qa.serve.questions import check_length
from qa.serve.schemas import Collected, Collecting, ConversationId, Saved, SavedAsked, SavedId, SavedList
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


class Kind(Enum):
    """The format in which a collection is exported."""

    JSON = "json"
    MARKDOWN = "markdown"
    WORD = "word"
    TEXT = "text"


@router.get(
    "/conversations/{id}/collection",
    response_model=None,
    summary="Read what is collected",
    responses={
        200: {
            "model": Collected,
            "description": "The sentences in the reader's order, each with the reference of its article.",
            "content": {
                "text/markdown": {"schema": {"type": "string"}},
                "text/plain": {"schema": {"type": "string"}},
                MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}},
            },
        },
        **responses(401, 403, 422, 429, 500, 503),
    },
)
async def read_collection(
    id: Annotated[ConversationId, Path()],
    request: Request,
    format: Annotated[Kind, Query(description="As what it is taken along.")] = Kind.JSON,
    style: Annotated[CitationStyle, Query(description="How references are written.")] = CitationStyle.GBT_2015,
) -> Response:
    """Return the conversation's collection, empty at first, as JSON or as a document with footnotes."""
    service = service_of(request)
    collection = await service.reading.run(lambda: kept_collection(service.shelf, id))
    if format is Kind.JSON:
        return JSONResponse(collection_to_json(collection, today(), style))
    if format is Kind.TEXT:
        return Response(as_lines(collection, today(), style), media_type="text/plain; charset=utf-8")
    title = await service.reading.run(lambda: service.conversations.title(id, caller_of(request).name))
    document = export_collection(collection, today(), style, title=say(Message("collection-title", {"title": title})))
    if format is Kind.MARKDOWN:
        return Response(to_markdown(document), media_type="text/markdown; charset=utf-8")
    headers = {"Content-Disposition": 'attachment; filename="collection.docx"'}
    return Response(to_word(document), media_type=MEDIA_TYPE, headers=headers)


@router.post(
    "/conversations/{id}/collection",
    status_code=201,
    response_model=Collected,
    summary="Collect cited sentences",
    responses=responses(400, 401, 403, 409, 413, 422, 429, 500, 503),
)
async def add_to_collection(
    id: Annotated[ConversationId, Path()], collecting: Collecting, request: Request
) -> JSONResponse:
    """Append sentences cited by an answer of the conversation to the collection, without duplicates."""
    service, owner = service_of(request), caller_of(request).name

    def add() -> Collection:
        if not service.conversations.is_open_to(id, owner):
            raise ProblemError(403, Message("collection-other"))
        answers = [turn.answer for turn in service.conversations.turns(id)]
        at = len(answers) if collecting.turn is None else collecting.turn
        if not 1 <= at <= len(answers):
            raise ProblemError(409, Message("collection-no-turn", {"count": len(answers)}))
        answer = answers[at - 1]
        quotes = {citation.number: citation.quote for citation in answer.citations}
        unknown = [number for number in collecting.citations if number not in quotes]
        if unknown:
            raise ProblemError(409, Message("collection-no-citation", {"number": unknown[0], "count": len(quotes)}))
        added = [collect(quotes[number], answer.question) for number in collecting.citations]
        held = kept_collection(service.shelf, id).with_all(added)
        if collecting.note:
            keys = {sentence.key for sentence in added}
            for place, sentence in enumerate(held.sentences):
                held = held.noted(place, collecting.note) if sentence.key in keys else held
        keep_collection(service.shelf, id, held, owner)
        return held

    held = await service.reading.run(add)
    return JSONResponse(collection_to_json(held, today(), CitationStyle.GBT_2015), status_code=201)


@router.delete(
    "/conversations/{id}/collection/{number}",
    status_code=204,
    response_model=None,
    summary="Take a sentence out",
    responses=responses(401, 403, 404, 422, 429, 500, 503),
)
async def take_out_of_collection(
    id: Annotated[ConversationId, Path()], number: Annotated[int, Path(ge=1, le=500)], request: Request
) -> Response:
    """Remove the sentence with this number from the collection; later ones move up."""
    service, owner = service_of(request), caller_of(request).name

    def take_out() -> None:
        if not service.conversations.is_open_to(id, owner):
            raise ProblemError(403, Message("collection-other"))
        held = kept_collection(service.shelf, id)
        if number > len(held.sentences):
            raise ProblemError(404, Message("collection-no-sentence", {"count": len(held.sentences)}))
        keep_collection(service.shelf, id, held.without([held.sentences[number - 1].key]), owner)

    await service.reading.run(take_out)
    return Response(status_code=204)
