"""A lead by hand: what is warned about before it is saved, what is refused in place, and that nothing typed is lost."""

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError

from hirepilot.models import Operation
from hirepilot.tenancy import link
from leads.models import Identity, Lead
from leads.services import organising
from leads.views import lead_new
from support.models import Ticket
from tests.factories.hirepilot import MembershipFactory, UserFactory
from tests.factories.leads import CustomFieldFactory, LeadFactory

SCRIPT = "<script>alert(1)</script>"


def text_of(answer):
    return " ".join(answer.content.decode().split())


def said(answer):
    return [(str(message), message.extra_tags) for message in get_messages(answer.wsgi_request)]


def test_all_that_was_typed_is_there_and_one_undo_takes_it_back(client, workspace, member):
    CustomFieldFactory(key="shoe", label="Shoe size", kind="number")
    typed = {
        "first_name": "Zoë", "last_name": "Łukasz", "emails": "zoe@x.example\r\nz@y.example", "phones": "+44 20 7946 0991",
        "linkedin": "https://www.linkedin.com/in/zoe-l/", "title": "CTO", "company": "Engines", "location": "Łódź",
        "legal_basis": "Consent", "custom.shoe": "39", "owner": member.pk, "tags": "Austin, Remote", "note": "Met in May.",
    }  # fmt: skip

    answer = client.post(link("leads:new"), typed)

    lead = Lead.objects.get()
    done = Operation.objects.get(kind="lead.intake")
    assert answer.url == lead.get_absolute_url()
    assert said(answer) == [("Zoë Łukasz is created.", link("operation-undo", done.pk))]
    assert (lead.full_name, lead.source, lead.status, lead.owner, lead.legal_basis) == (
        "Zoë Łukasz", "manual", "new", member, "Consent",
    )  # fmt: skip
    assert (lead.email, lead.phone, lead.linkedin, lead.custom) == (
        "zoe@x.example",
        "+442079460991",
        "zoe-l",
        {"shoe": "39"},
    )
    assert {"full_name", "title", "company", "location"} <= set(lead.typed)
    assert {tag.name for tag in lead.tags.all()} == {"Austin", "Remote"}
    assert lead.notes.get().text == "Met in May."
    client.post(link("operation-undo", done.pk))
    assert not Lead.objects.exists()


def test_the_form_proposes_oneself_as_owner(client, workspace, member):
    assert client.get(link("leads:new")).context["form"]["owner"].value() == member.pk


@pytest.mark.parametrize("typed", [
    {"first_name": "Ada"}, {"last_name": "Byron"}, {"emails": "ada@x.example"}, {"linkedin": "linkedin.com/in/ada"},
])  # fmt: skip
def test_a_name_or_an_email_or_a_profile_is_enough(client, workspace, typed):
    assert client.post(link("leads:new"), typed).status_code == 302
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"title": "CTO"}, "No name, no email"),
    ({"phones": "+44 20 7946 0991"}, "there is nothing that says who this is."),
    ({"first_name": "Ada", "emails": "ada@@x"}, "ada@@x"),
    ({"first_name": "Ada", "phones": "12"}, "12"),
    ({"first_name": "Ada", "linkedin": "https://www.linkedin.com/company/engines"}, "This is the page of a company, not of a person."),
    ({"first_name": "Ada", "linkedin": SCRIPT}, "&lt;script&gt;"),
    ({"first_name": "Ada", "custom.shoe": "large"}, "A number is needed here."),
    ({"first_name": "Ada", "custom.since": "yesterday"}, "A date is needed here"),
    ({"first_name": "Ada", "owner": "999999"}, "Select a valid choice."),
    ({"first_name": "x" * 101}, "at most 100 characters"),
    ({"first_name": "Ada", "title": "\x00"}, "Null characters are not allowed."),
])  # fmt: skip
def test_a_refusal_stands_at_its_field_and_keeps_everything(client, workspace, typed, sentence):
    CustomFieldFactory(key="shoe", label="Shoe size", kind="number")
    CustomFieldFactory(key="since", label="Since", kind="date")

    answer = client.post(
        link("leads:new"), {"company": "Kept Ltd", "note": "Kept note", "tags": "kept, too", **typed}
    )

    page = text_of(answer)
    assert answer.status_code == 422
    for part in (sentence, "Kept Ltd", "Kept note", "kept, too"):
        assert part in page
    assert SCRIPT not in page
    assert (Lead.objects.count(), Operation.objects.filter(kind="lead.intake").count()) == (0, 0)


