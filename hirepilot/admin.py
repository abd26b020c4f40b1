"""The ground in the admin: workspaces and their people, jobs, operations and the journal."""

from datetime import timedelta

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from hirepilot import queue
from hirepilot.errors import HirePilotError
from hirepilot.models import ApiToken, Change, Invitation, Job, Membership, Operation, User, Workspace
from hirepilot.services.undo import undo
from hirepilot.staff_site import ReadOnlyAdmin, WorkspaceAdmin, as_staff, attention


@attention.register("parked-jobs", label="Parked jobs")
def parked_jobs():
    return Job.objects.filter(state=Job.State.PARKED).count(), reverse("admin:hirepilot_job_changelist") + "?state=parked"


@attention.register("overdue-jobs", label="Jobs overdue by a minute")
def overdue_jobs():
    late = timezone.now() - timedelta(minutes=1)
    return Job.objects.due().filter(run_after__lt=late).count(), reverse("admin:hirepilot_job_changelist") + "?state=queued"


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    fields = ("email", "name", "time_zone", "is_active", "is_staff", "is_superuser", "groups", "date_joined", "last_login")
    readonly_fields = ("date_joined", "last_login")

    def has_delete_permission(self, request, obj=None):
        return False  # what a person did keeps its name


@admin.register(Workspace)
class WorkspaceAdminPage(ReadOnlyAdmin):
    list_display = ("name", "slug", "time_zone", "default_country", "is_demo", "created_at")
    search_fields = ("name", "slug")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "workspace", "role", "joined_at", "removed_at")
    list_filter = ("role",)
    list_select_related = ("user", "workspace")
    search_fields = ("user__email", "workspace__name")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "workspace", "role", "created_at", "expires_at", "accepted_at", "withdrawn_at")
    list_select_related = ("workspace",)
    search_fields = ("email", "workspace__name")
    exclude = ("token_hash",)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ("name", "prefix", "workspace", "member", "scopes", "last_used_at", "expires_at", "revoked_at")
    list_select_related = ("workspace", "member__user")
    exclude = ("key_hash",)
    actions = ("revoke",)

    @admin.action(description="Revoke", permissions=["view"])
    def revoke(self, request, queryset):
        if not request.user.has_perm("hirepilot.change_apitoken"):
            self.message_user(request, "Your group cannot revoke tokens.")
            return
        queryset.filter(revoked_at=None).update(revoked_at=timezone.now())


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("id", "task", "workspace", "state", "failures", "run_after", "started_at", "finished_at", "worker")
    list_filter = ("state", "task")
    list_select_related = ("workspace",)
    actions = ("replay", "cancel")

    @admin.action(description="Replay with five new tries", permissions=["view"])
    def replay(self, request, queryset):
        self._do(request, queryset, queue.replay)

    @admin.action(description="Cancel", permissions=["view"])
    def cancel(self, request, queryset):
        self._do(request, queryset, queue.cancel)

    def _do(self, request, queryset, verb):
        if not request.user.has_perm("hirepilot.change_job"):
            self.message_user(request, "Your group cannot change jobs.")
            return
        done = sum(verb(number) for number in queryset.values_list("pk", flat=True))
        self.message_user(request, f"{done} of {queryset.count()} done.")


@admin.register(Operation)
class OperationAdmin(WorkspaceAdmin):
    list_display = ("id", "workspace", "kind", "summary", "actor", "reason", "started_at", "undone_by")
    list_select_related = ("workspace", "by__user", "staff", "undone_by")
    list_filter = ("kind",)
    actions = ("take_back",)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and obj is None

    @admin.action(description="Undo", permissions=["change"])
    def take_back(self, request, queryset):
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, "Say why in the field Reason: nothing was undone.")
            return
        for one in queryset.select_related("workspace"):
            try:
                with as_staff(one.workspace, request, reason):
                    undo(one, by=None)
                self.message_user(request, f"Undone: {one}")
            except HirePilotError as refusal:
                self.message_user(request, f"{one}: {refusal}")


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("id", "workspace", "operation", "tbl", "row_id", "subject_id")
    list_select_related = ("workspace", "operation")
    list_filter = ("tbl",)
