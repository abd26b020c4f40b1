from django.dispatch import receiver

from hirepilot.incidents import incident_reported
from support.services.tickets import open_ticket


@receiver(incident_reported, dispatch_uid="support.open_ticket")
def open_a_ticket(sender, incident, **kwargs):
    open_ticket(incident)
