from hirepilot.models import Job
from support import seeds
from support.models import Alert, Ticket
from tests.factories.hirepilot import UserFactory


def test_the_demo_has_a_ticket_in_each_state_and_nobody_is_told(workspace, member, settings):
    settings.SLACK_WEBHOOK_URL = "https://hooks.slack.example/x"
    UserFactory(is_superuser=True)

    seeds.seed(workspace, member)

    assert [(ticket.status, ticket.count, ticket.user_ids) for ticket in Ticket.objects.newest_first()] == [
        ("open", 2, [member.user_id]),
        ("acknowledged", 1, [member.user_id]),
        ("resolved", 3, [member.user_id]),
    ]
    assert (Alert.objects.count(), Job.objects.count()) == (0, 0)
