import pytest

from hirepilot.errors import NotAllowed, NothingToUndo
from hirepilot.journal import operation
from hirepilot.models import Operation
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope
from leads.errors import ReasonNeeded
from leads.models import Activity, Identity, Lead, OptOut
from leads.models.opt_out import address_hash
from leads.services.editing import edit
from leads.services.opting_out import lift, opt_out, refresh_opted_out
from tests.factories.imports import table, taken_in
from tests.factories.leads import IdentityFactory, LeadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def opted_out(lead):
    return Lead.objects.get(pk=lead.pk).opted_out


def kept():
    return set(OptOut.objects.values_list("channel", "address"))


@pytest.mark.proves("LEAD-021", "LEAD-123", "LEAD-124")
def test_it_is_kept_for_every_address_of_the_lead(member):
    lead = LeadFactory(email="ada@engines.example", linkedin="ada-byron", phone="+493012345678")
    opt_out(lead, "email", reason="asked by phone", source="Mia", by=member)
    assert kept() == {
        ("email", address_hash("email", "ada@engines.example")),
        ("email", address_hash("slug", "ada-byron")),
        ("email", address_hash("phone", "+493012345678")),
    }
    assert opted_out(lead) == ["email"]
    assert Activity.objects.get().text == "Do not contact (Email): asked by phone"
    assert set(OptOut.objects.values_list("reason", "source", "lead_id")) == {
        ("asked by phone", "Mia", lead.pk)
    }


def test_a_lead_without_address_is_kept_by_its_number():
    lead = LeadFactory()
    opt_out(lead, "all")
    assert kept() == {("all", address_hash("lead", lead.pk))}
    assert opted_out(lead) == ["all"]


def test_saying_it_twice_adds_nothing():
    lead = LeadFactory(email="ada@engines.example")
    opt_out(lead, "all")
    opt_out(lead, "all")
    assert (OptOut.objects.count(), Activity.objects.count()) == (1, 1)


@pytest.mark.proves("LEAD-122")
def test_channels_add_up_in_order():
    lead = LeadFactory(email="ada@engines.example")
    for channel in ("phone", "all", "email"):
        opt_out(lead, channel)
    assert opted_out(lead) == ["all", "email", "phone"]


def test_whoever_comes_back_under_the_address_is_opted_out():
    gone = LeadFactory(email="ada@engines.example")
    opt_out(gone, "all")
    with operation("erase"):
        gone.delete()
    back = LeadFactory()
    with operation("setup"):
        Identity.objects.create(lead=back, kind="email", value="ada@engines.example")
    assert refresh_opted_out([back.pk]) == 1
    assert refresh_opted_out([back.pk]) == 0
    assert opted_out(back) == ["all"]


def test_a_new_address_that_is_opted_out_opts_the_lead_out():
    opt_out(LeadFactory(phone="+12125550142"), "phone")
    lead = LeadFactory()
    edit(lead, {"phones": ["+1 212 555 0142"]})
    assert opted_out(lead) == ["phone"]


@pytest.mark.proves("PRO-09")
def test_taking_an_address_away_does_not_lift_it(member):
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example")
    opt_out(lead, "email", reason="asked")
    edit(lead, {"emails": []}, by=member)
    assert opted_out(lead) == ["email"]
    edit(lead, {"emails": ["new@engines.example"]}, by=member)
    assert opted_out(lead) == ["email"]


def test_who_shares_the_number_is_opted_out_with_it_and_lifted_with_it(member):
    first, second = LeadFactory(phone="+12125550142"), LeadFactory(phone="+12125550142")
    opt_out(first, "phone")
    assert (opted_out(first), opted_out(second)) == (["phone"], ["phone"])
    lift(second, "phone", reason="number of the desk", by=member)
    assert (opted_out(first), opted_out(second)) == ([], [])


@pytest.mark.proves("PRO-29")
def test_undo_never_lifts_it():
    lead = LeadFactory(email="ada@engines.example")
    opt_out(lead, "all")
    with pytest.raises(NothingToUndo):
        undo(Operation.objects.latest("pk"))
    assert opted_out(lead) == ["all"]


@pytest.mark.proves("PRO-29")
def test_undo_keeps_a_lead_by_which_alone_do_not_contact_is_remembered(member):
    taken_in(
        table([["Ada Byron", "", "", "Engines", "", "", "", "yes"], ["Bob Cox", "", "", "Navy"]]), member
    )
    whole = Operation.objects.get(kind="lead.import")

    undone = undo(whole, by=member)

    assert [lead.full_name for lead in Lead.objects.all()] == ["Ada Byron"]
    assert opted_out(Lead.objects.get()) == ["all"]
    assert "Keeps 1 lead marked do not contact, without any address by which that would be remembered." in (
        undone.plan.wont
    )


def test_undo_removes_an_opted_out_lead_whose_address_remembers_it(member):
    taken_in(table([["Ada Byron", "ada@engines.example", "", "", "", "", "", "yes"]]), member)

    undo(Operation.objects.get(kind="lead.import"), by=member)

    assert (Lead.objects.exists(), OptOut.objects.get().address) == (
        False,
        address_hash("email", "ada@engines.example"),
    )


def test_undoing_an_edit_that_brought_the_address_takes_the_mark_along():
    opt_out(LeadFactory(email="old@engines.example"), "all")
    with operation("setup"):
        Identity.objects.get().delete()
    lead = LeadFactory()
    edit(lead, {"emails": ["old@engines.example"]})
    assert opted_out(lead) == ["all"]
    undo(Operation.objects.latest("pk"))
    assert opted_out(lead) == []


def test_only_owner_and_admin_lift_it_and_they_say_why(member, admin_member, plain_member, guest):
    lead = LeadFactory(email="ada@engines.example", linkedin="ada-byron")
    opt_out(lead, "all")
    opt_out(lead, "phone")
    for nobody in (plain_member, guest, None, "job"):
        with pytest.raises(NotAllowed):
            lift(lead, "all", reason="because", by=nobody)
    with pytest.raises(ReasonNeeded):
        lift(lead, "all", reason=" ", by=member)
    assert lift(lead, "all", reason="wrote to us again", by=admin_member) == 2
    assert opted_out(lead) == ["phone"]
    assert Activity.objects.latest("pk").text == "May be contacted again (All): wrote to us again"
    assert Operation.objects.latest("pk").reason == "wrote to us again"


def test_lifting_what_is_not_there_leaves_no_trace(member):
    before = Operation.objects.count()
    assert lift(LeadFactory(), "all", reason="because", by=member) == 0
    assert (Activity.objects.count(), Operation.objects.filter(kind="lead.lift_opt_out").count()) == (0, 0)
    assert Operation.objects.count() == before + 1  # the factory's


def test_an_unknown_channel_is_refused():
    with pytest.raises(ValueError, match="pigeon"):
        opt_out(LeadFactory(), "pigeon")


def test_an_opt_out_of_a_neighbour_is_not_ours(neighbour):
    with workspace_scope(neighbour.workspace):
        opt_out(LeadFactory(email="ada@engines.example"), "all", by=neighbour)
    lead = LeadFactory(email="ada@engines.example")
    IdentityFactory(lead=lead, kind="slug", value="ada-byron")
    refresh_opted_out([lead.pk])
    assert opted_out(lead) == []