@pytest.mark.parametrize(("typed", "reason"), [
    ({"emails": "ADA@x.example"}, "Same email: ada@x.example"),
    ({"linkedin": "https://uk.linkedin.com/in/Ada-Byron/?trk=x"}, "Same LinkedIn profile: ada-byron"),
])  # fmt: skip
def test_an_identity_of_another_lead_stops_it_and_leads_there(client, workspace, typed, reason):
    there = LeadFactory(name="Ada Byron", email="ada@x.example", linkedin="ada-byron")

    for press in ({}, {"anyway": "1"}):
        answer = client.post(link("leads:new"), {"first_name": "Ada", **typed, **press})
        page = text_of(answer)
        assert (answer.status_code, Lead.objects.count()) == (422, 1)
        assert reason in page
        assert f'href="{there.get_absolute_url()}"' in page
        assert "Create anyway" not in page


@pytest.mark.parametrize(("typed", "reason"), [
    ({"last_name": "Byron", "company": "Engines"}, "Same name and company: Engines"),
    ({"last_name": "Lovelace", "phones": "020 7946 0991"}, "Same phone: +442079460991"),
])  # fmt: skip
def test_a_likely_double_is_created_only_when_it_is_meant(client, workspace, typed, reason):
    workspace.default_country = "GB"
    workspace.save()
    LeadFactory(name="Ada Byron", company="Engines", phone="+442079460991")
    typed = {"first_name": "Ada", **typed}

    warned = client.post(link("leads:new"), typed)
    assert (warned.status_code, Lead.objects.count()) == (422, 1)
    assert reason in text_of(warned)
    assert "Create anyway" in text_of(warned)

    assert client.post(link("leads:new"), typed | {"anyway": "1"}).status_code == 302
    assert Lead.objects.count() == 2


def test_a_colleagues_lead_stops_it_with_whom_to_ask_and_nothing_else(as_member, workspace, plain_member):
    mia = MembershipFactory(workspace=workspace, role="admin", user=UserFactory(name="Mia Berg"))
    LeadFactory(name="Secret Person", email="ada@x.example", company="Hidden Ltd", owner=mia)

    page = text_of(
        as_member(plain_member).post(link("leads:new"), {"first_name": "Ada", "emails": "ada@x.example"})
    )

    assert "ask Mia Berg" in page
    assert ("Secret Person" in page, "Hidden Ltd" in page) == (False, False)
    assert Lead.objects.count() == 1


def test_an_archived_double_is_named_as_such(client, workspace, member):
    organising.archive(LeadFactory(name="Ada Byron", email="ada@x.example"), by=member)
    assert "is here already, archived." in text_of(
        client.post(link("leads:new"), {"emails": "ada@x.example"})
    )


def test_whoever_was_faster_is_met_and_not_doubled(client, workspace, member, monkeypatch):
    there = LeadFactory(name="Ada Byron", email="ada@x.example")
    monkeypatch.setattr(
        lead_new, "possible_duplicates", lambda *args, **kwargs: []
    )  # nobody was there a moment ago

    answer = client.post(
        link("leads:new"),
        {"first_name": "Ada", "last_name": "Byron", "emails": "ada@x.example", "title": "CTO"},
    )

    assert answer.url == there.get_absolute_url()
    assert said(answer)[0][0] == "Ada Byron was here already and has what you typed now."
    assert Lead.objects.get().title == "CTO"


def test_a_lead_given_to_a_colleague_at_once_leads_to_the_list(as_member, workspace, member, plain_member):
    answer = as_member(plain_member).post(link("leads:new"), {"first_name": "Ada", "owner": member.pk})
    assert answer.url == link("leads:list")
    assert Lead.objects.get().owner == member


@pytest.mark.proves("TICK-001", "TICK-018", "TICK-019")
@pytest.mark.django_db(transaction=True)
def test_a_failure_of_ours_is_a_ticket_with_what_was_typed(client, workspace, member, monkeypatch):
    def broken(*args, **kwargs):
        raise IntegrityError("duplicate key value violates a constraint")

    monkeypatch.setattr(lead_new, "take_in", broken)
    with pytest.raises(IntegrityError):
        client.post(link("leads:new"), {"first_name": "Ada", "emails": "ada@x.example"})

    ticket = Ticket.objects.get()
    assert ticket.kind == "lead_creation_failed"
    assert ticket.about == ["Entered by hand: first_name: Ada; emails: ada@x.example"]
    said = dict(ticket.contents)
    assert (said["Lead"], said["User"], said["Role"]) == (ticket.about[0], str(member.user_id), "Owner")
    assert said["Operation"] == "lead.intake: Entered by hand"
    assert said["Errors"].startswith("IntegrityError: duplicate key")
    assert (Lead.objects.count(), Identity.objects.count()) == (0, 0)
