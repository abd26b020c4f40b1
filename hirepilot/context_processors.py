from django.utils.functional import SimpleLazyObject

from hirepilot.context import workspace as open_workspace
from hirepilot.models import Membership, Notification
from hirepilot.outbox import replaces_mail_server


def workspace(request):
    """What every page shows: who is here, where, and where else they could be."""
    member = getattr(request, "member", None)
    here = {"workspace": open_workspace.get() if member else None, "member": member}
    here["request_id"] = getattr(request, "id", "")
    if member is not None:
        here["product_name"] = "HirePilot"
        here["outbox_open"] = replaces_mail_server()
        # Not evaluated before the frame is drawn: a part for htmx costs no query.
        here["unread_notifications"] = SimpleLazyObject(lambda: Notification.objects.of(member).unread().count())
        elsewhere = Membership.objects.current().filter(user=member.user_id).select_related("workspace")
        here["memberships"] = elsewhere.order_by("workspace__name", "pk")
    return here
