"""The settings of a workspace. Higher apps add their sections by `panels.settings_sections`."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from hirepilot.errors import NotADemo
from hirepilot.forms import SettingsForm
from hirepilot.models import Workspace
from hirepilot.panels import settings_sections
from hirepilot.permissions import may, needs
from hirepilot.services.workspaces import remove_demo, update_settings
from hirepilot.tenancy import link

TABS = (
    ("settings", "Workspace", "change settings"),
    ("members", "Members", "manage members"),
    ("tokens", "API tokens", "use own tokens"),
)


def tabs(request):
    """The parts of the settings that the member may open; a page that hangs on one belongs to it."""
    here = max(
        (name for name, *_ in TABS if request.path.startswith(link(name))), key=lambda name: len(link(name))
    )
    return [
        {"label": label, "url": link(name), "current": name == here}
        for name, label, action in TABS
        if may(request.member, action)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def workspace_settings(request):
    # The form works on a row of its own: what was typed wrongly must not show in the frame of the page.
    mine = Workspace.objects.get(pk=request.workspace.pk)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=mine)
    if form.is_bound and form.is_valid():
        changed = update_settings(request.workspace, request.member, **form.cleaned_data)
        messages.success(request, "Settings saved." if changed else "Nothing was different.")
        return redirect(link("settings"))
    return render(
        request,
        "hirepilot/settings.html",
        {
            "tabs": tabs(request),
            "form": form,
            "sections": [
                {"name": one.name, "label": one.label, "html": lazy(one.work, SafeString)(request)}
                for one in settings_sections
            ],
        },
        status=422 if form.errors else 200,
    )


@require_POST
@needs("delete workspace")
def demo_remove(request):
    try:
        remove_demo(request.workspace, request.member)
    except NotADemo as error:
        messages.error(request, str(error))
        return redirect(link("settings"))
    messages.success(request, f"{request.workspace} and everything in it is gone.")
    return redirect("home")
