"""Coming in by a link. The link goes into the session at once, so that no later address or log line carries it."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hirepilot.accounts import INVITED
from hirepilot.errors import InvitationError
from hirepilot.forms import JoinForm
from hirepilot.models import Membership
from hirepilot.models.api_token import hashed
from hirepilot.services import invitations
from hirepilot.views.doors import anybody


@require_safe
@never_cache
@anybody
def open_link(request, token):
    invitation = invitations.find(hashed(token))
    if invitation is None:
        return _refused(request, InvitationError())
    request.session[INVITED] = invitation.token_hash
    return redirect("join")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@anybody
def join(request):
    invitation = invitations.find(request.session.get(INVITED, ""))
    if invitation is None:
        request.session.pop(INVITED, None)
        return redirect("home")
    if _is_inside(request.user, invitation):
        return _welcome(request, invitation)
    try:
        invitations.refuse_unusable(invitation)
    except InvitationError as error:
        return _refused(request, error)
    return _answer(request, invitation) if request.user.is_authenticated else _entrance(request, invitation)


def _answer(request, invitation):
    theirs = invitations.is_for(invitation, request.user)
    typed = request.POST if request.method == "POST" else None
    form = JoinForm(typed, user=request.user, theirs=theirs)
    if form.is_bound and form.is_valid():
        try:
            return _come_in(request, invitation, **form.cleaned_data)
        except InvitationError as error:  # withdrawn or used while the page was open
            return _refused(request, error)
    return render(
        request,
        "hirepilot/join.html",
        {
            "invitation": invitation,
            "form": form,
            "theirs": theirs,
        },
        status=422 if form.errors else 200,
    )


def _come_in(request, invitation, *, your_name="", confirmed=False):
    with transaction.atomic():
        if your_name:  # first, because the history says who came in
            request.user.name = your_name
            request.user.save(update_fields=["name"])
        invitations.accept_hashed(request.user, invitation.token_hash, confirmed=confirmed)
    messages.success(request, f"Welcome to {invitation.workspace}.")
    return _welcome(request, invitation)


def _entrance(request, invitation):
    back = {"next": reverse("join")}
    return render(
        request,
        "hirepilot/join.html",
        {
            "invitation": invitation,
            "signup_url": f"{reverse('account_signup')}?{urlencode(back | {'email': invitation.email})}",
            "login_url": f"{reverse('account_login')}?{urlencode(back)}",
        },
    )


def _is_inside(user, invitation):
    return (
        user.is_authenticated
        and Membership.objects.current().filter(user=user, workspace=invitation.workspace_id).exists()
    )


def _welcome(request, invitation):
    request.session.pop(INVITED, None)
    return redirect("workspace", invitation.workspace.slug)


def _refused(request, error):
    request.session.pop(INVITED, None)
    return render(request, "hirepilot/join_refused.html", {"error": error}, status=410)
