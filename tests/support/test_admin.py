"""Tickets in the admin: complete on one page, acknowledged and resolved with a word to the person who ran into it."""

import pytest

from hirepilot.models import Operation
from hirepilot.staff import READ_ONLY, SUPPORT
from hirepilot.tenancy import EVERY_WORKSPACE, workspace_scope
from support.models import HOUSE, Alert, Ticket
from support.services.alerts import notice_of
from tests.factories.hirepilot import UserFactory
from tests.factories.leads import LeadFactory
from tests.factories.staff import act, enter, list_page, page_of, signed_in
from tests.factories.support import break_something


@pytest.mark.proves("TICK-018")
def test_what_is_not_known_is_said_in_words(db):
    ticket = break_something(None, "job_parked")
    browser, _ = signed_in(READ_ONLY)

    page = browser.get(page_of(ticket)).content.decode()

    assert [f"{name}: {said}" for name, said in ticket.contents if name not in page or said not in page] == []


@pytest.fixture
def ticket(workspace, member):
    lead = LeadFactory(name="<b>Ada</b> Byron")
    return break_something(
        workspace, "lead_creation_failed", lead_id=lead.pk, user_id=member.user_id, role="Owner", provider="apollo",
        steps=("pressed <i>Save</i>",), error="ValueError: <script>", about="import 3, row 7",
    )  # fmt: skip


def test_a_ticket_shows_everything_that_is_needed_to_look_into_it(ticket, workspace, member):
    Alert.objects.create(
        ticket=ticket, channel="email", recipient="super@hirepilot.example", occurrence=2, last_error="550 no"
    )
    browser, _ = signed_in(READ_ONLY)
    enter(browser, workspace, reason="T-1")

    page = browser.get(page_of(ticket)).content.decode()

    shown = [
        "A lead could not be created", "S2", "Northgate Search", "apollo", "Owner", "pressed &lt;i&gt;Save&lt;/i&gt;",
        "ValueError: &lt;script&gt;", "import 3, row 7", member.user.name, "&lt;b&gt;Ada&lt;/b&gt; Byron", "550 no",
    ]  # fmt: skip
    assert [text for text in shown if text not in page] == []


def test_the_address_in_an_alert_leads_to_the_ticket(ticket, workspace):
    alert = Alert.objects.create(
        ticket=ticket, channel="email", recipient="super@hirepilot.example", occurrence=2
    )
    browser, _ = signed_in()
    path = notice_of(alert).url.partition("//")[2].partition("/")[2]
    assert f"/{path}" == page_of(ticket)
    door = browser.get(f"/{path}")
    assert door.headers["Location"].startswith(f"/admin/enter/{workspace.pk}/")


def test_a_ticket_is_acknowledged_and_resolved_with_a_note(ticket):
    browser, user = signed_in(SUPPORT)

    act(browser, "acknowledge", ticket, reason="On call")
    refused = act(browser, "resolve", ticket, reason="Mended", note="")
    act(browser, "resolve", ticket, reason="Mended", note="It was the disk. Please try again.")

    assert refused.status_code == 422
    done = Ticket.objects.get()
    assert (done.status, done.handled_by, done.note) == (
        "resolved",
        user,
        "It was the disk. Please try again.",
    )
    noted = Operation.objects.filter(kind="staff.ticket").order_by("pk")
    assert [(str(one), one.reason, one.staff) for one in noted] == [
        (f"Acknowledged the ticket T-{ticket.pk}", "On call", user), (f"Resolved the ticket T-{ticket.pk}", "Mended", user),
    ]  # fmt: skip
    again = act(browser, "resolve", ticket, reason="Again", note="x")
    assert again.status_code == 422
    assert "This ticket is resolved already." in again.content.decode()


def test_a_ticket_of_the_house_needs_no_workspace(db):
    ticket = break_something(None, "job_parked")
    browser, _ = signed_in(SUPPORT)

    page = browser.get(page_of(ticket)).content.decode()
    assert HOUSE.name in page
    assert HOUSE.name in browser.get(list_page(Ticket)).content.decode()
    act(browser, "resolve", ticket, reason="Mended", note="Done.")

    with workspace_scope(EVERY_WORKSPACE):
        assert (Ticket.objects.get().status, Operation.objects.count()) == ("resolved", 0)


def test_who_may_only_read_resolves_nothing(ticket):
    browser, _ = signed_in(READ_ONLY)
    act(browser, "resolve", ticket, note="x")
    assert Ticket.objects.get().status == "open"


@pytest.mark.parametrize("text", ["T-{}", "t-{}", "{}"])
def test_a_ticket_is_found_by_its_number(ticket, text):
    break_something(ticket.workspace, "apollo_failed", cause="other")
    browser, _ = signed_in(READ_ONLY)
    listed = browser.get(list_page(Ticket), {"q": text.format(ticket.pk)})
    assert [one.pk for one in listed.context["cl"].result_list] == [ticket.pk]


def test_filters_of_tickets_and_alerts_say_what_they_say(ticket, workspace):
    other = break_something(workspace, "apollo_failed")
    browser, _ = signed_in(SUPPORT)
    act(browser, "resolve", other, note="Done.")

    def listed(**asked):
        return {one.pk for one in browser.get(list_page(Ticket), asked).context["cl"].result_list}

    assert listed() == {ticket.pk, other.pk}
    assert (
        listed(unresolved="yes")
        == listed(kind="lead_creation_failed")
        == listed(severity="S2")
        == {ticket.pk}
    )
    assert listed(status="resolved") == {other.pk}


def test_the_landing_page_says_when_nobody_would_be_told(workspace, settings):
    browser, _ = signed_in(SUPPORT)

    def says():
        return "Nobody is told of tickets" in browser.get("/admin/").content.decode()

    alone = says()
    settings.SLACK_WEBHOOK_URL = "https://hooks.slack.example/T0"
    by_slack, settings.SLACK_WEBHOOK_URL = says(), ""
    UserFactory(is_superuser=True, is_staff=True)

    assert (alone, by_slack, says()) == (True, False, False)
