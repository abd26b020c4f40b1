"""What a member was told, and the way from there to what it is about."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from hirepilot.errors import BadCursor
from hirepilot.models import Notification
from hirepilot.paging import Order, keyset_page
from hirepilot.permissions import needs
from hirepilot.services import notifications
from hirepilot.tenancy import link

NEWEST_FIRST = Order("notifications")


@require_safe
@needs("see notifications")
def notification_list(request):
    mine = Notification.objects.of(request.member)
    try:
        page = keyset_page(
            mine, NEWEST_FIRST, after=request.GET.get("after"), before=request.GET.get("before")
        )
    except BadCursor:
        return redirect(link("notifications"))
    return render(request, "hirepilot/notifications.html", {"page": page})


@require_safe
@needs("see notifications")
def notification(request, pk):
    """Mark it as read and go to what it is about. Followed from a mail, so by GET; it tells the member alone."""
    told = get_object_or_404(Notification.objects.of(request.member), pk=pk)
    notifications.read(request.member, told)
    return redirect(notifications.page_of(told))


@require_POST
@needs("see notifications")
def read_all(request):
    notifications.read(request.member)
    return redirect(link("notifications"))
