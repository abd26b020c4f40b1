"""Idempotency-Key: a request that is sent twice is done once, and both times answered alike.

The work and the stored reply are one transaction, and as long as that runs a lock stands for the key. So a process
that dies leaves neither, and there is no half-done state to clean up. A refusal by exception stores nothing: nothing
was done, and the same key may be tried again.
"""

import hashlib
import json
import re
from functools import wraps

from django.db import connection, transaction
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response

from hirepilot.errors import HirePilotError
from hirepilot.middleware import PROBLEM_JSON
from hirepilot.models import ApiReply

KEY = re.compile(r"[\x20-\x7e]{1,255}")
RETRY_SECONDS = 2


class KeyMissing(HirePilotError):
    code = "idempotency_key_missing"
    message = "Send an Idempotency-Key header, so that this is not done twice when you have to send it again."
    status = 400


class KeyUnusable(KeyMissing):
    code = "idempotency_key_unusable"
    message = "An Idempotency-Key has 1 to 255 printable ASCII characters."


class KeyReused(HirePilotError):
    code = "idempotency_key_reused"
    message = "This Idempotency-Key was sent with another body. Use a new key for another request."
    status = 422


class StillRunning(HirePilotError):
    code = "still_running"
    message = "The first request with this Idempotency-Key is still being worked on."
    retry_after = RETRY_SECONDS


def idempotent(handler=None, *, required=False):
    """Answer a repeated Idempotency-Key of the same member and address with what the first request was answered."""
    if handler is None:
        return lambda handler: idempotent(handler, required=required)

    @wraps(handler)
    def once(view, request, *args, **kwargs):
        key = request.headers.get("Idempotency-Key")
        if key is None and not required:
            return handler(view, request, *args, **kwargs)
        if not key:
            raise KeyMissing
        if not KEY.fullmatch(key):
            raise KeyUnusable
        with transaction.atomic():
            return _once(request, key, lambda: handler(view, request, *args, **kwargs))

    once.key_parameter = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=required)
    return once


def _once(request, key, work):
    place = {"member": request.member, "endpoint": f"{request.method} {request.path}"[:300], "key": key}
    _lock(request, place)
    fingerprint = _fingerprint(request.data)
    ApiReply.objects.outdated().delete()
    if said := ApiReply.objects.filter(**place).first():
        if said.fingerprint != fingerprint:
            raise KeyReused
        content_type = PROBLEM_JSON if said.status >= 400 else None
        return Response(
            said.body, said.status, headers={"Idempotency-Replayed": "true"}, content_type=content_type
        )
    answer = work()
    ApiReply.objects.create(**place, fingerprint=fingerprint, status=answer.status_code, body=answer.data)
    return answer


def _lock(request, place):
    name = f"{request.workspace.pk} {request.member.pk} {place['endpoint']} {place['key']}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        if not cursor.fetchone()[0]:
            raise StillRunning


def _fingerprint(data):
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
