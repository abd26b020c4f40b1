"""The admin: HirePilot's own people read across workspaces, and enter one, with a reason, to look closer or to change.

EVERY_WORKSPACE         lists, searches and numbers: reads everything, writes nothing
inside(request, …)      one workspace: its rows' pages and every change (`admin_entry`)
"""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from hirepilot import admin_entry
from hirepilot.context import EVERY_WORKSPACE, Actor
from hirepilot.journal import acting
from hirepilot.models import Workspace
from hirepilot.registry import Registry
from hirepilot.staff import OUR_APPS, StaffGuard
from hirepilot.tenancy import workspace_scope

# What needs somebody now, on the landing page: functions () -> some Waiting.
attention = Registry("attention")

# A password of the admin's own would be one without a second factor; and no page of ours is found by a bare number.
NOT_HERE = {"password_change", "password_change_done", "view_on_site"}


@dataclass(frozen=True)
class Waiting:
    """One number on the landing page, and where its rows are. `urgent` ones stand out when there are any."""

    label: str
    number: int
    url: str
    urgent: bool = False


class StaffSite(StaffGuard, admin.AdminSite):
    site_header = site_title = "HirePilot staff"
    index_title = "Overview"
    index_template = "admin/landing.html"
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only tables of ours: what libraries would put here (second factors, sessions) nobody types into."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [model for model in models if model._meta.app_label in OUR_APPS]
        super().register(ours, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        def opened(request, *args, **kwargs):
            # The middleware's stack, because pages are drawn after the view has returned.
            request.scope.enter_context(workspace_scope(EVERY_WORKSPACE))
            request.scope.enter_context(acting(Actor(staff_id=request.user.pk)))
            return view(request, *args, **kwargs)

        return super().admin_view(opened, cacheable)

    def get_urls(self):
        kept = [one for one in super().get_urls() if getattr(one, "name", None) not in NOT_HERE]
        return [
            path("enter/<int:pk>/", self.admin_view(self.enter), name="enter"),
            path("leave/<int:pk>/", self.admin_view(self.leave), name="leave"),
            *kept,
        ]

    def index(self, request, extra_context=None):
        waiting = [one for entry in attention for one in entry.work()]
        entered = admin_entry.entered(request)
        return super().index(request, {"attention": waiting, "entered": entered} | (extra_context or {}))

    def enter(self, request, pk):
        """Asks why, and lets in. Asked once a workspace and session."""
        return require_http_methods(["GET", "POST"])(self._enter)(request, pk)

    def _enter(self, request, pk):
        workspace = get_object_or_404(Workspace, pk=pk)
        form = admin_entry.ReasonForm(
            request.POST or None, initial={"reason": admin_entry.reason_for(request, pk)}
        )
        if request.method == "POST" and form.is_valid():
            admin_entry.enter(request, workspace, form.cleaned_data["reason"])
            return HttpResponseRedirect(self._next(request, workspace))
        context = {"title": f"Enter {workspace}", "form": form, "workspace": workspace}
        return TemplateResponse(
            request,
            "admin/enter.html",
            self.each_context(request) | context,
            status=422 if form.is_bound else 200,
        )

    def leave(self, request, pk):
        return require_POST(self._leave)(request, pk)

    def _leave(self, request, pk):
        admin_entry.leave(request, pk)
        messages.success(request, "You have left the workspace.")
        return HttpResponseRedirect(reverse("admin:index"))

    def _next(self, request, workspace):
        wanted = request.GET.get("next", "")
        inside = url_has_allowed_host_and_scheme(
            wanted, {request.get_host()}, require_https=request.is_secure()
        )
        return wanted if inside else reverse("admin:hirepilot_workspace_change", args=[workspace.pk])
