"""POST /brief, /timeline, /table, /posts and /in_force, GET /topics: several facts, answered as by `/ask`.
POST /check: a text checked against the library."""

import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from qa import json_form
from qa.answer import Form
from qa.forms.holdings import topics_to_json
from qa.json_form import CheckedManuscript, manuscript_to_json
from qa.manuscript import MAX_CHARS, check_manuscript, read_text
from qa.running import AnswerEvent, AnswerFinished
from qa.scope import read_filters
from qa.serve.ask_routes import EVENT_SCHEMA, EVENT_STREAM, respond
from qa.serve.guard import NEEDS_KEY, ReaderRoute
from qa.serve.problems import responses
from qa.serve.questions import check_length
from qa.serve.request_log import note_question
from qa.serve.schemas import MAX_LINE_CHARS, FormAsked, Line, TopicHeld, Topics
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


_ROUTES = {
    Form.BRIEF: (
        "Sum up articles",
        "Sum up an article, by its id or title, or the articles on a topic, in their own sentences.",
    ),
    Form.TIMELINE: (
        "What happened when",
        "Tell what happened of one matter by its days: the same events of several articles once, with their count.",
    ),
    Form.TABLE: (
        "Figures side by side",
        "Put the figures of one indicator side by side, by place, period and source (各县的优良天数).",
    ),
    Form.POSTS: (
        "Who held which post",
        "Tell which posts a person held, or who held a post (青岚县县长), each as of its day.",
    ),
    Form.IN_FORCE: (
        "Which rules are in force",
        "Tell which rules on a matter are in force, ended or not yet in force, as of today or of a day that is named.",
    ),
}
"""The forms with an address of their own: the summary and the description of each."""


def _answers_in(form: Form) -> Callable[[FormAsked, Request], Awaitable[Response]]:
    async def answer(asked: FormAsked, request: Request) -> Response:
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

    return answer


for _form, (_summary, _description) in _ROUTES.items():
    router.add_api_route(
        f"/{_form.value}",
        _answers_in(_form),
        methods=["POST"],
        name=_form.value,
        response_model=None,
        summary=_summary,
        description=_description,
        responses=_RESPONSES,
    )


@router.get(
    "/topics",
    response_model=Topics | TopicHeld,
    summary="What the library holds",
    responses=responses(401, 403, 422, 429, 500, 503),
)
async def topics(request: Request, topic: Annotated[str, Query(max_length=MAX_LINE_CHARS)] = "") -> Response:
    """Return the main topics of the library in its own words; with `topic` the number of articles on it by time and by
    source, and the newest."""
    service = service_of(request)

    def read() -> dict[str, Any]:
        with service.answering.library.snapshot() as snapshot:
            return topics_to_json(snapshot, topic.strip())

    return JSONResponse(await service.asking.run(read))


class TextToCheck(BaseModel):
    """A text to be checked, one paragraph per line."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "澄青大桥全长1200米。"}]})

    text: Annotated[str, Field(min_length=1, max_length=MAX_CHARS)]
    title: Line = ""


@router.post(
    "/check",
    response_model=None,
    summary="Check a text",
    responses={
        200: {"model": CheckedManuscript, "description": "Every sentence, and what the library says of it."},
        **responses(400, 401, 403, 413, 422, 429, 500, 503),
    },
)
async def check(wanted: TextToCheck, request: Request) -> Response:
    """Link every sentence of a text to the sentences of the library that support or contradict it, or mark it as not
    found. No chat model is used; a sentence takes some tens of milliseconds."""
    service = service_of(request)
    manuscript = read_text(wanted.text, wanted.title)
    checked = await service.asking.run(lambda: check_manuscript(service.answering, manuscript))
    return JSONResponse(manuscript_to_json(checked))
