"""POST /check: check a text against the library."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from qa.json_form import CheckedManuscript, manuscript_to_json
from qa.manuscript import MAX_CHARS, check_manuscript, read_text
from qa.serve.guard import NEEDS_KEY, ReaderRoute
from qa.serve.problems import responses
from qa.serve.schemas import Line
from qa.serve.service import service_of

router = APIRouter(tags=["questions"], route_class=ReaderRoute, dependencies=NEEDS_KEY)


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
