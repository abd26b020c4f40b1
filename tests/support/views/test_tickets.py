import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hirepilot.incidents import Incident
from hirepilot.tenancy import link, workspace_scope
from support.models import Ticket
from support.services.tickets import acknowledge, open_ticket, resolve
from tests.factories.hirepilot import UserFactory


def broken(member, kind="apollo_failed", **known):
    with workspace_scope(member.workspace):
        return open_ticket(Incident(kind, member.workspace_id, member.user_id, **{"cause": kind} | known))


def shown(page):
    return [ticket.pk for ticket in page.context["tickets"]]


@pytest.mark.proves("TICK-031")
def test_a_member_sees_what_broke_for_them_and_an_owner_all_of_the_workspace(
    as_member, workspace, member, admin_member, plain_member, guest, neighbour
):
    of_member, of_guest, of_nobody = (
        broken(plain_member),
        broken(guest, "sniper_failed"),
        broken(member, "job_parked"),
    )
    broken(neighbour)
    address = link("support:tickets")

    assert shown(as_member(plain_member).get(address)) == [of_member.pk]
    assert shown(as_member(guest).get(address)) == [of_guest.pk]
    for whole in (member, admin_member):
        assert shown(as_member(whole).get(address)) == [of_nobody.pk, of_guest.pk, of_member.pk]


def test_everybody_who_ran_into_the_same_fault_sees_its_one_ticket(as_member, workspace, plain_member, guest):
    ticket = broken(plain_member)
    assert broken(guest).pk == ticket.pk

    for person in (plain_member, guest):
        assert shown(as_member(person).get(link("support:tickets"))) == [ticket.pk]


@pytest.mark.proves("TICK-031")
def test_a_ticket_says_what_happened_what_was_not_lost_and_where_it_stands(client, member):
    ticket = broken(member, provider="apollo")
    address = link("support:ticket", ticket.pk)

    page = client.get(address).content.decode()
    assert "Apollo does not work" in page
    assert "No credit was taken, and your leads are as they were." in page
    assert "HirePilot has been told" in page
    assert f"T-{ticket.pk}" in page

    staff = UserFactory(is_staff=True)
    acknowledge(ticket, by=staff)
    assert "Somebody is looking into it." in client.get(address).content.decode()
    resolve(ticket, by=staff, note="Apollo was down <b>until</b> ten.")
    page = client.get(address).content.decode()
    assert "It is over." in page
    assert "Apollo was down &lt;b&gt;until&lt;/b&gt; ten." in page


def test_the_page_shows_no_inner_matters(client, member):
    ticket = broken(
        member,
        error="IntegrityError: Key=(ada@mail.example)",
        steps=("typed Ada",),
        about="row 3: Ada",
        cause="secret cause",
    )

    for address in (link("support:tickets"), link("support:ticket", ticket.pk)):
        page = client.get(address).content.decode()
        for inner in ("IntegrityError", "ada@mail.example", "typed Ada", "row 3", "secret cause"):
            assert inner not in page


def test_a_ticket_of_somebody_else_of_the_neighbour_or_of_the_house_is_not_found(
    as_member, member, plain_member, neighbour
):
    with workspace_scope(member.workspace):
        theirs, address = broken(member), link("support:ticket", 0)
    foreign, house = broken(neighbour), open_ticket(Incident("job_parked", cause="x"))

    for who, ticket in ((plain_member, theirs), (member, foreign), (member, house)):
        assert as_member(who).get(address.replace("/0/", f"/{ticket.pk}/")).status_code == 404


def test_nothing_broke_is_said(client):
    assert "Nothing broke" in client.get(link("support:tickets")).content.decode()


def test_the_list_costs_the_same_for_any_number(client, member):
    queries = []
    for tickets in (1, 3):
        while len(shown(client.get(link("support:tickets")))) < tickets:
            broken(member, cause=str(len(Ticket.objects.all())))
        with CaptureQueriesContext(connection) as captured:
            assert len(shown(client.get(link("support:tickets")))) == tickets
        queries.append(len(captured))

    assert queries[0] == queries[1] <= 6


def test_pages_are_for_reading_only(client, member):
    ticket = broken(member)

    for address in (link("support:tickets"), link("support:ticket", ticket.pk)):
        assert client.post(address).status_code == 405
