"""The ground in the admin: workspaces, their people and keys. Work and journal are in `admin_work`."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.html import format_html_join

from hirepilot import admin_work
from hirepilot.admin_acts import act
from hirepilot.admin_base import StaffAdmin, StaffForm, WorkspaceAdmin
from hirepilot.admin_entry import inside
from hirepilot.errors import NotAllowed
from hirepilot.journal import operation
from hirepilot.models import ApiToken, Invitation, Membership, User, Workspace
from hirepilot.paging import number_in
from hirepilot.services import tokens
from hirepilot.staff import GROUPS
from hirepilot.wording import plural

__all__ = ["admin_work"]  # registers the rest


class UserForm(StaffForm):
    """Who is of the staff, and as what. Only a Super Admin decides that, never about themselves."""

    groups = forms.ModelMultipleChoiceField(
        Group.objects.filter(name__in=GROUPS), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="What staff may do. Without a group they see nothing.",
    )  # fmt: skip
    reason = forms.CharField(max_length=300, widget=forms.TextInput(attrs={"class": "vTextField"}))

    class Meta:
        model = User
        fields = ["name", "is_staff", "is_superuser", "groups"]
        labels = {"is_superuser": "Super Admin"}
        help_texts = {"is_superuser": "May do everything."}

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk == self.by.pk and {"is_staff", "is_superuser"} & set(self.changed_data):
            raise forms.ValidationError("Ask another Super Admin to change what you are.")
        if cleaned.get("is_superuser") and not cleaned.get("is_staff"):
            self.add_error("is_staff", "A Super Admin is of the staff.")
        return cleaned


@admin.register(User)
class UserAdmin(StaffAdmin):
    """Accounts. They are closed, never deleted: what a person did keeps its name."""

    form = UserForm
    editable, has_history = True, True
    search_for = "A number, or the beginning of an email address"
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    readonly_fields = (
        "email",
        "is_active",
        "second_factor",
        "memberships",
        "time_zone",
        "date_joined",
        "last_login",
    )
    actions = ("close_account", "open_account", "reset_second_factor")

    def get_fieldsets(self, request, obj=None):
        typed = ["name", "is_staff", "is_superuser", "groups"]
        typed += ["reason"] if self.has_change_permission(request, obj) else []
        return [("Who they are", {"fields": typed}), ("What is known", {"fields": self.readonly_fields})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form)(form.__name__, (form,), {"by": request.user})

    def search(self, queryset, text, places):
        if number_in(text) is not None:
            return super().search(queryset, text, places)
        return with_address(queryset, text)

    @admin.display(description="Second factor", boolean=True)
    def second_factor(self, user):
        return Authenticator.objects.filter(user=user).exists()

    @admin.display(description="Workspaces")
    def memberships(self, user):
        rows = user.memberships.select_related("workspace").order_by("workspace__name")
        lines = (
            (row.workspace, f"{row.get_role_display()}{', removed' if row.removed_at else ''}")
            for row in rows
        )
        return format_html_join("", "<div>{}: {}</div>", lines) or "none"

    def log_change(self, request, obj, message):
        # An account is in no workspace, or in many; what it is to HirePilot is noted here, and nothing else is.
        changed = request.POST.get("reason", "")
        note_on_account(
            request, obj, f"{', '.join(message[0]['changed']['fields']) if message else 'Nothing'}: {changed}"
        )

    @act("Close the account", allowed="super")
    def close_account(self, request, rows, values):
        if rows.filter(pk=request.user.pk).exists():
            raise NotAllowed("Your own account is closed by another Super Admin.")
        return self._set_active(request, rows, False, values["reason"])

    @act("Open the account again", allowed="super")
    def open_account(self, request, rows, values):
        return self._set_active(request, rows, True, values["reason"])

    def _set_active(self, request, rows, active, reason):
        said = "Opened the account of {} again" if active else "Closed the account of {}"
        changed = list(rows.exclude(is_active=active))
        for user in changed:
            User.objects.filter(pk=user.pk).update(is_active=active)
            tell_owners(request, user, said.format(user), reason)
        return f"{plural(len(changed), 'account')} {'opened' if active else 'closed'}."

    @act("Reset the second factor", allowed="super")
    def reset_second_factor(self, request, rows, values):
        for user in rows:
            Authenticator.objects.filter(user=user).delete()
            for session in UserSession.objects.filter(user=user):
                session.end()
            tell_owners(
                request, user, f"Reset the second factor of {user} and signed them out", values["reason"]
            )
        return f"{plural(rows.count(), 'account')} without a second factor now, and signed out everywhere."


def with_address(users, beginning):
    return users.annotate(address=Lower("email")).filter(address__begins=beginning.lower())


def tell_owners(request, user, summary, reason):
    """A line in the history of every workspace that the person is in, and one on the account."""
    for membership in user.memberships.filter(removed_at=None).select_related("workspace"):
        with inside(request, membership.workspace, reason), operation("staff.account", summary=summary):
            pass
    note_on_account(request, user, f"{summary}: {reason}")


def note_on_account(request, user, text):
    LogEntry.objects.log_actions(request.user.pk, [user], CHANGE, change_message=text, single_object=True)


@admin.register(Workspace)
class WorkspaceListAdmin(StaffAdmin):
    search_for = "A number, or the beginning of a name or address"
    list_display = ("name", "slug", "time_zone", "default_country", "is_demo", "created_at")
    list_filter = ("is_demo",)
    fields = (
        "name", "slug", "time_zone", "default_country", "lead_visibility", "members_export", "match_policy", "undo_days",
        "is_demo", "created_at",
    )  # fmt: skip

    def search(self, queryset, text, places):
        if number_in(text) is not None:
            return super().search(queryset, text, places)
        return queryset.annotate(folded=Lower("name")).filter(
            Q(folded__begins=text.lower()) | Q(slug__begins=text.lower())
        )

    def facts(self, request, row):
        return [admin_work.places_of(row)]


@admin.register(Membership)
class MembershipAdmin(WorkspaceAdmin):
    search_for = "A number, or an email address"
    list_display = ("user", "workspace", "role", "joined_at", "removed_at")
    list_filter = ("role", ("removed_at", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    fields = ("user", "workspace", "role", "joined_at", "removed_at")

    def search(self, queryset, text, places):
        if number_in(text) is not None:
            return super().search(queryset, text, places)
        return queryset.filter(user__in=with_address(User.objects.all(), text))


@admin.register(Invitation)
class InvitationAdmin(WorkspaceAdmin):
    search_for = "A number, or an email address"
    search_begins = ("email",)
    list_display = ("email", "workspace", "role", "created_at", "expires_at", "accepted_at", "withdrawn_at")
    fields = (
        "email",
        "workspace",
        "role",
        "invited_by",
        "created_at",
        "expires_at",
        "accepted_at",
        "withdrawn_at",
    )


@admin.register(ApiToken)
class ApiTokenAdmin(WorkspaceAdmin):
    search_for = "A number, or the beginning of a key"
    search_begins = ("prefix",)
    list_display = ("name", "prefix", "workspace", "member", "last_used_at", "expires_at", "revoked_at")
    list_select_related = ("member__user",)
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    fields = (
        "name", "prefix", "workspace", "member", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at"
    )  # fmt: skip
    actions = ("revoke",)

    def search(self, queryset, text, places):
        # A whole key may be pasted: the beginning that is stored finds it.
        return super().search(queryset, text[:11], places)

    @act("Revoke", allowed="super")
    def revoke(self, request, rows, values):
        return f"{plural(sum(tokens.revoke(None, token) for token in rows), 'token')} revoked."
