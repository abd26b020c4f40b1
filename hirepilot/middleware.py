"""What every request gets: an id, and under /w/<workspace>/ the open workspace and the member who came in."""

import uuid
from contextlib import ExitStack

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from hirepilot.context import Actor
from hirepilot.errors import NotAllowed
from hirepilot.incidents import report_breach
from hirepilot.journal import acting
from hirepilot.models import ApiToken, Membership
from hirepilot.tenancy import workspace_scope

PROBLEM_JSON = "application/problem+json"
LAST_WORKSPACE = "workspace"  # a cookie: where the home page leads back to
COOKIE_SECONDS = 365 * 24 * 3600
# What the API answers before any of its views runs.
NOT_FOUND = (404, "Not Found", "not_found", "There is nothing at this address, or nothing that you may see.")
UNAUTHENTICATED = (
    401,
    "Unauthorized",
    "unauthenticated",
    "Sign in, or send a valid token of this workspace.",
)


class RequestContextMiddleware:
    """Give the request an id that its log lines, its error page and its answer carry."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex[:12]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.id)
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        return response


class WorkspaceMiddleware:
    """Open the workspace named in the address for the member (by session) or token who asks; else "not found".

    The scope stays open until the answer is made; a body that streams afterwards opens its own.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.workspace = request.member = request.token = None
        with ExitStack() as request.scope:
            response = self.get_response(request)
        if (
            request.member
            and not request.token
            and request.COOKIES.get(LAST_WORKSPACE) != request.workspace.slug
        ):
            response.set_cookie(
                LAST_WORKSPACE,
                request.workspace.slug,
                max_age=COOKIE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(self, request, view, args, kwargs):
        if "workspace" not in kwargs:
            return None
        slug = kwargs.pop("workspace")
        # By its place and not by the word: a workspace may be called "api", and a token opens no pages.
        request.is_api = request.path_info.startswith(f"/w/{slug}/api/")
        member = self._member(request, slug)
        if member is None:
            if request.is_api:
                return self._refuse_api(request)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404
        self._open(request, member)
        return None

    def _member(self, request, slug):
        header = request.headers.get("Authorization", "")
        if header and request.is_api:
            kind, _, key = header.partition(" ")
            token = ApiToken.objects.by_key(key.strip()) if kind.lower() == "bearer" else None
            usable = (
                token
                and token.workspace.slug == slug
                and token.member.removed_at is None
                and token.member.user.is_active
            )
            if not usable:
                return None
            request.token = token
            request.user = token.member.user
            # At most one write a minute for a busy token.
            ApiToken.objects.filter(pk=token.pk).exclude(
                last_used_at__gt=timezone.now() - timezone.timedelta(minutes=1)
            ).update(last_used_at=timezone.now())
            return token.member
        if not request.user.is_authenticated:
            return None
        return (
            Membership.objects.current()
            .select_related("workspace", "user")
            .filter(user=request.user, workspace__slug=slug)
            .first()
        )

    def _open(self, request, member):
        request.member, request.workspace = member, member.workspace
        request.scope.enter_context(workspace_scope(member.workspace))
        request.scope.enter_context(
            acting(Actor(member_id=member.pk, token_id=request.token and request.token.pk))
        )
        structlog.contextvars.bind_contextvars(workspace=member.workspace_id)
        if member.user.time_zone or member.workspace.time_zone:
            request.scope.enter_context(
                timezone.override(member.user.time_zone or member.workspace.time_zone)
            )

    def _refuse_api(self, request):
        signed_in = request.user.is_authenticated and "Authorization" not in request.headers
        status, title, code, detail = NOT_FOUND if signed_in else UNAUTHENTICATED
        said = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}
        response = JsonResponse(said | {"instance": request.path}, status=status, content_type=PROBLEM_JSON)
        if status == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response

    def process_exception(self, request, error):
        # Of the address only its path: what was searched for is nobody's business.
        report_breach(error, attempted=f"{request.method} {request.path}")
        if isinstance(error, NotAllowed):
            return render(request, "403.html", {"why": str(error)}, status=403)
        return None
