"""POST /brief, /timeline, /table, /posts and /in_force, GET /topics: more than one fact, answered as `/ask` answers."""

import threading
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from qa import json_form
from qa.answer import Form
from qa.forms.holdings import topics_to_json
from qa.running import AnswerEvent, AnswerFinished
from qa.scope import read_filters
from qa.serve.ask_routes import EVENT_SCHEMA, EVENT_STREAM, respond
from qa.serve.guard import NEEDS_KEY, ReaderRoute
from qa.serve.problems import responses
from qa.serve.questions import check_length
from qa.serve.request_log import note_question
from qa.serve.schemas import MAX_LINE_CHARS, FormAsked, TopicHeld, Topics
from qa.serve.service import service_of

router = APIRouter(tags=["questions"], route_class=ReaderRoute, dependencies=NEEDS_KEY)
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "model": json_form.Answer,
        "description": "The lines, each tied to its source, or `no_evidence` and why.",
        "content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}},
    },
    **responses(400, 401, 403, 413, 422, 429, 500, 503),
}


@router.post("/brief", response_model=None, summary="Sum up articles", responses=_RESPONSES)
async def brief(asked: FormAsked, request: Request) -> Response:
    """Sum up an article, by its id or title, or the articles on a topic, in their own sentences."""
    return await _in_form(Form.BRIEF, asked, request)


@router.post("/timeline", response_model=None, summary="What happened when", responses=_RESPONSES)
async def timeline(asked: FormAsked, request: Request) -> Response:
    """Tell what happened of one matter by its days: the same events of several articles once, with their count."""
    return await _in_form(Form.TIMELINE, asked, request)


@router.post("/table", response_model=None, summary="Figures side by side", responses=_RESPONSES)
async def table(asked: FormAsked, request: Request) -> Response:
    """Put the figures of one indicator side by side, by place, period and source (各县的优良天数)."""
    return await _in_form(Form.TABLE, asked, request)


@router.post("/posts", response_model=None, summary="Who held which post", responses=_RESPONSES)
async def posts(asked: FormAsked, request: Request) -> Response:
    """Tell which posts a person held, or who held a post (青岚县县长), each as of its day."""
    return await _in_form(Form.POSTS, asked, request)


@router.post("/in_force", response_model=None, summary="Which rules are in force", responses=_RESPONSES)
async def in_force(asked: FormAsked, request: Request) -> Response:
    """Tell which rules on a matter are in force, ended or not yet in force, as of today or of a day that is named."""
    return await _in_form(Form.IN_FORCE, asked, request)


@router.get(
    "/topics",
    response_model=Topics | TopicHeld,
    summary="What the library holds",
    responses=responses(401, 403, 422, 429, 500, 503),
)
async def topics(request: Request, topic: Annotated[str, Query(max_length=MAX_LINE_CHARS)] = "") -> Response:
    """Return the main topics of the library by its own words; with `topic` what it holds on it: how many articles by
    time and by source, and the newest."""
    service = service_of(request)

    def read() -> dict[str, Any]:
        with service.answering.library.snapshot() as snapshot:
            return topics_to_json(snapshot, topic.strip())

    return JSONResponse(await service.asking.run(read))


async def _in_form(form: Form, asked: FormAsked, request: Request) -> Response:
    service = service_of(request)
    check_length(service, asked.topic)
    filters = read_filters(asked.since, asked.until, asked.source)
    note_question(service, asked.topic)

    def stream(cancel: threading.Event) -> Iterator[AnswerEvent]:
        for event in service.answering.stream_form(form, asked.topic, filters, cancel):
            if isinstance(event, AnswerFinished) and not cancel.is_set():
                service.metrics.count_answer(event.answer)
            yield event

    return await respond(service, request, stream)
