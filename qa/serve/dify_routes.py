"""POST /retrieval: the library as an external knowledge base of Dify, in Dify's format, errors included."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from index.article import Article
from index.messages import Message
from index.snapshot import Filters
from qa.answer import Passage, iso
from qa.json_form import shown_location
from qa.serve.guard import NEEDS_KEY, Handler, ReaderRoute
from qa.serve.openai_routes import MODEL
from qa.serve.problems import MEDIA_TYPE, ProblemError, invalid_request, problem_body, problem_of, responses
from qa.serve.questions import check_length
from qa.serve.request_log import note_question
from qa.serve.service import service_of

MAX_RECORDS = 50
LOOKED_AT = 50
"""Passages among which conditions choose."""
MALFORMED, REFUSED, UNKNOWN = 1001, 1002, 2001
"""Dify's error codes: malformed authorization header, wrong key, no such knowledge base."""


class DifyRoute(ReaderRoute):
    """A route whose problems also have what Dify reads: error_code and error_msg."""

    def get_route_handler(self) -> Handler:
        """Return the handler; a missing or wrong key gives 403 here."""
        answer = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await answer(request)
            except RequestValidationError as error:
                return _refusal(request, invalid_request(error.errors()))
            except Exception as error:  # noqa: BLE001 - Dify only shows what is in its own fields
                return _refusal(request, problem_of(error))

        return told


class Condition(BaseModel):
    """A condition on an article's metadata: any of the fields `name` compared with `value`."""

    model_config = ConfigDict(extra="ignore")

    name: str | list[str]
    comparison_operator: Literal[
        "contains", "not contains", "start with", "end with", "is", "is not", "in", "not in", "empty", "not empty",
        "=", "≠", ">", "<", "≥", "≤", "before", "after",
    ]  # fmt: skip
    value: str | Annotated[float, Field(strict=True)] | list[str] | None = None


class Conditions(BaseModel):
    """Conditions on the metadata of articles: title, published, source, author."""

    model_config = ConfigDict(extra="ignore")

    logical_operator: Literal["and", "or"] | None = "and"
    conditions: list[Condition] | None = None


class RetrievalSetting(BaseModel):
    """How many records, and their least score."""

    model_config = ConfigDict(extra="ignore")

    top_k: Annotated[
        float,
        # In JSON 4.0 is an integer like 4, and true is not.
        Field(ge=1, le=10_000, strict=True, multiple_of=1, description=f"At most {MAX_RECORDS} are given."),
    ] = 4
    score_threshold: Annotated[float, Field(ge=0, le=1, strict=True)] = 0.0


class RetrievalAsked(BaseModel):
    """What Dify sends."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "knowledge_id": MODEL,
                    "query": "澄青大桥全长多少米？",
                    "retrieval_setting": {"top_k": 3, "score_threshold": 0.3},
                }
            ]
        },
    )

    knowledge_id: Annotated[str, Field(description=f"`{MODEL}`: there is one library.")]
    query: Annotated[str, Field(min_length=1)]
    retrieval_setting: RetrievalSetting = RetrievalSetting()
    metadata_condition: Conditions | None = None


class Record(BaseModel):
    """A passage. `metadata`: article, title, published, source, author, url, paragraphs."""

    content: str
    score: float
    title: str
    metadata: dict[str, Any]


class Records(BaseModel):
    """Passages, best first."""

    records: list[Record]


router = APIRouter(tags=["Dify's form"], route_class=DifyRoute, dependencies=NEEDS_KEY)


@router.post(
    "/retrieval",
    response_model=Records,
    summary="Find passages, as Dify's external knowledge",
    responses=responses(400, 403, 404, 413, 422, 429, 500, 503),
)
async def retrieve(asked: RetrievalAsked, request: Request) -> dict[str, Any]:
    """Return the passages that a question finds. A score is relative to the best, 0 to 1.

    Conditions choose among the best passages; those on dates and sources that all must hold, among all articles.
    Errors carry `error_code` (1001 and 1002: the key, 2001: no such knowledge base) and `error_msg`.
    """
    service = service_of(request)
    if asked.knowledge_id != MODEL:
        raise ProblemError(404, Message("http-knowledge-unknown", {"known": MODEL}))
    check_length(service, asked.query)
    note_question(service, asked.query)
    wanted = asked.retrieval_setting
    count = min(int(wanted.top_k), MAX_RECORDS)
    conditions = asked.metadata_condition
    looked_at = LOOKED_AT if conditions and conditions.conditions else count
    filters = _filters_of(conditions)
    found = await service.asking.run(lambda: service.answering.retrieve(asked.query, filters, looked_at))
    records = [_record(passage) for passage in found if conditions is None or holds(conditions, passage.article)]
    return {"records": [record for record in records if record["score"] >= wanted.score_threshold][:count]}


def holds(conditions: Conditions, article: Article) -> bool:
    """Return whether an article's metadata meet the conditions: all of them, or any if they say so."""
    held = [any(_holds(one, name, article) for name in _names(one)) for one in conditions.conditions or ()]
    return not held or (any(held) if conditions.logical_operator == "or" else all(held))


