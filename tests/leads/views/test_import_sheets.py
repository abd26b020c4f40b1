"""The sheets of a workbook on the mapping page, and the way from one to the next."""

import pytest

from leads.models import LeadImport
from leads.services import dry_run
from tests.factories.api import Program
from tests.factories.imports import uploaded
from tests.factories.workbooks import of_three_sheets

State = LeadImport.State


@pytest.fixture
def book(workspace, member, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return uploaded(of_three_sheets(), member, "people.xlsx")


def typed(lead_import, **changes):
    columns = {f"column-{item['column']}": item["field"] for item in lead_import.mapping}
    return {**columns, "policy": "fill", **changes}


def page_of(lead_import):
    return f"/w/northgate/leads/imports/{lead_import.pk}/"


def test_the_other_sheets_are_offered_and_the_hidden_ones_named(client, book):
    page = client.get(page_of(book)).text

    assert "Import other sheets of this workbook too" in page
    assert 'value="Clients"' in page
    assert "Left out, because it is hidden in the workbook: “Old”" in page


def test_whoever_starts_one_sheet_is_led_to_the_next_and_then_to_its_own_page(client, book):
    answer = client.post(page_of(book) + "start/", typed(book, also=["Clients"]))

    clients = LeadImport.objects.exclude(pk=book.pk).get()
    assert answer.url == page_of(clients)
    book.refresh_from_db()
    assert (book.state, clients.state, clients.sheet["worksheet"]) == (
        State.WAITING,
        State.MAPPING,
        "Clients",
    )
    page = client.get(answer.url).text
    assert (
        "Sheet “People” is being taken in; the list of imports shows how far it is. Next is sheet “Clients”."
        in page
    )
    assert f'href="{page_of(book)}"' in page

    answer = client.post(page_of(clients) + "start/", typed(clients))

    assert answer.url == page_of(clients)
    names = client.get("/w/northgate/leads/imports/").text
    assert "sheet “People”" in names
    assert "sheet “Clients”" in names


def test_a_sheet_that_is_not_wanted_after_all_is_put_aside_and_the_next_one_comes(client, book):
    client.post(page_of(book) + "check/", typed(book, also=["Clients"]))
    clients = LeadImport.objects.exclude(pk=book.pk).get()

    answer = client.post(page_of(book) + "cancel/")

    assert answer.url == page_of(clients)
    assert client.post(page_of(clients) + "cancel/").url == page_of(clients)


def test_a_sheet_that_is_checked_and_then_imported_leads_to_the_next_too(client, book):
    client.post(page_of(book) + "check/", typed(book, also=["Clients"]))
    dry_run.run(book, LeadImport.objects.get(pk=book.pk).dry_run["key"])
    clients = LeadImport.objects.exclude(pk=book.pk).get()

    assert client.post(page_of(book) + "start/", {"as_checked": "1"}).url == page_of(clients)


@pytest.mark.parametrize("name", ["Empty", "Old", "Nowhere", "People"])
def test_a_sheet_that_is_not_offered_starts_nothing(client, book, name):
    answer = client.post(page_of(book) + "start/", typed(book, also=["Clients", name]))

    assert answer.status_code == 422
    assert list(LeadImport.objects.values_list("pk", "state")) == [(book.pk, State.MAPPING)]


def test_a_sheet_that_is_no_table_is_said_where_it_was_ticked_and_starts_nothing(client, book):
    LeadImport.objects.filter(pk=book.pk).update(
        sheet=book.sheet | {"filled": ["People", "Clients", "Empty"]}
    )

    answer = client.post(page_of(book) + "start/", typed(book, also=["Clients", "Empty"]))

    assert answer.status_code == 422
    assert "Sheet “Empty”: The file has a header and no rows below it." in answer.text
    assert list(LeadImport.objects.values_list("pk", "state")) == [(book.pk, State.MAPPING)]


def test_a_program_imports_other_sheets_without_another_upload(member, book):
    program = Program(member)
    made = program.post(f"imports/{book.pk}/sheets/", {"worksheets": ["Clients"]})

    assert made.status_code == 201
    assert [(one["read_as"]["worksheet"], one["state"]) for one in made.json()] == [("Clients", "mapping")]
    assert made.json()[0]["read_as"]["filled"] == ["People", "Clients"]
    assert made.json()[0]["read_as"]["hidden"] == ["Old"]
    refused = program.post(f"imports/{book.pk}/sheets/", {"worksheets": ["Old"]})
    assert (refused.status_code, refused.json()["detail"]) == (422, "The workbook has no sheet “Old”.")
