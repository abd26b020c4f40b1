"""The admin: HirePilot's own people read across workspaces, and write inside one, with a reason its Owner can read."""

from contextlib import contextmanager
from itertools import groupby

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.template.response import TemplateResponse

from hirepilot.context import EVERY_WORKSPACE, Actor
from hirepilot.errors import HirePilotError
from hirepilot.journal import acting, operation
from hirepilot.registry import Registry
from hirepilot.staff import StaffGuard
from hirepilot.tenancy import workspace_scope

# What needs attention, on the landing page: functions () -> (number, address); `label` names it.
attention = Registry("attention")


class StaffSite(StaffGuard, admin.AdminSite):
    """Every page is read under EVERY_WORKSPACE, which writes nothing; each write opens the row's own workspace."""

    site_header = site_title = "HirePilot staff"
    index_template = "admin/landing.html"

    def admin_view(self, view, cacheable=False):
        def opened(request, *args, **kwargs):
            # The middleware's stack, because pages are drawn after the view has returned.
            request.scope.enter_context(workspace_scope(EVERY_WORKSPACE))
            request.scope.enter_context(acting(Actor(staff_id=request.user.pk)))
            return view(request, *args, **kwargs)

        return super().admin_view(opened, cacheable)

    def index(self, request, extra_context=None):
        waiting = [{"label": one.label, "number": one.work()[0], "url": one.work()[1]} for one in attention]
        return super().index(request, {"attention": waiting} | (extra_context or {}))


class ReasonActionForm(ActionForm):
    reason = forms.CharField(required=False, max_length=300, label="Reason")


class StaffForm(forms.ModelForm):
    """A change of somebody's data says why."""

    reason = forms.CharField(max_length=300, help_text="The Owner of the workspace can read it in the history.")


@contextmanager
def as_staff(workspace, request, reason):
    """Inside one workspace, acting as staff with a reason."""
    with workspace_scope(workspace), acting(Actor(staff_id=request.user.pk, reason=reason)):
        yield


@contextmanager
def inside(workspace, request, kind, summary, reason):
    """The same, in an operation of its own."""
    with as_staff(workspace, request, reason), operation(kind, summary=summary, reason=reason):
        yield


class ReadOnlyAdmin(admin.ModelAdmin):
    """What is looked at and never typed."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class WorkspaceAdmin(admin.ModelAdmin):
    """Rows of workspaces: nothing is added or deleted here; a change needs a reason and lands in the row's workspace."""

    form = StaffForm
    action_form = ReasonActionForm
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        reason = request.POST.get("reason", "").strip()
        try:
            with inside(row.workspace, request, "staff.change", f"Staff changed {row}"[:300], reason):
                answer = super().changeform_view(request, object_id, form_url, extra_context)
                if isinstance(answer, TemplateResponse):
                    answer.render()
                    transaction.set_rollback(True)  # a form with faults changes nothing, the operation included
                return answer
        except (IntegrityError, HirePilotError) as refusal:
            self.message_user(request, f"Nothing was changed: {refusal}", messages.ERROR)
            return super().changeform_view(_as_get(request), object_id, form_url, extra_context)


def _as_get(request):
    request.method = "GET"
    return request


def per_workspace(description):
    """An admin action on the ticked rows, workspace by workspace, each in one operation with the reason given."""

    def decorate(work):
        def action(model_admin, request, queryset):
            reason = request.POST.get("reason", "").strip()
            if not model_admin.has_change_permission(request):
                raise PermissionDenied
            if not reason:
                model_admin.message_user(request, "Say why in the field Reason: nothing was changed.", messages.ERROR)
                return
            rows = sorted(queryset.select_related("workspace"), key=lambda row: row.workspace_id)
            done = 0
            for _, group in groupby(rows, key=lambda row: row.workspace_id):
                group = list(group)
                try:
                    with inside(group[0].workspace, request, "staff.action", f"Staff: {description}", reason):
                        work(model_admin, request, group)
                    done += len(group)
                except HirePilotError as refusal:
                    model_admin.message_user(request, f"{group[0].workspace}: {refusal}", messages.ERROR)
            model_admin.message_user(request, f"{description}: {done} done.")

        action.short_description = description
        action.__name__ = work.__name__
        return action

    return decorate
