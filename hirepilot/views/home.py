"""From signing in to a workspace: the last one, the only one, a choice, or a new one."""

from django.conf import settings
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hirepilot.accounts import INVITED
from hirepilot.errors import NotAllowed, SlugTaken
from hirepilot.forms import NewWorkspaceForm
from hirepilot.middleware import LAST_WORKSPACE
from hirepilot.models import Membership
from hirepilot.navigation import destinations
from hirepilot.services.members import create_workspace
from hirepilot.views.doors import any_member, signed_in


@require_safe
@signed_in
def home(request):
    if INVITED in request.session:
        return redirect("join")
    here = list(_memberships(request.user))
    last = request.COOKIES.get(LAST_WORKSPACE)
    known = [member for member in here if member.workspace.slug == last] or (here if len(here) == 1 else [])
    if known:
        return redirect("workspace", known[0].workspace.slug)
    return redirect("workspaces" if here or not may_create_workspace(request.user) else "workspace-new")


@require_safe
@signed_in
def workspace_list(request):
    return render(
        request,
        "hirepilot/workspaces.html",
        {
            "memberships": _memberships(request.user),
            "may_create": may_create_workspace(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_workspace(request):
    if not may_create_workspace(request.user):
        raise NotAllowed("HirePilot makes workspaces here. Ask the Owner or an Admin of yours to invite you.")
    form = NewWorkspaceForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            return redirect("workspace", _make(request.user, **form.cleaned_data).slug)
        except SlugTaken as error:
            form.add_error("name", str(error))
    first = not _memberships(request.user).exists()
    status = 422 if form.errors else 200
    return render(request, "hirepilot/workspace_new.html", {"form": form, "first": first}, status=status)


@transaction.atomic
def _make(user, *, your_name="", **values):
    if your_name:
        user.name = your_name
        user.save(update_fields=["name"])
    return create_workspace(user, **values)


@require_safe
@any_member
def front(request):
    """The first place in the workspace where the member works. A Guest with whom nothing is shared is told so."""
    work = [place for place in destinations(request.member, request.path) if place.group == 0]
    if work:
        return redirect(work[0].url)
    owner = Membership.objects.select_related("user").get(
        workspace=request.workspace, role=Membership.Role.OWNER, removed_at=None
    )
    return render(request, "hirepilot/nothing_shared.html", {"owner": owner})


def may_create_workspace(user):
    """Anybody where sign-up is open; otherwise staff, and those who own one already."""
    owns = _memberships(user).filter(role=Membership.Role.OWNER)
    return settings.OPEN_SIGNUP or user.is_staff or owns.exists()


def _memberships(user):
    return (
        Membership.objects.current()
        .filter(user=user)
        .select_related("workspace")
        .order_by("workspace__name", "pk")
    )
