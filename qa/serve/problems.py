"""Errors as RFC 9457 problems: one plain sentence each, never a traceback."""

import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from index.additions import ArticleTakenError
from index.errors import AsksOnlyError, LibraryBusyError, LibraryError, LoadError, YinjuError
from index.messages import Message, say, sentence
from qa.json_form import reason_to_json
from qa.running import TooBusyError
from qa.serve.schemas import Problem

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
BUSY_WAIT_S = 5
"""Retry-After, in seconds, for a caller refused because the queue is full."""
MAX_ERRORS = 20
"""Most faults listed for one request."""

_NAMES: Mapping[int, tuple[str, Message]] = {
    400: ("bad-request", Message("problem-bad-request")),
    401: ("key-missing", Message("problem-key-missing")),
    403: ("not-allowed", Message("problem-not-allowed")),
    404: ("not-found", Message("problem-not-found")),
    405: ("method-not-allowed", Message("problem-method-not-allowed")),
    409: ("conflict", Message("problem-conflict")),
    413: ("too-large", Message("problem-too-large")),
    415: ("media-type", Message("problem-media-type")),
    422: ("invalid", Message("problem-invalid")),
    431: ("head-too-large", Message("problem-head-too-large")),
    429: ("too-many-requests", Message("problem-too-many-requests")),
    500: ("internal", Message("problem-internal")),
    503: ("busy", Message("problem-busy")),
}
"""Status -> (last part of the problem's type, title)."""
_OF_THE_FRAMEWORK: Mapping[int, Message] = {404: Message("http-no-address"), 405: Message("http-no-method")}
_FAULTS: Mapping[str, Message] = {
    "missing": Message("fault-missing"),
    "string_type": Message("fault-no-text"),
    "string_too_short": Message("fault-too-short"),
    "string_too_long": Message("fault-too-long"),
    "string_unicode": Message("fault-no-unicode"),
    "string_pattern_mismatch": Message("fault-misspelt"),
    "list_type": Message("fault-no-list"),
    "too_long": Message("fault-too-many"),
    "too_short": Message("fault-too-few"),
    "literal_error": Message("fault-no-choice"),
    "greater_than_equal": Message("fault-too-small"),
    "less_than_equal": Message("fault-too-great"),
    "int_parsing": Message("fault-no-integer"),
    "int_type": Message("fault-no-integer"),
    "json_invalid": Message("fault-no-json"),
    "dict_type": Message("fault-no-object"),
    "model_type": Message("fault-no-object"),
    "model_attributes_type": Message("fault-no-object"),
    "extra_forbidden": Message("fault-unknown"),
    "bool_type": Message("fault-no-bool"),
    "bool_parsing": Message("fault-no-bool"),
}


class ProblemError(HTTPException):
    """A request that cannot be answered, with the reason; `detail` states it in Chinese."""

    def __init__(self, status: int, reason: Message, *, retry_after_s: int = 0, errors: Sequence[Any] = ()) -> None:
        super().__init__(status, say(reason), headers={"Retry-After": str(retry_after_s)} if retry_after_s else None)
        self.reason = reason
        self.errors = list(errors)


def problem_of(error: Exception) -> ProblemError:
    """Return what a caller is told about an error. Local paths and unexpected errors appear in the log only."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, TooBusyError):
        return ProblemError(503, error.message, retry_after_s=BUSY_WAIT_S)
    if isinstance(error, LibraryBusyError):
        logger.warning("library busy: %s", error)
        return ProblemError(503, Message("http-library-busy"), retry_after_s=BUSY_WAIT_S)
    if isinstance(error, AsksOnlyError):
        return ProblemError(403, Message("http-asks-only"))
    if isinstance(error, ArticleTakenError | LoadError):
        return ProblemError(409 if isinstance(error, ArticleTakenError) else 422, error.message)
    if isinstance(error, LibraryError):
        logger.error("library: %s", error)
        return ProblemError(503, Message("http-library-unusable"), retry_after_s=60)
    if isinstance(error, YinjuError):
        logger.error("%s", error)
    else:
        logger.error("unexpected error", exc_info=error)
    return ProblemError(500, Message("http-internal"))


def problem_body(error: ProblemError) -> dict[str, Any]:
    """Return the problem as a JSON object. `error` repeats it for clients of OpenAI's API."""
    name, title = _NAMES.get(error.status_code, ("http", Message("problem-http")))
    detail = str(error.detail)
    problem: dict[str, Any] = {
        "type": f"urn:yinju:problem:{name}",
        "title": say(title),
        "status": error.status_code,
        "detail": detail,
        "reason": reason_to_json(error.reason),
        "request_id": current_request_id(),
    }
    if error.errors:
        problem["errors"] = error.errors
    return problem | {"error": {"message": detail, "type": name, "param": None, "code": name}}