def _holds(condition: Condition, name: str, article: Article) -> bool:
    fact = _fact(article, name)
    wanted = condition.value
    values = [str(value) for value in wanted] if isinstance(wanted, list) else ["" if wanted is None else str(wanted)]
    if name == "published":
        values = [value[:10] for value in values]
    return _COMPARISONS[condition.comparison_operator](fact, values)


_COMPARISONS: Mapping[str, Callable[[str, Sequence[str]], bool]] = {
    "contains": lambda fact, values: any(value in fact for value in values),
    "not contains": lambda fact, values: all(value not in fact for value in values),
    "start with": lambda fact, values: fact.startswith(tuple(values)),
    "end with": lambda fact, values: fact.endswith(tuple(values)),
    "is": lambda fact, values: fact in values,
    "is not": lambda fact, values: fact not in values,
    "in": lambda fact, values: fact in values,
    "not in": lambda fact, values: fact not in values,
    "empty": lambda fact, _: not fact,
    "not empty": lambda fact, _: bool(fact),
    "=": lambda fact, values: fact in values,
    "≠": lambda fact, values: fact not in values,
    ">": lambda fact, values: bool(fact) and fact > values[0],
    "<": lambda fact, values: bool(fact) and fact < values[0],
    "≥": lambda fact, values: bool(fact) and fact >= values[0],
    "≤": lambda fact, values: bool(fact) and fact <= values[0],
    "before": lambda fact, values: bool(fact) and fact < values[0],
    "after": lambda fact, values: bool(fact) and fact > values[0],
}
"""Values are compared as text: days as YYYY-MM-DD sort correctly."""


def _filters_of(conditions: Conditions | None) -> Filters:
    """Return the conditions that can be search filters, so that a rare publisher's articles are found too."""
    filters = Filters()
    if conditions is None or conditions.logical_operator == "or":
        return filters
    for one in conditions.conditions or ():
        names = _names(one)
        if names == ["source"] and one.comparison_operator in ("is", "in", "=") and one.value:
            values = one.value if isinstance(one.value, list) else [str(one.value)]
            filters = replace(filters, sources=tuple(values))
        elif names == ["published"] and isinstance(one.value, str) and (day := _day(one.value)) is not None:
            if one.comparison_operator in ("after", ">", "≥"):
                filters = replace(filters, since=max(day, filters.since or day))
            elif one.comparison_operator in ("before", "<", "≤"):
                filters = replace(filters, until=min(day, filters.until or day))
    return filters


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


_ALIASES = {"date": "published", "document_name": "title", "publisher": "source"}


def _names(condition: Condition) -> list[str]:
    names = [condition.name] if isinstance(condition.name, str) else condition.name
    return [_ALIASES.get(name, name) for name in names]


def _fact(article: Article, name: str) -> str:
    """Return an article's metadata field with this name, '' if it is unknown."""
    facts = {"title": article.title, "source": article.source, "author": article.author, "article": article.id}
    if name == "published":
        return iso(article.published) or ""
    return facts.get(name) or next((field.value for field in article.fields if field.name == name), "")


def _record(passage: Passage) -> dict[str, Any]:
    article = passage.article
    return {
        "content": passage.text,
        "score": round(min(max(passage.score, 0.0), 1.0), 4),
        "title": article.face or article.id,
        "metadata": {
            "article": article.id,
            "title": article.title,
            "published": iso(article.published),
            "source": article.source,
            "author": article.author,
            "url": shown_location(article.location),
            "paragraphs": sorted({span.paragraph for span in passage.spans}),
        },
    }


def _refusal(request: Request, problem: ProblemError) -> JSONResponse:
    code, status = problem.status_code, problem.status_code
    if status == 401:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        code, status = (REFUSED if scheme.lower() == "bearer" and key.strip() else MALFORMED), 403
    elif status == 404:
        code = UNKNOWN
    told = ProblemError(status, problem.reason, errors=problem.errors)
    body = problem_body(told) | {"error_code": code, "error_msg": str(problem.detail)}
    return JSONResponse(body, status, headers=problem.headers, media_type=MEDIA_TYPE)
