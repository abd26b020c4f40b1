"""Where a member can go: one table for the rail, the phone's dock, the palette and the `g` keys."""

from dataclasses import dataclass, replace

from django.urls import NoReverseMatch

from hirepilot.permissions import may
from hirepilot.tenancy import link


@dataclass(frozen=True)
class Destination:
    view_name: str
    label: str
    icon: str
    key: str  # after g
    action: str  # who sees it
    group: int = 0  # a gap in the rail between groups
    also: str = ""  # a page that belongs to it, though its address does not begin like it
    url: str = ""
    current: bool = False


EVERYWHERE = (
    Destination("leads:list", "Leads", "leads", "l", "see leads"),
    Destination("leads:imports", "Imports", "import", "i", "import leads", also="leads:import"),
    Destination("notifications", "Notifications", "bell", "n", "see notifications", group=1),
    Destination("operations", "History", "undo", "h", "undo", group=1),
    Destination("support:tickets", "Tickets", "ticket", "t", "see tickets", group=1),
    Destination("settings", "Settings", "settings", "s", "change settings", group=1),
)


def destinations(member, path):
    """Those that exist and that the member may see; the one whose address leads furthest to the path is `current`."""
    found = [
        replace(place, url=url)
        for place in EVERYWHERE
        if may(member, place.action) and (url := address(place.view_name))
    ]
    addresses = {
        url: place.url for place in found for url in (place.url, place.also and address(place.also)) if url
    }
    here = addresses.get(max(filter(path.startswith, addresses), key=len, default=None))
    return [replace(place, current=place.url == here) for place in found]


def address(view_name):
    """The address in the open workspace, or nothing: a part that is not built has no link."""
    try:
        return link(view_name)
    except NoReverseMatch:
        return ""
