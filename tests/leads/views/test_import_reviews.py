"""The page of rows that wait for a decision."""

import pytest

from hirepilot.tenancy import link
from leads.models import ImportRow, Lead
from leads.services import reviewing
from tests.factories.imports import table, taken_in
from tests.factories.leads import LeadFactory


@pytest.fixture
def address(workspace):
    return link("leads:import-review")


def contested(member, number=1):
    before = Lead.objects.count()
    for n in range(before, before + number):
        LeadFactory(name="Ada Byron", email=f"ada{n}@engines.example", owner=member)
    rows = [[f"Charles Babbage{n}", f"ada{n}@engines.example"] for n in range(before, before + number)]
    return taken_in(table(rows), member)


@pytest.mark.parametrize("number", [1, 3])
def test_rows_are_shown_beside_the_leads_they_met_at_the_same_cost(
    client, member, address, number, django_assert_num_queries
):
    contested(member, number)
    client.get(address)
    with django_assert_num_queries(8):
        shown = client.get(address)

    assert [row.lead.email for row in shown.context["rows"]] == [
        f"ada{n}@engines.example" for n in reversed(range(number))
    ]
    assert "Charles Babbage0" in shown.text


def test_one_row_is_decided_by_its_button(client, member, address):
    contested(member, 2)
    first, second = ImportRow.objects.order_by("line")
    answer = client.post(address, {"one": f"different_person:{first.pk}"}, follow=True)

    assert "1 row taken in." in answer.text
    assert Lead.objects.filter(full_name="Charles Babbage0", email="").exists()
    assert [row.pk for row in answer.context["rows"]] == [second.pk]


def test_several_are_decided_by_their_ticks_and_an_import_alone_can_be_looked_at(client, member, address):
    other, chosen = contested(member), contested(member)
    numbers = list(ImportRow.objects.values_list("pk", flat=True))
    answer = client.post(
        f"{address}?import={chosen.pk}", {"row": numbers, "decision": "leave_out"}, follow=True
    )

    assert "1 row left out." in answer.text
    assert "1 row was decided already." in answer.text
    assert [row.lead_import for row in reviewing.waiting(member)] == [other]


@pytest.mark.parametrize(
    "sent",
    [{}, {"decision": "leave_out"}, {"one": "leave_out:x"}, {"one": "burn:1"}, {"row": "9" * 30, "decision": "same_person"}],
)  # fmt: skip
def test_nothing_is_decided_by_nonsense(client, member, address, sent):
    contested(member)
    answer = client.post(address, sent, follow=True)

    assert "Tick at least one row." in answer.text
    assert reviewing.waiting(member).count() == 1


def test_the_list_and_the_result_say_how_many_wait(client, member, address):
    lead_import = contested(member, 2)

    assert "2 rows wait for a decision." in client.get(link("leads:imports")).text
    assert f"{address}?import={lead_import.pk}" in client.get(lead_import.get_absolute_url()).text
    reviewing.decide(reviewing.waiting(member), "leave_out", by=member)
    assert "for a decision" not in client.get(link("leads:imports")).text
    assert "Nothing to decide" in client.get(address).text


def test_a_cursor_of_something_else_leads_to_the_first_page(client, member, address):
    assert client.get(address, {"after": "x"}).status_code == 302
