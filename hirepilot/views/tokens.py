"""API tokens: everybody's own; Owner and Admin see and revoke those of all."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hirepilot import shown_once
from hirepilot.forms import TokenForm
from hirepilot.models import ApiToken
from hirepilot.permissions import may, needs
from hirepilot.services import tokens
from hirepilot.tenancy import link
from hirepilot.views.settings import tabs


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs("use own tokens")
def token_list(request):
    form = TokenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        token, key = tokens.issue(request.member, typed["name"], [typed["scope"]], form.expires_at())
        shown_once.keep(request, "key", {"name": token.name, "key": key})
        return redirect(link("tokens"))
    visible = _visible(request)
    return render(
        request,
        "hirepilot/tokens.html",
        {
            "tabs": tabs(request),
            "form": form,
            "fresh": shown_once.take(request, "key"),
            "now": timezone.now(),
            "own": visible.filter(member=request.member),
            "others": visible.exclude(member=request.member),
            "all_shown": may(request.member, "manage all tokens"),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@needs("use own tokens")
def revoke(request, pk):
    token = get_object_or_404(_visible(request), pk=pk)
    tokens.revoke(request.member, token)
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect(link("tokens"))


def _visible(request):
    """The tokens that work, or did until they ran out, and that this member may know of."""
    found = ApiToken.objects.filter(workspace=request.workspace, revoked_at=None).select_related(
        "member__user"
    )
    return found if may(request.member, "manage all tokens") else found.filter(member=request.member)