def problem_response(error: ProblemError) -> JSONResponse:
    """Return the problem as a response."""
    return JSONResponse(problem_body(error), error.status_code, headers=error.headers, media_type=MEDIA_TYPE)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of these problems."""
    described: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        problem: dict[str, Any] = {"description": say(_NAMES[status][1]), "content": {MEDIA_TYPE: {"schema": _SCHEMA}}}
        if status in (429, 503):
            problem["headers"] = {
                "Retry-After": {"description": "Seconds to wait.", "required": True, "schema": {"type": "integer"}}
            }
        if status == 401:
            problem["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
        described[status] = problem
    return described


_SCHEMA = {"$ref": f"#/components/schemas/{Problem.__name__}"}


def install_problem_handlers(app: FastAPI) -> None:
    """Make the framework answer every error it handles with a problem."""

    async def answer_http(request: Request, error: Exception) -> JSONResponse:
        problem = _as_problem(cast(HTTPException, error))
        if problem.status_code == 405:
            problem.headers = {"Allow": ", ".join(Addresses(app).methods(request.url.path))}
        return problem_response(problem)

    async def answer_invalid(request: Request, error: Exception) -> JSONResponse:
        return problem_response(invalid_request(cast(RequestValidationError, error).errors()))

    async def answer_known(request: Request, error: Exception) -> JSONResponse:
        return problem_response(problem_of(error))

    app.add_exception_handler(HTTPException, answer_http)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    for known in (YinjuError, Exception):
        app.add_exception_handler(known, answer_known)


class Addresses:
    """An application's addresses and their methods; the framework only knows those of a single route."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def methods(self, path: str) -> list[str]:
        """Return the methods of this address, in order, [] for an unknown one."""
        # An article's id may contain a slash; an address that matches without one takes precedence.
        known = self._known(path, "[^/]+") or self._known(path, ".+")
        return sorted(known | ({"HEAD"} if "GET" in known else set()) | {"OPTIONS"}) if known else []

    def _known(self, path: str, part: str) -> set[str]:
        """Return the methods of the addresses that match a path; `part` is the pattern for a name in braces."""
        return {
            method.upper()
            for pattern, methods in self._app.openapi()["paths"].items()
            if re.fullmatch(re.sub(r"\\{\w+\\}", part, re.escape(pattern)), path)
            for method in methods
        }


def _as_problem(error: HTTPException) -> ProblemError:
    """Return the framework's own error (unknown address, unreadable body) as a problem."""
    if isinstance(error, ProblemError):
        return error
    problem = ProblemError(error.status_code, _OF_THE_FRAMEWORK.get(error.status_code, Message("http-unreadable")))
    problem.headers = error.headers
    return problem


def invalid_request(faults: Sequence[Any]) -> ProblemError:
    """Return the problem of an invalid request. The values sent are not repeated."""
    told = [_describe(fault) for fault in faults]
    errors = [
        {"where": [str(part) for part in fault["loc"]], "code": fault["type"], "message": say(message)}
        for fault, message in zip(faults, told, strict=True)
    ]
    return ProblemError(422, Message("http-invalid", {"fault": told[0]}), errors=errors[:MAX_ERRORS])


def _describe(fault: Mapping[str, Any]) -> Message:
    if fault["type"] == "value_error":
        error = fault["ctx"]["error"]
        return error.message if isinstance(error, YinjuError) else sentence(str(error))
    said = _FAULTS.get(fault["type"], Message("fault-other"))
    name = ".".join(str(part) for part in fault["loc"][1:] if isinstance(part, str))
    return (
        Message("fault-of-field", {"name": name, "fault": said}) if name else Message("fault-of-body", {"fault": said})
    )


# ---- The id of a request in the logs, the worker threads and the response


ID_HEADER = "x-request-id"
_ALLOWED = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request being answered, '' outside of one."""
    return _current.get()


def begin_request(sent: str) -> str:
    """Use the id the caller sent, or a new one if that is not fit for a log; return it."""
    id = sent if _ALLOWED.fullmatch(sent) else secrets.token_hex(8)
    _current.set(id)
    return id
