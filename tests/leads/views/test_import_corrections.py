"""The page of a refused row."""

import pytest

from hirepilot.tenancy import link
from leads.models import ImportRow, Lead
from tests.factories.imports import table, taken_in

ROWS = [
    ["Ada Byron", "ada@engines.example"],
    ["", "no address", "", "Navy"],
    ["Charles Babbage", "ada@engines.example"],
    [""],
    ["", "also none", "", "", "", "", "", "", "<b>beyond</b>"],
]


@pytest.fixture
def lead_import(workspace, member):
    return taken_in(table(ROWS), member)


def address(lead_import, line):
    return f"/w/northgate/leads/imports/{lead_import.pk}/rows/{line}/"


def cells(*values):
    return {f"cell-{column}": value for column, value in enumerate(values)}


def test_from_the_result_from_row_to_row_until_all_are_in(client, lead_import):
    result = client.get(f"/w/northgate/leads/imports/{lead_import.pk}/")
    page = client.get(address(lead_import, 3))
    corrected = client.post(address(lead_import, 3), cells("Grace Hopper", "grace@navy.example", "", "Navy"))

    assert address(lead_import, 3) in result.content.decode()
    assert page.context["form"]["cell-1"].value() == "no address"
    assert "Not taken in." in page.content.decode()
    assert (corrected.status_code, corrected.url) == (302, address(lead_import, 4))
    assert Lead.objects.get(full_name="Grace Hopper").company_name == "Navy"
    # the blank line wants nobody; the last one leads back
    assert client.post(address(lead_import, 4), {**cells(*ROWS[2]), "same_person": "1"}).url == address(
        lead_import, 6
    )
    assert client.post(address(lead_import, 6), cells("Alan Turing", "", "", "", "", "", "", "", "")).url == (
        f"/w/northgate/leads/imports/{lead_import.pk}/"
    )
    assert client.get(address(lead_import, 3)).status_code == 302  # taken in already


def test_a_person_who_has_the_address_is_offered(client, lead_import):
    page = client.get(address(lead_import, 4)).content.decode()

    assert "It is Ada Byron" in page
    assert "clear the address" in page


def test_what_is_still_wrong_is_said_and_what_was_typed_stays(client, lead_import):
    answer = client.post(address(lead_import, 3), cells("", "no@address@either"))
    beyond = client.post(
        address(lead_import, 6), cells("Alan Turing", "", "", "", "", "", "", "", "<b>beyond</b>")
    )

    assert (answer.status_code, answer.context["form"]["cell-1"].value()) == (422, "no@address@either")
    assert "Still not taken in:" in answer.content.decode()
    assert "more in this row than the file has columns" in beyond.content.decode()
    assert "&lt;b&gt;beyond" in beyond.content.decode()
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("line", [0, 99, 2**40])
def test_a_line_that_is_not_there_is_not_found(client, lead_import, line):
    assert client.get(address(lead_import, line)).status_code == 404


def test_once_taken_back_there_is_nothing_to_correct(client, lead_import, member):
    client.post(link("operation-undo", lead_import.operation_id))
    result = client.get(f"/w/northgate/leads/imports/{lead_import.pk}/").content.decode()
    refused = client.post(address(lead_import, 3), cells("Grace Hopper"))

    assert address(lead_import, 3) not in result
    assert refused.status_code == 422
    assert ImportRow.objects.get(line=3).outcome == "failed"
