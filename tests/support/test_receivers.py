import pytest

from hirepilot.incidents import Incident, report
from support.models import Ticket


@pytest.mark.parametrize("kind", ("job_parked", "leads_disappeared"))
def test_an_incident_of_a_lower_app_becomes_a_ticket(workspace, member, kind):
    report(Incident(kind, workspace.pk, member.user_id, cause="x"))

    assert [(ticket.kind, ticket.user_ids, ticket.roles) for ticket in Ticket.objects.all()] == [
        (kind, [member.user_id], ["Owner"])
    ]
