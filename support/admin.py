"""Tickets and alerts in the admin: what is broken, and who has been told."""

from django import forms
from django.contrib import admin

from hirepilot.admin_acts import act
from hirepilot.admin_base import WorkspaceAdmin
from hirepilot.admin_entry import ReasonForm
from hirepilot.admin_panels import Panel, list_url, to_page
from hirepilot.incidents import KINDS, Severity
from hirepilot.journal import operation
from hirepilot.models import Operation, User
from hirepilot.staff_site import Waiting, attention
from hirepilot.wording import exact, plural
from leads.models import Lead
from support.models import HOUSE, Alert, Ticket
from support.services import alerts, tickets


@attention.register("tickets")
def open_tickets():
    severities = list(Ticket.objects.unresolved().order_by().values_list("severity", flat=True))
    return [
        Waiting(
            f"Unresolved tickets, {severity}", severities.count(severity),
            list_url(Ticket, f"severity={severity}&unresolved=yes"), urgent=severity == Severity.S1,
        )
        for severity in Severity
    ]  # fmt: skip


@attention.register("recipients")
def nobody_to_tell():
    if any(alerts.recipients()):
        return []
    return [Waiting("Nobody is told of tickets: no Super Admin, no Slack webhook", 1, list_url(User), urgent=True)]


@attention.register("alerts")
def undelivered_alerts():
    waiting = Alert.objects.undelivered().exclude(ticket__status=Ticket.Status.RESOLVED)
    return [
        Waiting(
            "Alerts not delivered", waiting.count(), list_url(Alert, "delivered_at__isempty=1"), urgent=True
        )
    ]


class Unresolved(admin.SimpleListFilter):
    title, parameter_name = "state", "unresolved"

    def lookups(self, request, model_admin):
        return [("yes", "Unresolved")]

    def queryset(self, request, queryset):
        return queryset.unresolved() if self.value() == "yes" else queryset


class KindOfIncident(admin.SimpleListFilter):
    title = parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(name, kind.title) for name, kind in KINDS.items()]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class AnswerForm(ReasonForm):
    note = forms.CharField(
        required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text="The person who ran into it reads this on the ticket.",
    )  # fmt: skip
    field_order = ["note", "reason"]


class ResolveForm(AnswerForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


@admin.register(Ticket)
class TicketAdmin(WorkspaceAdmin):
    search_for = "The number of a ticket"
    list_display = ("reference", "severity", "title", "status", "count", "place", "last_seen", "handled_by")
    list_filter = (Unresolved, "status", "severity", KindOfIncident)
    list_select_related = ("handled_by",)
    ordering = ("-last_seen", "-pk")
    fields = (
        "place", "severity", "title", "status", "count", "cause", "provider", "roles", "began_at", "first_seen", "last_seen",
        "handled_by", "handled_at", "note",
    )  # fmt: skip
    readonly_fields = ("place", "title", "reference")
    actions = ("acknowledge", "resolve")

    @admin.display(description="Workspace")
    def place(self, ticket):
        return ticket.workspace or HOUSE.name

    def search(self, queryset, text, places):
        text = text.upper().removeprefix("T-")
        return super().search(queryset, text, [*places, HOUSE.pk])

    def facts(self, request, row):
        users = User.objects.in_bulk(row.user_ids)
        leads = Lead.objects.in_bulk(row.lead_ids)
        return [
            Panel("In short", ("What", "Known"), row.contents),
            Panel("Errors", ("Error",), [(text,) for text in row.errors]),
            Panel("Steps before it", ("Step",), [(text,) for text in row.steps]),
            Panel("Users", ("Number", "Who"), [(to_page(User, pk), users.get(pk, "gone")) for pk in row.user_ids]),
            Panel("Leads", ("Number", "Lead"), [(to_page(Lead, pk), leads.get(pk, "gone")) for pk in row.lead_ids]),
            Panel("Operations", ("Number",), [(to_page(Operation, pk),) for pk in row.operation_ids]),
            Panel("About", ("What",), [(text,) for text in row.about]),
            Panel("Who was told", ("Channel", "Whom", "Outcome", "Attempts", "When", "Error"), [
                (one.get_channel_display(), one.recipient, one.outcome, one.attempts,
                 exact(one.delivered_at) if one.delivered_at else "", one.last_error)
                for one in row.alerts.order_by("pk")
            ]),
        ]  # fmt: skip

    @act("Acknowledge", form=AnswerForm)
    def acknowledge(self, request, rows, values):
        return f"{self._handle(request, rows, values, tickets.acknowledge, 'Acknowledged')} acknowledged."

    @act("Resolve", form=ResolveForm)
    def resolve(self, request, rows, values):
        return f"{self._handle(request, rows, values, tickets.resolve, 'Resolved')} resolved."

    def _handle(self, request, rows, values, verb, said):
        chosen = list(rows.order_by("pk"))
        for ticket in chosen:
            verb(ticket, by=request.user, note=values["note"])
            if ticket.desk is not HOUSE:
                with operation("staff.ticket", summary=f"{said} the ticket {ticket.reference}"):
                    pass
        return plural(len(chosen), "ticket")


@admin.register(Alert)
class AlertAdmin(WorkspaceAdmin):
    search_for = "The number of an alert or of a ticket"
    search_exact = ("pk", "ticket_id")
    list_display = (
        "id",
        "ticket",
        "channel",
        "recipient",
        "occurrence",
        "outcome",
        "attempts",
        "delivered_at",
        "last_error",
    )
    list_select_related = ("ticket",)
    list_filter = ("channel", ("delivered_at", admin.EmptyFieldListFilter))
    fields = (
        "ticket", "channel", "recipient", "occurrence", "attempts", "outcome", "created_at", "claimed_at", "delivered_at",
        "refused_at", "last_error",
    )  # fmt: skip
    readonly_fields = ("outcome",)

    def search(self, queryset, text, places):
        return super().search(queryset, text, [*places, HOUSE.pk])
