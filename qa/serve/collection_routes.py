"""The collection of a conversation (摘编) over HTTP: add and remove cited sentences, export it as a document."""

from datetime import date, datetime
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
from qa.export import MEDIA_TYPE, to_markdown, to_word
from qa.serve.guard import NEEDS_KEY, ReaderRoute, caller_of
from qa.serve.problems import ProblemError, responses
from qa.serve.schemas import Collected, Collecting, ConversationId
from qa.serve.service import service_of

router = APIRouter(tags=["questions"], route_class=ReaderRoute, dependencies=NEEDS_KEY)


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
        return JSONResponse(collection_to_json(collection, _today(), style))
    if format is Kind.TEXT:
        return Response(as_lines(collection, _today(), style), media_type="text/plain; charset=utf-8")
    title = await service.reading.run(lambda: service.conversations.title(id, caller_of(request).name))
    document = export_collection(collection, _today(), style, title=say(Message("collection-title", {"title": title})))
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
    return JSONResponse(collection_to_json(held, _today(), CitationStyle.GBT_2015), status_code=201)


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


def _today() -> date:
    return datetime.now().astimezone().date()
