"""Every refusal and failure as `application/problem+json` (RFC 9457): a code for machines, a sentence for people."""

from http import HTTPStatus

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from hirepilot.api.parsers import TooLarge
from hirepilot.errors import HirePilotError
from hirepilot.incidents import report_breach
from hirepilot.middleware import PROBLEM_JSON

log = structlog.get_logger("api")

# One sentence for what is not there and for what the member may not see, whatever the row would have been called.
NOT_FOUND = "There is nothing at this address, or nothing that you may see."
OUR_FAULT = "Something broke on our side. Nothing was half written."
TRANSLATED = {
    Http404: exceptions.NotFound(NOT_FOUND),
    PermissionDenied: exceptions.PermissionDenied(),
    RequestDataTooBig: TooLarge(),
    SuspiciousOperation: exceptions.ParseError("This request cannot be read."),
    UnreadablePostError: exceptions.ParseError("The request ended before it was complete."),
}


def problem(request, status, code, detail, *, errors=(), **members):
    """An answer that says what is wrong. `errors` are (field, code, sentence)."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "instance": request.path,
    }
    # Whatever the view would have rendered: a problem is JSON.
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    if errors:
        body["errors"] = [{"field": field, "code": code, "detail": said} for field, code, said in errors]
    return Response(body | members, status=status, content_type=PROBLEM_JSON)


def problem_response(error, context):
    """What DRF calls for whatever a view raises."""
    request = context["request"]
    error = next((known for kind, known in TRANSLATED.items() if isinstance(error, kind)), error)
    if isinstance(error, exceptions.ValidationError):
        return problem(
            request, 422, "invalid", "Some values cannot be used.", errors=list(_flat(error.detail))
        )
    if isinstance(error, exceptions.APIException):
        return _of_framework(request, error)
    if isinstance(error, HirePilotError) and error.status < 500:
        return _of_ours(request, error)
    return _failure(request, error)


def _of_framework(request, error):
    detail = NOT_FOUND if error.status_code == 404 else str(error.detail)
    answer = problem(request, error.status_code, error.get_codes(), detail)
    if challenge := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = challenge
    if (seconds := getattr(error, "wait", None)) is not None:
        answer["Retry-After"] = str(max(1, round(seconds)))
    return answer


def _of_ours(request, error):
    errors = [(field, error.code, said) for field, said in getattr(error, "errors", {}).items()]
    members = {name: value for name in error.members if (value := getattr(error, name)) is not None}
    answer = problem(request, error.status, error.code, str(error), errors=errors, **members)
    if seconds := getattr(error, "retry_after", None):
        answer["Retry-After"] = str(seconds)
    return answer


def _failure(request, error):
    log.error("a request of the API failed", path=request.path, exc_info=error)
    report_breach(error, attempted=f"{request.method} {request.path}")
    got_request_exception.send(
        sender=None, request=request._request
    )  # whoever counts failures hears of this one too
    return problem(request, 500, "failed", OUR_FAULT, request_id=request.id)


def _flat(detail, field=""):
    """(field, code, sentence) of DRF's nested details; the field is a path such as "emails.0"."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flat(inner, _path(field, "" if name == "non_field_errors" else str(name)))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            # A list of sentences is about the field itself, a list of details about its items.
            is_sentence = isinstance(inner, exceptions.ErrorDetail)
            yield from _flat(inner, field if is_sentence else _path(field, str(place)))
    else:
        yield field, detail.code, str(detail)


def _path(*parts):
    return ".".join(filter(None, parts))
