"""Tickets and alerts in the admin: what is broken, and who has been told."""

from django.contrib import admin
from django.urls import reverse

from hirepilot.staff_site import ReadOnlyAdmin, attention
from support.models import Alert, Ticket
from support.services import tickets


@attention.register("open-tickets", label="Open tickets")
def open_tickets():
    return Ticket.objects.unresolved().count(), reverse("admin:support_ticket_changelist")


@attention.register("undelivered-alerts", label="Alerts not delivered")
def undelivered_alerts():
    return Alert.objects.undelivered().count(), reverse("admin:support_alert_changelist")


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    list_display = ("id", "severity", "kind", "status", "count", "workspace", "last_seen")
    list_filter = ("status", "severity", "kind")
    list_select_related = ("workspace",)
    actions = ("acknowledge", "resolve")

    @admin.action(description="Acknowledge", permissions=["view"])
    def acknowledge(self, request, queryset):
        self._do(request, queryset, tickets.acknowledge)

    @admin.action(description="Resolve", permissions=["view"])
    def resolve(self, request, queryset):
        self._do(request, queryset, tickets.resolve)

    def _do(self, request, queryset, verb):
        if not request.user.has_perm("support.change_ticket"):
            self.message_user(request, "Your group cannot change tickets.")
            return
        for ticket in queryset:
            verb(ticket, by=request.user, note=request.POST.get("reason", ""))
        self.message_user(request, f"{queryset.count()} done.")


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    list_display = ("id", "ticket", "channel", "recipient", "attempts", "delivered_at", "outcome")
    list_select_related = ("ticket",)
    list_filter = ("channel",)
