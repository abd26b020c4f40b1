"""How an action answers: with what it did, the way to take it back, and the page it came from.

After a redirect a page goes to people as a whole. htmx follows the redirect by itself, asks as htmx again, and gets the
parts of the page that may have changed.
"""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from hirepilot.journal import operation
from hirepilot.tenancy import link


def carry_out(request, kind, summary, work, *, reason="", changed=bool):
    """(what `work` returned, its operation). Where it changed nothing the operation is None, and none is written.

    `summary` is a text, or makes one of what `work` returned.
    """
    told = "" if callable(summary) else summary
    with operation(kind, by=request.member, summary=told, reason=reason) as done:
        result = work()
        if not changed(result):
            transaction.set_rollback(True)
        elif callable(summary):
            done.summary = summary(result)[:300]
            done.save(update_fields=["summary"])
    return result, done if changed(result) else None


def say(request, text, done=None):
    """A toast; with an operation it carries Undo."""
    messages.success(request, text, extra_tags=link("operation-undo", done.pk) if done else "")


def go(request, address, *, leave=False):
    """A redirect; `leave` says that htmx has to load another page than the one whose parts it shows."""
    return HttpResponseClientRedirect(address) if leave and request.htmx else redirect(address)


def back(request, otherwise):
    """The page that was named in `next`, if it is one of the leads of this workspace."""
    address = request.POST.get("next", "")
    return address if address.startswith(link("leads:list")) else otherwise


def first_fault(request, form):
    messages.error(request, next(iter(form.errors.values()))[0])


def wants_parts(request):
    """Whether htmx asks for what changed on a page that it has; not when it restores a whole one from its history."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def varying(response):
    """The same address answers with a page or with parts: no cache may mix them up."""
    patch_vary_headers(response, ["HX-Request"])
    return response
