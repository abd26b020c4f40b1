"""The words of our templates. A builtin of every template, so nothing needs `{% load %}`."""

import re
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from hirepilot import navigation, permissions, tenancy, wording

register = template.Library()

# Each has its shape in icons.svg.
STATUSES = {"new", "enriched", "contacted", "replied", "qualified", "badfit", "converted"}
SPLIT_GAP = 0.25  # percent of a split bar left white between two shares

register.filter("number", wording.number)
register.filter("plural", wording.plural)
register.filter("initials", wording.initials)


@register.simple_tag
@lru_cache(512)  # a page draws hundreds; static() is slow beside a dictionary
def icon(name, size="", css=""):
    """`{% icon "leads" %}`, `{% icon "leads" "s" %}`: decoration; its word stands beside it or labels the button."""
    classes = " ".join(filter(None, ["icon", size and f"icon--{size}", css]))
    sprite = static("hirepilot/icons.svg")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, sprite, name
    )


@register.filter
def status_badge(status, form=""):
    """`{{ lead.status|status_badge }}` bare for tables, `|status_badge:"pill"` where it stands alone."""
    return _status_badge(str(status or ""), form)


@lru_cache(512)
def _status_badge(status, form):
    shape, word = status.replace("_", "").casefold(), status.replace("_", " ").title()
    if shape not in STATUSES:
        return format_html('<span class="badge">{}</span>', word) if word else ""
    pill = " status--pill" if form == "pill" else ""
    return format_html('<span class="status{} is-{}">{}{}</span>', pill, shape, icon(f"s-{shape}"), word)


@register.filter
def breaks(value):
    """`{{ lead.email|breaks }}`: a long address may break before its @ and after its dots, so never within a word."""
    pieces = re.split(r"(?=@)|(?<=[./])(?=\w)", str(value))
    return format_html_join(mark_safe("<wbr>"), "{}", ((piece,) for piece in pieces))


@register.filter
def tone(name):
    """`<span class="avatar {{ member|tone }}">`: stable by name."""
    return f"tone-{wording.tone(name)}"


@register.filter
def ago(when):
    """`<time title="Mon 23 Nov 2026, 08:57">2 h ago</time>`, in the viewer's zone."""
    return _time(when, wording.relative(when)) if when else ""


@register.filter
def exact(when):
    """The exact time as text, where it matters more than how long ago."""
    return _time(when, wording.exact(when)) if when else ""


def _time(when, text):
    exactly = wording.exact(when)
    return format_html('<time datetime="{}" title="{}">{}</time>', when.isoformat(), exactly, text)


@register.simple_tag
def link(view_name, *args, **kwargs):
    """`{% link "leads:detail" lead.pk %}`: the address of a page of the open workspace."""
    return tenancy.link(view_name, *args, **kwargs)


@register.simple_tag
def link_if_built(view_name):
    """The same, or nothing where that part does not exist: the frame shows only what works."""
    return navigation.address(view_name)


@register.simple_tag
def may(member, action, row=None):
    """`{% may member "export leads" as can_export %}`"""
    return permissions.may(member, action, row)


@register.simple_tag(takes_context=True)
def destinations(context):
    """`{% destinations as places %}`: where this member can go, with the one they are in marked `current`."""
    request = context["request"]
    return navigation.destinations(request.member, request.path)


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """`<a href="{% query status="new" after=None %}">`: this address with parameters changed or, by None, gone."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            values = value if isinstance(value, list | tuple) else [value]
            parameters.setlist(name, [str(one) for one in values])
    return f"?{parameters.urlencode()}"


@register.simple_tag
def shares(parts):
    """The rectangles of a split bar: each part's `x` and `width` in percent, parts of nothing left out."""
    parts = [part for part in parts if part["count"]]
    room, total = 100 - SPLIT_GAP * max(len(parts) - 1, 0), sum(part["count"] for part in parts)
    bars, x = [], 0.0
    for part in parts:
        width = room * part["count"] / total
        bars.append({"x": f"{x:.2f}", "width": f"{width:.2f}", "tone": part.get("tone", "")})
        x += width + SPLIT_GAP
    return bars


@register.filter
def control(field):
    """The form field's own control in our look; Django adds aria-invalid and aria-describedby (help, then fault)."""
    widget = field.field.widget
    look = "tick" if getattr(widget, "input_type", "") in ("checkbox", "radio") else "input"
    return field.as_widget(attrs={"class": f"{widget.attrs.get('class', '')} {look}".strip()})


@register.simple_tag
def faulty(form):
    """The visible fields of a refused form that have faults."""
    return [field for field in form.visible_fields() if field.errors]


@register.tag
def capture(parser, token):
    """`{% capture as buttons %}…{% endcapture %}`: a piece of page to hand to a component that takes HTML."""
    try:
        _, as_, name = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("Write {% capture as name %}.") from None
    if as_ != "as":
        raise template.TemplateSyntaxError("Write {% capture as name %}.")
    nodes = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodes, name)


class CaptureNode(template.Node):
    def __init__(self, nodelist, name):
        self.nodelist, self.name = nodelist, name

    def render(self, context):
        context[self.name] = self.nodelist.render(context)
        return ""
