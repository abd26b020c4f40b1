"""HirePilot's own people: the admin's door asks for a second factor, and what each group may do there."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

SUPPORT, FINANCE, READ_ONLY = "Support", "Finance", "Read-only"
GROUPS = (SUPPORT, FINANCE, READ_ONLY)
OUR_APPS = ("hirepilot", "leads", "enrichment", "campaigns", "support")

# All groups see everything of ours. Who could change accounts could make themselves Super Admin: no group can.
SUPPORT_CHANGES = {
    ("leads", None), ("enrichment", None), ("campaigns", None), ("support", None), ("hirepilot", "job"),
}  # fmt: skip


class StaffGuard:
    """Mixed into the admin site: staff only, and in this session by a second factor."""

    def has_permission(self, request):
        return is_staff(request.user) and has_proved_second_factor(request)

    def login(self, request, extra_context=None):
        """No form of the admin's own, which would let a password alone in: go and get what is missing."""
        wanted = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if not is_staff(request.user):
            raise Http404
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if not is_mfa_enabled(request.user):
            messages.warning(request, "Staff need a second factor. Switch it on, then open the admin again.")
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}")


def is_staff(user):
    return user.is_active and user.is_staff


def has_proved_second_factor(request):
    """Not only that one is set up: a session from before, or stolen before, has not shown it."""
    if not settings.REQUIRE_STAFF_MFA:
        return True
    shown = any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
    return shown and is_mfa_enabled(request.user)


def grant_permissions():
    """Give the groups what they may do, and nothing else. Run after each migration, when new permissions exist."""
    ours = Permission.objects.filter(content_type__app_label__in=OUR_APPS).select_related("content_type")
    view = [one for one in ours if one.codename.startswith("view_")]
    written = [one for one in ours if one.codename.startswith(("change_", "add_"))]
    changes = [one for one in written if _support_changes(one.content_type)]
    for name in GROUPS:
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([*view, *changes] if name == SUPPORT else view)


def _support_changes(content_type):
    return {(content_type.app_label, None), (content_type.app_label, content_type.model)} & SUPPORT_CHANGES
