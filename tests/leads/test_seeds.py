from hirepilot import seeds as ground
from hirepilot.models import Membership
from leads.models import ImportRow, Lead, LeadImport, Merge, Note, OptOut
from leads.seeds import seed


def test_the_demo_shows_people_in_every_state_that_can_be_reached(workspace, member):
    ground.seed(workspace, member)

    seed(workspace, Membership.objects.get(pk=member.pk))

    assert Lead.objects.count() > 200
    reached = set(Lead.objects.values_list("status", flat=True))
    assert reached == set(Lead.Status.values) - {Lead.Status.CONVERTED}
    assert [done.state for done in LeadImport.objects.all()] == ["done", "done"]
    assert ImportRow.objects.filter(outcome="failed").count() == 1
    assert Merge.objects.count() == 1
    assert OptOut.objects.exists()
    assert Note.objects.count() == 14
    assert Lead.objects.archived().exists()
