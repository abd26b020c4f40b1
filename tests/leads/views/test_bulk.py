"""What is done to the ticked rows: all that may be, in one operation, with its undo; said exactly."""

import re

import pytest
from django.contrib.messages import get_messages

from hirepilot.models import Operation
from hirepilot.tenancy import link, workspace_scope
from leads.models import Lead
from leads.services import merging
from tests.factories.leads import LeadFactory


def said(answer):
    return [(str(message), bool(message.extra_tags)) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def leads(workspace, member):
    return [
        LeadFactory(name="New"), LeadFactory(name="Replied", status="replied", tags=["Austin"]),
        LeadFactory(name="Qualified", status="qualified", owner=member),
    ]  # fmt: skip


def post(client, leads, **values):
    return client.post(link("leads:bulk"), {"lead": [lead.pk for lead in leads], **values})


@pytest.mark.parametrize(("values", "sentence", "summary"), [
    ({"do": "tag", "tags": "Austin, {}"}, "3 leads tagged Austin, {}.", "Tagged 3 leads: Austin, {}"),
    ({"do": "tag", "tags": "Austin"}, "2 leads tagged Austin. 1 had it already.", "Tagged 2 leads: Austin"),
    (
        {"do": "status", "status": "replied"}, "1 lead moved to Replied. 1 could not go there. 1 was there already.",
        "Moved 1 lead to Replied",
    ),
    ({"do": "status", "status": "bad_fit"}, "3 leads moved to Bad Fit.", "Moved 3 leads to Bad Fit"),
    ({"do": "archive"}, "3 leads archived.", "Archived 3 leads"),
])  # fmt: skip
def test_it_says_exactly_what_it_did_and_is_one_undo_away(client, leads, values, sentence, summary):
    before = list(Lead.objects.order_by("pk").values("status", "owner", "archived_at"))

    answer = post(client, leads, **values)

    assert said(answer) == [(sentence, True)]
    done = Operation.objects.latest("pk")
    assert done.summary == summary
    client.post(link("operation-undo", done.pk))
    assert list(Lead.objects.order_by("pk").values("status", "owner", "archived_at")) == before


def test_leads_are_given_to_a_colleague_and_to_nobody(client, leads, member):
    assert said(post(client, leads, do="assign", owner=member.pk)) == [
        (f"2 leads assigned to {member}. 1 belonged to them already.", True)
    ]
    assert said(post(client, leads, do="assign", owner=""))[-1] == ("3 leads assigned to nobody.", True)


@pytest.mark.parametrize(("values", "sentence"), [
    ({"do": "tag", "tags": ""}, "Write a tag first."),
    ({"do": "tag", "tags": "\u200b"}, "A tag needs a name."),
    ({"do": "status", "status": "converted"}, "Select a valid choice. converted is not one of the available choices."),
    ({"do": "status", "status": ""}, "Choose a status first."),
    ({"do": "assign", "owner": "not chosen"}, "Choose somebody who is in this workspace."),
    ({"do": "assign", "owner": "9" * 30}, "Choose somebody who is in this workspace."),
    ({"do": "restore"}, "None of them is archived."),
    ({"do": "explode"}, "Tick the leads first, then choose what to do with them."),
    ({}, "Tick the leads first, then choose what to do with them."),
])  # fmt: skip
def test_what_cannot_be_done_is_said_without_an_operation(client, leads, values, sentence):
    before = Operation.objects.count()
    assert said(post(client, leads, **values)) == [(sentence, False)]
    assert Operation.objects.count() == before


def test_nothing_is_chosen_before_somebody_chooses(client, leads):
    page, one = client.get(link("leads:list")).text, client.get(leads[0].get_absolute_url()).text

    first = re.findall(
        r'<select[^>]* id="(bulk-status|bulk-owner|new-status)"[^>]*><option value="([^"]*)">', page + one
    )
    assert first == [("bulk-status", ""), ("bulk-owner", "not chosen"), ("new-status", "")]


@pytest.mark.parametrize("ticked", [[], ["rubbish"], ["9" * 30], ["-1"], ["٣"]])
def test_without_a_lead_nothing_is_done(client, workspace, ticked):
    answer = client.post(link("leads:bulk"), {"lead": ticked, "do": "archive"})
    assert said(answer) == [("Tick the leads first, then choose what to do with them.", False)]


def test_only_leads_in_sight_are_reached(as_member, leads, member, plain_member, neighbour):
    with workspace_scope(neighbour.workspace):
        foreign = LeadFactory()
    survivor, merged = LeadFactory(), LeadFactory()
    merging.merge(survivor, merged, by=member)

    answer = post(as_member(plain_member), [*leads, merged, foreign], do="archive")

    assert said(answer) == [("2 leads archived.", True)]  # the third belongs to somebody else
    with workspace_scope(neighbour.workspace):
        assert Lead.objects.get(pk=foreign.pk).archived_at is None


def test_archived_leads_come_back_together(client, leads):
    post(client, leads, do="archive")
    assert said(post(client, leads, do="restore"))[-1] == ("3 leads restored.", True)


def test_it_leads_back_to_the_list_as_it_was(client, leads):
    address = f"{link('leads:list')}?status=new&q=ada"
    assert post(client, leads, do="archive", next=address).url == address
    assert post(client, leads, do="archive", next="https://evil.example/").url == link("leads:list")


def test_htmx_gets_the_list_and_the_toast(client, leads):
    values = {"lead": [leads[0].pk], "do": "archive", "next": link("leads:list")}
    answer = client.post(link("leads:bulk"), values, headers={"HX-Request": "true"}, follow=True)
    page = answer.content.decode()
    assert "<html" not in page
    assert "1 lead archived." in page
    assert 'name="lead"' in page


@pytest.mark.parametrize("ticked", (1, 3))
def test_it_costs_the_same_for_any_number(client, leads, ticked, django_assert_num_queries):
    post(client, leads[:1], do="tag", tags="Warm")
    with django_assert_num_queries(17):
        post(client, leads[:ticked], do="tag", tags="Bulk")
