"""Who is in the workspace: the list, invitations, roles, removal, transfer."""

from dataclasses import asdict

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hirepilot import shown_once
from hirepilot.errors import HirePilotError, NotAllowed, OneOwner
from hirepilot.forms import ROLES, InviteForm, RemoveForm, RoleForm, TransferForm
from hirepilot.models import Invitation, Membership
from hirepilot.outbox import replaces_mail_server
from hirepilot.permissions import ROLES as RANKS
from hirepilot.permissions import may, needs
from hirepilot.services import invitations, members
from hirepilot.tenancy import link
from hirepilot.views.doors import any_member
from hirepilot.views.settings import tabs

BY_RANK = Case(
    *(When(role=role, then=Value(rank)) for rank, role in enumerate(RANKS)), output_field=IntegerField()
)


@require_safe
@never_cache
@needs("manage members")
def member_list(request):
    return _page(request, invited=shown_once.take(request, "invited"))


@require_POST
@needs("manage members")
def invite(request):
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, invite_form=form, status=422)
    answers = invitations.invite(request.member, form.cleaned_data["emails"], form.cleaned_data["role"])
    return _show(request, answers)


@require_POST
@needs("manage members")
def renew(request, pk):
    """A new link: mailed again, or shown to copy when there is no mail server."""
    return _show(request, [invitations.renew(request.member, _waiting(request, pk))])


@require_POST
@needs("manage members")
def withdraw(request, pk):
    invitation = _waiting(request, pk)
    invitations.withdraw(request.member, invitation)
    messages.success(
        request, f"The invitation of {invitation.email} was withdrawn; its link no longer works."
    )
    return redirect(link("members"))


@require_POST
@needs("manage members")
def change_role(request, pk):
    member, form = _member(request, pk), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the roles.")
    elif _done(request, members.change_role, request.member, member, form.cleaned_data["role"]):
        messages.success(request, f"{member} is now {dict(ROLES)[form.cleaned_data['role']]}.")
    return redirect(link("members") if member.pk != request.member.pk else "home")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("manage members")
def remove(request, pk):
    member = _member(request, pk)
    if member.role == Membership.Role.OWNER:
        raise NotAllowed(OneOwner.message)
    heirs = _colleagues(request).exclude(pk=member.pk).exclude(role=Membership.Role.GUEST)
    owned, typed = members.owned_by(member), request.POST if request.method == "POST" else None
    form = RemoveForm(typed, colleagues=heirs, owns=bool(owned), initial={"reassign_to": request.member})
    if form.is_bound and form.is_valid():
        heir = form.cleaned_data.get("reassign_to")
        moved = members.remove(request.member, member, heir)
        said = f"{member} is no longer in this workspace. {members.handed_over(moved, heir)}"
        messages.success(request, said.strip())
        return redirect(link("members"))
    return render(
        request,
        "hirepilot/member_remove.html",
        {
            "leaving": member,
            "form": form,
            "owned": owned,
            "crumbs": [
                {"label": "Members", "url": link("members")},
                {"label": f"Remove {member}", "url": ""},
            ],
        },
        status=422 if form.errors else 200,
    )


@require_POST
@needs("transfer workspace")
def transfer(request):
    form = TransferForm(request.POST, colleagues=_colleagues(request).exclude(pk=request.member.pk))
    if not form.is_valid():
        return _page(request, transfer_form=form, status=422)
    heir = form.cleaned_data["to"]
    if _done(request, members.transfer, request.member, heir):
        messages.success(request, f"{heir} is now the Owner, and you are an Admin.")
    return redirect(link("members"))


@require_POST
@any_member
def leave(request):
    if _done(request, members.leave, request.member):
        messages.success(request, f"You have left {request.workspace}.")
        return redirect("home")
    return redirect("profile")


def _done(request, service, *arguments):
    """Whether it was done; what spoke against it becomes the message of the next page."""
    try:
        service(*arguments)
    except NotAllowed:
        raise
    except HirePilotError as error:
        messages.error(request, str(error))
        return False
    return True


def _show(request, answers):
    shown_once.keep(request, "invited", [asdict(one) | {"link": one.link, "token": ""} for one in answers])
    return redirect(link("members"))


def _page(request, *, invited=None, invite_form=None, transfer_form=None, status=200):
    can_transfer = may(request.member, "transfer workspace")
    others = _colleagues(request).exclude(pk=request.member.pk)
    return render(
        request,
        "hirepilot/members.html",
        {
            "tabs": tabs(request),
            "roles": ROLES,
            "invited": invited,
            "now": timezone.now(),
            "members": _all(request).annotate(rank=BY_RANK).order_by("rank", "user__name", "user__email"),
            "waiting": Invitation.objects.filter(
                workspace=request.workspace, accepted_at=None, withdrawn_at=None
            )
            .select_related("invited_by__user")
            .order_by("email"),
            "invite_form": invite_form or InviteForm(),
            "transfer_form": can_transfer and (transfer_form or TransferForm(colleagues=others)),
            "no_mail": replaces_mail_server(),
        },
        status=status,
    )


def _all(request):
    return Membership.objects.filter(workspace=request.workspace, removed_at=None).select_related("user")


def _colleagues(request):
    return Membership.objects.current().filter(workspace=request.workspace).select_related("user")


def _member(request, pk):
    return get_object_or_404(_all(request), pk=pk)


def _waiting(request, pk):
    found = Invitation.objects.filter(
        workspace=request.workspace, accepted_at=None, withdrawn_at=None, pk=pk
    ).first()
    if found is None:
        raise Http404
    return found
