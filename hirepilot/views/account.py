"""A person's own page, outside every workspace. Password, second factor and sessions are allauth's pages."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hirepilot.forms import ProfileForm
from hirepilot.models import Membership, User
from hirepilot.views.doors import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request):
    mine = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=mine)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("profile")
    here = Membership.objects.current().filter(user=request.user).select_related("workspace", "user")
    return render(
        request,
        "hirepilot/profile.html",
        {
            "form": form,
            "memberships": here.order_by("workspace__name", "pk"),
        },
        status=422 if form.errors else 200,
    )
